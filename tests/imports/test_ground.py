"""What is known of a point: cell, areas, owner, the components around; with a small city and with the demo city."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.map.nearest import distances_m
from contract import geo
from contract.editions import Edition, EditionTable
from contract.entities import Area, Department
from contract.errors import Code, Refused
from contract.ground import OFFERED_MOST, Ground
from tests.backend.server import Backend, Caller, running
from tests.imports.city_maker import DIVISION, SOUTH, STEP, WEST, cell_code, csv_bytes, files, tar_of
from tests.imports.conftest import bring
from tests.imports.test_tiles import census_of, points
from tests.simulator.city import small_city

HEAD = ("code", "class_code", "lon", "lat", "cell_code", "department_code", "state")
LON, LAT = WEST + 2.5 * STEP, SOUTH + 0.5 * STEP


def content() -> dict[str, bytes]:
    found = files()
    found["components.csv"] = csv_bytes(
        HEAD,
        [
            (f"{DIVISION}0101000001", "C0101", f"{LON:.7f}", f"{LAT:.7f}", "", "D1", "intact"),
            (f"{DIVISION}0101000002", "C0101", f"{LON + 0.0001:.7f}", f"{LAT:.7f}", "", "D2", "damaged"),
            (f"{DIVISION}0102000001", "C0102", f"{LON:.7f}", f"{LAT:.7f}", "", "", "intact"),
        ],
    )
    profile = json.loads(found["profile.json"])
    profile["responsibility"] = [
        {"department_code": "D3", "class_code": "C01"},
        {"department_code": "D2", "class_code": "E0110", "area_code": f"{DIVISION}001"},
        {"department_code": "gone", "class_code": "C0402"},
    ]
    found["profile.json"] = json.dumps(profile).encode()
    return found


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with running(tmp_path_factory.mktemp("ground")) as one:
        progress = bring(one.admin(), "city", tar_of(content()))
        assert (progress.state, progress.refused) == ("done", 0), progress.faults
        yield one


@pytest.fixture(scope="module")
def seat(backend: Backend) -> Caller:
    return backend.account("intake")


def asked(seat: Caller, lon: float = LON, lat: float = LAT, **more: object) -> Ground:
    return seat.get("/api/ground", Ground, lon=lon, lat=lat, **more)


def codes_of(seat: Caller, ground: Ground) -> list[str]:
    areas = seat.live_state()["area"]
    ids = (ground.grid_id, ground.community_id, ground.street_id, ground.district_id)
    found = [areas.get(one or "") for one in ids]
    return [one.code if isinstance(one, Area) else "" for one in found]


def department(seat: Caller, ground: Ground) -> str:
    one = seat.live_state()["department"].get(ground.department_id or "")
    return one.code if isinstance(one, Department) else ""


def test_a_point_has_its_cell_its_grade_and_its_areas(seat: Caller) -> None:
    ground = asked(seat)
    assert (ground.cell_code, ground.grade) == (cell_code(2), "A")
    assert codes_of(seat, ground) == ["G01", f"{DIVISION}001001", f"{DIVISION}001", DIVISION]
    east = asked(seat, lon=WEST + 4.5 * STEP)
    assert codes_of(seat, east)[0] == "G02"


def test_a_point_outside_the_city_has_nothing(seat: Caller) -> None:
    assert asked(seat, lon=WEST - 1) == Ground()


def test_the_nearest_component_of_the_class_is_offered_first(seat: Caller) -> None:
    found = asked(seat, class_code="C0101").components
    assert [one.code[-6:] for one in found] == ["000001", "000002"]
    assert found[0].distance_m < 0.1
    assert found[1].distance_m == pytest.approx(geo.distance_m(LON, LAT, LON + 0.0001, LAT), abs=0.05)
    assert found[1].state == "damaged"
    assert len(asked(seat, class_code="C0101", radius_m=5).components) == 1
    assert asked(seat, class_code="E0110").components == ()
    assert asked(seat).components == ()


def test_the_owner_is_that_of_the_component_before_that_of_the_table(seat: Caller) -> None:
    def owner(**more: object) -> tuple[str, str]:
        ground = asked(seat, **more)  # type: ignore[arg-type]
        return department(seat, ground), ground.owner_by

    assert owner(class_code="C0101", component_code=f"{DIVISION}0101000002") == ("D2", "component")
    assert owner(class_code="C0101") == ("D1", "nearest")
    assert owner(class_code="C0102") == ("D3", "table"), "the component next to it has no owner"
    assert owner(class_code="C0102", component_code=f"{DIVISION}0102000001") == ("D3", "table")
    assert owner(class_code="E0110") == ("D2", "table")
    assert owner(class_code="E0110", lon=WEST - 1) == ("", "")
    assert owner(class_code="C0402") == ("", ""), "the table names a department that is not there"
    assert owner() == ("", "")


def test_the_owner_follows_a_department_that_comes_later(backend: Backend, seat: Caller) -> None:
    from contract.commands import SaveDepartment

    backend.admin().send(SaveDepartment(code="gone", name="园林处"))
    assert department(seat, asked(seat, class_code="C0402")) == "gone"


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"lon": 181, "lat": 31}, Code.OUT_OF_RANGE, "$.lon"),
        ({"lon": 120}, Code.MALFORMED, "$"),
        ({"lon": 120, "lat": 31, "radius_m": 0}, Code.OUT_OF_RANGE, "$.radius_m"),
        ({"lon": 120, "lat": 31, "component_code": "12"}, Code.OUT_OF_RANGE, "$.component_code"),
        ({"lon": 120, "lat": 31, "klass": "C0101"}, Code.MALFORMED, "$.klass"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    seat: Caller, query: dict[str, object], code: Code, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        seat.get("/api/ground", Ground, **query)
    assert (refused.value.problem.code, refused.value.problem.field) == (code, field)


def test_editions_are_told_side_by_side(seat: Caller) -> None:
    side = seat.get("/api/classes/editions", EditionTable, edition=Edition.CJ_2007, other=Edition.GB_2013)
    assert len(side.classes) == 137
    assert ("C0132", "C0125") in {(one.code, one.other) for one in side.matches}
    with pytest.raises(Refused) as refused:
        seat.get("/api/classes/editions", EditionTable, edition="GB 1")
    assert refused.value.problem.field == "$.edition"


@given(
    points,
    st.floats(-179.9, 179.9),
    st.floats(-80, 80),
    st.floats(1, 500),
    st.integers(0, 90),
    st.sampled_from([101, 102]),
)
@settings(max_examples=150, deadline=None)
def test_the_nearest_of_a_class_are_those_that_a_plain_search_finds(
    items: list[tuple[float, float, int, int]], lon: float, lat: float, radius_m: float, around: int, class4: int
) -> None:
    crowd = [(lon + i * 7e-6, lat + (i % 9) * 1e-5, 101 + i % 2, 0) for i in range(-around, around)]
    census = census_of([one for one in [*items, *crowd] if -180 <= one[0] <= 180] or [(lon, lat, 101, 0)])
    mine = census.rows.class4 == class4
    away = np.sort(distances_m(lon, lat, census.rows.lon[mine], census.rows.lat[mine]))
    expected = away[away <= radius_m][:OFFERED_MOST]
    found = census.nearest(f"C{class4:04d}", lon, lat, radius_m, OFFERED_MOST)
    assert np.allclose([one.distance_m for one in found], expected, atol=0.01)
    assert {one.class_code for one in found} <= {f"C{class4:04d}"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_city(tmp_path_factory.mktemp("demo") / "city")


def test_every_point_of_the_demo_city_finds_the_areas_that_hold_it(demo: Path, tmp_path: Path) -> None:
    names = ("city.json", "profile.json", "areas.geojson", "cells.geojson", "departments.csv")
    with running(tmp_path / "data") as backend:
        body = tar_of({name: (demo / name).read_bytes() for name in names})
        progress = bring(backend.admin(), "city", body)
        assert (progress.state, progress.refused) == ("done", 0), progress.faults[:5]
        seat = backend.account("dispatcher")
        shapes = {
            one["properties"]["code"]: shapely.from_geojson(json.dumps(one["geometry"]))
            for one in json.loads((demo / "areas.geojson").read_bytes())["features"]
        }
        cells = json.loads((demo / "cells.geojson").read_bytes())["features"]
        for one in cells[:: max(1, len(cells) // 40)]:
            middle = shapely.from_geojson(json.dumps(one["geometry"])).representative_point()
            ground = asked(seat, middle.x, middle.y, class_code="E0110")
            assert ground.cell_code == one["properties"]["code"]
            areas = codes_of(seat, ground)
            assert areas[0] == one["properties"]["area_code"]
            assert areas[1:3] == [ground.cell_code[:12], ground.cell_code[:9]]
            for code in areas:
                assert shapes[code].buffer(1e-9).covers(middle), (code, middle)
