"""What became of each export, for as long as its report is kept: also of one that a killed server never finished.

A row is there from the order on, so that whoever asks later is told. It names the server by a word in its data folder:
its file lies there, and only that server can know that nobody works on it any more.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from backend import secret
from backend.db import Database, is_disk_full
from backend.tables import exports
from backend.transaction import Transaction
from backend.writer import Writer
from contract.errors import Code, Refused
from contract.query import ExportOrder, ExportProgress

log = logging.getLogger(__name__)
_OPEN = ("waiting", "running")


class _Kept(ExportProgress, frozen=True, kw_only=True, omit_defaults=True):
    server: str = ""


class ExportRows:
    """The table `exports`; call from worker threads."""

    def __init__(self, db: Database, writer: Writer, data_dir: Path) -> None:
        self._db, self._writer = db, writer
        self._file = data_dir / "server-id"

    def add(self, order: ExportOrder, progress: ExportProgress) -> None:
        """Keep an order. Refused(disk_full | unavailable | overloaded): then there is none."""
        row = {
            "id": progress.id,
            "by_person_id": progress.by_person_id,
            "state": progress.state,
            "created_at": progress.created_at,
            "expires_at": progress.expires_at,
            "order": msgspec.json.encode(order).decode(),
            "progress": self._json(progress),
        }
        self._writer.bulk(lambda tx: tx.connection.execute(insert(exports), [row])).result()

    def finish(self, progress: ExportProgress) -> None:
        """Keep what became of it. A failure is logged: the file is there or not all the same."""
        try:
            changed = {"state": progress.state, "progress": self._json(progress)}
            query = update(exports).where(exports.c.id == progress.id).values(changed)
            self._writer.bulk(lambda tx: tx.connection.execute(query)).result()
        except (Refused, SQLAlchemyError) as fault:
            log.warning("the report of export %s was not kept: %s", progress.id, fault)

    def get(self, export_id: str) -> ExportProgress | None:
        """What is known of an export."""
        with self._db.read() as connection:
            body = connection.execute(select(exports.c.progress).where(exports.c.id == export_id)).scalar()
        return msgspec.json.decode(body, type=ExportProgress) if body else None

    def lost(self, at_work: Collection[str]) -> list[ExportProgress]:
        """Tell as failed what an earlier run of this server began; `at_work` is what this one has to do."""
        if not self._file.exists():
            return []
        own = self._server()
        with self._db.read() as connection:
            query = select(exports.c.progress).where(exports.c.state.in_(_OPEN))
            kept = [msgspec.json.decode(body, type=_Kept) for (body,) in connection.execute(query)]
        ended = [
            _plain(
                one,
                state="failed",
                fault="server_ended",
                reason="the server ended while it was written: order it again",
            )
            for one in kept
            if one.server == own and one.id not in at_work
        ]
        for one in ended:
            self.finish(one)
        return ended

    def prune(self, now: datetime, days: float) -> int:
        """Forget exports whose file went `days` ago; returns how many."""
        old = exports.c.expires_at < now - timedelta(days=days)
        with self._db.read() as connection:
            if connection.execute(select(exports.c.id).where(old).limit(1)).first() is None:
                return 0

        def work(tx: Transaction) -> int:
            return tx.connection.execute(delete(exports).where(old)).rowcount

        return self._writer.bulk(work).result()

    def _json(self, progress: ExportProgress) -> str:
        return msgspec.json.encode(_Kept(**msgspec.structs.asdict(progress), server=self._server())).decode()

    def _server(self) -> str:
        try:
            return secret.kept(self._file, secret.word, least=32)
        except OSError as fault:
            if is_disk_full(fault):
                raise Refused(Code.DISK_FULL, reason="the disk is full") from fault
            raise


def _plain(kept: _Kept, **changes: str) -> ExportProgress:
    told = msgspec.structs.asdict(kept) | changes
    del told["server"]
    return ExportProgress(**told)
