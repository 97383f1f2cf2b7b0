"""Every state of a tile on one sheet, in Chinese and as the real faces word it: docs/img/tile-states.png."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from panelkit.theme import Theme
from tests.videowall.seat import ROOT, chinese, street
from videowall import face as faces
from videowall.face import Face, Look, Seen
from videowall.grid import Box
from videowall.stream import Decode, Doubt, Fault, State, Status, Step
from videowall.tile import Plate, TilePainter

NOW = 1000.0


def seen(age_s: float | None = None, *, lag_s: float = 0.0, silent_s: float | None = None,
         offline_s: float | None = None, **status: object) -> Seen:  # fmt: skip
    told = Status(id="1/sub", since_s=NOW - 0.6, interval_s=1 / 15) if not status else None
    if told is None:
        values = {"id": "1/sub", "since_s": NOW - 0.6, "interval_s": 1 / 15} | status
        told = Status(**values)  # type: ignore[arg-type]
    return Seen(NOW, told, age_s, lag_s, silent_s, offline_s, clock=lambda _age: "14:02:11")


def states() -> list[tuple[str, str, Face, int | None]]:
    """(number and name of the state, judged by, face, seed of the picture)."""
    wait = {"state": State.WAIT_KEY, "step": Step.KEY, "kbit_s": 640.0, "key_interval_s": 4.0, "since_s": NOW - 1.2}
    return [
        ("连接中", "已发起连接，设备未应答", faces.face(seen(state=State.CONNECTING, step=Step.CONNECT)), None),
        ("等待关键帧", "有字节、无可解码帧", faces.face(seen(**wait)), None),
        ("实时", "最后一帧 ≤ 1 秒", faces.face(seen(0.1, state=State.LIVE)), 11),
        ("延迟", "画面落后 > 1 秒", faces.face(seen(0.1, lag_s=2.3, state=State.LIVE)), 4),
        (
            "停止",
            "超过 1.5 秒与 3 倍帧间隔中较大者无帧",
            faces.face(seen(26, state=State.BACKOFF, fault=Fault.NO_BYTES, attempt=2, due_s=NOW + 3)),
            6,
        ),
        (
            "解码进程停止",
            "工作进程 2 秒无心跳；窗口自己的时钟",
            faces.face(seen(3.2, silent_s=3.1, state=State.LIVE)),
            15,
        ),
        (
            "认证失败",
            "应答 401",
            faces.face(seen(state=State.AUTH_FAILED, fault=Fault.AUTH, step=Step.AUTHORISE, due_s=NOW + 30)),
            None,
        ),
        (
            "找不到",
            "应答 404",
            faces.face(seen(state=State.NOT_FOUND, fault=Fault.NOT_FOUND, step=Step.BYTES, due_s=NOW + 15)),
            None,
        ),
        ("案件中心离线", "心跳缺 3 次；画面直连设备", faces.face(seen(0.1, offline_s=38, state=State.LIVE)), 23),
        (
            "仅关键帧",
            "本机超限；标题与标牌都写明",
            faces.face(seen(1.9, state=State.LIVE, decode=Decode.KEYS, key_interval_s=2.0)),
            28,
        ),
        (
            "连不上",
            "端口未开；第 4 次重连",
            faces.face(seen(state=State.BACKOFF, fault=Fault.REFUSED, step=Step.CONNECT, attempt=3, due_s=NOW + 10)),
            None,
        ),
        (
            "可疑：重复画面",
            "帧在到，内容不变；阈值随码流节拍",
            faces.face(seen(0.1, state=State.LIVE, doubt=Doubt.SAME, doubt_since_s=NOW - 9)),
            9,
        ),
        ("录像", "文件；绝不冒充实时", faces.face(seen(0.1, state=State.LIVE, recorded=True, position_s=42.0)), 2),
    ]


def test_every_state_has_its_look_and_the_sheet_shows_them(qapp: QApplication, tmp_path: Path) -> None:
    translator = chinese(tmp_path)
    qapp.installTranslator(translator)
    try:
        sheet = QImage(1432, 1420, QImage.Format.Format_RGB32)
        theme = Theme()
        sheet.fill(theme.color("bg-0"))
        tiles = TilePainter(theme)
        painter = QPainter(sheet)
        painter.setFont(theme.font("strong", 700))
        painter.setPen(theme.color("tx-1"))
        painter.drawText(QRect(20, 0, 400, 52), Qt.AlignmentFlag.AlignVCenter, "画面状态")
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("tx-2"))
        line = "每块画面都写明：坏在哪一步、数据多旧、下一步做什么。停住的画面绝不像实时画面。"
        painter.drawText(QRect(120, 0, 1200, 52), Qt.AlignmentFlag.AlignVCenter, line)
        for index, (name, judged, face, seed) in enumerate(states()):
            x, y = 20 + index % 4 * 352, 56 + index // 4 * 340
            painter.setFont(theme.font("title"))
            painter.setPen(theme.color("tx-1"))
            painter.drawText(QRect(x, y, 336, 30), Qt.AlignmentFlag.AlignVCenter, f"{index + 1}  {name}")
            plate = Plate((83, 29, 37, 70, 51, 63, 58, 21, 44, 75, 18, 60, 90)[index], "长兴路市场东门", index == 2)
            picture = street(seed) if seed is not None else None
            tiles.paint(painter, Box(x, y + 30, 336, 224), plate, face, picture)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("tx-3"))
            painter.drawText(QRect(x, y + 260, 336, 20), Qt.AlignmentFlag.AlignVCenter, f"判据  {judged}")
            assert bool(face.picture) == (seed is not None)
        painter.end()
    finally:
        qapp.removeTranslator(translator)
    target = ROOT / "docs" / "img" / "tile-states.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    assert sheet.save(str(tmp_path / "sheet.png"))
    old = QImage(str(target))
    if old != sheet:
        assert sheet.save(str(target))


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault])
def test_each_failure_names_itself_its_step_and_what_comes_next(qapp: QApplication, fault: Fault) -> None:
    told = faces.face(seen(state=State.BACKOFF, fault=fault, step=Step.CONNECT, attempt=1, due_s=NOW + 2))
    assert told.title
    assert told.step
    assert told.lines[-1] == "Attempt 2 in 2 s"
    assert not told.picture


@pytest.mark.parametrize("doubt", [doubt for doubt in Doubt if doubt not in ("", Doubt.TWIN)])
def test_each_doubt_says_why_and_for_how_long_while_the_picture_goes_on(qapp: QApplication, doubt: Doubt) -> None:
    told = faces.face(seen(0.1, state=State.LIVE, doubt=doubt, doubt_since_s=NOW - 9, doubt_value=16.0))
    assert (told.look, told.right) == (Look.SUSPECT, "suspect 9 s")
    assert told.doubt
    assert told.picture
    assert not told.title


def test_two_cameras_with_one_picture_name_each_other(qapp: QApplication) -> None:
    shown = seen(0.1, state=State.LIVE)
    assert faces.face(shown).look is Look.LIVE
    told = faces.face(replace(shown, twin="38"))
    assert (told.look, told.doubt) == (Look.SUSPECT, "The same as camera 38: check both addresses")


def test_a_recording_that_is_known_as_one_is_not_doubted_for_it(qapp: QApplication) -> None:
    shown = seen(0.1, state=State.LIVE, doubt=Doubt.LOOP, doubt_value=16.0)
    assert faces.face(shown).doubt == "An old recording, again each 16 s"
    assert faces.face(replace(shown, replayed=True)).look is Look.LIVE
    still = seen(0.1, state=State.LIVE, doubt=Doubt.BLANK)
    assert faces.face(replace(still, replayed=True)).look is Look.SUSPECT


def test_late_and_saving_pictures_keep_their_word_beside_the_doubt(qapp: QApplication) -> None:
    late = faces.face(seen(0.1, lag_s=2.3, state=State.LIVE, doubt=Doubt.DELAY))
    assert (late.look, late.doubt) == (Look.LATE, "The delay grows: 2.4 s behind")
    keys = faces.face(seen(1.0, state=State.LIVE, decode=Decode.KEYS, key_interval_s=2.0, doubt=Doubt.BLANK))
    assert (keys.look, bool(keys.doubt)) == (Look.KEYS_ONLY, True)
