"""The working calendar of one city: zone, duty hours, days off, exchanged weekends, and how its limits are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from backend.rules.duty import EPOCH, DutyLine, Stretch, moment_of, whole_us
from contract.limits import DutyHours
from contract.profile import CityProfile

_DAY = timedelta(days=1)
_HOUR_US = 3_600_000_000
HORIZON_DAYS = 3660
"""No limit is longer than ten years."""
HORIZON_US = HORIZON_DAYS * 24 * _HOUR_US


_Part = tuple[tuple[int, time], tuple[int, time]]


@dataclass(frozen=True)
class Calendar:
    """Duty hours, days off and zone of one city, and its reading of 工作日 (contract.limits.WORK_DAY_READINGS)."""

    zone: ZoneInfo
    duty_from: time
    duty_to: time
    holidays: frozenset[date]
    workdays: frozenset[date]  # weekends worked in exchange
    reading: str = "same_clock_time"
    day_us: int = 0  # of a rolling working day; 0: the duty hours of a day
    hours_daily: bool = True  # 工作时 count on every day of the week
    parts: tuple[tuple[time, time], ...] = ()  # of a day's duty, in order; empty: from duty_from to duty_to

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
        """When the duty that begins on `day` begins and ends, in UTC; breaks are not told."""
        (late, opens), _ = self._clocks[0]
        _, (later, closes) = self._clocks[-1]
        return moment_of(self.at(day + late * _DAY, opens)), moment_of(self.at(day + later * _DAY, closes))

    @cached_property
    def nominal_us(self) -> int:
        """How long the duty of a day lasts whose clock is not changed."""
        day = datetime(2000, 1, 1)  # noqa: DTZ001 - a clock without a zone
        total = timedelta(0)
        for (late, opens), (later, closes) in self._clocks:
            first = datetime.combine(day + late * _DAY, opens)
            total += datetime.combine(day + later * _DAY, closes) - first
        return whole_us(EPOCH + total)

    @cached_property
    def daily(self) -> DutyLine:
        """The duty hours of every day."""
        return DutyLine(lambda year: self._year(year, working_days=False), self._new_year, _THIS_YEAR)

    @cached_property
    def working(self) -> DutyLine:
        """The duty hours of legal working days."""
        return DutyLine(lambda year: self._year(year, working_days=True), self._new_year, _THIS_YEAR)

    def line(self, unit: str) -> DutyLine | None:
        """What counts for a unit of limits; None: every moment."""
        if unit.startswith("urgent"):
            return None
        return self.daily if unit == "work_hour" and self.hours_daily else self.working

    def duty_day(self, moment: datetime) -> date:
        """The working day to whose duty a moment belongs, else its day of the city."""
        day = self.local_day(moment)
        before = day - _DAY
        return before if self.is_working_day(before) and moment < self.duty(before)[1] else day

    def following(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`. ValueError where ten years have fewer."""
        for _ in range(1, HORIZON_DAYS):
            if count <= 0:
                return day
            if self.is_working_day(day + _DAY):
                count -= 1
            day += _DAY
        raise ValueError("the limit does not end within ten years")

    def at(self, day: date, clock: time) -> int:
        """When the city's clocks show `clock` on `day`, for the first time; when they jump over it, when they do."""
        first = whole_us(datetime.combine(day, clock, self.zone))
        other = whole_us(datetime.combine(day, clock.replace(fold=1), self.zone))
        return first if other >= first else self._change(other, first)

    def shown(self, moment: datetime) -> datetime:
        """What the city's clocks show, without a zone; in an hour that comes twice, the second time, what they show
        when it ends: so that a later moment never shows an earlier time."""
        local = moment.astimezone(self.zone)
        if not local.fold:
            return local.replace(tzinfo=None)
        again = whole_us(local) - whole_us(local.replace(fold=0))
        ends = self._change(whole_us(local) - again, whole_us(local)) + again
        return moment_of(ends).astimezone(self.zone).replace(tzinfo=None)

    def _change(self, low: int, high: int) -> int:
        """The first moment in (low, high] at which the clocks are as at `high`."""
        offset = moment_of(high).astimezone(self.zone).utcoffset()
        while high - low > 1:
            middle = (low + high) // 2
            if moment_of(middle).astimezone(self.zone).utcoffset() == offset:
                high = middle
            else:
                low = middle
        return high

    @cached_property
    def _clocks(self) -> tuple[_Part, ...]:
        return laid_out(self.parts or ((self.duty_from, self.duty_to),))

    def _stretches(self, day: date) -> Iterator[Stretch]:
        for (late, opens), (later, closes) in self._clocks:
            begin, end = self.at(day + late * _DAY, opens), self.at(day + later * _DAY, closes)
            if end > begin:
                yield begin, end

    def _year(self, year: int, *, working_days: bool) -> list[Stretch]:
        found: list[Stretch] = []
        day, last = date(year, 1, 1), date(year, 12, 31)
        # Duty that passed midnight may reach into the first day.
        before = day - _DAY
        ended = 0
        if not working_days or self.is_working_day(before):
            ended = max((end for _, end in self._stretches(before)), default=0)
        while day <= last:
            if not working_days or self.is_working_day(day):
                for begin, end in self._stretches(day):
                    if end > ended:
                        found.append((max(begin, ended), end))
                        ended = end
            day += _DAY
        return found

    def _new_year(self, year: int) -> int:
        return self.at(date(year, 1, 1), time(0))


_THIS_YEAR = 2026  # tables grow from here both ways


def laid_out(parts: Sequence[tuple[time, time]]) -> tuple[_Part, ...]:
    """The parts of a day's duty as (days later, clock time): what is earlier than the one before is a day later."""
    found: list[_Part] = []
    late, last = 0, None
    for opens, closes in parts:
        if last is not None and opens < last:
            late += 1
        later = late if closes > opens else late + 1
        found.append(((late, opens), (later, closes)))
        late, last = later, closes
    return tuple(found)


def calendar_of(profile: CityProfile) -> Calendar:
    """The calendar of a city profile. ValueError or KeyError where it names no time or zone."""
    known, calendar = _last[0]
    if known is not profile:
        told = profile.rules.work_time
        calendar = Calendar(
            zone=ZoneInfo(profile.timezone),
            duty_from=clock_of(profile.duty_from),
            duty_to=clock_of(profile.duty_to),
            holidays=frozenset(profile.holidays),
            workdays=frozenset(profile.workdays),
            reading=told.work_day,
            day_us=round(told.day_hours * _HOUR_US),
            hours_daily=told.work_hours_daily,
            parts=tuple(_part(one) for one in told.duty),
        )
        _last[0] = (profile, calendar)
    return calendar


# Nearly every act asks for that of the one profile in use.
_last: list[tuple[CityProfile | None, Calendar]] = [
    (None, Calendar(ZoneInfo("UTC"), time(0), time(0), frozenset(), frozenset()))
]


def clock_of(text: str) -> time:
    """HH:MM, also 24:00, as a clock time. ValueError."""
    hour, _, minute = text.partition(":")
    if (int(hour), int(minute or 0)) == (24, 0):
        return time(0)
    return time(int(hour), int(minute or 0))


def _part(hours: DutyHours) -> tuple[time, time]:
    return clock_of(hours.opens), clock_of(hours.closes)
