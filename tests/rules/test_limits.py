"""Which limit a case has: its condition before its class before the default, by grade and urgency."""

from __future__ import annotations

import msgspec
import pytest

from backend.rules.limits import limits_of, whole_of
from contract.limits import ClassLimits, HandlingLimit, Limit, LimitRules, Milestone, StepLimit
from contract.profile import CityProfile, Condition, LimitRule


def line(value: float, unit: str = "work_hour", *, grade: str = "", urgency: str = "") -> HandlingLimit:
    return HandlingLimit(limit=Limit(value, unit), grade=grade, urgency=urgency)


PROFILE = CityProfile(
    name="样市",
    name_en="Sample",
    division="330000",
    edition="test",
    timezone="Asia/Shanghai",
    bounds=(0, 0, 1, 1),
    default_limit=LimitRule(class_code="", value=8, unit="work_hour"),
    limits=(
        LimitRule(class_code="E0110", value=6, unit="work_hour"),
        LimitRule(class_code="E0111", value=7, unit="work_hour"),
    ),
    class_limits=(
        ClassLimits(class_code="E0110", lines=(line(5), line(4, grade="A"))),
        ClassLimits(class_code="E01102", lines=(line(3, grade="B"),)),
    ),
    conditions=(
        Condition(
            id="C0101-1",
            class_code="C0101",
            limits=(
                line(24),
                line(12, grade="A"),
                line(2, "urgent_hour", urgency="urgent"),
                line(1, "urgent_hour", grade="A", urgency="urgent"),
            ),
        ),
        Condition(id="C0101-2", class_code="C0101", limits=(line(9, grade="C"),)),
        Condition(id="C0101-3", class_code="C0101"),
    ),
    rules=LimitRules(
        steps=(
            StepLimit(step="reported", limit=Limit(15, "work_hour")),
            StepLimit(step="reported", limit=Limit(0.25, "urgent_hour"), urgency="urgent"),
            StepLimit(step="reported", limit=Limit(1, "work_hour"), post="district"),
            StepLimit(step="reported", limit=Limit(2, "work_hour"), grade="A"),
            StepLimit(step="arrive", limit=Limit(0.5, "urgent_hour"), urgency="urgent"),
        )
    ),
)


@pytest.mark.parametrize(
    ("class_code", "condition", "grade", "urgency", "hours"),
    [
        ("C0101", "C0101-1", "", "normal", 24),
        ("C0101", "C0101-1", "B", "normal", 24),
        ("C0101", "C0101-1", "A", "normal", 12),
        ("C0101", "C0101-1", "C", "urgent", 2),
        ("C0101", "C0101-1", "A", "urgent", 1),
        ("C0101", "C0101-2", "C", "normal", 9),
        ("C0101", "C0101-2", "A", "normal", 8),  # no line of the condition holds, and its class has none
        ("C0101", "C0101-3", "A", "normal", 8),
        ("C0101", "of-another-edition", "A", "normal", 8),
        ("E0110", "", "A", "normal", 4),
        ("E0110", "", "B", "normal", 5),  # what names no grade holds for all
        ("E01102", "", "B", "normal", 3),
        ("E01102", "", "C", "normal", 5),  # the finer class says nothing of C: its parent does
        ("E0111", "", "", "normal", 7),
        ("E0199", "", "", "major", 8),
    ],
)
def test_the_most_particular_line_counts(
    class_code: str, condition: str, grade: str, urgency: str, hours: float
) -> None:
    for _ in range(2):  # found, and remembered
        found = limits_of(PROFILE).handling(class_code, condition, grade, urgency)
        assert found.limit.value == hours


@pytest.mark.parametrize(
    ("step", "post", "urgency", "grade", "value"),
    [
        ("reported", "intake", "normal", "", 15),
        ("reported", "intake", "urgent", "", 0.25),
        ("reported", "intake", "normal", "A", 2),
        ("reported", "intake", "urgent", "A", 0.25),
        ("reported", "district", "urgent", "A", 1),
        ("arrive", "", "urgent", "", 0.5),
        ("arrive", "", "normal", "", None),
        ("filed", "dispatcher", "urgent", "", None),
    ],
)
def test_a_step_has_the_limit_of_its_post_urgency_and_grade(
    step: str, post: str, urgency: str, grade: str, value: float | None
) -> None:
    found = limits_of(PROFILE).step(step, post, urgency, grade)
    assert (found.value if found is not None else None) == value


def test_another_profile_has_other_limits() -> None:
    other = msgspec.structs.replace(PROFILE, conditions=(), class_limits=())
    assert limits_of(PROFILE).handling("E0110").limit.value == 5
    assert limits_of(other).handling("E0110").limit.value == 6
    assert limits_of(PROFILE).handling("E0110").limit.value == 5


def test_deadlines_in_a_row_end_with_the_last() -> None:
    stages = (Milestone(name="停工", limit=Limit(4, "work_hour")), Milestone(name="拆除", limit=Limit(20, "work_day")))
    assert whole_of(HandlingLimit(limit=Limit(1, "work_day"), milestones=stages)) == Limit(20, "work_day")
    assert whole_of(line(3)) == Limit(3, "work_hour")
