"""The parts of a running server, built once in `backend.app` and handed to every route as `parts`.

A route module exports `HANDLERS`, a tuple of Litestar handlers, and `backend.app` mounts it. A handler asks for what it
needs by parameter name: `parts: Parts` (everything here), `seat: Seat` (who calls; asking for it is what makes a route
need a log-in). It answers a struct, and refuses by raising `contract.errors.Refused`; blocking work is a plain function
with `sync_to_thread=True`. `opt=shape(...)` describes it for the OpenAPI page.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from litestar import Request

from backend.city import City
from backend.db import Database
from backend.hub import Hub
from backend.ids import IdSource
from backend.imports.jobs import Imports
from backend.lease import Lease
from backend.map.atlas import Atlas
from backend.map.whereabouts import Whereabouts
from backend.metrics import Metrics
from backend.reading import Reading
from backend.samples import SampleHub
from backend.sealing import Keyring
from backend.seats import REVOKED
from backend.services.accounts import Accounts, Seat
from backend.services.card_cache import CardCache
from backend.services.checkpoints import Checkpoints
from backend.services.evaluation_counting import Counting
from backend.services.exports import Exports
from backend.services.figures_audit import FiguresAudit
from backend.services.filestore import FileStore
from backend.services.front_pages import FrontPages
from backend.services.kpi_cache import AnswerCache
from backend.services.pairing import PairingDesk
from backend.services.personal import Vault
from backend.services.presence import PresenceDesk
from backend.services.rights import Ended, RightsDesk
from backend.services.security_log import Whence
from backend.services.subjects import SubjectDesk
from backend.settings import Settings
from backend.tickets import LiveTickets
from backend.writer import Writer
from contract.entities import Area
from contract.errors import Code, Refused
from contract.lifecycle import Role

T = TypeVar("T")


@dataclass(frozen=True)
class Parts:
    """Everything a route may use."""

    settings: Settings
    data_dir: Path
    db: Database
    ids: IdSource
    lease: Lease  # whether this server leads the jobs
    metrics: Metrics
    city: City
    writer: Writer
    hub: Hub
    samples: SampleHub
    accounts: Accounts
    rights: RightsDesk
    pairing: PairingDesk
    presence: PresenceDesk
    tickets: LiveTickets[Seat]
    voice_key: bytes
    keyring: Keyring
    atlas: Atlas  # components, cells, areas
    whereabouts: Whereabouts
    imports: Imports
    checkpoints: Checkpoints
    vault: Vault
    subjects: SubjectDesk
    answers: AnswerCache  # boards and tables of figures
    audit: FiguresAudit
    counting: Counting  # of the evaluation
    cards: CardCache
    fronts: FrontPages
    reading: Reading
    exports: Exports
    files: FileStore  # what is attached to cases


@dataclass(frozen=True)
class Short:
    """A route that is asked so often that it may be answered without the framework (`backend.short_way`).

    `answer` gets the body of a POST, the query of a GET, and gives JSON; the route's handler for the framework calls
    the same function, so that both ways are one. It is called for a seat, whose head was checked before.
    """

    method: Literal["GET", "POST"]
    path: str
    answer: Callable[[Parts, Seat, bytes], Awaitable[bytes]]


def areas_of(parts: Parts) -> tuple[Area, ...]:
    """Every area of the city, from the live state."""
    return tuple(one for one in tuple(parts.hub.live["area"].values()) if isinstance(one, Area))


def shape(
    *,
    body: Any = None,
    answer: Any = None,
    query: Any = None,
    public: bool = False,
    media: str = "application/json",
    status: int = 200,
    also: tuple[int, ...] = (),
    while_due: bool = False,
) -> dict[str, Any]:
    """`opt` of a handler, for the OpenAPI page: the types of body, answer and query, and whether anybody may call.

    `while_due`: a seat that must first change its password or set up its second factor may call it, too.
    `also` are further statuses without a body of that type: 206, 304, 416 (`openapi.WORDS`).
    """
    described = {"body": body, "answer": answer, "query": query, "public": public, "media": media, "ok": status}
    return {"shape": described | {"also": also}, "while_due": while_due}


def needs(seat: Seat, *roles: Role) -> None:
    """Refused(wrong_role) unless the seat holds one of these posts."""
    if not seat.actor.roles & set(roles):
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="not for your post", roles=",".join(sorted(roles)))


def whence(request: Request[Any, Any, Any], program: str = "") -> Whence:
    """Where a request came from, as far as it says."""
    address = request.client.host if request.client else ""
    return Whence(address, program or request.headers.get("user-agent", ""))


def drop(parts: Parts, ended: Ended) -> None:
    """Drop the live sockets of these tokens; other servers see it within seconds."""
    for one in ended:
        parts.hub.drop(REVOKED, holder=one)


async def settled(future: Future[T]) -> T:
    """The result of a job of the writer, awaited on the event loop."""
    if future.done():
        return future.result()
    loop, here = asyncio.get_running_loop(), threading.get_ident()
    told: asyncio.Future[None] = loop.create_future()

    def tell(_: Future[T]) -> None:
        # The writer settles its answers on this loop; `asyncio.wrap_future` would wake it once more for each.
        if threading.get_ident() == here:
            wake()
        else:
            loop.call_soon_threadsafe(wake)

    def wake() -> None:
        if not told.done():
            told.set_result(None)

    future.add_done_callback(tell)
    try:
        await told
    except asyncio.CancelledError:
        future.cancel()
        raise
    return future.result()
