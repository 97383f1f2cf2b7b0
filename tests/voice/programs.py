"""The real gateway and the real simulated poles as programs, with what a test wants to know of them."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import requests

from backend.tickets import sign, voice_key
from contract.commands import AnyCommand, Envelope, RecordBroadcast, ReportPole
from contract.entities import Pole
from tests.waiting import until

ROOT = Path(__file__).parents[2]
HEAD = "number,name,lon,lat,range_m,address,camera_numbers\n"


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port nobody has now; of datagrams, one that nobody has for streams either: SIP listens on both."""
    while True:
        with socket.socket(socket.AF_INET, kind) as probe, socket.socket() as stream:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            if kind is socket.SOCK_STREAM:
                return port
            try:
                stream.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Program:
    """A running child whose stdout is read line by line."""

    def __init__(self, *words: str, env: dict[str, str] | None = None) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("CITYWALL_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=clean | (env or {}), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, name="citywall-test-program")
        self._reader.start()
        deadline = time.monotonic() + 20
        while not self._said("ready ") and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if not self._said("ready "):
            self.end(signal.SIGKILL)
            raise AssertionError("it did not start:\n" + "".join(self.lines))
        self.ready: dict[str, Any] = json.loads(self._said("ready ")[0])

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)

    def _said(self, start: str) -> list[str]:
        return [line.removeprefix(start) for line in list(self.lines) if line.startswith(start)]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(15)
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


class Poles(Program):
    """`python -m simulator poles`."""

    def __init__(self, folder: Path, numbers: Iterable[int], *flags: str, port: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        rows = "".join(f"{number},Pole {number},121.4,31.2,80,,\n" for number in numbers)
        (folder / "poles.csv").write_text(HEAD + rows, encoding="utf-8")
        self.recordings = folder / "heard"
        super().__init__(
            "simulator", "poles", str(folder), "--port", str(port), "--record", str(self.recordings), *flags
        )
        self.port = int(self.ready["port"])

    def calls(self, event: str) -> list[dict[str, Any]]:
        """What was told of calls: `begin`, `bye`, ..."""
        return [call for line in self._said("call ") if (call := json.loads(line))["event"] == event]

    def heard(self, number: int) -> np.ndarray:
        """The newest recording of a pole, 8 kHz."""
        path = max(self.recordings.glob(f"{number}-*.wav"), key=lambda one: one.stat().st_mtime_ns)
        with wave.open(str(path)) as file:
            return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)


class Gateway(Program):
    """`python -m backend.gateways.voice` on a data folder."""

    def __init__(self, data: Path, api: str, *flags: str) -> None:
        self.data = data
        super().__init__(
            "backend.gateways.voice", "--api", api, "--port", "0", "--sip-host", "127.0.0.1", *flags,
            env={"CITYWALL_DATA": str(data)},
        )  # fmt: skip
        self.url = str(self.ready["url"])

    def ticket(self, *roles: str, at: datetime | None = None) -> str:
        """A voice ticket as the case server signs it."""
        now = at or datetime.now(UTC)
        return sign(voice_key(self.data), person_id="77", name="Li", roles=roles or ("broadcaster",), now=now)[0]

    def post(self, path: str, **body: Any) -> requests.Response:
        return requests.post(self.url + path, json={"ticket": self.ticket()} | body, timeout=10)

    def play(self, *numbers: int, clip: str = "test", **body: Any) -> str:
        """Start a broadcast on poles by number; its id."""
        answer = self.post("/broadcasts", clip=clip, pole_ids=[str(100 + number) for number in numbers], **body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["broadcast_id"])

    def health(self) -> dict[str, Any]:
        return dict(requests.get(self.url + "/health", timeout=10).json())

    def evidence(self) -> list[AnyCommand]:
        """What waits on disk for the case server, in order."""
        base = sqlite3.connect(self.data / "gateway" / "evidence.db", timeout=5)
        try:
            rows = base.execute("SELECT body FROM waiting ORDER BY n").fetchall()
        finally:
            base.close()
        return [msgspec.json.decode(row[0], type=Envelope).command for row in rows]

    def records(self, broadcast_id: str) -> list[RecordBroadcast]:
        """What it tells of a broadcast."""
        return [one for one in self.evidence() if isinstance(one, RecordBroadcast) and one.broadcast_id == broadcast_id]

    def last(self, broadcast_id: str, within_s: float = 10.0) -> RecordBroadcast:
        """The final record of a broadcast."""
        over = ("ended", "failed")
        found = until(lambda: [one for one in self.records(broadcast_id) if one.state in over], within_s)
        assert isinstance(found[0], RecordBroadcast)
        return found[0]

    def pole_states(self) -> dict[str, str]:
        """pole id -> the last state told."""
        return {one.pole_id: str(one.state) for one in self.evidence() if isinstance(one, ReportPole)}


def speech(seconds: float, rate: int = 16_000) -> np.ndarray:
    """A sound that is like itself at one place only: a sweep under a changing loudness."""
    time_s = np.arange(int(seconds * rate)) / rate
    sweep = np.sin(2 * np.pi * (300 * time_s + 200 * time_s**2))
    return sweep * (0.3 + 0.2 * np.sin(2 * np.pi * 1.7 * time_s)) * 32767


def stock(data: Path, poles: dict[int, str], clips: dict[str, float]) -> None:
    """Give a data folder the poles (number -> address) and clips (id -> seconds) that a gateway would have cached."""
    folder = data / "gateway"
    (folder / "clips").mkdir(parents=True)
    known = [Pole(id=str(100 + one), number=one, name=f"Pole {one}", address=at) for one, at in poles.items()]
    (folder / "poles.json").write_bytes(msgspec.json.encode(known))
    for name, seconds in clips.items():
        with wave.open(str(folder / "clips" / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(speech(seconds).astype("<i2").tobytes())


@contextmanager
def on_air(
    folder: Path,
    numbers: Iterable[int],
    *faults: str,
    clips: dict[str, float] | None = None,
    elsewhere: dict[int, int] | None = None,
) -> Iterator[tuple[Gateway, Poles]]:
    """A gateway without a case server, and poles; both must end well. `elsewhere`: number -> port of further poles."""
    numbers = list(numbers)
    poles = Poles(folder / "city", numbers, *faults)
    try:
        data = folder / "data"
        ports = dict.fromkeys(numbers, poles.port) | (elsewhere or {})
        addresses = {one: f"sip:{one}@127.0.0.1:{port}" for one, port in ports.items()}
        stock(data, addresses, clips or {"test": 1.0, "long": 30.0})
        gateway = Gateway(data, f"http://127.0.0.1:{free_port()}")
        try:
            yield gateway, poles
        finally:
            code = gateway.end()
        assert code == 0, "".join(gateway.lines)
    finally:
        code = poles.end()
    assert code == 0, "".join(poles.lines)
