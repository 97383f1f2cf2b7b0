"""The sums behind the boards, kept true in the transaction that changes a case.

Every change of a case adds what the case gives to the figures now, less what it gave before. All changes of a
transaction are summed first and written as one upsert per table. On PostgreSQL the ordering lock is held, so that two
servers never touch the same sums at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, select

from backend.db import get_meta, set_meta
from backend.derived.commit import Commit
from backend.derived.versions import touch
from backend.records import CaseChange
from backend.rules.figures import DIMENSIONS, Key, Measures, added, change
from backend.tables import cases
from backend.tables.rollups import measures_of, period_of

STATE = "rollups"


class Building(msgspec.Struct, frozen=True, kw_only=True):
    """Sums that grow beside those in use: facts before `until` are in them."""

    generation: int
    zone: str
    until: datetime


class RollupState(msgspec.Struct, frozen=True, kw_only=True):
    """Which sums are in use (`meta`, key `rollups`). `generation` 0: none yet."""

    generation: int
    zone: str
    building: Building | None = None
    leaving: int | None = None  # a generation whose rows are being deleted


def rollup_state(connection: Connection) -> RollupState | None:
    """The state as stored; None before the first case, or where cases came in past the writer."""
    body = get_meta(connection, STATE)
    return None if body is None else msgspec.json.decode(body, type=RollupState)


def save_state(connection: Connection, state: RollupState) -> None:
    """Store it, inside a write transaction."""
    set_meta(connection, STATE, msgspec.json.encode(state).decode())


def write(commit: Commit) -> None:
    """Add what the changes of a commit change."""
    if not commit.changes:
        return
    state = rollup_state(commit.connection) or _first(commit)
    if state is None:
        return
    if state.generation:
        add(commit.connection, state.generation, _sum(commit.changes, ZoneInfo(state.zone), None))
    if state.building is not None:
        grown = _sum(commit.changes, ZoneInfo(state.building.zone), state.building.until)
        add(commit.connection, state.building.generation, grown)


def add(connection: Connection, generation: int, sums: dict[tuple[str, Key], Measures]) -> None:
    """Add sums to those of a generation."""
    by_table: dict[str, list[tuple[int | str, ...]]] = {}
    for (table, key), measures in sorted(sums.items()):
        if any(measures):
            by_table.setdefault(table, []).append((generation, *key, *measures[: len(measures_of(table))]))
    for table, rows in by_table.items():
        connection.exec_driver_sql(upsert(table, connection.dialect.name), rows)
    touch(connection, {int(key[0]) for _, key in sums})


@cache
def upsert(table: str, dialect: str) -> str:
    """The statement that adds one row to the sums of a table, its columns in the table's order."""
    mark = "%s" if dialect == "postgresql" else "?"
    keys = ("generation", period_of(table), *DIMENSIONS[table])
    names = (*keys, *measures_of(table))
    sums = ", ".join(f"{one} = {table}.{one} + excluded.{one}" for one in measures_of(table))
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))}) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"
    )


def _sum(changes: Iterable[CaseChange], zone: ZoneInfo, until: datetime | None) -> dict[tuple[str, Key], Measures]:
    total: dict[tuple[str, Key], Measures] = {}
    for one in changes:
        for pair, measures in change(one.before, one.after, zone, until).items():
            total[pair] = added(total[pair], measures) if pair in total else measures
    return total


def _first(commit: Commit) -> RollupState | None:
    """With the first cases of a city the sums begin; where there were cases before, a job builds them."""
    fresh = sum(one.before is None for one in commit.changes)
    found: Sequence[object] = commit.connection.execute(select(cases.c.id).limit(fresh + 1)).all()
    if len(found) > fresh or fresh < len(commit.changes):
        return None
    state = RollupState(generation=1, zone=commit.profile.timezone)
    save_state(commit.connection, state)
    return state
