"""Both readings of 工作日 and a third, duty in parts, year ends, exchanged weekends, and clocks that are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.rules.workdays import Calendar
from backend.rules.worktime import add, between, resume
from contract.limits import UNITS, WORK_DAY_READINGS, Limit

CHINA = ZoneInfo("Asia/Shanghai")
# The national holidays around three year ends as the State Council publishes them: days off and weekends worked.
HOLIDAYS = ("2025-01-01", "2026-01-01", "2026-01-02", "2027-01-01", "2026-10-01", "2026-10-02", "2026-10-05",
            "2026-10-06", "2026-10-07")  # fmt: skip
EXCHANGED = ("2026-01-04", "2026-09-27", "2026-10-10")


@cache  # years of duty are found once
def calendar(
    reading: str = "same_clock_time",
    *,
    duty: tuple[str, str] = ("08:00", "20:00"),
    zone: str = "Asia/Shanghai",
    parts: tuple[tuple[str, str], ...] = (),
    day_hours: float = 0,
    hours_daily: bool = True,
) -> Calendar:
    clock = time.fromisoformat
    return Calendar(
        ZoneInfo(zone),
        clock(duty[0]),
        clock(duty[1]),
        frozenset(map(date.fromisoformat, HOLIDAYS)),
        frozenset(map(date.fromisoformat, EXCHANGED)),
        reading,
        round(day_hours * 3.6e9),
        hours_daily,
        tuple((clock(one), clock(other)) for one, other in parts),
    )


def local(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "value", "same_clock_time", "rolling_duty_hours", "end_of_day"),
    [
        # 2026-11-20 is a Friday; duty from 08:00 to 20:00, and a rolling day of 8 hours.
        ("2026-11-19 10:00", 1, "2026-11-20 10:00", "2026-11-19 18:00", "2026-11-20 20:00"),
        ("2026-11-19 14:00", 1, "2026-11-20 14:00", "2026-11-20 10:00", "2026-11-20 20:00"),
        ("2026-11-20 14:00", 1, "2026-11-23 14:00", "2026-11-23 10:00", "2026-11-23 20:00"),
        ("2026-11-20 21:00", 1, "2026-11-24 08:00", "2026-11-23 16:00", "2026-11-23 20:00"),
        ("2026-11-21 12:00", 1, "2026-11-24 08:00", "2026-11-23 16:00", "2026-11-23 20:00"),
        ("2026-11-20 07:00", 2, "2026-11-24 08:00", "2026-11-23 12:00", "2026-11-24 20:00"),
        ("2026-11-20 10:00", 0.5, "2026-11-20 16:00", "2026-11-20 14:00", "2026-11-23 14:00"),
        ("2026-11-20 16:00", 1.5, "2026-11-24 10:00", "2026-11-23 16:00", "2026-11-24 14:00"),
        # Over New Year: Thursday and Friday off, Sunday 4 January worked in exchange.
        ("2025-12-31 10:00", 1, "2026-01-04 10:00", "2025-12-31 18:00", "2026-01-04 20:00"),
        ("2025-12-31 19:00", 2, "2026-01-05 19:00", "2026-01-05 11:00", "2026-01-05 20:00"),
        ("2025-12-31 20:00", 1, "2026-01-05 08:00", "2026-01-04 16:00", "2026-01-04 20:00"),
        # Over the golden week, with the Saturday after it worked in exchange.
        ("2026-09-30 12:00", 3, "2026-10-10 12:00", "2026-10-09 12:00", "2026-10-10 20:00"),
    ],
)
def test_working_days_by_each_reading(
    start: str, value: float, same_clock_time: str, rolling_duty_hours: str, end_of_day: str
) -> None:
    limit = Limit(value, "work_day")
    ends = [add(calendar(one, day_hours=8), local(start), limit) for one in WORK_DAY_READINGS]
    assert ends == [local(same_clock_time), local(rolling_duty_hours), local(end_of_day)]


def test_a_rolling_day_is_as_long_as_the_duty_where_the_profile_names_no_hours() -> None:
    rolling = calendar("rolling_duty_hours")
    assert add(rolling, local("2026-11-19 10:00"), Limit(1, "work_day")) == local("2026-11-20 10:00")
    parted = calendar("rolling_duty_hours", parts=(("08:30", "12:00"), ("14:00", "18:00")))
    assert add(parted, local("2026-11-19 10:00"), Limit(1, "work_day")) == local("2026-11-20 10:00")
    assert add(parted, local("2026-11-20 11:00"), Limit(2, "work_hour")) == local("2026-11-20 15:00")
    assert between(parted, local("2026-11-20 11:00"), local("2026-11-21 09:00"), "work_hour") == timedelta(hours=5.5)


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        ("2026-11-20 11:00", 1, "work_day", "2026-11-23 11:00"),
        ("2026-11-20 13:00", 1, "work_day", "2026-11-23 14:00"),
        ("2026-11-20 12:00", 1, "work_hour", "2026-11-20 15:00"),
        ("2026-11-20 17:30", 1, "work_hour", "2026-11-21 09:00"),
    ],
)
def test_a_break_at_noon_does_not_count(start: str, value: float, unit: str, end: str) -> None:
    parted = calendar(parts=(("08:30", "12:00"), ("14:00", "18:00")))
    assert add(parted, local(start), Limit(value, unit)) == local(end)


def test_working_hours_of_a_centre_that_closes_at_weekends() -> None:
    closed = calendar(hours_daily=False)
    assert add(closed, local("2026-11-20 19:00"), Limit(2, "work_hour")) == local("2026-11-23 09:00")
    assert add(calendar(), local("2026-11-20 19:00"), Limit(2, "work_hour")) == local("2026-11-21 09:00")


def test_parts_of_a_duty_that_passes_midnight() -> None:
    night = calendar(parts=(("20:00", "00:00"), ("01:00", "05:00")))
    assert night.nominal_us == 8 * 3_600_000_000
    assert add(night, local("2026-11-18 23:00"), Limit(2, "work_hour")) == local("2026-11-19 02:00")
    assert add(night, local("2026-11-19 02:00"), Limit(1, "work_day")) == local("2026-11-20 02:00")
    # Friday's duty ends on Saturday morning; the next working duty begins on Monday evening.
    assert add(night, local("2026-11-21 04:00"), Limit(1, "work_day")) == local("2026-11-24 04:00")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # Clocks go forward from 02:00 to 03:00 on Sunday 2026-03-29 and back from 03:00 to 02:00 on 2026-10-25.
        ("2026-03-27 10:00", "2026-03-30 10:00"),
        ("2026-10-23 10:00", "2026-10-26 10:00"),
    ],
)
def test_the_same_clock_time_is_the_clocks_also_when_they_are_changed(start: str, end: str) -> None:
    berlin = calendar(zone="Europe/Berlin", duty=("00:00", "00:00"))
    limit = Limit(1, "work_day")
    assert add(berlin, local(start, "Europe/Berlin"), limit) == local(end, "Europe/Berlin")


def test_the_hour_that_comes_twice_and_the_one_that_does_not_come() -> None:
    every = frozenset(date(2026, month, day) for month in (3, 10) for day in (24, 25, 26, 28, 29, 30))
    berlin = Calendar(ZoneInfo("Europe/Berlin"), time(0), time(0), frozenset(), every)
    day = Limit(1, "work_day")
    # The skipped 02:30 is when the clocks jump to 03:00.
    assert add(berlin, local("2026-03-28 02:30", "Europe/Berlin"), day) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    # 02:30 comes twice: the first time counts as shown, the second as when the hour is over.
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert add(berlin, twice, day) == local("2026-10-26 02:30", "Europe/Berlin")
    assert add(berlin, twice + timedelta(hours=1), day) == local("2026-10-26 03:00", "Europe/Berlin")
    assert add(berlin, local("2026-10-24 02:30", "Europe/Berlin"), day) == twice
    assert between(berlin, *_day("2026-10-25", "Europe/Berlin"), "work_hour") == timedelta(hours=25)
    assert between(berlin, *_day("2026-03-29", "Europe/Berlin"), "work_day") == timedelta(hours=23)


def _day(day: str, zone: str) -> tuple[datetime, datetime]:
    return local(day, zone).astimezone(UTC), (local(day, zone) + timedelta(days=1)).astimezone(UTC)


def test_china_had_summer_time_once() -> None:
    old = calendar(duty=("00:00", "00:00"))
    assert between(old, *_day("1986-05-04", "Asia/Shanghai"), "work_hour") == timedelta(hours=23)
    assert between(old, *_day("1986-09-14", "Asia/Shanghai"), "work_hour") == timedelta(hours=25)
    assert between(old, *_day("2026-05-04", "Asia/Shanghai"), "work_hour") == timedelta(hours=24)


def test_a_day_that_a_country_left_out_is_not_counted_twice() -> None:
    samoa = calendar(zone="Pacific/Apia")  # there was no 30 December 2011
    start, end = local("2011-12-29 08:00", "Pacific/Apia"), local("2012-01-01 08:00", "Pacific/Apia")
    assert between(samoa, start, end, "work_hour") == timedelta(hours=24)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("value", [1e5, 1e9, float("inf")])
def test_a_limit_of_more_than_ten_years_is_an_error(unit: str, value: float) -> None:
    with pytest.raises(ValueError, match="within ten years"):
        add(calendar(), local("2026-11-20 10:00"), Limit(value, unit))


@pytest.mark.parametrize("reading", WORK_DAY_READINGS)
def test_a_calendar_without_a_working_day_is_an_error_and_not_a_loop(reading: str) -> None:
    idle = calendar(reading)
    years = frozenset(date(2020, 1, 1) + timedelta(days=one) for one in range(8000))
    idle = Calendar(idle.zone, idle.duty_from, idle.duty_to, years, frozenset(), reading)
    with pytest.raises(ValueError, match="within ten years"):
        add(idle, local("2026-11-20 10:00"), Limit(1, "work_day"))


def test_moments_far_away_count_nothing_and_cost_nothing() -> None:
    one = calendar()
    assert between(one, datetime(1, 1, 2, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC), "work_day") == timedelta(0)
    assert between(one, datetime(9998, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC), "work_hour") == timedelta(0)


ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
DUTIES = (("08:00", "20:00"), ("20:00", "08:00"), ("00:00", "00:00"), ("01:30", "02:30"))
calendars = st.builds(
    lambda reading, duty, zone, daily, parted: calendar(
        reading,
        duty=duty,
        zone=zone,
        hours_daily=daily,
        parts=(("08:30", "12:00"), ("14:00", "18:00")) if parted else (),
    ),
    st.sampled_from(WORK_DAY_READINGS),
    st.sampled_from(DUTIES),
    st.sampled_from(ZONES),
    st.booleans(),
    st.booleans(),
)
EDGES = [local(one) for one in ("1986-05-04 01:00", "1986-09-14 00:30", "2025-12-31 12:00", "2026-09-30 12:00")]
EDGES += [datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC)]
moments = st.builds(
    lambda edge, minutes: edge + timedelta(minutes=minutes), st.sampled_from(EDGES), st.integers(-4320, 4320)
)
units = st.sampled_from(UNITS)
values = st.integers(1, 400).map(lambda quarters: quarters / 4)


@settings(deadline=None)
@given(calendars, moments, values, values, units)
def test_more_time_never_ends_earlier(one: Calendar, start: datetime, value: float, more: float, unit: str) -> None:
    first = add(one, start, Limit(value, unit))
    assert start < first <= add(one, start, Limit(value + more, unit))


@settings(deadline=None)
@given(calendars, moments, values, units, st.integers(0, 20_000))
def test_a_later_start_never_ends_earlier(
    one: Calendar, start: datetime, value: float, unit: str, minutes: int
) -> None:
    assert add(one, start, Limit(value, unit)) <= add(one, start + timedelta(minutes=minutes), Limit(value, unit))


@settings(deadline=None)
@given(calendars, moments, values, values, units)
def test_one_limit_after_another_is_their_sum(
    one: Calendar, start: datetime, value: float, more: float, unit: str
) -> None:
    if unit == "work_day" and one.reading != "rolling_duty_hours":
        return  # a clock time and an end of the day are no sums
    both = add(one, add(one, start, Limit(value, unit)), Limit(more, unit))
    assert both == add(one, start, Limit(value + more, unit))


@settings(deadline=None)
@given(calendars, moments, values, units)
def test_what_was_added_lies_between(one: Calendar, start: datetime, value: float, unit: str) -> None:
    counted = between(one, start, add(one, start, Limit(value, unit)), unit)
    hours = {"urgent_day": 24.0, "work_day": one.nominal_us / 3.6e9}.get(unit, 1.0)
    if unit != "work_day" or one.reading == "rolling_duty_hours":
        assert counted == timedelta(hours=value * hours)


@settings(deadline=None)
@given(moments, st.integers(1, 40), st.sampled_from(["same_clock_time", "end_of_day"]))
def test_days_count_whole_days_of_duty_where_no_clock_is_changed(start: datetime, value: int, reading: str) -> None:
    one = calendar(reading, zone="Asia/Kathmandu")
    counted = between(one, start, add(one, start, Limit(value, "work_day")), "work_day")
    if reading == "same_clock_time":
        assert counted == value * timedelta(hours=12)
    else:
        assert value * timedelta(hours=12) <= counted <= (value + 1) * timedelta(hours=12)


@settings(deadline=None)
@given(calendars, moments, st.integers(0, 9000), st.integers(0, 9000), units)
def test_time_between_is_additive(one: Calendar, start: datetime, first: int, second: int, unit: str) -> None:
    start = start.astimezone(UTC)
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    whole = between(one, start, end, unit)
    assert (
        between(one, start, middle, unit) + between(one, middle, end, unit)
        == whole
        <= timedelta(minutes=first + second)
    )


@settings(deadline=None)
@given(calendars, moments, values, units, st.integers(0, 9000), st.integers(0, 9000))
def test_a_pause_never_shortens_and_keeps_what_was_left(
    one: Calendar, start: datetime, value: float, unit: str, until: int, wait: int
) -> None:
    deadline = add(one, start, Limit(value, unit))
    paused = start + timedelta(minutes=until)
    resumed = paused + timedelta(minutes=wait)
    later = resume(one, deadline, paused, resumed, unit)
    assert later >= deadline
    if paused < deadline:
        assert between(one, resumed, later, unit) >= between(one, paused, deadline, unit)
        assert resume(one, deadline, paused, paused, unit) == deadline
    else:
        assert later == deadline
