"""The poles of the city: from the case server while it is there, from this machine's disk while it is not.

A snapshot, then the live socket (docs/wire.md). Passwords of poles are asked for one by one, each with a line in the
server's security log; where one cannot be had now, all else goes on and it is asked for again.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from enum import StrEnum

import msgspec
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from backend.gateways.voice.case_server import Away, CaseServer
from backend.gateways.voice.clips import Clips
from backend.gateways.voice.poles import PoleFile
from contract.entities import Id, Pole
from contract.errors import Refused
from contract.people import DeviceAddress
from contract.protocol import (
    LIVE_PATH,
    SNAPSHOT_PATH,
    STALE_AFTER_S,
    TICKETS_PATH,
    Dropped,
    Fact,
    Heartbeat,
    Hello,
    Ticket,
    TicketRequest,
    decode_frame,
    decode_snapshot,
)

log = logging.getLogger(__name__)
_GAP_S = 0.2
_RETRY_S = (0.5, 1.0, 2.0, 4.0)
_ASK_AGAIN_S = (1.0, 300.0)


class City(StrEnum):
    """Whether the case server is there."""

    NEVER = "never"
    AWAY = "away"
    CURRENT = "current"


class _Gap(Exception):
    """The cursor is lost: begin with a snapshot."""


class CityLink:
    """`poles` by id, always usable. `follow` keeps them current until cancelled."""

    def __init__(self, server: CaseServer, clips: Clips, file: PoleFile) -> None:
        self._server = server
        self._clips = clips
        self._file = file
        self._seq, self._history = 0, ""
        self.poles = file.read()
        self._addresses = {one.id: (one.secret, one.address) for one in self.poles.values() if one.secret}
        self._without: dict[Id, Pole] = {}  # as the server tells them, whose password could not be had yet
        self._ask_at, self._ask_wait = 0.0, _ASK_AGAIN_S[0]
        self.city = City.NEVER
        self.news = asyncio.Event()  # set when poles came, went or moved; whoever waits for it clears it

    async def follow(self) -> None:
        """Connect, follow, connect again."""
        failures = 0
        self.news.set()
        while True:
            try:
                await self._meet()
                failures = 0
                await self._listen()
            except _Gap:
                await asyncio.sleep(_GAP_S)
                continue
            except (Away, Refused, OSError, WebSocketException, TimeoutError, msgspec.DecodeError) as fault:
                if not failures:
                    log.warning("the case server is away: %s", fault)
            self.city = City.AWAY if self.city is not City.NEVER else City.NEVER
            wait = _RETRY_S[min(failures, len(_RETRY_S) - 1)]
            failures += 1
            await asyncio.sleep(wait * random.uniform(0.7, 1.3))

    async def _meet(self) -> None:
        """Snapshot, and the clips."""
        snapshot = decode_snapshot(await asyncio.to_thread(self._server.request, "GET", SNAPSHOT_PATH))
        self._seq, self._history = snapshot.seq, snapshot.history
        found = [one for one in snapshot.entities if isinstance(one, Pole)]
        self._without.clear()
        self.poles = {one.id: one for one in await asyncio.to_thread(self._whole, found)}
        self.city = City.CURRENT
        self.news.set()
        await asyncio.to_thread(self._keep)
        clips = await asyncio.to_thread(self._clips.refresh)
        log.info("the city: %s poles, %s clips", len(self.poles), clips)

    async def _listen(self) -> None:
        body = msgspec.json.encode(TicketRequest(purpose="live"))
        answer = await asyncio.to_thread(self._server.request, "POST", TICKETS_PATH, body)
        ticket = msgspec.json.decode(answer, type=Ticket).ticket
        address = self._server.url.replace("http", "ws", 1) + f"{LIVE_PATH}?ticket={ticket}&since={self._seq}"
        async with connect(address, max_size=None, open_timeout=5, close_timeout=1, proxy=None) as socket:
            await self._take_all(socket)

    async def _take_all(self, socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(STALE_AFTER_S):
                data = await socket.recv()
            if isinstance(data, bytes):
                continue
            frame = decode_frame(data)
            if isinstance(frame, Hello):
                self.city = City.CURRENT
                if frame.resync or frame.seq < self._seq or self._is_foreign(frame.history):
                    raise _Gap  # too old a cursor, or the numbers of another database
            elif isinstance(frame, Heartbeat):
                self._seq = frame.prev
                await self._ask_again()
            elif isinstance(frame, Fact):
                await self._apply(frame)
            elif isinstance(frame, Dropped):
                raise Away(frame.reason)

    def _is_foreign(self, history: str) -> bool:
        return history != "" and self._history != "" and history != self._history

    async def _apply(self, fact: Fact) -> None:
        if fact.prev != self._seq:
            raise _Gap
        event = fact.event
        if event.name == "city.imported":
            raise _Gap  # its clips are new, too
        changed = [one for one in event.upsert if isinstance(one, Pole)]
        if any(one.secret or one.id in self._without for one in changed):
            changed = await asyncio.to_thread(self._whole, changed)
        gone = [one.id for one in event.remove if one.kind == "pole"]
        moved = any(_place(self.poles.get(one.id)) != _place(one) for one in changed)
        self.poles |= {one.id: one for one in changed}
        for pole_id in gone:
            self.poles.pop(pole_id, None)
            self._without.pop(pole_id, None)
            self._addresses.pop(pole_id, None)
        self._seq = event.seq
        if moved or gone:
            self.news.set()
            await asyncio.to_thread(self._keep)

    async def _ask_again(self) -> None:
        """For passwords that could not be had; less and less often while none comes."""
        if not self._without or time.monotonic() < self._ask_at:
            return
        found = await asyncio.to_thread(self._whole, list(self._without.values()))
        had = {one.id: one for one in found if one.id not in self._without}
        self._ask_wait = _ASK_AGAIN_S[0] if had else min(2 * self._ask_wait, _ASK_AGAIN_S[1])
        self._ask_at = time.monotonic() + self._ask_wait
        if had:
            self.poles |= had
            self.news.set()
            await asyncio.to_thread(self._keep)

    def _whole(self, poles: list[Pole]) -> list[Pole]:
        """The poles with the passwords of their addresses, which entities do not carry; asked for when they change.

        One whose password cannot be had stays as it is shown. After a first failure the others are asked for later:
        the server may be away, or have had enough of us for this minute.
        """
        found: list[Pole] = []
        asking = True
        for pole in poles:
            secret, address = self._addresses.get(pole.id, (0, ""))
            if pole.secret and secret != pole.secret and asking:
                try:
                    answer = self._server.request("GET", f"/api/poles/{pole.id}/address")
                    secret, address = pole.secret, msgspec.json.decode(answer, type=DeviceAddress).address
                    self._addresses[pole.id] = (secret, address)
                except (Away, Refused) as fault:  # a refusal: it is gone already, or is no business of ours
                    asking = isinstance(fault, Refused)
                    log.warning("the password of pole %s cannot be had now: %s", pole.number, fault)
            self._without.pop(pole.id, None)
            if pole.secret and secret == pole.secret:
                found.append(replace(pole, address=address))
            elif pole.secret:
                self._without[pole.id] = pole  # at the end: the next try begins with another
                found.append(replace(pole, secret=0))
            else:
                found.append(pole)
        return found

    def _keep(self) -> None:
        try:
            self._file.keep(self.poles)
        except OSError as fault:  # a full disk is no absence of the city
            log.error("the poles cannot be kept on disk: %s", fault.strerror)


def _place(pole: Pole | None) -> tuple[str, int] | None:
    """What is worth keeping of a change."""
    return None if pole is None else (pole.address, pole.number)
