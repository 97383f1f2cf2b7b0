"""Workers that live, are killed, stand still and come back; streams through all of it."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from tests.videowall.conftest import Rtsp, in_state, sub
from videowall.planner import Want
from videowall.stream import Decode, Fault, State, Transport
from videowall.supervisor import Supervisor


def fresh(supervisor: Supervisor, name: str, within_s: float = 0.5) -> bool:
    stream = supervisor.stream(name)
    picture = stream.picture() if stream is not None else None
    return picture is not None and time.monotonic() - picture.decoded_s < within_s


def test_a_camera_becomes_live_and_its_pictures_have_the_size_of_the_tile(
    qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor
) -> None:
    supervisor.show(sub("1", rtsp.url("cam/1")))
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.LIVE), timeout=10_000)
    stream = supervisor.stream("1/sub")
    assert stream is not None
    picture = stream.picture()
    assert picture is not None
    assert (picture.width, picture.height) == (320, 180)
    assert stream.status is not None
    assert stream.status.first_picture_s is not None
    assert stream.status.first_picture_s < 5
    assert (stream.status.width, stream.status.height, stream.status.codec) == (640, 360, "h264")


def test_another_size_keeps_the_connection_and_never_shows_nothing(
    qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor
) -> None:
    supervisor.show(sub("1", rtsp.url("cam/1")))
    qtbot.waitUntil(lambda: fresh(supervisor, "1/sub"), timeout=10_000)
    stream = supervisor.stream("1/sub")
    assert stream is not None
    assert stream.status is not None
    opened = stream.status.opened_s
    supervisor.show(sub("1", rtsp.url("cam/1"), 640, 360))
    picture = stream.picture()
    assert picture is not None
    assert picture.width == 320

    def larger() -> bool:
        now = stream.picture()
        return now is not None and now.width == 640

    qtbot.waitUntil(larger, timeout=5_000)
    assert stream.former is None
    assert stream.status.opened_s == opened


@pytest.mark.parametrize(
    ("path", "state", "fault"),
    [("nothing/here", State.NOT_FOUND, Fault.NOT_FOUND), ("guarded", State.AUTH_FAILED, Fault.AUTH)],
)
def test_a_refusal_is_told_apart_and_its_password_is_not_repeated(
    qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor, path: str, state: State, fault: Fault
) -> None:
    url = rtsp.url(path)
    if path == "guarded":
        url = f"rtsp://guard:wr0ng@127.0.0.1:{rtsp.guarded}/cam/1"
    supervisor.show(sub("1", url))
    qtbot.waitUntil(in_state(supervisor, "1/sub", state), timeout=10_000)
    stream = supervisor.stream("1/sub")
    assert stream is not None
    assert stream.status is not None
    assert stream.status.fault is fault
    assert "wr0ng" not in stream.status.detail


def test_the_right_password_opens(qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor) -> None:
    supervisor.show(sub("1", f"rtsp://guard:s3cret@127.0.0.1:{rtsp.guarded}/cam/1"))
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.LIVE), timeout=10_000)


def test_a_closed_port_and_a_wrong_name_are_told_apart(qtbot: QtBot, supervisor: Supervisor) -> None:
    wants = sub("1", "rtsp://127.0.0.1:1/x") | sub("2", "rtsp://no-such-host.invalid/x")
    supervisor.show(wants)

    def faults() -> set[Fault]:
        statuses = [stream.status for stream in supervisor.streams().values()]
        return {status.fault for status in statuses if status is not None}

    qtbot.waitUntil(lambda: faults() == {Fault.REFUSED, Fault.ADDRESS}, timeout=15_000)


def test_a_stream_without_a_key_frame_waits_for_it_and_counts_the_bytes(
    qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor
) -> None:
    supervisor.show(sub("1", rtsp.url("never/1")))
    stream = supervisor.stream("1/sub")
    assert stream is not None

    def waiting() -> bool:
        status = stream.status
        return status is not None and status.state is State.WAIT_KEY and status.kbit_s > 10

    qtbot.waitUntil(waiting, timeout=10_000)
    assert stream.picture() is None


def test_key_frames_only_gives_one_picture_for_each(qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor) -> None:
    supervisor.show(sub("1", rtsp.url("cam/1"), decode=Decode.KEYS))
    stream = supervisor.stream("1/sub")
    assert stream is not None
    qtbot.waitUntil(lambda: stream.status is not None and stream.status.key_interval_s is not None, timeout=10_000)
    assert stream.status is not None
    assert stream.status.state is State.LIVE
    assert stream.status.pictures <= 4
    assert stream.status.key_interval_s == pytest.approx(2.0, abs=0.1)
    supervisor.show(sub("1", rtsp.url("cam/1")))
    qtbot.waitUntil(lambda: stream.status is not None and stream.status.pictures > 20, timeout=10_000)


def test_a_server_that_stands_still_is_noticed_and_comes_back(
    qtbot: QtBot, frail_rtsp: Rtsp, supervisor: Supervisor
) -> None:
    supervisor.show(sub("1", frail_rtsp.url("cam/1")))
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.LIVE), timeout=10_000)
    frail_rtsp.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.STALLED), timeout=5_000)
    assert 1.2 < time.monotonic() - stopped < 2.5
    frail_rtsp.signal(signal.SIGCONT)
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.LIVE), timeout=10_000)


def test_a_server_that_dies_is_noticed_at_once_and_found_again(
    qtbot: QtBot, frail_rtsp: Rtsp, supervisor: Supervisor
) -> None:
    supervisor.show(sub("1", frail_rtsp.url("cam/1")))
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.LIVE), timeout=10_000)
    frail_rtsp.kill()
    killed = time.monotonic()
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.BACKOFF), timeout=5_000)
    assert time.monotonic() - killed < 1.5
    frail_rtsp.start()
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.LIVE), timeout=15_000)


def test_a_killed_worker_is_replaced_and_its_last_picture_stays(
    qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor
) -> None:
    supervisor.show(sub("1", rtsp.url("cam/1")) | sub("2", rtsp.url("cam/2")))
    qtbot.waitUntil(lambda: fresh(supervisor, "1/sub") and fresh(supervisor, "2/sub"), timeout=10_000)
    stream = supervisor.stream("1/sub")
    other = supervisor.stream("2/sub")
    assert stream is not None
    assert other is not None
    assert stream.worker != other.worker
    os.kill(supervisor.pids()[stream.worker], signal.SIGKILL)
    qtbot.waitUntil(lambda: supervisor.deaths() == 1, timeout=5_000)
    last = stream.picture()
    assert last is not None
    assert fresh(supervisor, "2/sub")
    qtbot.waitUntil(lambda: stream.channel.serial() > last.serial, timeout=15_000)
    assert fresh(supervisor, "1/sub")


@pytest.mark.slow
def test_a_stopped_worker_is_killed_after_five_seconds_of_silence(
    qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor
) -> None:
    supervisor.show(sub("1", rtsp.url("cam/1")))
    qtbot.waitUntil(lambda: fresh(supervisor, "1/sub"), timeout=10_000)
    assert supervisor.silent_s("1/sub") is None
    stream = supervisor.stream("1/sub")
    assert stream is not None
    os.kill(supervisor.pids()[stream.worker], signal.SIGSTOP)
    stopped = time.monotonic()
    qtbot.waitUntil(lambda: supervisor.silent_s("1/sub") is not None, timeout=5_000)
    qtbot.waitUntil(lambda: supervisor.deaths() == 1, timeout=10_000)
    assert 4.0 < time.monotonic() - stopped < 7.5
    qtbot.waitUntil(lambda: fresh(supervisor, "1/sub"), timeout=15_000)
    assert supervisor.silent_s("1/sub") is None


def test_a_file_plays_as_a_recording_at_its_own_pace(qtbot: QtBot, supervisor: Supervisor, clip: Path) -> None:
    supervisor.show(sub("1", str(clip)))
    stream = supervisor.stream("1/sub")
    assert stream is not None
    qtbot.waitUntil(lambda: stream.status is not None and stream.status.pictures > 20, timeout=10_000)
    status = stream.status
    assert status is not None
    assert status.recorded
    assert status.opened_s is not None
    assert status.pictures < (time.monotonic() - status.opened_s) * 15 + 5
    assert status.duration_s == pytest.approx(2.0, abs=0.2)
    qtbot.waitUntil(lambda: stream.status is not None and stream.status.pictures > 40, timeout=10_000)  # it loops


def test_a_missing_file_is_not_found(qtbot: QtBot, supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.show(sub("1", str(tmp_path / "nothing.mp4")))
    qtbot.waitUntil(in_state(supervisor, "1/sub", State.NOT_FOUND), timeout=10_000)


def test_hundred_openings_leave_no_descriptor_and_no_thread(qtbot: QtBot, rtsp: Rtsp, supervisor: Supervisor) -> None:
    def open_and_close() -> None:
        supervisor.show(sub("1", rtsp.url("cam/1")))
        qtbot.waitUntil(lambda: fresh(supervisor, "1/sub"), timeout=10_000)
        supervisor.show({})

    open_and_close()
    workers = [psutil.Process(pid) for pid in supervisor.pids()]

    def settled() -> tuple[int, int, int]:
        gc.collect()
        return (
            psutil.Process().num_fds(),
            sum(worker.num_fds() for worker in workers),
            sum(worker.num_threads() for worker in workers),
        )

    before = settled()
    for _ in range(10):
        open_and_close()
    qtbot.waitUntil(lambda: all(now <= was for now, was in zip(settled(), before, strict=True)), timeout=10_000)


def test_the_window_may_vanish_and_its_workers_go_with_it(tmp_path: Path) -> None:
    program = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from videowall.supervisor import Supervisor
app = QCoreApplication([])
supervisor = Supervisor()
supervisor.start()
print(*supervisor.pids(), flush=True)
app.exec()
"""
    window = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert window.stdout is not None
    pids = [int(word) for word in window.stdout.readline().split()]
    assert len(pids) == 2
    window.kill()
    window.wait()
    window.stdout.close()
    _gone, alive = psutil.wait_procs([psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], timeout=5)
    assert not alive


def test_a_wish_names_each_stream_once(rtsp: Rtsp, supervisor: Supervisor) -> None:
    wants: dict[str, Want] = sub("1", rtsp.url("cam/1")) | sub("1", rtsp.url("cam/1"))
    supervisor.show(wants)
    assert list(supervisor.streams()) == ["1/sub"]


def test_a_device_without_tcp_is_taken_over_udp(qtbot: QtBot, supervisor: Supervisor, rtsp: Rtsp) -> None:
    server = Rtsp(0, "--udp-only", "--cameras", "1")
    try:
        supervisor.show(sub("1", server.url("cam/1")))
        stream = supervisor.stream("1/sub")
        assert stream is not None
        qtbot.waitUntil(lambda: fresh(supervisor, "1/sub"), timeout=15_000)
        qtbot.waitUntil(in_state(supervisor, "1/sub", State.LIVE), timeout=5_000)
        assert stream.status is not None
        assert stream.status.transport is Transport.UDP
    finally:
        server.kill()


REAL = Path(os.environ.get("CITYWALL_REALDATA", Path(__file__).resolve().parents[3] / "shared" / "realdata"))


@pytest.mark.realdata
@pytest.mark.skipif(not (REAL / "video" / "clips").is_dir(), reason=f"no real clips under {REAL}")
def test_every_real_clip_plays_as_a_recording(qtbot: QtBot, supervisor: Supervisor) -> None:
    clips = sorted((REAL / "video" / "clips").glob("*.mp4"))
    wants: dict[str, Want] = {}
    for number, clip in enumerate(clips):
        wants |= sub(str(number), str(clip), 640, 360)
    supervisor.show(wants)

    def playing() -> bool:
        statuses = [stream.status for stream in supervisor.streams().values()]
        return all(status is not None and status.recorded and status.pictures > 10 for status in statuses)

    qtbot.waitUntil(playing, timeout=20_000)
