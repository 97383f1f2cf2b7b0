"""The least that a board, a month table or a day table can cost: plain sqlite3 reading rows that say just that."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

COUNTS = 12
_SUMS = ", ".join(f"m{one} INTEGER NOT NULL" for one in range(COUNTS))
_SUM = ", ".join(f"SUM(m{one})" for one in range(COUNTS))


def questions(
    file: Path, areas: int, departments: int
) -> tuple[sqlite3.Connection, Mapping[str, Callable[[], object]]]:
    """Hand-made rows: 24 hours twice, a row per department, 24 months and 93 days by key; and what reads them."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    rng = random.Random(1)
    connection.execute(
        f"CREATE TABLE hours (day INTEGER, hour INTEGER, {_SUMS}, PRIMARY KEY (day, hour)) WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE load (department INTEGER PRIMARY KEY, open INTEGER, overdue INTEGER, oldest INTEGER)"
    )
    for name in ("months", "days"):
        connection.execute(
            f"CREATE TABLE {name} (period INTEGER, item INTEGER, {_SUMS}, PRIMARY KEY (period, item)) WITHOUT ROWID"
        )

    def fill(table: str, rows: list[tuple[int, int]]) -> None:
        marks = ", ".join("?" * (2 + COUNTS))
        made = [(*one, *(rng.randrange(1000) for _ in range(COUNTS))) for one in rows]
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", made)

    connection.execute("BEGIN")
    fill("hours", [(day, hour) for day in range(2) for hour in range(24)])
    fill("months", [(month, item) for month in range(36) for item in range(areas)])
    fill("days", [(day, item) for day in range(93) for item in range(areas)])
    rows = [(one, rng.randrange(2000), rng.randrange(50), rng.randrange(10**9)) for one in range(departments)]
    connection.executemany("INSERT INTO load VALUES (?, ?, ?, ?)", rows)
    connection.execute("COMMIT")

    def board() -> None:
        connection.execute("SELECT * FROM hours").fetchall()
        connection.execute("SELECT * FROM load").fetchall()
        connection.execute(
            f"SELECT period, {_SUM} FROM days WHERE period >= 72 AND item < 30 GROUP BY period"
        ).fetchall()

    def table(name: str, span: int) -> Callable[[], None]:
        def ask() -> None:
            for start in (0, span, 2 * span):
                query = (
                    f"SELECT item, {_SUM} FROM {name} WHERE period >= {start} AND period < {start + span} GROUP BY item"
                )
                connection.execute(query).fetchall()

        return ask

    return connection, {"board": board, "months": table("months", 12), "days": table("days", 31)}
