"""Cameras of somebody else's table: their columns, their words, their coordinate system."""

from __future__ import annotations

import pytest

from backend.imports import entities, mapping
from backend.imports.cases import BadRow
from contract import geo

FOREIGN = mapping.Profile(
    kind="cameras",
    title="a police table",
    crs="gcj02",
    columns={"number": "编号", "name": ("街道", "点位"), "lon": "经度", "lat": "纬度", "main_url": "地址"},
)


def test_a_foreign_table_of_cameras_is_read_by_its_profile() -> None:
    row = {
        "编号": "7",
        "街道": "长兴路",
        "点位": "东口",
        "经度": "121.4783",
        "纬度": "31.2284",
        "地址": "rtsp://10.0.0.7/1",
    }
    camera = entities.camera_of(entities.translated(row, FOREIGN))
    assert (camera.number, camera.name, camera.main_url) == (7, "长兴路 东口", "rtsp://10.0.0.7/1")
    assert camera.point is not None
    moved = geo.distance_m(camera.point.lon, camera.point.lat, 121.4783, 31.2284)
    assert 300 < moved < 700  # as far as GCJ-02 lies from WGS-84 in Shanghai


@pytest.mark.parametrize(("lon", "lat"), [("31.2", "121.4"), ("x", "1"), ("1", "")])
def test_a_place_of_a_foreign_table_that_is_none_refuses_its_row(lon: str, lat: str) -> None:
    with pytest.raises(BadRow, match="no place"):
        entities.translated({"编号": "7", "点位": "x", "经度": lon, "纬度": lat}, FOREIGN)


def test_our_own_table_stays_as_it_is() -> None:
    record = {"number": "7", "name": "x", "lon": "1", "lat": "2", "main_url": "", "more": "y"}
    own = entities.translated(record, mapping.load("cameras", ""))
    assert entities.camera_of(own) == entities.camera_of(record)


def test_groups_come_by_their_column_and_stay_without_it() -> None:
    columns = {**FOREIGN.columns, "group": "分组"}
    foreign = mapping.Profile(kind="cameras", title="with groups", crs="wgs84", columns=columns)
    row = {"编号": "7", "点位": "东口", "经度": "121.4", "纬度": "31.2"}
    grouped = entities.camera_of(entities.translated(row | {"分组": "长兴路沿线"}, foreign))
    assert grouped.group == "长兴路沿线"
    own = entities.translated({"number": "7", "name": "x", "group": "A"}, mapping.load("cameras", ""))
    assert entities.camera_of(own).group == "A"

    plain = entities.camera_of(entities.translated(row, foreign))
    assert entities.renewed("camera", grouped, plain, "5") is None
    moved = entities.renewed("camera", grouped, entities.camera_of(own), "5")
    assert moved is not None
    assert getattr(moved, "group", "") == "A"


def test_a_camera_is_known_to_be_a_recording_where_the_table_says_so() -> None:
    own = mapping.load("cameras", "")
    for said, known in (("1", True), ("0", False), ("", False)):
        record = entities.translated({"number": "7", "name": "x", "replayed": said}, own)
        assert entities.camera_of(record).replayed is known


def test_place_owner_tags_and_control_come_by_their_columns_and_stay_without_them() -> None:
    own = mapping.load("cameras", "")
    row = {
        "number": "7",
        "name": "x",
        "place": "东门",
        "owner": "公安",
        "tags": "路口; 夜间;",
        "control_url": "http://10.0.0.7",
    }
    full = entities.camera_of(entities.translated(row, own))
    assert (full.place, full.owner, full.tags, full.control_url) == (
        "东门",
        "公安",
        ("路口", "夜间"),
        "http://10.0.0.7",
    )
    plain = entities.camera_of(entities.translated({"number": "7", "name": "x"}, own))
    assert entities.renewed("camera", full, plain, "5") is None
    for column, wrong in (
        ("control_url", "rtsp://10.0.0.7"),
        ("tags", "x" * 41),
        ("tags", ";".join("abcdefghijklmnopqrstu")),
    ):
        with pytest.raises(BadRow) as caught:
            entities.camera_of(entities.translated(row | {column: wrong}, own))
        assert caught.value.field.startswith(column)
