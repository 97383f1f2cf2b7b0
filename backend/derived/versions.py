"""Versions of days and months: whoever keeps figures in memory sees by them whether they are still true."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

PREFIX = "figures:"
"""Counters `figures:20261121` and `figures:202611` -> how many commits changed figures of that day or month."""
_ONE_MORE = "INSERT INTO counters (name, value) VALUES {} ON CONFLICT (name) DO UPDATE SET value = counters.value + 1"


def touch(connection: Connection, periods: Collection[int]) -> None:
    """Give these days and months a new version, in the transaction that changes their figures.

    A period is touched even where the changes of a commit cancel each other in a table: two cases that trade their
    departments change no sum by area and none by department, but those by both. On PostgreSQL the ordering
    lock is held.
    """
    todo = sorted(periods)
    for start in range(0, len(todo), 500):
        values = ", ".join(f"('{PREFIX}{int(one)}', 1)" for one in todo[start : start + 500])
        connection.exec_driver_sql(_ONE_MORE.format(values))
