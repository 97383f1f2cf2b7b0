"""视频巡查: one key on a live tile to a filed case, by keyboard alone, on the real server with real streams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseforms.sighting_panel import aimed_at
from contract.commands import SaveCamera
from contract.entities import Camera, CaseSource, Point
from contract.figures import CaseDetail
from contract.geo import bearing_deg, distance_m
from tests.backend.city import Hall
from tests.backend.server import Backend
from tests.caseforms.seat import PostSeat
from tests.videowall.conftest import Rtsp, frail_rtsp, rtsp
from videowall.hall import VideoHall
from videowall.panel import VideoPanel
from wall.sightings import Sheet, Sightings

from tests.panels.conftest import backend, hall  # isort: skip

__all__ = ["backend", "frail_rtsp", "hall", "rtsp"]
AT = Point(121.47, 31.23)


@dataclass
class Post:
    """Somebody who watches two cameras."""

    seat: PostSeat
    panel: VideoPanel
    sightings: Sightings
    folder: Path

    @property
    def sheet(self) -> Sheet:
        assert self.sightings.sheet is not None
        return self.sightings.sheet

    def states(self) -> list[str]:
        return [fact.state for fact in self.panel.camera_facts()]


@pytest.fixture
def video(qapp: QApplication) -> Iterator[VideoHall]:
    one = VideoHall()
    yield one
    one.stop()


@pytest.fixture
def post(backend: Backend, hall: Hall, video: VideoHall, rtsp: Rtsp, qtbot: QtBot, tmp_path: Path) -> Iterator[Post]:
    yield from watching(backend, hall, video, rtsp, qtbot, tmp_path)


def watching(
    backend: Backend, hall: Hall, video: VideoHall, source: Rtsp, qtbot: QtBot, folder: Path
) -> Iterator[Post]:
    for number, name in ((1, "长兴路市场东门"), (2, "市场内街")):
        camera = SaveCamera(
            number=number, name=name, point=AT, azimuth_deg=90.0, range_m=80.0,
            sub_url=source.url(f"cam/{number}"), replayed=True,
        )  # fmt: skip
        hall.admin.send(camera)
    seat = PostSeat(backend, qtbot, "duty")
    panel = VideoPanel(seat.context, video, columns=2, rows=1)
    panel.resize(1200, 900)
    qtbot.addWidget(panel)
    sightings = Sightings(panel, seat.context, video, folder)
    panel.show()
    one = Post(seat, panel, sightings, folder)
    qtbot.waitUntil(lambda: one.states() == ["live", "live"], timeout=20_000)
    panel.surface.setFocus()
    yield one
    panel.close_video()
    seat.stop()


def test_a_point_is_suggested_half_the_range_ahead_of_the_camera() -> None:
    camera = Camera(id="1", number=1, name="a", point=AT, azimuth_deg=135.0, range_m=120.0)
    ahead = aimed_at(camera)
    assert ahead is not None
    assert distance_m(AT.lon, AT.lat, ahead.lon, ahead.lat) == pytest.approx(60.0, abs=0.2)
    assert bearing_deg(AT.lon, AT.lat, ahead.lon, ahead.lat) == pytest.approx(135.0, abs=0.3)
    assert aimed_at(Camera(id="1", number=1, name="a")) is None


def test_one_key_on_a_live_tile_and_a_class_file_a_case_with_its_picture(post: Post, hall: Hall, qtbot: QtBot) -> None:
    qtbot.keyClick(post.panel.surface, Qt.Key.Key_Right)
    qtbot.keyClick(post.panel.surface, Qt.Key.Key_C)
    form = post.sheet.panel.form
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.class_, timeout=3000)
    draft = form.draft()
    assert draft.source == "video"
    assert draft.place == "市场内街"
    assert draft.coordinates == "121.470420, 31.230000"
    assert "camera 2 市场内街" in draft.description
    photo = Path(draft.photos[0].path)
    image = QImage(str(photo))
    assert image.width() > 200
    assert photo.stat().st_mode & 0o077 == 0
    qtbot.keyClicks(form.class_, "zdjy")
    qtbot.keyClick(form.class_, Qt.Key.Key_Return)
    qtbot.keyClick(form.class_, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: post.sightings.sheet is None, timeout=15_000)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is post.panel.surface, timeout=3000)
    assert "Reported" in post.panel.banner.label.text()
    case_id = post.seat.context.selection.case_id
    assert case_id is not None
    detail = hall.intake.get(f"/api/cases/{case_id}", CaseDetail)
    assert detail.case.source is CaseSource.VIDEO
    assert detail.case.place == "市场内街"
    assert detail.case.point == Point(121.47042, 31.23)
    assert [(one.kind, one.name) for one in detail.attachments] == [("scene", photo.name)]
    assert (detail.attachments[0].width, detail.attachments[0].height) == (image.width(), image.height())
    assert not photo.exists()
    assert not list(post.folder.glob("*.json"))


def test_escape_goes_back_to_the_tile_and_leaves_nothing_of_what_was_only_filled_in(post: Post, qtbot: QtBot) -> None:
    qtbot.keyClick(post.panel.surface, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is post.sheet.panel.form.class_, timeout=3000)
    assert list((post.folder / "pictures").glob("*.jpg"))
    qtbot.keyClick(post.sheet.panel.form.class_, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: post.sightings.sheet is None, timeout=3000)
    assert not list((post.folder / "pictures").glob("*.jpg"))
    assert not list(post.folder.glob("*.json"))
    assert QApplication.focusWidget() is post.panel.surface


def test_what_was_typed_is_there_again_at_the_same_camera_with_one_more_picture(post: Post, qtbot: QtBot) -> None:
    surface = post.panel.surface
    qtbot.keyClick(surface, Qt.Key.Key_C)
    post.sheet.panel.form.place.setText("东门外第三个摊位")
    qtbot.keyClick(post.sheet.panel.form.place, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: post.sightings.sheet is None, timeout=3000)
    qtbot.keyClick(surface, Qt.Key.Key_C)
    draft = post.sheet.panel.form.draft()
    assert (draft.place, draft.source, len(draft.photos)) == ("东门外第三个摊位", "video", 2)
    post.sheet.leave()
    qtbot.keyClick(surface, Qt.Key.Key_Right)
    qtbot.keyClick(surface, Qt.Key.Key_C)
    assert post.sheet.panel.form.draft().place == "市场内街"
    post.sheet.leave()


def test_tab_stays_within_the_form(post: Post, qtbot: QtBot) -> None:
    qtbot.keyClick(post.panel.surface, Qt.Key.Key_C)
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert post.sheet.isAncestorOf(QApplication.focusWidget())
    post.sheet.leave()


def test_no_photo_is_taken_of_a_picture_that_stands_still(
    backend: Backend, hall: Hall, video: VideoHall, frail_rtsp: Rtsp, qtbot: QtBot, tmp_path: Path
) -> None:
    for post in watching(backend, hall, video, frail_rtsp, qtbot, tmp_path):
        frail_rtsp.kill()
        qtbot.waitUntil(lambda post=post: "live" not in post.states(), timeout=10_000)  # type: ignore[misc]
        qtbot.waitUntil(lambda post=post: "late" not in post.states(), timeout=10_000)  # type: ignore[misc]
        qtbot.keyClick(post.panel.surface, Qt.Key.Key_C)
        assert post.sightings.sheet is None
        assert "no live picture" in post.panel.banner.label.text()
        assert not (tmp_path / "pictures").exists()


def test_a_post_that_reports_nothing_is_told_so(
    backend: Backend, hall: Hall, video: VideoHall, rtsp: Rtsp, qtbot: QtBot, tmp_path: Path
) -> None:
    seat = PostSeat(backend, qtbot, "dispatcher")
    panel = VideoPanel(seat.context, video, columns=1, rows=1)
    qtbot.addWidget(panel)
    sightings = Sightings(panel, seat.context, video, tmp_path)
    panel.show()
    qtbot.waitUntil(panel.surface.isVisible, timeout=3000)
    qtbot.keyClick(panel.surface, Qt.Key.Key_C)
    assert sightings.sheet is None
    assert "reports no cases" in panel.banner.label.text()
    panel.close_video()
    seat.stop()
