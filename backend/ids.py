"""Ids: 41 bits of milliseconds since 2024-01-01Z, 10 bits of node, 12 bits of counter.

They grow within a node and never repeat: a clock that goes back is outwaited by counting on from the last millisecond
used, and a restart counts on from the newest id of the database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
NODE_BITS = 10
COUNTER_BITS = 12
_COUNTERS = 1 << COUNTER_BITS


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000


class IdSource:
    """Makes the ids of one node (0..1023). Safe to call from any thread."""

    def __init__(self, node: int = 0, *, after: int = 0, clock_ms: Callable[[], int] = _clock_ms) -> None:
        """`after` is the newest id that may already exist."""
        if not 0 <= node < 1 << NODE_BITS:
            raise ValueError(f"node {node} is not within 0..{(1 << NODE_BITS) - 1}")
        self._node = node
        self._clock_ms = clock_ms
        self._lock = threading.Lock()
        self._ms = (after >> (NODE_BITS + COUNTER_BITS)) + 1 if after else 0
        self._counter = 0

    @property
    def node(self) -> int:
        """The node whose ids these are."""
        return self._node

    def move(self, node: int, *, after: int) -> None:
        """Go on as another node; `after` is the newest id that may already exist."""
        with self._lock:
            newest = (after >> (NODE_BITS + COUNTER_BITS)) + 1 if after else 0
            self._node, self._ms, self._counter = node, max(self._ms + 1, newest), 0

    def new(self) -> str:
        """An id nobody else has, as decimal digits."""
        with self._lock:
            now = self._clock_ms() - EPOCH_MS
            if now > self._ms:
                self._ms, self._counter = now, 0
            else:
                self._counter += 1
                if self._counter == _COUNTERS:
                    self._ms, self._counter = self._ms + 1, 0
            return str((self._ms << NODE_BITS | self._node) << COUNTER_BITS | self._counter)


def node_of(one: int) -> int:
    """The node that made an id."""
    return one >> COUNTER_BITS & (1 << NODE_BITS) - 1
