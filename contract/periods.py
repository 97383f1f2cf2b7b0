"""Days, weeks, months, quarters and years of an evaluation, by the labels that people and addresses use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_LABEL = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<day>\d{2}-\d{2})|W(?P<week>\d{2})|Q(?P<quarter>[1-4])|(?P<month>\d{2})))?"
)
FIRST_YEAR, LAST_YEAR = 1970, 9998
KINDS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    kind: str  # one of KINDS
    label: str  # 2026-11-21, 2026-W47 (ISO 8601), 2026-11, 2026-Q4, 2026
    first: date
    last: date

    @property
    def by_month(self) -> bool:
        """Whether it is made of whole months."""
        return self.kind in ("month", "quarter", "year")


def period_of(label: str) -> Period:
    """The period of a label. ValueError."""
    match = _LABEL.fullmatch(label)
    if match is None or not label.isascii():
        raise ValueError(f"no period: {label[:20]!r}")
    year = int(match["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"a year is within {FIRST_YEAR}..{LAST_YEAR}")
    if match["day"]:
        day = date.fromisoformat(label)
        return Period("day", label, day, day)
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return Period("week", label, monday, monday + 6 * _DAY)
    if match["quarter"]:
        begin = int(match["quarter"]) * 3 - 2
        return Period("quarter", label, date(year, begin, 1), _last(year, begin + 2))
    if match["month"]:
        month = int(match["month"])
        return Period("month", label, date(year, month, 1), _last(year, month))
    return Period("year", label, date(year, 1, 1), date(year, 12, 31))


def around(day: date, kind: str) -> Period:
    """The period of a kind that holds a day. ValueError."""
    match kind:
        case "day":
            return period_of(day.isoformat())
        case "week":
            year, week, _ = day.isocalendar()
            return period_of(f"{year:04d}-W{week:02d}")
        case "month":
            return period_of(f"{day:%Y-%m}")
        case "quarter":
            return period_of(f"{day.year:04d}-Q{(day.month + 2) // 3}")
        case "year":
            return period_of(f"{day.year:04d}")
        case _:
            raise ValueError(f"no kind of period: {kind}")


def day_key(day: date) -> int:
    """20261121."""
    return day.year * 10_000 + day.month * 100 + day.day


def split(first: date, last: date) -> tuple[list[int], list[tuple[int, int]]]:
    """The whole months (202611) from `first` to `last`, and the runs of days beside them (first and last day key)."""
    months: list[int] = []
    runs: list[tuple[int, int]] = []
    for begin, end in _months(first, last):
        if begin.day == 1 and end == _last(end.year, end.month):
            months.append(begin.year * 100 + begin.month)
        else:
            runs.append((day_key(begin), day_key(end)))
    return months, runs


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    begin = first
    while begin <= last:
        end = min(_last(begin.year, begin.month), last)
        yield begin, end
        begin = end + _DAY


def _last(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - _DAY
