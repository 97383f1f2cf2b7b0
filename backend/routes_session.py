"""Who is there: set-up, log-in, log-out, accounts, tickets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from litestar import Request, get, post
from litestar.datastructures import State

from backend.door import read
from backend.hub import REVOKED
from backend.parts import Parts, needs, shape
from backend.services.accounts import FirstAccount, Made, NewAccount, Seat
from backend.tickets import sign
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.protocol import Login, Session, Ticket, TicketRequest

AnyRequest = Request[None, None, State]


@post("/api/setup", opt=shape(body=FirstAccount, answer=Session, public=True), status_code=200)
async def set_up(request: AnyRequest, parts: Parts) -> Session:
    """Make the first admin with the one-time set-up token that the server printed."""
    return await asyncio.to_thread(parts.accounts.set_up, read(await request.body(), FirstAccount))


@post("/api/login", opt=shape(body=Login, answer=Session, public=True), status_code=200)
async def log_in(request: AnyRequest, parts: Parts) -> Session:
    """A session for a name and password; failed tries are limited per minute."""
    address = request.client.host if request.client else ""
    return await asyncio.to_thread(parts.accounts.log_in, read(await request.body(), Login), address)


@post("/api/logout", opt=shape(status=204), status_code=204)
async def log_out(parts: Parts, seat: Seat) -> None:
    """Revoke this session's token; its live socket is dropped."""
    await asyncio.to_thread(parts.accounts.log_out, seat)
    parts.hub.drop(REVOKED, holder=seat.token_hash)


@post("/api/accounts", opt=shape(body=NewAccount, answer=Made), status_code=200)
async def make_account(request: AnyRequest, parts: Parts, seat: Seat) -> Made:
    """A new account (admin)."""
    needs(seat, Role.ADMIN)
    return await asyncio.to_thread(parts.accounts.make, read(await request.body(), NewAccount), seat.actor)


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


@get("/api/session", opt=shape(answer=Session))
async def session(seat: Seat) -> Session:
    """Who this token is; the token itself is not repeated."""
    return Session(
        token="",
        expires_at=seat.expires_at,
        person_id=seat.actor.person_id or "0",
        name=seat.actor.name,
        roles=tuple(sorted(seat.actor.roles)),
        scope=seat.scope,
    )


HANDLERS = (set_up, log_in, log_out, make_account, issue_ticket, session)
