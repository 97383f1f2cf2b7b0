"""A real city for the map: generated, imported into a real server, its vehicles driven by the simulator."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mapview import scheme, setup_page
from tests.backend.server import PASSWORD, ROOT, Backend, start

scheme.register_scheme()  # before the QApplication of pytest-qt


@dataclass
class City:
    """The running city. `restarted`, for a file's last test, gives the same data on the same port and ends there."""

    server: Backend
    data: Path
    port: int
    jt808: int
    page_port: int  # where a test may serve the page: the server knows this origin

    def ensure(self) -> None:
        """The server runs, whatever the file before this one did to it."""
        if self.server.process.poll() is not None:
            self.server = _serve(self.data, self.jt808, self.port, self.page_port)

    @contextmanager
    def restarted(self) -> Iterator[None]:
        self.server = _serve(self.data, self.jt808, self.port, self.page_port)
        try:
            yield
        finally:
            self.server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(data: Path, jt808: int, port: int, page_port: int) -> Backend:
    environ = {"CITYWALL_JT808__PORT": str(jt808), "CITYWALL_SERVER__ORIGINS": f"http://127.0.0.1:{page_port}"}
    return start(data, environ=environ, flags=("--port", str(port)))


def run(words: list[str], data: Path) -> None:
    """A module of ours to its end, on this data folder."""
    environ = os.environ | {"CITYWALL_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session", autouse=True)
def page_packages() -> None:
    """The page's packages are there."""
    assert setup_page.main([]) == 0


@pytest.fixture(scope="module")
def city(living: City) -> City:
    """A small city that lives."""
    living.ensure()
    return living


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The one city of all files."""
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("city")
    jt808, port, page_port = _free_port(), _free_port(), _free_port()
    server = _serve(data, jt808, port, page_port)
    server.admin()
    key = data / "credentials" / "admin.json"
    key.parent.mkdir(mode=0o700)
    key.touch(mode=0o600)
    key.write_text(json.dumps({"username": "admin", "password": PASSWORD}))
    run(["simulator", "generate", str(folder), "--scale", "0.05"], data)
    run(["backend_client.importing", "city", str(folder), "--url", server.url], data)
    words = ["simulator", "live", str(folder), "--api", server.url, "--jt808", f"127.0.0.1:{jt808}", "--speed", "60"]
    people = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=os.environ | {"CITYWALL_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = City(server, data, port, jt808, page_port)
    yield made
    people.send_signal(signal.SIGTERM)
    people.wait(20)
    made.server.stop()
