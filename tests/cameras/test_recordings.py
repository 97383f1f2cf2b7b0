"""What works without an RTSP server: loops, recordings, and sentences about what is wrong."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest
from PySide6.QtGui import QGuiApplication

from simulator import loops
from simulator.cameras import main, read_cameras
from tests.cameras.conftest import ROOT, Start


def test_without_gi_the_program_says_so_and_still_makes_recordings(start: Start, tmp_path: Path) -> None:
    program = start("--no-rtsp", "--record", "4")
    assert program.said == {"rtsp": False, "port": 0, "cameras": 4}
    target = tmp_path / "data" / "recordings" / "4 人民广场.mp4"
    deadline = time.monotonic() + 90
    while not target.exists():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    with av.open(str(target)) as recording:
        stream = recording.streams.video[0]
        assert (stream.width, stream.height) == (1920, 1080)
        pictures = sum(1 for _ in recording.decode(video=0))
    assert pictures == 200


def test_warming_tells_its_progress_and_ends(city: Path, tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "simulator", "cameras", str(city), "--warm", "1,3,77", "--warm-only"]
    argv += ["--cache", str(tmp_path / "cache")]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["cameras 1/2", "cameras 2/2"]
    assert len(list((tmp_path / "cache").glob("*.loop"))) == 2


def test_a_disk_without_room_is_said_and_waited_for_by_nobody(city: Path, tmp_path: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    argv = [sys.executable, "-m", "simulator", "cameras", str(city), "--warm", "1,2", "--warm-only"]
    argv += ["--cache", str(tmp_path / "cache")]
    done = subprocess.run(
        argv, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False, preexec_fn=little_room
    )
    assert done.returncode == 1
    assert "camera 1 sub: [Errno 27] File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_loop_is_what_its_file_says(qapp: QGuiApplication, tmp_path: Path) -> None:
    camera = loops.CameraFacts(9, "试验", "park")
    path = tmp_path / "9.loop"
    told = list(loops.write(path, loops.batches(camera, "sub")))
    units = loops.read(path)
    assert told[0] == 1
    assert told[-1] == len(units) == 200
    assert [index for index, (_, key) in enumerate(units) if key] == list(range(0, 200, loops.GROUP))
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(ValueError, match="cut short"):
        loops.read(path)


def test_another_name_or_scene_is_another_loop(tmp_path: Path) -> None:
    places = {
        loops.place(tmp_path, loops.CameraFacts(number, name, scene), profile, "x")
        for number, name, scene in ((1, "a", "park"), (1, "b", "park"), (1, "a", "site"), (2, "a", "park"))
        for profile in ("main", "sub")
    }
    assert len(places) == 8


def test_the_cache_keeps_what_was_used_last(tmp_path: Path) -> None:
    import os

    for number in range(4):
        path = tmp_path / f"{number}.loop"
        path.write_bytes(b"x" * 100)
        os.utime(path, (1000 + number, 1000 + number))
    assert loops.prune(tmp_path, 250) == 2
    assert {path.name for path in tmp_path.glob("*.loop")} == {"2.loop", "3.loop"}


def test_a_city_without_cameras_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("The cameras cannot start")
    assert said.count("\n") == 1


def test_cameras_are_read_from_the_city_folder(city: Path) -> None:
    cameras = read_cameras(city)
    assert cameras[2] == loops.CameraFacts(2, "学府路口", "crossing")
