"""The census reader: what it takes, what it refuses, and what it knows again."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from backend.imports import mapping, raw
from backend.imports.components import Block, Surroundings, check
from backend.imports.report import Report
from backend.imports.rows import Unreadable
from backend.map.census import Census, no_rows
from contract.figures import RowFault
from tests.imports.city_maker import COMPONENT_HEAD, DIVISION, csv_bytes

GOOD = (f"{DIVISION}0101000001", "C0101", "120.1", "31.1", "", "D1", "intact")


def surroundings(**changes: object) -> Surroundings:
    around = Surroundings(census=Census(no_rows(), edition_at=None), division=DIVISION, departments={"D1": 11})
    for name, value in changes.items():
        setattr(around, name, value)
    return around


def checked(data: bytes, around: Surroundings, profile: str = "") -> tuple[list[Block], tuple[RowFault, ...]]:
    report = Report("test", "components")
    rule = mapping.load("components", profile)
    blocks = [check(block, rule, around, report) for block in raw.blocks(data, rule, "utf-8", report)]
    progress = report.progress()
    taken = sum(len(block.rows) for block in blocks)
    assert progress.read == taken + progress.unchanged + progress.refused
    return blocks, progress.faults


@pytest.mark.parametrize(
    ("column", "value", "field", "says"),
    [
        (0, "123", "code", "16 digits"),
        (0, "0209990101000001", "code", "16 digits"),
        (0, "３２０９９９０１０１０００００１", "code", "16 digits"),
        (0, f"{DIVISION}0101000000", "code", "000001"),
        (0, f"{DIVISION}0102000001", "code", "another class"),
        (1, "0101", "class_code", "no component class"),
        (1, "C9999", "class_code", "no component class"),
        (2, "181", "lon", "no longitude"),
        (2, "nan", "lon", "no longitude"),
        (2, "", "lon", "no longitude"),
        (2, "12O.1", "lon", "no longitude"),
        (3, "-90.0001", "lat", "no latitude"),
        (3, "inf", "lat", "no latitude"),
        (4, "12345", "cell_code", "15 digits"),
        (5, "D9", "department_code", "no department"),
        (6, "broken", "state", "not one of intact"),
    ],
)
def test_a_bad_field_refuses_its_row_and_names_the_field(column: int, value: str, field: str, says: str) -> None:
    bad = tuple(value if at == column else text for at, text in enumerate(GOOD))
    good = (f"{DIVISION}0101000002", *GOOD[1:])
    blocks, faults = checked(csv_bytes(COMPONENT_HEAD, [bad, good]), surroundings(classes=frozenset({"C0101"})))
    assert [(fault.line, fault.field) for fault in faults] == [(2, field)]
    assert says in faults[0].reason
    assert [len(block.rows) for block in blocks] == [1]


def test_zero_zero_is_no_place() -> None:
    _, faults = checked(csv_bytes(COMPONENT_HEAD, [(*GOOD[:2], "0", "0", *GOOD[4:])]), surroundings())
    assert faults == (RowFault(line=2, field="lon", reason="0, 0 is no place"),)


def test_the_second_of_two_rows_with_one_code_is_refused() -> None:
    blocks, faults = checked(csv_bytes(COMPONENT_HEAD, [GOOD, GOOD]), surroundings())
    assert [(fault.line, fault.field) for fault in faults] == [(3, "code")]
    assert sum(len(block.rows) for block in blocks) == 1


def test_only_what_changed_is_written_again() -> None:
    around = surroundings()
    data = csv_bytes(COMPONENT_HEAD, [(f"{DIVISION}0101{n:06d}", *GOOD[1:]) for n in range(1, 6)])
    (first,), _ = checked(data, around)
    assert first.is_new.all()
    later = surroundings(census=Census(first.rows, edition_at=None))
    (again,), _ = checked(data, later)
    assert len(again.rows) == 0
    later = surroundings(census=Census(first.rows, edition_at=None))
    (changed,), _ = checked(data.replace(b"000003,C0101,120.1", b"000003,C0101,120.2"), later)
    assert changed.rows.lon.tolist() == [120.2]
    assert not changed.is_new.any()


def test_a_missing_column_is_said_before_anything_is_read() -> None:
    with pytest.raises(Unreadable, match="lacks the columns lat"):
        checked(csv_bytes(("code", "class_code", "lon", "cell_code", "department_code", "state"), []), surroundings())


def hydrant(number: str | None, lon: object = 120.7, **properties: object) -> dict[str, object]:
    about = {"_source": "分隊", "name": "甲", "消防栓編號": number, **properties}
    return {"type": "Feature", "properties": about, "geometry": {"type": "Point", "coordinates": [lon, 24.1]}}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_foreign_components_get_legal_codes_that_stay_theirs() -> None:
    (first,), faults = checked(
        collection(hydrant("7.0"), hydrant("8.0")), surroundings(profile_name="hydrants"), "hydrants"
    )
    assert faults == ()
    assert first.rows.code.tolist() == [int(f"{DIVISION}0170000001"), int(f"{DIVISION}0170000002")]
    assert first.keys == ["hydrants:分隊|7.0", "hydrants:分隊|8.0"]
    keys = {str(key): code for key, code in zip(first.keys, first.rows.code.tolist(), strict=True)}
    around = surroundings(profile_name="hydrants", census=Census(first.rows, edition_at=None), keys=keys)
    (later,), _ = checked(collection(hydrant("9.0"), hydrant("8.0"), hydrant("7.0")), around, "hydrants")
    assert later.rows.code.tolist() == [int(f"{DIVISION}0170000003")]


def test_a_hydrant_out_of_use_is_abandoned_and_one_without_a_number_is_known_by_its_place() -> None:
    data = collection(hydrant("7.0", 是否停用="True"), hydrant(None), hydrant("8.0", 是否停用="也許"))
    (block,), faults = checked(data, surroundings(profile_name="hydrants"), "hydrants")
    assert block.rows.state.tolist() == [4, 0]
    assert block.keys[1] == "hydrants:分隊|甲|120.7|24.1"
    assert [(fault.line, fault.field) for fault in faults] == [(3, "state")]


@pytest.mark.parametrize(
    ("feature", "says"),
    [
        (5, "not a feature"),
        ({"type": "Feature", "geometry": None, "properties": {}}, "not a feature with a Point"),
        ({"type": "Feature", "geometry": {"type": "LineString", "coordinates": []}}, "not a feature with a Point"),
        ({"type": "Feature", "geometry": {"type": "Point", "coordinates": ["x", 1]}}, "without two numbers"),
        (hydrant("9.0", lon=1e9), "no longitude"),
        (hydrant("7.0"), "in this file twice"),
    ],
)
def test_a_bad_feature_is_refused_by_its_number(feature: object, says: str) -> None:
    blocks, faults = checked(collection(hydrant("7.0"), feature), surroundings(profile_name="hydrants"), "hydrants")
    assert [fault.line for fault in faults] == [2]
    assert says in faults[0].reason
    assert sum(len(block.rows) for block in blocks) == 1


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"features": 3}', b"code,lon\n"])
def test_what_is_no_feature_collection_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="JSON"):
        checked(data, surroundings(), "hydrants")


def test_one_very_long_field_does_not_cost_the_memory_of_twenty_thousand() -> None:
    rows = [(f"{DIVISION}0101{n:06d}", *GOOD[1:]) for n in range(1, 15_001)]
    rows[7] = ("9" * 100_000, *GOOD[1:])
    rows[8] = (rows[8][0], GOOD[1], "1" * 100_000, *GOOD[3:])
    data = csv_bytes(COMPONENT_HEAD, rows)
    tracemalloc.start()
    try:
        blocks, faults = checked(data, surroundings())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(len(block.rows) for block in blocks) == len(rows) - 2
    assert {(fault.line, fault.field) for fault in faults} == {(9, "code"), (10, "lon")}
    assert most < 300_000_000  # an array of the longest field in each row would be 6 GB


def test_a_number_beyond_all_floats_refuses_its_own_feature() -> None:
    points = [
        f'{{"type":"Feature","properties":{{"_source":"s","name":"{n}"}},"geometry":{{"type":"Point","coordinates":[{n},2]}}}}'
        for n in ("1" * 400, "3")
    ]
    data = f'{{"type":"FeatureCollection","features":[{",".join(points)}]}}'.encode()
    blocks, faults = checked(data, surroundings(), "hydrants")
    assert [len(block.rows) for block in blocks] == [1]
    assert [(fault.line, fault.field) for fault in faults] == [(1, "geometry")]


def test_a_class_whose_codes_are_used_up_takes_no_more_rows() -> None:
    point = (
        '{"type":"Feature","properties":{"_source":"s","name":"%s"},"geometry":{"type":"Point","coordinates":[1,2]}}'
    )
    data = f'{{"type":"FeatureCollection","features":[{point % "a"},{point % "b"}]}}'.encode()
    blocks, faults = checked(data, surroundings(next_sequence={170: 999_999}), "hydrants")
    assert [block.rows.code.tolist() for block in blocks] == [[int(f"{DIVISION}0170999999")]]
    assert [(fault.line, fault.reason) for fault in faults] == [(2, "no code is left in class C0170")]


def test_features_without_a_key_are_refused_one_by_one_even_if_all_of_them_are() -> None:
    point = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}'
    data = f'{{"type":"FeatureCollection","features":[{point},{point}]}}'.encode()
    blocks, faults = checked(data, surroundings(), "hydrants")
    assert [len(block.rows) for block in blocks] == [0]
    assert [fault.line for fault in faults] == [1, 2]
