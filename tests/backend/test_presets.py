"""Parts of a wall: changed by themselves, kept by number and brought back, on the real server."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contract import commands as c
from contract.entities import Scene, WallState
from contract.errors import Code, Refused
from contract.walls import TileLayout, Tour
from tests.backend.city import Hall
from tests.backend.server import Backend, Caller

ONE_AND_FIVE = TileLayout(
    columns=3, rows=3, spans=((0, 0, 2, 2), (2, 0, 1, 1), (2, 1, 1, 1), (0, 2, 1, 1), (1, 2, 1, 1), (2, 2, 1, 1))
)


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


@pytest.fixture
def duty(hall: Hall) -> Caller:
    """The duty officer before a wall called hall that shows a scene, two cameras, and nothing else."""
    duty = hall.backend.account("duty")
    scene = duty.send(c.SaveScene(name="duty")).ids[0]
    tiles = {"video3x3/0": "11", "video3x3/1": "12"}
    known = hall.admin.live_state()
    for preset in known["scene"].values():
        if isinstance(preset, Scene) and preset.preset:
            duty.send(c.RemovePreset(preset_id=preset.id))
    if known["wall_state"]:
        gone = {"layouts": dict.fromkeys(wall(hall).layouts), "tours": dict.fromkeys(wall(hall).tours)}
        duty.send(c.ArrangeWall(wall="hall", **gone))
    duty.send(c.ShowScene(wall="hall", scene_id=scene, tiles=tiles))
    return duty


def wall(hall: Hall) -> WallState:
    (state,) = [one for one in hall.admin.live_state()["wall_state"].values() if getattr(one, "name", "") == "hall"]
    assert isinstance(state, WallState)
    return state


def refusal(duty: Caller, command: c.Command) -> tuple[Code, str]:
    with pytest.raises(Refused) as refused:
        duty.send(command)
    return refused.value.problem.code, refused.value.problem.field


def test_two_people_arrange_different_tiles_and_both_stay(hall: Hall, duty: Caller) -> None:
    leader = hall.backend.account("leader")
    duty.send(c.ArrangeWall(wall="hall", layouts={"video3x3": ONE_AND_FIVE}, tiles={"video3x3/1": "37"}))
    leader.send(c.ArrangeWall(wall="hall", tiles={"video3x3/5": "38"}))
    state = wall(hall)
    assert state.layouts == {"video3x3": ONE_AND_FIVE}
    assert state.tiles == {"video3x3/0": "11", "video3x3/1": "37", "video3x3/5": "38"}
    assert state.changed_by == leader.session.person_id
    duty.send(c.ArrangeWall(wall="hall", layouts={"video3x3": None}, tiles={"video3x3/1": ""}))
    assert wall(hall).layouts == {}
    assert wall(hall).tiles == {"video3x3/0": "11", "video3x3/5": "38"}


def test_an_older_picture_of_the_wall_is_refused_where_it_is_named(hall: Hall, duty: Caller) -> None:
    seen = wall(hall).version
    duty.send(c.ArrangeWall(wall="hall", tiles={"video3x3/1": "37"}, version=seen))
    late = c.ArrangeWall(wall="hall", tiles={"video3x3/1": "38"}, version=seen)
    assert refusal(duty, late) == (Code.CONFLICT, "$.command.version")
    assert wall(hall).tiles["video3x3/1"] == "37"


def test_a_preset_changes_only_its_part_and_its_tour_begins_when_it_is_called(hall: Hall, duty: Caller) -> None:
    tour = Tour(cameras=("21", "22", "23"), tiles=(2,), step=7, since=datetime(2026, 1, 1, tzinfo=UTC), guests=("9",))
    kept = duty.send(c.SavePreset(number=5, title="早高峰", tiles={"video3x3/1": "37"}, tours={"video3x3": tour}))
    preset = hall.admin.live_state()["scene"][kept.ids[0]]
    assert isinstance(preset, Scene)
    assert (preset.preset, preset.title, preset.tours["video3x3"].since) == (5, "早高峰", None)
    hall.backend.account("leader").send(c.CallPreset(wall="hall", preset_id=preset.id))
    state = wall(hall)
    assert state.tiles == {"video3x3/0": "11", "video3x3/1": "37"}
    running = state.tours["video3x3"]
    assert (running.step, running.guests, running.since) == (0, (), state.changed_at)
    duty.send(c.RemovePreset(preset_id=preset.id))
    assert preset.id not in hall.admin.live_state()["scene"]
    assert wall(hall).tours["video3x3"] == running
    assert refusal(duty, c.CallPreset(wall="hall", preset_id=preset.id))[0] is Code.NOT_FOUND
    again = duty.send(c.SavePreset(number=5, title="晚高峰", tiles={"video3x3/1": "38"})).ids[0]
    assert again != preset.id


def test_a_number_with_another_title_is_not_overwritten_unasked(hall: Hall, duty: Caller) -> None:
    first = duty.send(c.SavePreset(number=5, title="早高峰", tiles={"video3x3/1": "37"})).ids[0]
    other = c.SavePreset(number=5, title="学校", tiles={"video3x3/1": "38"})
    assert refusal(duty, other) == (Code.DUPLICATE, "$.command.number")
    replaced = c.SavePreset(number=5, title="学校", tiles={"video3x3/1": "38"}, replace=True)
    assert duty.send(replaced).ids == (first,)
    preset = hall.admin.live_state()["scene"][first]
    assert isinstance(preset, Scene)
    assert (preset.title, preset.version) == ("学校", 2)


def test_a_preset_is_no_scene_and_a_scene_is_no_preset(hall: Hall, duty: Caller) -> None:
    preset = duty.send(c.SavePreset(number=5, tiles={"video3x3/1": "37"})).ids[0]
    scene = wall(hall).scene_id
    assert refusal(duty, c.ShowScene(wall="hall", scene_id=preset))[0] is Code.NOT_FOUND
    assert refusal(duty, c.SaveScene(name="mine", scene_id=preset))[0] is Code.NOT_FOUND
    assert refusal(duty, c.SaveScene(name="preset/5"))[0] is Code.OUT_OF_RANGE
    assert refusal(duty, c.CallPreset(wall="hall", preset_id=scene))[0] is Code.NOT_FOUND
    assert refusal(duty, c.RemovePreset(preset_id=scene))[0] is Code.NOT_FOUND


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        (((0, 0, 2, 1), (1, 0, 1, 1)), "two tiles cover column 2, row 1"),
        (((0, 0, 3, 1),), "tile 1 reaches beyond the 2 x 2 raster"),
    ],
)
def test_a_layout_that_cannot_be_drawn_is_refused_with_its_reason(
    duty: Caller, spans: tuple[tuple[int, int, int, int], ...], reason: str
) -> None:
    layout = TileLayout(columns=2, rows=2, spans=spans)
    with pytest.raises(Refused) as refused:
        duty.send(c.ArrangeWall(wall="hall", layouts={"video3x3": layout}))
    problem = refused.value.problem
    assert (problem.code, problem.field, problem.reason) == (
        Code.OUT_OF_RANGE,
        "$.command.layouts[video3x3]",
        reason,
    )


def arranged(**parts: object) -> dict[str, object]:
    return {"type": "arrange_wall", "wall": "hall", **parts}


def toured(**parts: object) -> dict[str, object]:
    return arranged(tours={"a": {"cameras": ["1"], "tiles": [0], **parts}})


def laid(columns: int, *spans: list[int]) -> dict[str, object]:
    return arranged(layouts={"a": {"columns": columns, "rows": 1, "spans": spans}})


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"type": "arrange_wall", "wall": "no such"}, "not_found"),
        (arranged(tiles={"a": "no camera"}), "out_of_range"),
        (arranged(tiles={"a": "99999999999999999999"}), "out_of_range"),
        (laid(0), "out_of_range"),
        (laid(99, [0, 0, 1, 1]), "out_of_range"),
        (toured(dwell_s=0), "out_of_range"),
        (toured(tiles=[0, 0]), "out_of_range"),
        (toured(elapsed_s=60), "out_of_range"),
        (toured(since="2026-01-01T00:00:00"), "malformed"),
        (toured(since="0001-01-01T00:00:00Z"), "out_of_range"),
        (toured(step=10**30), "out_of_range"),
        ({"type": "save_preset", "number": 5}, "out_of_range"),
        ({"type": "save_preset", "number": 0, "tiles": {"a": "1"}}, "out_of_range"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    hall: Hall, duty: Caller, command: dict[str, object], code: str
) -> None:
    before = wall(hall)
    answer = duty.request("POST", "/api/commands", json={"id": uuid4().hex, "command": command})
    assert answer.status_code in (400, 404, 422), answer.text
    assert answer.json()["code"] == code, answer.text
    assert wall(hall) == before
