"""How long events and answers are kept: rows go on SQLite, whole monthly partitions on PostgreSQL.

Only the old end of the outbox goes, in one piece: were events forgotten by their time alone, a clock that once went
back would leave a hole. The trail of cases is eternal.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from backend.tables import idempotency, outbox, to_ms

log = logging.getLogger(__name__)
PARTED = ("outbox", "idempotency")
AHEAD = 3
"""Months that have a partition, this one among them; rows of any other month go into `TABLE_rest`."""
_MONTH = re.compile(r"_p(\d{4})(\d{2})$")


def prune(connection: Connection, before: datetime) -> int:
    """Forget events and answers from before a moment; on PostgreSQL by months. Returns how many events went."""
    if connection.dialect.name == "postgresql":
        return _drop_months(connection, before)
    newest = select(func.max(outbox.c.seq)).where(outbox.c.recorded_at < before).scalar_subquery()
    gone = connection.execute(outbox.delete().where(outbox.c.seq <= newest)).rowcount
    connection.execute(idempotency.delete().where(idempotency.c.recorded_at < before))
    return gone


def make_partitions(connection: Connection, now: datetime) -> list[str]:
    """On PostgreSQL: see that this month and the next ones have their partitions; the names of new ones."""
    made: list[str] = []
    if connection.dialect.name != "postgresql":
        return made
    first = now.year * 12 + now.month - 1
    for table in PARTED:
        there = set(_partitions(connection, table))
        for month in range(first, first + AHEAD):
            name = f"{table}_p{month // 12:04d}{month % 12 + 1:02d}"
            if name in there:
                continue
            low, high = to_ms(_begin(month)), to_ms(_begin(month + 1))
            try:
                with connection.begin_nested():
                    connection.execute(
                        text(f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ({low}) TO ({high})")
                    )
            except DBAPIError as fault:
                # Rows of that month are in the rest already: a clock was ahead. They are found there just as well.
                log.warning("no partition %s: %s", name, str(fault.orig).splitlines()[0])
                continue
            made.append(name)
    return made


def _drop_months(connection: Connection, before: datetime) -> int:
    gone = 0
    for table in PARTED:
        for name in _partitions(connection, table):
            found = _MONTH.search(name)
            if found is None or _begin(int(found[1]) * 12 + int(found[2])) > before:
                continue
            if table == "outbox":
                gone += int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())
            connection.execute(text(f'DROP TABLE "{name}"'))
        where = f"recorded_at < {to_ms(before)}"
        rest = connection.execute(text(f"DELETE FROM {table}_rest WHERE {where}")).rowcount
        gone += rest if table == "outbox" else 0
    return gone


def _partitions(connection: Connection, table: str) -> list[str]:
    query = (
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = (:t)::regclass"
    )
    return [str(name) for (name,) in connection.execute(text(query), {"t": table})]


def _begin(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
