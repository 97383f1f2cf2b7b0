"""The real camera source as a program of its own, on a free port, with a small city and an empty cache."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.cameras import gi_python

ROOT = Path(__file__).resolve().parents[2]
CITY = """number,name,lon,lat,azimuth_deg,field_deg,range_m,main_url,sub_url,scene
1,农贸市场东门,121.47,31.23,180,54,80,,,market
2,学府路口,121.47,31.23,180,54,110,,,crossing
3,滨江步道,121.47,31.23,0,54,110,,,river
4,人民广场,121.47,31.23,0,54,80,,,square
"""


def have_gi() -> bool:
    """Whether this machine can serve RTSP at all."""
    return gi_python() is not None


class CameraProgram:
    """`simulate cameras`, running."""

    def __init__(self, city: Path, data: Path, *words: str, **env: str) -> None:
        argv = [sys.executable, "-m", "simulator", "cameras", str(city), "--port", "0", *words]
        whole = {**os.environ, "CITYWALL_DATA": str(data), **env}
        self.process = subprocess.Popen(argv, cwd=ROOT, env=whole, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready "), line
        self.said: dict[str, Any] = json.loads(line.removeprefix("ready "))

    def url(self, path: str, login: str = "") -> str:
        """The address of `2/sub`."""
        return f"rtsp://{login}127.0.0.1:{self.said['port']}/{path}"

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        self.process.terminate()
        code = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


Start = Callable[..., CameraProgram]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city folder with four cameras."""
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "cameras.csv").write_text(CITY, encoding="utf-8")
    return folder


@pytest.fixture
def start(city: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts camera programs and ends them."""
    running: list[CameraProgram] = []

    def begin(*words: str, **env: str) -> CameraProgram:
        # Nothing is made before somebody asks, unless a test says so.
        usual = () if "--warm" in words else ("--warm", "0")
        program = CameraProgram(city, tmp_path / "data", *usual, "--record", "", *words, **env)
        running.append(program)
        return program

    yield begin
    for program in running:
        if program.process.poll() is None:
            program.stop()
