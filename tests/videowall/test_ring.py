"""The ring on disk: real streams into it, a worker that is killed while it writes, a disk without room, its limits."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.videowall.conftest import Rtsp, in_state, sub
from tests.waiting import until
from videowall import ring as ring_module
from videowall.ring import RingWriter
from videowall.ring_files import (
    Head,
    Record,
    RingFault,
    RingRules,
    empty,
    folder_of,
    prune,
    read_segment,
    segments,
    stretch,
)
from videowall.stream import State
from videowall.supervisor import Supervisor

HEAD = Head(stream="7/sub", codec="h264", extradata=b"", base=(1, 90000))


def rules(folder: Path, **more: float) -> RingRules:
    return RingRules(folder=str(folder), spare_bytes=0, **more)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ring"


@pytest.fixture
def writer(folder: Path) -> Iterator[RingWriter]:
    one = RingWriter(rules(folder))
    yield one
    one.close()


def _records(folder: Path, stream: str = "7/sub") -> list[Record]:
    return [one for _, part in stretch(folder, stream, 0, time.time_ns() + 10**12) for one in part]


def _holds(folder: Path, count: int) -> bool:
    return len(_records(folder)) == count


def test_what_a_camera_sends_lies_in_the_ring_as_it_came(
    qtbot: QtBot, supervisor: Supervisor, rtsp: Rtsp, folder: Path
) -> None:
    supervisor.keep(rules(folder))
    supervisor.show(sub("7", rtsp.url("cam/2")))
    qtbot.waitUntil(in_state(supervisor, "7/sub", State.LIVE), timeout=60_000)
    qtbot.waitUntil(lambda: len(_records(folder)) > 45, timeout=60_000)
    records = _records(folder)
    assert records[0].key
    assert any(not one.key for one in records)
    assert records == sorted(records, key=lambda one: one.at_ns)
    assert all(one.data.startswith(b"\0\0") for one in records)  # the camera's own units, not encoded anew
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for _, path in segments(folder, "7/sub"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        found = read_segment(path)
        assert found is not None
        assert found[0].codec == "h264"
    assert supervisor.ring_fault() is RingFault.NONE


def test_a_killed_worker_leaves_what_it_wrote_and_its_successor_goes_on(
    qtbot: QtBot, supervisor: Supervisor, rtsp: Rtsp, folder: Path
) -> None:
    supervisor.keep(rules(folder))
    supervisor.show(sub("7", rtsp.url("cam/2")))
    qtbot.waitUntil(lambda: len(_records(folder)) > 20, timeout=60_000)
    for pid in supervisor.pids():
        os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: supervisor.deaths() > 0, timeout=60_000)
    before = _records(folder)
    assert len(before) > 20
    first = {path for _, path in segments(folder, "7/sub")}
    qtbot.waitUntil(lambda: len({path for _, path in segments(folder, "7/sub")} - first) > 0, timeout=60_000)
    qtbot.waitUntil(lambda: len(_records(folder)) > len(before) + 20, timeout=60_000)
    assert _records(folder)[: len(before)] == before


def test_a_torn_last_record_is_left_out(writer: RingWriter, folder: Path) -> None:
    track = writer.track(HEAD)
    for n in range(20):
        track.put(bytes([n]) * 500, n % 10 == 0, n, n)
    assert until(lambda: len(_records(folder)) == 20)
    (_, path), *_ = segments(folder, "7/sub")
    whole = path.read_bytes()
    for cut in (1, 200, 528, 600):
        path.write_bytes(whole[:-cut])
        found = read_segment(path)
        assert found is not None
        assert len(found[1]) == (19 if cut <= 528 else 18)
    path.write_bytes(whole[:-5] + b"xxxxx")
    found = read_segment(path)
    assert found is not None
    assert len(found[1]) == 19
    for nonsense in (b"", b"CWRI", b"CWRING1\n\xff\xff", b"CWRING1\n\x04\0\0\0abcd" + b"z" * 99):
        path.write_bytes(nonsense)
        assert read_segment(path) is None


def test_nothing_is_kept_before_the_first_key_frame(writer: RingWriter, folder: Path) -> None:
    track = writer.track(HEAD)
    for n in range(5):
        track.put(b"delta", False, n, n)
    track.put(b"key", True, 5, 5)
    track.put(b"delta", False, None, None)
    assert until(lambda: len(_records(folder)) == 2)
    assert [one.data for one in _records(folder)] == [b"key", b"delta"]


def test_a_segment_begins_at_a_key_frame_and_ends_by_its_size(
    writer: RingWriter, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring_module, "SEGMENT_BYTES", 5000)
    track = writer.track(HEAD)
    for n in range(60):
        track.put(bytes([n]) * 1000, n % 10 == 0, n, n)
        if n % 10 == 9:  # else all of them would begin in one millisecond
            assert until(partial(_holds, folder, n + 1))
    parts = [read_segment(path) for _, path in segments(folder, "7/sub")]
    assert len(parts) == 6
    assert all(part is not None and part[1][0].key for part in parts)


def test_a_full_disk_is_said_and_packets_go_on_when_there_is_room(small_disk: Path) -> None:
    stuffing = small_disk / "stuffing"
    writer = RingWriter(rules(small_disk / "ring"))
    try:
        track = writer.track(HEAD)
        track.put(b"k" * 1000, True, 0, 0)
        assert until(lambda: len(_records(small_disk / "ring")) == 1)
        with stuffing.open("wb", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError:
                    continue
        began = time.monotonic()
        for n in range(20):
            track.put(bytes([n]) * 100_000, n % 5 == 0, n, n)
        assert time.monotonic() - began < 5  # nothing waits for the disk
        assert until(lambda: writer.fault is RingFault.FULL)
        stuffing.unlink()

        def again() -> bool:
            track.put(b"again" * 100, True, 99, 99)
            return any(one.data.startswith(b"again") for one in _records(small_disk / "ring"))

        assert until(again)
        assert until(lambda: writer.fault is RingFault.NONE)
    finally:
        writer.close()


def test_the_live_picture_does_not_notice_a_folder_that_cannot_be_written(
    qtbot: QtBot, supervisor: Supervisor, rtsp: Rtsp, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    supervisor.keep(rules(tmp_path / "file" / "ring"))
    supervisor.show(sub("7", rtsp.url("cam/2")))
    qtbot.waitUntil(in_state(supervisor, "7/sub", State.LIVE), timeout=60_000)
    qtbot.waitUntil(lambda: supervisor.ring_fault() is RingFault.UNWRITABLE, timeout=60_000)
    stream = supervisor.stream("7/sub")
    assert stream is not None
    then = stream.channel.serial()
    qtbot.waitUntil(lambda: stream.channel.serial() > then + 20, timeout=60_000)
    supervisor.keep(rules(tmp_path / "ring"))
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > 5, timeout=60_000)
    qtbot.waitUntil(lambda: supervisor.ring_fault() is RingFault.NONE, timeout=60_000)


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ring").symlink_to(tmp_path / "theirs")
    writer = RingWriter(rules(tmp_path / "ring"))
    try:
        writer.track(HEAD).put(b"key", True, 0, 0)
        assert until(lambda: writer.fault is RingFault.UNWRITABLE)
        assert not list((tmp_path / "theirs").iterdir())
    finally:
        writer.close()


def _segment(folder: Path, stream: str, began: float, size: int) -> Path:
    place = folder_of(folder, stream)
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{int(began * 1000):014d}-1.ring"
    path.write_bytes(b"x" * size)
    os.utime(path, (began + 10, began + 10))
    return path


def test_the_oldest_of_all_cameras_go_first(folder: Path) -> None:
    now = time.time()
    every = [_segment(folder, f"{n % 3}/sub", now - 100 + n, 1000) for n in range(10)]
    prune(rules(folder, most_bytes=4000), now)
    assert [path.exists() for path in every] == [False] * 6 + [True] * 4
    prune(rules(folder, keep_s=84.5), now)
    assert [path.exists() for path in every] == [False] * 6 + [True] * 4
    prune(rules(folder, keep_s=82.5), now)
    assert [path.exists() for path in every] == [False] * 8 + [True] * 2
    prune(rules(folder, keep_s=82.5), now - 7200)  # the clock was set back
    assert not any(path.exists() for path in every)


def test_the_end_leaves_nothing(folder: Path) -> None:
    path = _segment(folder, "7/sub", time.time(), 10)
    empty(folder)
    assert not path.exists()
    assert not path.parent.exists()


def test_a_disk_that_hangs_costs_packets_and_no_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = threading.Event()
    true_writev = os.writev

    def slow(fd: int, pieces: list[bytes]) -> int:
        hangs.wait()
        return true_writev(fd, pieces)

    monkeypatch.setattr(os, "writev", slow)
    monkeypatch.setattr(ring_module, "QUEUE_BYTES", 100_000)
    writer = RingWriter(rules(folder))
    try:
        track = writer.track(HEAD)
        for n in range(1000):
            track.put(bytes(1000), n % 10 == 0, n, n)
        assert writer.fault is RingFault.SLOW
        hangs.set()
        assert until(lambda: writer.fault is RingFault.NONE)
        records = _records(folder)
        assert 0 < len(records) <= 100
    finally:
        hangs.set()
        writer.close()
