"""The KPI board: today by index at query time, the fortnights before from the sums of `backend.derived.rollups`.

What is counted ranges over one day of `reported_at`, `closed_at` or `handled_at`, or over the open cases, and each of
these has an index that holds all that is asked of it. Days are those of the city's zone. Overdue is computed from the
clock, never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, text

from backend.rules.worktime import Calendar, calendar_of
from backend.services.live import last_seq
from backend.services.recount import rows_at_once
from backend.services.sums import Seen, handling_by_day
from backend.tables import to_ms
from backend.tables.life import OPEN
from contract.figures import DayMinutes, DepartmentLoad, HourCount, KpiBoard, Rate
from contract.profile import CityProfile
from contract.scope import Scope

FORTNIGHT = 14
_WEEK = timedelta(days=7)


def kpi_board(connection: Connection, profile: CityProfile, scope: Scope, now: datetime) -> KpiBoard:
    """The board of `scope` at `now`."""
    return _Board(connection, profile, scope, now).board()


class _Board:
    def __init__(self, connection: Connection, profile: CityProfile, scope: Scope, now: datetime) -> None:
        self._connection, self._profile, self._now = connection, profile, now
        self._scope, self._seen = scope, Seen.of(scope).of_cases() or "1 = 1"
        self._calendar: Calendar = calendar_of(profile)
        self._today = self._calendar.local_day(now)

    def board(self) -> KpiBoard:
        today, week_ago = self._today, self._today - _WEEK
        reported, closed = self._per_hour("reported_at", today), self._per_hour("closed_at", today)
        on_time, before = self._on_time(today), self._on_time(week_ago)
        every, by_department, overdue, longest = self._open()
        fortnight = [today - timedelta(days=back) for back in range(FORTNIGHT - 1, -1, -1)]
        spent = handling_by_day(self._connection, self._calendar.zone, self._scope, fortnight[0] - _WEEK, today)
        return KpiBoard(
            at=self._now,
            seq=last_seq(self._connection),
            reported_today=sum(reported.values()),
            closed_today=sum(closed.values()),
            open=every,
            overdue=overdue,
            longest_overdue_min=longest,
            on_time_rate=_rate(on_time.values()),
            on_time_target=self._profile.on_time_target,
            on_time_last_week=_rate(before.values()),
            mean_handling_min=_mean(spent, fortnight),
            mean_handling_last_week=_mean(spent, [day - _WEEK for day in fortnight]),
            handling_limit_min=self._profile.handling_limit_min,
            reported_last_week=self._reported(self._midnight(week_ago), self._same_time(week_ago)),
            by_hour=tuple(
                HourCount(hour=hour, reported=reported.get(hour, 0), closed=closed.get(hour, 0)) for hour in range(24)
            ),
            on_time_by_hour=_rates(on_time, self._now.astimezone(self._calendar.zone).hour),
            on_time_by_hour_last_week=_rates(before, 23),
            by_department=tuple(sorted(by_department, key=lambda load: (-load.open, load.department_id))),
            handling_by_day=tuple(DayMinutes(day=day, minutes=_mean(spent, [day])) for day in fortnight),
        )

    def _midnight(self, day: date) -> datetime:
        return self._calendar.midnight(day)

    def _same_time(self, day: date) -> datetime:
        """When the city's clocks showed on `day` what they show now; the week may hold a change of them."""
        return self._now.astimezone(self._calendar.zone).replace(year=day.year, month=day.month, day=day.day)

    def _hours(self, day: date) -> list[int]:
        """When each of the 24 hours of the city's clocks begins, and the end of the last. Where clocks go back an hour
        comes twice and is one of two hours, where they go forward one is empty."""
        end = to_ms(self._midnight(day + timedelta(days=1)))
        begins = [datetime.combine(day, time(hour), self._calendar.zone) for hour in range(24)]
        return [*(min(to_ms(one), end) for one in begins), end]

    def _reported(self, start: datetime, end: datetime) -> int:
        where = f"reported_at >= {to_ms(start)} AND reported_at < {to_ms(end)} AND {self._seen}"
        return int(self._connection.execute(text(f"SELECT COUNT(*) FROM cases WHERE {where}")).scalar_one())

    def _by_hour(self, column: str, day: date, counts: Sequence[str], where: str = "") -> dict[int, tuple[int, ...]]:
        """hour of the city's clocks -> counts."""
        ends = self._hours(day)
        columns = [f"n{at}" for at in range(len(counts))]
        numbers = ", ".join(f"{one} AS {name}" for one, name in zip(counts, columns, strict=True))

        def counted(hour: str, first: int, last: int) -> str:
            stretch = f"{column} >= {first} AND {column} < {last}"
            return f"SELECT {hour} AS hour, {numbers} FROM cases WHERE {stretch} AND {self._seen}{where}"

        if self._connection.dialect.name == "sqlite":
            # It would sort the day before it groups by a computed hour; each hour is a stretch of the index.
            query = " UNION ALL ".join(counted(str(hour), *ends[hour : hour + 2]) for hour in range(24))
        else:
            # It groups as it reads, and would plan each hour by itself.
            begins = ", ".join(str(one) for one in ends[:-1])
            hour = f"width_bucket({column}, CAST(ARRAY[{begins}] AS bigint[])) - 1"
            query = counted(hour, ends[0], ends[-1]) + " GROUP BY 1"
        rows = rows_at_once(self._connection, ["hour", *columns], f"FROM ({query}) AS hours WHERE n0 > 0")
        return {int(hour): tuple(int(one) for one in numbers) for hour, *numbers in rows}

    def _per_hour(self, column: str, day: date) -> dict[int, int]:
        return {hour: count for hour, (count,) in self._by_hour(column, day, ["COUNT(*)"]).items()}

    def _on_time(self, day: date) -> dict[int, tuple[int, int]]:
        """hour -> (handled before the deadline, handled with one)."""
        counts = ["COUNT(*)", "SUM(CASE WHEN handled_at <= deadline_at THEN 1 ELSE 0 END)"]
        found = self._by_hour("handled_at", day, counts, " AND deadline_at IS NOT NULL")
        return {hour: (good, every) for hour, (every, good) in found.items()}

    def _open(self) -> tuple[int, list[DepartmentLoad], int, float | None]:
        """(open, per department, overdue, minutes of the longest overdue)."""
        late = f"deadline_at < {to_ms(self._now)} AND state IN ('dispatched', 'signed', 'departed', 'handling')"
        counts = [
            "COUNT(*)",
            f"SUM(CASE WHEN {late} THEN 1 ELSE 0 END)",
            f"MIN(CASE WHEN {late} THEN deadline_at END)",
        ]
        rest = f"FROM cases WHERE {OPEN} AND {self._seen} GROUP BY department_id"
        loads: list[DepartmentLoad] = []
        every, overdue, oldest = 0, 0, None
        for department_id, count, late_count, first in rows_at_once(self._connection, ["department_id", *counts], rest):
            if department_id is not None:
                loads.append(DepartmentLoad(department_id=str(department_id), open=count, overdue=int(late_count)))
            every += count
            overdue += int(late_count)
            if first is not None and (oldest is None or first < oldest):
                oldest = first
        longest = (to_ms(self._now) - oldest) / 60_000 if oldest is not None else None
        return every, loads, overdue, longest


def _mean(spent: Mapping[date, tuple[int, int]], days: Iterable[date]) -> float | None:
    """Minutes from signing for to feedback; `spent`: day -> (cases, milliseconds)."""
    known = [spent[day] for day in days if day in spent]
    count = sum(cases for cases, _ in known)
    return sum(ms for _, ms in known) / count / 60_000 if count else None


def _rate(counts: Iterable[tuple[int, int]]) -> float | None:
    pairs = list(counts)
    every = sum(of for _, of in pairs)
    return 100.0 * sum(good for good, _ in pairs) / every if every else None


def _rates(by_hour: dict[int, tuple[int, int]], until: int) -> tuple[Rate, ...]:
    """The day's rate as it stood at the end of each hour: single hours have too few cases to be read as a rate."""
    rates: list[Rate] = []
    for hour in range(24):
        so_far = [counts for when, counts in by_hour.items() if when <= hour]
        rates.append(Rate(label=f"{hour:02d}", value=_rate(so_far) if hour <= until else None))
    return tuple(rates)
