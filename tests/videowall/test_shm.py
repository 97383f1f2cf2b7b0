"""Picture channels: whole pictures, writers that die, memory that goes back."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
import threading

import pytest

from videowall import shm
from videowall.shm import Channel


def rows(width: int, height: int, level: int) -> memoryview:
    return memoryview(bytes([level]) * (width * 4 * height))


def test_a_new_channel_has_no_picture_and_then_the_newest() -> None:
    channel = Channel.create(320, 180)
    assert channel.latest() is None
    assert channel.serial() == 0
    for level in range(1, 8):
        channel.write(rows(320, 180, level), 320, 180, 1280, decoded_s=level + 0.25, lag_s=0.5)
        picture = channel.latest()
        assert picture is not None
        assert (picture.serial, picture.width, picture.height, picture.lag_s) == (level, 320, 180, 0.5)
        assert picture.decoded_s == level + 0.25
        assert set(picture.pixels) == {level}
        assert channel.intact(picture)
    channel.close()


def test_a_borrowed_picture_survives_the_next_one_and_says_when_it_is_overwritten() -> None:
    channel = Channel.create(64, 64)
    channel.write(rows(64, 64, 1), 64, 64, 256, 0.0, 0.0)
    first = channel.latest()
    assert first is not None
    channel.write(rows(64, 64, 2), 64, 64, 256, 0.0, 0.0)
    assert channel.intact(first)
    channel.write(rows(64, 64, 3), 64, 64, 256, 0.0, 0.0)
    assert channel.intact(first)
    channel.write(rows(64, 64, 4), 64, 64, 256, 0.0, 0.0)
    assert not channel.intact(first)
    channel.close()


def test_a_picture_without_room_is_refused() -> None:
    channel = Channel.create(64, 36)
    with pytest.raises(ValueError, match="slot"):
        channel.write(rows(640, 360, 1), 640, 360, 2560, 0.0, 0.0)
    assert channel.latest() is None
    channel.close()


def test_every_size_a_box_can_ask_for_has_room() -> None:
    from videowall import grid

    for source in ((640, 360), (1920, 1080), (704, 576), (360, 640), (2560, 1440), (768, 432)):
        for box in ((33, 17), (336, 199), (640, 360), (1918, 1027)):
            width, height = grid.scaled(*source, *box)
            stride = -(-width * 4 // 64) * 64 + 64
            assert stride * height <= shm.capacity(*box)


def test_the_next_worker_goes_on_where_a_killed_one_stopped_in_the_middle() -> None:
    channel = Channel.create(64, 64)
    channel.write(rows(64, 64, 1), 64, 64, 256, 1.0, 0.0)
    at = channel._offset(2)
    shm._SEQ.pack_into(channel._map, at, 7)  # odd: it was being written
    last = channel.latest()
    assert last is not None
    assert last.decoded_s == 1.0
    worker = Channel.adopt(os.dup(channel.fd))
    worker.write(rows(64, 64, 2), 64, 64, 256, 2.0, 0.0)
    picture = channel.latest()
    assert picture is not None
    assert (picture.serial, picture.decoded_s, picture.seq % 2) == (2, 2.0, 0)
    channel.close()


def test_the_window_sees_what_another_process_writes() -> None:
    channel = Channel.create(64, 64)
    program = (
        "import sys; from videowall.shm import Channel; c = Channel.adopt(int(sys.argv[1])); "
        "c.write(memoryview(bytes([9]) * 64 * 64 * 4), 64, 64, 256, 3.0, 0.25)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(channel.fd)],
        pass_fds=(channel.fd,),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == b""  # no tracker complains
    picture = channel.latest()
    assert picture is not None
    assert set(picture.pixels) == {9}
    channel.close()


def test_a_worker_cannot_pull_the_memory_from_under_the_window() -> None:
    channel = Channel.create(64, 64)
    with pytest.raises(PermissionError):
        os.ftruncate(channel.fd, 0)
    channel.close()


def test_a_file_that_is_no_channel_is_refused_and_closed() -> None:
    fd = os.memfd_create("other")
    os.ftruncate(fd, mmap.PAGESIZE)
    with pytest.raises(ValueError, match="channel"):
        Channel.adopt(fd)
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(fd)


def test_a_reader_never_sees_half_a_picture() -> None:
    channel = Channel.create(64, 64)
    writer = Channel.adopt(os.dup(channel.fd))
    stop = threading.Event()

    def write() -> None:
        level = 0
        while not stop.is_set():
            level = level % 250 + 1
            writer.write(rows(64, 64, level), 64, 64, 256, 0.0, 0.0)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        whole = torn = 0
        while whole < 2000:
            picture = channel.latest()
            if picture is None:
                continue
            copy = bytes(picture.pixels)
            if channel.intact(picture):
                assert copy.count(copy[:1]) == len(copy)
                whole += 1
            else:
                torn += 1
    finally:
        stop.set()
        thread.join()
    channel.close()
