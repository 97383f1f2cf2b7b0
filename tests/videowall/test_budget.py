"""What decoding costs and why: sums of two looks, a sentence for each decision, and the panel over real streams."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.videowall.conftest import Rtsp
from tests.videowall.seat import camera, seat
from videowall.budget import Rates, cpu_s, why
from videowall.budget_panel import BudgetPanel
from videowall.hall import VideoHall
from videowall.panel import VideoPanel
from videowall.planner import Addresses, Want
from videowall.stream import Decode, Profile, State, Status


@pytest.fixture
def hall(qapp: QApplication) -> Iterator[VideoHall]:
    one = VideoHall()
    yield one
    one.stop()


def test_rates_are_of_two_looks_and_a_count_that_began_anew_is_none() -> None:
    rates = Rates()
    assert rates.look(1.0, {"a": 10.0}) == {"a": 0.0}
    assert rates.look(3.0, {"a": 40.0, "b": 5.0}) == {"a": 15.0, "b": 0.0}
    assert rates.look(4.0, {"a": 3.0}) == {"a": 0.0}
    assert rates.look(4.0, {"a": 9.0}) == {"a": 0.0}


def test_the_time_of_a_process_that_is_gone_is_not_known() -> None:
    assert (cpu_s(os.getpid()) or 0) > 0
    assert cpu_s(2**22 + 7) is None


@pytest.mark.parametrize(
    ("profile", "decode", "addresses", "demoted", "begins"),
    [
        (Profile.SUB, Decode.FULL, Addresses("m", "s"), False, "Sub stream at 320x180: no higher than 400"),
        (Profile.MAIN, Decode.FULL, Addresses("m", "s"), False, "Main stream at 320x180: enlarged"),
        (Profile.MAIN, Decode.FULL, Addresses("m", ""), False, "Main stream, scaled to 320x180"),
        (Profile.SUB, Decode.FULL, Addresses("", "s"), False, "Sub stream at 320x180: the camera has no other"),
        (Profile.SUB, Decode.KEYS, Addresses("m", "s"), False, "Key frames only: nobody"),
        (Profile.SUB, Decode.KEYS, Addresses("m", "s"), True, "Key frames only: this machine"),
    ],
)
def test_each_decision_has_its_sentence(
    profile: Profile, decode: Decode, addresses: Addresses, demoted: bool, begins: str
) -> None:
    want = Want("7", profile, "rtsp://x", decode, 320, 180)
    assert why(want, addresses, None, demoted=demoted).startswith(begins)


def test_a_picture_much_larger_than_its_tile_is_said() -> None:
    want = Want("7", Profile.MAIN, "rtsp://x", Decode.FULL, 320, 180)
    status = Status(id="7/main", state=State.LIVE, since_s=0, width=3840, height=2160)
    assert why(want, Addresses("m", ""), status, demoted=False).endswith("; it is decoded at 3840x2160")


def test_the_panel_counts_real_streams(qtbot: QtBot, hall: VideoHall, rtsp: Rtsp, tmp_path: Path) -> None:
    context = seat(tuple(camera(n, rtsp.url(f"cam/{n - 9}")) for n in range(10, 14)))
    budget = BudgetPanel(context, hall)
    budget.resize(1100, 420)
    qtbot.addWidget(budget)
    budget.show()
    qtbot.waitUntil(lambda: budget.state == "empty", timeout=20_000)
    video = VideoPanel(context, hall, columns=2, rows=2, wall="duty")
    video.resize(640, 400)
    qtbot.addWidget(video)
    video.show()
    qtbot.waitUntil(lambda: budget.model.rowCount() == 4, timeout=20_000)
    qtbot.waitUntil(lambda: all(one.rate > 3 for one in budget.model.rows()), timeout=60_000)
    assert all(one.kbit_s > 0 and "no other" in one.why for one in budget.model.rows())
    assert "Worker 1:" in budget.workers.text()
    budget.table.selectRow(0)
    assert budget.sentence.isVisible()
    budget.grab().save(str(tmp_path / "budget.png"))
    video.close_video()
