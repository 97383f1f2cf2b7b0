"""Kiosks: a code on a screen becomes a revocable token that only reads, and only the public view."""

from __future__ import annotations

import asyncio

from litestar import Request, post
from litestar.datastructures import State

from backend.door import read
from backend.parts import Parts, needs, shape, whence
from backend.services.accounts import Seat
from contract.lifecycle import Role
from contract.people import Claim, Made, Pairing, PairingAnswer
from contract.protocol import Session

AnyRequest = Request[None, None, State]


@post("/api/kiosk/pairings", opt=shape(answer=Pairing, public=True), status_code=200)
async def begin(request: AnyRequest, parts: Parts) -> Pairing:
    """A code for this screen to show, and the word with which it fetches its token."""
    return await asyncio.to_thread(parts.pairing.begin, whence(request))


@post("/api/kiosk/claims", opt=shape(body=Claim, answer=Session, public=True), status_code=200)
async def claim(request: AnyRequest, parts: Parts) -> Session:
    """The kiosk's session, once; 409 `wrong_state` while nobody confirmed its code."""
    wanted = read(await request.body(), Claim)
    return await asyncio.to_thread(parts.pairing.claim, wanted.claim, whence(request))


@post("/api/kiosk/confirmations", opt=shape(body=PairingAnswer, answer=Made), status_code=200)
async def confirm(request: AnyRequest, parts: Parts, seat: Seat) -> Made:
    """The screen that shows this code may see so much of the public view (admin, duty)."""
    needs(seat, Role.ADMIN, Role.DUTY)
    answer = read(await request.body(), PairingAnswer)
    return await asyncio.to_thread(parts.pairing.confirm, answer, seat)


HANDLERS = (begin, claim, confirm)
