"""Working time of a city, and the end of a limit counted in it.

Units (facts of practice, ../standards case_lifecycle: time_units):
* `urgent_hour` 紧急工作时, `urgent_day` 紧急工作日: the clock runs day and night, every day.
* `work_hour` 工作时: counts inside the duty hours of the centre, which keeps them every day of the week, or on working
  days only where the profile says so.
* `work_day` 工作日: counts legal working days (holidays off, exchanged weekends on). What n of them mean has three
  readings (contract.limits); a part of a day counts as that part of the duty hours.

Duty hours may pass midnight (20:00 to 08:00) and have parts (08:30 to 12:00, 14:00 to 18:00); equal ends mean the whole
day. Everything is computed on real elapsed time, so a day with a change of summer time has an hour more or less.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from backend.rules.duty import DutyLine, moment_of, whole_us
from backend.rules.workdays import HORIZON_US, Calendar, calendar_of
from contract.limits import UNITS

__all__ = ["UNITS", "Calendar", "Term", "add", "between", "calendar_of", "resume"]
_UNIT_US = {"urgent_hour": 3_600_000_000, "urgent_day": 86_400_000_000, "work_hour": 3_600_000_000}


class Term(Protocol):
    """Anything that says how long: contract.limits.Limit, contract.profile.LimitRule."""

    @property
    def value(self) -> float: ...
    @property
    def unit(self) -> str: ...


def add(calendar: Calendar, start: datetime, rule: Term) -> datetime:
    """When a limit that starts at `start` ends, in UTC.

    ValueError for an unknown unit, a value that is not > 0, or one of more than ten years.
    """
    if not rule.value > 0:
        raise ValueError(f"a limit of {rule.value} {rule.unit}")
    if rule.value > _MOST:
        raise ValueError("the limit does not end within ten years")
    if rule.unit == "work_day":
        return moment_of(_add_days(calendar, whole_us(start), rule.value))
    if rule.unit not in _UNIT_US:
        raise ValueError(f"unknown unit of a limit: {rule.unit}")
    return moment_of(_spend(calendar.line(rule.unit), whole_us(start), round(rule.value * _UNIT_US[rule.unit])))


_MOST = 87_840  # hours of ten years


def between(calendar: Calendar, start: datetime, end: datetime, unit: str) -> timedelta:
    """Time that counts for `unit` from `start` to `end`, zero where `end` is not later."""
    first, last = whole_us(start), whole_us(end)
    if last <= first:
        return timedelta(0)
    line = calendar.line(unit)
    if line is None:
        return timedelta(microseconds=last - first)
    return timedelta(microseconds=line.passed(last) - line.passed(first))


def resume(calendar: Calendar, deadline: datetime, paused_at: datetime, resumed_at: datetime, unit: str) -> datetime:
    """The deadline after a pause: what was left at `paused_at` is left again at `resumed_at`.

    Never earlier than it was; a missed one stays. ValueError where it would not end within ten years.
    """
    if deadline <= paused_at or resumed_at <= paused_at:
        return deadline
    left = between(calendar, paused_at, deadline, unit)
    later = _spend(calendar.line(unit), whole_us(resumed_at), left // timedelta(microseconds=1))
    # A limit may end when duty begins; what was left of it would then be done when the last duty ended.
    return max(deadline, moment_of(later))


def _spend(line: DutyLine | None, start: int, left: int) -> int:
    if left <= 0:
        return start
    if line is not None:
        return line.moment(line.passed(start) + left, start + HORIZON_US)
    if left > HORIZON_US:
        raise ValueError("the limit does not end within ten years")
    return start + left


def _add_days(calendar: Calendar, start: int, value: float) -> int:
    line = calendar.working
    whole = int(value)
    part = value - whole
    if calendar.reading == "rolling_duty_hours":
        return _spend(line, start, round(value * (calendar.day_us or calendar.nominal_us)))
    if calendar.reading == "end_of_day":
        begin, day = start, calendar.duty_day(moment_of(start))
        if whole or calendar.is_working_day(day):
            day = calendar.following(day, whole)
            begin = max(start, whole_us(calendar.duty(day)[1]))
    else:
        begin = line.on_duty(start, start + HORIZON_US)
        day = calendar.duty_day(moment_of(begin))
        if whole:
            shown = calendar.shown(moment_of(begin))
            later = shown.date() - day
            day = calendar.following(day, whole)
            opens, closes = (whole_us(one) for one in calendar.duty(day))
            begin = max(opens, min(closes, calendar.at(day + later, shown.time())))
    if part <= 0:
        return begin
    return _spend(line, begin, round(part * calendar.nominal_us))
