"""Recorded clips become cameras: served over real RTSP at the source's rate, listed for the import."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from simulator import replay
from simulator.cameras import gi_python


def a_clip(path: Path, pictures: int = 24, rate: int = 8) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(pictures):
            picture = np.full((180, 320, 3), number * 10 % 256, dtype=np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return path


def test_a_clip_is_brought_to_the_rate_of_the_source_and_begins_with_a_key_picture(tmp_path: Path) -> None:
    units = replay.encode(a_clip(tmp_path / "clip.mp4"), "sub")
    assert abs(len(units) - 3 * Fraction(25, 2)) <= 3
    assert units[0][1]


def test_what_is_no_video_is_refused_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"no video" * 100)
    if gi_python() is None:
        pytest.skip("no GStreamer RTSP server on this machine")
    assert replay.main([str(tmp_path), "--cache", str(tmp_path / "cache"), "--port", "0"]) == 1
    assert "cannot be served" in capsys.readouterr().err


def test_a_folder_without_clips_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([str(tmp_path)]) == 1
    assert "no .mp4" in capsys.readouterr().err


def test_a_viewer_sees_the_clip_over_rtsp(tmp_path: Path) -> None:
    if gi_python() is None:
        pytest.skip("no GStreamer RTSP server on this machine")
    folder = tmp_path / "clips"
    folder.mkdir()
    shutil.move(a_clip(tmp_path / "street.mp4"), folder / "street.mp4")
    words = [
        sys.executable,
        "-m",
        "simulator",
        "replay",
        str(folder),
        "--port",
        "0",
        "--cache",
        str(tmp_path / "cache"),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            line = next(line for line in program.stdout if line.startswith("ready "))
            said = json.loads(line.removeprefix("ready "))
            url = f"rtsp://127.0.0.1:{said['port']}/{replay.FIRST_NUMBER}/sub"
            with av.open(url, options={"rtsp_transport": "tcp"}, timeout=(10, 5)) as viewer:
                frame = next(viewer.decode(video=0))
                assert (frame.width, frame.height) == (320, 180)
        finally:
            program.terminate()
            program.wait(10)
    with Path(said["cameras"]).open(encoding="utf-8", newline="") as lines:
        (row,) = list(csv.DictReader(lines))
    assert (row["number"], row["name"]) == (str(replay.FIRST_NUMBER), "street")
