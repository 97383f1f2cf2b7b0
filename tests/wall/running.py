"""A whole room for a test: `python -m wall run --headless` with its own ports and data, and ways to look at it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from tests import waiting
from wall.server import Server

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("api", "gateway", "rtsp", "jt808", "poles")


def free_ports() -> dict[str, int]:
    """Five ports that nobody has now."""
    held = [socket.socket() for _ in KINDS]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = {kind: one.getsockname()[1] for kind, one in zip(KINDS, held, strict=True)}
    for one in held:
        one.close()
    return ports


def until(what: str, holds: Callable[[], Any], limit_s: float) -> Any:
    """Wait for a condition; its value. AssertionError naming it where it does not come."""
    return waiting.until(holds, limit_s, what)


class Running:
    """One run. `status` is what the wall says of itself, at most half a second old."""

    def __init__(self, folder: Path, ports: dict[str, int], *words: str) -> None:
        self.folder, self.ports = folder, ports
        self.data, self.report, self.shots = folder / "data", folder / "report.json", folder / "shots"
        self.output = folder / "output.txt"
        env = {**os.environ, **{f"CITYWALL_RUN__{kind.upper()}_PORT": str(port) for kind, port in ports.items()}}
        env.setdefault("CITYWALL_RUN__SCALE", "0.05")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            env.pop(name, None)
        argv = [
            sys.executable,
            "-m",
            "wall",
            "run",
            "--headless",
            "--data",
            str(self.data),
            "--report",
            str(self.report),
        ]
        argv += ["--shots", str(self.shots), "--lang", "en", *words]
        with self.output.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)

    @property
    def status(self) -> dict[str, Any]:
        """How the wall is; empty before it said anything."""
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads((self.data / "run" / "status.json").read_text(encoding="utf-8")))
        return {}

    def said(self) -> str:
        """Everything on the terminal so far."""
        return self.output.read_text(encoding="utf-8")

    def panel(self, name: str) -> dict[str, Any]:
        """How one panel says it is."""
        return next((panel for panel in self.status.get("panels", []) if panel["name"] == name), {})

    def server(self, username: str = "admin") -> Server:
        """The server, logged in with the account of a file in DATA/credentials."""
        held = json.loads((self.data / "credentials" / f"{username}.json").read_text(encoding="utf-8"))
        server = Server(self.ports["api"])
        server.log_in(held["username"], held["password"])
        return server

    def family(self) -> list[psutil.Process]:
        """The run and every process below it."""
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(self.process.pid)
            return [root, *root.children(recursive=True)]
        return []

    def end(self, number: signal.Signals = signal.SIGINT, limit_s: float = 20) -> int:
        """Send a signal and wait; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(limit_s)


@contextlib.contextmanager
def running(folder: Path, *words: str, ports: dict[str, int] | None = None) -> Iterator[Running]:
    """A run that is over, with all its processes, when the block is left."""
    run = Running(folder, ports or free_ports(), *words)
    family: list[psutil.Process] = []
    try:
        yield run
    except BaseException:
        sys.stderr.write(run.said()[-4000:])
        raise
    finally:
        family = run.family()
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.end()
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()
        run.process.wait(10)


def alive(family: list[psutil.Process]) -> list[str]:
    """Those of `family` that still run, in words."""
    found: list[str] = []
    for process in family:
        with contextlib.suppress(psutil.Error):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {' '.join(process.cmdline())[:100]}")
    return found
