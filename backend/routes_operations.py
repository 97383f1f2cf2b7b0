"""For whoever runs the server: is it well, may it get work, what has it counted.

`/api/health` answers 200 for as long as the process serves: a supervisor that restarts what does not answer must not
restart a server whose disk is full. `/api/ready` answers 503 while it cannot do its work; a load balancer asks there.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend import secret
from backend.db import Database
from backend.metrics import CONTENT_TYPE
from backend.parts import Parts, shape
from backend.services.checkpoints import LATE_PERIODS
from backend.services.live import last_seq
from contract.errors import Code, Refused
from contract.protocol import PROTOCOL

VERSION = "0.1.0"
AnyRequest = Request[None, None, State]
READY_LAG = 1000
"""Events that this server may be behind the database and still be asked."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/health`. `ok` is false while acts cannot be written; `reasons` are codes of `docs/errors.md`."""

    ok: bool
    reasons: tuple[str, ...]
    seq: int
    now: datetime
    protocol: int
    version: str
    database: str


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/ready`. Not ready is a 503 with its reasons: `disk_full`, `unavailable`, `overloaded`, `behind`,
    `shutting_down`."""

    ready: bool
    reasons: tuple[str, ...]
    leads: bool  # whether this server does the jobs of all


@get("/api/health", opt=shape(answer=Health, public=True))
async def health(parts: Parts) -> Health:
    """Whether the server serves and can write, and where its history stands."""
    failing = parts.writer.failing
    return Health(
        ok=failing is None,
        reasons=() if failing is None else (str(failing.code),),
        seq=parts.hub.seq,
        now=datetime.now(UTC),
        protocol=PROTOCOL,
        version=VERSION,
        database=parts.db.name,
    )


@get("/api/ready", opt=shape(answer=Readiness, public=True, also=(503,)))
async def ready(parts: Parts) -> Response[Readiness]:
    """Whether this server should be given work now."""
    reasons = [] if parts.writer.failing is None else [str(parts.writer.failing.code)]
    if parts.hub.closing:
        reasons.append("shutting_down")
    if parts.writer.waiting >= parts.settings.writer.queue:
        reasons.append(str(Code.OVERLOADED))
    try:
        last = await asyncio.wait_for(asyncio.to_thread(_last_seq, parts.db), 2.0)
        if last - parts.hub.seq > READY_LAG:
            reasons.append("behind")
    except (SQLAlchemyError, TimeoutError):
        reasons.append(str(Code.UNAVAILABLE))
    answer = Readiness(ready=not reasons, reasons=tuple(dict.fromkeys(reasons)), leads=parts.lease.leads)
    return Response(answer, status_code=200 if answer.ready else 503)


@get("/metrics", opt=shape(media=CONTENT_TYPE, answer=bytes, public=True))
async def metrics(request: AnyRequest, parts: Parts) -> Response[bytes]:
    """Counters in Prometheus' text form, for this machine or for the metrics token ([metrics] readers)."""
    await asyncio.to_thread(_check_reader, request, parts)
    return Response(await asyncio.to_thread(parts.metrics.text), headers={"Content-Type": CONTENT_TYPE})


def watch(parts: Parts) -> None:
    """Let the metrics of this server show what has to be asked for."""

    def inside() -> Mapping[str, float]:
        return {
            "citywall_writer_queue": parts.writer.waiting,
            "citywall_writer_failing": float(parts.writer.failing is not None),
            "citywall_live_seq": parts.hub.seq,
            "citywall_live_sockets": len(parts.hub.subscriptions),
            "citywall_live_queued_bytes": sum(one.queued_bytes for one in tuple(parts.hub.subscriptions)),
            "citywall_open_cases": len(parts.hub.live["case"]),
            "citywall_evidence_places_away": sum(
                parts.checkpoints.away(LATE_PERIODS * parts.settings.evidence.checkpoint_s).values()
            ),
            "citywall_leads": float(parts.lease.leads),
            "citywall_node": parts.lease.node,
            "citywall_lease_epoch": parts.lease.epoch,
            "citywall_disk_free_bytes": shutil.disk_usage(parts.data_dir).free,
        }

    def of_the_database() -> Mapping[str, float]:
        try:
            return {
                "citywall_database_up": 1.0,
                "citywall_outbox_lag_events": max(0, _last_seq(parts.db) - parts.hub.seq),
                "citywall_database_bytes": _size(parts.db),
            }
        except SQLAlchemyError:
            return {"citywall_database_up": 0.0}

    parts.metrics.watch(inside)
    parts.metrics.watch(of_the_database)


def _check_reader(request: AnyRequest, parts: Parts) -> None:
    readers = parts.settings.metrics.readers
    if readers == "token":
        # Asked for at each scrape, so that a new token needs no restart.
        expected = secret.kept(parts.data_dir / "metrics-token", secret.word, least=32)
        given = request.headers.get("authorization", "").partition(" ")[2]
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise Refused(Code.NOT_LOGGED_IN, field="Authorization", reason="the metrics token is needed")
        return
    # Behind a proxy on this machine everybody seems to be this machine.
    forwarded = {"x-forwarded-for", "forwarded", "x-real-ip"} & {name.lower() for name in request.headers}
    address = request.client.host if request.client else ""
    if readers != "loopback" or forwarded or not _is_loopback(address):
        raise Refused(Code.WRONG_ROLE, reason="metrics are for this machine only ([metrics] readers)")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _last_seq(db: Database) -> int:
    with db.read() as connection:
        return last_seq(connection)


def _size(db: Database) -> int:
    with db.read() as connection:
        if db.is_sqlite:
            pages = connection.execute(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
            return int(pages.scalar_one())
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


HANDLERS = (health, ready, metrics)
