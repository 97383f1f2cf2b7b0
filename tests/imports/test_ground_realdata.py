"""Codes, grid and ground with real streets, a real boundary and real hydrants; skipped with a reason without them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import shapely

from backend.imports.grid_check import Grid
from contract import codes
from contract.ground import Ground
from tests.backend.server import running
from tests.imports.conftest import bring

pytestmark = pytest.mark.realdata


def test_every_real_street_makes_legal_cell_codes(realdata: Path) -> None:
    with (realdata / "boundaries" / "modood_streets.csv").open(encoding="utf-8", newline="") as lines:
        streets = [row["code"] for row in csv.DictReader(lines)]
    assert len(streets) > 1000
    divisions = {code[:6] for code in streets}
    made = [codes.cell_code(code[:6], int(code[6:9]), 1, 1) for code in streets if len(code) == 9]
    assert len(made) == len(streets)
    assert [one for one in made if codes.cell_fault(one, divisions=divisions)] == []
    assert [one[:9] for one in made] == streets


def test_a_grid_cut_from_a_real_boundary_is_seamless_until_a_cell_is_missing(realdata: Path) -> None:
    feature = json.loads((realdata / "boundaries" / "county_320682.geojson").read_bytes())["features"][0]
    county = shapely.from_geojson(json.dumps(feature["geometry"]))
    west, south, east, north = shapely.bounds(county).tolist()
    step = 0.03
    shapes = [
        part
        for column in range(int((east - west) / step) + 1)
        for row in range(int((north - south) / step) + 1)
        for part in shapely.get_parts(
            shapely.intersection(
                county,
                shapely.box(
                    west + column * step, south + row * step, west + (column + 1) * step, south + (row + 1) * step
                ),
            )
        )
        if shapely.get_type_id(part) == 3 and shapely.area(part) > 1e-9
    ]
    names = [codes.cell_code("320682", 1, 1, at + 1) for at in range(len(shapes))]
    assert len(shapes) > 100
    whole = {"320682001001": county}
    grid = Grid(names, shapes)
    faults = [*grid.overlaps(), *grid.beyond(whole), *grid.holes(), *grid.gaps(whole)]
    assert [one.reason for one in faults] == []
    inner = next(at for at, one in enumerate(shapes) if shapely.area(one) > 0.999 * step * step)
    torn = Grid(names[:inner] + names[inner + 1 :], shapes[:inner] + shapes[inner + 1 :])
    faults = [*torn.holes(), *torn.gaps(whole)]
    assert len(faults) == 1
    lon, lat = (float(one) for one in faults[0].reason.split(" at ")[1].split(", beside")[0].split(", "))
    assert shapely.contains_xy(shapes[inner], lon, lat)


def test_a_real_hydrant_is_the_nearest_of_its_class(realdata: Path, tmp_path: Path) -> None:
    with running(tmp_path / "data") as backend:
        body = (realdata / "assets" / "taichung_hydrants_a.geojson").read_bytes()
        assert bring(backend.admin(), "components", body, profile="hydrants").accepted == 3120
        seat = backend.account("intake")
        place = {"lon": 120.6955941, "lat": 24.1018706, "class_code": "C0170", "radius_m": 200}
        found = seat.get("/api/ground", Ground, **place).components
        near = seat.get("/api/map/components/near", list, lon=place["lon"], lat=place["lat"], radius_m=200)
        assert [one.code for one in found] == [one["code"] for one in near][: len(found)]
        assert found[0].distance_m < 1
        assert codes.component_fault(found[0].code) is None
