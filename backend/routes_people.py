"""Accounts, rights, sessions of others and the security log: for admin, security and audit."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State

from backend.door import read, read_query
from backend.parts import Parts, drop, needs, shape
from backend.services.accounts import Seat
from backend.services.security_log import LogQuery
from contract.entities import Id
from contract.lifecycle import Role
from contract.people import (
    Account,
    AccountState,
    Made,
    NewAccount,
    OneTimePassword,
    OpenSession,
    Rights,
    SecurityPage,
)

AnyRequest = Request[None, None, State]


class SessionQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whose sessions: `own`, or `all` (admin, security)."""

    whose: str = "own"


class EndAll(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/sessions/end`: of whom; nobody named: one's own, this one too."""

    person_id: Id | None = None


@get("/api/accounts", opt=shape(answer=list[Account]), sync_to_thread=True)
def list_accounts(parts: Parts, seat: Seat) -> tuple[Account, ...]:
    """Every account with its rights (admin, security, audit); nothing secret."""
    needs(seat, Role.ADMIN, Role.SECURITY, Role.AUDIT)
    return parts.rights.list()


@post("/api/accounts", opt=shape(body=NewAccount, answer=Made), status_code=200)
async def make_account(request: AnyRequest, parts: Parts, seat: Seat) -> Made:
    """A new account (admin)."""
    needs(seat, Role.ADMIN)
    return await asyncio.to_thread(parts.rights.make, read(await request.body(), NewAccount), seat)


@post("/api/accounts/{person_id:str}/rights", opt=shape(body=Rights, status=204), status_code=204)
async def change_rights(person_id: str, request: AnyRequest, parts: Parts, seat: Seat) -> None:
    """New roles and a new scope (security; admin where one person may be both); the account's sessions end."""
    needs(seat, Role.SECURITY, Role.ADMIN)
    rights = read(await request.body(), Rights)
    drop(parts, await asyncio.to_thread(parts.rights.grant, person_id, rights, seat))


@post("/api/accounts/{person_id:str}/state", opt=shape(body=AccountState, status=204), status_code=204)
async def change_state(person_id: str, request: AnyRequest, parts: Parts, seat: Seat) -> None:
    """Disable an account, which ends its sessions, or enable it (admin, security)."""
    needs(seat, Role.ADMIN, Role.SECURITY)
    disabled = read(await request.body(), AccountState).disabled
    drop(parts, await asyncio.to_thread(parts.rights.set_disabled, person_id, disabled, seat))


@post("/api/accounts/{person_id:str}/password", opt=shape(answer=OneTimePassword), status_code=200)
async def reset_password(person_id: str, parts: Parts, seat: Seat) -> OneTimePassword:
    """A one-time password for somebody who forgot theirs (admin; for admin, security and audit the security role)."""
    needs(seat, Role.ADMIN, Role.SECURITY)
    answer, ended = await asyncio.to_thread(parts.rights.reset_password, person_id, seat)
    drop(parts, ended)
    return answer


@post("/api/accounts/{person_id:str}/unlock", opt=shape(status=204), status_code=204)
async def unlock(person_id: str, parts: Parts, seat: Seat) -> None:
    """Let a locked-out account try again (admin, security)."""
    needs(seat, Role.ADMIN, Role.SECURITY)
    await asyncio.to_thread(parts.rights.unlock, person_id, seat)


@post("/api/accounts/{person_id:str}/second-factor/remove", opt=shape(status=204), status_code=204)
async def remove_factor(person_id: str, parts: Parts, seat: Seat) -> None:
    """Remove the second factor of who lost it (admin, security); the account's sessions end."""
    needs(seat, Role.ADMIN, Role.SECURITY)
    drop(parts, await asyncio.to_thread(parts.rights.remove_factor, person_id, seat))


@get("/api/sessions", opt=shape(query=SessionQuery, answer=list[OpenSession]), sync_to_thread=True)
def sessions(request: AnyRequest, parts: Parts, seat: Seat) -> tuple[OpenSession, ...]:
    """The own open sessions; `whose=all`: everybody's (admin, security)."""
    query = read_query(request.query_params, SessionQuery)
    if query.whose == "all":
        needs(seat, Role.ADMIN, Role.SECURITY)
    return parts.accounts.sessions.of(None if query.whose == "all" else seat.actor.person_id, seat)


@post("/api/sessions/{session_id:str}/end", opt=shape(status=204), status_code=204)
async def kick(session_id: str, parts: Parts, seat: Seat) -> None:
    """End a session: one's own, or anybody's (admin, security)."""
    drop(parts, await asyncio.to_thread(parts.rights.kick, session_id, seat))


@post("/api/sessions/end", opt=shape(body=EndAll, status=204), status_code=204)
async def end_all(request: AnyRequest, parts: Parts, seat: Seat) -> None:
    """Log out everywhere, this session too; with `person_id` somebody else's (admin, security)."""
    person_id = read(await request.body(), EndAll).person_id
    drop(parts, await asyncio.to_thread(parts.rights.end_all, person_id, seat))


@get("/api/security/log", opt=shape(query=LogQuery, answer=SecurityPage), sync_to_thread=True)
def security_log(request: AnyRequest, parts: Parts, seat: Seat) -> SecurityPage:
    """The security log, newest first (audit, security)."""
    needs(seat, Role.AUDIT, Role.SECURITY)
    return parts.accounts.security.page(read_query(request.query_params, LogQuery))


HANDLERS = (
    list_accounts,
    make_account,
    change_rights,
    change_state,
    reset_password,
    unlock,
    remove_factor,
    sessions,
    kick,
    end_all,
    security_log,
)
