"""A server that fell behind the others on its database, and a seat that was away: told piece by piece, in order.

A piece is read, told, and taken by those it is for before the next is read: whoever is thousands of events behind costs
no more memory than a piece, and nobody is dropped for being told faster than a connection carries.
"""

from __future__ import annotations

import asyncio

from backend.frames import LiveSocket
from backend.hub import RECENT
from backend.outcome import Written
from backend.parts import Parts
from backend.seats import RESYNC, REVOKED, Subscription
from backend.services.accounts import Seat
from backend.services.live import events_after, live_state, newest_events

PIECE = 250
"""Events."""
TAKE_S = 30.0
"""How long a seat may need for a piece."""
_LOOKS, _LOOK_S = 50, 0.02


async def catch_up(parts: Parts) -> None:
    """Publish what other servers wrote into the same outbox. A call while one runs makes that one look again."""
    hub = parts.hub
    hub.again = True
    if hub.catching_up:
        return
    hub.catching_up = True
    try:
        while hub.again:
            hub.again = await _publish_piece(parts)
    finally:
        hub.catching_up = False


async def _publish_piece(parts: Parts) -> bool:
    """Whether there may be more. What is asked for while this reads is found by the look after it."""
    hub = parts.hub

    def missing() -> object:
        with parts.db.read() as connection:
            found = events_after(connection, hub.seq, parts.settings.live.resume_events, most=PIECE)
            if found is not None:
                return found
            return (
                *live_state(connection),
                newest_events(connection, RECENT, days=parts.settings.database.outbox_days),
            )

    hub.again = False
    found = await asyncio.to_thread(missing)
    if isinstance(found, list):
        hub.publish(found)
        if len(found) == PIECE:
            await _calm(parts)
            return True
    elif isinstance(found, tuple):
        # Too far behind to follow: seats fetch a snapshot, and what listens to events is told of none.
        hub.load(*found)
        parts.city.invalidate()
        parts.accounts.sessions.forget_all()
        parts.samples.forget_visible()
        hub.drop(RESYNC)
    return hub.again


async def _calm(parts: Parts) -> None:
    """Until all seats took most of what they were told; one that does not is not waited for any longer."""
    for _ in range(_LOOKS):
        if not any(seat.crowded for seat in parts.hub.subscriptions):
            return
        await asyncio.sleep(_LOOK_S)


async def admit(parts: Parts, seat: Seat, outlet: LiveSocket, since: int | None) -> Subscription:
    """A subscription that hears of every event after `since`, or of a resync. It may be dropped by the time it is made.

    What memory does not hold is read and sent piece by piece first; the rest is queued and nothing falls in between.
    """
    hub, limit, cursor = parts.hub, parts.settings.live.resume_events, since
    made: Subscription | None = None

    def prepared() -> Subscription:
        return hub.prepare(seat.scope, since=cursor, holder=seat.token_hash, expires_at=seat.expires_at.timestamp())

    def outbox(after: int) -> list[Written] | None:
        with parts.db.read() as connection:
            return events_after(connection, after, limit, most=PIECE)

    try:
        rest: list[Written] | None = None
        while cursor is not None and (rest := hub.since(cursor)) is None:
            piece = await asyncio.to_thread(outbox, cursor)
            if piece is None and made is not None:
                made.drop(RESYNC)
                return made
            if not piece:
                cursor = None if piece is None else cursor
                break  # the second: another server wrote up to here, and this one comes to it
            if made is None:
                made = prepared()
                if await asyncio.to_thread(parts.accounts.over, [seat.token_hash]):
                    made.drop(REVOKED)
                made.attach(outlet)
            more = hub.tell_missed(made, piece)
            await made.drained(TAKE_S)
            if made.dropped is not None or not outlet.open:
                return made
            made.allow(-more[0], -more[1])
            cursor = piece[-1].event.seq
        if made is None:
            cursor = None if rest is not None and len(rest) > limit else cursor
            made = prepared()
        if cursor is not None:
            hub.tell_missed(made, rest or ())
        hub.join(made)
    except BaseException:
        if made is not None:
            hub.leave(made)
        raise
    return made
