"""Sums that are built beside those in use, or where there are none: some thousand facts at a time, set by set in SQL.

Every step is a transaction of the writer, who has commands to commit between two of them. The facts of a step are laid
out once, put together by department, area and class, and every table takes its sums from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from backend.derived.rollups import Building, RollupState, save_state
from backend.rules.figures import DAY_CELL, DIMENSIONS, MEASURES, MONTH_CUBE, bounds, day_number
from backend.services.recount import DIMENSION, FACT_OF, FACTS
from backend.tables import from_ms, to_ms
from backend.tables.rollups import period_of

STEP = 4000
"""Facts of each kind in one step, at most; 16,000 rows take a tenth of a second."""
_MS = timedelta(milliseconds=1)
_LAID, _TOGETHER = "citywall_facts", "citywall_sums"
_PLACE = DIMENSIONS[MONTH_CUBE]
_SUMS = ", ".join(f"SUM({one})" for one in MEASURES)


def grow(connection: Connection, state: RollupState) -> RollupState:
    """Bring the next facts of the cases into the sums that are being built, up to a day of them; the last step makes
    these sums those in use."""
    building = state.building
    if building is None:
        raise ValueError("nothing is being built")
    zone = ZoneInfo(building.zone)
    since = to_ms(building.until)
    firsts = [_scalar(connection, f"SELECT MIN({fact}) FROM cases WHERE {fact} >= {since}") for fact in FACTS]
    left = min((one for one in firsts if one is not None), default=None)
    if left is None:
        leaving = state.generation or None
        state = RollupState(generation=building.generation, zone=building.zone, leaving=leaving)
    else:
        day = day_number(from_ms(left), zone)
        low = from_ms(left)
        high = _end(connection, low, bounds(day, zone)[1])
        _add(connection, building.generation, day, low, high)
        grown = Building(generation=building.generation, zone=building.zone, until=high)
        state = RollupState(generation=state.generation, zone=state.zone, building=grown, leaving=state.leaving)
    save_state(connection, state)
    return state


def _end(connection: Connection, low: datetime, midnight: datetime) -> datetime:
    """Where a step ends that begins at `low`: at the end of the day or after `STEP` facts of one kind."""
    ends = [midnight]
    for fact in FACTS:
        query = (
            f"SELECT {fact} FROM cases WHERE {fact} >= {to_ms(low)} AND {fact} < {to_ms(midnight)} "
            f"ORDER BY {fact} LIMIT 1 OFFSET {STEP - 1}"
        )
        found = _scalar(connection, query)
        if found is not None:
            ends.append(from_ms(found) + _MS)
    return min(ends)


def _add(connection: Connection, generation: int, day: int, low: datetime, high: datetime) -> None:
    for name in (_LAID, _TOGETHER):
        sums = ", ".join(f"{one} BIGINT NOT NULL" for one in MEASURES)
        columns = f"department_id BIGINT NOT NULL, area_id BIGINT NOT NULL, class_code TEXT NOT NULL, {sums}"
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({columns})")
        connection.exec_driver_sql(f"DELETE FROM {name}")
    names = ", ".join(_PLACE)
    for fact, counts in FACT_OF.items():
        columns = ", ".join([*(DIMENSION[one] for one in _PLACE), *(counts.get(one, "0") for one in MEASURES)])
        between = f"{fact} >= {to_ms(low)} AND {fact} < {to_ms(high)}"
        connection.exec_driver_sql(f"INSERT INTO {_LAID} SELECT {columns} FROM cases WHERE {between}")
    connection.exec_driver_sql(f"INSERT INTO {_TOGETHER} SELECT {names}, {_SUMS} FROM {_LAID} GROUP BY {names}")
    for table in DIMENSIONS:
        period = day if period_of(table) == "day" else day // 100
        if table == DAY_CELL:
            between = f"reported_at >= {to_ms(low)} AND reported_at < {to_ms(high)} AND cell_code IS NOT NULL"
            counted = f"COUNT(*) FROM cases WHERE {between}"
            _upsert(connection, table, (generation, period), ("reported",), counted)
        else:
            _upsert(connection, table, (generation, period), MEASURES, f"{_SUMS} FROM {_TOGETHER} WHERE true")


def _upsert(connection: Connection, table: str, of: tuple[int, int], measures: Sequence[str], rest: str) -> None:
    """`rest`: the sums, and where they come from."""
    dimensions = DIMENSIONS[table]
    keys = ", ".join(("generation", period_of(table), *dimensions))
    more = ", ".join(f"{one} = {table}.{one} + excluded.{one}" for one in measures)
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({keys}, {', '.join(measures)}) SELECT {of[0]}, {of[1]}, {', '.join(dimensions)}, {rest} "
        f"GROUP BY {', '.join(dimensions)} ON CONFLICT ({keys}) DO UPDATE SET {more}"
    )


def forget(connection: Connection, state: RollupState, days: int = 7) -> RollupState:
    """Delete some days and a month of the generation that is leaving; the last ones end its leaving."""
    gone = True
    for table in DIMENSIONS:
        column = period_of(table)
        where = f"generation = {state.leaving}"
        first = _scalar(connection, f"SELECT MIN({column}) FROM {table} WHERE {where}")
        if first is not None:
            gone = False
            last = first + (days if column == "day" else 1)
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {where} AND {column} < {last}")
    if gone:
        state = RollupState(generation=state.generation, zone=state.zone, building=state.building)
        save_state(connection, state)
    return state


def _scalar(connection: Connection, query: str) -> int | None:
    found = connection.exec_driver_sql(query).scalar()
    return None if found is None else int(found)
