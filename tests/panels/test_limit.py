"""A lamp on the wall is the server's where the limit runs in working time, else told by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contract.entities import Case, CaseSource, CaseState
from panelkit.limit import limit_of, near_at, shown_limit_of, step_limit_of

EVENING = datetime(2026, 11, 20, 11, tzinfo=UTC)  # 19:00 of a Friday in Shanghai
MONDAY = EVENING + timedelta(days=3)


def case(**more: datetime) -> Case:
    return Case(
        id="1", number="20261120-000001", short=1, class_code="E0110", state=CaseState.HANDLING,
        source=CaseSource.INSPECTOR, reported_at=EVENING, **more,  # type: ignore[arg-type]
    )  # fmt: skip


BY_DUTY = case(clock_started_at=EVENING, near_at=MONDAY - timedelta(hours=2), deadline_at=MONDAY)


@pytest.mark.parametrize(
    ("after", "lamp", "used"),
    [
        (timedelta(0), "ok", 0.0),
        (timedelta(hours=60), "ok", 0.686),  # five sixths of the time by the clock, and Monday's duty has not begun
        (timedelta(hours=70), "near", 0.8),
        (timedelta(hours=71), "near", 0.9),
        (timedelta(hours=72), "near", 1.0),
        (timedelta(hours=73), "late", 1.1),
    ],
)
def test_a_limit_in_working_time_turns_when_the_server_says(after: timedelta, lamp: str, used: float) -> None:
    found = limit_of(BY_DUTY, EVENING + after)
    assert (found.lamp, round(found.used, 3)) == (lamp, used)


def test_without_its_word_four_fifths_of_the_clock_count() -> None:
    plain = case(clock_started_at=EVENING, deadline_at=MONDAY)
    assert limit_of(plain, EVENING + timedelta(hours=57)).lamp == "ok"
    assert limit_of(plain, EVENING + timedelta(hours=58)).lamp == "near"
    assert near_at(plain) == EVENING + 0.8 * timedelta(days=3)


def test_the_step_has_its_own_moment() -> None:
    stepped = case(step_started_at=EVENING, step_near_at=EVENING + timedelta(hours=15), step_deadline_at=MONDAY)
    assert step_limit_of(stepped, EVENING + timedelta(hours=16)).lamp == "near"
    assert near_at(stepped) == EVENING + timedelta(hours=15)
    # A moment that lies outside its limit says nothing.
    odd = case(clock_started_at=EVENING, near_at=MONDAY + timedelta(days=1), deadline_at=MONDAY)
    assert limit_of(odd, EVENING + timedelta(hours=60)).lamp == "near"


def test_while_only_the_post_has_a_limit_that_one_is_shown() -> None:
    step = case(step_started_at=EVENING, step_deadline_at=MONDAY)
    assert shown_limit_of(step, EVENING) == step_limit_of(step, EVENING)
    assert shown_limit_of(BY_DUTY, EVENING) == limit_of(BY_DUTY, EVENING)
