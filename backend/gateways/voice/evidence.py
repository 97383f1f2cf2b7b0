"""What happened, on its way to the case server: on disk first, then sent in order, however long the server is away.

Each command keeps its idempotency id from the first writing, so that one whose answer was lost is not done twice. What
the server refuses for good is put aside on disk with its reason; evidence is never thrown away.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from backend.gateways.voice.broadcast import OVER
from backend.gateways.voice.case_server import Away, CaseServer
from contract.commands import AnyCommand, Envelope, RecordBroadcast, ReportPole
from contract.entities import BroadcastState
from contract.errors import Code, Refused
from contract.protocol import COMMANDS_PATH

log = logging.getLogger(__name__)
MOST_WAITING = 100_000
_RETRY_S = (0.5, 1.0, 2.0, 4.0)
_DEFECTS = 4
_SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting (n INTEGER PRIMARY KEY AUTOINCREMENT, about TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS running (broadcast_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS refused (n INTEGER PRIMARY KEY, body BLOB NOT NULL, reason TEXT NOT NULL);
"""
INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class _Row:
    """A command to be written. A waiting one with the same `about` is replaced; empty: never."""

    body: bytes
    about: str = ""
    begins: str = ""  # the broadcast that it says is running
    ends: str = ""  # or over


class Evidence:
    """`put` from the event loop; `follow` writes and sends until cancelled; `flush` at the end."""

    def __init__(self, path: Path, server: CaseServer) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._server = server
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)
        self._fresh: list[_Row] = []
        self._news = asyncio.Event()
        self._stored = asyncio.Event()
        self._writing: asyncio.Future[None] | None = None
        self.waiting = 0
        self._count()
        self.reachable = False

    def put(self, command: AnyCommand, *, progress: bool = False) -> None:
        """Take a command. Mere `progress` is dropped while others wait: the next change says more."""
        if progress and (self.waiting or self._fresh):
            return
        envelope = Envelope(id=uuid.uuid4().hex, command=command, happened_at=datetime.now(UTC))
        self._fresh.append(_row(command, msgspec.json.encode(envelope)))
        self._news.set()

    def close_interrupted(self) -> None:
        """Broadcasts that a killed gateway left open are over; say so. Call it once, before the first one starts."""
        with self._lock:
            left = [str(row[0]) for row in self._db.execute("SELECT broadcast_id FROM running")]
        for broadcast_id in left:
            self.put(
                RecordBroadcast(
                    broadcast_id=broadcast_id,
                    state=BroadcastState.FAILED,
                    ended_at=datetime.now(UTC),
                    reason=INTERRUPTED,
                )
            )

    async def follow(self) -> None:
        """Write what is put, send what is written."""
        sending = asyncio.get_running_loop().create_task(self._send_all())
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                await self.flush()
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def flush(self) -> None:
        """Write what was put so far to disk. Cancelling it loses nothing: the next flush waits for the writing."""
        # Several may wait here: whoever comes second finds the writing of the first, with its own rows in it.
        while self._writing is not None and not self._writing.done():
            await asyncio.wait((self._writing,))
        rows, self._fresh = self._fresh, []
        if rows:
            self._writing = asyncio.ensure_future(asyncio.to_thread(self._store, rows))
            try:
                await asyncio.shield(self._writing)
            except sqlite3.Error as fault:  # a full disk: keep it in memory and try again
                log.error("evidence cannot be written: %s", fault)
                self._fresh = (rows + self._fresh)[-MOST_WAITING:]
                asyncio.get_running_loop().call_later(_RETRY_S[-1], self._news.set)
        self._stored.set()

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()

    async def _send_all(self) -> None:
        while True:
            try:
                await self._send_on()
            except sqlite3.Error as fault:  # a full disk: what was sent is sent again with its id, and taken once
                log.error("evidence cannot be read or put away: %s", fault)
                await asyncio.sleep(_RETRY_S[1])

    async def _send_on(self) -> None:
        failures = defects = 0
        while True:
            self._stored.clear()
            row = await asyncio.to_thread(self._oldest)
            if row is None:
                await self._stored.wait()
                continue
            number, body = row
            try:
                await asyncio.to_thread(self._server.request, "POST", COMMANDS_PATH, body)
                refused = None
            except Away as fault:
                if self.reachable or not failures:
                    log.warning("evidence waits: the case server is away (%s)", fault)
                self.reachable = False
                await asyncio.sleep(_RETRY_S[min(failures, len(_RETRY_S) - 1)])
                failures += 1
                continue
            except Refused as fault:
                refused = fault.problem
                if refused.code is Code.DEFECT and defects < _DEFECTS:
                    defects += 1
                    await asyncio.sleep(_RETRY_S[defects - 1])
                    continue
                log.error("evidence refused: %s %s %s", refused.code, refused.field, refused.reason)
            self.reachable, failures, defects = True, 0, 0
            reason = "" if refused is None else f"{refused.code} {refused.field} {refused.reason}"
            await asyncio.to_thread(self._done, number, reason)

    # On worker threads.

    def _store(self, rows: list[_Row]) -> None:
        with self._lock, self._db:
            self._db.execute("BEGIN")
            for row in rows:
                if row.about:  # how a pole was in between matters to nobody; the oldest may be on its way
                    self._db.execute(
                        "DELETE FROM waiting WHERE about = ? AND n > (SELECT MIN(n) FROM waiting)", (row.about,)
                    )
                self._db.execute("INSERT INTO waiting (about, body) VALUES (?, ?)", (row.about, row.body))
                if row.begins:
                    self._db.execute("INSERT OR IGNORE INTO running VALUES (?)", (row.begins,))
                if row.ends:
                    self._db.execute("DELETE FROM running WHERE broadcast_id = ?", (row.ends,))
        self._count()

    def _oldest(self) -> tuple[int, bytes] | None:
        with self._lock:
            row = self._db.execute("SELECT n, body FROM waiting ORDER BY n LIMIT 1").fetchone()
        return (int(row[0]), bytes(row[1])) if row else None

    def _done(self, number: int, reason: str) -> None:
        with self._lock, self._db:
            self._db.execute("BEGIN")
            if reason:
                self._db.execute("INSERT INTO refused SELECT n, body, ? FROM waiting WHERE n = ?", (reason, number))
            self._db.execute("DELETE FROM waiting WHERE n = ?", (number,))
        self._count()

    def _count(self) -> None:
        with self._lock:  # counted and kept in one go, so that an older count never comes last
            self.waiting = int(self._db.execute("SELECT COUNT(*) FROM waiting").fetchone()[0])


def _row(command: AnyCommand, body: bytes) -> _Row:
    if isinstance(command, ReportPole):
        return _Row(body, about=f"pole {command.pole_id}")
    if isinstance(command, RecordBroadcast):
        over = command.state in OVER
        return _Row(body, begins="" if over else command.broadcast_id, ends=command.broadcast_id if over else "")
    return _Row(body)
