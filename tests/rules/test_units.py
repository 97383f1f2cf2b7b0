"""Limits and the working calendar, exhaustively over units, edges and odd calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.worktime import UNITS, Calendar, add, between, calendar_of, resume
from contract.profile import LimitRule
from tests.rules.test_limits import PROFILE

SHANGHAI = ZoneInfo("Asia/Shanghai")


def calendar(
    duty_from: str = "08:00",
    duty_to: str = "20:00",
    zone: str = "Asia/Shanghai",
    holidays: tuple[str, ...] = (),
    workdays: tuple[str, ...] = (),
) -> Calendar:
    return Calendar(
        ZoneInfo(zone),
        time.fromisoformat(duty_from),
        time.fromisoformat(duty_to),
        frozenset(map(date.fromisoformat, holidays)),
        frozenset(map(date.fromisoformat, workdays)),
    )


def local(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def rule(value: float, unit: str) -> LimitRule:
    return LimitRule(class_code="", value=value, unit=unit)


GOLDEN_WEEK = ("2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07")


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        # 2026-11-20 is a Friday.
        ("2026-11-20 19:00", 2, "urgent_hour", "2026-11-20 21:00"),
        ("2026-11-20 23:30", 0.5, "urgent_hour", "2026-11-21 00:00"),
        ("2026-11-20 19:00", 1, "urgent_day", "2026-11-21 19:00"),
        ("2026-11-20 09:00", 4, "work_hour", "2026-11-20 13:00"),
        ("2026-11-20 08:00", 12, "work_hour", "2026-11-20 20:00"),
        ("2026-11-20 19:00", 2, "work_hour", "2026-11-21 09:00"),
        ("2026-11-20 03:00", 1, "work_hour", "2026-11-20 09:00"),
        ("2026-11-20 20:00", 1, "work_hour", "2026-11-21 09:00"),
        ("2026-11-20 21:15", 25, "work_hour", "2026-11-23 09:00"),
        ("2026-11-19 10:00", 1, "work_day", "2026-11-20 10:00"),
        ("2026-11-20 10:00", 1, "work_day", "2026-11-23 10:00"),
        ("2026-11-20 21:00", 1, "work_day", "2026-11-24 08:00"),
        ("2026-11-21 12:00", 1, "work_day", "2026-11-24 08:00"),
        ("2026-11-20 03:00", 1, "work_day", "2026-11-23 08:00"),
        ("2026-11-20 10:00", 5, "work_day", "2026-11-27 10:00"),
        ("2026-11-20 10:00", 0.5, "work_day", "2026-11-20 16:00"),
        ("2026-11-20 16:00", 0.5, "work_day", "2026-11-23 10:00"),
        ("2026-11-20 10:00", 1.5, "work_day", "2026-11-23 16:00"),
        ("2026-09-30 10:00", 1, "work_day", "2026-10-08 10:00"),
        ("2026-09-30 19:00", 2, "work_hour", "2026-10-01 09:00"),
    ],
)
def test_a_limit_ends_where_the_calendar_says(start: str, value: float, unit: str, end: str) -> None:
    assert add(calendar(holidays=GOLDEN_WEEK), local(start), rule(value, unit)) == local(end)


def test_a_weekend_worked_in_exchange_counts() -> None:
    assert add(calendar(workdays=("2026-11-21",)), local("2026-11-20 10:00"), rule(1, "work_day")) == local(
        "2026-11-21 10:00"
    )
    worked_holiday = calendar(holidays=("2026-11-23",), workdays=("2026-11-23",))
    assert worked_holiday.is_working_day(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("start", "value", "end"),
    [
        ("2026-11-20 21:00", 2, "2026-11-20 23:00"),
        ("2026-11-20 23:00", 2, "2026-11-21 01:00"),
        ("2026-11-20 02:00", 2, "2026-11-20 04:00"),
        ("2026-11-20 07:00", 2, "2026-11-20 21:00"),
        ("2026-11-20 12:00", 1, "2026-11-20 21:00"),
    ],
)
def test_duty_hours_may_pass_midnight(start: str, value: float, end: str) -> None:
    assert add(calendar("20:00", "08:00"), local(start), rule(value, "work_hour")) == local(end)


def test_equal_ends_of_duty_mean_the_whole_day() -> None:
    assert add(calendar("00:00", "00:00"), local("2026-11-20 22:00"), rule(5, "work_hour")) == local("2026-11-21 03:00")


def test_summer_time_changes_the_length_of_a_day_and_not_of_an_hour() -> None:
    berlin = calendar("00:00", "00:00", "Europe/Berlin")
    start = local("2026-03-28 22:00", "Europe/Berlin")  # clocks go forward at 02:00 on the 29th
    assert add(berlin, start, rule(6, "urgent_hour")) - start.astimezone(UTC) == timedelta(hours=6)
    assert add(berlin, start, rule(6, "work_hour")) == local("2026-03-29 05:00", "Europe/Berlin")


@pytest.mark.parametrize("value", [0, -1, float("nan")])
@pytest.mark.parametrize("unit", UNITS)
def test_a_limit_is_longer_than_nothing(value: float, unit: str) -> None:
    with pytest.raises(ValueError, match="a limit of"):
        add(calendar(), local("2026-11-20 10:00"), rule(value, unit))


def test_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        add(calendar(), local("2026-11-20 10:00"), rule(1, "fortnight"))


moments = st.integers(0, 729 * 24 * 60).map(lambda minutes: local("2026-01-01 00:00") + timedelta(minutes=minutes))
values = st.floats(0.01, 60)


@given(start=moments, value=values, unit=st.sampled_from(["urgent_hour", "urgent_day", "work_hour"]))
def test_what_was_added_is_what_lies_between(start: datetime, value: float, unit: str) -> None:
    one = calendar(holidays=GOLDEN_WEEK)
    end = add(one, start, rule(value, unit))
    hours = value * (24 if unit == "urgent_day" else 1)
    assert abs(between(one, start, end, unit) - timedelta(hours=hours)) < timedelta(milliseconds=1)


@given(start=moments, value=values, unit=st.sampled_from(UNITS), later=st.floats(0, 1000))
def test_a_later_start_never_ends_earlier(start: datetime, value: float, unit: str, later: float) -> None:
    one = calendar(holidays=GOLDEN_WEEK)
    first = add(one, start, rule(value, unit))
    assert first > start
    assert add(one, start + timedelta(hours=later), rule(value, unit)) >= first - timedelta(milliseconds=1)


@given(start=moments, value=values, unit=st.sampled_from(UNITS))
def test_a_working_limit_ends_on_duty(start: datetime, value: float, unit: str) -> None:
    one = calendar(holidays=GOLDEN_WEEK)
    end = add(one, start, rule(value, unit)).astimezone(SHANGHAI)
    if unit.startswith("work"):
        assert time(8) <= end.time() <= time(20)
    if unit == "work_day":
        assert one.is_working_day(end.date())


@given(start=moments, value=values, unit=st.sampled_from(UNITS), wait=st.floats(0, 200))
def test_a_pause_leaves_what_was_left(start: datetime, value: float, unit: str, wait: float) -> None:
    one = calendar(holidays=GOLDEN_WEEK)
    end = add(one, start, rule(value, unit))
    paused = start + (end - start) / 2
    resumed = paused + timedelta(hours=wait)
    left = between(one, paused, end, unit)
    later = resume(one, end, paused, resumed, unit)
    assert abs(between(one, resumed, later, unit) - left) < timedelta(milliseconds=1)


def test_a_missed_limit_stays_missed_through_rework() -> None:
    end = local("2026-11-20 12:00")
    assert resume(calendar(), end, local("2026-11-20 13:00"), local("2026-11-20 15:00"), "work_hour") == end


def test_the_profile_names_duty_and_zone() -> None:
    one = calendar_of(PROFILE)
    assert one.midnight(date(2026, 11, 21)) == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert one.local_day(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == date(2026, 11, 21)
