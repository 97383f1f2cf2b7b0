"""The live socket: every fault of the wire ends in the same state as if nothing had happened."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from backend_client.retry import JITTER, STEPS_S, Backoff
from backend_client.session import SeatSession
from contract.samples import VEHICLES, Position, pack
from tests.client.toy import Toy, case


@pytest.fixture
def seat(toy: Toy, qtbot: QtBot) -> Iterator[SeatSession]:
    """A seat that is current."""
    toy.happen(case(1))
    one = SeatSession(toy.url)
    one.start("li", "right")
    qtbot.waitUntil(lambda: one.link.state is LinkState.CURRENT, timeout=8000)
    yield one
    one.stop()


def caught_up(seat: SeatSession, toy: Toy) -> bool:
    return seat.link.state is LinkState.CURRENT and seat.store.seq == toy.seq and seat.store.live == toy.live


def test_a_seat_begins_with_a_snapshot_and_then_hears_facts(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    assert seat.store.get("case", "1") is not None
    toy.happen(case(2))
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=3000)
    assert toy.snapshots == 1
    assert seat.link.events_applied == 1


def test_a_duplicate_is_not_applied_twice(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    toy.repeat_next_fact = True
    toy.happen(case(2))
    toy.happen(case(3))
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=3000)
    assert (seat.link.events_applied, seat.link.gaps) == (2, 0)


def test_a_gap_is_never_guessed_over(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    toy.skip_next_fact = True
    toy.happen(case(2))
    toy.happen(case(3))
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=6000)
    assert seat.link.gaps == 1
    assert toy.snapshots == 2


def test_a_connection_pulled_in_the_middle_of_a_frame_loses_nothing(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    toy.cut_next_frame = True
    toy.happen(case(2))
    toy.happen(case(3))
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=8000)
    assert seat.link.gaps == 0  # the half frame was never applied, the cursor asked for it again


def test_a_server_that_never_has_the_cursor_is_not_stormed(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    toy.always_resync = True
    toy.skip_next_fact = True
    toy.happen(case(2))
    toy.happen(case(3))  # a gap: the seat comes back with a fresh snapshot, and is sent away again and again
    qtbot.waitUntil(lambda: seat.link.last_reason == "resync", timeout=8000)
    assert seat.link._again.isActive()  # it pauses before the next try
    assert seat.link.state is LinkState.STALE
    toy.always_resync = False
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=10_000)


def test_a_shorter_history_means_starting_over(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    for number in (2, 3, 4):
        toy.happen(case(number))
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=3000)
    toy.forget()
    toy.happen(case(9))
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=8000)
    assert set(seat.store.all("case")) == {"9"}


def test_a_silent_server_is_stale_within_six_seconds_and_current_again(
    seat: SeatSession, toy: Toy, qtbot: QtBot
) -> None:
    toy.mute = True
    toy.happen(case(2))
    qtbot.waitUntil(lambda: seat.link.state is LinkState.STALE, timeout=7000)
    toy.mute = False
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=10_000)


def test_random_faults_end_in_the_same_state(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    dice = random.Random(7)
    for step in range(120):
        toy.happen(case(dice.randrange(1, 30), version=step + 2))
        fault = dice.randrange(24)
        toy.skip_next_fact = fault == 0
        toy.repeat_next_fact = fault in (1, 2)
        toy.cut_next_frame = fault == 3
        if fault == 4:
            toy.drop_all()
        if fault == 5:
            toy.fail_next_tickets = 1
        qtbot.wait(5)
    toy.skip_next_fact = toy.cut_next_frame = False
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=20_000)


def test_changed_comes_at_most_once_a_frame(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    told: list[set[str]] = []
    seat.store.changed.connect(lambda kinds: told.append(kinds))
    for number in range(2, 402):
        toy.happen(case(number))
    qtbot.waitUntil(lambda: caught_up(seat, toy), timeout=8000)
    qtbot.waitUntil(lambda: bool(told), timeout=1000)
    assert len(told) < 200
    assert all(kinds == {"case"} for kinds in told)


def test_positions_arrive_in_their_own_lane(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    before = seat.store.seq
    with toy.lock:
        toy._sockets[0][0].send(pack(VEHICLES, 1000.0, [Position(7, 121.47, 31.23, 90, 12)]))
    qtbot.waitUntil(lambda: 7 in seat.link.positions[VEHICLES], timeout=2000)
    assert seat.link.positions[VEHICLES][7] == Position(7, 121.47, 31.23, 90, 12)
    assert seat.store.seq == before


def test_the_clock_follows_the_servers(seat: SeatSession, toy: Toy, qtbot: QtBot) -> None:
    assert abs((seat.link.server_now() - datetime.now(UTC)).total_seconds()) < 1.0


def test_backoff_grows_to_four_seconds_with_jitter() -> None:
    backoff = Backoff()
    for step in (*STEPS_S, 4.0, 4.0):
        assert step * (1 - JITTER) <= backoff.next_s() <= step * (1 + JITTER)
    backoff.reset()
    assert backoff.next_s() <= 0.5 * (1 + JITTER)
