"""A real RTSP source on the system's python3, and a supervisor that leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from videowall.planner import Want
from videowall.stream import Decode, Profile, State
from videowall.supervisor import Supervisor

SOURCE = Path(__file__).with_name("rtsp_source.py")
PYTHON = "/usr/bin/python3"


class Rtsp:
    """One server process: its ports, and the faults a test can give it."""

    def __init__(self, port: int = 0, *options: str) -> None:
        self._options = options
        self.process: subprocess.Popen[str] | None = None
        self.port = port
        self.guarded = 0
        self.start()

    def start(self) -> None:
        """Begin, on the same port as before."""
        self.process = subprocess.Popen(
            [PYTHON, str(SOURCE), "--port", str(self.port), *self._options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready "), line
        ports = json.loads(line.removeprefix("ready "))
        self.port, self.guarded = ports["port"], ports["guarded"]

    def url(self, path: str) -> str:
        """The address of one path."""
        return f"rtsp://127.0.0.1:{self.port}/{path}"

    def signal(self, number: signal.Signals) -> None:
        """Stop, continue, kill."""
        assert self.process is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """End at once."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()


def _has_source() -> str | None:
    check = "import gi; gi.require_version('GstRtspServer','1.0'); from gi.repository import GstRtspServer"
    try:
        done = subprocess.run([PYTHON, "-c", check], capture_output=True, timeout=60, check=False)
    except OSError as error:
        return str(error)
    return None if done.returncode == 0 else "the system's python3 has no gir1.2-gst-rtsp-server-1.0"


@pytest.fixture(scope="session")
def rtsp() -> Iterator[Rtsp]:
    """A server nobody disturbs."""
    if (missing := _has_source()) is not None:
        pytest.skip(missing)
    server = Rtsp()
    yield server
    server.kill()


@pytest.fixture
def frail_rtsp() -> Iterator[Rtsp]:
    """A server of one's own, to stop and kill."""
    if (missing := _has_source()) is not None:
        pytest.skip(missing)
    server = Rtsp()
    yield server
    server.kill()


@pytest.fixture
def supervisor(qapp: object) -> Iterator[Supervisor]:
    """Two workers."""
    one = Supervisor()
    one.start()
    yield one
    one.stop()


def sub(camera: str, url: str, width: int = 320, height: int = 180, decode: Decode = Decode.FULL) -> dict[str, Want]:
    """The wish for one sub stream."""
    want = Want(camera, Profile.SUB, url, decode, width, height)
    return {want.id: want}


def in_state(supervisor: Supervisor, name: str, state: State) -> Callable[[], bool]:
    """Whether a stream is in a state, to wait for."""

    def holds() -> bool:
        stream = supervisor.stream(name)
        return stream is not None and stream.status is not None and stream.status.state is state

    return holds


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of two seconds, 320x180 at 15 pictures a second."""
    av = pytest.importorskip("av")
    path = tmp_path_factory.mktemp("clips") / "two seconds.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=15, options={"g": "15", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for n in range(30):
            frame = av.VideoFrame(320, 180, "yuv420p")
            for plane, level in zip(frame.planes, (40 + n * 5, 110, 140), strict=True):
                plane.update(bytes([level]) * plane.buffer_size)
            frame.pts = n
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one MiB; skipped where this user may not mount one."""
    place = tmp_path / "small"
    place.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
        )
    except OSError as error:
        pytest.skip(str(error))
    if done.returncode:
        pytest.skip("a small file system cannot be mounted here: " + done.stderr.decode(errors="replace").strip())
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
