"""The month table and the day table: counts and rates by area, department or class, beside those of before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec
import numpy as np
from sqlalchemy import Connection

from backend.rules.figures import bounds, day_number
from backend.rules.worktime import calendar_of
from backend.services.kept_sums import Counts, Kept, KeptSums, Part, total
from backend.services.live import last_seq
from backend.services.sums import Seen, Sums
from contract.errors import Code, Refused
from contract.kpi import Figures, KpiPeriod, KpiRow, KpiTable
from contract.profile import CityProfile
from contract.scope import Scope

MONTHS, DAYS = 24, 31
"""Most that is answered at once."""
_DIMENSION = {"": "", "area": "area_id", "department": "department_id", "class": "class_code"}
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
    connection: Connection,
    profile: CityProfile,
    scope: Scope,
    now: datetime,
    query: MonthQuery,
    kept: KeptSums | None = None,
) -> KpiTable:
    """The table of these months. Refused(out_of_range). `kept`: what earlier tables read."""
    this = day_number(now, calendar_of(profile).zone) // 100
    last = int(query.last.replace("-", "")) if query.last else this
    first = int(query.first.replace("-", "")) if query.first else _month(last, -11)
    span = _index(last) - _index(first) + 1
    _check(span, MONTHS, lowest=first // 100)
    periods = [_month(first, step) for step in range(span)]
    table = _Table(connection, profile, scope, now, query.by, kept or KeptSums())
    return table.of(periods, [_month(one, -span) for one in periods], [_month(one, -12) for one in periods])


def day_table(
    connection: Connection,
    profile: CityProfile,
    scope: Scope,
    now: datetime,
    query: DayQuery,
    kept: KeptSums | None = None,
) -> KpiTable:
    """The table of these days. Refused(out_of_range). `kept`: what earlier tables read."""
    last = query.last or calendar_of(profile).local_day(now)
    first = query.first or (last - timedelta(days=_WEEK - 1) if last.year > _OLDEST else last)
    span = (last - first).days + 1
    _check(span, DAYS, lowest=first.year)
    days = [first + timedelta(days=step) for step in range(span)]
    weeks = -(-span // _WEEK) * _WEEK
    table = _Table(connection, profile, scope, now, query.by, kept or KeptSums())
    return table.of(*([_number(day - timedelta(days=back)) for day in days] for back in (0, weeks, _WEEKS * _WEEK)))


class _Table:
    def __init__(
        self, connection: Connection, profile: CityProfile, scope: Scope, now: datetime, by: str, kept: KeptSums
    ) -> None:
        self._zone = calendar_of(profile).zone
        self._sums = Sums(connection, self._zone, Seen.of(scope), kept)
        self._seq, self._now, self._by = last_seq(connection), now, by

    def of(self, periods: list[int], before: list[int], year_ago: list[int]) -> KpiTable:
        dimension = _DIMENSION[self._by]
        every = {*periods, *before, *year_ago}
        late = self._sums.due(every, dimension, self._now)
        kept, parts = self._sums.parts(every, dimension)
        due = _Due(late, kept)
        keys = kept.keys()
        now, past, past_year = (_Counts(len(keys), parts, due, one) for one in (periods, before, year_ago))
        rows = [
            KpiRow(key=str(key) if key else "", figures=now.of(at), before=past.of(at), year_ago=past_year.of(at))
            for at, key in enumerate(keys if dimension else ())
            if now.knows(at)
        ]
        return KpiTable(
            at=self._now,
            seq=self._seq,
            first=_label(periods[0]),
            last=_label(periods[-1]),
            complete=bounds(periods[-1], self._zone)[1] <= self._now,
            by=self._by,
            total=KpiRow(key="", figures=now.total, before=past.total, year_ago=past_year.total),
            periods=tuple(
                KpiPeriod(
                    label=_label(one),
                    figures=_figures(parts[one].sums.sum(axis=0).tolist(), *due.of([one]).sum(axis=0).tolist()),
                )
                for one in periods
            ),
            rows=tuple(sorted(rows, key=lambda row: (-row.figures.reported, row.key))),
        )


class _Due:
    """What fell due and is open, by period and place of the key."""

    def __init__(self, late: Mapping[tuple[int, int | str], tuple[int, int]], kept: Kept) -> None:
        self._periods = np.array([period for period, _ in late], dtype=np.int64)
        self._places = np.array([kept.place(key) for _, key in late], dtype=np.intp)
        self._counts = np.array(list(late.values()), dtype=np.int64).reshape(len(late), 2)

    def of(self, periods: Sequence[int], count: int = 0) -> Counts:
        """(not closed, not even handled) of these periods: a row for each of the first `count` places, or as found."""
        found = np.isin(self._periods, periods)
        if not count:
            return self._counts[found]
        sums: Counts = np.zeros((count, 2), dtype=np.int64)
        np.add.at(sums, self._places[found], self._counts[found])
        return sums


class _Counts:
    """Figures of some periods by the place of a key."""

    def __init__(self, count: int, parts: Mapping[int, Part], due: _Due, periods: Sequence[int]) -> None:
        sums, late = total(count, (parts[one] for one in periods)), due.of(periods, count)
        self._rows: list[list[int]] = np.hstack((sums, late)).tolist()
        self.total = _figures(sums.sum(axis=0).tolist(), *late.sum(axis=0).tolist())

    def knows(self, at: int) -> bool:
        """Whether anything is known of the key."""
        return any(self._rows[at])

    def of(self, at: int) -> Figures:
        return _figures(self._rows[at][:-2], *self._rows[at][-2:])


def _figures(sums: Sequence[int], unclosed: int, overdue: int) -> Figures:
    reported, refused, filed, handled, limited, on_time, timed, spent, reworked, reworks, closed, in_time = sums
    due = closed + unclosed
    return Figures(
        reported=reported,
        refused=refused,
        filed=filed,
        handled=handled,
        limited=limited,
        on_time=on_time,
        late=limited - on_time,
        overdue=overdue,
        reworked=reworked,
        reworks=reworks,
        closed=closed,
        closed_on_time=in_time,
        due_unclosed=unclosed,
        filing_rate=_percent(filed, reported),
        on_time_rate=_percent(on_time, limited),
        timely_rate=_percent(on_time, limited + overdue),
        closing_rate=_percent(closed, due),
        timely_closing_rate=_percent(in_time, due),
        rework_rate=_percent(reworked, handled),
        mean_handling_min=spent / timed / 60_000 if timed else None,
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
