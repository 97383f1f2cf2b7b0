"""Who is at which case: one request that tells and asks."""

from __future__ import annotations

from litestar import Request, post
from litestar.datastructures import State

from backend.door import read
from backend.parts import Parts, shape
from backend.services.accounts import Seat
from backend.services.security_log import Entry
from contract.presence import PRESENCE_PATH, Around, Here

AnyRequest = Request[None, None, State]


@post(PRESENCE_PATH, opt=shape(body=Here, answer=Around), status_code=200)
async def presence(request: AnyRequest, parts: Parts, seat: Seat) -> Around:
    """Say where this seat is and hear who else is at the cases that it may see. Nothing of it is kept."""
    here = read(await request.body(), Here)
    actor = seat.actor

    def traced(case_id: str, holder: str) -> None:
        parts.accounts.security.note(Entry.by(actor, "lock.taken_over", seat.address, case_id, holder=holder))

    return parts.presence.tell(seat.token_hash, actor.name, actor.roles, seat.scope, here, traced)


HANDLERS = (presence,)
