"""The panel with its real page, against a real city: what is drawn, moves, breaks, and comes back."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend_client.session import SeatSession
from contract.entities import Area, Camera, Case, Point
from mapview import layers as kinds
from mapview.panel import MapPanel
from mapview.search import Hit
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Display, Theme
from tests.backend.server import PASSWORD
from tests.mapview.conftest import City, run

pytestmark = [
    pytest.mark.slow,
    # Without a GPU the Quick scene that WebEngine lives in says so, and paints in software.
    pytest.mark.qt_log_ignore("QRhi", "RHI", "GPUInfo", "propagateSizeHints", "Sandboxing", "dbus", extend=True),
]
MADE = Callable[..., MapPanel]


@pytest.fixture(scope="module")
def seat(city: City, qapp: QApplication) -> Iterator[SeatSession]:
    seat = SeatSession(city.server.url)
    seat.start("admin", PASSWORD)
    for _ in range(400):
        if seat.profile is not None and seat.store.loaded:
            break
        QTest.qWait(50)
    assert seat.profile is not None
    yield seat
    seat.stop()


@pytest.fixture
def make(seat: SeatSession, qtbot: QtBot) -> Iterator[MADE]:
    """A shown map whose page is painted; deleted before the test ends."""
    made: list[MapPanel] = []

    def build(display: Display = "desk", width: int = 1200, height: int = 800) -> MapPanel:
        assert seat.profile is not None
        theme = Theme("dark", display)
        context = Context(seat.store, seat.link, seat.api, Selection(), seat.profile, theme, display=display)
        panel = MapPanel(context)
        made.append(panel)
        panel.resize(width, height)
        panel.show()
        qtbot.waitUntil(lambda: panel.drawn, timeout=30_000)
        return panel

    yield build
    for panel in made:
        with qtbot.waitSignal(panel.destroyed, timeout=10_000):
            panel.deleteLater()


def _answer(panel: MapPanel, qtbot: QtBot, script: str) -> Any:
    answers: list[Any] = []
    panel.view.run(script, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0]


def _until(panel: MapPanel, qtbot: QtBot, condition: Callable[[dict[str, Any]], object]) -> None:
    qtbot.waitUntil(lambda: bool(panel.page_state) and bool(condition(panel.page_state)), timeout=30_000)


def test_the_city_is_drawn_and_lives(make: MADE, qtbot: QtBot, seat: SeatSession) -> None:
    panel = make()
    _until(panel, qtbot, lambda state: state["drawn"]["features"] > 100 and state["drawn"]["components"] > 100)
    _until(panel, qtbot, lambda state: state["ground"]["cells"] > 100 and state["link"] == "current")
    _until(panel, qtbot, lambda state: state["vehicles"] > 0 and state["moving"] > 0)
    _until(panel, qtbot, lambda state: state["cases"] == len(seat.store.each(Case)))
    panel.bridge.want_view(zoom_by=2)
    _until(panel, qtbot, lambda state: state["drawn"].get("cameras", 0) > 0 and state["drawn"]["vehicles"] > 0)
    _until(panel, qtbot, lambda state: state["seq"] == seat.store.seq)
    assert panel.console_errors == []
    assert panel.tree.count_of("cells") == f"{panel.page_state['ground']['cells']:,}"
    assert panel.tree.count_of("cameras").startswith(str(len(seat.store.each(Camera))))
    picture = panel.view.grab().toImage()
    colours = {
        picture.pixelColor(x, y).rgb() for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
    }
    assert len(colours) > 30


def test_a_click_selects_and_a_selected_case_comes_into_view(make: MADE, qtbot: QtBot, seat: SeatSession) -> None:
    panel = make()
    chosen = panel.context.selection
    case = next(case for case in seat.store.each(Case) if case.point is not None)
    assert case.point is not None
    chosen.select_case(case.id)
    lon, lat = case.point.lon, case.point.lat
    _until(panel, qtbot, lambda state: state["zoom"] >= 15 and abs(state["center"][0] - lon) < 0.01)
    camera = next(camera for camera in seat.store.each(Camera) if camera.point is not None)
    assert camera.point is not None
    lon, lat = camera.point.lon, camera.point.lat
    panel.bridge.want_view(lon=lon, lat=lat, zoom=19)
    _until(panel, qtbot, lambda state: abs(state["center"][0] - lon) < 1e-4 and abs(state["center"][1] - lat) < 1e-4)
    door = panel.view.input_widget()
    assert door is not None
    qtbot.waitUntil(
        lambda: qtbot.mouseClick(door, Qt.MouseButton.LeftButton, pos=door.rect().center()) is None
        and chosen.camera_ids == (camera.id,),
        timeout=10_000,
    )  # fmt: skip


def test_areas_are_filled_with_the_colours_of_an_evaluation(make: MADE, qtbot: QtBot, seat: SeatSession) -> None:
    panel = make()
    streets = [one.id for one in seat.store.each(Area) if one.level == "street"]

    def redness() -> int:
        picture = panel.view.grab().toImage()
        places = [(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)]
        return sum(picture.pixelColor(*at).red() - picture.pixelColor(*at).blue() for at in places)

    before = redness()
    panel.context.selection.shade(dict.fromkeys(streets, "#e05020"))
    _until(panel, qtbot, lambda state: state["drawn"].get("shaded", 0) > 0)
    qtbot.waitUntil(lambda: redness() > before + 1000, timeout=30_000)  # the picture comes after the page's word
    panel.context.selection.shade({})
    _until(panel, qtbot, lambda state: state["drawn"].get("shaded", 0) == 0)
    assert panel.console_errors == []


def test_a_place_is_chosen_by_click_or_by_arrows_and_enter_and_selects_nothing(make: MADE, qtbot: QtBot) -> None:
    panel = make()
    chosen = panel.context.selection
    picked: list[Point] = []
    chosen.point_picked.connect(picked.append)
    door = panel.view.input_widget()
    assert door is not None
    chosen.want_point()
    assert "Enter" in panel.header.subtitle.full_text()
    west = panel.page_state["center"][0]
    assert panel._on_key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier))
    _until(panel, qtbot, lambda state: state["center"][0] > west)
    assert panel._on_key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: len(picked) == 1, timeout=10_000)
    _until(panel, qtbot, lambda state: abs(state["center"][0] - picked[0].lon) < 1e-4 and state["zoom"] >= 17)
    assert not chosen.picking
    assert panel.header.subtitle.full_text() == ""

    chosen.want_point()
    qtbot.waitUntil(
        lambda: qtbot.mouseClick(door, Qt.MouseButton.LeftButton, pos=door.rect().center()) is None
        and len(picked) == 2,
        timeout=10_000,
    )  # fmt: skip
    assert abs(picked[1].lon - picked[0].lon) < 1e-3
    assert (chosen.case_id, chosen.camera_ids, chosen.pole_ids) == (None, (), ())
    chosen.want_point()
    assert panel._on_key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    assert not chosen.picking
    assert len(picked) == 2


def test_layers_and_keys_change_what_is_drawn(make: MADE, qtbot: QtBot) -> None:
    panel = make()
    _until(panel, qtbot, lambda state: state["drawn"]["components"] > 0)
    zoom = panel.page_state["zoom"]
    for major in range(1, 6):
        panel.tree.row(f"major{major}").click()
    _until(panel, qtbot, lambda state: state["drawn"]["components"] == 0)
    panel.tree.row("major4").click()
    _until(panel, qtbot, lambda state: state["drawn"]["components"] > 0)
    qtbot.keyClick(panel, Qt.Key.Key_Plus)
    _until(panel, qtbot, lambda state: state["zoom"] == zoom + 1)
    shown = panel.side.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_L)
    assert panel.side.isVisible() is not shown
    qtbot.keyClick(panel, Qt.Key.Key_Home)
    _until(panel, qtbot, lambda state: state["zoom"] == zoom)


def test_a_click_on_a_square_of_sums_goes_into_it(make: MADE, qtbot: QtBot) -> None:
    panel = make()
    for key in ("cameras", "cones", "poles", "cells", *kinds.CASE_GROUPS, "overdue", *kinds.USES):
        panel.show_layer(key, False)
    point = panel.context.store.each(Camera)[0].point
    assert point is not None
    panel.bridge.want_view(lon=point.lon, lat=point.lat, zoom=13)
    _until(
        panel,
        qtbot,
        lambda state: state["zoom"] == 13 and state["drawn"]["components"] and not state["drawn"]["waiting"],
    )
    door = panel.view.input_widget()
    assert door is not None
    qtbot.mouseClick(door, Qt.MouseButton.LeftButton, pos=door.rect().center())
    _until(panel, qtbot, lambda state: state["zoom"] == 16)
    assert abs(panel.page_state["center"][0] - point.lon) < 0.01
    assert panel.console_errors == []


def test_a_street_is_found_by_name_and_marked(make: MADE, qtbot: QtBot) -> None:
    panel = make()
    street = next(hit for hit in _found(panel, qtbot, "路") if hit.kind == "street")
    assert street.point is not None
    lon, lat = street.point.lon, street.point.lat
    panel.search.wanted.emit(street)
    _until(panel, qtbot, lambda state: state["zoom"] == 16 and abs(state["center"][0] - lon) < 1e-3)
    _until(panel, qtbot, lambda state: abs(state["center"][1] - lat) < 1e-3 and state["drawn"].get("marks") == 1)
    panel.bridge.select("", "")
    _until(panel, qtbot, lambda state: not state["drawn"].get("marks"))
    code = panel.context.store.each(Case)[0].cell_code or ""
    assert [hit.name for hit in _found(panel, qtbot, code)] == [code]
    qtbot.keyClick(panel, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.search.isVisible()
    assert panel.console_errors == []


def _found(panel: MapPanel, qtbot: QtBot, text: str) -> list[Hit]:
    _until(panel, qtbot, lambda state: state["ground"])
    panel.search.field.setText(text)
    with qtbot.waitSignal(panel.bridge.names_found, timeout=20_000):
        pass
    return [hit for hit in panel.search.hits() if hit.kind in ("street", "cell")]


def test_an_import_is_seen_without_a_new_page(make: MADE, qtbot: QtBot, city: City, tmp_path: Path) -> None:
    panel = make()
    _until(panel, qtbot, lambda state: state["ground"] and state["seq"] is not None)
    qtbot.waitUntil(lambda: panel.tree.count_of("major2") != "0", timeout=10_000)
    before = int(panel.tree.count_of("major2").replace(",", ""))
    connections, imports = panel.page_state["connections"], panel.page_state["imports"]
    west, south, east, north = panel.context.profile.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    drawn = panel.page_state["drawn"]["components"]
    rows = [f"990101020199{n:04},C0201,{lon + n * 1e-5:.6f},{lat:.6f},,,intact" for n in range(40)]
    file = tmp_path / "components.csv"
    file.write_text("\n".join(["code,class_code,lon,lat,cell_code,department_code,state", *rows]), encoding="utf-8")
    run(["backend_client.importing", "components", str(file), "--url", city.server.url], city.data)
    qtbot.waitUntil(lambda: panel.tree.count_of("major2") == f"{before + 40:,}", timeout=20_000)
    _until(panel, qtbot, lambda state: state["imports"] > imports and state["drawn"]["components"] >= drawn + 40)
    assert panel.page_state["connections"] == connections
    assert panel.console_errors == []


def test_tiles_of_a_wall_are_sharp_between_two_zooms(make: MADE, qtbot: QtBot) -> None:
    panel = make("wall", 1000, 500)
    west, south, east, north = panel.context.profile.bounds
    script = """JSON.stringify([...document.querySelectorAll('canvas.leaflet-tile')]
        .map(one => [one.width, Math.round(one.getBoundingClientRect().width)]))"""

    def sharp() -> bool:
        # The first look of a wall goes to what is urgent: ask again until it is over.
        panel.bridge.want_view(lon=(west + east) / 2, lat=(south + north) / 2, zoom=12.25)
        sizes = json.loads(_answer(panel, qtbot, script))
        return panel.page_state["zoom"] == 12.25 and {size[0] for size in sizes} == {608}

    qtbot.waitUntil(sharp, timeout=30_000)
    assert {size[1] for size in json.loads(_answer(panel, qtbot, script))} == {609}, (
        "shown as large as painted, half a pixel over"
    )
    assert panel.console_errors == []


def test_colours_follow_the_theme_and_type_the_display(make: MADE, qtbot: QtBot) -> None:
    panel = make("wall", 1000, 500)
    assert not panel.side.isVisible()
    assert panel.page_state["mode"] == "wall"
    land = "getComputedStyle(document.body).backgroundColor"
    dark = _answer(panel, qtbot, land)
    panel.context.theme.set_mode("light")
    _until(panel, qtbot, lambda state: state["theme"] == "light" and not state["drawn"]["waiting"])
    assert _answer(panel, qtbot, land) != dark
    assert panel.console_errors == []


def test_a_page_that_dies_is_loaded_again(make: MADE, qtbot: QtBot) -> None:
    panel = make()
    panel.bridge.want_view(zoom_by=1)
    zoom = panel.page_state["zoom"] + 1
    _until(panel, qtbot, lambda state: state["zoom"] == zoom)
    os.kill(panel.view.render_pid(), signal.SIGKILL)
    qtbot.waitUntil(lambda: panel.view.crashes == 1 and not panel.drawn, timeout=10_000)
    qtbot.waitUntil(lambda: panel.drawn, timeout=30_000)
    assert panel.page_state["zoom"] == zoom
    assert panel.state == "current"


def test_a_server_that_dies_is_seen_and_its_return_too(make: MADE, qtbot: QtBot, city: City, seat: SeatSession) -> None:
    panel = make()
    connections = panel.page_state["connections"]
    city.server.stop(signal.SIGKILL)
    _until(panel, qtbot, lambda state: state["link"] == "stale" and state["age_s"] >= 6)
    _until(panel, qtbot, lambda state: state["notice"])
    with city.restarted():
        _until(panel, qtbot, lambda state: state["link"] == "current" and state["connections"] > connections)
        _until(panel, qtbot, lambda state: not state["notice"])
        _until(panel, qtbot, lambda state: state["seq"] is not None and state["age_s"] < 6)
        qtbot.waitUntil(lambda: panel.drawn, timeout=20_000)
        assert panel.view.crashes == 0
