"""The sums behind the boards, kept true in the transaction that changes a case.

Every change of a case adds what the case gives to the figures now, less what it gave before. All changes of a
transaction are summed first and written as one upsert per table. On PostgreSQL the ordering lock is held, so that two
servers never touch the same sums at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import BigInteger, Connection, Text, select
from sqlalchemy.types import TypeEngine

from backend import bulk
from backend.db import get_meta, set_meta
from backend.derived.commit import Commit
from backend.derived.many_sums import DayNumbers, facts_of, many_sums
from backend.derived.versions import touch
from backend.records import CaseChange, CaseRecord
from backend.rules.figures import (
    DIMENSIONS,
    Key,
    Measures,
    added,
    bounds,
    change,
    day_number,
    only_reported,
    reports,
)
from backend.tables import cases
from backend.tables.rollups import ROLLUPS, measures_of, period_of

STATE = "rollups"
_MANY = 64
"""New cases that something has happened to already, from which on their columns are summed instead of each case."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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


def write(commit: Commit, known: RollupState | None) -> None:
    """Add what the changes of a commit change; `known`: the state, read in this transaction."""
    if not commit.changes:
        return
    state = known or _first(commit)
    if state is None:
        return
    if state.generation:
        _add(commit, state.generation, ZoneInfo(state.zone), None)
    if state.building is not None:
        _add(commit, state.building.generation, ZoneInfo(state.building.zone), state.building.until)


def _add(commit: Commit, generation: int, zone: ZoneInfo, until: datetime | None) -> None:
    fresh: list[CaseRecord] = []
    others: list[CaseChange] = []
    brought: list[CaseRecord] = []
    for one in commit.changes:
        if one.before is not None or until is not None:
            others.append(one)
        elif only_reported(one.after):
            fresh.append(one.after)
        else:
            brought.append(one.after)
    periods: set[int] = set()
    if len(brought) >= _MANY:
        for table, measures, columns in many_sums(facts_of(brought), DayNumbers(zone)):
            add_columns(commit.connection, generation, table, measures, columns)
            periods.update(columns[0])
    else:
        others += [CaseChange(None, one) for one in brought]
    for table, counted in reports(fresh, Days(zone)).items():
        rows = [(*key, count) for key, count in sorted(counted.items())]
        _write(commit.connection, generation, table, ("reported",), rows)
        periods.update([int(key[0]) for key in counted])
    for table, total in _sum(others, zone, until).items():
        found = [pair for pair in sorted(total.items()) if any(pair[1])]
        _add_sums(commit.connection, generation, table, [key for key, _ in found], [one for _, one in found])
        periods.update([int(key[0]) for key in total])
    touch(commit.connection, periods)


def _add_sums(
    connection: Connection, generation: int, table: str, keys: Sequence[Key], sums: Sequence[Measures]
) -> None:
    # Most acts touch one or two of the sums; a row that is new has zeros for the others.
    every = measures_of(table)
    by_measure = list(zip(*sums, strict=True))
    at = [i for i in range(len(every)) if by_measure and any(by_measure[i])]
    if not at:
        return
    counted = zip(*[by_measure[i] for i in at], strict=True)
    rows = [(*key, *row) for key, row in zip(keys, counted, strict=True)]
    _write(connection, generation, table, tuple(every[i] for i in at), rows)


def add_columns(
    connection: Connection, generation: int, table: str, measures: tuple[str, ...], columns: Sequence[Sequence[Any]]
) -> None:
    """Add what `many_sums` found to the sums of a generation; the ordering lock is held. A column may be an array of
    PostgreSQL as text already (`bulk.array`)."""
    if not measures or not columns[0]:
        return
    statement = upsert(table, connection.dialect.name, measures, generation)
    if connection.dialect.name == "postgresql":
        given = tuple([one if isinstance(one, str) else bulk.array(one) for one in columns])
        connection.exec_driver_sql(statement, given)
    else:
        bulk.write(connection, statement, list(zip(*columns, strict=True)))


def _write(
    connection: Connection, generation: int, table: str, measures: tuple[str, ...], rows: Sequence[bulk.Row]
) -> None:
    if rows:
        add_columns(connection, generation, table, measures, list(zip(*rows, strict=True)))


@cache
def upsert(table: str, dialect: str, measures: tuple[str, ...], generation: int) -> str:
    """The statement that adds to these sums of a table: row by row on SQLite, by an array a column on PostgreSQL."""
    given = (period_of(table), *DIMENSIONS[table], *measures)
    names = ", ".join(("generation", *given))
    sums = ", ".join(f"{one} = {table}.{one} + excluded.{one}" for one in measures)
    keys = ", ".join(("generation", period_of(table), *DIMENSIONS[table]))
    conflict = f"ON CONFLICT ({keys}) DO UPDATE SET {sums}"
    if dialect != "postgresql":
        return f"INSERT INTO {table} ({names}) VALUES ({int(generation)}{', ?' * len(given)}) {conflict}"
    types = [_array_type(ROLLUPS[table].c[one].type) for one in given]
    arrays = ", ".join(f"CAST(%s AS {one}[])" for one in types)
    return f"INSERT INTO {table} ({names}) SELECT {int(generation)}, * FROM unnest({arrays}) {conflict}"


def _array_type(of: TypeEngine[Any]) -> str:
    if isinstance(of, Text):
        return "text"
    return "bigint" if isinstance(of, BigInteger) else "integer"


def _sum(changes: Iterable[CaseChange], zone: ZoneInfo, until: datetime | None) -> dict[str, dict[Key, Measures]]:
    total: dict[str, dict[Key, Measures]] = {}
    for one in changes:
        for (table, key), measures in change(one.before, one.after, zone, until).items():
            of_table = total.setdefault(table, {})
            of_table[key] = added(of_table[key], measures) if key in of_table else measures
    return total


class Days:
    """`day_number`, which asks the zone once for each day that occurs."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._begin = self._end = _LONG_AGO
        self._day = 0
        self._of_date: dict[date, list[tuple[datetime, datetime, int]]] = {}

    def __call__(self, moment: datetime) -> int:
        if not self._begin <= moment < self._end:
            # The days that share a date of UTC; a case's facts go to and fro between a few.
            known = self._of_date.setdefault(moment.date(), [])
            found = next((one for one in known if one[0] <= moment < one[1]), None)
            if found is None:
                day = day_number(moment, self._zone)
                found = (*bounds(day, self._zone), day)
                known.append(found)
            self._begin, self._end, self._day = found
        return self._day


def _first(commit: Commit) -> RollupState | None:
    """With the first cases of a city the sums begin; where there were cases before, a job builds them."""
    fresh = sum(one.before is None for one in commit.changes)
    found: Sequence[object] = commit.connection.execute(select(cases.c.id).limit(fresh + 1)).all()
    if len(found) > fresh or fresh < len({one.after.id for one in commit.changes}):
        return None
    state = RollupState(generation=1, zone=commit.profile.timezone)
    save_state(commit.connection, state)
    return state
