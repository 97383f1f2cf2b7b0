"""The figures counted from the cases themselves: what the sums must equal, and where the sums come from.

Each fact of a case (`backend.rules.figures`) has an index on its time, so that one day or month can be counted alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, text

from backend.derived.rollups import RollupState
from backend.derived.versions import touch
from backend.rules.figures import (
    DAY_CELL,
    DIMENSIONS,
    MEASURES,
    Key,
    Measures,
    bounds,
    day_number,
)
from backend.tables import from_ms, to_ms
from backend.tables.rollups import measures_of, period_of

_FLAG = "CASE WHEN {} THEN 1 ELSE 0 END"
FACT_OF: Mapping[str, Mapping[str, str]] = {
    "reported_at": {"reported": "1", "refused": _FLAG.format("state IN ('refused', 'not_filed')")},
    "filed_at": {"filed": "1"},
    "handled_at": {
        "handled": "1",
        "limited": _FLAG.format("deadline_at IS NOT NULL"),
        "on_time": _FLAG.format("handled_at <= deadline_at"),
        "timed": _FLAG.format("signed_at IS NOT NULL"),
        "handling_ms": "CASE WHEN signed_at IS NULL THEN 0 ELSE handled_at - signed_at END",
        "reworked": _FLAG.format("rework > 0"),
        "reworks": "rework",
    },
    "closed_at": {"closed": "1", "closed_on_time": _FLAG.format("handled_at <= deadline_at")},
}
"""Column of a fact's time -> what one case adds to its measures, in SQL, each as `rules.figures` counts it."""
FACTS: Mapping[str, Mapping[str, str]] = {
    fact: {name: "COUNT(*)" if one == "1" else f"SUM({one})" for name, one in counts.items()}
    for fact, counts in FACT_OF.items()
}
"""The same of many cases."""
DIMENSION = {
    "area_id": "COALESCE(area_id, 0)",
    "department_id": "COALESCE(department_id, 0)",
    "class_code": "class_code",
    "cell_code": "cell_code",
}


def rows_at_once(connection: Connection, columns: Sequence[str], rest: str) -> list[list[Any]]:
    """The rows of `SELECT columns rest`, made of numbers alone.

    The driver of SQLite lets other threads in after every row and may get its turn back only milliseconds later, while
    the writer is busy: there all rows come as one, in JSON.
    """
    if connection.dialect.name != "sqlite":
        return [list(row) for row in connection.exec_driver_sql(f"SELECT {', '.join(columns)} {rest}")]
    names = ", ".join(f"c{at}" for at in range(len(columns)))
    inside = ", ".join(f"{one} AS c{at}" for at, one in enumerate(columns))
    query = f"SELECT json_group_array(json_array({names})) FROM (SELECT {inside} {rest})"
    return msgspec.json.decode(connection.exec_driver_sql(query).scalar_one(), type=list[list[Any]])


def columns_at_once(connection: Connection, columns: Sequence[str], rest: str) -> list[list[Any]]:
    """The columns of `SELECT columns rest`, for many rows."""
    if connection.dialect.name != "sqlite":
        rows = connection.exec_driver_sql(f"SELECT {', '.join(columns)} {rest}").all()
        return [list(one) for one in zip(*rows, strict=True)] if rows else [[] for _ in columns]
    arrays = ", ".join(f"json_group_array(c{at})" for at in range(len(columns)))
    inside = ", ".join(f"{one} AS c{at}" for at, one in enumerate(columns))
    row = connection.exec_driver_sql(f"SELECT {arrays} FROM (SELECT {inside} {rest})").one()
    return [msgspec.json.decode(one, type=list[Any]) for one in row]


def _counted_in(fact: str, dimensions: Sequence[str], low: datetime, high: datetime, seen: str = "") -> str:
    where = [f"{fact} >= {to_ms(low)}", f"{fact} < {to_ms(high)}", *([seen] if seen else [])]
    where += ["cell_code IS NOT NULL"] if "cell_code" in dimensions else []
    rest = f"FROM cases WHERE {' AND '.join(where)}"
    if dimensions:
        rest += f" GROUP BY {', '.join(DIMENSION[one] for one in dimensions)}"
    return rest


def counted_periods(
    connection: Connection, periods: Iterable[int], dimension: str, zone: ZoneInfo, seen: str
) -> list[list[Any]]:
    """Columns: periods, the dimension's values (0 where none is named), then each measure.

    `seen` is a further condition in SQL. All facts of some periods are asked for at once.
    """
    dimensions = [dimension] if dimension else []
    found: list[list[Any]] = [[] for _ in range(2 + len(MEASURES))]
    todo = sorted(periods)
    for start in range(0, len(todo), _AT_ONCE):
        arms = []
        for period in todo[start : start + _AT_ONCE]:
            for fact, measures in FACTS.items():
                columns = [str(period), DIMENSION[dimension] if dimension else "0"]
                columns += [f"COALESCE({measures[one]}, 0)" if one in measures else "0" for one in MEASURES]
                named = ", ".join(f"{one} AS v{at}" for at, one in enumerate(columns))
                arms.append(f"SELECT {named} {_counted_in(fact, dimensions, *bounds(period, zone), seen)}")
        sums = [f"CAST(SUM(v{at}) AS BIGINT)" for at in range(2, len(found))]
        rest = f"FROM ({' UNION ALL '.join(arms)}) AS facts GROUP BY v0, v1"
        for column, more in zip(found, columns_at_once(connection, ["v0", "v1", *sums], rest), strict=True):
            column += more
    return found


_AT_ONCE = 20
"""Periods in one query; a compound query may have 500 parts in SQLite."""


@dataclass(frozen=True)
class Slice:
    """The part of a table that is compared at once: one fact's measures in one period."""

    table: str
    fact: str
    period: int

    @property
    def measures(self) -> tuple[str, ...]:
        """Their columns."""
        return tuple(one for one in FACTS[self.fact] if one in measures_of(self.table))


def slices_of(table: str) -> tuple[str, ...]:
    """The facts that a table holds."""
    return ("reported_at",) if table == DAY_CELL else tuple(FACTS)


def before(connection: Connection, state: RollupState, table: str, fact: str, period: int | None) -> int | None:
    """The newest period of a table before this one in which either the sums or the cases have something."""
    column, zone = period_of(table), ZoneInfo(state.zone)
    below = f" AND {column} < {period}" if period is not None else ""
    kept = connection.execute(
        text(f"SELECT MAX({column}) FROM {table} WHERE generation = {state.generation}{below}")
    ).scalar()
    # Without a condition SQLite does not take the index, which holds no other rows, and reads every case.
    limit = f"{fact} < {to_ms(bounds(period, zone)[0])}" if period is not None else f"{fact} IS NOT NULL"
    newest = connection.execute(text(f"SELECT MAX({fact}) FROM cases WHERE {limit}")).scalar()
    found = [] if kept is None else [int(kept)]
    if newest is not None:
        day = day_number(from_ms(newest), zone)
        found.append(day if column == "day" else day // 100)
    return max(found, default=None)


def differences(connection: Connection, state: RollupState, part: Slice) -> dict[Key, Measures]:
    """The keys of a slice whose sums are wrong, with what is right.

    The database compares: a month of a large city has 70,000 keys, and this program would stand still over them.
    """
    low, high = bounds(part.period, ZoneInfo(state.zone))
    dimensions, names = DIMENSIONS[part.table], part.measures
    keys, numbers = [f"k{at}" for at in range(len(dimensions))], range(len(names))
    inside = [f"{DIMENSION[one]} AS {key}" for one, key in zip(dimensions, keys, strict=True)]
    inside += [f"{FACTS[part.fact][one]} AS m{at}" for at, one in enumerate(names)]
    right = ", ".join([*keys, *(f"m{at} AS r{at}, m{at} AS d{at}" for at in numbers)])
    kept = ", ".join([*dimensions, *(f"0, -{one}" for one in names)])
    cases = f"SELECT {', '.join(inside)} {_counted_in(part.fact, dimensions, low, high)}"
    rest = (
        f"FROM (SELECT {right} FROM ({cases}) AS found UNION ALL SELECT {kept} FROM {part.table} "
        f"WHERE generation = {state.generation} AND {period_of(part.table)} = {part.period}) AS both_sides "
        f"GROUP BY {', '.join(keys)} HAVING {' OR '.join(f'SUM(d{at}) <> 0' for at in numbers)}"
    )
    rows = rows_at_once(connection, [*keys, *(f"SUM(r{at})" for at in numbers)], rest)
    return {tuple(row[: len(keys)]): tuple(map(int, row[len(keys) :])) for row in rows}


def mend(connection: Connection, state: RollupState, part: Slice, right: Mapping[Key, Measures]) -> None:
    """Set these sums, inside a write transaction."""
    keys = ("generation", period_of(part.table), *DIMENSIONS[part.table])
    names = (*keys, *part.measures)
    query = (
        f"INSERT INTO {part.table} ({', '.join(names)}) VALUES ({', '.join(f':{one}' for one in names)}) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in part.measures)}"
    )
    rows = [
        dict(zip(names, (state.generation, part.period, *key, *measures), strict=True))
        for key, measures in right.items()
    ]
    connection.execute(text(query), rows)
    touch(connection, [part.period])
