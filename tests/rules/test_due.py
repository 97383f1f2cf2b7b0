"""What nobody does is done by the system: each thing once, in order, also after days, and never in a heap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.due import KINDS, Due, Waiting, done, due_now, dues, next_wake

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEAR = timedelta(milliseconds=20)


def kinds_of(found: tuple[Due, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.cause) for one in found]


def test_a_case_without_clocks_waits_for_nothing() -> None:
    assert dues(Waiting()) == ()
    assert next_wake((), NOON) is None
    assert due_now((), NOON, NOON) is None


def test_the_end_of_a_limit_is_told_and_then_urged() -> None:
    found = dues(Waiting(handling_ends_at=NOON, step_ends_at=NOON - HOUR))
    assert kinds_of(found) == [("urge", "step"), ("limit_ended", "handling"), ("urge", "handling")]
    assert NOON < found[1].at < found[2].at < NOON + NEAR


def test_urging_may_begin_when_the_lamp_turns_yellow_or_never() -> None:
    clocks = Waiting(handling_ends_at=NOON, handling_yellow_at=NOON - HOUR, step_yellow_at=NOON - 2 * HOUR)
    both = msgspec.structs.replace(clocks, urge_at=("yellow", "red"))
    assert kinds_of(dues(both)) == [
        ("urge", "step"), ("urge", "handling"), ("limit_ended", "handling"), ("urge", "handling"),
    ]  # fmt: skip
    assert kinds_of(dues(msgspec.structs.replace(clocks, urge_at=()))) == [("limit_ended", "handling")]


def test_two_clocks_that_end_together_urge_once() -> None:
    assert kinds_of(dues(Waiting(step_ends_at=NOON, aside=(("arrive", NOON),)))) == [("urge", "arrive")]


def test_urging_is_repeated_from_the_last_one_on() -> None:
    late = Waiting(step_ends_at=NOON, urge_again_min=60)
    assert len(dues(late)) == 1
    urged = msgspec.structs.replace(late, urged_at=NOON + HOUR / 2)
    assert dues(urged)[-1].at - (NOON + 1.5 * HOUR) < NEAR
    # Somebody urged by hand before the limit ended: the end is still urged, and nothing in between.
    early = msgspec.structs.replace(late, urged_at=NOON - 3 * HOUR)
    assert len(dues(early)) == 1


def test_an_act_leaves_alone_what_was_due_before_it_and_nobody_looked_at() -> None:
    found = dues(Waiting(handling_ends_at=NOON, suspended_until_at=NOON + 5 * HOUR))
    was = found[0].at
    assert next_wake(found, NOON - HOUR) == was
    assert next_wake(found, NOON + HOUR, was) == was
    assert next_wake(found, NOON + HOUR) == found[-1].at
    # The clock that had ended is none any more.
    assert next_wake((), NOON + HOUR, was) is None


def run(waiting: Waiting, wake: datetime | None, looks: list[datetime]) -> list[tuple[Due, datetime]]:
    """A job that looks at these moments and does all that is due, one thing at a time."""
    acts = []
    for now in looks:
        while wake is not None and wake <= now:
            found = dues(waiting)
            one = due_now(found, wake, now)
            if one is None:
                wake = next_wake(found, now)
                break
            acts.append((one, now))
            if one.kind == "urge":
                waiting = msgspec.structs.replace(waiting, urged_at=now)
            elif one.kind == "wake":
                waiting = msgspec.structs.replace(waiting, suspended_until_at=None)
            wake = next_wake(dues(waiting), now, done(one))
    return acts


def test_after_days_each_thing_is_done_once_and_in_order() -> None:
    waiting = Waiting(
        step_ends_at=NOON,
        handling_ends_at=NOON + 2 * HOUR,
        suspended_until_at=NOON + HOUR,
        urge_again_min=30,
    )
    first = next_wake(dues(waiting), NOON - HOUR)
    acts = run(waiting, first, [NOON + timedelta(days=3), NOON + timedelta(days=3, minutes=1)])
    assert kinds_of(tuple(one for one, _ in acts)) == [
        ("urge", "step"), ("wake", ""), ("limit_ended", "handling"), ("urge", "handling"),
    ]  # fmt: skip


offsets = st.one_of(st.none(), st.integers(0, 600).map(lambda one: NOON + timedelta(minutes=one)))
waitings = st.builds(
    Waiting,
    handling_ends_at=offsets,
    handling_yellow_at=offsets,
    step_ends_at=offsets,
    step_yellow_at=offsets,
    suspended_until_at=offsets,
    pause_ends_at=offsets,
    archive_at=offsets,
    urge_at=st.sampled_from([("red",), ("yellow", "red"), ()]),
    urge_again_min=st.sampled_from([0, 45]),
)


@given(waitings, st.lists(st.integers(0, 900), min_size=1, max_size=8))
def test_whenever_the_job_looks_everything_is_done_once(waiting: Waiting, minutes: list[int]) -> None:
    looks = [NOON + timedelta(minutes=one) for one in sorted(minutes)]
    looks.append(NOON + timedelta(days=9))
    acts = run(waiting, next_wake(dues(waiting), NOON - HOUR), looks)
    planned = list(dues(waiting))
    first_times = [one for one, _ in acts if one in planned]
    assert sorted(first_times) == sorted(planned)
    assert [one.at for one, _ in acts] == sorted(one.at for one, _ in acts)
    assert len({one.at for one, _ in acts}) == len(acts)
    # Repeated urging: at most one for each look, whatever time went by.
    assert len(acts) - len(planned) <= len(looks)
    assert {one.kind for one, _ in acts} <= set(KINDS)
