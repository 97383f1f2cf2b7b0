"""When a child that ended is started again: pure, so that it can be tested without a process."""

from __future__ import annotations

from dataclasses import dataclass

DELAYS_S = (0.5, 1.0, 2.0, 4.0, 8.0)
STEADY_S = 60.0
"""A child that lived this long starts counting from the beginning."""


@dataclass(frozen=True)
class Restarts:
    """How often in a row a child ended soon."""

    failures: int = 0

    def after(self, lived_s: float) -> Restarts:
        """The count after a life of `lived_s` seconds."""
        return Restarts(1 if lived_s >= STEADY_S else self.failures + 1)

    @property
    def delay_s(self) -> float:
        """Seconds to wait before the next start."""
        return DELAYS_S[min(max(self.failures, 1), len(DELAYS_S)) - 1]
