"""The month table and the day table: counts and rates by area, department or class, beside those of before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from sqlalchemy import Connection

from backend.rules.figures import MEASURES, Key, Measures, added, bounds, day_number
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
        now, past, past_year = (self._counts(one, dimension) for one in (periods, before, year_ago))
        rows = [
            KpiRow(
                key=str(key) if key else "",
                figures=now.of_key(key),
                before=past.of_key(key),
                year_ago=past_year.of_key(key),
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
            periods=tuple(KpiPeriod(label=_label(one), figures=now.of_period(one)) for one in periods),
            rows=tuple(sorted(rows, key=lambda row: (-row.figures.reported, row.key))),
        )

    def _counts(self, periods: list[int], dimension: str) -> _Counts:
        return _Counts(self._sums.by(periods, dimension), self._sums.due(periods, dimension, self._now))


class _Counts:
    """Sums by (period, key) or (period,), read in either direction."""

    def __init__(self, sums: Mapping[Key, Measures], due: Mapping[Key, tuple[int, int]]) -> None:
        self._sums, self._due = sums, due
        self._by_key: dict[int | str, list[Key]] = {}
        for pair in dict.fromkeys((*sums, *due)):
            self._by_key.setdefault(pair[-1], []).append(pair)

    def keys(self) -> list[int | str]:
        """Keys of which anything is known."""
        return [
            key
            for key, pairs in self._by_key.items()
            if any(any(self._sums.get(pair, ())) or pair in self._due for pair in pairs)
        ]

    def of_key(self, key: int | str) -> Figures:
        return self._figures(self._by_key.get(key, ()))

    def of_period(self, period: int) -> Figures:
        return self._figures(pair for pair in dict.fromkeys((*self._sums, *self._due)) if pair[0] == period)

    def total(self) -> Figures:
        return self._figures(dict.fromkeys((*self._sums, *self._due)))

    def _figures(self, pairs: Iterable[Key]) -> Figures:
        total, unclosed, unhandled = _NOTHING, 0, 0
        for pair in pairs:
            if pair in self._sums:
                total = added(total, self._sums[pair])
            late = self._due.get(pair, (0, 0))
            unclosed, unhandled = unclosed + late[0], unhandled + late[1]
        return _figures(total, unclosed, unhandled)


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
