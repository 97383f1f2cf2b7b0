"""What the map page gets of an imported city: dots, neighbours, geometry once, the base map by ranges."""

from __future__ import annotations

import pytest
import requests

from backend.map import tile_codec
from contract import geo
from contract.errors import Refused
from tests.backend.server import Backend, Caller
from tests.imports.city_maker import (
    COMPONENT_HEAD,
    DIVISION,
    SOUTH,
    WEST,
    component_rows,
    csv_bytes,
    files,
    osm_xml,
    tar_of,
)
from tests.imports.conftest import bring


@pytest.fixture
def mapped(fresh: Backend) -> Caller:
    admin = fresh.admin()
    bring(admin, "city", tar_of(files(components=2000, cases=2)))
    return admin


def test_the_page_gets_every_component_as_a_dot(mapped: Caller) -> None:
    total = 0
    x0, y1 = geo.tile_of(WEST, SOUTH, 16)
    x1, y0 = geo.tile_of(WEST + 0.006, SOUTH + 0.006, 16)
    for x in range(x0, x1 + 1):
        for y in range(y0, y1 + 1):
            answer = mapped.request("GET", f"/api/map/components/16/{x}/{y}.bin")
            mode, dots = tile_codec.unpack(answer.content)
            assert mode == tile_codec.DOTS
            total += len(dots)
    found = mapped.get("/api/map/components/counts", dict)
    assert total == found["total"] == 2000
    assert sum(found["by_major"].values()) == sum(found["by_class"].values()) == 2000
    assert found["edition_at"]


def test_a_tile_has_an_etag_that_changes_with_an_import(mapped: Caller) -> None:
    x, y = geo.tile_of(WEST + 0.001, SOUTH + 0.001, 15)
    path = f"/api/map/components/15/{x}/{y}.bin"
    etag = mapped.request("GET", path).headers["ETag"]
    same = mapped.request("GET", path, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    bring(mapped, "components", csv_bytes(COMPONENT_HEAD, component_rows(2001)))
    changed = mapped.request("GET", path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_a_click_finds_the_component_under_it(mapped: Caller) -> None:
    code, class_code, lon, lat, *_ = component_rows(6)[5]
    found = mapped.get("/api/map/components/near", list, lon=lon, lat=lat, radius_m=50)
    assert found[0]["code"] == code
    assert found[0]["class_code"] == class_code
    assert found[0]["distance_m"] < 0.05
    assert found[0]["department_id"]
    assert [one["distance_m"] for one in found] == sorted(one["distance_m"] for one in found)
    assert len(found) <= 20
    for query in ({"lon": 200, "lat": 0}, {"lon": 1}, {"lon": 1, "lat": 1, "radius_m": 1e9}):
        with pytest.raises(Refused):
            mapped.get("/api/map/components/near", list, **query)


@pytest.mark.parametrize("path", ["15/0/x.bin", "15/0/0.png", "15/99999999/0.bin", "40/0/0.bin"])
def test_a_tile_that_cannot_be_is_a_problem(shared: Backend, path: str) -> None:
    answer = shared.admin().request("GET", f"/api/map/components/{path}")
    assert answer.status_code in (404, 422)
    assert answer.json()["code"] in ("not_found", "out_of_range")


def test_geometry_comes_once(mapped: Caller) -> None:
    for layer, count in (("cells", 36), ("areas", 5)):
        answer = mapped.request("GET", f"/api/map/{layer}.geojson")
        assert answer.headers["Content-Type"].startswith("application/geo+json")
        assert len(answer.json()["features"]) == count
        same = mapped.request("GET", f"/api/map/{layer}.geojson", headers={"If-None-Match": answer.headers["ETag"]})
        assert same.status_code == 304
    cell = mapped.request("GET", "/api/map/cells.geojson").json()["features"][0]
    assert cell["properties"]["code"] == f"{DIVISION}001001001"
    assert cell["properties"]["area_id"] in mapped.live_state()["area"]


def test_the_base_map_is_served_by_ranges_and_changes_whole(mapped: Caller) -> None:
    path = "/api/map/basemap.pmtiles"
    assert mapped.request("GET", path).status_code == 404
    progress = bring(mapped, "osm", osm_xml(), name="square.osm")
    assert (progress.state, progress.accepted, progress.refused) == ("done", 3, 1), progress
    whole = mapped.request("GET", path)
    assert whole.status_code == 200
    assert whole.content[:7] == b"PMTiles"
    part = mapped.request("GET", path, headers={"Range": "bytes=0-126", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.content) == (206, whole.content[:127])
    assert part.headers["Content-Range"] == f"bytes 0-126/{len(whole.content)}"
    beyond = mapped.request("GET", path, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    bring(mapped, "osm", osm_xml(), name="square.osm")
    stale = mapped.request("GET", path, headers={"Range": "bytes=0-126", "If-Range": whole.headers["ETag"]})
    assert stale.status_code == 200
    bring(mapped, "osm", osm_xml().replace(b"primary", b"secondary"), name="other.osm")
    assert mapped.request("GET", path).content != whole.content
    assert mapped.request("GET", path, params={"name": "square"}).content == whole.content
    assert mapped.request("GET", path, params={"name": "../credentials/admin"}).status_code == 404
    failed = bring(mapped, "osm", b"<osm>", name="square.osm")
    assert failed.state == "failed"
    assert mapped.request("GET", path).content[:7] == b"PMTiles"


def test_the_map_needs_a_log_in(shared: Backend) -> None:
    for path in ("basemap.pmtiles", "cells.geojson", "areas.geojson", "components/15/0/0.bin", "components/counts"):
        assert requests.get(f"{shared.url}/api/map/{path}", timeout=10).status_code == 401
