"""The live socket over TLS: frames come whole and in order, and whoever does not read is dropped there, too."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from contract import commands as c
from contract.entities import Cell
from contract.protocol import Hello
from tests.backend.city import Hall
from tests.backend.server import running
from tests.backend.test_live import facts_until
from tests.backend.test_scopes import certificate

CELLS = tuple(Cell(monitor=0, x=x, y=y, w=1, h=1, panel="video") for x in range(8) for y in range(8))


@contextmanager
def deaf(address: tuple[str, int], path: str, trust: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """A seat that opens the live socket and then never reads."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.settimeout(10)
    raw.connect(address)
    with trust.wrap_socket(raw, server_hostname=address[0]) as one:
        one.sendall(
            f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        assert one.recv(12) == b"HTTP/1.1 101"
        yield one


def test_seats_hear_everything_and_a_deaf_one_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cert = certificate(tmp_path, "hall")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(cert))
    trust = ssl.create_default_context(cafile=str(cert))
    environ = {
        "CITYWALL_SERVER__TLS_CERT": str(cert),
        "CITYWALL_SERVER__TLS_KEY": str(tmp_path / "key.pem"),
        "CITYWALL_LIVE__QUEUE_FRAMES": "50",
        "CITYWALL_LIVE__HEARTBEAT_S": "0.2",
    }
    with running(tmp_path / "data", environ=environ) as server:
        admin = Hall(server).admin
        start = admin.snapshot().seq
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        path = f"/api/live?ticket={admin.ticket()}&since={start}"
        with deaf(address, path, trust) as slow, admin.listen(since=start, ssl=trust) as live:
            assert isinstance(live.next(), Hello)
            own, process = slow.getsockname()[1], psutil.Process(server.process.pid)
            cursor, number = start, 0
            while "too_slow" not in server.log:
                number += 1
                assert number < 3000
                scene = c.SaveScene(name=f"scene {number % 3}", title="很" * 200, cells=CELLS)
                facts, cursor = facts_until(live, cursor, admin.send(scene).seq)
                assert [one.event.seq for one in facts] == [start + number]
            deadline = time.monotonic() + 20
            while any(one.raddr and one.raddr.port == own for one in process.net_connections("tcp")):
                assert time.monotonic() < deadline, "its connection is kept"
                time.sleep(0.05)
