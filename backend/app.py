"""The composition root of the server: parts, routes, jobs, and errors that become problems."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from litestar import Litestar, MediaType, Request, Response, get
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException

from backend import (
    openapi,
    routes_attachments,
    routes_cases,
    routes_city,
    routes_copies,
    routes_devices,
    routes_evaluation,
    routes_evidence,
    routes_exports,
    routes_ground,
    routes_imports,
    routes_kiosk,
    routes_kpi,
    routes_map,
    routes_operations,
    routes_outages,
    routes_patrol,
    routes_people,
    routes_personal,
    routes_presence,
    routes_profile,
    routes_session,
    routes_steering,
    stream,
)
from backend.areas import Areas
from backend.behind import catch_up
from backend.city import City
from backend.db import Database
from backend.every_request import Answer, check_head, fault_answer, for_now, problem_answer, seat_of
from backend.gateways.jt808 import gateway as jt808
from backend.gateways.ptz.desk import SteeringDesk
from backend.guarded import guarded
from backend.hub import RECENT, Hub
from backend.ids import IdSource
from backend.imports.jobs import Imports
from backend.jobs import jobs_of
from backend.lease import Lease
from backend.map.atlas import Atlas
from backend.map.whereabouts import Book, Whereabouts
from backend.metrics import Metrics
from backend.outcome import Written
from backend.parts import Parts
from backend.pauses import Pauses
from backend.reading import Reading
from backend.samples import SampleHub
from backend.sealing import keyring
from backend.seats import RESYNC
from backend.services.accounts import Accounts, Seat
from backend.services.card_cache import CardCache
from backend.services.checkpoints import Checkpoints
from backend.services.device_secrets import seal_stored
from backend.services.evaluation_counting import Counting
from backend.services.exports import Exports
from backend.services.figures_audit import FiguresAudit
from backend.services.filestore import FileStore
from backend.services.front_pages import FrontPages
from backend.services.kpi_cache import AnswerCache
from backend.services.live import live_state, newest_events
from backend.services.pairing import PairingDesk
from backend.services.personal import Vault
from backend.services.presence import PresenceDesk
from backend.services.rights import RightsDesk
from backend.services.subjects import SubjectDesk
from backend.settings import Settings
from backend.short_way import short_way
from backend.tickets import LiveTickets, voice_key
from backend.watched import App, watched
from backend.writer import Writer
from contract.entities import Area, Case, Department
from contract.errors import Code, Problem
from contract.events import RENAMING, Event
from contract.protocol import PAGE_ORIGIN, PROTOCOL_HEADER

log = logging.getLogger(__name__)
_STATUS_CODES = {400: Code.MALFORMED, 401: Code.NOT_LOGGED_IN, 403: Code.WRONG_ROLE, 404: Code.NOT_FOUND}
_STATUS_CODES |= {405: Code.NOT_FOUND, 413: Code.TOO_LARGE, 503: Code.UNAVAILABLE}


class Server:
    """The parts of one server process; `open` in the event loop, `close` when it ends."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data_dir = settings.data_dir
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.db = Database(settings.database_url, synchronous=settings.database.synchronous)
        self.db.migrate()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.lease = Lease(self.db, may_lead="jobs" in settings.roles)
        self.ids = IdSource(self.lease.take(), after=self.db.newest_id())
        self.metrics = Metrics()
        self.hub = Hub(settings.live, history=self.db.history())
        city, keys = City(), keyring(self.data_dir)
        cards = CardCache()
        fronts = FrontPages(self.db, cards)
        writer = Writer(
            self.db,
            ids=self.ids,
            city=city,
            queue_size=settings.writer.queue,
            batch=settings.writer.batch,
            published=self._published,
            changed=fronts.changed,
            deliver=self._deliver,
            lease=self.lease,
            metrics=self.metrics,
            keyring=keys,
        )
        atlas, vault = Atlas(self.db), Vault(keys, self.data_dir / "keys")
        known = Accounts(self.db, writer, settings.accounts, self.data_dir, keys, Areas())
        self.parts = Parts(
            settings=settings,
            data_dir=self.data_dir,
            db=self.db,
            ids=self.ids,
            lease=self.lease,
            metrics=self.metrics,
            city=city,
            writer=writer,
            hub=self.hub,
            samples=SampleHub(self.hub),
            accounts=known,
            rights=RightsDesk(self.db, writer, known),
            pairing=PairingDesk(self.db, writer, known),
            presence=PresenceDesk(self._open_case),
            tickets=LiveTickets[Seat](),
            voice_key=voice_key(self.data_dir),
            keyring=keys,
            atlas=atlas,
            whereabouts=Whereabouts(self.db, city, atlas, self._book),
            imports=Imports(self.db, writer, atlas, self.data_dir, settings.files),
            vault=vault,
            subjects=SubjectDesk(self.db, writer, vault),
            checkpoints=Checkpoints(
                self.db, writer, settings.heads_file, settings.evidence.publish_url, data_dir=self.data_dir
            ),
            cards=cards,
            fronts=fronts,
            reading=Reading(),
            exports=Exports(self.db, writer, city, self.data_dir, settings.files),
            files=FileStore(self.data_dir),
            answers=AnswerCache(settings.figures.cache_s),
            counting=Counting(self.db, writer),
            audit=FiguresAudit(
                self.db,
                writer,
                fence=self.lease.check_leading,
                count=lambda what, number: self.metrics.rollups.labels(what).inc(number),
            ),
        )
        self.steering = SteeringDesk(self.parts)
        routes_operations.watch(self.parts)
        self.pauses = Pauses()
        self.metrics.watch(self.pauses.gauges)
        self.hub.listeners.append(lambda event: city.invalidate() if event.name in RENAMING else None)
        if not self.db.is_sqlite:  # others may close cases, too
            self.hub.listeners.append(lambda event: city.closed.heard(one.id for one in event.remove))
        self.hub.listeners.append(self._areas_changed)
        self.hub.listeners.append(self._ground_changed)
        seal_stored(self.db, keys)
        with self.db.read() as connection:
            recent = newest_events(connection, RECENT, days=settings.database.outbox_days)
            self.hub.load(*live_state(connection), recent=recent)

    async def open(self) -> None:
        """Start writer, jobs and gateways."""
        self._loop = asyncio.get_running_loop()
        self.parts.writer.start()
        self.parts.imports.start()
        await asyncio.to_thread(self.parts.subjects.erase_again)
        self.parts.exports.start()
        self._tasks = [asyncio.ensure_future(_run(job)) for job in jobs_of(self.parts)]
        if "gateways" in self.settings.roles:
            self._tasks.append(asyncio.ensure_future(self.steering.run()))
        if "gateways" in self.settings.roles and self.settings.jt808.port is not None:
            self._tasks.append(asyncio.ensure_future(jt808.serve(self.parts)))

    def warm(self) -> None:
        """Read what the first act would read: the city's profile and its cells."""
        with self.db.read() as connection:
            self.parts.city.profile(connection)
        with self.db.read() as connection:
            self.parts.city.cells(connection)

    async def close(self) -> None:
        """Stop them; what was queued is written."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self.parts.imports.stop)
        await asyncio.to_thread(self.parts.exports.stop)
        await asyncio.to_thread(self.parts.reading.close)
        await asyncio.to_thread(self.parts.writer.stop)
        await asyncio.sleep(0)  # lets the last answers out
        await asyncio.to_thread(self.lease.close)
        self.parts.fronts.close()
        self.db.close()

    def _areas_changed(self, event: Event) -> None:
        """What stands under an area is another set now: who sees only parts of the city fetches a fresh snapshot."""
        if any(isinstance(one, Area) for one in event.upsert) or any(one.kind == "area" for one in event.remove):
            self.parts.accounts.sessions.forget_all()
            for one in tuple(self.hub.subscriptions):
                if one.scope.area_ids:
                    one.drop(RESYNC)

    def _open_case(self, case_id: str) -> Case | None:
        found = self.hub.live["case"].get(case_id)
        return found if isinstance(found, Case) else None

    def _book(self) -> Book:
        live = self.hub.live
        areas, departments = tuple(live["area"].values()), tuple(live["department"].values())
        return Book(
            (one for one in areas if isinstance(one, Area)), (one for one in departments if isinstance(one, Department))
        )

    def _ground_changed(self, event: Event) -> None:
        """Another server may have brought it in."""
        if event.name == "city.imported":
            self.parts.atlas.forget_geometry()
        if any(isinstance(one, Area | Department) for one in event.upsert) or any(
            one.kind in ("area", "department") for one in event.remove
        ):
            self.parts.whereabouts.forget()

    def _deliver(self, call: Callable[[], None]) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            call()
            return
        loop.call_soon_threadsafe(call)

    def _published(self, written: Sequence[Written]) -> None:
        if not self.hub.publish(written) and self._loop is not None:
            # Another server wrote in between: the outbox has all of it in order.
            task = self._loop.create_task(catch_up(self.parts))
            self._tasks.append(task)
            task.add_done_callback(self._tasks.remove)


async def _run(job: Awaitable[None]) -> None:
    await job


def build(server: Server) -> App:
    """The web application of a server."""
    parts = server.parts
    # Health, log-in and snapshot belong to every role.
    modules: list[Any] = [routes_operations, routes_session, routes_people, routes_kiosk, routes_devices, routes_city]
    modules.append(routes_evidence)
    if "api" in parts.settings.roles:
        modules += [
            routes_cases,
            routes_personal,
            routes_kpi,
            routes_evaluation,
            routes_attachments,
            routes_exports,
            routes_map,
            routes_ground,
            routes_imports,
            routes_outages,
            routes_copies,
            routes_patrol,
            routes_presence,
            routes_profile,
        ]
    if "gateways" in parts.settings.roles:
        modules.append(routes_steering)
    if "live" in parts.settings.roles:
        modules.append(stream)
    handlers: list[Any] = [handler for module in modules for handler in module.HANDLERS]
    described = openapi.document(handlers, routes_operations.VERSION)

    @get("/api/openapi.json")
    async def openapi_json() -> Response[bytes]:
        return Response(described, media_type=MediaType.JSON)

    # `seat` asks for `parts` only so that the framework finds them one after the other: for two at once it starts a
    # group of tasks, which costs every request about a twentieth of its time.
    async def seat(request: Request[Any, Any, Any], parts: Parts) -> Seat:
        authorization = request.headers.get("authorization", "")
        known = await seat_of(parts, authorization)
        told = request.headers.get("content-length", "")
        if told.isdecimal() and len(told) < 19 and 0 < int(told) <= parts.settings.server.max_body_bytes:
            # Whoever is slow with a body may have been logged out meanwhile. Larger ones are read as they come.
            await request.body()
            known = await seat_of(parts, authorization)
        address = request.client.host if request.client else ""
        return for_now(known, address, while_due=bool(request.route_handler.opt.get("while_due")))

    def check(request: Request[Any, Any, Any]) -> None:
        check_head(request.scope["path"], request.headers.get(PROTOCOL_HEADER))
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            stream.check_origin(request, parts)  # a page of somebody else does nothing here, log-in included

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await server.open()
        try:
            yield
        finally:
            await server.close()

    app = Litestar(
        [*handlers, openapi_json, openapi.docs_page],
        dependencies={
            "parts": Provide(lambda: parts, sync_to_thread=False),
            "steering": Provide(lambda: server.steering, sync_to_thread=False),
            "seat": Provide(seat),
        },
        exception_handlers={HTTPException: on_http, Exception: on_fault},
        before_request=check,
        lifespan=[lifespan],
        cors_config=CORSConfig(
            allow_origins=[PAGE_ORIGIN, *stream.allowed_origins(parts)],
            allow_methods=["GET", "POST", "HEAD"],
            allow_headers=["Authorization", "Content-Type", PROTOCOL_HEADER, "Range", "If-None-Match"],
            expose_headers=["ETag", "Content-Range", "Accept-Ranges", "Retry-After"],
        ),
        request_max_body_size=parts.settings.server.max_body_bytes,
        openapi_config=None,
        logging_config=None,
    )
    tls = bool(parts.settings.server.tls_cert)
    short = short_way(cast("App", app), parts, [one for module in modules for one in getattr(module, "SHORT", ())])
    return watched(guarded(short, tls=tls), server.metrics, log_requests=server.settings.log.requests)


def response_of(answer: Answer) -> Response[bytes]:
    """The framework's form of an answer."""
    return Response(answer.body, status_code=answer.status, media_type=MediaType.JSON, headers=dict(answer.headers))


def on_fault(request: Request[Any, Any, Any], fault: Exception) -> Response[bytes]:
    """A rule said no, or a bug of ours."""
    return response_of(fault_answer(fault, f"{request.method} {request.url.path}"))


def on_http(request: Request[Any, Any, Any], fault: HTTPException) -> Response[bytes]:
    """The web framework said no: no such route, a body too large."""
    code = _STATUS_CODES.get(fault.status_code)
    if code is None and fault.status_code >= 500:
        return on_fault(request, fault)
    problem = Problem(code=code or Code.MALFORMED, field="$", reason=str(fault.detail))
    return response_of(problem_answer(problem, fault.status_code))
