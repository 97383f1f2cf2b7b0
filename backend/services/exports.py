"""Exports one after the other on a thread of their own: a query becomes a file in memory of one page.

Each page is read in a transaction of its own, so that a long export holds up nothing, and the order is one that never
changes for a case (time of report, or number): every case that was there at the beginning is in the file once, as it
was when its page was read. What was exported by whom is an event; search words may name people and stay out of it.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from backend.city import City
from backend.db import Database, is_disk_full, is_outage
from backend.outcome import Actor, Outcome
from backend.records import whole_ms
from backend.services.cursor import Place
from backend.services.export_rows import ExportRows
from backend.services.query import read
from backend.services.search import Search
from backend.services.sheets import Namer, open_sheet
from backend.settings import Files
from backend.tables import entities
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Area, Department
from contract.errors import Code, Refused
from contract.query import CaseQuery, ExportFault, ExportOrder, ExportProgress
from contract.scope import Scope

WAITING_MOST = 20
PAGE = 2000
_KEPT = 50
_FAULTS: dict[Code, ExportFault] = {
    Code.TOO_LARGE: "too_many_rows",
    Code.DISK_FULL: "disk_full",
    Code.UNAVAILABLE: "unavailable",
    Code.OVERLOADED: "unavailable",
}
log = logging.getLogger(__name__)


@dataclass
class Job:
    """One export. `progress` is replaced whole, by the thread of exports or under the lock."""

    order: ExportOrder
    actor: Actor
    scope: Scope
    progress: ExportProgress
    cancelled: threading.Event = field(default_factory=threading.Event)


class _Over(Exception):
    """The export ends here: cancelled, or the server stops."""


class Exports:
    """Start it, `take` orders from any thread, stop it."""

    def __init__(self, db: Database, writer: Writer, city: City, data_dir: Path, settings: Files) -> None:
        self._db, self._writer, self._city, self._settings = db, writer, city, settings
        self._rows = ExportRows(db, writer, data_dir)
        self._folder = data_dir / "tmp" / "exports"
        self._began = time.time()
        self._jobs: dict[str, Job] = {}
        self._orders: queue.Queue[Job | None] = queue.Queue()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="citywall-exports", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the running export at its next page and drop those that wait."""
        self._stopping.set()
        if self._thread.is_alive():
            self._orders.put(None)
            self._thread.join()

    def take(self, order: ExportOrder, actor: Actor, scope: Scope) -> ExportProgress:
        """Queue an order; from a worker thread. Refused where its query is wrong, or (overloaded) where twenty wait."""
        if order.query.sort == "deadline":
            raise Refused(Code.OUT_OF_RANGE, field="$.query.sort", reason="an export goes by report or number")
        read(order.query, scope, tuple, datetime.now(UTC))
        now = whole_ms(datetime.now(UTC))
        progress = ExportProgress(
            id=secrets.token_hex(12),
            state="waiting",
            format=order.format,
            lang=order.lang,
            created_at=now,
            by_person_id=actor.person_id,
            expires_at=now + timedelta(hours=self._settings.export_hours),
        )
        job = Job(order, actor, scope, progress)
        with self._lock:
            if sum(one.progress.state in ("waiting", "running") for one in self._jobs.values()) >= WAITING_MOST:
                raise Refused(Code.OVERLOADED, reason=f"{WAITING_MOST} exports wait already", retry_after_s="10")
            self._jobs[progress.id] = job
            ended = [name for name, one in self._jobs.items() if one.progress.state not in ("waiting", "running")]
            for name in ended[:-_KEPT]:
                del self._jobs[name]
        try:
            self._rows.add(order, progress)
        except BaseException:
            with self._lock:
                del self._jobs[progress.id]
            raise
        self._orders.put(job)
        return progress

    def progress(self, export_id: str) -> ExportProgress:
        """How far an export is, also one of an earlier run of the server. Refused(not_found)."""
        with self._lock:
            job = self._jobs.get(export_id)
        found = job.progress if job is not None else self._rows.get(export_id)
        if found is None:
            raise Refused(Code.NOT_FOUND, field="export_id", reason="no such export")
        if found.state == "done" and not self.path(found).exists():
            return msgspec.structs.replace(found, state="expired")
        return found

    def cancel(self, export_id: str) -> ExportProgress:
        """End an export, or throw its file away. Refused(not_found)."""
        found = self.progress(export_id)
        with self._lock:
            job = self._jobs.get(export_id)
        if job is not None and job.progress.state in ("waiting", "running"):
            job.cancelled.set()
            return msgspec.structs.replace(job.progress, state="cancelled")
        self.path(found).unlink(missing_ok=True)
        return self.progress(export_id)

    def path(self, progress: ExportProgress) -> Path:
        """Where the file of a finished export lies."""
        return self._folder / f"{progress.id}.{progress.format}"

    def expire(self, now: datetime) -> int:
        """Remove files whose time is over, what a killed server left, and old reports; returns how many files."""
        oldest = (now - timedelta(hours=self._settings.export_hours)).timestamp()
        with self._lock:
            at_work = {one.progress.id for one in self._jobs.values() if one.progress.state in ("waiting", "running")}
        gone = 0
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                with suppress(FileNotFoundError, IsADirectoryError):
                    # What is no finished file and older than this process was left by one that was killed.
                    until = oldest if path.suffix in (".csv", ".xlsx") else self._began
                    if path.name.partition(".")[0] not in at_work and path.stat().st_mtime < until:
                        path.unlink()
                        gone += 1
        self._rows.prune(now, self._settings.export_report_days)
        return gone

    def tell_lost(self) -> int:
        """Tell what an earlier run of this server left unfinished as failed; returns how many."""
        lost = self._rows.lost(self._jobs)
        for one in lost:
            log.warning("export %s was lost with the server that wrote it", one.id)
            self.path(one).unlink(missing_ok=True)  # whole, but nobody was told so
        return len(lost)

    def _run(self) -> None:
        while (job := self._orders.get()) is not None:
            try:
                if self._stopping.is_set() or job.cancelled.is_set():
                    raise _Over
                self._tell(job, state="running")
                self._perform(job)
                self._finish(job, state="done", size=self.path(job.progress).stat().st_size)
            except _Over:
                if job.cancelled.is_set():
                    self._finish(job, state="cancelled")
                else:
                    self._fail(job, "server_ended", "the server was stopped while it was written: order it again")
            except Refused as refused:
                fault_of = _FAULTS.get(refused.problem.code, "refused")
                self._fail(job, fault_of, refused.problem.reason or str(refused.problem.code))
            except Exception as fault:
                if is_disk_full(fault):
                    self._fail(job, "disk_full", "the disk is full")
                elif is_outage(fault):
                    self._fail(job, "unavailable", "the database cannot be reached")
                else:
                    ref = secrets.token_hex(4)
                    log.exception("defect %s in export %s", ref, job.progress.id)
                    self._fail(job, "defect", f"a defect of the server, {ref} in its log")

    def _perform(self, job: Job) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        query, at = job.order.query, whole_ms(datetime.now(UTC))
        with self._db.read() as connection:
            areas, departments = _named(connection, Area), _named(connection, Department)
            profile = self._city.profile(connection)
            asked = read(query, job.scope, lambda: areas, at)
            self._tell(job, of=Search(connection, query, asked).count())
        if (job.progress.of or 0) > self._settings.export_rows:
            raise Refused(
                Code.TOO_LARGE, reason=f"{job.progress.of:,} rows are more than {self._settings.export_rows:,}"
            )
        namer = Namer(profile, areas, departments, job.order.lang)
        part = self._folder / f"{job.progress.id}.part"
        sheet = open_sheet(job.order.format, part, namer.heading())
        try:
            after: Place | None = None
            rows = 0
            while True:
                if self._stopping.is_set() or job.cancelled.is_set():
                    raise _Over
                with self._db.read() as connection:
                    records, after = Search(connection, query, asked).page(after, PAGE)
                for record in records:
                    sheet.add(namer.cells(record))
                rows += len(records)
                self._tell(job, rows=rows)
                if after is None:
                    break
            sheet.close()
            self._record(job, rows)
            part.replace(self.path(job.progress))
        except BaseException:
            with suppress(Exception):  # the first fault is the one to tell
                sheet.close()
            part.unlink(missing_ok=True)
            raise

    def _record(self, job: Job, rows: int) -> None:
        """The event, before anybody can have the file."""
        params = {
            "export_id": job.progress.id,
            "format": job.order.format,
            "rows": str(rows),
            "query": msgspec.json.encode(_without_words(job.order.query)).decode(),
        }

        def act(_tx: Transaction) -> Outcome:
            return Outcome("cases.exported", params=params)

        self._writer.act(act, job.actor).result()

    def _tell(self, job: Job, **changes: Any) -> None:
        with self._lock:
            job.progress = msgspec.structs.replace(job.progress, **changes)

    def _fail(self, job: Job, fault: ExportFault, reason: str) -> None:
        self._finish(job, state="failed", fault=fault, reason=reason)

    def _finish(self, job: Job, **changes: Any) -> None:
        """Keep what became of it, also for after a restart."""
        self._rows.finish(msgspec.structs.replace(job.progress, **changes))
        self._tell(job, **changes)


def _named(connection: Any, kind: type[Any]) -> list[Any]:
    name = kind.__struct_config__.tag
    query = select(entities.c.body).where(entities.c.kind == name)
    return [msgspec.json.decode(body, type=kind) for (body,) in connection.execute(query)]


def _without_words(query: CaseQuery) -> CaseQuery:
    """The filter without what was searched for: that may be somebody's name."""
    words = {name: "***" for name in ("text", "place") if getattr(query, name)}
    return msgspec.structs.replace(query, cursor="", limit=50, total=False, **words)
