"""The live socket: a ticket opens it, facts and samples flow out, nothing flows in.

One task per seat, which waits for its end; the hub writes to the connection itself (`backend.seats`).

A seat that resumes is subscribed only after what it missed has been read, and whatever happened in between comes from
the hub's memory, so no event falls between the two. When a seat is dropped it is told why, within a second or not at
all, and the socket is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Annotated, Any

import msgspec
from litestar import WebSocket, websocket
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import WebSocketDisconnect

from backend.behind import admit
from backend.db import is_outage
from backend.door import read_query
from backend.frames import LiveSocket, outlet_of
from backend.hub import farewell
from backend.parts import Parts
from backend.samples import LANES
from backend.seats import RESYNC, REVOKED, Subscription
from contract.errors import Code, Refused
from contract.protocol import PAGE_ORIGIN

log = logging.getLogger(__name__)
AnySocket = WebSocket[None, None, State]
POLICY, TRY_AGAIN = 1008, 1013
FAREWELL_S = 1.0


class LiveQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`/api/live?ticket=T&since=SEQ&samples=vehicles,units`."""

    ticket: str
    since: Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)] | None = None
    samples: str = ""


@websocket("/api/live")
async def live(socket: AnySocket, parts: Parts) -> None:
    """Serve one seat until it leaves or is dropped."""
    try:
        check_origin(socket, parts)
        query = read_query(socket.query_params, LiveQuery)
        lanes = _lanes(query.samples)
        seat = parts.tickets.take(query.ticket)
    except Refused as refused:
        await socket.accept()
        await socket.close(POLICY, _short(f"{refused.problem.code}: {refused.problem.reason}"))
        return
    await socket.accept()
    outlet = outlet_of(socket.scope)
    subscription: Subscription | None = None
    try:
        if parts.accounts.sessions.is_outdated(seat):
            await _say_farewell(socket, outlet, RESYNC)
            return
        subscription = await admit(parts, seat, outlet, query.since)
        # Asked after subscribing: whoever logs out later is dropped by the hub, whoever did before is found here.
        if await asyncio.to_thread(parts.accounts.over, [seat.token_hash]):
            subscription.drop(REVOKED)
        if parts.accounts.sessions.is_outdated(seat):
            subscription.drop(RESYNC)
        parts.samples.subscribe(subscription, lanes)
        subscription.attach(outlet)
        await _until_over(socket, subscription)
        if subscription.dropped is not None and outlet.open:
            log.info("dropped a seat: %s", subscription.dropped)
            parts.metrics.dropped.labels(subscription.dropped).inc()
            await _say_farewell(socket, outlet, subscription.dropped)
    except Exception as fault:
        if not is_outage(fault):
            log.exception("defect at the live socket")
            raise
        log.error("a seat cannot listen: the database cannot be reached")
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await socket.close(TRY_AGAIN, f"{Code.UNAVAILABLE}: the database cannot be reached")
    finally:
        if subscription is not None:
            parts.hub.leave(subscription)
            parts.samples.leave(subscription)


async def _until_over(socket: AnySocket, subscription: Subscription) -> None:
    """Until the seat leaves, or is dropped: what it says is not listened to, and dropping nudges this."""
    try:
        while subscription.dropped is None:
            message: Any = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
    except WebSocketDisconnect:
        return


async def _say_farewell(socket: AnySocket, outlet: LiveSocket, reason: str) -> None:
    async def say() -> None:
        await socket.send_data(farewell(reason).decode(), mode="text")
        await socket.close(POLICY if reason == REVOKED else TRY_AGAIN, reason)

    try:
        await asyncio.wait_for(say(), FAREWELL_S)
    except TimeoutError:
        outlet.abort()  # closing would wait for the reader to take what it does not take
    except (WebSocketDisconnect, RuntimeError):
        return


def _short(reason: str) -> str:
    """A close frame has room for 123 bytes of reason."""
    return reason.encode()[:120].decode(errors="ignore")


def _lanes(text: str) -> list[int]:
    wanted = [one for one in text.split(",") if one]
    unknown = [one for one in wanted if one not in LANES]
    if unknown:
        raise Refused(Code.MALFORMED, field="$.samples", reason=f"unknown lane {unknown[0]}")
    return [LANES[one] for one in wanted]


def check_origin(socket: ASGIConnection[Any, Any, Any, Any], parts: Parts) -> None:
    """A browser page may only listen or act from the wall's own origin, this server's, or one of the settings."""
    origin = socket.headers.get("origin")
    if origin in (None, "null", PAGE_ORIGIN) or origin in allowed_origins(parts):
        return
    host = socket.headers.get("host", "")
    if origin in (f"http://{host}", f"https://{host}"):
        return
    raise Refused(Code.WRONG_ROLE, field="Origin", reason="this origin may not")


def allowed_origins(parts: Parts) -> list[str]:
    """Further origins from the settings."""
    return [one.strip() for one in parts.settings.server.origins.split(",") if one.strip()]


HANDLERS = (live,)
