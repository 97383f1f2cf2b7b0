"""The figures of a stretch of days or months as a scope sees them: from the sums, else from the cases themselves.

Sums are kept by area, by department, and for months by both and by class. What no sum answers (a department in some of
the areas, by the day) is counted over an index; so is everything while the sums of a city are being built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from backend.derived.rollups import rollup_state
from backend.rules.figures import (
    DAY_AREA,
    DAY_DEPARTMENT,
    MONTH_AREA,
    MONTH_CLASS,
    MONTH_CUBE,
    Key,
    Measures,
    added,
    bounds,
)
from backend.services.recount import FACTS, counted, rows_at_once, whole
from backend.tables import to_ms
from backend.tables.life import OPEN
from backend.tables.rollups import measures_of, period_of
from contract.scope import Scope, View

_RUNNING = "('dispatched', 'signed', 'handling')"


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


@dataclass(frozen=True)
class Sums:
    """Reads figures at one moment of the database."""

    connection: Connection
    zone: ZoneInfo
    seen: Seen

    def by(self, periods: Sequence[int], dimension: str = "", *, each: bool = False) -> dict[Key, Measures]:
        """(id or code,) -> figures of these days or months, () where `dimension` is empty; `each`: (period, ...)."""
        state = rollup_state(self.connection)
        table = self._table(daily=periods[0] > 999_999, dimension=dimension)
        if table is None or state is None or not state.generation or state.zone != self.zone.key:
            return self._counted(periods, dimension, each=each)
        names = [*([period_of(table)] if each else []), *([dimension] if dimension else [])]
        where = [f"generation = {state.generation}", f"{period_of(table)} IN ({_list(periods)})"]
        if self.seen.department is not None:
            where.append(f"department_id = {self.seen.department}")
        elif table == MONTH_CUBE:
            # Named one by one, so that the index leads past those that are not asked for.
            where.append(f"department_id IN (SELECT department_id FROM {MONTH_CLASS} WHERE {' AND '.join(where)})")
        if self.seen.areas:
            where.append(f"area_id IN ({_list(self.seen.areas)})")
        rest = f"FROM {table} WHERE {' AND '.join(where)}"
        if names:
            rest += f" GROUP BY {', '.join(names)}"
        width = len(names)
        sums = [f"SUM({one})" for one in measures_of(table)]
        rows = rows_at_once(self.connection, [*names, *sums], rest, {})
        return {tuple(row[:width]): tuple([int(one or 0) for one in row[width:]]) for row in rows}

    def due(self, periods: Sequence[int], dimension: str, now: datetime) -> dict[Key, tuple[int, int]]:
        """(period, id or code) -> (not closed, not even handled) of the cases that fell due in it, up to `now`."""
        edges = [(one, *(to_ms(at) for at in bounds(one, self.zone))) for one in sorted(set(periods))]
        ranges = [(one, low, min(high, to_ms(now))) for one, low, high in edges if low < to_ms(now)]
        if not ranges:
            return {}
        # Between two stretches of periods there may be others: what falls due in those belongs to none.
        when, last = [], ranges[0][1]
        for one, low, high in ranges:
            when += [
                *([f"WHEN deadline_at < {low} THEN 0"] if low > last else []),
                f"WHEN deadline_at < {high} THEN {one}",
            ]
            last = high
        name = dimension if dimension in ("", "class_code") else f"COALESCE({dimension}, 0)"
        names = ["slot", *([name] if name else [])]
        where = [OPEN, f"+deadline_at >= {ranges[0][1]}", f"+deadline_at < {last}"]
        where += [self.seen.of_cases()] if self.seen.of_cases() else []
        columns = "state, area_id, department_id, class_code"
        counts = ["COUNT(*)", f"SUM(CASE WHEN state IN {_RUNNING} THEN 1 ELSE 0 END)"]
        rest = (
            f"FROM (SELECT CASE {' '.join(when)} END AS slot, {columns} FROM cases WHERE {' AND '.join(where)}) AS due "
            f"WHERE slot > 0 GROUP BY {', '.join(names)}"
        )
        rows = rows_at_once(self.connection, [*names, *counts], rest, {})
        return {tuple(row[:-2]): (int(row[-2]), int(row[-1])) for row in rows}

    def _table(self, *, daily: bool, dimension: str) -> str | None:
        """The narrowest table that holds both what is asked for and what the scope filters by."""
        by_area = bool(self.seen.areas) or dimension == "area_id"
        by_department = self.seen.department is not None or dimension == "department_id"
        if daily:
            if dimension == "class_code" or (by_area and by_department):
                return None
            return DAY_AREA if by_area else DAY_DEPARTMENT
        if not by_area:
            return MONTH_CLASS
        return MONTH_AREA if not by_department and dimension != "class_code" else MONTH_CUBE

    def _counted(self, periods: Sequence[int], dimension: str, *, each: bool) -> dict[Key, Measures]:
        found: dict[Key, Measures] = {}
        dimensions = [dimension] if dimension else []
        for period in periods:
            low, high = bounds(period, self.zone)
            for fact in FACTS:
                part = counted(self.connection, fact, dimensions, low, high, self.seen.of_cases())
                for key, measures in part.items():
                    at = (period, *key) if each else key
                    full = whole(fact, measures)
                    found[at] = added(found[at], full) if at in found else full
        return found


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
        rows = rows_at_once(connection, ["day", "SUM(timed)", "SUM(handling_ms)"], rest, {})
        return {numbers[row[0]]: (int(row[1]), int(row[2])) for row in rows}
    found: dict[date, tuple[int, int]] = {}
    # Here a department leads: three weeks of one are fewer than three weeks of a city.
    condition = f" AND {seen.of_cases()}".replace("+department_id", "department_id") if seen.of_cases() else ""
    edges = {day: tuple(to_ms(at) for at in bounds(number, zone)) for number, day in numbers.items()}
    first_ms, last_ms = edges[days[0]][0], edges[days[-1]][1]
    when = " ".join(f"WHEN handled_at < {edges[day][1]} THEN {number}" for number, day in numbers.items())
    rest = (
        f"FROM (SELECT CASE {when} END AS day, handled_at - signed_at AS spent FROM cases WHERE signed_at IS NOT NULL "
        f"AND handled_at >= {first_ms} AND handled_at < {last_ms}{condition}) AS handled GROUP BY day"
    )
    for number, count, spent in rows_at_once(connection, ["day", "COUNT(*)", "SUM(spent)"], rest, {}):
        found[numbers[number]] = (int(count), int(spent))
    return found


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(str(one) for one in numbers)
