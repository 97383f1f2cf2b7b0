"""Waiting for a condition: one loop for every test that has no event loop of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PAUSE_S = 0.02


def until(holds: Callable[[], Any], limit_s: float = 60.0, what: str = "it did not come about") -> Any:
    """Its value, once that is true. AssertionError with `what` where it is not within `limit_s`."""
    ends = time.monotonic() + limit_s
    while not (value := holds()):
        assert time.monotonic() < ends, f"not within {limit_s} s: {what}"
        time.sleep(PAUSE_S)
    return value
