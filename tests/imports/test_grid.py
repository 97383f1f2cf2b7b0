"""A file of unit grid cells: faults with their places, and with any fault nothing is taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.imports.grid_check import Grid
from contract.errors import Refused
from contract.figures import ImportProgress
from tests.backend.server import Backend, running
from tests.imports.city_maker import DIVISION, SIDE, SOUTH, STEP, WEST, cell_code, files, square, tar_of
from tests.imports.conftest import bring

COMMUNITY = f"{DIVISION}001001"
M = 1 / 111_319.49  # a metre in degrees of latitude


def boxes(side: int, move: dict[int, tuple[float, float]] | None = None) -> tuple[list[str], list[Any]]:
    """A square grid; `move` shifts the east edge of a cell by degrees (east, of its own west edge)."""
    codes, shapes = [], []
    for at in range(side * side):
        row, column = divmod(at, side)
        left, right = (move or {}).get(at, (0.0, 0.0))
        west, south = WEST + column * STEP, SOUTH + row * STEP
        codes.append(cell_code(at))
        shapes.append(shapely.box(west + left, south, west + STEP + right, south + STEP))
    return codes, shapes


def everything(grid: Grid, communities: dict[str, Any] | None = None) -> list[str]:
    known = communities or {}
    faults = [*grid.overlaps(), *grid.beyond(known), *grid.holes(), *grid.gaps(known)]
    return [one.reason if one.at is None else f"{grid.codes[one.at][-3:]} {one.reason}" for one in faults]


def whole(side: int) -> dict[str, Any]:
    return {COMMUNITY: shapely.box(WEST, SOUTH, WEST + side * STEP, SOUTH + side * STEP)}


@given(st.integers(1, 7))
@settings(deadline=None, max_examples=7)
def test_a_seamless_grid_has_no_fault(side: int) -> None:
    assert everything(Grid(*boxes(side)), whole(side)) == []


def test_no_cells_have_no_fault() -> None:
    assert everything(Grid([], []), whole(2)) == []


@given(st.integers(0, 24), st.floats(2 * M, STEP / 2))
@settings(deadline=None, max_examples=40)
def test_an_overlap_is_found_with_both_codes_and_its_place(at: int, by: float) -> None:
    if at % 5 == 4:
        at -= 1
    (fault,) = Grid(*boxes(5, {at: (0.0, by)})).overlaps()
    row, column = divmod(at, 5)
    assert fault.at == at + 1
    assert fault.reason.startswith(f"overlaps {cell_code(at)} by ")
    lon, lat = (float(one) for one in fault.reason.rpartition(" at ")[2].split(", "))
    assert WEST + (column + 1) * STEP <= lon <= WEST + (column + 1) * STEP + by
    assert SOUTH + row * STEP <= lat <= SOUTH + (row + 1) * STEP


@given(st.integers(1, 3), st.integers(1, 3))
@settings(deadline=None, max_examples=9)
def test_a_missing_cell_inside_is_a_hole_and_at_the_edge_a_gap_of_its_community(row: int, column: int) -> None:
    codes, shapes = boxes(5)
    for at, word in ((row * 5 + column, "a hole of"), (row * 5, "no cell covers a part of community")):
        grid = Grid(*zip(*[pair for n, pair in enumerate(zip(codes, shapes, strict=True)) if n != at], strict=True))
        (reason,) = everything(grid, whole(5))
        assert reason.startswith(word)
        lon, lat = (float(one) for one in reason.rpartition(" at ")[2].split(", beside")[0].split(", "))
        assert shapes[at].covers(shapely.Point(lon, lat))
        assert cell_code(at + 1) in reason


@given(st.lists(st.tuples(st.integers(0, 24), st.floats(-0.2 * M, 0.2 * M)), max_size=25))
@settings(deadline=None, max_examples=40)
def test_rounded_coordinates_are_no_fault(moves: list[tuple[int, float]]) -> None:
    grid = Grid(*boxes(5, {at: (0.0, by) for at, by in moves}))
    assert everything(grid, whole(5)) == []


def test_a_cell_that_reaches_out_of_its_community_is_named() -> None:
    inner = {COMMUNITY: shapely.box(WEST, SOUTH, WEST + 1.5 * STEP, SOUTH + 2 * STEP)}
    reasons = everything(Grid(*boxes(2)), inner)
    assert [one[:3] for one in reasons] == ["002", "004"]
    assert all(f"reaches out of community {COMMUNITY} by " in one for one in reasons)


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with running(tmp_path_factory.mktemp("grid")) as one:
        assert bring(one.admin(), "city", tar_of(files(components=3, cases=0))).refused == 0
        yield one


Features = list[dict[str, Any]]


def cells() -> Features:
    found: Features = json.loads(files()["cells.geojson"])["features"]
    return found


def grid_with(backend: Backend, features: Features) -> ImportProgress:
    names = ("city.json", "profile.json")
    body = {name: files()[name] for name in names}
    body["cells.geojson"] = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return bring(backend.admin(), "city", tar_of(body))


def stored(backend: Backend) -> dict[str, str]:
    found = backend.admin().request("GET", "/api/map/cells.geojson").json()["features"]
    return {one["properties"]["code"]: json.dumps(one["geometry"]) for one in found}


def test_the_grid_that_is_there_comes_in_again_unchanged(backend: Backend) -> None:
    progress = grid_with(backend, cells())
    assert (progress.state, progress.accepted, progress.refused) == ("done", 0, 0)


def moved(at: int, east: float) -> Features:
    found = cells()
    row, column = divmod(at, SIDE)
    west, south = WEST + column * STEP, SOUTH + row * STEP
    found[at]["geometry"] = square(west, south, west + STEP + east, south + STEP)
    return found


def twice() -> Features:
    return [*cells(), cells()[7]]


def recoded(code: str) -> Features:
    found = cells()
    found[7]["properties"]["code"] = code
    return found


@pytest.mark.parametrize(
    ("features", "line", "field", "reason"),
    [
        (moved(7, STEP / 2), 9, "geometry", f"overlaps {cell_code(7)} by "),
        (moved(7, -STEP / 2), 0, "geometry", "a hole of "),
        (moved(SIDE - 1, STEP / 2), 6, "geometry", f"reaches out of community {COMMUNITY} by "),
        (moved(SIDE - 1, -STEP / 2), 0, "geometry", f"no cell covers a part of community {COMMUNITY}: "),
        (twice(), SIDE * SIDE + 1, "code", f"{cell_code(7)} is in this file twice, as feature 8, too"),
        (recoded("123"), 8, "code", "'123': a unit grid code has 15 digits, not 3, at 120.0015"),
        (recoded(f"{DIVISION}001002001"), 8, "code", f"there is no community {DIVISION}001002 (digits 1 to 12)"),
        (recoded(cell_code(36)), 8, "geometry", f"overlaps {cell_code(7)} by "),
    ],
)
def test_a_grid_with_a_fault_is_refused_whole_and_says_where(
    backend: Backend, features: Features, line: int, field: str, reason: str
) -> None:
    before = stored(backend)
    progress = grid_with(backend, features)
    assert progress.state == "done"
    faults = [one for one in progress.faults if one.field == f"cells.geojson: {field}"]
    assert any(one.line == line and reason in one.reason for one in faults), progress.faults
    assert progress.refused == len(features), "no cell of the file counts as taken"
    assert "nothing of the unit grid was taken: its file has faults" in progress.notes
    assert stored(backend) == before


def test_a_grid_with_new_edges_comes_in_whole(backend: Backend) -> None:
    found = moved(7, STEP / 4)
    west, south = WEST + 2.25 * STEP, SOUTH + STEP
    found[8]["geometry"] = square(west, south, WEST + 3 * STEP, south + STEP)
    progress = grid_with(backend, found)
    assert (progress.accepted, progress.refused) == (2, 0), progress.faults
    assert shapely.from_geojson(stored(backend)[cell_code(7)]).area == pytest.approx(STEP * STEP * 1.25)
    assert grid_with(backend, cells()).accepted == 2


def collection(features: Features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_a_grid_comes_by_itself_and_may_be_tried_first(backend: Backend) -> None:
    admin, before = backend.admin(), stored(backend)
    found = moved(7, STEP / 4)
    found[8]["geometry"] = square(WEST + 2.25 * STEP, SOUTH + STEP, WEST + 3 * STEP, SOUTH + 2 * STEP)
    trial = bring(admin, "cells", collection(found), dry_run="true")
    assert (trial.state, trial.accepted, trial.refused) == ("done", 0, 0)
    assert trial.notes == ("the grid is sound; 2 cells would change, nothing was written",)
    assert stored(backend) == before
    torn = bring(admin, "cells", collection(moved(7, STEP / 2)), dry_run="true")
    assert torn.refused == SIDE * SIDE
    assert torn.faults[0].reason.startswith(f"overlaps {cell_code(7)} by ")
    done = bring(admin, "cells", collection(found))
    assert (done.accepted, done.unchanged) == (2, SIDE * SIDE - 2)
    assert stored(backend) != before
    assert bring(admin, "cells", collection(cells())).accepted == 2


def test_codes_of_14_digits_get_their_zero_when_it_is_asked_for(backend: Backend) -> None:
    admin, before = backend.admin(), stored(backend)
    old = cells()
    for one in old:
        code = one["properties"]["code"]
        one["properties"]["code"] = code[:12] + code[13:]
    refused = bring(admin, "cells", collection(old))
    assert refused.refused == SIDE * SIDE
    assert "a unit grid code has 15 digits, not 14" in refused.faults[0].reason
    taken = bring(admin, "cells", collection(old), profile="from14")
    assert (taken.refused, taken.unchanged) == (0, SIDE * SIDE)
    assert "36 codes of 14 digits got their zero" in taken.notes
    old[3]["properties"]["code"] = f"{COMMUNITY}00"
    fault = bring(admin, "cells", collection(old), profile="from14").faults[0]
    assert "the sequence (last two digits) starts at 01" in fault.reason
    assert stored(backend) == before
    with pytest.raises(Refused) as no_such:
        bring(admin, "cells", collection(old), profile="pingshan")
    assert no_such.value.problem.field == "profile"


def test_many_cells_are_checked_in_a_moment() -> None:
    side = 100
    codes, shapes = boxes(side)
    codes = [f"{DIVISION}001{1 + at // 999:03d}{1 + at % 999:03d}" for at in range(side * side)]
    shapes[4242] = shapely.transform(shapes[4242], lambda points: points + np.array([STEP / 3, 0.0]))
    reasons = everything(Grid(codes, shapes))
    assert len(reasons) == 2
    assert reasons[0].startswith(codes[4243][-3:])
