"""How soon the room tells the truth when a part of it stops, seen from outside: by the status file and the screen.

The server is stopped (SIGSTOP): until every panel says that its data are old. It is killed: until the data are current
again. The wall's window is stopped: until the cover lies on every monitor. No limit program: the figures are spans of
the product's own rules (heartbeats, patience), not work.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from wall import framebuffer

_ROOT = Path(__file__).resolve().parent.parent
_LOCAL = ("video", "map")  # live pictures go on without the server; the map carries a badge of its own
_DASHES = (0x5C, 0x6E, 0x7C)
_TOLD = ("stale", "offline")


class _Lost(Exception):
    """What was waited for never came; the rest of the bench is not run."""


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields the seconds of each reaction, the slowest of three rounds (`quick`: of one)."""
    taken: dict[str, list[float]] = {"panels": [], "current": [], "cover": []}
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        room = _Room(place)
        try:
            room.wait(lambda: room.status().get("complete") and "cover" in room.status()["pids"], 200)
            for _ in range(1 if quick else 3):
                taken["panels"].append(room.server_stops())
                taken["current"].append(room.server_returns())
                taken["cover"].append(room.window_stops())
        except _Lost:
            pass
        finally:
            room.end()
    yield _figure("server silent: every panel says so", taken["panels"], "value <= 6")
    yield _figure("server killed: every panel current again", taken["current"], "value <= 10")
    yield _figure("window stopped: every monitor covered", taken["cover"], "value <= 3")


def _figure(name: str, taken: list[float], target: str) -> dict[str, Any]:
    return {"figure": name, "value": round(max(taken), 2) if taken else None, "unit": "s", "target": target}


class _Room:
    """One `run --headless` on ports of its own with a small city."""

    def __init__(self, place: Path) -> None:
        self._data = place / "data"
        ports = {f"CITYWALL_RUN__{kind}_PORT": str(port) for kind, port in zip(_KINDS, _free(), strict=True)}
        argv = [sys.executable, "-m", "wall", "run", "--headless", "--data", str(self._data)]
        self._program = subprocess.Popen(
            argv,
            cwd=_ROOT,
            env={"CITYWALL_RUN__SCALE": "0.05", **os.environ, **ports},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def status(self) -> dict[str, Any]:
        """What the wall says of itself, at most half a second old; empty before it spoke."""
        try:
            return dict(json.loads((self._data / "run" / "status.json").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def wait(self, holds: Callable[[], Any], limit_s: float) -> float:
        """Seconds until it holds."""
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > limit_s or self._program.poll() is not None:
                raise _Lost
            time.sleep(0.05)
        return time.monotonic() - began

    def server_stops(self) -> float:
        """The server's process stands still; the supervisor sees no death, so the silence is the wall's to notice."""
        os.kill(self.status()["pids"]["backend"], signal.SIGSTOP)
        return self.wait(lambda: all(state in _TOLD for state in self._states()), 30)

    def server_returns(self) -> float:
        """It is killed, and begun again by the supervisor."""
        os.kill(self.status()["pids"]["backend"], signal.SIGKILL)
        took = self.wait(lambda: not any(state in _TOLD for state in self._states()), 60)
        self.wait(lambda: self.status().get("complete"), 60)
        return took

    def window_stops(self) -> float:
        """The wall stands still until the cover shows; then it goes on."""
        wall, screen = self.status()["pids"]["wall"], self._data / "run" / "Xvfb_screen0"
        os.kill(wall, signal.SIGSTOP)
        try:
            took = self.wait(lambda: _covered(screen), 30)
        finally:
            os.kill(wall, signal.SIGCONT)
        self.wait(lambda: not _covered(screen), 30)
        return took

    def _states(self) -> list[str]:
        panels = self.status().get("panels", [])
        return [panel["state"] for panel in panels if panel["name"].split(":")[0] not in _LOCAL] or ["unknown"]

    def end(self) -> None:
        """Ctrl-C, and gone."""
        self._program.send_signal(signal.SIGINT)
        try:
            self._program.wait(30)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()


_KINDS = ("API", "GATEWAY", "RTSP", "JT808", "POLES")


def _free() -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in _KINDS]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def _covered(screen: Path) -> bool:
    """The cover's grey dashes lie along the upper edge."""
    edge = framebuffer.read(screen)[2, ::8]
    return bool(np.mean(np.all(np.abs(edge.astype(int) - _DASHES) < 8, axis=1)) > 0.4)
