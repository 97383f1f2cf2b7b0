"""One broadcast, from the wish to its last receipt.

REQUESTED -> CONNECTING -> LIVE -> DRAINING -> ENDED, or FAILED where no pole took the call. It is LIVE when the first
pole answers; the sound begins when every pole has answered or refused, at the latest `SETTLE_S` after that first one.
A pole that answers later joins in the middle. Nothing is called live that nobody hears, nor played that was not.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from backend.gateways.voice.codec import FRAME_S
from backend.gateways.voice.driver import Driver, Line, Unplayable, Why
from backend.gateways.voice.sound import Sound
from contract.commands import RecordBroadcast
from contract.entities import BroadcastState, Id, Pole, PoleState, Receipt

log = logging.getLogger(__name__)
SETTLE_S = 0.2
DRAIN_S = 0.25  # what the jitter buffers of loudspeakers still hold
_BEHIND_S = 0.3
_TELL_S = 1.0
OVER = frozenset({BroadcastState.ENDED, BroadcastState.FAILED, BroadcastState.PREEMPTED})
NO_POLE = "no_pole"


class Part:
    """One pole's part in a broadcast."""

    def __init__(self, pole: Pole, *, in_use: bool) -> None:
        self.pole = pole
        self.state = PoleState.BUSY if in_use else PoleState.CONNECTING
        self.reason: str = Why.IN_USE if in_use else ""
        self.line: Line | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def decided(self) -> bool:
        """Whether it answered, in one way or the other."""
        return self.state is not PoleState.CONNECTING

    def receipt(self) -> Receipt:
        """The evidence so far."""
        line = self.line
        return Receipt(
            pole_id=self.pole.id,
            state=self.state,
            connected_ms=line.connected_ms if line else None,
            sent_packets=line.sent if line else 0,
            heard_packets=line.heard if line else 0,
            reason=self.reason,
        )


class Broadcast:
    """Runs in a task of its own (`run`); `stop` ends it at any time. `changed` is called after each change."""

    def __init__(
        self,
        broadcast_id: Id,
        poles: list[Pole],
        sound: Sound,
        wish: RecordBroadcast,
        driver: Driver,
        changed: Callable[[Broadcast, bool], None],
        pole_changed: Callable[[Pole, PoleState], None],
        in_use: frozenset[Id] = frozenset(),
    ) -> None:
        """`in_use` are the poles of another broadcast: they are not called, and their receipts say why."""
        self.id = broadcast_id
        self.state = BroadcastState.REQUESTED
        self.parts = {pole.id: Part(pole, in_use=pole.id in in_use) for pole in poles}
        self.reason = ""
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None
        self._sound = sound
        self._wish = wish
        self._driver = driver
        self._changed = changed
        self._pole_changed = pole_changed
        self._answered = asyncio.Event()
        self._decided = asyncio.Event()
        self._stopping = ""
        self._ending = False
        self._closing: list[asyncio.Task[None]] = []

    def record(self) -> RecordBroadcast:
        """All of it, as the case server keeps it."""
        return RecordBroadcast(
            broadcast_id=self.id,
            state=self.state,
            by_person_id=self._wish.by_person_id,
            clip=self._wish.clip,
            text=self._wish.text,
            pole_ids=self._wish.pole_ids,
            receipts=tuple(part.receipt() for part in self.parts.values()),
            started_at=self.started_at,
            ended_at=self.ended_at,
            reason=self.reason,
        )

    @property
    def over(self) -> bool:
        """Whether it ended."""
        return self.state in OVER

    async def run(self) -> None:
        """The whole life. Cancelling it is what `stop` does; the poles are hung up either way."""
        self._enter(BroadcastState.REQUESTED)
        try:
            await self._connect()
            if self._answered.is_set():
                await self._play()
                self._enter(BroadcastState.DRAINING)
                await asyncio.sleep(DRAIN_S)
        except asyncio.CancelledError:
            self.reason = self._stopping or Why.STOPPED
        await self._hang_up()

    def stop(self, task: asyncio.Task[None], reason: str) -> None:
        """End it now; `task` is the one that runs it. Once it is ending, or only draining, it is left to do so."""
        if not self._ending and self.state is not BroadcastState.DRAINING:
            self._stopping = self._stopping or reason
            task.cancel()

    # Inside.

    async def _connect(self) -> None:
        """Call every pole at once; return when the sound shall begin, or nobody is left."""
        self._enter(BroadcastState.CONNECTING)
        for part in self.parts.values():
            if not part.decided:
                self._pole_changed(part.pole, PoleState.CONNECTING)
                part.task = asyncio.get_running_loop().create_task(self._open(part))
        waiters = [asyncio.ensure_future(event.wait()) for event in (self._answered, self._decided)]
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
            if self._answered.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(SETTLE_S):  # wait_for of Python 3.11 may swallow a STOP
                        await self._decided.wait()
        finally:
            for waiter in waiters:
                waiter.cancel()

    async def _open(self, part: Part) -> None:
        try:
            part.line = await self._driver.open(part.pole)
        except Unplayable as fault:
            self._settle(part, fault.state, fault.reason)
            return
        except Exception:  # whatever it is, a pole that never is decided would hold the broadcast for ever
            log.exception("pole %s could not be opened", part.pole.number)
            self._settle(part, PoleState.FAULT, Why.DEFECT)
            return
        self._settle(part, PoleState.PLAYING, "")
        if not self._answered.is_set():
            self._answered.set()
            self.started_at = datetime.now(UTC)
            self._enter(BroadcastState.LIVE)

    def _settle(self, part: Part, state: PoleState, reason: str) -> None:
        part.state, part.reason = state, reason
        self._pole_changed(part.pole, state)
        if all(one.decided for one in self.parts.values()):
            self._decided.set()
        self._changed(self, False)

    async def _play(self) -> None:
        """A packet to every open pole each 20 ms, on an absolute clock that is set anew after a long standstill."""
        begun, told = time.monotonic(), time.monotonic()
        for frame in range(len(self._sound)):
            due = begun + frame * FRAME_S
            ahead = due - time.monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            elif ahead < -_BEHIND_S:
                begun -= ahead
            lines = [part for part in self.parts.values() if part.state is PoleState.PLAYING and part.line is not None]
            for part in lines:
                assert part.line is not None
                part.line.push(self._sound.frames(part.line.codec)[frame], frame)
            if frame % 5 == 0:
                self._watch(lines)
            if self._all_gone():
                return
            if time.monotonic() - told > _TELL_S:
                told = time.monotonic()
                self._changed(self, True)
        await asyncio.sleep(FRAME_S)

    def _watch(self, parts: list[Part]) -> None:
        for part in parts:
            assert part.line is not None
            part.line.check()
            if part.line.ended:
                state = PoleState.OFFLINE if part.line.ended == Why.SILENCE else PoleState.FAULT
                log.warning("pole %s: %s", part.pole.number, part.line.ended)
                self._settle(part, state, part.line.ended)
                self._hang(part.line)

    def _all_gone(self) -> bool:
        return not any(part.state in (PoleState.PLAYING, PoleState.CONNECTING) for part in self.parts.values())

    async def _hang_up(self) -> None:
        """Give up who has not answered, hang up the rest, tell the end."""
        self._ending = True
        for part in self.parts.values():
            if part.task is not None and not part.task.done():
                part.task.cancel()
            if not part.decided:
                part.state = PoleState.UNKNOWN if self.reason else PoleState.OFFLINE
                part.reason = self.reason or Why.NO_ANSWER
        tasks = [part.task for part in self.parts.values() if part.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        played = any(part.line is not None and part.line.sent for part in self.parts.values())
        for part in self.parts.values():
            if part.state is PoleState.PLAYING:
                part.reason = self.reason
                self._pole_changed(part.pole, PoleState.ONLINE)
        self.ended_at = datetime.now(UTC)
        if not played and not self.reason:
            self.reason = NO_POLE
        for part in self.parts.values():
            if part.line is not None and not part.line.ended:
                self._hang(part.line)
        self._enter(BroadcastState.ENDED if played or self.reason == Why.STOPPED else BroadcastState.FAILED)
        await asyncio.gather(*self._closing, return_exceptions=True)

    def _hang(self, line: Line) -> None:
        """Hang one up, beside everything else: a dead pole takes its time to be given up."""
        self._closing.append(asyncio.get_running_loop().create_task(line.close()))

    def _enter(self, state: BroadcastState) -> None:
        self.state = state
        self._changed(self, False)
