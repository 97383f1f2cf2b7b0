"""Rows of cases: mapped by their profile, refused by their field."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.imports import mapping
from backend.imports.cases import BadRow, Draft, Reader
from backend.imports.report import Report
from contract import geo
from contract.entities import CaseSource, CaseState
from tests.imports.city_maker import CASE_HEAD, case_rows

ROW = {name: str(value) for name, value in zip(CASE_HEAD, case_rows(1)[0], strict=True)}
PINGSHAN = {
    "rec_id": "9148",
    "create_time": "2018-02-08",
    "street": "龙田街道",
    "community": "老坑社区",
    "community_lon": "0.0",
    "community_lat": "0.0",
    "event_type": "市政设施",
    "main_type": "维护",
    "sub_type": "侵占绿地",
    "sub_type_id": "662",
    "property": "投诉",
    "source": "12345",
    "dispose_unit": "老坑社区",
    "dispose_unit_id": "1805",
    "close_status": "intime",
    "close_status_zh": "按期办结",
}


def read(profile: str, *rows: dict[str, str], classes: frozenset[str] = frozenset()) -> tuple[list[Draft], Report]:
    report = Report("test", "cases")
    reader = Reader(mapping.load("cases", profile), tuple(rows[0]), classes, report)
    assert reader.missing == []
    return [reader.draft(line, tuple(row.values())) for line, row in enumerate(rows, 2)], report


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "", "empty"),
        ("class_code", "0110", "no class"),
        ("class_code", "E0111", "no class of this city"),
        ("source", "pigeon", "not one of inspector"),
        ("state", "lost", "not one of unconfirmed, reported"),
        ("lon", "200", "out of range"),
        ("lon", "", "no number"),
        ("lat", "north", "no number"),
        ("lat", "nan", "out of range"),
        ("reported_at", "", "empty"),
        ("reported_at", "yesterday", "no time of the form"),
        ("closed_at", "2025-01-01T00:00:00Z", "before the report"),
    ],
)
def test_a_bad_field_refuses_the_row(field: str, value: str, says: str) -> None:
    with pytest.raises(BadRow, match=says) as bad:
        read("city", {**ROW, field: value}, classes=frozenset({"E0110"}))
    assert bad.value.field == {"number": "key"}.get(field, field)


def test_a_row_without_coordinates_is_a_case_without_a_point() -> None:
    (draft,), report = read("city", {**ROW, "lon": "", "lat": ""})
    assert (draft.lon, draft.lat) == (None, None)
    assert report.progress().notes == ("1 cases without coordinates live in the queue",)


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(BadRow, match="in this file twice"):
        read("city", ROW, ROW)


def test_a_pingshan_row_keeps_its_class_names_and_its_day() -> None:
    (draft,), _ = read("pingshan", PINGSHAN)
    assert draft.number == "PS-9148"
    assert draft.short == 9148
    assert draft.class_code == "E90662"
    assert draft.new_class is not None
    assert (draft.new_class.name, draft.new_class.major) == ("侵占绿地", "市政设施")
    assert draft.reported_at == datetime(2018, 2, 7, 16, tzinfo=UTC)
    assert draft.place == "龙田街道 老坑社区"
    assert draft.state is CaseState.CLOSED
    assert draft.source is CaseSource.HOTLINE
    assert (draft.department_code, draft.department_name) == ("PS1805", "老坑社区")


def test_a_point_in_another_district_is_dropped_and_the_case_kept() -> None:
    other = {**PINGSHAN, "rec_id": "2", "community_lon": "113.80028258", "community_lat": "22.69663412"}
    inside = {**PINGSHAN, "rec_id": "3", "community_lon": "114.40701459", "community_lat": "22.75891873"}
    (dropped, kept), report = read("pingshan", other, inside)
    assert dropped.lon is None
    assert (kept.lon, kept.lat) == (114.4070146, 22.7589187)
    assert any("outside" in note for note in report.progress().notes)


def test_every_shipped_profile_can_be_read_and_names_its_kind() -> None:
    for kind in ("cases", "components", "cameras"):
        assert mapping.DEFAULTS[kind] in mapping.names(kind)
        for name in mapping.names(kind):
            assert mapping.load(kind, name).kind == kind


@pytest.mark.parametrize("name", ["nowhere", "../city", "hydrants", "a/b", "."])
def test_a_profile_that_is_not_there_names_those_that_are(name: str) -> None:
    with pytest.raises(mapping.UnknownProfile, match="there are: city, la311, pingshan"):
        mapping.load("cases", name)


def test_a_time_of_the_source_is_of_its_own_clock() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    read_at = mapping.moment("12/31/2017 11:59:58 PM", ("%m/%d/%Y %I:%M:%S %p",), zone)
    assert read_at == datetime(2018, 1, 1, 7, 59, 58, tzinfo=UTC)


@given(st.floats(74, 135), st.floats(4, 53), st.sampled_from(["gcj02", "bd09"]))
def test_shifted_coordinates_come_back_to_the_ground(lon: float, lat: float, crs: str) -> None:
    shifted = geo.gcj_from_wgs(lon, lat)
    if crs == "bd09":
        shifted = geo.bd_from_gcj(*shifted)
    back = mapping.to_wgs(*shifted, crs)
    assert geo.distance_m(lon, lat, *back) < 1.0
