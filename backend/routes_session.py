"""Who is there: set-up, recovery, log-in, log-out, tickets, and what a session may do to itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from litestar import Request, get, post
from litestar.datastructures import State

from backend.door import read
from backend.parts import Parts, drop, shape, whence
from backend.services.accounts import Seat
from backend.tickets import sign
from contract.errors import Code, Refused
from contract.people import FactorCode, FirstAccount, Made, PasswordChange, Recovery, SecondFactor
from contract.protocol import Login, Session, Ticket, TicketRequest

AnyRequest = Request[None, None, State]


@post("/api/setup", opt=shape(body=FirstAccount, answer=Session, public=True), status_code=200)
async def set_up(request: AnyRequest, parts: Parts) -> Session:
    """Make the first admin with the one-time set-up token that the server printed."""
    return await asyncio.to_thread(parts.accounts.set_up, read(await request.body(), FirstAccount), whence(request))


@post("/api/recover", opt=shape(body=Recovery, answer=Made, public=True), status_code=200)
async def recover(request: AnyRequest, parts: Parts) -> Made:
    """Give an administrator a new password with the token of `serve recover-admin`; sessions and second factor end."""
    return await asyncio.to_thread(parts.accounts.recover, read(await request.body(), Recovery), whence(request))


@post("/api/login", opt=shape(body=Login, answer=Session, public=True), status_code=200)
async def log_in(request: AnyRequest, parts: Parts) -> Session:
    """A session for a name and password, and a code where there is a second factor; failed tries make a name wait."""
    login = read(await request.body(), Login)
    return await asyncio.to_thread(parts.accounts.log_in, login, whence(request, login.program))


@post("/api/logout", opt=shape(status=204, while_due=True), status_code=204)
async def log_out(parts: Parts, seat: Seat) -> None:
    """Revoke this session's token; its live socket is dropped."""
    await asyncio.to_thread(parts.accounts.log_out, seat)
    drop(parts, frozenset({seat.token_hash}))


@post("/api/password", opt=shape(body=PasswordChange, status=204, while_due=True), status_code=204)
async def change_password(request: AnyRequest, parts: Parts, seat: Seat) -> None:
    """Change the own password; every other session of this account ends."""
    change = read(await request.body(), PasswordChange)
    drop(parts, await asyncio.to_thread(parts.rights.change_password, change, seat))


@post("/api/second-factor", opt=shape(answer=SecondFactor, while_due=True), status_code=200)
async def begin_factor(parts: Parts, seat: Seat) -> SecondFactor:
    """A secret for the own authenticator and recovery codes, told once; it holds after its first code."""
    _not_before_password(seat)
    return await asyncio.to_thread(parts.rights.begin_factor, seat)


@post("/api/second-factor/confirm", opt=shape(body=FactorCode, status=204, while_due=True), status_code=204)
async def confirm_factor(request: AnyRequest, parts: Parts, seat: Seat) -> None:
    """The first code: from now on every log-in of this account needs one."""
    _not_before_password(seat)
    await asyncio.to_thread(parts.rights.confirm_factor, read(await request.body(), FactorCode).code, seat)


@post("/api/second-factor/remove", opt=shape(body=FactorCode, status=204), status_code=204)
async def remove_own_factor(request: AnyRequest, parts: Parts, seat: Seat) -> None:
    """Give the own second factor up; needs a code of it."""
    await asyncio.to_thread(parts.rights.remove_own_factor, read(await request.body(), FactorCode).code, seat)


@post("/api/tickets", opt=shape(body=TicketRequest, answer=Ticket), status_code=200)
async def issue_ticket(request: AnyRequest, parts: Parts, seat: Seat) -> Ticket:
    """A ticket of 60 s: `live` for the socket (one use), `voice` for the broadcast gateway (signed)."""
    wanted = read(await request.body(), TicketRequest)
    if wanted.purpose == "live":
        word, expires_at = parts.tickets.issue(seat)
        return Ticket(ticket=word, expires_at=expires_at)
    if wanted.purpose == "voice":
        actor = seat.actor
        word, expires_at = sign(
            parts.voice_key,
            person_id=actor.person_id or "0",
            name=actor.name,
            roles=tuple(sorted(actor.roles)),
            now=datetime.now(UTC),
        )
        return Ticket(ticket=word, expires_at=expires_at)
    raise Refused(Code.MALFORMED, field="$.purpose", reason="live or voice")


@get("/api/session", opt=shape(answer=Session, while_due=True))
async def session(seat: Seat) -> Session:
    """Who this token is; the token itself is not repeated."""
    return Session(
        token="",
        expires_at=seat.expires_at,
        person_id=seat.actor.person_id or "0",
        name=seat.actor.name,
        roles=tuple(sorted(seat.actor.roles)),
        scope=seat.scope,
        due=seat.due,
    )


def _not_before_password(seat: Seat) -> None:
    if seat.due == "password":
        raise Refused(Code.DUE_FIRST, field="Authorization", reason="first: password", due=seat.due)


HANDLERS = (
    set_up,
    recover,
    log_in,
    log_out,
    change_password,
    begin_factor,
    confirm_factor,
    remove_own_factor,
    issue_ticket,
    session,
)
