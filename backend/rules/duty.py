"""Working time as one rising line: how much of it has passed at a moment, and at which moment so much has passed.

A table of the stretches of duty, built year by year as far as somebody asked, answers both with one bisection. Moments
and lengths are whole microseconds since 1970-01-01Z.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Outside these nothing counts as working time."""

Stretch = tuple[int, int]


def whole_us(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(us: int) -> datetime:
    """Microseconds since 1970 as a moment in UTC. OverflowError beyond the year 9999."""
    return EPOCH + timedelta(microseconds=us)


class _Table(NamedTuple):
    first: int  # year
    last: int
    opens: list[int]
    closes: list[int]
    sums: list[int]  # working time before each stretch, from the middle of things on: may be negative
    low: int  # moments in [low, high) are answered: duty of the year before may reach into the first days
    high: int


_REACHING = 2 * 86_400_000_000


class DutyLine:
    """The stretches of one calendar. Safe from any thread: a table is replaced whole, never changed.

    `year` gives the stretches of duty that begins in a year, in order and apart from each other and from those of other
    years; `bounds` when a year begins, `around` the year from which the table grows.
    """

    def __init__(self, year: Callable[[int], list[Stretch]], bounds: Callable[[int], int], around: int) -> None:
        self._year, self._bounds = year, bounds
        around = min(max(around, FIRST_YEAR), LAST_YEAR)
        self._table = _grown(
            _Table(around, around - 1, [], [], [], bounds(around) + _REACHING, bounds(around)), year, bounds, 1
        )

    def passed(self, us: int) -> int:
        """Working time before a moment, counted from some fixed one: only differences mean anything."""
        table = self._table
        if not table.low <= us < table.high:
            table = self._reach(us)
        at = bisect_right(table.opens, us) - 1
        if at < 0:
            return table.sums[0] if table.sums else 0
        return table.sums[at] + min(us, table.closes[at]) - table.opens[at]

    def moment(self, passed: int, horizon: int) -> int:
        """The first moment at which so much has passed. ValueError if that is after the moment `horizon`."""
        table = self._table
        while not table.sums or passed > table.sums[-1] + table.closes[-1] - table.opens[-1]:
            if table.high > horizon or table.last >= LAST_YEAR:
                raise ValueError("the limit does not end within ten years")
            table = self._table = _grown(table, self._year, self._bounds, 1)
        at = max(bisect_left(table.sums, passed) - 1, 0)
        found = table.opens[at] + passed - table.sums[at]
        if found > horizon:
            raise ValueError("the limit does not end within ten years")
        return found

    def on_duty(self, us: int, horizon: int) -> int:
        """The moment itself where it is working time, else when it begins next. ValueError as above."""
        table = self._table if self._table.low <= us < self._table.high else self._reach(us)
        at = bisect_right(table.opens, us) - 1
        if at >= 0 and us < table.closes[at]:
            return us
        while at + 1 >= len(table.opens):
            if table.high > horizon or table.last >= LAST_YEAR:
                raise ValueError("no working day within ten years")
            table = self._table = _grown(table, self._year, self._bounds, 1)
            at = bisect_right(table.opens, us) - 1
        return table.opens[at + 1]

    def _reach(self, us: int) -> _Table:
        table = self._table
        while us < table.low and table.first > FIRST_YEAR:
            table = _grown(table, self._year, self._bounds, -1)
        while us >= table.high and table.last < LAST_YEAR:
            table = _grown(table, self._year, self._bounds, 1)
        self._table = table
        return table


def _grown(table: _Table, year: Callable[[int], list[Stretch]], bounds: Callable[[int], int], way: int) -> _Table:
    """The table and one more year at its end (`way` 1) or its beginning (-1)."""
    which = table.last + 1 if way > 0 else table.first - 1
    added = year(which)
    opens, closes = [one[0] for one in added], [one[1] for one in added]
    if way > 0:
        before = table.sums[-1] + table.closes[-1] - table.opens[-1] if table.sums else 0
        sums = []
        for begin, end in zip(opens, closes, strict=True):
            sums.append(before)
            before += end - begin
        return _Table(
            table.first, which, table.opens + opens, table.closes + closes, table.sums + sums, table.low,
            bounds(which + 1),
        )  # fmt: skip
    after = table.sums[0] if table.sums else 0
    sums = []
    for begin, end in zip(reversed(opens), reversed(closes), strict=True):
        after -= end - begin
        sums.append(after)
    return _Table(
        which, table.last, opens + table.opens, closes + table.closes, sums[::-1] + table.sums,
        bounds(which) + _REACHING, table.high,
    )  # fmt: skip
