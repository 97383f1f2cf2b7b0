"""Layouts: by name, drawn by hand, kept and brought back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.entities import WallState
from contract.walls import fault_of_layout, overlap
from videowall import grid, layouts
from videowall.grid import Arrangement
from videowall.places import Places

CAMERAS = [str(number) for number in range(100, 200)]


def covered(kind: Arrangement) -> list[tuple[int, int]]:
    return sorted(square for place in kind.places for square in layouts.squares(place))


def whole(kind: Arrangement) -> list[tuple[int, int]]:
    return sorted((x, y) for x in range(kind.columns) for y in range(kind.rows))


@pytest.mark.parametrize("count", layouts.USUAL)
def test_a_usual_layout_has_so_many_tiles_and_the_server_takes_it(count: int) -> None:
    kind = layouts.of_count(count)
    assert kind is not None
    assert len(kind.places) == count
    assert covered(kind) == whole(kind)
    assert fault_of_layout(layouts.to_wire(kind)) is None
    assert layouts.of_wire(layouts.to_wire(kind)) == kind
    assert layouts.of_text(layouts.title(kind)) == kind


@pytest.mark.parametrize(
    ("typed", "title"),
    [("9", "3×3"), ("6", "1+5"), (" 1 + 7 ", "1+7"), ("4x3", "4×3"), ("8×8", "8×8"), ("64", "8×8"), ("2*1", "2×1")],
)
def test_a_layout_is_called_by_what_people_say(typed: str, title: str) -> None:
    kind = layouts.of_text(typed)
    assert kind is not None
    assert layouts.title(kind) == title


@pytest.mark.parametrize("typed", ["", "7", "0", "65", "9x8", "0x3", "1+", "1+6", "1+3", "x", "３x３", "-4", "99x1"])
def test_what_is_no_layout_is_none(typed: str) -> None:
    assert layouts.of_text(typed) is None


@st.composite
def spans(draw: st.DrawFn) -> tuple[Arrangement, list[tuple[int, int, int, int]]]:
    columns, rows = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    found = []
    for _ in range(draw(st.integers(0, 6))):
        x, y = draw(st.integers(0, columns - 1)), draw(st.integers(0, rows - 1))
        found.append((x, y, draw(st.integers(1, columns - x)), draw(st.integers(1, rows - y))))
    return grid.raster(columns, rows), found


@given(spans())
def test_whatever_is_drawn_covers_the_raster_exactly_once(
    drawn: tuple[Arrangement, list[tuple[int, int, int, int]]],
) -> None:
    kind, marked = drawn
    for span in marked:
        kind = layouts.merged(kind, *span)
        assert span in kind.places
    assert covered(kind) == whole(kind)
    assert overlap(kind.places) is None
    boxes = grid.boxes(kind, 1920, 1080, 4)
    assert sum((box.w + 4) * (box.h + 4) for box in boxes) == 1924 * 1084
    assert fault_of_layout(layouts.to_wire(kind)) is None


@pytest.mark.parametrize("span", [(0, 0, 4, 1), (-1, 0, 1, 1), (0, 3, 1, 1), (0, 0, 0, 1)])
def test_what_leaves_the_raster_is_refused(span: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="is not within 3 x 3"):
        layouts.merged(grid.raster(3, 3), *span)


def test_splitting_may_not_make_more_tiles_than_a_wall_has() -> None:
    large = Arrangement(12, 12, ((0, 0, 12, 12),))
    with pytest.raises(ValueError, match="at most 64"):
        layouts.merged(large, 0, 0, 1, 1)


def state(version: int, **parts: object) -> WallState:
    return WallState(id="7", name="hall", scene_id="1", version=version, **parts)  # type: ignore[arg-type]


def test_a_larger_layout_keeps_every_camera_where_it_is_and_undo_brings_the_old_one_back() -> None:
    places = Places("video3x3", grid.raster(3, 3))
    places.put(4, "150", places.shown(CAMERAS))
    before = places.shown(CAMERAS)
    assert before == ["100", "101", "102", "103", "150", "105", "106", "107", "108"]
    assert places.lay(grid.raster(4, 4))
    assert places.shown(CAMERAS)[:10] == [*before, "109"]
    assert places.lay(grid.raster(2, 2))
    assert places.undo()
    assert places.undo()
    assert (places.arrangement, places.shown(CAMERAS)) == (grid.raster(3, 3), before)
    assert not places.undo()
    assert not places.lay(grid.raster(3, 3))


def test_only_what_differs_is_told_and_what_another_person_laid_can_be_undone() -> None:
    places = Places("video3x3", grid.raster(3, 3))
    assert places.change("hall", None) is None
    theirs = state(
        2, tiles={"video3x3/0": "120", "other/0": "1"}, layouts={"video3x3": layouts.to_wire(grid.raster(2, 2))}
    )
    places.follow(theirs)
    assert places.shown(CAMERAS) == ["120", "101", "102", "103"]
    assert places.change("hall", theirs) is None
    places.put(2, "130", places.shown(CAMERAS))
    told = places.change("hall", theirs)
    assert told is not None
    assert told.layouts == {}
    assert told.tiles == {"video3x3/2": "130"}
    assert places.undo()
    back = places.change("hall", theirs)
    assert back is not None
    assert back.layouts == {"video3x3": None}
    assert back.tiles == {"video3x3/0": ""}
    places.follow(state(3))
    assert places.shown(CAMERAS)[:2] == ["100", "101"]


def test_a_tile_whose_own_camera_is_called_elsewhere_takes_the_next_that_nobody_has() -> None:
    places = Places("video2x2", grid.raster(2, 2), skip=2)
    assert places.shown(["1", "2", "3", "4", "5"]) == ["3", "4", "5", "1"]
    places.called[0] = "5"
    assert places.shown(["1", "2", "3", "4", "5"]) == ["5", "4", "3", "1"]


def test_a_camera_that_is_shown_already_changes_places_also_with_an_empty_tile() -> None:
    places = Places("video2x1", grid.raster(2, 1))
    assert places.shown(["100"]) == ["100", ""]
    places.put(1, "100", ["100", ""])
    assert places.shown([]) == ["", "100"]
