"""The kept counts of the evaluation beside a recount from the event log."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from backend.services.evaluation_counting import CountState, count_state
from backend.services.evaluation_recount import of_case, read_case
from contract.evaluation_counts import OBJECTS, STORED

Cell = tuple[str, int, int, str]
"""object, object_id, day (20261121) or month (202611), code"""


def recount(connection: Connection, zone: ZoneInfo, until: int | None = None) -> Counter[Cell]:
    """Every count of every day and month, of all events up to a position. Takes as long as the log is."""
    found: Counter[Cell] = Counter()
    where = "" if until is None else f"WHERE position <= {until}"
    query = text(f"SELECT case_id, body FROM case_events {where} ORDER BY case_id, number")
    rows = connection.execute(query.execution_options(yield_per=1000))
    for _, bodies in groupby(rows, key=lambda row: row[0]):
        for kind, object_id, moment, code, amount in of_case(read_case([body for _, body in bodies])):
            if moment is not None and amount:
                local = datetime.fromtimestamp(moment // 1000, zone)
                found[kind, object_id, int(f"{local:%Y%m%d}"), code] += amount
                found[kind, object_id, int(f"{local:%Y%m}"), code] += amount
    return found


def compare(connection: Connection) -> list[str]:
    """What differs between the kept counts and the event log, one line each; nothing where they agree."""
    state = count_state(connection)
    if not state.generation:
        return []
    expected = recount(connection, ZoneInfo(state.zone), state.position)
    kept, marked = kept_sums(connection, state), kept_marks(connection, state)
    days = Counter({cell: amount for cell, amount in expected.items() if cell[2] > _MONTHS})
    return [*_differences("sum", kept, expected), *_differences("cases", marked, days)]


def kept_sums(connection: Connection, state: CountState) -> Counter[Cell]:
    """What `evaluation_sums` holds."""
    rows = connection.exec_driver_sql(
        f"SELECT object, object_id, period, number, amount FROM evaluation_sums "
        f"WHERE generation = {state.generation} AND amount <> 0"
    )
    return Counter(
        {
            (OBJECTS[place], object_id, period, STORED[OBJECTS[place]][number]): amount
            for place, object_id, period, number, amount in rows
        }
    )


def kept_marks(connection: Connection, state: CountState) -> Counter[Cell]:
    """What the rows of `evaluation_marks` sum to, by day."""
    found: Counter[Cell] = Counter()
    rows = connection.exec_driver_sql(
        f"SELECT object, object_id, day, bits, more FROM evaluation_marks WHERE generation = {state.generation}"
    )
    for place, object_id, day, bits, more in rows:
        several = json.loads(more or "{}")
        for number, code in enumerate(STORED[OBJECTS[place]]):
            if bits >> number & 1:
                found[OBJECTS[place], object_id, day, code] += several.get(str(number), 1)
    return found


def _differences(what: str, kept: Counter[Cell], expected: Counter[Cell]) -> list[str]:
    return [
        f"{what} of {code} of {kind} {object_id} in {period}: {kept[cell]}, counted {expected[cell]}"
        for cell in sorted(expected.keys() | kept.keys())
        for kind, object_id, period, code in [cell]
        if kept[cell] != expected[cell]
    ]


_MONTHS = 999_999
"""Keys of months are not above it."""
