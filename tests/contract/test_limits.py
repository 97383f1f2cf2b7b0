"""What a city profile says about time travels whole, and as little of it as differs from the defaults."""

from __future__ import annotations

import msgspec

from contract.limits import (
    GRADES,
    PAUSES,
    UNITS,
    WORK_DAY_READINGS,
    ClassLimits,
    DutyHours,
    HandlingLimit,
    Limit,
    LimitRules,
    Milestone,
    OrderLimits,
    StepLimit,
    WorkTime,
)

BUILDING = ClassLimits(
    class_code="E0101",
    lines=(
        HandlingLimit(
            limit=Limit(20, "work_day"),
            milestones=(
                Milestone(name="停工", name_en="stop", limit=Limit(4, "work_hour")),
                Milestone(name="拆除", name_en="demolish", limit=Limit(20, "work_day")),
            ),
        ),
        HandlingLimit(limit=Limit(10, "work_day"), grade="A"),
    ),
)


def test_limits_come_back_as_they_were_sent() -> None:
    rules = LimitRules(
        work_time=WorkTime(work_day="end_of_day", duty=(DutyHours("08:30", "12:00"), DutyHours("14:00", "18:00"))),
        steps=(StepLimit(step="arrive", limit=Limit(0.5, "urgent_hour"), urgency="urgent"),),
        orders=(OrderLimits(sign=Limit(2, "work_hour"), answer=Limit(5, "work_day")),),
    )
    assert msgspec.json.decode(msgspec.json.encode(rules), type=LimitRules) == rules
    assert msgspec.json.decode(msgspec.json.encode(BUILDING), type=ClassLimits) == BUILDING


def test_a_profile_that_says_nothing_has_the_defaults() -> None:
    assert msgspec.json.encode(LimitRules()) == b"{}"
    rules = msgspec.json.decode(b'{"of_a_later_release": 1}', type=LimitRules)
    assert rules == LimitRules()
    assert rules.work_time.work_day in WORK_DAY_READINGS
    assert {one.reason for one in rules.pauses} <= set(PAUSES)
    assert (rules.lamps.yellow, rules.lamps.red) == (80.0, 100.0)
    assert [one.post for one in rules.ladder.rungs] == ["person", "shift_leader", "leader"]
    assert rules.ladder.kinds == ("urgent", "major", "supervised")
    assert (UNITS[0], GRADES) == ("urgent_hour", ("A", "B", "C"))
