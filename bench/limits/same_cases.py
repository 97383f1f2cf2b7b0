"""The least that an import of past cases can cost: the rows that it left, written again by a program that does no more.

SQLite: plain sqlite3, synchronous=FULL, into a migrated, empty database, two thousand cases in a transaction.
PostgreSQL: COPY, as many at once. Only the writing is timed, not the reading of the rows.
"""

from __future__ import annotations

import itertools
import sqlite3
import time
from pathlib import Path
from typing import Any

import psycopg

from backend.db import Database
from backend.tables import ROLLUPS

CASES = 2000
_ORDER = {"cases": "id", "case_events": "position", "case_words": "rowid"}
TABLES = (*_ORDER, *ROLLUPS)


def seconds(url: str, place: Path) -> float:
    """Seconds for all of the rows of the database at `url`."""
    if url.startswith("sqlite"):
        return _sqlite(Path(url.removeprefix("sqlite:///")), place / "limit.db")
    from tests.backend.postgres import fresh_database

    return _postgresql(url, fresh_database(url))


def _sqlite(source: Path, target: Path) -> float:
    db = Database(f"sqlite:///{target}")
    db.migrate()
    db.close()
    read = sqlite3.connect(source)
    write = sqlite3.connect(target, isolation_level=None)
    for line in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        write.execute(f"PRAGMA {line}")
    spent = 0.0
    streams = {}
    for table in TABLES:
        names = [row[1] for row in read.execute(f"PRAGMA table_info({table})")]
        chosen = ["rowid", *names] if table == "case_words" else names
        order = f" ORDER BY {_ORDER[table]}" if table in _ORDER else ""
        rows = read.execute(f"SELECT {', '.join(chosen)} FROM {table}{order}")
        marks = ", ".join("?" * len(chosen))
        streams[f"INSERT INTO {table} ({', '.join(chosen)}) VALUES ({marks})"] = rows
    while chunks := {text: part for text, rows in streams.items() if (part := rows.fetchmany(CASES))}:
        began = time.perf_counter()
        write.execute("BEGIN IMMEDIATE")
        for text, part in chunks.items():
            write.executemany(text, part)
        write.execute("COMMIT")
        spent += time.perf_counter() - began
    read.close()
    write.close()
    return spent


def _postgresql(source: str, target: str) -> float:
    db = Database(target)
    db.migrate()
    db.close()
    plain = [one.replace("postgresql+psycopg:", "postgresql:") for one in (source, target)]
    spent = 0.0
    with psycopg.connect(plain[0]) as read, psycopg.connect(plain[1]) as write:
        for table in TABLES:
            key = "case_id" if table == "case_words" else _ORDER.get(table)
            order = f" ORDER BY {key}" if key else ""
            with read.cursor(f"of_{table}") as cursor:
                cursor.itersize = CASES
                cursor.execute(f"SELECT * FROM {table}{order}")
                columns = ", ".join(f'"{one.name}"' for one in cursor.description or ())
                while part := list(itertools.islice(cursor, CASES)):
                    spent += _copied(write, f"COPY {table} ({columns}) FROM STDIN", part)
    return spent


def _copied(write: psycopg.Connection[Any], statement: str, rows: list[tuple[Any, ...]]) -> float:
    began = time.perf_counter()
    with write.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    write.commit()
    return time.perf_counter() - began
