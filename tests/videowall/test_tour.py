"""Tours: a pure machine of the clock, and keys on a panel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.walls import Tour, fault_of_tour
from videowall import tour as tours
from videowall.tour import Phase

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CAMERAS = ("11", "12", "13", "14", "15")


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def going(**parts: object) -> Tour:
    return Tour(**{"cameras": CAMERAS, "tiles": (1, 2), "dwell_s": 10.0, "since": AT, **parts})  # type: ignore[arg-type]


def shown(tour: Tour, seconds: float) -> list[str]:
    return list(tours.now(tour, later(seconds)).cameras.values())


def test_cameras_go_round_and_the_countdown_falls() -> None:
    tour = going()
    assert shown(tour, 0) == ["11", "12"]
    assert shown(tour, 9.9) == ["11", "12"]
    assert shown(tour, 10) == ["13", "14"]
    assert shown(tour, 20) == ["15", "11"]
    assert shown(tour, 50) == ["11", "12"]
    assert [tours.now(tour, later(s)).left_s for s in (0, 4, 9.5, 10)] == [10, 6, 0.5, 10]
    assert tours.coming(tour, later(3)) == ["13", "14"]


def test_hold_keeps_the_second_and_run_goes_on_from_it() -> None:
    held = tours.hold(going(), later(14))
    assert tours.now(held, later(999)).phase is Phase.HELD
    assert shown(held, 999) == ["13", "14"]
    again = tours.run(held, later(1000))
    assert tours.now(again, later(1000)).left_s == 6
    assert shown(again, 1005.9) == ["13", "14"]
    assert shown(again, 1006) == ["15", "11"]
    assert tours.run(again, later(1001)) is again


def test_next_and_last_begin_a_step_anew_also_while_it_is_held() -> None:
    tour = going()
    assert shown(tours.skip(tour, later(3), 1), 3) == ["13", "14"]
    assert tours.now(tours.skip(tour, later(3), 1), later(3)).left_s == 10
    assert shown(tours.skip(tour, later(3), -1), 3) == ["14", "15"]
    held = tours.skip(tours.hold(tour, later(3)), later(5), 1)
    assert tours.now(held, later(500)).phase is Phase.HELD
    assert shown(held, 500) == ["13", "14"]


def test_an_event_takes_the_tiles_and_the_tour_comes_back_to_the_same_second() -> None:
    event = tours.interrupt(going(), ["77"], later(14), 30)
    during = tours.now(event, later(20))
    assert during.phase is Phase.GUESTS
    assert during.cameras == {1: "77", 2: "14"}
    assert during.left_s == 24
    back = tours.now(event, later(44))
    assert (back.phase, back.left_s) == (Phase.RUNNING, 6)
    assert list(back.cameras.values()) == ["13", "14"]
    assert tours.now(tours.run(event, later(20)), later(20)).left_s == 6


def test_a_second_event_prolongs_and_a_held_tour_is_left_alone() -> None:
    first = tours.interrupt(going(), ["77"], later(14), 30)
    second = tours.interrupt(first, ["78", "79", "80"], later(30), 30)
    assert tours.now(second, later(59)).cameras == {1: "78", 2: "79"}
    assert tours.now(second, later(60)).left_s == 6
    held = tours.hold(going(), later(14))
    assert tours.interrupt(held, ["77"], later(15), 30) is held


def test_a_guest_that_goes_round_itself_is_shown_once() -> None:
    event = tours.interrupt(going(), ["12"], later(1), 30)
    assert tours.now(event, later(2)).cameras == {1: "12"}


def test_other_tiles_go_on_with_the_cameras_that_are_shown() -> None:
    tour = tours.with_tiles(going(), (4, 1, 2), later(12))
    assert tour is not None
    assert tours.now(tour, later(12)).cameras == {1: "13", 2: "14", 4: "15"}
    assert tours.with_tiles(tour, (), later(12)) is None


def test_fewer_cameras_than_tiles_stand_still() -> None:
    tour = going(cameras=("11",))
    assert tours.now(tour, later(25)).cameras == {1: "11"}
    assert tours.now(tours.skip(tour, later(25), -1), later(25)).cameras == {1: "11"}
    assert tours.coming(tour, later(25)) == []


ACTS = st.sampled_from(["run", "hold", "next", "last", "event", "wait"])


@given(
    st.lists(st.integers(1, 99).map(str), min_size=1, max_size=12, unique=True),
    st.integers(1, 6),
    st.lists(st.tuples(ACTS, st.floats(0, 100)), max_size=20),
)
def test_whatever_is_done_to_a_tour_the_server_takes_it_and_no_camera_is_on_two_tiles(
    cameras: list[str], tiles: int, acts: list[tuple[str, float]]
) -> None:
    tour, at = going(cameras=tuple(cameras), tiles=tuple(range(tiles))), AT
    for act, wait in acts:
        at += timedelta(seconds=wait)
        match act:
            case "run":
                tour = tours.run(tour, at)
            case "hold":
                tour = tours.hold(tour, at)
            case "next" | "last":
                tour = tours.skip(tour, at, 1 if act == "next" else -1)
            case "event":
                tour = tours.interrupt(tour, ["500", "501"], at)
        here = tours.now(tour, at)
        assert fault_of_tour(tour) is None
        assert tour.step >= 0
        assert 0 < here.left_s <= max(tour.dwell_s, tours.GUEST_S) or here.phase is Phase.HELD
        assert len(set(here.cameras.values())) == len(here.cameras)
        assert set(here.cameras) <= set(tour.tiles)


@given(st.floats(0, 10_000), st.floats(0, 10_000))
def test_holding_and_running_again_loses_no_time_of_the_step(before: float, pause: float) -> None:
    held = tours.hold(going(), later(before))
    here = tours.now(tours.run(held, later(before + pause)), later(before + pause))
    assert here.step % 5 == tours.now(going(), later(before)).step % 5 or here.elapsed_s == pytest.approx(0, abs=1e-5)
    assert here.left_s == pytest.approx(tours.now(going(), later(before)).left_s, abs=1e-3) or here.left_s == 10
