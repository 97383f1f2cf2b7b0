"""Garbage collection stops the whole process: what lives as long as the server is taken out of it, pauses are counted.

A full collection looks at every container that is alive. The imported libraries and a city's cells alone are some
190,000 of them, 60 to 130 ms during which nothing is answered and nothing streamed; all of it would be looked at again
and again and never be found to be garbage. `settle` puts it aside once everything is loaded. What is loaded later is
small, or is no container to the collector: entities cannot be part of a cycle and say so (`gc=False`).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping
from typing import Any

_FULL = 2
_YOUNG = 5000
"""New containers until the youngest are looked at, 700 as the language comes: a seat that connects makes some 110 that
stay, so a thousand at once were three full collections of up to 0.3 s, and are none."""


class Pauses:
    """The full collections of this process since `begin`: how many, how long in all, and the longest."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.longest_s = 0.0
        self._began = 0.0

    def begin(self) -> None:
        """Count from now on, until the process ends."""
        gc.callbacks.append(self._told)

    def gauges(self) -> Mapping[str, float]:
        """For `Metrics.watch`."""
        return {
            "citywall_gc_set_aside": gc.get_freeze_count(),
            "citywall_gc_pauses": self.count,
            "citywall_gc_pause_seconds": self.seconds,
            "citywall_gc_pause_longest_seconds": self.longest_s,
        }

    def _told(self, phase: str, info: Mapping[str, Any]) -> None:
        if info["generation"] != _FULL:
            return
        if phase == "start":
            self._began = time.perf_counter()
            return
        spent = time.perf_counter() - self._began
        self.count += 1
        self.seconds += spent
        self.longest_s = max(self.longest_s, spent)


def settle() -> None:
    """Put everything that is alive aside: no later collection looks at it. Call it once, when all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)
