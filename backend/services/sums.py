"""The figures of a stretch of days or months as a scope sees them: from the sums, else from the cases themselves.

Sums are kept by area, by department, and for months by both and by class. What no sum answers (a department in some of
the areas, by the day) is counted over an index; so is everything while the sums of a city are being built.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from backend.derived.rollups import rollup_state
from backend.derived.versions import PREFIX
from backend.rules.figures import (
    DAY_AREA,
    DAY_DEPARTMENT,
    MEASURES,
    MONTH_AREA,
    MONTH_CLASS,
    MONTH_CUBE,
    bounds,
)
from backend.services.kept_sums import Kept, KeptSums, Part
from backend.services.recount import columns_at_once, counted_periods, rows_at_once
from backend.tables import to_ms
from backend.tables.life import OPEN
from backend.tables.rollups import period_of
from contract.scope import Scope, View

_RUNNING = "('dispatched', 'signed', 'departed', 'handling')"


@dataclass(frozen=True)
class Seen:
    """The part of the city that a scope sees, as `services.history.within` has it; numbers of ids, 0 for none."""

    areas: tuple[int, ...]  # none: all
    department: int | None  # None: all

    @classmethod
    def of(cls, scope: Scope) -> Seen:
        """Of a scope."""
        department = int(scope.department_id or 0) if scope.view is View.DEPARTMENT else None
        return cls(tuple(sorted(int(one) for one in scope.area_ids)), department)

    def of_cases(self) -> str:
        """As a condition on `cases`, made of numbers alone. The signs keep a planner without statistics from leading by
        the place, where a stretch of time holds far fewer cases."""
        parts = [f"+area_id IN ({_list(self.areas)})"] if self.areas else []
        if self.department is not None:
            parts.append(f"+department_id = {self.department}" if self.department else "department_id IS NULL")
        return " AND ".join(parts)


class Sums:
    """Reads figures at one moment of the database."""

    def __init__(self, connection: Connection, zone: ZoneInfo, seen: Seen, kept: KeptSums) -> None:
        self._connection, self._zone, self._seen, self._kept = connection, zone, seen, kept
        state = rollup_state(connection)
        self._generation = state.generation if state is not None and state.zone == zone.key else 0

    def parts(self, periods: Iterable[int], dimension: str = "") -> tuple[Kept, dict[int, Part]]:
        """The figures of each of these days or months, by area, department or class, or all together (`""`)."""
        wanted = sorted(set(periods))
        table = self._table(daily=wanted[0] > 999_999, dimension=dimension) if self._generation else None
        if not self._generation:
            # Nobody counts versions before there are sums.
            return KeptSums().parts("", dict.fromkeys(wanted, 0), partial(self._count, dimension))
        read = partial(self._count, dimension) if table is None else partial(self._read, table, dimension)
        view = (self._generation, table, dimension, self._seen)
        return self._kept.parts(view, self._versions(wanted), read)

    def _versions(self, periods: Sequence[int]) -> dict[int, int]:
        names = ", ".join(f"'{PREFIX}{one}'" for one in periods)
        rows = rows_at_once(self._connection, ["name", "value"], f"FROM counters WHERE name IN ({names})")
        return dict.fromkeys(periods, 0) | {int(name[len(PREFIX) :]): int(value) for name, value in rows}

    def _read(self, table: str, dimension: str, periods: Collection[int]) -> list[list[Any]]:
        period = period_of(table)
        where = [f"generation = {self._generation}", f"{period} IN ({_list(sorted(periods))})"]
        if self._seen.department is not None:
            where.append(f"department_id = {self._seen.department}")
        elif table == MONTH_CUBE:
            # Named one by one, so that the index leads past those that are not asked for.
            where.append(f"department_id IN (SELECT department_id FROM {MONTH_CLASS} WHERE {' AND '.join(where)})")
        if self._seen.areas:
            where.append(f"area_id IN ({_list(self._seen.areas)})")
        names = [period, *([dimension] if dimension else [])]
        rest = f"FROM {table} WHERE {' AND '.join(where)} GROUP BY {', '.join(names)}"
        columns = [period, dimension or "0", *(f"CAST(SUM({one}) AS BIGINT)" for one in MEASURES)]
        return columns_at_once(self._connection, columns, rest)

    def _count(self, dimension: str, periods: Collection[int]) -> list[list[Any]]:
        return counted_periods(self._connection, periods, dimension, self._zone, self._seen.of_cases())

    def due(
        self, periods: Iterable[int], dimension: str, now: datetime
    ) -> dict[tuple[int, int | str], tuple[int, int]]:
        """(period, id or code) -> (not closed, not even handled) of the cases that fell due in it, up to `now`; 0 for
        the id or code where all are together."""
        until = to_ms(now)
        edges = [(one, *(to_ms(at) for at in bounds(one, self._zone))) for one in sorted(set(periods))]
        ranges = [(one, low, min(high, until)) for one, low, high in edges if low < until]
        if not ranges:
            return {}
        # Between two stretches of periods there may be others: what falls due in those belongs to none.
        steps: list[tuple[int, int]] = []
        for one, low, high in ranges:
            steps += [(low, 0)] if steps and low > steps[-1][0] else []
            steps.append((high, one))
        name = dimension if dimension in ("", "class_code") else f"COALESCE({dimension}, 0)"
        names = ["slot", *([name] if name else [])]
        where = [OPEN, f"+deadline_at >= {ranges[0][1]}", f"+deadline_at < {ranges[-1][2]}"]
        where += [self._seen.of_cases()] if self._seen.of_cases() else []
        columns = "state, area_id, department_id, class_code"
        slot = _slot("deadline_at", steps)
        counts = ["COUNT(*)", f"SUM(CASE WHEN state IN {_RUNNING} THEN 1 ELSE 0 END)"]
        rest = (
            f"FROM (SELECT {slot} AS slot, {columns} FROM cases WHERE {' AND '.join(where)}) AS due "
            f"WHERE slot > 0 GROUP BY {', '.join(names)}"
        )
        rows = rows_at_once(self._connection, ["slot", name or "0", *counts], rest)
        return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in rows}

    def _table(self, *, daily: bool, dimension: str) -> str | None:
        """The narrowest table that holds both what is asked for and what the scope filters by."""
        by_area = bool(self._seen.areas) or dimension == "area_id"
        by_department = self._seen.department is not None or dimension == "department_id"
        if daily:
            if dimension == "class_code" or (by_area and by_department):
                return None
            return DAY_AREA if by_area else DAY_DEPARTMENT
        if not by_area:
            return MONTH_CLASS
        return MONTH_AREA if not by_department and dimension != "class_code" else MONTH_CUBE


def _slot(column: str, steps: Sequence[tuple[int, int]]) -> str:
    """The number of the step that a time falls in, each up to its end, by halves: a hundred are seven questions."""
    if len(steps) == 1:
        return str(steps[0][1])
    half = len(steps) // 2
    low, high = _slot(column, steps[:half]), _slot(column, steps[half:])
    return f"CASE WHEN {column} < {steps[half - 1][0]} THEN {low} ELSE {high} END"


def handling_by_day(
    connection: Connection, zone: ZoneInfo, scope: Scope, first: date, last: date
) -> dict[date, tuple[int, int]]:
    """City day -> (cases handled after they were signed for, their milliseconds from that to feedback)."""
    seen = Seen.of(scope)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    numbers = {day.year * 10_000 + day.month * 100 + day.day: day for day in days}
    state = rollup_state(connection)
    generation = state.generation if state is not None and state.zone == zone.key else 0
    if generation and not (seen.areas and seen.department is not None):
        table, where = DAY_DEPARTMENT, ""
        if seen.areas:
            table, where = DAY_AREA, f" AND area_id IN ({_list(seen.areas)})"
        elif seen.department is not None:
            where = f" AND department_id = {seen.department}"
        rest = f"FROM {table} WHERE generation = {generation} AND day IN ({_list(list(numbers))}){where} GROUP BY day"
        rows = rows_at_once(connection, ["day", "SUM(timed)", "SUM(handling_ms)"], rest)
        return {numbers[row[0]]: (int(row[1]), int(row[2])) for row in rows}
    # Here a department leads: three weeks of one are fewer than three weeks of a city.
    condition = f" AND {seen.of_cases()}".replace("+department_id", "department_id") if seen.of_cases() else ""
    edges = [(number, *(to_ms(at) for at in bounds(number, zone))) for number in numbers]
    slot = _slot("handled_at", [(high, number) for number, _, high in edges])
    rest = (
        f"FROM (SELECT {slot} AS day, handled_at - signed_at AS spent FROM cases WHERE signed_at IS NOT NULL "
        f"AND handled_at >= {edges[0][1]} AND handled_at < {edges[-1][2]}{condition}) AS handled GROUP BY day"
    )
    rows = rows_at_once(connection, ["day", "COUNT(*)", "SUM(spent)"], rest)
    return {numbers[number]: (int(count), int(spent)) for number, count, spent in rows}


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(str(one) for one in numbers)
