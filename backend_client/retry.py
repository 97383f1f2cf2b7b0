"""How long to wait before the next try: pure, so that every reconnect rule can be tested without a network."""

from __future__ import annotations

import random
from collections.abc import Callable

STEPS_S: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
JITTER = 0.3


class Backoff:
    """0.5, 1, 2, 4, 4, ... seconds, each +-30 % so that a restarted server is not met by all seats at once."""

    def __init__(
        self, steps_s: tuple[float, ...] = STEPS_S, uniform: Callable[[float, float], float] = random.uniform
    ) -> None:
        self._steps_s = steps_s
        self._uniform = uniform
        self.tries = 0

    def next_s(self) -> float:
        """Seconds until the next try; counts the try."""
        step = self._steps_s[min(self.tries, len(self._steps_s) - 1)]
        self.tries += 1
        return step * self._uniform(1.0 - JITTER, 1.0 + JITTER)

    def reset(self) -> None:
        """It worked: the next failure starts again at the first step."""
        self.tries = 0


def after_answer_s(header: str | None, default_s: float) -> float:
    """The wait a `Retry-After` header (seconds) asks for, within 0.1 .. 10 s; `default_s` where it says nothing."""
    try:
        asked = float(header) if header else default_s
    except ValueError:
        asked = default_s
    return min(max(asked, 0.1), 10.0)
