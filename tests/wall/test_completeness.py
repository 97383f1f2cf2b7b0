"""When the picture is complete, and what the report counts."""

from __future__ import annotations

from contract.samples import Position
from wall.completeness import CameraFact, Movement, PanelFact, missing

_MAP = PanelFact("map", "current", 0.1)
_QUEUE = PanelFact("queue", "empty", 0.1)


def _camera(state: str) -> CameraFact:
    return CameraFact("c", state, 1, 0.5, 0.1)


def test_the_picture_is_complete_with_data_map_and_every_tile() -> None:
    cameras = [_camera("live"), _camera("recorded")]
    assert missing([_MAP, _QUEUE], cameras, link="current", tiles=2, maps_drawn=True) == []


def test_a_tile_that_is_behind_or_on_key_frames_is_not_complete() -> None:
    cameras = [_camera("live"), _camera("late"), _camera("keys_only")]
    assert missing([_MAP], cameras, link="current", tiles=3, maps_drawn=True) == ["cameras 1/3"]


def test_each_thing_that_is_missing_is_named() -> None:
    stale = PanelFact("queue", "stale", 9.0)
    said = missing([_MAP, stale], [_camera("live"), _camera("failed")], link="stale", tiles=2, maps_drawn=False)
    assert said == ["server (stale)", "queue (stale)", "map", "cameras 1/2"]
    assert missing([], [], link="current", tiles=0, maps_drawn=True) == ["panels"]


def test_a_vehicle_moves_only_while_its_position_changes() -> None:
    movement = Movement(look_back_s=15.0)
    for second in range(3):
        standing, driving = Position(1, 121.0, 31.0), Position(2, 121.0 + second * 1e-4, 31.0)
        movement.look({1: standing, 2: driving}, float(second))
    assert movement.seen == 2
    assert movement.moving(3.0) == 1
    assert movement.moving(60.0) == 0
