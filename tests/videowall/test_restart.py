"""The restart policy: every state meets every event, and time does what the design says."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videowall.restart import (
    CONNECTED,
    WAITING,
    Act,
    Budget,
    Bytes,
    Connected,
    Course,
    Event,
    Failed,
    KeysOnly,
    Limits,
    Picture,
    Reached,
    Retry,
    Tick,
    Unwanted,
    Wanted,
    advance,
    due,
    stall_after_s,
)
from videowall.stream import Fault, State, Step, Transport

LIMITS = Limits()
EVENTS: tuple[Event, ...] = (
    Wanted(),
    Unwanted(),
    Reached(Step.CONNECT),
    Connected(),
    Bytes(),
    Picture(1 / 15),
    *[Failed(fault) for fault in Fault if fault],
    Retry(),
    KeysOnly(True),
    KeysOnly(False),
    Tick(),
    Tick(may_connect=False),
)


def after(course: Course, *steps: tuple[float, Event], spread: float = 0.0) -> tuple[Course, list[Act]]:
    acts = []
    for now, event in steps:
        course, act = advance(course, event, now, spread, LIMITS)
        acts.append(act)
    return course, acts


def live(at: float = 0.0) -> Course:
    course, _ = after(
        Course(), (at, Wanted()), (at, Tick()), (at, Connected()), (at, Bytes()), (at, Picture(1 / 15)), (at, Picture())
    )
    assert course.state is State.LIVE
    return course


def in_state(state: State) -> Course:
    course = Course(state=state, since=10.0, attempt=1, bytes_at=10.0, picture_at=10.0, interval_s=1 / 15)
    return replace(course, due=12.0) if state in WAITING else course


# Which state each event leads to at once, one second after the state was entered. What is not named stays.
NEXT: dict[tuple[State, type], State] = {
    (State.IDLE, Wanted): State.BACKOFF,  # due at once; the budget decides
    (State.CONNECTING, Connected): State.WAIT_KEY,
    (State.WAIT_KEY, Picture): State.LIVE,
}


@pytest.mark.parametrize(("state", "event"), list(product(State, EVENTS)), ids=str)
def test_every_state_meets_every_event(state: State, event: Event) -> None:
    before = in_state(state)
    course, act = advance(before, event, 11.0, 0.0, LIMITS)
    if isinstance(event, Unwanted):
        assert course.state is State.IDLE
        assert act is (Act.HANG_UP if state is State.CONNECTING or state in CONNECTED else Act.NOTHING)
    elif isinstance(event, Failed) and (state is State.CONNECTING or state in CONNECTED):
        expected = {Fault.AUTH: State.AUTH_FAILED, Fault.NOT_FOUND: State.NOT_FOUND}
        assert course.state is expected.get(event.fault, State.BACKOFF)
        assert act is Act.HANG_UP
        assert course.due is not None
        assert course.fault is event.fault
    else:
        assert course.state is NEXT.get((state, type(event)), state)
        assert act is Act.NOTHING


@pytest.mark.parametrize("state", sorted(WAITING))
def test_a_waiting_stream_is_opened_when_it_is_due_and_the_budget_has_room(state: State) -> None:
    waiting = in_state(state)
    assert not due(waiting, 11.9)
    assert after(waiting, (11.9, Tick()))[1] == [Act.NOTHING]
    assert after(waiting, (12.0, Tick(may_connect=False)))[0].state is state
    course, acts = after(waiting, (12.0, Tick()))
    assert (course.state, acts) == (State.CONNECTING, [Act.CONNECT])


def test_waiting_grows_half_one_two_then_ten_seconds() -> None:
    course, _ = after(Course(), (0.0, Wanted()), (0.0, Tick()))
    now, waits = 0.0, []
    for _ in range(6):
        course, _ = after(course, (now, Failed(Fault.REFUSED)))
        assert course.due is not None
        waits.append(course.due - now)
        now = course.due
        course, _ = after(course, (now, Tick()))
    assert waits == pytest.approx([0.5, 1.0, 2.0, 10.0, 10.0, 10.0])


@pytest.mark.parametrize(("spread", "wait"), [(-1.0, 0.35), (0.0, 0.5), (1.0, 0.65)])
def test_waiting_is_spread_by_thirty_percent(spread: float, wait: float) -> None:
    course, _ = after(in_state(State.CONNECTING), spread=0.0)
    course, _ = advance(replace(course, attempt=0), Failed(Fault.SILENT), 20.0, spread, LIMITS)
    assert course.due == pytest.approx(20.0 + wait)


def test_a_refused_login_waits_thirty_seconds_and_a_missing_stream_fifteen() -> None:
    for fault, wait in ((Fault.AUTH, 30.0), (Fault.NOT_FOUND, 15.0)):
        course, _ = after(in_state(State.CONNECTING), (11.0, Failed(fault)))
        assert course.due == pytest.approx(11.0 + wait)


def test_udp_is_tried_at_once_where_tcp_is_not_offered_and_tcp_again_after_that() -> None:
    course, _ = after(in_state(State.CONNECTING), (11.0, Failed(Fault.TRANSPORT)))
    assert (course.transport, course.due, course.attempt) == (Transport.UDP, 11.0, 1)
    course, _ = after(course, (11.0, Tick()), (12.0, Failed(Fault.TRANSPORT)))
    assert course.transport is Transport.TCP
    assert course.due == pytest.approx(12.0 + 1.0)


@pytest.mark.parametrize(("interval", "limit"), [(None, 1.5), (1 / 15, 1.5), (1.0, 3.0), (5.0, 15.0)])
def test_a_stall_is_a_second_and_a_half_or_three_intervals(interval: float | None, limit: float) -> None:
    assert stall_after_s(interval, LIMITS) == limit
    course = replace(live(), interval_s=interval)
    assert after(course, (limit, Tick()))[0].state is State.LIVE
    assert after(course, (limit + 0.01, Tick()))[0].state is State.STALLED


def test_a_stalled_stream_says_whether_bytes_still_come() -> None:
    assert after(live(), (1.6, Tick()))[0].fault is Fault.NO_BYTES
    assert after(live(), (1.5, Bytes()), (1.6, Tick()))[0].fault is Fault.UNDECODABLE


def test_one_picture_alone_does_not_bring_a_stalled_stream_back_two_do() -> None:
    stalled, _ = after(live(), (1.6, Tick()))
    one, _ = after(stalled, (2.0, Picture(1 / 15)))
    assert one.state is State.STALLED
    assert after(one, (2.1, Picture(1 / 15)))[0].state is State.LIVE


def test_a_stalled_stream_is_given_up_after_four_seconds() -> None:
    stalled, _ = after(live(), (1.6, Tick()))
    assert after(stalled, (5.5, Tick()))[0].state is State.STALLED
    course, acts = after(stalled, (5.61, Tick()))
    assert (course.state, acts) == (State.BACKOFF, [Act.HANG_UP])


def test_key_frames_only_is_judged_by_bytes() -> None:
    course, _ = after(live(), (0.0, KeysOnly(True)))
    for n in range(1, 8):
        course, _ = after(course, (float(n), Bytes()), (n + 0.5, Tick()))
    assert course.state is State.LIVE
    assert after(course, (8.6, Tick()))[0].state is State.STALLED


def test_every_picture_again_may_take_until_the_next_key_frame() -> None:
    course, _ = after(live(), (0.0, KeysOnly(True)), (9.0, Bytes()), (9.0, KeysOnly(False)), (10.0, Tick()))
    assert course.state is State.LIVE


def test_bytes_without_a_key_frame_are_waited_for_thirty_seconds() -> None:
    course, _ = after(Course(), (0.0, Wanted()), (0.0, Tick()), (0.0, Connected()))
    for second in range(1, 30):
        course, _ = after(course, (float(second), Bytes()), (float(second), Tick()))
        assert (course.state, course.step) == (State.WAIT_KEY, Step.KEY)
    course, acts = after(course, (30.0, Bytes()), (30.0, Tick()))
    assert (course.state, course.fault, acts[-1]) == (State.BACKOFF, Fault.NO_KEY, Act.HANG_UP)


def test_a_connection_that_never_says_anything_is_given_up() -> None:
    connecting, _ = after(Course(), (0.0, Wanted()), (0.0, Tick()))
    assert after(connecting, (11.9, Tick()))[0].state is State.CONNECTING
    assert after(connecting, (12.0, Tick()))[0].fault is Fault.SILENT
    silent, _ = after(connecting, (0.1, Connected()), (4.11, Tick()))
    assert silent.fault is Fault.NO_BYTES


def test_failures_are_forgotten_only_after_five_steady_seconds() -> None:
    course = replace(live(), attempt=3)
    flapping, _ = after(course, (4.9, Picture()), (4.9, Tick()))
    assert flapping.attempt == 3
    steady, _ = after(flapping, (5.0, Picture()), (5.0, Tick()))
    assert steady.attempt == 0


def test_retry_is_now() -> None:
    course, acts = after(in_state(State.AUTH_FAILED), (11.0, Retry()), (11.0, Tick()))
    assert (course.state, acts[-1]) == (State.CONNECTING, Act.CONNECT)


def test_the_budget_lets_sixteen_in_and_then_sixteen_a_second() -> None:
    budget = Budget()
    assert sum(budget.take(0.0) for _ in range(100)) == 16
    assert sum(budget.take(0.5) for _ in range(100)) == 8
    assert sum(budget.take(n / 10) for n in range(5, 105)) == pytest.approx(100, abs=60)


@given(st.lists(st.tuples(st.floats(0.0, 3.0), st.sampled_from(EVENTS), st.floats(-1, 1)), max_size=60))
def test_whatever_happens_hanging_up_follows_connecting_and_waiting_has_an_end(
    story: list[tuple[float, Event, float]],
) -> None:
    course, now, open_ = Course(), 0.0, False
    for pause, event, spread in story:
        now += pause
        course, act = advance(course, event, now, spread, LIMITS)
        if act is Act.CONNECT:
            assert not open_
            open_ = True
        elif act is Act.HANG_UP:
            assert open_
            open_ = False
        assert open_ == (course.state is State.CONNECTING or course.state in CONNECTED)
        assert (course.state in WAITING) == (course.due is not None) or course.state is State.LIVE
        if course.due is not None:
            assert course.due - now <= LIMITS.auth_s * 1.3 + 0.01
