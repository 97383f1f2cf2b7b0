"""The evidence: links verified per second, and what chaining costs an act. Called by `bench server`.

The limit of verifying reads the same rows and hashes the same bytes in one process and compares nothing. The limit of
chaining writes rows of the same size without making them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from backend import rows
from backend.city import City
from backend.db import Database
from backend.derived import evidence
from backend.ids import EPOCH_MS, IdSource
from backend.records import CaseAct, CaseChange, CaseRecord
from backend.services.checkpoints import Checkpoints
from backend.services.verify import verify
from backend.writer import Writer
from contract.entities import CaseSource, CaseState

STEPS = (
    ("case.accepted", CaseState.ACCEPTED, None),
    ("case.filed", CaseState.FILED, "filed_at"),
    ("case.dispatched", CaseState.DISPATCHED, "dispatched_at"),
    ("case.signed", CaseState.SIGNED, "signed_at"),
    ("case.handling_started", CaseState.HANDLING, None),
    ("case.fed_back", CaseState.FEEDBACK, "handled_at"),
    ("case.checked", CaseState.CHECKED, "checked_at"),
    ("case.closed", CaseState.CLOSED, "closed_at"),
)
_AT_ONCE = 1000


def figures(quick: bool, links: int | None = None) -> Iterator[dict[str, Any]]:
    """Yields links verified per second and the cost of chaining; a million links, `quick` 200,000."""
    count = links or (200_000 if quick else 1_000_000)
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'evidence.db'}"
        chaining_us, plain_us = fill(url, count)
        heads = Path(folder) / "heads.jsonl"
        checkpoint(url, heads)
        limit = _limit(url)
        found = verify(url, heads=heads)
        began = time.process_time()
        alone = verify(url, heads=heads, jobs=1)
        cpu_s = time.process_time() - began
    if not found.is_clean or not alone.is_clean:
        raise AssertionError(f"the evidence of the bench is not clean: {found.faults or alone.faults}")
    yield {
        "figure": f"evidence verified, {found.links:,} links",
        "value": round(found.links / found.seconds),
        "unit": "links/s",
        "limit": round(limit),
        "peers": {
            "one process": round(alone.links / alone.seconds),
            "per CPU second": round(alone.links / cpu_s),
            "cores": os.cpu_count() or 1,
        },
        "target": "value >= 300000",
    }
    yield {
        "figure": "evidence written, CPU per act",
        "value": round(chaining_us, 2),
        "unit": "us",
        "limit": round(plain_us, 2),
        "target": "",
    }


def fill(url: str, links: int) -> tuple[float, float]:
    """Chains of nine links, interleaved as a city's are; (CPU us per link, CPU us to write such rows made before)."""
    db = Database(url)
    db.migrate()
    ids, now = IdSource(), datetime.fromtimestamp(EPOCH_MS / 1000, UTC)
    open_cases: list[CaseRecord] = []
    steps: dict[str, int] = {}
    chaining = plain = 0.0
    number = written = 0
    try:
        while written < links:
            now += timedelta(seconds=30)
            acts: list[CaseAct] = []
            changes: list[CaseChange] = []
            fresh: set[str] = set()
            going = open_cases[: _AT_ONCE - _AT_ONCE // 9]
            open_cases = open_cases[len(going) :]
            for record in going:
                name, state, column = STEPS[steps[record.id]]
                fields: dict[str, Any] = {column: now} if column else {}
                after = msgspec.structs.replace(record, state=state, version=record.version + 1, **fields)
                acts.append(CaseAct(after, name, now, "17", "李岚", "核实无误，已按规定处理"))
                changes.append(CaseChange(record, after))
            while len(acts) < _AT_ONCE:
                number += 1
                record = _case(ids.new(), number, now)
                fresh.add(record.id)
                steps[record.id] = -1
                acts.append(CaseAct(record, "case.reported", now, "9", "王强"))
                changes.append(CaseChange(None, record))
            with db.write() as connection:
                position = rows.reserve(connection, "evidence", len(acts))
                began = time.process_time()
                changes = evidence.write(connection, now, position, acts, changes)
                chaining += time.process_time() - began
                rows.write_cases(connection, changes, fresh)
                if written == 0:
                    plain = _plain(connection.connection.cursor())
            for change in changes:
                steps[change.after.id] += 1
                if steps[change.after.id] < len(STEPS):
                    open_cases.append(change.after)
            written += len(acts)
    finally:
        db.close()
    return chaining / written * 1e6, plain / _AT_ONCE * 1e6


def checkpoint(url: str, heads: Path) -> None:
    """What the job does."""
    db = Database(url)
    writer = Writer(db, ids=IdSource(), city=City())
    writer.start()
    try:
        Checkpoints(db, writer, heads).make()
    finally:
        writer.stop()
        db.close()


def _case(case_id: str, number: int, now: datetime) -> CaseRecord:
    return CaseRecord(
        id=case_id,
        number=f"{now:%Y%m%d}-{number:07d}",
        short=number % 1_000_000,
        class_code="E0110",
        state=CaseState.REPORTED,
        source=CaseSource.INSPECTOR,
        reported_at=now,
        place="长兴路 86 号",
        description="人行道上有暴露垃圾，约两平方米",
        lon=121.47 + number % 1000 / 1e4,
        lat=31.23 + number % 777 / 1e4,
        cell_code="310104001002003",
        area_id="12",
    )


def _plain(cursor: Any) -> float:
    """CPU seconds to write the rows that are there once more, to a table without chains."""
    found = cursor.execute("SELECT * FROM case_events").fetchall()
    cursor.execute("CREATE TEMP TABLE same AS SELECT * FROM case_events LIMIT 0")
    cursor.execute("CREATE UNIQUE INDEX temp.same_position ON same (position)")
    cursor.execute("CREATE UNIQUE INDEX temp.same_number ON same (case_id, number)")
    began = time.process_time()
    cursor.executemany(f"INSERT INTO same VALUES ({', '.join('?' * len(found[0]))})", found)
    spent = time.process_time() - began
    cursor.execute("DROP TABLE same")
    return spent


def _limit(url: str) -> float:
    """Links per second that one process reads and hashes."""
    db = Database(url)
    try:
        with db.read() as connection:
            cursor = connection.connection.cursor()
            began, count = time.monotonic(), 0
            cursor.execute("SELECT prev, CAST(body AS BLOB) FROM case_events ORDER BY position")
            while page := cursor.fetchmany(20_000):
                for prev, body in page:
                    hashlib.sha256(prev + body).digest()
                count += len(page)
            cursor.close()
            return count / (time.monotonic() - began)
    finally:
        db.close()


if __name__ == "__main__":
    for one in figures(quick=True):
        print(one)
