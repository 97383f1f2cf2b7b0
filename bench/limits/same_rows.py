"""The least that intake can cost: the rows that the writer wrote, written again, without anybody thinking about them.

SQLite: plain sqlite3, synchronous=FULL, the writer's own statements in transactions of a thousand cases, the same
tables, indexes and triggers. PostgreSQL: COPY of each table, as many cases in a transaction.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import psycopg

CASES = 1000
Script = list[tuple[str, list[Any]]]
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def sqlite(file: Path, script: Script, cases: int) -> float:
    """Cases a second into a migrated, empty database: the writer's statements again, in fewer transactions."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    each = max(1, len(script) * CASES // cases)
    began = time.perf_counter()
    for start in range(0, len(script), each):
        connection.execute("BEGIN IMMEDIATE")
        for statement, rows in script[start : start + each]:
            connection.executemany(statement, rows)
        connection.execute("COMMIT")
    spent = time.perf_counter() - began
    connection.close()
    return cases / spent


def postgresql(url: str, rows: Rows, cases: int) -> float:
    """Cases a second into a migrated, empty database."""
    parts = max(1, cases // CASES)
    with psycopg.connect(url) as connection:
        began = time.perf_counter()
        for part in range(parts):
            for table, (columns, body) in rows.items():
                names = ", ".join(f'"{one}"' for one in columns)
                mine = body[len(body) * part // parts : len(body) * (part + 1) // parts]
                with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                    for row in mine:
                        copy.write_row(row)
            connection.commit()
        return cases / (time.perf_counter() - began)
