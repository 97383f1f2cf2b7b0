"""The camera source: real RTSP, decoded by a real client."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from tests.cameras.conftest import ROOT, Start, have_gi
from tests.cameras.streams import watch
from videowall.meters import LagMeter

pytestmark = pytest.mark.skipif(not have_gi(), reason="GStreamer's RTSP server is not installed (gi)")


def test_a_camera_shows_its_first_picture_before_its_loop_is_drawn(start: Start, tmp_path: Path) -> None:
    program = start()
    assert watch(program.url("2/sub"), 30.0, pictures=1).starts_on_key
    assert not list((tmp_path / "data" / "cache" / "cameras").glob("2-sub-*.loop"))
    seen = watch(program.url("2/sub"), 30.0, pictures=20)
    assert seen.size == (640, 360)
    assert seen.pictures == 20
    steps = [b - a for a, b in zip(seen.stamps, seen.stamps[1:], strict=False)]
    assert min(steps) >= 7200  # 90 kHz / 12.5
    assert steps.count(7200) > len(steps) / 2
    # Waiting for the painter is no delay: the last picture is as new as the first was.
    lag = LagMeter()
    assert [lag.lag_s(at, stamp / 90_000) for at, stamp in zip(seen.arrived, seen.stamps, strict=False)][-1] < 1.0


def test_main_is_the_full_picture_and_both_come_from_the_cache_next_time(start: Start, tmp_path: Path) -> None:
    program = start("--warm", "3")
    cache = tmp_path / "data" / "cache" / "cameras"
    deadline = time.monotonic() + 150
    # On a busy machine the first asking may give up before the first picture is drawn; a viewer asks again, too.
    while len(list(cache.glob("3-*.loop"))) < 2:
        assert time.monotonic() < deadline
        with contextlib.suppress(av.error.FFmpegError):
            watch(program.url("3/main"), 0.3)
    assert watch(program.url("3/main"), 0.3).size == (1920, 1080)
    program.stop()
    before = {path: path.read_bytes() for path in cache.glob("*.loop")}
    again = start()
    assert watch(again.url("3/sub"), 0.5).first_s < 2.0
    assert {path: path.read_bytes() for path in cache.glob("*.loop")} == before


def test_a_loop_that_was_cut_short_is_made_again(start: Start, tmp_path: Path) -> None:
    cache = tmp_path / "data" / "cache" / "cameras"
    first = start("--warm", "1")
    deadline = time.monotonic() + 60
    while not (made := list(cache.glob("1-sub-*.loop"))):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    first.stop()
    made[0].write_bytes(made[0].read_bytes()[:5000])
    assert watch(start().url("1/sub"), 0.5).pictures > 3


def test_a_camera_that_is_not_there_is_404(start: Start) -> None:
    program = start()
    with pytest.raises(av.error.HTTPNotFoundError):
        watch(program.url("99/sub"), 1)


def test_many_clients_are_served_at_once(start: Start) -> None:
    program = start()
    paths = [f"{number}/sub" for number in (1, 2, 3, 4)] * 6
    with ThreadPoolExecutor(len(paths)) as pool:
        seen = list(pool.map(lambda path: watch(program.url(path), 30.0, pictures=20), paths))
    assert all(one.starts_on_key for one in seen)
    assert [one.pictures for one in seen] == [20] * len(paths)


def test_a_camera_can_stall_and_can_freeze(start: Start) -> None:
    program = start()
    watch(program.url("4/sub"), 0.5)
    with pytest.raises(av.error.FFmpegError):
        watch(program.url("4/sub?stall=1"), 20.0, read_s=2.0)
    frozen = watch(program.url("4/sub?freeze=0.5"), 4.0)
    # From the next key picture on it is that picture again and again, although bytes go on.
    assert frozen.pictures > 30
    assert np.array_equal(*frozen.last)
    assert not np.array_equal(*watch(program.url("4/sub"), 1.0).last)


def test_a_guarded_source_asks_for_the_password(start: Start) -> None:
    program = start(CITYWALL_CAMERAS__USER="viewer", CITYWALL_CAMERAS__PASSWORD="s3cret-word")
    with pytest.raises(av.error.HTTPUnauthorizedError):
        watch(program.url("1/sub"), 0.2)
    assert watch(program.url("1/sub", "viewer:s3cret-word@"), 0.2).pictures > 0
    shown = " ".join(word for child in psutil.Process(program.process.pid).children() for word in child.cmdline())
    assert "s3cret-word" not in shown


def test_nothing_is_left_when_its_parent_dies(city: Path, tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    env = {**os.environ, "CITYWALL_DATA": str(tmp_path / "data"), "CITYWALL_PARENT_FD": str(ours)}
    argv = [sys.executable, "-m", "simulator", "cameras", str(city), "--port", "0", "--warm", "1"]
    with subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, pass_fds=(ours,)) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready")
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        os.close(ours)
        os.close(theirs)
        assert process.wait(10) == 0
    _, alive = psutil.wait_procs(children, 5)
    assert not alive


def test_even_a_killed_source_leaves_no_process(start: Start) -> None:
    program = start("--warm", "1")
    children = psutil.Process(program.process.pid).children(recursive=True)
    program.process.kill()
    program.process.wait(5)
    assert program.process.stdout is not None
    program.process.stdout.close()
    _, alive = psutil.wait_procs(children, 10)
    assert not alive


def test_a_painter_that_dies_is_replaced_and_its_loop_finished(start: Start, tmp_path: Path) -> None:
    program = start()
    cache = tmp_path / "data" / "cache" / "cameras"
    assert watch(program.url("2/main"), 0.1).pictures > 0
    for child in psutil.Process(program.process.pid).children():
        if "--paint" in child.cmdline():
            child.kill()
    deadline = time.monotonic() + 90
    while not list(cache.glob("2-main-*.loop")):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_taken_port_is_said(city: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        argv = [sys.executable, "-m", "simulator", "cameras", str(city), "--port", port]
        env = {**os.environ, "CITYWALL_DATA": str(tmp_path)}
        done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
