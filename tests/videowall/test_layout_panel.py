"""Laying tiles by hand: keys, menu, mouse, and what the wall's state says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from contract.entities import Alarm, AnyEntity, WallState
from contract.snapshot import Snapshot
from contract.wall_commands import ArrangeWall
from panelkit.theme import Theme
from tests.videowall.seat import camera, chinese, seat, street
from videowall import grid, layouts
from videowall.face import Face, Look
from videowall.grid import Box
from videowall.hall import VideoHall
from videowall.layout_picker import LayoutPicker
from videowall.panel import VideoPanel
from videowall.tile import TilePainter
from videowall.zoom import WHOLE

CAMERAS: tuple[AnyEntity, ...] = tuple(camera(n, "rtsp://127.0.0.1:9/x") for n in range(10, 80))


@pytest.fixture
def hall(qapp: QApplication) -> Iterator[VideoHall]:
    """Video for one test; it opens nothing."""
    one = VideoHall()
    one.start = lambda: None  # type: ignore[method-assign]  # nothing is opened: this is about what stands where
    yield one
    one.stop()


@pytest.fixture
def panel(qtbot: QtBot, hall: VideoHall) -> Iterator[VideoPanel]:
    """Nine tiles of a wall that has its state."""
    wall = WallState(id="7", name="hall", scene_id="1")
    video = VideoPanel(seat((*CAMERAS, wall)), hall, wall="hall", place="video3x3")
    video.resize(960, 600)
    qtbot.addWidget(video)
    video.show()
    qtbot.waitUntil(lambda: len(video.surface.slots()) == 9, timeout=5_000)
    yield video
    video.close_video()


def told(qtbot: QtBot, panel: VideoPanel, keys: str, key: Qt.Key) -> ArrangeWall:
    with qtbot.waitSignal(panel.arranged) as said:
        qtbot.keyClicks(panel.surface, keys)
        qtbot.keyClick(panel.surface, key)
    assert isinstance(said.args[0], ArrangeWall)
    return said.args[0]


@pytest.mark.parametrize("count", [count for count in layouts.USUAL if count != 9])
def test_a_number_and_l_lay_the_tiles_and_u_goes_back(qtbot: QtBot, panel: VideoPanel, count: int) -> None:
    change = told(qtbot, panel, str(count), Qt.Key.Key_L)
    layout = change.layouts["video3x3"]
    assert layout is not None
    assert len(layout.spans) == len(panel.surface.slots()) == count
    assert change.wall == "hall"
    qtbot.keyClick(panel.surface, Qt.Key.Key_U)
    assert panel.places.arrangement == grid.raster(3, 3)
    qtbot.keyClick(panel.surface, Qt.Key.Key_U)
    assert panel.banner.isVisible()


def test_a_number_that_no_layout_has_is_said_and_changes_nothing(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.keyClicks(panel.surface, "7")
    qtbot.keyClick(panel.surface, Qt.Key.Key_L)
    assert panel.banner.isVisible()
    assert len(panel.surface.slots()) == 9


def test_what_another_node_laid_is_followed(qtbot: QtBot, panel: VideoPanel) -> None:
    store = panel.context.store
    laid = {"video3x3": layouts.to_wire(grid.ARRANGEMENTS[6])}
    wall = WallState(id="7", name="hall", scene_id="1", version=2, layouts=laid, tiles={"video3x3/0": "1044"})
    store.load(Snapshot(seq=2, at=panel.context.now(), entities=(*CAMERAS, wall)))
    qtbot.waitUntil(lambda: len(panel.surface.slots()) == 6, timeout=5_000)
    assert panel.surface.slots()[0].number == 44
    assert panel.header.subtitle.full_text() == "1+5"


def picker(panel: VideoPanel, qtbot: QtBot) -> LayoutPicker:
    qtbot.keyClick(panel.surface, Qt.Key.Key_L)
    return panel.surface.findChildren(LayoutPicker)[-1]


def test_the_menu_is_walked_by_arrows_or_number_and_left_by_escape(qtbot: QtBot, panel: VideoPanel) -> None:
    menu = picker(panel, qtbot)
    qtbot.keyClick(menu, Qt.Key.Key_Right)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert len(panel.surface.slots()) == 16
    menu = picker(panel, qtbot)
    qtbot.keyClicks(menu, "25")
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert len(panel.surface.slots()) == 25
    menu = picker(panel, qtbot)
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert len(panel.surface.slots()) == 25
    menu = picker(panel, qtbot)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu._cards()[1].center())
    assert len(panel.surface.slots()) == 4


def test_the_menu_covers_the_tiles_also_when_the_panel_grows(qtbot: QtBot, panel: VideoPanel) -> None:
    menu = picker(panel, qtbot)
    panel.resize(1200, 800)
    qtbot.waitUntil(lambda: menu.size() == panel.surface.size(), timeout=5_000)


def test_a_free_layout_is_drawn_with_the_mouse(qtbot: QtBot, panel: VideoPanel) -> None:
    menu = picker(panel, qtbot)
    qtbot.keyClick(menu, Qt.Key.Key_D)
    sheet = menu._sheet()
    start = sheet.topLeft() + QPoint(20, 20)
    end = QPoint(sheet.center().x(), sheet.center().y())
    qtbot.mousePress(menu, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(menu, end)
    qtbot.mouseRelease(menu, Qt.MouseButton.LeftButton, pos=end)
    with qtbot.waitSignal(panel.arranged):
        qtbot.mouseClick(menu.take, Qt.MouseButton.LeftButton)
    assert (0, 0, 2, 2) in panel.places.arrangement.places
    assert len(panel.surface.slots()) == 6


def test_a_free_layout_is_drawn_with_keys(qtbot: QtBot, panel: VideoPanel) -> None:
    menu = picker(panel, qtbot)
    qtbot.keyClick(menu, Qt.Key.Key_D)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_PageUp, Qt.Key.Key_Right):
        qtbot.keyClick(menu, key)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(menu, key, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert menu.drawn is not None
    assert menu.drawn.places == ((0, 0, 1, 1), (1, 0, 2, 2), (3, 0, 1, 1), (0, 1, 1, 1), (3, 1, 1, 1))
    qtbot.keyClick(menu, Qt.Key.Key_Delete)
    assert len(menu.drawn.places) == 8
    qtbot.keyClick(menu, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert panel.places.arrangement == grid.raster(4, 2)


def test_the_menu_in_chinese_is_a_picture(qtbot: QtBot, hall: VideoHall, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    translator = chinese(tmp_path)
    app.installTranslator(translator)
    theme = Theme()
    theme.apply(app)
    video = VideoPanel(seat(CAMERAS, theme=theme), hall, place="video3x3")
    qtbot.addWidget(video)
    video.resize(960, 620)
    video.show()
    try:
        qtbot.waitUntil(lambda: len(video.surface.slots()) == 9, timeout=5_000)
        menu = picker(video, qtbot)
        video.grab().save(str(tmp_path / "menu.png"))
        qtbot.keyClick(menu, Qt.Key.Key_D)
        menu.drawn = layouts.merged(grid.raster(6, 4), 0, 0, 3, 3)
        menu.update()
        video.grab().save(str(tmp_path / "draw.png"))
        assert menu.take.words() == "采用"
    finally:
        video.close_video()
        app.removeTranslator(translator)
        app.setStyleSheet("")


def shown(panel: VideoPanel) -> list[int | None]:
    return [slot.number for slot in panel.surface.slots()]


def test_t_begins_a_tour_that_runs_by_the_clock_and_n_b_t_steer_it(qtbot: QtBot, panel: VideoPanel) -> None:
    surface = panel.surface
    change = told(qtbot, panel, "30", Qt.Key.Key_T)
    tour = change.tours["video3x3"]
    assert tour is not None
    assert (tour.dwell_s, len(tour.cameras), tour.tiles) == (30.0, 70, tuple(range(9)))
    assert shown(panel) == list(range(10, 19))
    assert "tour, 30 s" in panel.header.subtitle.full_text()
    qtbot.keyClick(surface, Qt.Key.Key_N)
    assert shown(panel) == list(range(19, 28))
    qtbot.keyClick(surface, Qt.Key.Key_B)
    assert shown(panel) == list(range(10, 19))
    qtbot.keyClick(surface, Qt.Key.Key_T)
    assert "tour held" in panel.header.subtitle.full_text()
    qtbot.keyClicks(surface, "0")
    qtbot.keyClick(surface, Qt.Key.Key_T)
    assert panel.places.tour is None
    qtbot.keyClick(surface, Qt.Key.Key_N)
    assert panel.banner.isVisible()


def test_a_tour_steps_by_itself(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.keyClicks(panel.surface, "2")
    qtbot.keyClick(panel.surface, Qt.Key.Key_T)
    assert shown(panel)[0] == 10
    qtbot.waitUntil(lambda: shown(panel) == list(range(19, 28)), timeout=20_000)
    assert panel.surface.tiles(0.0)[-1].covered_s >= 2.0  # the next ones are being opened
    qtbot.waitUntil(lambda: shown(panel) == list(range(28, 37)), timeout=20_000)


def test_fixed_tiles_stay_and_a_called_camera_fixes_its_tile(qtbot: QtBot, panel: VideoPanel) -> None:
    surface = panel.surface
    qtbot.keyClick(surface, Qt.Key.Key_F)
    tour = panel.places.tour
    assert tour is not None
    assert tour.tiles == (0,)
    qtbot.keyClick(surface, Qt.Key.Key_N)
    assert shown(panel) == [19, *range(11, 19)]
    surface.set_focus(8)
    qtbot.keyClick(surface, Qt.Key.Key_F)
    assert panel.places.tour is not None
    assert panel.places.tour.tiles == (0, 8)
    qtbot.keyClicks(surface, "44")
    qtbot.keyClick(surface, Qt.Key.Key_Return)
    assert panel.places.tour is not None
    assert panel.places.tour.tiles == (0,)
    assert shown(panel)[1:] == [*range(11, 18), 44]


def test_who_asks_for_a_camera_while_a_tour_runs_gets_it_for_a_while(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.keyClick(panel.surface, Qt.Key.Key_T)
    panel.context.selection.want_cameras(["1077"])
    assert shown(panel)[0] == 77
    assert "event" in panel.header.subtitle.full_text()
    qtbot.keyClick(panel.surface, Qt.Key.Key_T)
    assert shown(panel) == list(range(10, 19))


def test_an_alarm_about_a_camera_takes_the_tiles_of_a_tour_once(qtbot: QtBot, panel: VideoPanel) -> None:
    store, state = panel.context.store, WallState(id="7", name="hall", scene_id="1")
    qtbot.keyClick(panel.surface, Qt.Key.Key_T)
    tour = panel.places.tour
    assert tour is not None
    alarm = Alarm(
        id="9", priority=1, code="intrusion", raised_at=panel.context.now(), about_kind="camera", about_id="1079"
    )
    wall = replace(state, version=2, tours={"video3x3": tour})
    store.load(Snapshot(seq=2, at=panel.context.now(), entities=(*CAMERAS, wall, alarm)))
    qtbot.waitUntil(lambda: shown(panel)[0] == 79, timeout=5_000)
    qtbot.keyClick(panel.surface, Qt.Key.Key_T)
    assert shown(panel)[0] == 10
    store.load(Snapshot(seq=3, at=panel.context.now(), entities=(*CAMERAS, wall, alarm)))
    qtbot.wait(50)
    assert shown(panel)[0] == 10


def test_a_step_that_is_no_time_is_refused_with_a_sentence(qtbot: QtBot, panel: VideoPanel) -> None:
    for typed in ("1", "3601"):
        qtbot.keyClicks(panel.surface, typed)
        qtbot.keyClick(panel.surface, Qt.Key.Key_T)
        assert panel.places.tour is None
        assert panel.banner.isVisible()


def test_keys_and_the_wheel_zoom_a_tile_and_its_stream_is_asked_for_larger(qtbot: QtBot, panel: VideoPanel) -> None:
    surface = panel.surface
    before = surface.tiles(0.0)[0]
    for _ in range(4):
        qtbot.keyClick(surface, Qt.Key.Key_Plus)
    assert surface.zoom().factor == pytest.approx(1.25**4)
    assert surface.tiles(0.0)[0].width > 2 * before.width
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        for _ in range(9):
            qtbot.keyClick(surface, key, Qt.KeyboardModifier.ControlModifier)
    assert surface.zoom().part[:2] == pytest.approx((0, 0))
    assert surface.focus == 0
    qtbot.keyClick(surface, Qt.Key.Key_Home)
    assert surface.zoom() == WHOLE
    point = surface.mapTo(surface, QPoint(10, 10))
    wheel = QWheelEvent(
        point.toPointF(),
        surface.mapToGlobal(point).toPointF(),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, wheel)
    assert surface.zoom(0).factor == pytest.approx(1.5625)
    assert surface.zoom(1) == WHOLE
    qtbot.keyClick(surface, Qt.Key.Key_Escape)
    assert surface.zoom(0) == WHOLE
    qtbot.keyClick(surface, Qt.Key.Key_Plus)
    panel.call(0, 50)
    assert surface.zoom(0) == WHOLE  # another camera is seen whole


def test_a_zoomed_tile_says_which_part_is_seen(qtbot: QtBot, tmp_path: Path) -> None:
    painter_of = TilePainter(Theme())
    image = QImage(334, 224, QImage.Format.Format_RGB32)
    face, picture = Face(Look.LIVE), street(3)
    shots = []
    for zoom in (WHOLE, WHOLE.by(3, 0.2, 0.9)):
        painter = QPainter(image)
        painter_of.paint_picture(painter, Box(0, 0, 334, 199), face, picture, zoom)
        painter.end()
        shots.append(image.copy())
    assert shots[0] != shots[1]
    shots[1].save(str(tmp_path / "zoom.png"))
