"""Answers that many seats ask for at the same moment: counted once, kept for a second.

Two seats with the same scope see the same board; the answer says itself when it was counted (`at`, `seq`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from backend.services.kept_sums import KeptSums

KEPT = 500


@dataclass
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    made_at: float = float("-inf")
    body: bytes = b""


class AnswerCache:
    """Safe from any thread. Whoever asks while an answer is being made waits for that one."""

    def __init__(self, life_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._life_s, self._clock = life_s, clock
        self._lock = threading.Lock()
        self._slots: dict[Hashable, _Slot] = {}
        self.sums = KeptSums()
        """What the month and day tables read of the sums; true at any age, unlike the answers."""
        self.made = 0
        """How many answers were counted, not repeated."""

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The answer of `key`, at most `life_s` old when it is given out. What `make` raises is kept by nobody."""
        asked_at = self._clock()
        with self._lock:
            slot = self._slots.pop(key, None) or _Slot()
            self._slots[key] = slot  # the ones asked for last stay
            while len(self._slots) > KEPT:
                self._slots.pop(next(iter(self._slots)))
        with slot.lock:
            if slot.made_at < asked_at - self._life_s:
                began = self._clock()
                slot.body = make()
                slot.made_at = began
                with self._lock:
                    self.made += 1
            return slot.body
