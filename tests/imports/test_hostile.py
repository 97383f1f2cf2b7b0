"""Whatever is in a file: a row is taken or refused, a file is read or unreadable, and nothing else ever happens."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.imports import entities, geometry, mapping, raw
from backend.imports.cases import BadRow, Reader
from backend.imports.components import Surroundings, check
from backend.imports.entities import Known
from backend.imports.osm import rules
from backend.imports.report import Report
from backend.imports.rows import Unreadable, json_of
from backend.map.census import Census, no_rows
from contract.entities import CaseState
from tests.imports.city_maker import CASE_HEAD, COMPONENT_HEAD, DIVISION, case_rows, component_rows, csv_bytes

letters = st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r\n")
nasty = st.one_of(
    st.text(letters, max_size=12),
    st.sampled_from(
        [
            "9" * 5000,
            "-0",
            "1e999",
            "nan",
            "-inf",
            "１２３",
            "٣",
            "0001-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59-23:59",
            "2026-02-30T00:00:00Z",
            "=cmd|' /C calc'!A0",
            "'; DROP TABLE cases; --",
            "\u202e\u2066",
            "x" * 3000,
        ]
    ),
)


@given(
    st.lists(st.tuples(st.integers(0, len(CASE_HEAD) - 1), nasty), max_size=4),
    st.sampled_from(["city", "pingshan", "la311"]),
)
@settings(deadline=None, max_examples=300)
def test_a_row_of_cases_is_a_draft_or_a_bad_row(changes: list[tuple[int, str]], profile: str) -> None:
    rule = mapping.load("cases", profile)
    columns = tuple(CASE_HEAD)
    if profile != "city":
        named = [
            name for value in rule.columns.values() for name in ([value] if isinstance(value, str) else value) if name
        ]
        columns = tuple(dict.fromkeys(named))
    row = [str(one) for one in case_rows(1)[0]] if profile == "city" else ["1"] * len(columns)
    for at, text in changes:
        row[at % len(row)] = text
    reader = Reader(rule, columns, frozenset(), Report("x", "cases"))
    with contextlib.suppress(BadRow):
        draft = reader.draft(2, tuple(row))
        assert isinstance(draft.state, CaseState)
        assert len(draft.place) <= 200
        assert (draft.lon is None) == (draft.lat is None)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), nasty), max_size=6))
@settings(deadline=None, max_examples=200)
def test_rows_of_components_are_all_accounted_for(changes: list[tuple[int, int, str]]) -> None:
    rows = [list(one) for one in component_rows(5)]
    for at, column, text in changes:
        rows[at][column] = text
    report = Report("x", "components")
    departments = {"D1": 1, "D2": 2, "D3": 3}
    around = Surroundings(census=Census(no_rows(), edition_at=None), division=DIVISION, departments=departments)
    rule = mapping.load("components", "")
    taken = 0
    for block in raw.blocks(csv_bytes(COMPONENT_HEAD, rows), rule, "utf-8", report):
        good = check(block, rule, around, report)
        taken += len(good.rows)
        assert (abs(good.rows.lon) <= 180).all()
        assert (abs(good.rows.lat) <= 90).all()
    progress = report.progress()
    assert taken + progress.refused == progress.read == 5
    touched = {at for at, _, _ in changes}
    assert all(fault.line - 2 in touched for fault in progress.faults)


makers = [
    lambda record: entities.camera_of(record),
    lambda record: entities.pole_of(record, Known(cameras={"1": "9"})),
    lambda record: entities.department_of(record),
    lambda record: entities.person_of(record, Known()),
    lambda record: entities.unit_of(record, Known()),
    lambda record: entities.vehicle_of(record, Known()),
]
fields = [
    *("number", "name", "lon", "lat", "azimuth_deg", "field_deg", "range_m", "main_url", "sub_url", "address"),
    *("camera_numbers", "code", "roles", "department_code", "area_code", "role", "plate", "use", "terminal"),
]


@pytest.mark.parametrize("maker", range(len(makers)))
@given(record=st.dictionaries(st.sampled_from(fields), nasty))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_is_an_entity_or_a_bad_row(maker: int, record: dict[str, str]) -> None:
    with contextlib.suppress(BadRow):
        makers[maker]({"number": "1", "name": "x", **record})


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(letters, max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["type", "features", "geometry", "properties", "coordinates", "code"]), inner),
    ),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=4))
@settings(deadline=None)
def test_any_features_are_taken_or_refused(features: list[object]) -> None:
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    for read in (
        lambda report: list(geometry.polygons(data, report)),
        lambda report: list(raw.blocks(data, mapping.load("components", "hydrants"), "utf-8", report)),
        lambda report: list(entities.records(json.dumps(features).encode(), report, needed=())),
    ):
        with contextlib.suppress(Unreadable):
            read(Report("x", "x"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[" * 100_000, "deeply"),
        (b'["\\u0000"]', "U\\+0000"),
        (b"{]", "not JSON"),
        ('["长兴路的井盖"]'.encode("gb18030"), "gb18030"),
    ],
)
def test_json_that_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        json_of(data)


@given(st.dictionaries(st.sampled_from([*rules.KEYS, "name", "building:levels", "service", "tunnel", "area"]), nasty))
def test_any_tags_have_a_style_or_none(tags: dict[str, str]) -> None:
    for style in (rules.of_line(tags), rules.of_area(tags), rules.of_point(tags), rules.label_of_area(tags)):
        assert style is None or rules.MIN_ZOOM <= style.from_zoom <= rules.MAX_ZOOM
