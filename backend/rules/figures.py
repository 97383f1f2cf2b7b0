"""What a case adds to the figures of the city, as a pure function of the case as it is now.

A case has up to four facts, each on the city day of its own time: it was reported, filed, handled, closed. What a
change of a case does to the figures is what it adds after less what it added before, so that rework, imports and
corrections need no rules of their own. A figure whose act leaves no time on the case counts on the day of the fact it
belongs to: a refusal on that of the report, rework on that of the feedback. Overdue is no fact, it is asked of the
clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from operator import add, sub
from typing import Any, Protocol
from zoneinfo import ZoneInfo

MEASURES = (
    "reported",
    "refused",  # of those reported
    "filed",
    "handled",
    "limited",  # of those handled: with a deadline
    "on_time",  # of those handled: before their deadline
    "timed",  # of those handled: signed for before
    "handling_ms",  # of those timed: signed for to feedback, summed
    "reworked",  # of those handled: sent back at least once
    "reworks",  # how often those were sent back
    "closed",
    "closed_on_time",  # of those closed: handled before their deadline
)
DECLINED = frozenset({"refused", "not_filed"})
"""States that count as refused: 不予受理, 不予立案."""
Measures = tuple[int, ...]
"""One number for each of `MEASURES`."""
Key = tuple[int | str, ...]
"""The period (20261121 or 202611), then the dimensions of the table; ids are numbers, 0 for none."""

DAY_AREA, DAY_DEPARTMENT, DAY_CELL = "rollup_day_area", "rollup_day_department", "rollup_day_cell"
MONTH_AREA, MONTH_CLASS, MONTH_CUBE = "rollup_month_area", "rollup_month_class", "rollup_month_cube"
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    DAY_AREA: ("area_id",),
    DAY_CELL: ("cell_code",),  # counts reports alone
    DAY_DEPARTMENT: ("department_id",),
    MONTH_AREA: ("area_id",),
    MONTH_CLASS: ("department_id", "class_code"),
    MONTH_CUBE: ("department_id", "area_id", "class_code"),
}

_WIDTH = len(MEASURES)
_NOTHING = (0,) * _WIDTH
_MS = timedelta(milliseconds=1)
_END = datetime.max.replace(tzinfo=UTC)


class CaseRow(Protocol):
    """What is read of a case."""

    @property
    def state(self) -> str: ...
    @property
    def class_code(self) -> str: ...
    @property
    def area_id(self) -> str | None: ...
    @property
    def department_id(self) -> str | None: ...
    @property
    def cell_code(self) -> str | None: ...
    @property
    def reported_at(self) -> datetime: ...
    @property
    def filed_at(self) -> datetime | None: ...
    @property
    def signed_at(self) -> datetime | None: ...
    @property
    def deadline_at(self) -> datetime | None: ...
    @property
    def handled_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def rework(self) -> int: ...


def contributions(
    case: CaseRow | None, zone: ZoneInfo, until: datetime | None = None
) -> dict[tuple[str, Key], Measures]:
    """What `case` adds: (table, key) -> measures. With `until`, only by its facts before that moment."""
    if case is None:
        return {}
    return {pair: measures for pair, measures in _spread(case, _by_day(case, zone, until)) if any(measures)}


def change(
    before: CaseRow | None, after: CaseRow | None, zone: ZoneInfo, until: datetime | None = None
) -> dict[tuple[str, Key], Measures]:
    """`contributions(after) - contributions(before)`; most acts change nothing or one day, which is found out first."""
    new = _by_day(after, zone, until) if after is not None else {}
    old = _by_day(before, zone, until) if before is not None else {}
    if before is not None and after is not None and _place(before) == _place(after):
        days = {day: tuple(map(sub, new.get(day, _NOTHING), old.get(day, _NOTHING))) for day in new.keys() | old.keys()}
        total = dict(_spread(after, {day: one for day, one in days.items() if any(one)}))
    else:
        total = dict(_spread(after, new)) if after is not None else {}
        for pair, measures in _spread(before, old) if before is not None else ():
            total[pair] = tuple(map(sub, total.get(pair, _NOTHING), measures))
    return {pair: measures for pair, measures in total.items() if any(measures)}


def reports(cases: Iterable[CaseRow], day_of: Callable[[datetime], int]) -> dict[str, Counter[Key]]:
    """Table -> key -> `reported`: the `contributions` of cases to which nothing but their report has happened, summed.

    `day_of` gives `day_number`.
    """
    counted: dict[str, Counter[Key]] = {table: Counter() for table in DIMENSIONS}
    by_area, by_department, by_cell = counted[DAY_AREA], counted[DAY_DEPARTMENT], counted[DAY_CELL]
    by_month, by_class, cube = counted[MONTH_AREA], counted[MONTH_CLASS], counted[MONTH_CUBE]
    for case in cases:
        day, code = day_of(case.reported_at), case.class_code
        area, department, month = int(case.area_id or 0), int(case.department_id or 0), day // 100
        by_area[day, area] += 1
        by_department[day, department] += 1
        if case.cell_code is not None:
            by_cell[day, case.cell_code] += 1
        by_month[month, area] += 1
        by_class[month, department, code] += 1
        cube[month, department, area, code] += 1
    return counted


def only_reported(case: CaseRow) -> bool:
    """Whether `reports` may count it."""
    return case.filed_at is None and case.handled_at is None and case.closed_at is None and case.state not in DECLINED


def day_number(moment: datetime, zone: ZoneInfo) -> int:
    """20261121 for a moment of that day in `zone`."""
    try:
        local = moment.astimezone(zone)
    except OverflowError:  # the last day of the year 9999 has no east
        local = moment
    return local.year * 10_000 + local.month * 100 + local.day


def bounds(period: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a day (20261121) or a month (202611) of `zone` begins and ends, in UTC."""
    if period > 999_999:
        day = date(period // 10_000, period // 100 % 100, period % 100)
        return _midnight(day, zone), _midnight(day + timedelta(days=1), zone) if day < date.max else _END
    first = date(period // 100, period % 100, 1)
    last = (first + timedelta(days=31)).replace(day=1) if first < date(9999, 12, 1) else None
    return _midnight(first, zone), _midnight(last, zone) if last is not None else _END


def added(one: Measures, other: Measures) -> Measures:
    """Both together."""
    return tuple(map(add, one, other))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day, time(0), zone).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _place(case: CaseRow) -> tuple[Any, ...]:
    return case.area_id, case.department_id, case.class_code, case.cell_code


def _by_day(case: CaseRow, zone: ZoneInfo, until: datetime | None) -> dict[int, Measures]:
    days: dict[int, Measures] = {}
    for at, measures in facts(case):
        if until is None or at < until:
            day = day_number(at, zone)
            days[day] = added(days[day], measures) if day in days else measures
    return days


def facts(case: CaseRow) -> Iterator[tuple[datetime, Measures]]:
    """When a case did something that counts, and what it adds to the figures of that day."""
    refused = 1 if case.state in DECLINED else 0
    yield case.reported_at, (1, refused, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    if case.filed_at is not None:
        yield case.filed_at, _FILED
    handled, deadline, closed = case.handled_at, case.deadline_at, case.closed_at
    on_time = 1 if handled is not None and deadline is not None and handled <= deadline else 0
    if handled is not None:
        timed, spent = (0, 0) if case.signed_at is None else (1, (handled - case.signed_at) // _MS)
        limited, reworked = 0 if deadline is None else 1, 1 if case.rework > 0 else 0
        yield handled, (0, 0, 0, 1, limited, on_time, timed, spent, reworked, case.rework, 0, 0)
    if closed is not None:
        yield closed, (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, on_time)


_FILED = (0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def _spread(case: CaseRow, days: Mapping[int, Measures]) -> Iterator[tuple[tuple[str, Key], Measures]]:
    """The keys of each table; two days of one month come out as one."""
    area, department, code = int(case.area_id or 0), int(case.department_id or 0), case.class_code
    months: dict[int, Measures] = {}
    for day, measures in days.items():
        yield (DAY_AREA, (day, area)), measures
        yield (DAY_DEPARTMENT, (day, department)), measures
        if measures[0] and case.cell_code is not None:
            yield (DAY_CELL, (day, case.cell_code)), (measures[0], *_NOTHING[1:])
        month = day // 100
        months[month] = added(months[month], measures) if month in months else measures
    for month, measures in months.items():
        yield (MONTH_AREA, (month, area)), measures
        yield (MONTH_CLASS, (month, department, code)), measures
        yield (MONTH_CUBE, (month, department, area, code)), measures
