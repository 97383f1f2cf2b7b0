"""视频巡查: a round by keyboard on the real server with real streams; what nobody saw stays missed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from contract.commands import SaveCamera
from contract.entities import Point
from contract.patrol import KeptPlan, PatrolPlan, PatrolRound
from tests.backend.city import Hall
from tests.backend.server import Backend
from tests.caseforms.seat import PostSeat
from tests.videowall.conftest import Rtsp, rtsp
from videowall.hall import VideoHall
from videowall.patrol_panel import PatrolPanel

from tests.panels.conftest import backend, hall  # isort: skip

__all__ = ["backend", "hall", "rtsp"]


@pytest.fixture
def video(qapp: QApplication) -> Iterator[VideoHall]:
    one = VideoHall()
    yield one
    one.stop()


def plan_now(hall: Hall, rtsp: Rtsp) -> KeptPlan:
    """Three cameras, the last without a stream; a round begins this minute."""
    streams = [rtsp.url("cam/1"), rtsp.url("cam/2"), rtsp.url("nothing")]
    names = ("长兴路市场东门", "市场内街", "滨江步道北口")
    ids = tuple(
        hall.admin.send(
            SaveCamera(number=number, name=name, point=Point(121.47, 31.23), sub_url=url, replayed=True)
        ).ids[0]
        for number, (name, url) in enumerate(zip(names, streams, strict=True), 1)
    )
    for number in range(3):
        clock = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%H:%M}"
        plan = PatrolPlan(name=f"长兴路早市 {number + 1}", camera_ids=ids, starts=(clock,), dwell_s=3, minutes=30)
        kept = hall.shift_leader.post("/api/patrol/plans", plan, KeptPlan)
        if any(one.state == "running" for one in of_plan(hall, kept)):
            return kept
    raise AssertionError("no round runs")


def of_plan(hall: Hall, kept: KeptPlan) -> list[PatrolRound]:
    found = hall.shift_leader.get("/api/patrol/rounds", tuple[PatrolRound, ...])
    return [one for one in found if one.plan_id == kept.id]


def test_a_round_is_walked_by_keys_and_a_camera_without_a_picture_is_missed(
    backend: Backend, hall: Hall, video: VideoHall, rtsp: Rtsp, qtbot: QtBot, tmp_path: Path
) -> None:
    kept = plan_now(hall, rtsp)
    seat = PostSeat(backend, qtbot, "duty")
    seat.context.theme.apply(QApplication.instance())  # type: ignore[arg-type]
    panel = PatrolPanel(seat.context, video, tmp_path)
    panel.resize(1500, 900)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.list.count() > 0, timeout=15_000)
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.walk is not None, timeout=3000)
    assert QApplication.focusWidget() is panel.surface
    qtbot.waitUntil(lambda: [fact.state for fact in panel.surface.facts()] == ["live"], timeout=20_000)
    walk = panel.walk
    assert walk is not None
    qtbot.keyClick(panel.surface, Qt.Key.Key_Space)
    assert walk.held
    if folder := os.environ.get("CITYWALL_PICTURES"):
        panel.grab().save(str(Path(folder) / "patrol-round.png"))
    qtbot.keyClick(panel.surface, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: walk.index == 1, timeout=20_000)
    qtbot.keyClick(panel.surface, Qt.Key.Key_Left)
    assert walk.index == 0
    qtbot.keyClick(panel.surface, Qt.Key.Key_N)
    assert walk.index == 1
    qtbot.waitUntil(lambda: walk.index == 2, timeout=20_000)
    qtbot.waitUntil(lambda: walk.over, timeout=20_000)
    qtbot.waitUntil(lambda: len(of_plan(hall, kept)[0].seen) == 2, timeout=15_000)
    qtbot.waitUntil(lambda: of_plan(hall, kept)[0].missed[0].reason != "not_looked", timeout=15_000)
    one = of_plan(hall, kept)[0]
    assert [seen.person_id for seen in one.seen] == [seat.caller.session.person_id] * 2
    assert [missed.reason for missed in one.missed] in (["not_found"], ["connecting"])
    qtbot.waitUntil(lambda: [round_.missed for round_ in panel.rounds if round_.seen] == [one.missed], timeout=40_000)
    panel.save()
    sheet = next(tmp_path.glob("patrol-*.csv")).read_text(encoding="utf-8-sig")
    assert "3 滨江步道北口,no,,,,no " in sheet
    panel.close_video()
    seat.stop()
