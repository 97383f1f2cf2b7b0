"""From an act to many sockets, and many seats that come back at once: raw sockets of one other process."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import selectors
import socket
import struct
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.db import Database
from bench.server_city import lay_cells, open_cases
from contract import commands as c
from contract.entities import Cell
from contract.events import Event

if TYPE_CHECKING:
    from tests.backend.server import Caller

PER_SECOND = 20
OPEN = 40_000
MISSED = 50
SEATS = 1000
_TYPE = b'{"type":"event"'


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """p99 of milliseconds from the act to the seat; seconds until all seats are current."""
    from tests.backend.server import running

    for seats, bound in ((100, 50), (SEATS, 150)):
        with running() as server:
            admin = server.account("admin", "duty")
            value = _fan_out(admin, seats, 5 if quick else 20)
        yield {
            "figure": f"commit to {seats:,} sockets, 20 events/s of 1 kB, p99",
            "value": value,
            "unit": "ms",
            "target": f"value < {bound}".replace("<", "<="),
        }
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        db = Database(f"sqlite:///{Path(folder) / 'citywall.db'}")
        db.migrate()
        lay_cells(db)
        open_cases(db, OPEN)
        db.close()
        with running(Path(folder)) as server:
            admin = server.account("admin", "duty")
            value = _reconnect(admin)
    yield {
        "figure": f"{SEATS:,} seats reconnect at once, {OPEN:,} open cases, all current",
        "value": value,
        "unit": "s",
        "target": "value <= 15",
    }


def _fan_out(admin: Caller, seats: int, seconds: int) -> float:
    here, there = multiprocessing.get_context("spawn").Pipe()
    goal = seconds * PER_SECOND
    words = (there, admin.url, admin.token, seats, admin.snapshot().seq, goal)
    process = multiprocessing.get_context("spawn").Process(target=_listen, args=words)
    process.start()
    assert here.recv() == "ready"
    since, began = admin.snapshot().seq, time.monotonic()
    for number in range(goal):
        time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
        admin.send(c.SaveScene(name=f"scene {number % 3}", title="x" * 190, cells=_cells()))
    heard: list[list[float]] = here.recv()
    process.join(30)
    # The moment at which the transaction began: later than the act was sent, earlier than it was durable.
    written = admin.get("/api/events", list[Event], after=since, limit=1000)
    sent = [event.recorded_at.timestamp() for event in written][:goal]
    delays = sorted(at - wrote for times in heard for at, wrote in zip(times, sent, strict=True))
    return round(delays[int(len(delays) * 0.99)] * 1000, 1)


def _cells() -> tuple[Cell, ...]:
    return tuple(Cell(monitor=0, x=x, y=0, w=1, h=1, panel="video") for x in range(8))


def _reconnect(admin: Caller) -> float:
    since = admin.snapshot().seq
    for number in range(MISSED):
        admin.send(c.SaveScene(name=f"scene {number % 3}", title="x" * 190))
    here, there = multiprocessing.get_context("spawn").Pipe()
    words = (there, admin.url, admin.token, SEATS, since, MISSED)
    process = multiprocessing.get_context("spawn").Process(target=_listen, args=words)
    process.start()
    assert here.recv() == "begun"
    began = time.time()
    assert here.recv() == "ready"
    heard: list[list[float]] = here.recv()
    process.join(30)
    return round(max(times[-1] for times in heard) - began, 2)


class _Seat:
    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=60)
        self.buffer = bytearray()
        self.heard: list[float] = []

    def ask(self, words: str) -> None:
        self.socket.sendall(words.encode())

    def head(self) -> bytes:
        while b"\r\n\r\n" not in self.buffer:
            self._read()
        head, _, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        self.buffer = bytearray(rest)
        return head

    def body(self, length: int) -> bytes:
        while len(self.buffer) < length:
            self._read()
        found, self.buffer = bytes(self.buffer[:length]), self.buffer[length:]
        return found

    def _read(self) -> None:
        block = self.socket.recv(1 << 16)
        assert block, "the server closed"
        self.buffer += block

    def frames(self, now: float) -> None:
        """Count the events among the frames that came."""
        at = 0
        while len(self.buffer) - at >= 2:
            length, start = self.buffer[at + 1] & 127, at + 2
            if length == 126:
                if len(self.buffer) - at < 4:
                    break
                length, start = struct.unpack_from(">H", self.buffer, at + 2)[0], at + 4
            elif length == 127:
                if len(self.buffer) - at < 10:
                    break
                length, start = struct.unpack_from(">Q", self.buffer, at + 2)[0], at + 10
            if len(self.buffer) < start + length:
                break
            if self.buffer.startswith(_TYPE, start):
                self.heard.append(now)
            at = start + length
        del self.buffer[:at]


def _listen(there: Connection, url: str, token: str, seats: int, since: int, goal: int) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    asked = "begun" if goal == MISSED and seats == SEATS else ""
    if asked:
        there.send(asked)
    body = json.dumps({"purpose": "live"})
    listening = [_Seat((host, int(port))) for _ in range(seats)]
    for seat in listening:
        seat.ask(
            f"POST /api/tickets HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
    for seat in listening:
        head = seat.head().lower()
        length = int(head.partition(b"content-length:")[2].split()[0])
        ticket = json.loads(seat.body(length))["ticket"]
        seat.socket.close()
        seat.socket = socket.create_connection((host, int(port)), timeout=60)
        seat.ask(
            f"GET /api/live?ticket={ticket}&since={since} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
    for seat in listening:
        assert seat.head().startswith(b"HTTP/1.1 101")
        seat.frames(time.time())
    there.send("ready")
    selector = selectors.DefaultSelector()
    for seat in listening:
        seat.socket.setblocking(False)
        selector.register(seat.socket, selectors.EVENT_READ, seat)
    left = sum(len(seat.heard) < goal for seat in listening)
    deadline = time.monotonic() + 120
    while left and time.monotonic() < deadline:
        for key, _ in selector.select(1.0):
            seat = key.data
            before = len(seat.heard)
            with contextlib.suppress(BlockingIOError):
                seat._read()
                seat.frames(time.time())
            left -= before < goal <= len(seat.heard)
    there.send([seat.heard[:goal] for seat in listening])
    for seat in listening:
        seat.socket.close()
