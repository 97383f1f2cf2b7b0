"""视频核查 on the real server with a real stream: the picture goes into the check, the rules of the check stay."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseforms.task_panel import TaskPanel
from contract.commands import SaveCamera
from contract.entities import CaseState, Point
from contract.figures import CaseDetail
from tests.backend.city import Hall
from tests.backend.server import Backend
from tests.caseforms.seat import PostSeat
from tests.panels.photo_desk import jpeg
from tests.videowall.conftest import Rtsp, rtsp
from videowall.hall import VideoHall
from wall.check_by_video import CheckByVideo

from tests.panels.conftest import backend, hall  # isort: skip

__all__ = ["backend", "hall", "rtsp"]


@pytest.fixture
def video(qapp: QApplication) -> Iterator[VideoHall]:
    one = VideoHall()
    yield one
    one.stop()


def test_a_handled_case_is_checked_by_a_fresh_picture_beside_its_first(
    backend: Backend, hall: Hall, video: VideoHall, rtsp: Rtsp, qtbot: QtBot, tmp_path: Path
) -> None:
    case_id = hall.report(point=Point(121.47, 31.23))
    hall.inspector.request("POST", f"/api/cases/{case_id}/attachments", params={"kind": "scene"}, data=jpeg())
    hall.take_to(case_id, CaseState.FEEDBACK)
    far, near = Point(121.4711, 31.23), Point(121.4702, 31.23)
    for number, point in ((1, far), (2, near)):
        camera = SaveCamera(number=number, name="东门", point=point, sub_url=rtsp.url(f"cam/{number}"), replayed=True)
        hall.admin.send(camera)
    seat = PostSeat(backend, qtbot, "inspector")
    seat.context.theme.apply(QApplication.instance())  # type: ignore[arg-type]
    panel = TaskPanel(seat.context, tmp_path)
    panel.resize(1200, 800)
    qtbot.addWidget(panel)
    check = CheckByVideo(panel, seat.context, video, tmp_path)
    panel.show()
    try:
        qtbot.waitUntil(lambda: case_id in seat.context.store.all("case"), timeout=10_000)
        seat.context.selection.select_case(case_id)
        qtbot.waitUntil(panel.words.isVisible, timeout=5000)
        check.open()
        sheet = check.sheet
        assert sheet is not None
        assert "camera 2 东门" in sheet.head.text()
        qtbot.waitUntil(lambda: sheet.fresh.image is not None and sheet.first.image is not None, timeout=20_000)
        if folder := os.environ.get("CITYWALL_PICTURES"):
            sheet.grab().save(str(Path(folder) / "check-by-video.png"))
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
        assert check.sheet is None
        assert len(panel.photos.photos) == 1
        panel.answer.choose("yes")
        qtbot.keyClick(panel.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

        def detail() -> CaseDetail:
            return hall.intake.get(f"/api/cases/{case_id}", CaseDetail)

        qtbot.waitUntil(lambda: detail().case.state is CaseState.CHECKED, timeout=15_000)
        assert [str(one.kind) for one in detail().attachments] == ["scene", "after"]
        assert detail().attachments[1].name.startswith("check-camera-2-")
        check.open()
        assert check.sheet is None, "it is not there to be checked any more"
    finally:
        seat.stop()
