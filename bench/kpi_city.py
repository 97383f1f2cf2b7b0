"""The city of `bench.kpi`: cases of three years made by SQL alone, then indexes, then sums by the migration's SQL."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from backend.db import Database

OPEN, DAYS = 40_000, 1095
AREAS, DEPARTMENTS, CLASSES = 300, 30, 120
_COLUMNS = (
    "id, version, number, short, class_code, state, source, urgency, place, lon, lat, cell_code, area_id, "
    "department_id, reported_at, filed_at, dispatched_at, signed_at, deadline_at, handled_at, checked_at, closed_at, "
    "rework"
)
_DAY_MS, _HOUR_MS, _MINUTE_MS = 86_400_000, 3_600_000, 60_000
_THROWS = 1_000_003
"""Of the dice, used in turn: more than the cases of two months."""


def make_city(file: Path, count: int) -> tuple[float, float]:
    """Fills a new database; seconds by the clock and of CPU, per million cases, that the sums took."""
    db = Database(f"sqlite:///{file}", synchronous="OFF")
    db.migrate()
    raw = sqlite3.connect(file, isolation_level=None)
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cases' AND sql IS NOT NULL"
    indexes = raw.execute(query).fetchall()
    for name, _ in indexes:
        raw.execute(f"DROP INDEX {name}")
    # Nobody needs the file after a failure.
    for line in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-262144", "threads=2"):
        raw.execute(f"PRAGMA {line}")
    raw.execute(f"PRAGMA temp_store_directory = '{file.parent}'")
    _cases(raw, count)
    for _, sql in indexes:
        raw.execute(sql)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    migration = import_module("backend.migrations.versions.rev_0004_rollups")
    began, cpu = time.monotonic(), time.thread_time()
    with db.write() as connection:
        migration._fill(connection)
    spent = (time.monotonic() - began, time.thread_time() - cpu)
    db.close()
    return round(spent[0] / count * 1e6, 1), round(spent[1] / count * 1e6, 1)


def _cases(raw: sqlite3.Connection, count: int) -> None:
    """The last `OPEN` of them are open, a tenth of these overdue. Few classes have most of the cases."""
    now = round(time.time() * 1000)
    first = now - DAYS * _DAY_MS
    names = "kind, area, department, cell, spent, again, late"
    raw.execute(f"CREATE TEMPORARY TABLE thrown (at INTEGER PRIMARY KEY, {names})")
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO thrown VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _throws(random.Random(30428)))
    raw.execute("COMMIT")
    raw.execute(
        f"""
        INSERT INTO cases ({_COLUMNS})
        WITH RECURSIVE numbers (number) AS
            (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number + 1 < {count}),
        known AS
            (SELECT number, {names}, number < {count - OPEN} AS done,
            {first} + number * {DAYS * _DAY_MS} / {count} AS reported
            FROM numbers JOIN thrown ON thrown.at = number % {_THROWS})
        SELECT number + 1, 6, printf('b-%08d', number), number % 1000000, printf('E%04d', kind),
            CASE WHEN done THEN 'closed' ELSE 'handling' END, 'video', 'normal', '长兴路 86 号', 120.0, 36.0,
            printf('%03d%02d', area, cell), area, department, reported, reported + {5 * _MINUTE_MS},
            reported + {10 * _MINUTE_MS}, reported + {30 * _MINUTE_MS},
            CASE WHEN done OR late THEN reported + {9 * _HOUR_MS} ELSE {now + _DAY_MS} END,
            CASE WHEN done THEN reported + spent END, CASE WHEN done THEN reported + spent + {_HOUR_MS} END,
            CASE WHEN done THEN reported + spent + {2 * _HOUR_MS} END, again
        FROM known
        """
    )
    raw.execute("DROP TABLE thrown")


def _throws(rng: random.Random) -> Iterator[tuple[int, ...]]:
    for at in range(_THROWS):
        kind = min(int(rng.expovariate(0.04)), CLASSES - 1)
        yield (
            at,
            kind,
            rng.randrange(1, AREAS + 1),
            1000 + (kind + rng.randrange(3)) % DEPARTMENTS,
            rng.randrange(17),
            30 * _MINUTE_MS + rng.randrange(20 * _MINUTE_MS, 11 * _HOUR_MS),
            1 if rng.random() < 0.05 else 0,
            1 if rng.random() < 0.1 else 0,
        )
