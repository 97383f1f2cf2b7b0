"""Deadlines in a row, pauses with a maximum, rework, extensions and lamps, in the city's own time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.rules.clocks import (
    Clock,
    after_pause,
    after_rework,
    begun_after_pause,
    deadlines,
    furthest,
    may_extend,
    may_pause,
    pause_ends,
    turns,
)
from backend.rules.worktime import add, between
from contract.limits import (
    UNITS,
    ExtensionRule,
    HandlingLimit,
    Lamps,
    Limit,
    LimitRules,
    Milestone,
    PauseRule,
)
from tests.rules.test_worktime import calendar, local

DAY = calendar()
BUILDING = HandlingLimit(
    limit=Limit(20, "work_day"),
    milestones=(
        Milestone(name="停工", limit=Limit(4, "work_hour")),
        Milestone(name="处罚", limit=Limit(7, "work_day")),
        Milestone(name="拆除", limit=Limit(20, "work_day")),
    ),
)


def test_several_deadlines_in_a_row_all_count_from_the_dispatch() -> None:
    assert deadlines(DAY, BUILDING, local("2026-11-20 10:00")) == (
        local("2026-11-20 14:00"),
        local("2026-12-01 10:00"),
        local("2026-12-18 10:00"),
    )


def test_a_deadline_may_count_from_the_one_before() -> None:
    row = HandlingLimit(
        limit=Limit(8, "work_hour"),
        milestones=(
            Milestone(name="停工", limit=Limit(4, "work_hour")),
            Milestone(name="拆除", limit=Limit(2, "work_day"), after_previous=True),
        ),
    )
    start = local("2026-11-20 10:00")
    assert deadlines(DAY, row, start) == (local("2026-11-20 14:00"), local("2026-11-24 14:00"))
    early = local("2026-11-20 11:00")
    assert deadlines(DAY, row, start, [early, None]) == (local("2026-11-20 14:00"), local("2026-11-24 11:00"))


def test_without_milestones_there_is_one_deadline() -> None:
    assert deadlines(DAY, HandlingLimit(limit=Limit(2, "urgent_hour")), local("2026-11-20 19:00")) == (
        local("2026-11-20 21:00"),
    )


def test_deadlines_in_a_row_are_never_out_of_order() -> None:
    odd = HandlingLimit(
        limit=Limit(1, "work_day"),
        milestones=(
            Milestone(name="一", limit=Limit(5, "work_day")),
            Milestone(name="二", limit=Limit(1, "work_hour")),
        ),
    )
    first, second = deadlines(DAY, odd, local("2026-11-20 10:00"))
    assert first == second


def test_only_what_the_profile_names_stops_the_clock_and_as_often_as_it_says() -> None:
    rules = LimitRules(pauses=(PauseRule(reason="suspended", times=1), PauseRule(reason="return_asked")))
    assert may_pause(rules, "suspended", 0) is not None
    assert may_pause(rules, "suspended", 1) is None
    assert may_pause(rules, "return_asked", 99) is not None
    assert may_pause(rules, "waiting_for_check", 0) is None


def test_a_pause_lasts_as_long_as_it_may_and_then_the_clock_runs() -> None:
    rule = PauseRule(reason="return_asked", maximum=Limit(4, "work_hour"))
    deadline, paused = local("2026-11-20 18:00"), local("2026-11-20 10:00")
    assert pause_ends(DAY, rule, paused) == local("2026-11-20 14:00")
    assert pause_ends(DAY, PauseRule(reason="suspended"), paused) is None
    short = after_pause(DAY, rule, "work_hour", deadline, paused, local("2026-11-20 12:00"))
    assert short == local("2026-11-20 20:00")
    long = after_pause(DAY, rule, "work_hour", deadline, paused, local("2026-11-25 12:00"))
    assert long == local("2026-11-21 10:00")
    assert after_pause(DAY, None, "work_hour", deadline, paused, local("2026-11-25 12:00")) == deadline


def test_rework_goes_on_with_what_was_left_or_begins_anew() -> None:
    limit, deadline = Limit(8, "work_hour"), local("2026-11-20 16:00")
    handled, returned = local("2026-11-20 14:00"), local("2026-11-23 09:00")
    remaining = LimitRules()
    assert after_rework(DAY, remaining, limit, deadline, handled, returned) == local("2026-11-23 11:00")
    anew = LimitRules(rework_clock="new_limit")
    assert after_rework(DAY, anew, limit, deadline, handled, returned) == local("2026-11-23 17:00")
    ran_on = LimitRules(pauses=())
    assert after_rework(DAY, ran_on, limit, deadline, handled, returned) == deadline


def test_an_extension_is_at_most_a_part_of_the_limit() -> None:
    limit, deadline = Limit(2, "work_day"), local("2026-11-20 10:00")
    assert furthest(DAY, ExtensionRule(), limit, deadline) == local("2026-11-24 10:00")
    assert furthest(DAY, ExtensionRule(factor=0.5), limit, deadline) == local("2026-11-23 10:00")
    assert furthest(DAY, ExtensionRule(factor=0), limit, deadline) == deadline
    later = deadline + timedelta(seconds=1)
    assert [may_extend(ExtensionRule(), times, deadline, deadline) for times in (0, 1, 2)] == [True, True, False]
    assert not may_extend(ExtensionRule(), 0, deadline, later)
    assert may_extend(ExtensionRule(when_overdue=True), 0, deadline, later)


@pytest.mark.parametrize(
    ("now", "lamp", "left_h"),
    [
        ("2026-11-20 10:00", "green", 10),
        ("2026-11-20 17:59", "green", 2 + 1 / 60),
        ("2026-11-20 18:00", "yellow", 2),
        ("2026-11-20 19:30", "yellow", 0.5),
        ("2026-11-20 20:00", "red", 0),
        ("2026-11-21 07:00", "red", 0),
        ("2026-11-21 09:30", "red", -1.5),
    ],
)
def test_a_lamp_turns_by_working_time(now: str, lamp: str, left_h: float) -> None:
    clock = Clock(DAY, Lamps(), local(now))
    started, deadline = local("2026-11-20 10:00"), local("2026-11-20 20:00")
    assert clock.read(started, deadline, "work_hour") == (lamp, round(left_h * 3_600_000_000))


def test_a_night_does_not_turn_the_lamp_of_a_working_limit_but_of_an_urgent_one() -> None:
    started, deadline = local("2026-11-20 18:00"), local("2026-11-23 08:30")
    night = Clock(DAY, Lamps(), local("2026-11-22 23:00"))
    assert night.read(started, deadline, "work_day").lamp == "yellow"
    assert night.read(started, local("2026-11-23 18:00"), "work_day").lamp == "green"
    assert night.read(started, local("2026-11-23 18:00"), "urgent_hour").lamp == "green"
    assert night.read(started, local("2026-11-23 02:00"), "urgent_hour").lamp == "yellow"


def test_a_profile_may_have_other_lamps() -> None:
    started, deadline = local("2026-11-20 10:00"), local("2026-11-20 20:00")
    early = Clock(DAY, Lamps(yellow=50, red=90), local("2026-11-20 15:00"))
    assert early.read(started, deadline, "work_hour").lamp == "yellow"
    assert Clock(DAY, Lamps(yellow=50, red=90), local("2026-11-20 19:00")).read(started, deadline, "work_hour") == (
        "red",
        3_600_000_000,
    )


def test_when_a_lamp_will_turn() -> None:
    started, deadline = local("2026-11-20 10:00"), local("2026-11-20 20:00")
    assert turns(DAY, 0.8, started, deadline, "work_hour") == local("2026-11-20 18:00")
    assert turns(DAY, 0.5, local("2026-11-20 18:00"), local("2026-11-23 10:00"), "work_day") == local(
        "2026-11-20 20:00"
    )
    assert turns(DAY, 0.5, started, deadline, "urgent_hour") == local("2026-11-20 15:00")
    assert turns(DAY, 1.0, started, deadline, "work_hour") == deadline
    # Nothing of a limit that begins and ends at night counts.
    assert turns(DAY, 0.8, local("2026-11-20 21:00"), local("2026-11-20 23:00"), "work_hour") == local(
        "2026-11-20 21:00"
    )


moments = st.integers(-20_000, 20_000).map(lambda minutes: local("2026-10-01 09:00") + timedelta(minutes=minutes))
limits = st.builds(Limit, st.integers(1, 200).map(lambda one: one / 4), st.sampled_from(UNITS))
minutes = st.integers(0, 9000)


@settings(deadline=None)
@given(moments, limits, minutes, minutes)
def test_the_lamp_never_goes_back(start: datetime, limit: Limit, first: int, more: int) -> None:
    deadline, order = add(DAY, start, limit), ("green", "yellow", "red")
    now = start + timedelta(minutes=first)
    one = Clock(DAY, Lamps(), now).read(start, deadline, limit.unit)
    later = Clock(DAY, Lamps(), now + timedelta(minutes=more)).read(start, deadline, limit.unit)
    assert order.index(one.lamp) <= order.index(later.lamp)
    assert later.left_us <= one.left_us
    assert (one.lamp == "red") >= (now >= deadline)


@settings(deadline=None)
@given(moments, limits, minutes)
def test_the_moment_of_yellow_is_when_it_turns(start: datetime, limit: Limit, before: int) -> None:
    deadline = add(DAY, start, limit)
    at = turns(DAY, 0.8, start, deadline, limit.unit)
    assert start <= at <= deadline
    assert Clock(DAY, Lamps(), at).read(start, deadline, limit.unit).lamp != "green"
    earlier = at - timedelta(minutes=before + 1)
    if earlier > start and between(DAY, start, earlier, limit.unit) < between(DAY, start, at, limit.unit):
        assert Clock(DAY, Lamps(), earlier).read(start, deadline, limit.unit).lamp == "green"


@settings(deadline=None)
@given(moments, limits, minutes, minutes, st.integers(1, 100))
def test_a_longer_pause_never_gives_less_time(start: datetime, limit: Limit, until: int, wait: int, most: int) -> None:
    deadline, paused = add(DAY, start, limit), start + timedelta(minutes=until)
    rule = PauseRule(reason="suspended", maximum=Limit(most, "urgent_hour"))
    resumed = paused + timedelta(minutes=wait)
    bounded = after_pause(DAY, rule, limit.unit, deadline, paused, resumed)
    free = after_pause(DAY, PauseRule(reason="suspended"), limit.unit, deadline, paused, resumed)
    assert deadline <= bounded <= free
    if resumed <= paused + timedelta(hours=most):
        assert bounded == free


def test_a_pause_without_duty_lets_no_clock_begin_before_it_did() -> None:
    start = local("2026-10-01 06:00")
    paused = start + timedelta(days=12)
    begun = begun_after_pause(DAY, "work_hour", start, paused, paused + timedelta(microseconds=1))
    assert begun >= start


@settings(deadline=None)
@given(moments, limits, st.floats(0.05, 0.95), minutes)
def test_a_pause_leaves_the_lamp_as_it_was(start: datetime, limit: Limit, part: float, wait: int) -> None:
    deadline = add(DAY, start, limit)
    paused = turns(DAY, part, start, deadline, limit.unit)
    resumed = paused + timedelta(minutes=wait)
    before = Clock(DAY, Lamps(), paused).read(start, deadline, limit.unit)
    later = after_pause(DAY, PauseRule(reason="suspended"), limit.unit, deadline, paused, resumed)
    begun = begun_after_pause(DAY, limit.unit, start, paused, resumed)
    assert start <= begun <= resumed
    after = Clock(DAY, Lamps(), resumed).read(begun, later, limit.unit)
    assert after == before


def test_the_zone_of_a_moment_does_not_matter() -> None:
    started, deadline = local("2026-11-20 10:00"), local("2026-11-20 20:00")
    abroad = ZoneInfo("America/New_York")
    now = local("2026-11-20 18:30")
    here = Clock(DAY, Lamps(), now).read(started, deadline, "work_hour")
    assert here == Clock(DAY, Lamps(), now.astimezone(abroad)).read(
        started.astimezone(abroad), deadline.astimezone(abroad), "work_hour"
    )


@settings(deadline=None)
@given(moments, limits, st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), max_size=6))
def test_what_ran_and_what_is_left_are_the_limit(
    start: datetime, limit: Limit, turns_of: list[tuple[int, int]]
) -> None:
    """However often a clock stands still: running time is never lost or won, but where a limit ends outside duty."""
    one = calendar("rolling_duty_hours")
    deadline = add(one, start, limit)
    whole = between(one, start, deadline, limit.unit)
    now, begun, ran = start, start, timedelta(0)
    for running, standing in turns_of:
        stopped = now + timedelta(minutes=running)
        ran += between(one, now, stopped, limit.unit)
        if stopped >= deadline:
            break
        now = stopped + timedelta(minutes=standing)
        deadline = after_pause(one, PauseRule(reason="suspended"), limit.unit, deadline, stopped, now)
        begun = begun_after_pause(one, limit.unit, begun, stopped, now)
        assert ran + between(one, now, deadline, limit.unit) == whole
        assert between(one, begun, now, limit.unit) == ran
