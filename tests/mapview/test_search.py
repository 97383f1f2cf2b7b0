"""What the map's search finds: numbers, words, coordinates; the keys of its list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from contract.entities import Camera, Case, CaseSource, CaseState, Point, Pole
from mapview.search import OF_A_KIND, Hit, coordinates, find, named
from mapview.search_box import SearchBox, words_of
from panelkit.theme import Theme

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
HERE = Point(121.47, 31.23)


def _case(number: int, place: str = "", point: Point | None = HERE) -> Case:
    return Case(
        id=f"c{number}", number=f"20261121-{number:06d}", short=number, class_code="E0104", state=CaseState.FILED,
        source=CaseSource.INSPECTOR, reported_at=NOW, point=point, place=place,
    )  # fmt: skip


CASES = [_case(12, "锦水巷 98 号"), _case(7, "人民公园", None)]
CAMERAS = [Camera(id=f"k{n}", number=n, name=f"人民公园 {n} 号门", point=HERE) for n in range(1, 13)]
POLES = [Pole(id="p", number=12, name="市场音柱", point=HERE)]


def _find(text: str) -> list[Hit]:
    return find(text, CASES, CAMERAS, POLES, lambda _code: "暴露垃圾")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("121.47 31.23", HERE),
        ("121.47, 31.23", HERE),
        ("31.23，121.47", HERE),
        ("31.23N 121.47E", HERE),
        ("121.47°E 31.23°N", HERE),
        ("10.5S, 20.5W", Point(-20.5, -10.5)),
        ("2.35 48.85", Point(2.35, 48.85)),
        ("12 13", None),
        ("400.5 31.2", None),
        ("人民路 12", None),
        ("", None),
    ],
)
def test_coordinates_are_read_in_the_ways_people_write_them(text: str, place: Point | None) -> None:
    assert coordinates(text) == place


def test_a_number_finds_case_camera_and_pole_of_that_number_first() -> None:
    assert [(hit.kind, hit.id) for hit in _find("12")][:3] == [("case", "c12"), ("camera", "k12"), ("pole", "p")]


def test_words_find_places_names_and_classes_and_not_too_many_of_a_kind() -> None:
    park = _find("人民公园")
    assert [hit.kind for hit in park] == ["case", *["camera"] * OF_A_KIND]
    assert park[0].point is None
    assert {hit.id for hit in _find("垃圾")} == {"c12", "c7"}
    assert _find("  ") == []


def test_what_the_page_found_is_taken_and_nonsense_left_out() -> None:
    rows: list[dict[str, object]] = [
        {"kind": "street", "name": "锦水巷", "lon": 1.5, "lat": 2, "zoom": 16},
        {"kind": "dragon", "name": "x", "lon": 1, "lat": 2},
        {"kind": "place", "name": "x", "lon": None, "lat": 2},
    ]
    assert named(rows) == [Hit("street", "", "", "锦水巷", "", Point(1.5, 2), 16)]


def test_the_list_is_worked_by_keys_from_the_field(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(700, 500)
    box = SearchBox(Theme("dark", "desk"), _find, over, over)
    box.setGeometry(0, 0, 272, 50)
    box.retranslate()
    over.show()
    over.activateWindow()
    box.field.setFocus()
    qtbot.waitUntil(box.field.hasFocus)
    went: list[Hit] = []
    box.wanted.connect(went.append)
    qtbot.keyClicks(box.field, "12")
    assert box.found.isVisible()
    assert box.found.item(0).text() == words_of(_find("12")[0])
    qtbot.keyClick(box.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.wanted):
        qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert [hit.id for hit in went] == ["k12"]
    assert not box.found.isVisible()
    with qtbot.waitSignal(box.names_wanted):
        box.field.setText("锦绣")
    assert box.hits() == []
    box.take_names("锦", named([{"kind": "street", "name": "锦水巷", "lon": 1, "lat": 2}]))
    assert box.hits() == [], "an answer to an older question"
    box.take_names("锦绣", named([{"kind": "street", "name": "锦绣路", "lon": 1, "lat": 2}]))
    assert [hit.name for hit in box.hits()] == ["锦绣路"]
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(box.field, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert not box.found.isVisible()
