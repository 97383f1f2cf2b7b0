"""Working time of a city, and the end of a limit counted in it.

Units (facts of practice, ../standards case_lifecycle: time_units):
* `urgent_hour` 紧急工作时, `urgent_day` 紧急工作日: the clock runs day and night, every day.
* `work_hour` 工作时: counts inside the duty hours of the centre, which keeps them every day of the week.
* `work_day` 工作日: counts legal working days (holidays off, exchanged weekends on): the same clock time on the n-th
  following working day, limited to duty hours; a part of a day counts as that part of the duty hours.

Duty hours may pass midnight (20:00 to 08:00); equal ends mean the whole day. Everything is computed on real elapsed
time, so a day with a change of summer time has an hour more or less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contract.profile import CityProfile, LimitRule

UNITS = ("urgent_hour", "urgent_day", "work_hour", "work_day")
_DAY = timedelta(days=1)
_HORIZON_DAYS = 3660  # no limit is longer than ten years


@dataclass(frozen=True)
class Calendar:
    """Duty hours, days off and zone of one city."""

    zone: ZoneInfo
    duty_from: time
    duty_to: time
    holidays: frozenset[date]
    workdays: frozenset[date]  # weekends worked in exchange

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a legal working day."""
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def local_day(self, moment: datetime) -> date:
        """The city's calendar day of a moment."""
        return moment.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """When a city day begins, in UTC."""
        return datetime.combine(day, time(0), self.zone).astimezone(UTC)

    def duty(self, day: date) -> tuple[datetime, datetime]:
        """The duty hours that begin on `day`, in UTC."""
        last = day if self.duty_to > self.duty_from else day + _DAY
        begin = datetime.combine(day, self.duty_from, self.zone).astimezone(UTC)
        return begin, datetime.combine(last, self.duty_to, self.zone).astimezone(UTC)


def calendar_of(profile: CityProfile) -> Calendar:
    """The calendar of a city profile. ValueError or KeyError where it names no time or zone."""
    known, calendar = _last[0]
    if known is not profile:
        calendar = Calendar(
            zone=ZoneInfo(profile.timezone),
            duty_from=_clock(profile.duty_from),
            duty_to=_clock(profile.duty_to),
            holidays=frozenset(profile.holidays),
            workdays=frozenset(profile.workdays),
        )
        _last[0] = (profile, calendar)
    return calendar


# Nearly every act asks for that of the one profile in use.
_last: list[tuple[CityProfile | None, Calendar]] = [
    (None, Calendar(ZoneInfo("UTC"), time(0), time(0), frozenset(), frozenset()))
]


def add(calendar: Calendar, start: datetime, rule: LimitRule) -> datetime:
    """When a limit that starts at `start` ends, in UTC. ValueError for an unknown unit or a value that is not > 0."""
    if not rule.value > 0:
        raise ValueError(f"a limit of {rule.value} {rule.unit}")
    match rule.unit:
        case "urgent_hour":
            return start.astimezone(UTC) + timedelta(hours=rule.value)
        case "urgent_day":
            return start.astimezone(UTC) + timedelta(days=rule.value)
        case "work_hour":
            return _spend(_windows(calendar, start, working_days=False), timedelta(hours=rule.value), start)
        case "work_day":
            return _add_days(calendar, start, rule.value)
        case _:
            raise ValueError(f"unknown unit of a limit: {rule.unit}")


def between(calendar: Calendar, start: datetime, end: datetime, unit: str) -> timedelta:
    """Time that counts for `unit` from `start` to `end`, zero where `end` is not later."""
    if end <= start:
        return timedelta(0)
    if unit in ("urgent_hour", "urgent_day"):
        return end - start
    counted = timedelta(0)
    for begin, stop in _windows(calendar, start, working_days=unit == "work_day"):
        if begin >= end:
            break
        counted += min(stop, end) - begin
    return counted


def resume(calendar: Calendar, deadline: datetime, paused_at: datetime, resumed_at: datetime, unit: str) -> datetime:
    """The deadline after a pause: what was left at `paused_at` is left again at `resumed_at`; a missed one stays."""
    if deadline <= paused_at:
        return deadline
    left = between(calendar, paused_at, deadline, unit)
    if unit in ("urgent_hour", "urgent_day"):
        return resumed_at.astimezone(UTC) + left
    return _spend(_windows(calendar, resumed_at, working_days=unit == "work_day"), left, resumed_at)


def _windows(calendar: Calendar, start: datetime, *, working_days: bool) -> Iterator[tuple[datetime, datetime]]:
    first = calendar.local_day(start) - _DAY  # duty that passed midnight may still run
    for step in range(_HORIZON_DAYS):
        day = first + step * _DAY
        if working_days and not calendar.is_working_day(day):
            continue
        begin, end = calendar.duty(day)
        if end > start:
            yield max(begin, start.astimezone(UTC)), end


def _spend(windows: Iterator[tuple[datetime, datetime]], left: timedelta, start: datetime) -> datetime:
    if left <= timedelta(0):
        return start.astimezone(UTC)
    for begin, end in windows:
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise ValueError("the limit does not end within ten years")


def _add_days(calendar: Calendar, start: datetime, value: float) -> datetime:
    whole = int(value)
    begin, _ = next(_windows(calendar, start, working_days=True))
    if whole:
        duty_day = _duty_day(calendar, begin)
        offset = begin - calendar.duty(duty_day)[0]
        for _ in range(whole):
            duty_day = _next_working_day(calendar, duty_day)
        opens, closes = calendar.duty(duty_day)
        begin = min(opens + offset, closes)
    part = value - whole
    if part <= 0:
        return begin
    opens, closes = calendar.duty(_duty_day(calendar, begin))
    return _spend(_windows(calendar, begin, working_days=True), (closes - opens) * part, begin)


def _duty_day(calendar: Calendar, moment: datetime) -> date:
    day = calendar.local_day(moment)
    before = day - _DAY
    return before if calendar.is_working_day(before) and moment < calendar.duty(before)[1] else day


def _next_working_day(calendar: Calendar, day: date) -> date:
    for step in range(1, _HORIZON_DAYS):
        if calendar.is_working_day(day + step * _DAY):
            return day + step * _DAY
    raise ValueError("no working day within ten years")


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    if (int(hour), int(minute or 0)) == (24, 0):
        return time(0)
    return time(int(hour), int(minute or 0))
