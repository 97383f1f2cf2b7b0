"""The panels as people use them: real workers, real streams, keys and mouse."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from contract.entities import AnyEntity, WallState
from contract.snapshot import Snapshot
from panelkit.theme import Theme
from tests.videowall.conftest import Rtsp
from tests.videowall.seat import camera, chinese, seat
from videowall.face import Look
from videowall.hall import VideoHall
from videowall.panel import VideoPanel
from videowall.player import PlayerState
from videowall.recorded_panel import RecordedPanel
from videowall.stream import Doubt
from videowall.vlc_player import VlcPlayer
from videowall.worker_player import WorkerPlayer


@pytest.fixture
def hall(qapp: QApplication) -> Iterator[VideoHall]:
    """Video for one test."""
    one = VideoHall()
    yield one
    one.stop()


@pytest.fixture
def panel(qtbot: QtBot, hall: VideoHall, rtsp: Rtsp) -> Iterator[VideoPanel]:
    """Nine tiles and eleven cameras; number 20 is missing at its server."""
    cameras: tuple[AnyEntity, ...] = tuple(camera(n, rtsp.url(f"cam/{n - 9}")) for n in range(10, 20))
    context = seat((*cameras, camera(20, rtsp.url("nothing"))))
    video = VideoPanel(context, hall, columns=3, rows=3, wall="duty")
    video.resize(960, 600)
    qtbot.addWidget(video)
    video.show()
    yield video
    video.close_video()


def states(panel: VideoPanel) -> list[str]:
    return [fact.state for fact in panel.camera_facts()]


def numbers(panel: VideoPanel) -> list[int | None]:
    return [slot.number for slot in panel.surface.slots()]


def test_nine_cameras_become_live_and_the_report_has_their_facts(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.waitUntil(lambda: states(panel) == ["live"] * 9, timeout=20_000)
    fact = panel.camera_facts()[0]
    assert fact.number == 10
    assert fact.pictures > 0
    assert fact.first_picture_s is not None
    assert fact.age_s is not None
    assert fact.age_s < 1.0
    assert panel.tile_count() == 9
    assert panel.age_s < 1.0
    assert panel.state == "current"


def test_digits_and_enter_call_a_camera_into_the_focused_tile(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.waitUntil(lambda: numbers(panel) == list(range(10, 19)), timeout=5_000)
    surface = panel.surface
    qtbot.keyClick(surface, Qt.Key.Key_Right)
    qtbot.keyClick(surface, Qt.Key.Key_Down)
    assert surface.focus == 4
    with qtbot.waitSignal(panel.arranged) as told:
        qtbot.keyClicks(surface, "20")
        qtbot.keyClick(surface, Qt.Key.Key_Return)
    assert numbers(panel)[4] == 20
    assert told.args[0].tiles["video/4"] == "1020"
    qtbot.waitUntil(lambda: states(panel)[4] == "not_found", timeout=10_000)
    qtbot.keyClicks(surface, "99")
    qtbot.keyClick(surface, Qt.Key.Key_Return)
    assert panel.banner.isVisible()
    assert numbers(panel)[4] == 20


def test_a_camera_called_twice_changes_places(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.waitUntil(lambda: numbers(panel)[0] == 10, timeout=5_000)
    panel.call(0, 12)
    assert numbers(panel)[:3] == [12, 11, 10]


def test_dragging_one_tile_onto_another_swaps_them(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.waitUntil(lambda: numbers(panel)[0] == 10, timeout=5_000)
    surface = panel.surface
    start, end = QPoint(40, 40), QPoint(surface.width() - 40, surface.height() - 60)
    qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(surface, end)
    qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=end)
    assert numbers(panel)[0] == 18
    assert numbers(panel)[8] == 10


def test_enter_enlarges_and_goes_back_without_ever_going_dark(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.waitUntil(lambda: states(panel) == ["live"] * 9, timeout=20_000)
    qtbot.keyClick(panel.surface, Qt.Key.Key_Return)
    assert panel.surface.enlarged == 0
    for _ in range(20):
        assert panel.camera_facts()[0].state in ("live", "late")
        qtbot.wait(20)
    qtbot.keyClick(panel.surface, Qt.Key.Key_Escape)
    assert panel.surface.enlarged is None
    qtbot.mouseDClick(panel.surface, Qt.MouseButton.LeftButton, pos=QPoint(panel.surface.width() - 30, 30))
    assert panel.surface.enlarged == 2


def test_the_wall_state_says_what_stands_where(qtbot: QtBot, panel: VideoPanel) -> None:
    store = panel.context.store
    wall = WallState(id="7", name="duty", scene_id="1", version=2, tiles={"video/0": "1019", "other/1": "1018"})
    store.load(Snapshot(seq=2, at=panel.context.now(), entities=(*store.all("camera").values(), wall)))
    qtbot.waitUntil(lambda: numbers(panel)[0] == 19, timeout=5_000)
    panel.context.selection.want_cameras(["1018"])
    assert numbers(panel)[0] == 18


def test_without_the_case_server_the_pictures_go_on_and_say_so(qtbot: QtBot, panel: VideoPanel) -> None:
    qtbot.waitUntil(lambda: states(panel) == ["live"] * 9, timeout=20_000)
    before = [fact.pictures for fact in panel.camera_facts()]
    link = panel.context.link
    link.state = LinkState.OFFLINE
    link.state_changed.emit(link.state)
    qtbot.waitUntil(lambda: "Server offline" in panel.surface._faces[0].badge, timeout=5_000)
    qtbot.waitUntil(
        lambda: all(fact.pictures > was for fact, was in zip(panel.camera_facts(), before, strict=True)), timeout=5_000
    )
    assert states(panel) == ["live"] * 9
    assert not panel.surface._faces[0].veil


def test_a_stopped_worker_turns_its_tiles_late_and_then_stopped_by_the_windows_own_clock(
    qtbot: QtBot, panel: VideoPanel, hall: VideoHall
) -> None:
    qtbot.waitUntil(lambda: states(panel) == ["live"] * 9, timeout=20_000)
    pids = hall.supervisor.pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    stopped = time.monotonic()
    qtbot.waitUntil(lambda: "late" in states(panel), timeout=3_000)
    qtbot.waitUntil(lambda: states(panel) == ["stalled"] * 9, timeout=3_000)
    assert time.monotonic() - stopped < 2.5
    qtbot.waitUntil(lambda: all(face.veil for face in panel.surface._faces), timeout=500)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    qtbot.waitUntil(lambda: states(panel) == ["live"] * 9, timeout=10_000)


def test_a_hidden_panel_lets_its_cameras_step_back(qtbot: QtBot, panel: VideoPanel, hall: VideoHall) -> None:
    qtbot.waitUntil(lambda: states(panel) == ["live"] * 9, timeout=20_000)
    panel.hide()
    qtbot.waitUntil(
        lambda: {stream.want.decode.value for stream in hall.supervisor.streams().values()} == {"keys"}, timeout=5_000
    )
    panel.show()
    qtbot.waitUntil(
        lambda: {stream.want.decode.value for stream in hall.supervisor.streams().values()} == {"full"}, timeout=5_000
    )


def test_a_deleted_panel_is_forgotten_by_the_hall(qtbot: QtBot, hall: VideoHall, rtsp: Rtsp) -> None:
    video = VideoPanel(seat((camera(10, rtsp.url("cam/1")),)), hall, columns=1, rows=1)
    video.resize(400, 300)
    video.show()
    qtbot.waitUntil(lambda: bool(hall.supervisor.streams()), timeout=5_000)
    with qtbot.waitSignal(video.destroyed):
        video.hide()
        video.deleteLater()
    qtbot.waitUntil(lambda: not hall.supervisor.streams(), timeout=5_000)


def test_two_panels_share_a_camera(qtbot: QtBot, hall: VideoHall, rtsp: Rtsp) -> None:
    context = seat((camera(10, rtsp.url("cam/1")),))
    panels = [VideoPanel(context, hall, columns=1, rows=1) for _ in range(2)]
    for one in panels:
        one.resize(400, 300)
        qtbot.addWidget(one)
        one.show()
    qtbot.waitUntil(lambda: [states(one) for one in panels] == [["live"], ["live"]], timeout=10_000)
    assert len(hall.supervisor.streams()) == 1
    for one in panels:
        one.close_video()


def test_cameras_that_send_one_recording_in_a_loop_are_told_to_lie(qtbot: QtBot, hall: VideoHall, rtsp: Rtsp) -> None:
    cameras = [replace(camera(n, rtsp.url(f"cam/{n}")), replayed=False) for n in (1, 2)]
    panel = VideoPanel(seat(tuple(cameras)), hall, columns=2, rows=1)
    panel.resize(800, 300)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: states(panel) == ["live", "live"], timeout=10_000)
    qtbot.waitUntil(lambda: states(panel) == ["suspect", "suspect"], timeout=40_000)
    others = [hall.twin(one.id) for one in cameras]
    assert [one.number for one in others if one is not None] == [2, 1]
    qtbot.waitUntil(
        lambda: (
            [one.status.doubt for one in hall.supervisor.streams().values() if one.status is not None]
            == [Doubt.LOOP] * 2
        ),
        timeout=40_000,
    )
    panel.close_video()


def test_a_player_of_a_live_camera_is_a_player_like_any_other(qtbot: QtBot, hall: VideoHall, rtsp: Rtsp) -> None:
    hall.start()
    player = WorkerPlayer(hall, 320, 180)
    with qtbot.waitSignal(player.pictured, timeout=10_000):
        player.open(rtsp.url("cam/3"))
    qtbot.waitUntil(lambda: player.state is PlayerState.PLAYING, timeout=5_000)
    assert not player.recorded
    picture = player.picture()
    assert picture is not None
    assert (picture.width, picture.height) == (320, 180)
    age = player.age_s()
    assert age is not None
    assert age < 1
    player.close()
    assert player.picture() is None


def test_a_recording_plays_holds_and_begins_again(qtbot: QtBot, clip: Path) -> None:
    player = VlcPlayer()
    player.open(str(clip))
    qtbot.waitUntil(lambda: player.state is PlayerState.PLAYING and player.picture() is not None, timeout=10_000)
    picture = player.picture()
    assert picture is not None
    assert (picture.width, picture.height) == (320, 180)
    corners = [0, 319 * 4, 179 * picture.stride, 179 * picture.stride + 319 * 4]
    values = [tuple(picture.pixels[at : at + 3]) for at in corners]
    assert max(abs(a - b) for value in values for a, b in zip(value, values[0], strict=True)) < 12
    assert len(set(values[0])) > 1  # in colour
    player.pause()
    qtbot.waitUntil(lambda: player.state is PlayerState.PAUSED, timeout=5_000)
    player.play()
    qtbot.waitUntil(lambda: player.state is PlayerState.PLAYING, timeout=5_000)
    shown = player.picture()
    assert shown is not None

    def looped() -> bool:
        now = player.picture()
        return now is not None and now.serial > shown.serial + 40

    qtbot.waitUntil(looped, timeout=15_000)
    player.open(str(clip.with_name("nothing.mp4")))
    qtbot.waitUntil(lambda: player.state is PlayerState.FAILED, timeout=5_000)
    assert player.reason == "missing"
    player.close()


def test_without_libvlc_the_player_says_so_and_nothing_breaks(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, clip: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vlc", None)
    panel = RecordedPanel(seat(), [clip])
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.player.state is PlayerState.UNAVAILABLE, timeout=5_000)
    assert "apt install" in panel.view.face().lines[0]
    panel.close_video()


def test_a_recording_that_is_drawn_while_the_wall_stands_is_played_when_it_is_there(qtbot: QtBot, clip: Path) -> None:
    there: list[Path] = []
    panel = RecordedPanel(seat(), look=lambda: there)
    qtbot.addWidget(panel)
    panel.show()
    try:
        assert panel.view.face().look is Look.EMPTY
        there.append(clip)
        qtbot.waitUntil(lambda: panel.player.state is PlayerState.PLAYING, timeout=10_000)
        assert panel.view.name == clip.stem
    finally:
        panel.close_video()


def test_the_recorded_panel_can_never_be_taken_for_live(qtbot: QtBot, clip: Path, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    translator = chinese(tmp_path)
    app.installTranslator(translator)
    theme = Theme()
    theme.apply(app)
    panel = RecordedPanel(seat(theme=theme), [clip, clip])
    qtbot.addWidget(panel)
    panel.resize(640, 480)
    panel.show()
    try:
        qtbot.waitUntil(lambda: panel.player.state is PlayerState.PLAYING, timeout=10_000)
        qtbot.waitUntil(lambda: panel.view.face().look is Look.RECORDED, timeout=10_000)
        assert panel.view.face().badge.startswith("录像")
        assert panel.view.face().right.startswith("录像")
        assert panel.header.title.text() == "录像"
        qtbot.keyClick(panel, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: panel.player.state is PlayerState.PAUSED, timeout=5_000)
        panel.grab().save(str(tmp_path / "recorded.png"))
    finally:
        panel.close_video()
        app.removeTranslator(translator)
        app.setStyleSheet("")
