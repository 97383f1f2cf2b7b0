"""Tries of the last minute by name and by address, in memory: the quick brake in front of the slow lock-out."""

from __future__ import annotations

import threading
import time
from collections import deque

from contract.errors import Code, Refused

_WINDOW_S = 60.0


class Tries:
    """Counts; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[tuple[str, str], deque[float]] = {}

    def check(self, key: tuple[str, str], limit: int) -> None:
        """Refused(too_many_tries) where `limit` were counted within a minute."""
        with self._lock:
            times = self._counted.get(key)
            while times and times[0] < time.monotonic() - _WINDOW_S:
                times.popleft()
            if times is not None and not times:
                del self._counted[key]
            if times and len(times) >= limit:
                wait = max(1, round(times[0] + _WINDOW_S - time.monotonic()))
                raise Refused(Code.TOO_MANY_TRIES, field=f"$.{key[0]}", reason="too many", retry_after_s=str(wait))

    def count(self, *keys: tuple[str, str]) -> None:
        """One more of each."""
        with self._lock:
            if len(self._counted) > 20_000:
                self._counted.clear()
            for key in keys:
                self._counted.setdefault(key, deque(maxlen=1000)).append(time.monotonic())

    def take(self, key: tuple[str, str], limit: int) -> None:
        """Check, and count this one."""
        self.check(key, limit)
        self.count(key)
