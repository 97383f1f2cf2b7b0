"""What the simulated people know: the live state of one seat, kept current over the public socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import quote

import requests
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from contract.entities import KINDS, Kind
from contract.errors import Refused
from contract.protocol import LIVE_PATH, Dropped, Fact, Heartbeat, Hello, decode_frame
from contract.snapshot import Live, apply, live_of
from simulator.seats import Seat

log = logging.getLogger(__name__)
_RETRY_S = 2.0
_SILENT_S = 8.0


class Witness:
    """Follows the live stream. `told` is called with the kinds that changed, on the event loop."""

    def __init__(self, seat: Seat, told: Callable[[set[Kind]], None]) -> None:
        self._seat = seat
        self._told = told
        self.live: Live = live_of(())
        self.seq = -1

    async def follow(self) -> None:
        """Until cancelled; every gap, silence or lost line ends in a fresh snapshot."""
        while True:
            try:
                await self._once()
            except (OSError, WebSocketException, requests.RequestException, Refused, TimeoutError) as error:
                log.info("live stream lost (%s): again in %s s", type(error).__name__, _RETRY_S)
            await asyncio.sleep(_RETRY_S)

    async def _once(self) -> None:
        snapshot = await asyncio.to_thread(self._seat.snapshot)
        self.live, self.seq = live_of(snapshot.entities), snapshot.seq
        self._told(set(KINDS))
        ticket = await asyncio.to_thread(self._seat.ticket)
        address = self._seat.url.replace("http", "ws", 1) + f"{LIVE_PATH}?ticket={quote(ticket)}&since={self.seq}"
        secure = self._seat.trust.context() if address.startswith("wss:") else None
        async with connect(address, max_size=None, open_timeout=10, proxy=None, ssl=secure) as socket:
            while True:
                async with asyncio.timeout(_SILENT_S):
                    data = await socket.recv()
                if isinstance(data, bytes):
                    continue
                frame = decode_frame(data)
                if isinstance(frame, Dropped):
                    return
                if isinstance(frame, Hello) and (frame.resync or frame.history != snapshot.history):
                    return
                if isinstance(frame, Heartbeat):
                    self.seq = max(self.seq, frame.prev)
                elif isinstance(frame, Fact):
                    if frame.prev != self.seq:
                        return
                    touched = apply(self.live, frame.event)
                    self.seq = frame.event.seq
                    self._told(touched)
