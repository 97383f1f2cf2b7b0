"""Imports one after the other on a thread of their own; what each did is kept in the database when it ends."""

from __future__ import annotations

import contextlib
import logging
import queue
import re
import secrets
import shutil
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.db import Database
from backend.imports import city, runs
from backend.imports.ground import Ground, Stopped
from backend.imports.mapping import UnknownProfile
from backend.imports.report import Report
from backend.imports.rows import Unreadable
from backend.imports.takeover import reconcile
from backend.imports.takeover import run as takeover
from backend.map.atlas import Atlas
from backend.outcome import Actor
from backend.services.filestore import FileStore
from backend.settings import Files
from backend.tables import imports
from backend.transaction import Transaction
from backend.writer import Writer
from contract.errors import Code, Refused
from contract.figures import ImportProgress

KINDS = ("city", "osm", "cases", "components", "cameras", "cells", "platform")
FOLDER, RECONCILED = "imports", "reconciliations"
_ID = re.compile(r"[0-9a-f]{16}")
WAITING_MOST = 20
_KEPT = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """A file to import; it lies in a folder of its own that goes away afterwards."""

    report: Report
    path: Path
    profile: str
    name: str
    encoding: str
    actor: Actor
    dry: bool = False


class Imports:
    """Start it, `take` files from any thread, stop it. `stop` lets the running chunk end and no more."""

    def __init__(self, db: Database, writer: Writer, atlas: Atlas, data_dir: Path, limits: Files | None = None) -> None:
        self._limits = limits or Files()
        self._db, self._writer, self._atlas, self._data_dir = db, writer, atlas, data_dir
        self._orders: queue.Queue[Order | None] = queue.Queue()
        self._reports: dict[str, Report] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="citywall-imports", daemon=True)

    def start(self) -> None:
        """Begin; leftovers of a server that was killed are removed."""
        shutil.rmtree(self._data_dir / FOLDER, ignore_errors=True)
        FileStore(self._data_dir).forget_scratch()
        self._thread.start()

    def stop(self) -> None:
        """End the running import at its next chunk and drop those that wait."""
        self._stopping.set()
        if self._thread.is_alive():
            self._orders.put(None)
            self._thread.join()

    def new_file(self) -> tuple[str, Path]:
        """The id of an import to come, and where its file is to be written."""
        import_id = secrets.token_hex(8)
        folder = self._data_dir / FOLDER / import_id
        folder.mkdir(parents=True)
        return import_id, folder / "upload"

    def take(
        self,
        import_id: str,
        kind: str,
        path: Path,
        *,
        actor: Actor,
        profile: str = "",
        name: str = "",
        encoding: str = "",
        dry: bool = False,
    ) -> ImportProgress:
        """Queue a file from `new_file`. Refused(overloaded) where twenty wait."""
        report = Report(import_id, kind)
        with self._lock:
            if sum(not one.ended for one in self._reports.values()) >= WAITING_MOST:
                raise Refused(Code.OVERLOADED, reason=f"{WAITING_MOST} imports wait already")
            self._reports[import_id] = report
            for old in [one for one, kept in self._reports.items() if kept.ended][:-_KEPT]:
                del self._reports[old]
        self._orders.put(Order(report, path, profile, name, encoding, actor, dry))
        return report.progress()

    def progress(self, import_id: str) -> ImportProgress | None:
        """What an import has done so far, also one of an earlier run of the server; None where there is none."""
        with self._lock:
            report = self._reports.get(import_id)
        if report is not None:
            return report.progress()
        with self._db.read() as connection:
            body = connection.execute(select(imports.c.progress).where(imports.c.id == import_id)).scalar()
        return msgspec.json.decode(body, type=ImportProgress) if body else None

    def cancel(self, import_id: str, by: str) -> ImportProgress | None:
        """Let an import end at its next chunk, or not begin; None where there is none that still could."""
        with self._lock:
            report = self._reports.get(import_id)
        if report is None or report.ended:
            return None
        report.cancel(by)
        return report.progress()

    def reconciliation(self, import_id: str, form: str) -> Path | None:
        """The file of a reconciliation in a form (json, xlsx, csv), where that import made one."""
        name = {"json": reconcile.JSON, "xlsx": reconcile.XLSX, "csv": reconcile.CSV}.get(form)
        path = self._data_dir / RECONCILED / import_id / (name or "")
        return path if name and _ID.fullmatch(import_id) and path.is_file() else None

    def _run(self) -> None:
        with contextlib.suppress(SQLAlchemyError):  # whoever asks for a tile will hear of it
            _ = self._atlas.census  # before the first page asks
        while (order := self._orders.get()) is not None:
            started = datetime.now(UTC)
            try:
                self._perform(order)
                order.report.finish()
            except (Unreadable, UnknownProfile) as fault:
                order.report.fail(str(fault))
            except Stopped:
                who = order.report.cancelled
                if who:
                    order.report.fail(f"cancelled by {who}; what was accepted is kept, run it again for the rest")
                else:
                    order.report.fail("the server was stopped; what was accepted is kept, run it again for the rest")
            except Refused as refused:
                order.report.fail(refused.problem.reason or str(refused.problem.code))
            except OSError as fault:
                order.report.fail(f"{fault.strerror or fault}; what was accepted is kept")
            except Exception:
                ref = secrets.token_hex(4)
                log.exception("defect %s in import %s of %s", ref, order.report.id, order.report.kind)
                order.report.fail(f"a defect of the server, {ref} in its log; what was accepted is kept")
            finally:
                shutil.rmtree(order.path.parent, ignore_errors=True)
            self._keep(order, started)

    def _perform(self, order: Order) -> None:
        order.report.start()
        if order.report.cancelled:
            raise Stopped
        ground = Ground(
            db=self._db,
            writer=self._writer,
            atlas=self._atlas,
            data_dir=self._data_dir,
            report=order.report,
            actor=order.actor,
            stopping=self._stopping,
        )
        match order.report.kind:
            case "city":
                city.run(ground, city.unpack(order.path, order.path.parent / "folder"))
            case "osm":
                runs.run_osm(ground, order.path, order.name)
            case "cases":
                runs.run_cases(ground, order.path, order.profile, order.encoding)
            case "components":
                runs.run_components(ground, order.path.read_bytes(), order.profile, order.encoding)
            case "cameras":
                runs.run_cameras(ground, order.path.read_bytes(), order.profile, order.encoding)
            case "cells":
                runs.run_cells(ground, order.path.read_bytes(), order.profile, dry=order.dry)
            case "platform":
                store, target = FileStore(self._data_dir), self._data_dir / RECONCILED / order.report.id
                takeover.run(ground, order.path, store, self._limits, dry=order.dry, reports=target)
            case kind:
                raise Unreadable(f"no import of kind {kind!r}; there are: {', '.join(KINDS)}")

    def _keep(self, order: Order, started: datetime) -> None:
        progress = order.report.progress()
        row = {
            "id": progress.id,
            "kind": progress.kind,
            "state": progress.state,
            "started_at": started,
            "by_person_id": order.actor.person_id,
            "progress": msgspec.json.encode(progress).decode(),
        }

        def work(tx: Transaction) -> None:
            tx.connection.execute(imports.insert(), [row])

        try:
            self._writer.bulk(work).result()
        except (Refused, SQLAlchemyError) as fault:  # the thread goes on: other imports wait for it
            log.warning("the report of import %s was not kept: %s", progress.id, fault)
