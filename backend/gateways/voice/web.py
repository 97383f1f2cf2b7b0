"""The gateway's HTTP: `POST /broadcasts`, `POST /stop-all`, `GET /health`. Tickets are verified right here."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.exceptions import HTTPException

from backend.door import read
from backend.gateways.voice.studio import Studio, Wish, may_speak, may_stop
from backend.tickets import VoiceTicket, verify
from contract.entities import Id
from contract.errors import HTTP_STATUS, Code, Problem, Refused

log = logging.getLogger(__name__)
STOP_GRACE = timedelta(hours=12)
"""How long an old ticket still stops: a shift. Silence needs less proof than speech, and no case server."""
_CODES = {400: Code.MALFORMED, 404: Code.NOT_FOUND, 405: Code.NOT_FOUND, 413: Code.TOO_LARGE}
AnyRequest = Request[Any, Any, Any]


class StopWish(msgspec.Struct, frozen=True):
    """Body of `POST /stop-all`."""

    ticket: str


class Started(msgspec.Struct, frozen=True):
    """The broadcast was taken; whether it plays is told by receipts."""

    broadcast_id: Id


class Stopped(msgspec.Struct, frozen=True):
    """How many broadcasts were ended."""

    stopped: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How the gateway is. `city`: current, away, or never seen in this life."""

    ok: bool
    city: str
    poles: int
    online: int
    on_air: tuple[Id, ...]
    evidence_waiting: int
    sip_port: int


def build(
    studio: Studio, key: bytes, health: Callable[[], Health], clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Litestar:
    """The application."""

    @post("/broadcasts")
    async def broadcasts(request: AnyRequest) -> Response[bytes]:
        wish = read(await request.body(), Wish)
        ticket = verify(key, wish.ticket, now=clock())
        may_speak(ticket)
        return _json(Started(await studio.start(wish, ticket)))

    @post("/stop-all")
    async def stop_all(request: AnyRequest) -> Response[bytes]:
        ticket = _stopper(key, read(await request.body(), StopWish).ticket, clock())
        may_stop(ticket)
        stopped = studio.stop_all()
        log.warning("stop all by %s: %s broadcasts", ticket.name, stopped)
        return _json(Stopped(stopped))

    @get("/health")
    async def state() -> Response[bytes]:
        return _json(health())

    return Litestar(
        [broadcasts, stop_all, state],
        exception_handlers={Refused: _refused, HTTPException: _http, Exception: _defect},
        request_max_body_size=262_144,
        openapi_config=None,
        logging_config=None,
    )


def _stopper(key: bytes, ticket: str, now: datetime) -> VoiceTicket:
    try:
        return verify(key, ticket, now=now)
    except Refused as refused:
        if refused.problem.code is not Code.EXPIRED_TOKEN:
            raise
        return verify(key, ticket, now=now - STOP_GRACE)


def _json(value: msgspec.Struct, status: int = 200) -> Response[bytes]:
    return Response(msgspec.json.encode(value), status_code=status, media_type=MediaType.JSON)


def _refused(_: AnyRequest, refused: Refused) -> Response[bytes]:
    return _json(refused.problem, HTTP_STATUS[refused.problem.code])


def _http(request: AnyRequest, fault: HTTPException) -> Response[bytes]:
    if fault.status_code >= 500:
        return _defect(request, fault)
    code = _CODES.get(fault.status_code, Code.MALFORMED)
    return _json(Problem(code=code, field="$", reason=str(fault.detail)), fault.status_code)


def _defect(request: AnyRequest, fault: Exception) -> Response[bytes]:
    ref = secrets.token_hex(4)
    log.error("defect %s at %s %s", ref, request.method, request.url.path, exc_info=fault)
    return _json(Problem(code=Code.DEFECT, reason="a defect of the gateway; see its log", params={"ref": ref}), 500)
