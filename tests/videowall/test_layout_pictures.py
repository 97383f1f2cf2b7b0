"""Pictures of docs/operator/video.md: layouts, drawing, a tour and a zoomed tile, on real streams and in Chinese.

`CITYWALL_WRITE_PICTURES=1` writes them to docs/img; without it they are made and looked at only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from contract.entities import AnyEntity
from panelkit.theme import Theme
from tests.videowall.conftest import Rtsp
from tests.videowall.seat import ROOT, camera, chinese, seat
from videowall import grid, layouts
from videowall.hall import VideoHall
from videowall.layout_picker import LayoutPicker
from videowall.panel import VideoPanel

WRITTEN = os.environ.get("CITYWALL_WRITE_PICTURES") == "1"


@pytest.fixture
def panel(qtbot: QtBot, rtsp: Rtsp, tmp_path: Path) -> Iterator[VideoPanel]:
    """Nine live tiles of twelve cameras, in Chinese."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    translator = chinese(tmp_path)
    app.installTranslator(translator)
    theme, hall = Theme(), VideoHall()
    theme.apply(app)
    cameras: tuple[AnyEntity, ...] = tuple(camera(n, rtsp.url(f"cam/{n}")) for n in range(1, 13))
    video = VideoPanel(seat(cameras, theme=theme), hall, place="video3x3")
    qtbot.addWidget(video)
    video.resize(1120, 700)
    video.show()
    video.surface.setFocus()
    yield video
    video.close_video()
    hall.stop()
    app.removeTranslator(translator)
    app.setStyleSheet("")


def keep(panel: VideoPanel, name: str) -> QImage:
    panel.second()
    image = panel.grab().toImage()
    assert image.width() == 1120
    if WRITTEN:
        assert image.save(str(ROOT / "docs" / "img" / f"{name}.png"))
    return image


def test_the_pictures_of_layouts_tour_and_zoom(qtbot: QtBot, panel: VideoPanel) -> None:
    surface = panel.surface

    def live() -> bool:
        facts = panel.camera_facts()
        return bool(facts) and all(fact.state in ("live", "recorded", "late") for fact in facts)

    qtbot.waitUntil(lambda: len(panel.camera_facts()) == 9 and live(), timeout=30_000)
    qtbot.keyClick(surface, Qt.Key.Key_L)
    menu = surface.findChildren(LayoutPicker)[-1]
    pictures = [keep(panel, "video-layouts")]
    qtbot.keyClick(menu, Qt.Key.Key_D)
    menu.drawn = layouts.merged(grid.raster(6, 4), 0, 0, 3, 3)
    menu.update()
    pictures.append(keep(panel, "video-draw"))
    for _ in range(2):
        qtbot.keyClick(menu, Qt.Key.Key_Escape)
    qtbot.keyClicks(surface, "6")
    qtbot.keyClick(surface, Qt.Key.Key_L)
    for tile in (3, 4, 5):
        surface.set_focus(tile)
        qtbot.keyClick(surface, Qt.Key.Key_F)
    qtbot.keyClicks(surface, "60")
    qtbot.keyClick(surface, Qt.Key.Key_T)
    surface.set_focus(0)
    for _ in range(3):
        qtbot.keyClick(surface, Qt.Key.Key_Plus)
    qtbot.waitUntil(live, timeout=30_000)
    pictures.append(keep(panel, "video-tour"))
    assert "巡航" in panel.header.subtitle.full_text()
    assert len({image.pixelColor(560, 350).name() for image in pictures}) > 1
