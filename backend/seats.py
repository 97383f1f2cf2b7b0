"""What waits for one listening seat, and when it is written.

Nobody waits for a seat: the hub queues, and one flush of the event loop writes to all that may be written to. What a
seat cannot take stays here, within bounds; beyond them the seat is dropped with its reason.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from backend.frames import Outlet, binary_frame
from contract.scope import Scope

TOO_SLOW, REVOKED, SHUTTING_DOWN, RESYNC = "too_slow", "revoked", "shutting_down", "resync"
BLOCK = 65_536
"""Bytes handed over at once: no more than that and a frame lie in a connection beyond its own high-water mark."""
TURN = 4 * BLOCK
"""Bytes for one seat before the others have their turn."""
SEATS_AT_ONCE = 250
"""Seats that are written to before the event loop does something else; some 10 microseconds each."""


class Subscription:
    """What one seat still has to be sent. Event loop only."""

    def __init__(
        self,
        scope: Scope,
        told: int,
        *,
        holder: str,
        max_frames: int,
        max_bytes: int,
        expires_at: float = float("inf"),
        work: Callable[[Subscription], None] = lambda _: None,
    ) -> None:
        """`expires_at`: POSIX seconds; `work` is called when there is something to write and it may be written."""
        self.scope = scope
        self.holder = holder  # sha256 of the session's token: revoking it drops the seat
        self.told = told  # the last seq that this seat was told
        self.accounted = told  # the last seq that was looked at for it
        self.frames: deque[bytes] = deque()
        self.samples: dict[int, bytes] = {}  # lane -> newest payload; a new one replaces one not yet sent
        self.dropped: str | None = None
        self.expires_at = expires_at
        self.marked = False  # a flush will come to it
        self._outlet: Outlet | None = None
        self._work = work
        self._drained: asyncio.Event | None = None  # while somebody waits for it
        self._bytes = 0
        self._max_frames, self._max_bytes = max_frames, max_bytes

    @property
    def queued_bytes(self) -> int:
        """What waits for it."""
        return self._bytes

    def attach(self, outlet: Outlet) -> None:
        """Write to `outlet` from now on."""
        self._outlet = outlet
        outlet.resumed = self.wake
        self.wake()

    def detach(self) -> None:
        """Write no more."""
        self._outlet = None

    def wake(self) -> None:
        """There is something to write, or room again."""
        if self._outlet is not None and not self.marked:
            self._work(self)

    def push(self, frame: bytes) -> None:
        """Queue a text frame; a full queue drops the seat."""
        if self.dropped is not None:
            return
        self.frames.append(frame)
        self._bytes += len(frame)
        if len(self.frames) > self._max_frames or self._bytes > self._max_bytes:
            self.drop(TOO_SLOW)
        elif not self.marked:
            self.wake()

    def push_samples(self, lane: int, payload: bytes) -> None:
        """Put the newest frame of a lane into its slot."""
        if self.dropped is None:
            self.samples[lane] = payload
            self.wake()

    def allow(self, frames: int, octets: int) -> None:
        """That much more than usual may wait for it: what it missed."""
        self._max_frames += frames
        self._max_bytes += octets

    @property
    def crowded(self) -> bool:
        """Does more than a quarter of what may wait for it wait for it?"""
        return len(self.frames) > self._max_frames // 4 or self._bytes > self._max_bytes // 4

    async def drained(self, seconds: float) -> None:
        """Until the connection took everything; whoever does not within `seconds` is dropped as too slow."""
        if not self.frames or self.dropped is not None:
            return
        self._drained = asyncio.Event()
        try:
            await asyncio.wait_for(self._drained.wait(), seconds)
        except TimeoutError:
            self.drop(TOO_SLOW)
        finally:
            self._drained = None

    def pop(self) -> bytes | None:
        """The next text frame."""
        if not self.frames:
            return None
        frame = self.frames.popleft()
        self._bytes -= len(frame)
        return frame

    def drop(self, reason: str) -> None:
        """Send nothing more but the reason."""
        if self.dropped is None:
            self.dropped = reason
            self.frames.clear()
            self.samples.clear()
            self._bytes = 0
            if self._drained is not None:
                self._drained.set()
            if self._outlet is not None:
                self._outlet.nudge()

    def flush(self, now: float) -> None:
        """Write what the connection takes, events before positions. `now`: POSIX seconds."""
        outlet = self._outlet
        if outlet is None or self.dropped is not None:
            return
        if self.expires_at <= now:
            self.drop(REVOKED)
            return
        frames, left = self.frames, TURN
        while frames and left > 0 and outlet.ready:
            block = [frames.popleft()]
            size = len(block[0])
            while frames and size + len(frames[0]) <= BLOCK:
                block.append(frames.popleft())
                size += len(block[-1])
            self._bytes -= size
            left -= size
            outlet.write(block[0] if len(block) == 1 else b"".join(block))
        if not frames and self._drained is not None:
            self._drained.set()
        # A slot is emptied when its frame is handed over: `SampleHub.tick` sees by it whether this seat is slow.
        while not frames and self.samples and outlet.ready:
            lane = next(iter(self.samples))
            outlet.write(binary_frame(self.samples.pop(lane)))
        if frames and outlet.ready:
            self.wake()


class Flusher:
    """Writes to marked seats, some at a time, once per turn of the running event loop."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._marked: deque[Subscription] = deque()
        self._comes = False

    def mark(self, seat: Subscription) -> None:
        """Come to `seat` soon."""
        seat.marked = True
        self._marked.append(seat)
        self._come()

    def _come(self) -> None:
        if not self._comes:
            self._comes = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._comes = False
        now = self._clock()
        try:
            for _ in range(min(SEATS_AT_ONCE, len(self._marked))):
                seat = self._marked.popleft()
                seat.marked = False
                seat.flush(now)
        finally:
            if self._marked:
                self._come()
