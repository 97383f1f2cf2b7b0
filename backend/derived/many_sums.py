"""The figures of many new cases at once, as an import brings them, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.records import CaseRecord
from backend.rules.figures import DAY_CELL, DIMENSIONS, MEASURES, Key, Measures, facts

Counts = npt.NDArray[np.int64]


def many_sums(
    cases: Sequence[CaseRecord], day_of: Callable[[datetime], int]
) -> Iterator[tuple[str, list[Key], list[Measures]]]:
    """For each table its keys and what all `cases` together add there: the sum of `rules.figures.contributions`."""
    days: list[int] = []
    whose: list[int] = []
    measures: list[Measures] = []
    for at, case in enumerate(cases):
        for moment, counted in facts(case):
            days.append(day_of(moment))
            whose.append(at)
            measures.append(counted)
    day, owner = np.array(days, np.int64), np.array(whose, np.intp)
    counts = np.array(measures, np.int64).reshape(-1, len(MEASURES))
    values: dict[str, list[Any]] = {
        "area_id": [int(one.area_id or 0) for one in cases],
        "department_id": [int(one.department_id or 0) for one in cases],
        "class_code": [one.class_code for one in cases],
        "cell_code": [one.cell_code for one in cases],
    }
    places = {name: _numbered(column) for name, column in values.items()}
    of_report = (counts[:, 0] > 0) & np.array([one is not None for one in values["cell_code"]], bool)[owner]
    for table, dimensions in DIMENSIONS.items():
        chosen = of_report if table == DAY_CELL else np.ones(len(day), bool)
        period = (day if table.startswith("rollup_day") else day // 100)[chosen]
        mine, sums = owner[chosen], counts[chosen]
        columns = [period, *(places[one][1][mine] for one in dimensions)]
        if not len(period):
            continue
        order = np.lexsort(columns[::-1])
        sorted_columns = [column[order] for column in columns]
        first = np.ones(len(order), bool)
        first[1:] = np.any([column[1:] != column[:-1] for column in sorted_columns], axis=0)
        starts = np.flatnonzero(first)
        added = np.add.reduceat(sums[order], starts, axis=0)
        if table == DAY_CELL:
            added[:, 1:] = 0
        shown = [sorted_columns[0][starts].tolist()]
        for name, column in zip(dimensions, sorted_columns[1:], strict=True):
            known = places[name][0]
            shown.append([known[place] for place in column[starts].tolist()])
        yield table, list(zip(*shown, strict=True)), list(map(tuple, added.tolist()))


def _numbered(values: Sequence[Any]) -> tuple[list[Any], Counts]:
    """The values that occur, sorted, and the place of each value among them."""
    known = sorted({one for one in values if one is not None})
    place = {one: at for at, one in enumerate(known)}
    return known, np.array([place.get(one, 0) for one in values], np.int64)
