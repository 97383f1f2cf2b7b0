"""The figures of many new cases at once, as an import brings them, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from backend.records import CaseRecord
from backend.rules.figures import DAY_CELL, DECLINED, DIMENSIONS, MEASURES, bounds, day_number
from backend.tables import from_ms, to_ms
from backend.tables.rollups import measures_of

Counts = npt.NDArray[np.int64]
Columns = list[list[Any]]
"""Key and measures of the rows of a table, a list to each."""
_NONE = np.iinfo(np.int64).min
_DAY_MS = 86_400_000
_AT = {name: at for at, name in enumerate(MEASURES)}


@dataclass(frozen=True)
class Facts:
    """What of many cases the figures are made of, a column to each; times in epoch milliseconds, ids as numbers."""

    state: Sequence[str]
    area_id: Sequence[int | None]
    department_id: Sequence[int | None]
    class_code: Sequence[str]
    cell_code: Sequence[str | None]
    reported_at: Sequence[int]
    filed_at: Sequence[int | None]
    signed_at: Sequence[int | None]
    deadline_at: Sequence[int | None]
    handled_at: Sequence[int | None]
    closed_at: Sequence[int | None]
    rework: Sequence[int]  # empty: none of them was reworked


FACTS = tuple(name for name in Facts.__dataclass_fields__ if name != "rework")
_MOMENTS = frozenset(name for name in FACTS if name.endswith("_at"))
_IDS = frozenset(name for name in FACTS if name.endswith("_id"))


def facts_of(cases: Sequence[CaseRecord]) -> Facts:
    """The columns of records."""
    columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in cases] for name in FACTS}
    for name in _MOMENTS:
        columns[name] = [None if one is None else to_ms(one) for one in columns[name]]
    for name in _IDS:
        columns[name] = [None if one is None else int(one) for one in columns[name]]
    return Facts(**columns, rework=[one.rework for one in cases])


class DayNumbers:
    """`day_number` for columns of times; asks the zone once for each day that occurs."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._begins: dict[int, list[tuple[int, int]]] = {}  # day of UTC -> when the days that share it begin

    def __call__(self, moments: Counts) -> Counts:
        """The numbers of the days."""
        known = sorted({one for day in np.unique(moments // _DAY_MS).tolist() for one in self._sharing(day)})
        begins, numbers = np.array(known, np.int64).reshape(-1, 2).T
        found: Counts = numbers[np.searchsorted(begins, moments, side="right") - 1]
        return found

    def _sharing(self, day: int) -> list[tuple[int, int]]:
        found = self._begins.get(day)
        if found is None:
            first, last = (_date(day_number(from_ms(one), self._zone)) for one in _ends(day))
            dates = [first + timedelta(days=more) for more in range((last - first).days + 1)]
            numbers = [one.year * 10_000 + one.month * 100 + one.day for one in dates]
            found = self._begins[day] = [(to_ms(bounds(one, self._zone)[0]), one) for one in numbers]
        return found


def _ends(day: int) -> tuple[int, int]:
    """The first and last millisecond of a day of UTC that a time may have."""
    return max(day * _DAY_MS, _FIRST), min((day + 1) * _DAY_MS - 1, _LAST)


_FIRST, _LAST = to_ms(datetime.min.replace(tzinfo=UTC)), to_ms(datetime.max.replace(tzinfo=UTC))


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def many_sums(cases: Facts, day_of: DayNumbers) -> Iterator[tuple[str, tuple[str, ...], Columns]]:
    """For each table what all `cases` together add there: the measures that are not zero throughout, and the columns of
    key and measures. The sum of `rules.figures.contributions`."""
    moments, owner, counts = _counted(cases)
    if not len(moments):
        return
    day = day_of(moments)
    with_cell = np.array([one is not None for one in cases.cell_code], np.bool_)
    places = {
        "area_id": _numbered([one or 0 for one in cases.area_id]),
        "department_id": _numbered([one or 0 for one in cases.department_id]),
        "class_code": _numbered(cases.class_code),
        "cell_code": _numbered([one or "" for one in cases.cell_code]),
    }
    of_report = np.flatnonzero((counts[:, 0] > 0) & with_cell[owner])
    for table, dimensions in DIMENSIONS.items():
        period = day if table.startswith("rollup_day") else day // 100
        mine, sums = owner, counts
        if table == DAY_CELL:
            period, mine, sums = period[of_report], owner[of_report], counts[of_report, :1]
        if not len(period):
            continue
        periods, code = np.unique(period, return_inverse=True)
        for name in dimensions:
            known, at = places[name]
            code = code * len(known) + at[mine]
        order = np.argsort(code, kind="stable")
        inorder = code[order]
        starts = np.flatnonzero(np.concatenate(([True], inorder[1:] != inorder[:-1])))
        added = np.add.reduceat(sums[order], starts, axis=0)
        rest, columns = inorder[starts], list[list[Any]]()
        for name in reversed(dimensions):
            known = places[name][0]
            rest, at = np.divmod(rest, len(known))
            columns.insert(0, [known[one] for one in at.tolist()])
        columns.insert(0, periods[rest].tolist())
        chosen = np.flatnonzero(added.any(axis=0)).tolist()
        every = measures_of(table)
        yield table, tuple(every[one] for one in chosen), columns + [added[:, one].tolist() for one in chosen]


def _counted(cases: Facts) -> tuple[Counts, npt.NDArray[np.intp], Counts]:
    """Of each fact when it was, whose it is, and what it adds (`rules.figures.facts`)."""
    reported, filed, signed, deadline, handled, closed = (
        np.array([_NONE if one is None else one for one in column], np.int64)
        for column in (
            *(cases.reported_at, cases.filed_at, cases.signed_at),
            *(cases.deadline_at, cases.handled_at, cases.closed_at),
        )
    )
    refused = np.array([one in DECLINED for one in cases.state], np.int64)
    rework = np.array(cases.rework, np.int64) if len(cases.rework) else np.zeros(len(reported), np.int64)
    limited, timed = deadline != _NONE, signed != _NONE
    on_time = (handled != _NONE) & limited & (handled <= deadline)
    every = np.arange(len(reported))
    whose = [every, *(np.flatnonzero(one != _NONE) for one in (filed, handled, closed))]
    begins = np.cumsum([0, *map(len, whose)])
    counts = np.zeros((int(begins[-1]), len(MEASURES)), np.int64)
    of_report, of_filing, of_handling, of_closing = (
        counts[first:last] for first, last in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)
    )
    of_report[:, _AT["reported"]], of_report[:, _AT["refused"]] = 1, refused
    of_filing[:, _AT["filed"]] = 1
    mine = whose[2]
    of_handling[:, _AT["handled"]] = 1
    of_handling[:, _AT["limited"]] = limited[mine]
    of_handling[:, _AT["on_time"]] = on_time[mine]
    of_handling[:, _AT["timed"]] = timed[mine]
    of_handling[:, _AT["handling_ms"]] = np.where(timed[mine], handled[mine] - signed[mine], 0)
    of_handling[:, _AT["reworked"]] = rework[mine] > 0
    of_handling[:, _AT["reworks"]] = rework[mine]
    of_closing[:, _AT["closed"]] = 1
    of_closing[:, _AT["closed_on_time"]] = on_time[whose[3]]
    moments = [column[which] for column, which in zip((reported, filed, handled, closed), whose, strict=True)]
    return np.concatenate(moments), np.concatenate(whose), counts


def _numbered(values: Sequence[Any]) -> tuple[list[Any], Counts]:
    """The values that occur, sorted, and the place of each value among them."""
    known = sorted(set(values))
    place = {one: at for at, one in enumerate(known)}
    return known, np.array([place[one] for one in values], np.int64)
