"""Planner, grid, meters, overload, vigil, addresses: decisions without a machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videowall import address, grid, vigil
from videowall.grid import Box
from videowall.meters import IntervalMeter, LagMeter, RateMeter
from videowall.overload import Overload
from videowall.planner import Addresses, Tile, picture_from, plan
from videowall.stream import Decode, Profile
from videowall.vigil import Deed, Life, Vigil

CAMERAS = {str(n): Addresses(main=f"rtsp://c/{n}/main", sub=f"rtsp://c/{n}/sub") for n in range(1, 40)}


# --- planner


def test_small_tiles_take_the_sub_stream_and_large_ones_the_main_stream_beside_it() -> None:
    assert list(plan([Tile("1", 640, 400)], CAMERAS)) == ["1/sub"]
    assert sorted(plan([Tile("1", 640, 401)], CAMERAS)) == ["1/main", "1/sub"]
    assert sorted(plan([Tile("1", 320, 180, enlarged=True)], CAMERAS)) == ["1/main", "1/sub"]


def test_the_sub_stream_is_closed_when_the_main_one_has_pictures() -> None:
    assert list(plan([Tile("1", 1920, 1080)], CAMERAS, live={"1/main"})) == ["1/main"]


def test_a_camera_on_two_monitors_is_opened_once_at_the_larger_size() -> None:
    wants = plan([Tile("1", 320, 180), Tile("1", 640, 360)], CAMERAS)
    assert [(want.id, want.width, want.height) for want in wants.values()] == [("1/sub", 640, 360)]


def test_a_covered_tile_decodes_key_frames_after_two_seconds_and_closes_after_a_minute() -> None:
    for covered, decode in ((0.0, Decode.FULL), (1.9, Decode.FULL), (2.0, Decode.KEYS), (59.0, Decode.KEYS)):
        assert plan([Tile("1", 320, 180, covered_s=covered)], CAMERAS)["1/sub"].decode is decode
    assert plan([Tile("1", 320, 180, covered_s=60.0)], CAMERAS) == {}
    seen_elsewhere = [Tile("1", 320, 180, covered_s=30.0), Tile("1", 320, 180)]
    assert plan(seen_elsewhere, CAMERAS)["1/sub"].decode is Decode.FULL


def test_on_overload_the_smallest_step_back_first() -> None:
    wants = plan([Tile("1", 640, 360), Tile("2", 320, 180), Tile("3", 160, 90)], CAMERAS, demote=2)
    assert {want.camera: want.decode for want in wants.values()} == {
        "1": Decode.FULL,
        "2": Decode.KEYS,
        "3": Decode.KEYS,
    }


def test_a_camera_with_one_stream_uses_it_and_one_without_any_gets_none() -> None:
    cameras = {"1": Addresses(main="a"), "2": Addresses(sub="b"), "3": Addresses()}
    tiles = [Tile("1", 320, 180), Tile("2", 1920, 1080), Tile("3", 320, 180), Tile("4", 320, 180)]
    assert sorted(plan(tiles, cameras)) == ["1/main", "2/sub"]
    assert picture_from(tiles[1], cameras["2"], ()) == ("2/sub",)


@given(
    st.lists(st.tuples(st.integers(1, 39), st.integers(40, 1200), st.booleans(), st.floats(0, 100)), max_size=40),
    st.integers(0, 50),
)
def test_every_seen_tile_has_a_stream_it_can_be_painted_from(
    shown: list[tuple[int, int, bool, float]], demote: int
) -> None:
    tiles = [Tile(str(n), height * 16 // 9, height, enlarged, covered) for n, height, enlarged, covered in shown]
    wants = plan(tiles, CAMERAS, demote=demote)
    assert len({(want.camera, want.profile) for want in wants.values()}) == len(wants)
    for tile in tiles:
        if tile.covered_s < 60:
            assert any(name in wants for name in picture_from(tile, CAMERAS[tile.camera], wants))
    assert all(name == f"{want.camera}/{want.profile}" for name, want in wants.items())
    assert all(want.profile in (Profile.SUB, Profile.MAIN) for want in wants.values())


# --- grid


@pytest.mark.parametrize("tiles", sorted(grid.ARRANGEMENTS))
@pytest.mark.parametrize("size", [(1920, 1080), (641, 359), (1366, 701)])
def test_tiles_cover_the_area_without_overlap(tiles: int, size: tuple[int, int]) -> None:
    kind = grid.arrangement(tiles)
    assert len(kind.places) == tiles
    gap = 4
    cells = grid.boxes(kind, *size, gap)
    assert max(box.x + box.w for box in cells) == size[0]
    assert max(box.y + box.h for box in cells) == size[1]
    for i, a in enumerate(cells):
        assert min(a) >= 0
        for b in cells[i + 1 :]:
            apart = a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y
            assert apart


def test_there_is_an_arrangement_for_any_number_up_to_sixty_four() -> None:
    assert [len(grid.arrangement(n).places) for n in (1, 2, 5, 7, 9, 10, 11, 17, 64)] == [
        1, 4, 6, 8, 9, 10, 16, 25, 64,
    ]  # fmt: skip
    for wrong in (0, 65):
        with pytest.raises(ValueError, match=str(wrong) if wrong else "at least one"):
            grid.arrangement(wrong)
    with pytest.raises(ValueError, match="0 x 3"):
        grid.raster(0, 3)


def test_arrows_move_to_the_neighbour_and_stop_at_the_edge() -> None:
    cells = grid.boxes(grid.raster(3, 3), 900, 600, 4)
    assert [grid.neighbour(cells, 4, dx, dy) for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1))] == [3, 5, 1, 7]
    assert grid.neighbour(cells, 0, -1, 0) == 0
    large = grid.boxes(grid.arrangement(6), 900, 600, 4)
    assert grid.neighbour(large, 0, 1, 0) in (1, 2)
    assert grid.neighbour(large, 1, -1, 0) == 0


@given(st.integers(16, 4000), st.integers(16, 4000), st.integers(40, 2000), st.integers(40, 2000))
def test_a_picture_keeps_its_ratio_and_loses_at_most_a_tenth(sw: int, sh: int, bw: int, bh: int) -> None:
    w, h = grid.scaled(sw, sh, bw, bh)
    part, to = grid.laid(w, h, bw, bh)
    if w > 60 and h > 60:
        assert w / h == pytest.approx(sw / sh, rel=0.06)
    assert part.w >= w * 0.9 - 3
    assert part.h >= h * 0.9 - 3
    assert to.w <= bw
    assert to.h <= bh
    assert (to.w >= bw - 2) or (to.h >= bh - 2)


def test_a_picture_nearly_of_the_tiles_shape_is_cropped_and_another_gets_bars() -> None:
    assert grid.scaled(640, 360, 336, 199) == (354, 200)
    assert grid.laid(354, 200, 336, 199)[1] == Box(0, 0, 336, 199)
    assert grid.scaled(400, 300, 640, 360)[0] < 640


# --- meters


def test_lag_is_what_a_picture_is_later_than_the_most_punctual_one() -> None:
    lag = LagMeter()
    assert lag.lag_s(10.0, 0.0) == 0.0
    assert lag.lag_s(11.5, 1.0) == pytest.approx(0.5, abs=0.01)
    assert lag.lag_s(11.9, 2.0) == 0.0
    assert lag.lag_s(13.9, 3.0) == pytest.approx(1.0, abs=0.01)
    assert lag.lag_s(14.0, 0.0) == 0.0  # the clip begins again


def test_a_delay_that_stays_is_not_forgotten_within_the_hour() -> None:
    lag = LagMeter()
    lag.lag_s(0.0, 0.0)
    late = [lag.lag_s(n + 3.0, float(n)) for n in range(1, 3600)]
    assert min(late) > 2.0


def test_bits_in_a_second_and_the_usual_interval() -> None:
    rate = RateMeter()
    for n in range(30):
        rate.add(n / 15, 5000)
    assert rate.kbit_s(2.0) == pytest.approx(600, rel=0.1)
    assert rate.kbit_s(9.0) == 0.0
    interval = IntervalMeter()
    for stamp in (0.0, 0.5, 1.0, 0.2, 0.7):
        interval.add(stamp)
    assert interval.interval_s == pytest.approx(0.5)


# --- overload


def test_a_busy_machine_steps_back_by_quarters_and_returns_one_by_one() -> None:
    overload = Overload()
    assert [overload.look(n / 4, 8, 16, busy=True) for n in range(13)][-1] == 4
    assert overload.look(3.1, 8, 16, busy=False) == 4
    for n in range(16, 200):
        overload.look(n / 4, 0, 16, busy=False)
    assert overload.demote < 4


def test_a_late_camera_on_an_idle_machine_stays_late_by_itself() -> None:
    overload = Overload()
    assert max(overload.look(n / 4, 16, 16, busy=False) for n in range(100)) == 0
    assert max(overload.look(n / 4, 1, 16, busy=True) for n in range(100)) == 0


# --- vigil


def test_a_worker_is_spawned_heard_killed_after_five_silent_seconds_and_spawned_later_each_time() -> None:
    now, waits = 0.0, []
    life = Vigil()
    for _ in range(6):
        assert vigil.deed(life, now) is Deed.SPAWN
        life = vigil.heard(vigil.spawned(life, now), now + 0.5)
        assert life.life is Life.RUNNING
        assert vigil.deed(life, now + 5.4) is Deed.NOTHING
        assert not vigil.suspect(life, now + 2.4)
        assert vigil.suspect(life, now + 2.6)
        assert vigil.deed(life, now + 5.5) is Deed.KILL
        life = vigil.died(life, now + 5.5)
        waits.append(life.due - now - 5.5)
        assert vigil.deed(life, now + 5.6) is Deed.NOTHING
        now = life.due
    assert waits == pytest.approx([0.5, 1.0, 2.0, 5.0, 10.0, 10.0])


def test_a_slow_start_has_fifteen_seconds_and_a_long_life_earns_a_fresh_one() -> None:
    starting = vigil.spawned(Vigil(), 0.0)
    assert vigil.deed(starting, 14.9) is Deed.NOTHING
    assert vigil.deed(starting, 15.0) is Deed.KILL
    old = vigil.heard(vigil.spawned(Vigil(deaths=4), 0.0), 1.0)
    assert vigil.died(old, 40.0).due == pytest.approx(40.5)
    assert vigil.heard(Vigil(), 1.0).life is Life.DOWN


# --- addresses


@pytest.mark.parametrize(
    "text",
    [
        "rtsp://admin:pa55@10.0.0.1/x",
        "'rtsp://admin:p@55@10.0.0.1:554/x' failed",
        "rtsp://admin:p%2Fa55@h/x",
        "rtsp://admin:p/a55@h/x",
    ],
)
def test_no_password_is_ever_printed(text: str) -> None:
    assert "55@" not in address.scrub(text)
    assert "a55" not in address.scrub(text)
    assert "rtsp://***@" in address.scrub(text)


def test_an_address_without_a_password_is_left_alone() -> None:
    assert address.scrub("rtsp://10.0.0.1/x 1@2") == "rtsp://10.0.0.1/x 1@2"


def test_files_are_told_from_the_network() -> None:
    assert address.file_of("/clips/a b.mp4") == Path("/clips/a b.mp4")
    assert address.file_of("file:///clips/a%20b.mp4") == Path("/clips/a b.mp4")
    assert address.file_of("clips/a.mp4") == Path("clips/a.mp4")
    assert address.file_of("rtsp://h/x") is None
    assert address.endpoint("rtsp://u:p@h/x") == ("h", 554)
    assert address.endpoint("rtsp://h:8554/x") == ("h", 8554)
    assert address.endpoint("rtsp:///x") is None
