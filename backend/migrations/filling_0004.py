"""How revision 0004 fills the sums: set by set in SQL, some hundred thousand cases at a time, each case read once.

A case has up to four facts and most of them fall on one or two days, so a case gives one row for each of its days to a
table that lasts as long as this, and every sum is a grouping of that. A day is counted as a number from arithmetic: the
clock of the zone is asked once for each day of the city, not for each case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import sqlalchemy as sa

CHUNK = 400_000
_DAY_MS = 86_400_000
_FIRST = date(1, 1, 1)
_ZERO = 719_162  # days from the year 1 to 1970
_FACTS = {
    "reported_at": {"reported": "1", "refused": "CASE WHEN state = 'refused' THEN 1 ELSE 0 END"},
    "filed_at": {"filed": "1"},
    "handled_at": {
        "handled": "1",
        "limited": "CASE WHEN deadline_at IS NULL THEN 0 ELSE 1 END",
        "on_time": "CASE WHEN handled_at <= deadline_at THEN 1 ELSE 0 END",
        "timed": "CASE WHEN signed_at IS NULL THEN 0 ELSE 1 END",
        "handling_ms": "CASE WHEN signed_at IS NULL THEN 0 ELSE handled_at - signed_at END",
        "reworked": "CASE WHEN rework > 0 THEN 1 ELSE 0 END",
        "reworks": "rework",
    },
    "closed_at": {"closed": "1", "closed_on_time": "CASE WHEN handled_at <= deadline_at THEN 1 ELSE 0 END"},
}
_MEASURES = tuple(measure for measures in _FACTS.values() for measure in measures)
_PLACE = ("department_id", "area_id", "class_code")
_SUMS = ", ".join(f"SUM({one})" for one in _MEASURES)


def fill(connection: sa.Connection, zone: ZoneInfo) -> None:
    """Add every case to generation 1 of the sums, which are empty."""
    midnights = _midnights(connection, zone)
    days = [{"n": n, "day": _number(n)} for n in range(midnights[0][0], midnights[-1][0])]
    _run(connection, "CREATE TEMPORARY TABLE rollup_days (n INTEGER PRIMARY KEY, day INTEGER NOT NULL)")
    connection.execute(sa.text("INSERT INTO rollup_days (n, day) VALUES (:n, :day)"), days)
    sums = ", ".join(f"{one} BIGINT NOT NULL" for one in _MEASURES)
    base = (
        f"n INTEGER NOT NULL, department_id BIGINT NOT NULL, area_id BIGINT NOT NULL, class_code TEXT NOT NULL, {sums}"
    )
    _run(connection, f"CREATE TEMPORARY TABLE rollup_base ({base})")
    for low, high in _chunks(connection, CHUNK):
        _run(connection, "DELETE FROM rollup_base")
        _run(connection, _facts(midnights, f"id > {low} AND id <= {high}"))
        _add(connection, "rollup_month_cube", "day / 100", _PLACE)
        _add(connection, "rollup_day_area", "day", ("area_id",))
        _add(connection, "rollup_day_department", "day", ("department_id",))
        day = _day("reported_at", midnights)
        _run(
            connection,
            "INSERT INTO rollup_day_cell (generation, day, cell_code, reported) "
            f"SELECT 1, day, cell_code, count FROM (SELECT {day} AS n, cell_code, COUNT(*) AS count FROM cases "
            f"WHERE id > {low} AND id <= {high} AND cell_code IS NOT NULL GROUP BY 1, 2) AS cells "
            "JOIN rollup_days ON rollup_days.n = cells.n WHERE true ON CONFLICT (generation, day, cell_code) "
            "DO UPDATE SET reported = rollup_day_cell.reported + excluded.reported",
        )
    _sum_up(connection, "rollup_month_area", ("area_id",))
    _sum_up(connection, "rollup_month_class", ("department_id", "class_code"))
    for table in ("rollup_base", "rollup_days"):
        _run(connection, f"DROP TABLE {table}")


def _facts(midnights: Sequence[tuple[int, int]], where: str) -> str:
    """A row for each day of each case: the facts of that day, on the first of them."""
    days = ", ".join(f"{_day(fact, midnights)} AS n_{fact}" for fact in _FACTS)
    columns = "state, class_code, deadline_at, signed_at, handled_at, rework"
    places = "COALESCE(department_id, 0) AS department_id, COALESCE(area_id, 0) AS area_id"
    arms = []
    facts = list(_FACTS)
    for at, first in enumerate(facts):
        counts = []
        for fact, measures in _FACTS.items():
            for count in measures.values():
                if fact == first:
                    counts.append(count)
                elif facts.index(fact) < at:
                    counts.append("0")
                else:
                    counts.append(f"CASE WHEN n_{fact} = n_{first} THEN {count} ELSE 0 END")
        # NULL is equal to nothing: a fact that is missing keeps no later one out.
        seen = [f"(n_{one} IS NULL OR n_{one} <> n_{first})" for one in facts[:at]]
        condition = " AND ".join([f"n_{first} IS NOT NULL", *seen])
        arms.append(
            f"SELECT n_{first}, department_id, area_id, class_code, {', '.join(counts)} FROM found WHERE {condition}"
        )
    found = f"WITH found AS (SELECT {days}, {places}, {columns} FROM cases WHERE {where})"
    return f"INSERT INTO rollup_base {found} {' UNION ALL '.join(arms)}"


def _day(column: str, midnights: Sequence[tuple[int, int]]) -> str:
    """The day of a time, counted from the year 1: arithmetic within each stretch of days of 24 hours, by halves of the
    stretches. A day on which clocks change is a stretch of its own."""
    steps: list[tuple[int, str]] = []
    for (n, low), (_, high) in pairwise(midnights):
        said = f"({column} + {n * _DAY_MS - low}) / {_DAY_MS}" if high - low == _DAY_MS else str(n)
        if steps and steps[-1][1] == said:
            steps.pop()
        steps.append((high, said))
    return f"CASE WHEN {column} IS NOT NULL THEN {_halves(column, steps)} END"


def _halves(column: str, steps: Sequence[tuple[int, str]]) -> str:
    if len(steps) == 1:
        return steps[0][1]
    half = len(steps) // 2
    return (
        f"CASE WHEN {column} < {steps[half - 1][0]} THEN {_halves(column, steps[:half])} "
        f"ELSE {_halves(column, steps[half:])} END"
    )


def _add(connection: sa.Connection, table: str, period: str, dimensions: Sequence[str]) -> None:
    names = ", ".join(dimensions)
    column = "month" if "month" in table else "day"
    keep = ", ".join(f"{one} = {table}.{one} + excluded.{one}" for one in _MEASURES)
    _run(
        connection,
        f"INSERT INTO {table} (generation, {column}, {names}, {', '.join(_MEASURES)}) "
        f"SELECT 1, {period}, {names}, {_SUMS} FROM rollup_base "
        f"JOIN rollup_days ON rollup_days.n = rollup_base.n WHERE true GROUP BY {period}, {names} "
        f"ON CONFLICT (generation, {column}, {names}) DO UPDATE SET {keep}",
    )


def _sum_up(connection: sa.Connection, table: str, dimensions: Sequence[str]) -> None:
    names = ", ".join(dimensions)
    _run(
        connection,
        f"INSERT INTO {table} (generation, month, {names}, {', '.join(_MEASURES)}) "
        f"SELECT 1, month, {names}, {_SUMS} FROM rollup_month_cube WHERE generation = 1 GROUP BY month, {names}",
    )


def _chunks(connection: sa.Connection, size: int) -> Iterator[tuple[int, int]]:
    """(id before the first, id of the last) of stretches of so many cases, in order."""
    last = -1
    while True:
        query = f"SELECT id FROM cases WHERE id > {last} ORDER BY id LIMIT 1 OFFSET {size - 1}"
        end = connection.execute(sa.text(query)).scalar()
        if end is None:
            end = connection.execute(sa.text("SELECT MAX(id) FROM cases")).scalar()
            if end is not None and end > last:
                yield last, end
            return
        yield last, end
        last = end


def _midnights(connection: sa.Connection, zone: ZoneInfo) -> list[tuple[int, int]]:
    """(number, first millisecond) of each day from the first fact to the day after the last."""
    first, last = (
        # Said so that SQLite takes the index, which holds no other rows.
        [
            connection.execute(sa.text(f"SELECT {which}({fact}) FROM cases WHERE {fact} IS NOT NULL")).scalar()
            for fact in _FACTS
        ]
        for which in ("MIN", "MAX")
    )
    low, high = (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=which)).astimezone(zone).toordinal() - 1
        for which in (min(one for one in first if one is not None), max(one for one in last if one is not None))
    )
    return [(n, _midnight(n, zone)) for n in range(low, high + 2)]


def _midnight(n: int, zone: ZoneInfo) -> int:
    try:
        return round(datetime.combine(_FIRST + timedelta(days=n), time(0), zone).timestamp()) * 1000
    except (OverflowError, ValueError):  # before the year 1 or after 9999
        return (n - _ZERO) * _DAY_MS


def _number(n: int) -> int:
    day = _FIRST + timedelta(days=n)
    return day.year * 10_000 + day.month * 100 + day.day


def _run(connection: sa.Connection, query: str) -> None:
    connection.execute(sa.text(query))
