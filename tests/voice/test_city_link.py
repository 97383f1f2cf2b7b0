"""The gateway's view of the city when the case server's database is replaced, or it gives few passwords at a time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from backend.gateways.voice import city_link
from backend.gateways.voice.case_server import Away, CaseServer
from backend.gateways.voice.city_link import CityLink
from backend.gateways.voice.clips import Clips
from backend.gateways.voice.poles import PoleFile
from contract.entities import Pole
from contract.people import DeviceAddress
from contract.protocol import SNAPSHOT_PATH, TICKETS_PATH, Heartbeat, Hello, Ticket, encode
from contract.snapshot import Snapshot

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)


class Desk(CaseServer):
    """A case server with one pole, whose database was replaced between the first snapshot and the socket."""

    def __init__(self, port: int) -> None:
        super().__init__(f"http://127.0.0.1:{port}", Path("no-key"))
        self.snapshots = 0
        self.asked = 0

    def request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        if path == SNAPSHOT_PATH:
            self.snapshots += 1
            name, history = ("old", "a") if self.snapshots == 1 else ("new", "b")
            pole = Pole(id="1", number=1, name=name, address="sip:1@127.0.0.1")
            return encode(Snapshot(seq=5, at=MOMENT, entities=(pole,), history=history))
        if path == TICKETS_PATH:
            return msgspec.json.encode(Ticket(ticket="t", expires_at=MOMENT))
        return b"[]"


def test_numbers_of_another_database_are_never_read_as_our_own(tmp_path: Path) -> None:
    async def live(socket: ServerConnection) -> None:
        await socket.send(encode(Hello(seq=5, now=MOMENT, history="b")).decode())
        await socket.wait_closed()

    async def run() -> str:
        async with serve(live, "127.0.0.1", 0) as server:
            desk = Desk(server.sockets[0].getsockname()[1])
            link = CityLink(desk, Clips(tmp_path / "clips", desk), PoleFile(tmp_path))
            following = asyncio.create_task(link.follow())
            async with asyncio.timeout(10):
                while not link.poles or link.poles["1"].name != "new":
                    await link.news.wait()
                    link.news.clear()
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        desk.close()
        return link.poles["1"].name

    assert asyncio.run(run()) == "new"


class Strict(Desk):
    """A case server with eight poles that gives two passwords, then none for a while."""

    def request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        if path == SNAPSHOT_PATH:
            self.asked = 0
            poles = [Pole(id=str(n), number=n, name="p", address=f"sip:{n}@h", secret=7) for n in range(1, 9)]
            return encode(Snapshot(seq=5, at=MOMENT, entities=tuple(poles), history="b"))
        if path.endswith("/address"):
            self.asked += 1
            if self.asked % 3 == 0:
                raise Away("HTTP 429")
            number = path.split("/")[3]
            return msgspec.json.encode(DeviceAddress(address=f"sip:{number}:word@h"))
        return super().request(method, path, body)


def test_passwords_that_come_few_at_a_time_all_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(city_link, "_ASK_AGAIN_S", (0.01, 0.1))

    async def live(socket: ServerConnection) -> None:
        await socket.send(encode(Hello(seq=5, now=MOMENT, history="b")).decode())
        with suppress(ConnectionClosed):
            while True:
                await socket.send(encode(Heartbeat(prev=5, now=MOMENT)).decode())
                await asyncio.sleep(0.02)

    async def run() -> None:
        async with serve(live, "127.0.0.1", 0) as server:
            desk = Strict(server.sockets[0].getsockname()[1])
            link = CityLink(desk, Clips(tmp_path / "clips", desk), PoleFile(tmp_path))
            following = asyncio.create_task(link.follow())
            async with asyncio.timeout(10):
                while sum("word" in one.address for one in link.poles.values()) < 8:
                    await link.news.wait()
                    link.news.clear()
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        desk.close()

    asyncio.run(run())
