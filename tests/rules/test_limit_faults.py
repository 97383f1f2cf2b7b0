"""A profile's calendar and limits are reported fault by fault, each with its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from backend.rules.limit_faults import calendar_faults, limit_faults, years_reached
from contract.limits import (
    ClassLimits,
    DutyHours,
    HandlingLimit,
    Ladder,
    Lamps,
    Limit,
    LimitRules,
    Milestone,
    OrderLimits,
    PauseRule,
    Rung,
    StepLimit,
    WorkTime,
)
from contract.profile import CityProfile, Condition, LimitRule
from tests.rules.test_limits import PROFILE


def profile(**more: Any) -> CityProfile:
    return msgspec.structs.replace(PROFILE, **more)


def days(*text: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, text))


def rules(**more: Any) -> CityProfile:
    return profile(rules=LimitRules(**more))


def codes(found: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in found]


def test_a_sound_profile_has_no_fault() -> None:
    assert limit_faults(PROFILE) == ()
    covered = profile(holidays=days("2026-10-01", "2027-01-01"), workdays=days("2026-10-10"))
    assert calendar_faults(covered, [2026, 2027]) == ()


@pytest.mark.parametrize(
    ("holidays", "workdays", "place", "code"),
    [
        (["2026-10-01", "2026-10-10"], ["2026-10-10"], "workdays[0]", "holiday_and_workday"),
        (["2026-10-01"], ["2026-10-10", "2026-10-09"], "workdays[1]", "workday_is_no_weekend"),
        (["2026-10-01", "2026-10-01"], [], "holidays[1]", "day_twice"),
        (["2026-10-01"], ["2026-10-10", "2026-10-10"], "workdays[1]", "day_twice"),
    ],
)
def test_a_day_that_cannot_be(holidays: list[str], workdays: list[str], place: str, code: str) -> None:
    found = calendar_faults(profile(holidays=days(*holidays), workdays=days(*workdays)), [2026])
    assert codes(found) == [(place, code)]
    assert found[0].params["day"].startswith("2026-10")


def test_a_year_that_cases_reach_and_the_calendar_does_not_is_a_gap() -> None:
    one = profile(holidays=days("2025-10-01", "2026-10-01"))
    assert [found.params["year"] for found in calendar_faults(one, [2025, 2026, 2027])] == ["2027"]
    # A year between two others is missing whether or not a case is in it.
    two = profile(holidays=days("2025-10-01", "2027-10-01"))
    assert [found.params["year"] for found in calendar_faults(two)] == ["2026"]
    assert [found.params["year"] for found in calendar_faults(two, [2026])] == ["2026"]
    assert [found.params["year"] for found in calendar_faults(profile(), [2026])] == ["2026"]


def test_a_profile_may_say_itself_which_years_it_covers() -> None:
    told = LimitRules(work_time=WorkTime(years=(2026, 2027)))
    one = profile(rules=told, holidays=days("2026-10-01"))
    assert calendar_faults(one, [2026, 2027]) == ()
    assert codes(calendar_faults(profile(rules=told, holidays=days("2028-10-01")), [])) == [
        ("holidays[0]", "day_outside_years")
    ]


def test_how_far_cases_reach() -> None:
    short = profile(conditions=(), class_limits=(), limits=())
    assert list(years_reached(date(2025, 6, 1), date(2026, 11, 1), short)) == [2025, 2026]
    long = profile(default_limit=LimitRule(class_code="", value=60, unit="work_day"))
    assert list(years_reached(date(2026, 6, 1), date(2026, 11, 1), long)) == [2026, 2027]


LINE = HandlingLimit(limit=Limit(1, "work_hour"))


def lines(*every: HandlingLimit) -> CityProfile:
    return profile(class_limits=(ClassLimits(class_code="E0110", lines=every),))


def step(name: str = "filed", **more: Any) -> CityProfile:
    return rules(steps=(StepLimit(step=name, limit=LINE.limit, **more),))


def hours(*every: DutyHours) -> CityProfile:
    return rules(work_time=WorkTime(duty=every))


BELOW = Condition(id="1", class_code="E0110", limits=(HandlingLimit(limit=Limit(-1, "work_day")),))
NO_NUMBER = (Milestone(name="停工", limit=Limit(float("nan"), "work_day")),)


@pytest.mark.parametrize(
    ("wrong", "place", "code"),
    [
        (profile(timezone="Mars/Olympus"), "timezone", "unknown_zone"),
        (profile(timezone="../etc/passwd"), "timezone", "unknown_zone"),
        (profile(duty_from="8 o'clock"), "duty_from", "no_clock_time"),
        (profile(duty_to="25:00"), "duty_to", "no_clock_time"),
        (profile(default_limit=LimitRule(class_code="", value=0, unit="work_hour")),
         "default_limit.value", "out_of_range"),
        (profile(limits=(LimitRule(class_code="E0110", value=1, unit="year"),)), "limits[0].unit", "unknown_unit"),
        (profile(conditions=(BELOW,)), "conditions[0].limits[0].limit.value", "out_of_range"),
        (lines(LINE, LINE), "class_limits[0].lines[1]", "line_twice"),
        (lines(HandlingLimit(limit=LINE.limit, milestones=NO_NUMBER)),
         "class_limits[0].lines[0].milestones[0].limit.value", "out_of_range"),
        (lines(HandlingLimit(limit=LINE.limit, grade="D")), "class_limits[0].lines[0].grade", "unknown_grade"),
        (lines(HandlingLimit(limit=LINE.limit, urgency="x")), "class_limits[0].lines[0].urgency", "unknown_urgency"),
        (step("asleep"), "rules.steps[0].step", "unknown_step"),
        (step(post="king"), "rules.steps[0].post", "unknown_post"),
        (step(urgency="x"), "rules.steps[0].urgency", "unknown_urgency"),
        (step(grade="x"), "rules.steps[0].grade", "unknown_grade"),
        (rules(steps=(StepLimit(step="filed", limit=LINE.limit),) * 2), "rules.steps[1]", "line_twice"),
        (rules(pauses=(PauseRule(reason="lunch"),)), "rules.pauses[0].reason", "unknown_pause"),
        (rules(pauses=(PauseRule(reason="suspended", times=-1),)), "rules.pauses[0].times", "out_of_range"),
        (rules(pauses=(PauseRule(reason="suspended", maximum=Limit(9e9, "urgent_day")),)),
         "rules.pauses[0].maximum.value", "out_of_range"),
        (rules(lamps=Lamps(yellow=120)), "rules.lamps", "out_of_range"),
        (rules(rework_clock="half"), "rules.rework_clock", "unknown_choice"),
        (rules(ladder=Ladder(rungs=(Rung(post="king", after_min=0),))), "rules.ladder.rungs[0].post", "unknown_post"),
        (rules(ladder=Ladder(rungs=(Rung(post="leader", after_min=9), Rung(post="leader", after_min=1)))),
         "rules.ladder.rungs[1].after_min", "out_of_range"),
        (rules(ladder=Ladder(kinds=("odd",))), "rules.ladder.kinds", "unknown_choice"),
        (rules(orders=(OrderLimits(sign=Limit(1, "day")),)), "rules.orders[0].sign.unit", "unknown_unit"),
        (rules(urge_at=("blue",)), "rules.urge_at", "unknown_choice"),
        (rules(work_time=WorkTime(work_day="long")), "rules.work_time.work_day", "unknown_reading"),
        (rules(work_time=WorkTime(day_hours=25)), "rules.work_time.day_hours", "out_of_range"),
        (hours(DutyHours("08:00", "12:00"), DutyHours("11:00", "09:00")),
         "rules.work_time.duty[1]", "duty_longer_than_a_day"),
        (hours(DutyHours("08:00", "noon")), "rules.work_time.duty[0].closes", "no_clock_time"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(wrong: CityProfile, place: str, code: str) -> None:
    assert (place, code) in codes(limit_faults(wrong))


def test_a_night_shift_with_breaks_is_no_fault() -> None:
    night = WorkTime(duty=(DutyHours("20:00", "24:00"), DutyHours("00:30", "08:00"), DutyHours("14:00", "20:00")))
    assert limit_faults(rules(work_time=night)) == ()
