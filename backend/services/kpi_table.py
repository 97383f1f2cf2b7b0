"""The month table and the day table: counts and rates by area, department or class, beside those of before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from sqlalchemy import Connection

from backend.rules.figures import MEASURES, Key, Measures, bounds, day_number
from backend.rules.worktime import calendar_of
from backend.services.live import last_seq
from backend.services.sums import Seen, Sums
from contract.errors import Code, Refused
from contract.figures import CityProfile
from contract.kpi import Figures, KpiPeriod, KpiRow, KpiTable
from contract.scope import Scope

MONTHS, DAYS = 24, 31
"""Most that is answered at once."""
_DIMENSION = {"": "", "area": "area_id", "department": "department_id", "class": "class_code"}
_NOTHING = (0,) * len(MEASURES)
_WEEK = 7
_WEEKS = 52


class MonthQuery(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """`GET /api/kpi/months`: 2026-01 to 2026-11, both included; without them the last twelve."""

    first: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = ""
    last: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = ""
    by: Literal["", "area", "department", "class"] = ""


class DayQuery(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """`GET /api/kpi/days`: 2026-11-01 to 2026-11-21, both included; without them the last seven."""

    first: date | None = None
    last: date | None = None
    by: Literal["", "area", "department"] = ""


def month_table(
    connection: Connection, profile: CityProfile, scope: Scope, now: datetime, query: MonthQuery
) -> KpiTable:
    """The table of these months. Refused(out_of_range)."""
    this = day_number(now, calendar_of(profile).zone) // 100
    last = int(query.last.replace("-", "")) if query.last else this
    first = int(query.first.replace("-", "")) if query.first else _month(last, -11)
    span = _index(last) - _index(first) + 1
    _check(span, MONTHS, lowest=first // 100)
    periods = [_month(first, step) for step in range(span)]
    table = _Table(connection, profile, scope, now, query.by)
    return table.of(periods, [_month(one, -span) for one in periods], [_month(one, -12) for one in periods])


def day_table(connection: Connection, profile: CityProfile, scope: Scope, now: datetime, query: DayQuery) -> KpiTable:
    """The table of these days. Refused(out_of_range)."""
    last = query.last or calendar_of(profile).local_day(now)
    first = query.first or (last - timedelta(days=_WEEK - 1) if last.year > _OLDEST else last)
    span = (last - first).days + 1
    _check(span, DAYS, lowest=first.year)
    days = [first + timedelta(days=step) for step in range(span)]
    weeks = -(-span // _WEEK) * _WEEK
    table = _Table(connection, profile, scope, now, query.by)
    return table.of(*([_number(day - timedelta(days=back)) for day in days] for back in (0, weeks, _WEEKS * _WEEK)))


class _Table:
    def __init__(self, connection: Connection, profile: CityProfile, scope: Scope, now: datetime, by: str) -> None:
        self._zone = calendar_of(profile).zone
        self._sums = Sums(connection, self._zone, Seen.of(scope))
        self._seq, self._now, self._by = last_seq(connection), now, by

    def of(self, periods: list[int], before: list[int], year_ago: list[int]) -> KpiTable:
        dimension = _DIMENSION[self._by]
        due = self._sums.due([*periods, *before, *year_ago], dimension, self._now)
        each = self._sums.by(periods, each=True)
        now, past = (self._counts(one, dimension, due) for one in (periods, before))
        # Twelve months before these twelve are those a year ago.
        past_year = past if before == year_ago else self._counts(year_ago, dimension, due)
        rows = [
            KpiRow(
                key=str(key[0]) if key[0] else "",
                figures=now.of(key),
                before=past.of(key),
                year_ago=past_year.of(key),
            )
            for key in (now.keys() if dimension else ())
        ]
        return KpiTable(
            at=self._now,
            seq=self._seq,
            first=_label(periods[0]),
            last=_label(periods[-1]),
            complete=bounds(periods[-1], self._zone)[1] <= self._now,
            by=self._by,
            total=KpiRow(key="", figures=now.total(), before=past.total(), year_ago=past_year.total()),
            periods=tuple(
                KpiPeriod(label=_label(one), figures=_figures(each.get((one,), _NOTHING), *_due(due, [one])))
                for one in periods
            ),
            rows=tuple(sorted(rows, key=lambda row: (-row.figures.reported, row.key))),
        )

    def _counts(self, periods: list[int], dimension: str, due: Due) -> _Counts:
        return _Counts(self._sums.by(periods, dimension), due, periods)


Due = Mapping[Key, tuple[int, int]]


class _Counts:
    """Figures of some periods by key."""

    def __init__(self, sums: Mapping[Key, Measures], due: Due, periods: list[int]) -> None:
        self._sums = sums
        wanted = set(periods)
        late: dict[Key, tuple[int, int]] = {}
        for (period, *key), (unclosed, unhandled) in due.items():
            if period in wanted:
                known = late.get(tuple(key), (0, 0))
                late[tuple(key)] = (known[0] + unclosed, known[1] + unhandled)
        self._due = late

    def keys(self) -> list[Key]:
        """Keys of which anything is known."""
        known = [key for key, sums in self._sums.items() if any(sums)]
        return [*known, *(key for key in self._due if not any(self._sums.get(key, ())))]

    def of(self, key: Key) -> Figures:
        return _figures(self._sums.get(key, _NOTHING), *self._due.get(key, (0, 0)))

    def total(self) -> Figures:
        sums = tuple(map(sum, zip(*self._sums.values(), strict=True))) if self._sums else _NOTHING
        return _figures(sums, *(sum(one[at] for one in self._due.values()) for at in (0, 1)))


def _due(due: Due, periods: list[int]) -> tuple[int, int]:
    found = [late for key, late in due.items() if key[0] in periods]
    return sum(one for one, _ in found), sum(two for _, two in found)


def _figures(total: Measures, unclosed: int, overdue: int) -> Figures:
    n = dict(zip(MEASURES, total, strict=True))
    due = n["closed"] + unclosed
    return Figures(
        reported=n["reported"],
        refused=n["refused"],
        filed=n["filed"],
        handled=n["handled"],
        limited=n["limited"],
        on_time=n["on_time"],
        late=n["limited"] - n["on_time"],
        overdue=overdue,
        reworked=n["reworked"],
        reworks=n["reworks"],
        closed=n["closed"],
        closed_on_time=n["closed_on_time"],
        due_unclosed=unclosed,
        filing_rate=_percent(n["filed"], n["reported"]),
        on_time_rate=_percent(n["on_time"], n["limited"]),
        timely_rate=_percent(n["on_time"], n["limited"] + overdue),
        closing_rate=_percent(n["closed"], due),
        timely_closing_rate=_percent(n["closed_on_time"], due),
        rework_rate=_percent(n["reworked"], n["handled"]),
        mean_handling_min=n["handling_ms"] / n["timed"] / 60_000 if n["timed"] else None,
    )


def _percent(part: int, of: int) -> float | None:
    return 100.0 * part / of if of else None


def _check(span: int, most: int, *, lowest: int) -> None:
    if not 1 <= span <= most:
        raise Refused(Code.OUT_OF_RANGE, field="$.to", reason=f"from 1 to {most} of them, the first not after the last")
    if lowest < _OLDEST:
        raise Refused(Code.OUT_OF_RANGE, field="$.from", reason=f"not before {_OLDEST}")


_OLDEST = 1970


def _index(month: int) -> int:
    return month // 100 * 12 + month % 100 - 1


def _month(month: int, step: int) -> int:
    index = _index(month) + step
    return index // 12 * 100 + index % 12 + 1


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _label(period: int) -> str:
    text = str(period)
    return "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
