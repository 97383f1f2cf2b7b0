"""Arrangements of panels, tried without a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.entities import Cell
from wall.layout import RASTER, Area, fault, fold, overlaps, place, used
from wall.shipped import SCENES, variant


def _cell(monitor: int, x: int, y: int, w: int, h: int) -> Cell:
    return Cell(monitor=monitor, x=x, y=y, w=w, h=h, panel="p")


@st.composite
def cells(draw: st.DrawFn, monitors: int = 4) -> Cell:
    x, y = draw(st.integers(0, RASTER - 1)), draw(st.integers(0, RASTER - 1))
    w, h = draw(st.integers(1, RASTER - x)), draw(st.integers(1, RASTER - y))
    return _cell(draw(st.integers(1, monitors)), x, y, w, h)


@given(st.integers(1, RASTER - 1), st.integers(640, 4000), st.integers(0, 24))
def test_neighbours_are_exactly_one_gap_apart(split: int, width: int, gap: int) -> None:
    left = place(_cell(1, 0, 0, split, 24), Area(0, 0, width, 900), gap)
    right = place(_cell(1, split, 0, RASTER - split, 24), Area(0, 0, width, 900), gap)
    assert left.x == gap
    assert right.x - (left.x + left.w) == gap
    assert right.x + right.w == width - gap


@given(cells(), st.integers(800, 4000), st.integers(600, 2200))
def test_a_panel_stays_inside_its_monitor(cell: Cell, width: int, height: int) -> None:
    at = place(cell, Area(10, 48, width, height), 8)
    assert at.x >= 10 + 8
    assert at.y >= 48 + 8
    assert at.x + at.w <= 10 + width - 8
    assert at.y + at.h <= 48 + height - 8
    assert at.w > 0
    assert at.h > 0


@given(st.lists(cells(), max_size=12), st.integers(1, 5))
def test_folding_loses_no_panel_and_uses_only_monitors_that_are_there(given_cells: list[Cell], monitors: int) -> None:
    folded = fold(given_cells, monitors)
    assert len(folded) == len(given_cells)
    assert all(1 <= cell.monitor <= monitors and fault(cell) is None for cell in folded)


def test_two_full_monitors_on_one_stand_side_by_side() -> None:
    folded = fold([_cell(1, 0, 0, 24, 24), _cell(2, 0, 0, 24, 24)], 1)
    assert [(cell.x, cell.w) for cell in folded] == [(0, 12), (12, 12)]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_shipped_scene_fits_its_raster_and_nothing_covers_anything(scene: object) -> None:
    cells_of = scene.cells  # type: ignore[attr-defined]
    assert [fault(cell) for cell in cells_of] == [None] * len(cells_of)
    assert overlaps(cells_of) == []


@pytest.mark.parametrize("monitors", [1, 2, 4])
def test_every_panel_of_duty_is_there_with_one_two_and_four_monitors(monitors: int) -> None:
    names = {scene.name: scene for scene in SCENES}
    scene = names.get(variant("duty", monitors), names["duty"])
    kinds = {cell.panel for cell in scene.cells}
    assert {"map", "queue", "video", "case", "kpi"} <= kinds
    assert used(scene.cells) <= monitors


def test_a_cell_beyond_the_raster_is_named() -> None:
    assert "raster" in (fault(_cell(1, 20, 0, 8, 4)) or "")
    assert fault(_cell(0, 0, 0, 1, 1)) == "monitor 0"
