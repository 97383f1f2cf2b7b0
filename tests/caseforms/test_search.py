"""Classes found by what people type, and coordinates as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseforms.class_search import find
from caseforms.place import NoPlace, distance_m, point_of, words_of
from contract.entities import Point
from contract.profile import ClassName
from tests.panels.room import profile

CLASSES = profile().classes
BOUNDS = profile().bounds


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("占道", "E0110"), ("zdjy", "E0110"), ("ZDJY", "E0110"), ("e0110", "E0110"), ("0110", "E0110"),
        ("vending", "E0110"), ("jg", "C0102"), ("manhole", "C0102"), ("经营", "E0110"), ("ljtf", None),
        ("公用设施 路灯", "C0301"), ("ltf", "E0131"),
    ],
)  # fmt: skip
def test_a_class_is_found_by_its_name_its_initials_and_its_code(typed: str, code: str | None) -> None:
    found = [one.code for one in find(CLASSES, typed)]
    assert found[:1] == ([code] if code else [])


def test_nothing_typed_offers_all_and_a_reserved_code_is_never_offered() -> None:
    reserved = ClassName(code="E0199", name="预留", name_en="", major="", major_en="", glyph="", status="reserved")
    assert find((*CLASSES, reserved), "") == list(CLASSES)
    assert find((*CLASSES, reserved), "e0199") == []


@given(st.text(max_size=40))
def test_no_text_breaks_the_search(typed: str) -> None:
    assert set(find(CLASSES, typed)) <= set(CLASSES)


@pytest.mark.parametrize(
    "text", ["121.47, 31.23", "121.47 31.23", "31.23,121.47", "东经 121.47° 北纬 31.23°", "121.470000；31.230000"]
)
def test_coordinates_are_read_in_any_dress(text: str) -> None:
    assert point_of(text, BOUNDS) == Point(121.47, 31.23)


@pytest.mark.parametrize(
    ("text", "why"),
    [("121.47", "two_numbers"), ("a, b", "two_numbers"), ("1 2 3", "two_numbers"), ("2.35, 48.85", "outside"),
     ("400, 500", "range")],
)  # fmt: skip
def test_what_is_no_place_of_the_city_is_told_apart(text: str, why: str) -> None:
    with pytest.raises(NoPlace, match=why):
        point_of(text, BOUNDS)


@given(st.text(max_size=60))
def test_no_text_breaks_the_coordinates(text: str) -> None:
    try:
        found = point_of(text, BOUNDS)
    except NoPlace:
        return
    assert found is None or (-180 <= found.lon <= 180 and -90 <= found.lat <= 90)


@given(st.floats(121.4, 121.5), st.floats(31.2, 31.3))
def test_a_point_comes_back_from_its_words(lon: float, lat: float) -> None:
    found = point_of(words_of(Point(lon, lat)), BOUNDS)
    assert found is not None
    assert distance_m(found, Point(lon, lat)) < 0.2
