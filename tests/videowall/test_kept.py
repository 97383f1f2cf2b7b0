"""Evidence and replay as an operator uses them: keys on a tile, a real camera, a real server, a real case."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from contract import commands as c
from contract.entities import CaseSource
from contract.figures import CaseDetail
from contract.people import SecurityPage
from panelkit.theme import Theme
from tests.backend.server import Backend, running
from tests.panels.photo_desk import Desk
from tests.videowall.conftest import Rtsp, _has_source
from tests.videowall.seat import camera, seat, street
from tests.videowall.test_ring import _records, rules
from videowall.evidence_desk import UNTOLD, EvidenceDesk
from videowall.evidence_words import fault_words
from videowall.face import Look
from videowall.hall import VideoHall
from videowall.kept import Kept
from videowall.orders import Taken
from videowall.panel import VideoPanel
from videowall.ring_files import RingFault, segments

WAIT = 60_000


@pytest.fixture
def hall(qapp: QApplication, tmp_path: Path) -> Iterator[VideoHall]:
    """Video for one test, which keeps what it shows."""
    one = VideoHall()
    one.supervisor.keep(rules(tmp_path / "ring"))
    yield one
    one.stop()


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        yield server


def live(panel: VideoPanel) -> bool:
    return [fact.state for fact in panel.camera_facts()] == ["live"]


@pytest.fixture
def bound(qtbot: QtBot, hall: VideoHall, rtsp: Rtsp, tmp_path: Path) -> Iterator[Kept]:
    """One tile of a seat without a server."""
    context = seat((camera(12, rtsp.url("cam/3")),), Theme("dark", "desk"))
    panel = VideoPanel(context, hall, columns=1, rows=1)
    panel.resize(960, 600)
    qtbot.addWidget(panel)
    panel.show()
    desk = EvidenceDesk(context, hall, tmp_path / "evidence", panel)
    kept = Kept(panel, context, hall, desk)
    qtbot.waitUntil(lambda: live(panel), timeout=WAIT)
    qtbot.waitUntil(lambda: bool(segments(tmp_path / "ring", "1012/sub")), timeout=WAIT)
    yield kept
    kept.leave()
    panel.close_video()


def test_a_clip_goes_from_one_key_to_the_case_and_the_server_knows(
    qtbot: QtBot, hall: VideoHall, rtsp: Rtsp, backend: Backend, tmp_path: Path
) -> None:
    admin = backend.admin()
    camera_id = admin.send(c.SaveCamera(number=12, name="长兴路市场东门", sub_url=rtsp.url("cam/3"))).ids[0]
    intake = backend.account("intake")
    case_id = intake.send(c.ReportCase(class_code="E0110", source=CaseSource.HOTLINE, place="长兴路")).ids[0]
    seat_desk = Desk(backend, qtbot)
    panel = VideoPanel(seat_desk.context, hall, columns=1, rows=1)
    panel.resize(960, 600)
    qtbot.addWidget(panel)
    panel.show()
    desk = EvidenceDesk(seat_desk.context, hall, tmp_path / "evidence", panel)
    Kept(panel, seat_desk.context, hall, desk)
    said: list[str] = []
    desk.said.connect(said.append)
    try:
        qtbot.waitUntil(lambda: live(panel), timeout=WAIT)
        began = time.time_ns()
        qtbot.waitUntil(lambda: bool(segments(tmp_path / "ring", f"{camera_id}/sub")), timeout=WAIT)
        qtbot.keyClick(panel.surface, Qt.Key.Key_A)
        assert "Nothing to attach" in said[-1]
        with qtbot.waitSignal(desk.done, timeout=WAIT) as told:
            qtbot.keyClick(panel.surface, Qt.Key.Key_K)
        clip: Taken = told.args[0]
        assert clip.until_ns - began > 9e9
        qtbot.keyClick(panel.surface, Qt.Key.Key_A)
        assert "Select a case" in said[-1]
        seat_desk.context.selection.select_case(case_id)
        qtbot.keyClick(panel.surface, Qt.Key.Key_A)
        qtbot.waitUntil(lambda: "same SHA-256" in said[-1], timeout=WAIT)
        with qtbot.waitSignal(desk.done, timeout=WAIT):
            qtbot.keyClick(panel.surface, Qt.Key.Key_S)
        qtbot.keyClick(panel.surface, Qt.Key.Key_A)
        qtbot.waitUntil(lambda: said.count("Attached to the case, with the same SHA-256") == 2, timeout=WAIT)
        found = backend.account("duty").get(f"/api/cases/{case_id}", CaseDetail).attachments
        assert [(one.kind.value, one.media_type) for one in found] == [("clip", "video/mp4"), ("scene", "image/jpeg")]
        assert found[0].sha256 == clip.sha256
        qtbot.keyClick(panel.surface, Qt.Key.Key_V)
        qtbot.waitUntil(lambda: desk.untold() == 0, timeout=WAIT)
        log = backend.account("audit").get("/api/security/log", SecurityPage)
        lines = [line for line in log.lines if line.about == f"camera:{camera_id}"]
        assert [line.what for line in lines] == ["video.replayed", "evidence.taken", "evidence.taken"]
        assert [line.detail["kind"] for line in lines] == ["replay", "snapshot", "clip"]
        assert lines[2].detail["sha256"] == clip.sha256
        for folder in (tmp_path / "evidence").glob("*/"):
            subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    finally:
        panel.close_video()
        seat_desk.session.stop()


def test_replay_never_looks_live_and_goes_back(qtbot: QtBot, bound: Kept, tmp_path: Path) -> None:
    surface = bound._panel.surface
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring", "1012/sub")) > 40, timeout=WAIT)
    qtbot.keyClick(surface, Qt.Key.Key_V)
    view = bound.view
    assert view is not None
    qtbot.waitUntil(lambda: view.face().look is Look.RECORDED, timeout=WAIT)
    face = view.face()
    assert face.badge.startswith("RECORDED ")
    assert face.right.startswith("recorded ")
    assert view.live.facts()[0].state == "live"
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.face().badge.endswith("held"), timeout=WAIT)
    some = segments(tmp_path / "ring", "1012/sub")[0][0] + 700_000_000
    view.seek(some)
    qtbot.waitUntil(lambda: 0 <= some - view.at_ns < 200_000_000, timeout=WAIT)
    at = view.at_ns
    qtbot.keyClick(view, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: view.at_ns > at, timeout=WAIT)
    then = view.at_ns
    assert then - at < 1e9
    qtbot.keyClick(view, Qt.Key.Key_Comma)
    qtbot.waitUntil(lambda: view.at_ns == at, timeout=WAIT)
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.order.speed == 0.25
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.order.speed == 4.0
    qtbot.waitUntil(lambda: view.at_ns > then, timeout=WAIT)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.geometry() == surface.rect(), timeout=WAIT)
    with qtbot.waitSignal(bound.desk.done, timeout=WAIT):
        qtbot.keyClick(view, Qt.Key.Key_S)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert bound.view is None
    assert not bound._hall.supervisor.replays
    assert (tmp_path / "evidence" / UNTOLD).read_bytes().count(b"\n") == 2  # no server here: kept until there is one


def test_another_camera_in_its_place_ends_the_replay(qtbot: QtBot, bound: Kept) -> None:
    qtbot.keyClick(bound._panel.surface, Qt.Key.Key_V)
    assert bound.view is not None
    bound._panel.surface.set_slots(bound._panel.places.arrangement, [])
    qtbot.waitUntil(lambda: bound.view is None, timeout=WAIT)


def test_a_seat_that_keeps_nothing_says_so(qtbot: QtBot, bound: Kept) -> None:
    said: list[str] = []
    bound.desk.said.connect(said.append)
    bound._hall.supervisor.keep(None)
    qtbot.keyClick(bound._panel.surface, Qt.Key.Key_S)
    assert said == ["This seat keeps no video: nothing can be taken"]
    qtbot.keyClick(bound._panel.surface, Qt.Key.Key_V)
    assert bound.view is not None
    assert bound.view.face().title == "This seat keeps no video"


def _film(path: Path) -> None:
    """Two seconds of a drawn street."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=15, options={"g": "15", "bf": "0", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = 960, 540, "yuv420p"
        for n in range(30):
            frame = av.VideoFrame(960, 540, "bgra")
            frame.planes[0].update(bytes(street(n // 15, 960, 540).pixels))
            frame.pts = n
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))


def test_a_replay_beside_its_live_picture_as_it_is_seen(
    qtbot: QtBot, qapp: QApplication, hall: VideoHall, tmp_path: Path
) -> None:
    """docs/img/replay.png, where it is not there yet: times differ from run to run."""
    if (missing := _has_source()) is not None:
        pytest.skip(missing)
    _film(tmp_path / "street.mp4")
    source = Rtsp(0, "--cameras", "1", "--film", str(tmp_path / "street.mp4"))
    context = seat((camera(12, source.url("film/1"), "长兴路市场东门"),), Theme("dark", "desk"))
    words = _chinese(tmp_path)
    for translator in words:
        qapp.installTranslator(translator)
    panel = VideoPanel(context, hall, columns=1, rows=1)
    panel.resize(960, 600)
    qtbot.addWidget(panel)
    panel.show()
    kept = Kept(panel, context, hall, EvidenceDesk(context, hall, tmp_path / "evidence", panel))
    try:
        qtbot.waitUntil(lambda: live(panel), timeout=WAIT)
        qtbot.waitUntil(lambda: len(_records(tmp_path / "ring", "1012/sub")) > 60, timeout=WAIT)
        qtbot.keyClick(panel.surface, Qt.Key.Key_V)
        view = kept.view
        assert view is not None
        qtbot.waitUntil(lambda: view.face().look is Look.RECORDED, timeout=WAIT)
        qtbot.keyClick(view, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: view.live.facts()[0].state == "live", timeout=WAIT)
        qtbot.waitUntil(lambda: view.live.shown > 2, timeout=WAIT)
        image = view.grab().toImage()
        assert image.save(str(tmp_path / "replay.png"))
        frame, gap = (
            image.pixelColor(view.rect().center()),
            Theme("dark", "desk").color("tile-empty"),
        )
        assert frame != gap  # a picture, not the empty ground
        target = Path(__file__).resolve().parents[2] / "docs" / "img" / "replay.png"
        if not target.exists():
            assert image.save(str(target))
    finally:
        kept.leave()
        panel.close_video()
        for translator in words:
            qapp.removeTranslator(translator)
        source.kill()


def _chinese(tmp_path: Path) -> list[QTranslator]:
    """The words of the tiles and of this room."""
    root = Path(__file__).resolve().parents[2]
    found = []
    for room in ("videowall", "ring"):
        target = tmp_path / f"{room}.qm"
        tool = Path(sys.executable).parent / "pyside6-lrelease"
        table = root / "assets" / "i18n" / f"{room}.zh_CN.ts"
        subprocess.run([str(tool), "-silent", str(table), "-qm", str(target)], check=True, timeout=60)
        translator = QTranslator()
        assert translator.load(str(target))
        found.append(translator)
    return found


def test_every_fault_has_its_sentence() -> None:
    words = [fault_words(fault) for fault in RingFault]
    assert words[0] == ""
    assert len(set(words)) == len(words)
