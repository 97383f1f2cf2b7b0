"""The hand on one camera: the newest order wins, a stop passes everything, silence stops.

The dead man's rule: while the camera moves it must be heard of again and again; `silent_s` after the last word it is
stopped, whatever became of the seat. A stop that fails is tried again; the device itself ends a movement after
`onvif.HOLD_S`, should this process die.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from backend.gateways.ptz.onvif import DeviceFault

log = logging.getLogger(__name__)
RENEW_S = 1.0
STOP_TRIES = 4
STOP_PAUSE_S = 0.4
Speeds = tuple[float, float, float]
STILL: Speeds = (0.0, 0.0, 0.0)


class Steerable(Protocol):
    """A device as the driver needs it."""

    async def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Move on."""
        ...

    async def stop(self) -> None:
        """Stand still."""
        ...

    async def close(self) -> None:
        """Drop the connections."""
        ...


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement that ended. `ended`: key, silence, handed_over, failed."""

    way: str
    ms: int
    ended: str


class Driver:
    """Moves and stops one device. `told` hears of each movement that ended."""

    def __init__(self, device: Steerable, told: Callable[[Movement], None], *, silent_s: float) -> None:
        self.device = device
        self._told, self._silent_s = told, silent_s
        self._speeds = STILL
        self._sent = STILL
        self._sent_at = self._heard_at = self._begun_at = 0.0
        self._way = ""
        self._turn = 0
        self._line = asyncio.Lock()
        self._sending = False
        self._after: set[asyncio.Task[None]] = set()
        self._watching: asyncio.Task[None] | None = None

    @property
    def moving(self) -> bool:
        """Whether it was told to move and not to stop."""
        return self._speeds != STILL

    async def move(self, speeds: Speeds) -> None:
        """Move so from now on; said again it goes on. DeviceFault."""
        loop = asyncio.get_running_loop()
        if speeds == STILL:
            await self.stop("key")
            return
        self._heard_at = loop.time()
        same = speeds == self._speeds
        if same and (self._sending or loop.time() - self._sent_at < RENEW_S):
            return
        if not self.moving:
            self._begun_at, self._way = loop.time(), way(speeds)
        self._speeds, self._turn = speeds, self._turn + 1
        if self._watching is None:
            self._watching = loop.create_task(self._watch())
        turn, self._sending = self._turn, True
        try:
            await self._send(speeds, turn)
        except DeviceFault as fault:
            if self._turn == turn:
                self._failed(fault)
            raise
        finally:
            if self._turn == turn:
                self._sending = False

    async def _send(self, speeds: Speeds, turn: int) -> None:
        async with self._line:
            if turn != self._turn:
                return  # a newer order came while this one waited
            if any(was and not is_ for was, is_ in zip(_axes(self._sent), _axes(speeds), strict=True)):
                await self.device.stop()  # an axis that is not named goes on as it was
            if turn != self._turn:
                return
            await self.device.move(*speeds)
            self._sent, self._sent_at = speeds, asyncio.get_running_loop().time()
            if turn != self._turn and not self.moving:
                await self.device.stop()  # a slow device may have heard the stop before the order to move

    async def stop(self, ended: str = "key") -> None:
        """Stand still, before anything that waits. DeviceFault where it did not after several tries."""
        was_moving = self.moving
        self._turn += 1
        self._speeds = STILL
        self._sending = False
        self._watch_no_more()
        if was_moving:
            self._tell(ended)
        await self._insist(self._turn)

    async def close(self) -> None:
        """Stop what moves and let the device go."""
        if self.moving:
            with suppress(DeviceFault):
                await self.stop("handed_over")
        for task in tuple(self._after):
            task.cancel()
        await asyncio.gather(*self._after, return_exceptions=True)
        await self.device.close()

    def _failed(self, fault: DeviceFault) -> None:
        """An order that may have got through all the same is taken back, while nobody waits for it."""
        self._turn, self._speeds = self._turn + 1, STILL
        self._watch_no_more()
        self._tell("failed")
        if fault.code in ("silent", "refused"):
            task = asyncio.get_running_loop().create_task(self._quietly(self._turn))
            self._after.add(task)
            task.add_done_callback(self._after.discard)

    async def _quietly(self, turn: int) -> None:
        with suppress(DeviceFault):
            await self._insist(turn)

    def _tell(self, ended: str) -> None:
        ms = round((asyncio.get_running_loop().time() - self._begun_at) * 1000)
        self._told(Movement(self._way, ms, ended))

    def _watch_no_more(self) -> None:
        if self._watching is not None and self._watching is not asyncio.current_task():
            self._watching.cancel()
        self._watching = None

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        left = self._silent_s
        while left > 0:
            await asyncio.sleep(left)
            left = self._heard_at + self._silent_s - loop.time()
        try:
            await self.stop("silence")
        except DeviceFault as fault:
            log.error("a camera that nobody steers any more could not be stopped: %s", fault)

    async def _insist(self, turn: int) -> None:
        """Stop, again and again where that fails, as long as nothing newer was ordered."""
        for left in reversed(range(STOP_TRIES)):
            try:
                await self.device.stop()
            except DeviceFault as fault:
                if not left or fault.code in ("address", "login", "not_steerable") or turn != self._turn:
                    raise
            else:
                if turn == self._turn:
                    self._sent = STILL
                return
            await asyncio.sleep(STOP_PAUSE_S)


def _axes(speeds: Speeds) -> tuple[bool, bool]:
    return (speeds[0] != 0.0 or speeds[1] != 0.0, speeds[2] != 0.0)


def way(speeds: Speeds) -> str:
    """Where to, for the log: `left up`, `in`."""
    pan, tilt, zoom = speeds
    words = ["right" if pan > 0 else "left"] if pan else []
    words += ["up" if tilt > 0 else "down"] if tilt else []
    words += ["in" if zoom > 0 else "out"] if zoom else []
    return " ".join(words)
