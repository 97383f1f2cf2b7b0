"""Positions: a seat gets what was heard of lately, and nothing old as if it were now."""

from __future__ import annotations

import pytest

from backend.hub import Hub
from backend.samples import LOST_S, SampleHub
from backend.seats import Subscription
from backend.settings import LiveStream
from contract.samples import VEHICLES, Position, unpack
from contract.scope import FULL


class Street:
    """A hub of positions whose clock is moved by hand, and seats that take their frames or do not."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.hub = Hub(LiveStream())
        self.samples = SampleHub(self.hub, clock=lambda: self.now)

    def seat(self) -> Subscription:
        one = self.hub.subscribe(FULL, since=None)
        self.samples.subscribe(one, [VEHICLES])
        return one

    def put(self, *numbers: int) -> None:
        self.samples.put(VEHICLES, [Position(number, 121.4, 31.2) for number in numbers])


def taken(seat: Subscription) -> set[int]:
    frame = seat.samples.pop(VEHICLES, None)
    return set() if frame is None else {one.number for one in unpack(frame)[2]}


@pytest.fixture
def street() -> Street:
    return Street()


def test_a_seat_that_joins_is_not_told_of_a_vehicle_that_fell_silent(street: Street) -> None:
    street.put(1, 2)
    assert taken(street.seat()) == {1, 2}
    street.now += LOST_S
    street.put(2)
    street.now += 1
    assert taken(street.seat()) == {2}


def test_a_slow_seat_is_not_told_of_it_again_and_again(street: Street) -> None:
    slow = street.seat()
    street.put(1)
    street.samples.tick()
    street.now += LOST_S + 1
    street.put(2)
    street.samples.tick()  # its last frame still waits: this one is whole
    assert taken(slow) == {2}


def test_a_parked_vehicle_that_still_reports_is_said_again(street: Street) -> None:
    street.put(1)
    seat = street.seat()
    assert taken(seat) == {1}
    street.samples.tick()
    assert taken(seat) == {1}
    for seconds, expected in ((5, set()), (5, {1}), (5, set())):
        street.now += seconds
        street.put(1)
        street.samples.tick()
        assert taken(seat) == expected
