"""The gateway's view of the city when the case server's database is replaced by another one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from websockets.asyncio.server import ServerConnection, serve

from backend.gateways.voice.case_server import CaseServer
from backend.gateways.voice.city_link import CityLink
from backend.gateways.voice.clips import Clips
from backend.gateways.voice.poles import PoleFile
from contract.entities import Pole
from contract.protocol import SNAPSHOT_PATH, TICKETS_PATH, Hello, Ticket, encode
from contract.snapshot import Snapshot

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)


class Desk(CaseServer):
    """A case server with one pole, whose database was replaced between the first snapshot and the socket."""

    def __init__(self, port: int) -> None:
        super().__init__(f"http://127.0.0.1:{port}", Path("no-key"))
        self.snapshots = 0

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
