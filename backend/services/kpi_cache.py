"""Answers that many seats ask for at the same moment: counted once, kept for a second.

Two seats with the same scope see the same board; the answer says itself when it was counted (`at`, `seq`). One thread
counts while the others wait on the event loop, and what is known is answered without a thread at all: however many
seats look at figures, other requests find a thread.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread

from backend.services.kept_sums import KeptSums

KEPT = 500
THREADS = 4
"""Counting at once, of threads that nobody else uses."""


@dataclass
class _Slot:
    made_at: float = float("-inf")
    body: bytes = b""
    began: float = float("-inf")
    pending: asyncio.Task[None] | None = None


class AnswerCache:
    """For the one event loop of a server. Whoever asks while an answer is being made waits for that one."""

    def __init__(self, life_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._life_s, self._clock = life_s, clock
        self._limiter: CapacityLimiter | None = None
        self._slots: dict[Hashable, _Slot] = {}
        self.sums = KeptSums()
        """What the month and day tables read of the sums; true at any age, unlike the answers."""
        self.made = 0
        """How many answers were counted, not repeated."""

    async def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The answer of `key`, at most `life_s` old when it is given out; `make` runs in a thread.

        What it raises is raised by all who waited for it and kept by nobody.
        """
        asked_at = self._clock()
        slot = self._slots.pop(key, None) or _Slot()
        self._slots[key] = slot  # the ones asked for last stay
        while len(self._slots) > KEPT:
            self._slots.pop(next(iter(self._slots)))
        while slot.made_at < asked_at - self._life_s:
            if slot.pending is None:
                slot.began = self._clock()
                slot.pending = asyncio.create_task(self._make(slot, make))
                slot.pending.add_done_callback(_looked_at)
            # Shielded: who goes away takes the answer from nobody else.
            await asyncio.shield(slot.pending)
        return slot.body

    async def _make(self, slot: _Slot, make: Callable[[], bytes]) -> None:
        if self._limiter is None:
            self._limiter = CapacityLimiter(THREADS)
        try:
            slot.body = await to_thread.run_sync(make, limiter=self._limiter)
            slot.made_at = slot.began
            self.made += 1
        finally:
            slot.pending = None


def _looked_at(task: asyncio.Task[None]) -> None:
    """Nobody may be left to hear of a failure."""
    if not task.cancelled():
        task.exception()
