"""Small meters a session keeps: how late pictures are, how fast bytes come, how far apart pictures lie. Pure."""

from __future__ import annotations

from collections import deque


class LagMeter:
    """How far the pictures have fallen behind the stream's own clock.

    The delay of a picture is its arrival less its time stamp; the smallest delay seen is "on time". That base may rise
    by 200 parts in a million, more than any camera's clock drifts, so a delay that stays is not forgotten for hours.
    A time stamp that goes back, as a looping clip's, begins a new base.
    """

    _DRIFT = 200e-6

    def __init__(self) -> None:
        self._base: float | None = None
        self._at = 0.0
        self._stamp = 0.0

    def lag_s(self, now: float, stamp_s: float) -> float:
        """Seconds the picture stamped `stamp_s`, decoded at `now`, is late; 0 for one on time."""
        delay = now - stamp_s
        if self._base is None or stamp_s < self._stamp:
            self._base = delay
        else:
            self._base = min(self._base + (now - self._at) * self._DRIFT, delay)
        self._at, self._stamp = now, stamp_s
        return delay - self._base


class RateMeter:
    """Bits in a second over the last `window_s`."""

    def __init__(self, window_s: float = 2.0) -> None:
        self._window_s = window_s
        self._came: deque[tuple[float, int]] = deque()
        self._sum = 0

    def add(self, now: float, size: int) -> None:
        """Count `size` bytes."""
        self._came.append((now, size))
        self._sum += size
        self._forget(now)

    def kbit_s(self, now: float) -> float:
        """Thousand bits in a second."""
        self._forget(now)
        if not self._came:
            return 0.0
        return self._sum * 8 / 1000 / max(now - self._came[0][0], 0.5)

    def _forget(self, now: float) -> None:
        while self._came and now - self._came[0][0] > self._window_s:
            self._sum -= self._came.popleft()[1]


class IntervalMeter:
    """The usual distance between time stamps, smoothed; jumps and steps back do not count."""

    def __init__(self, most_s: float = 60.0) -> None:
        self._most_s = most_s
        self._last: float | None = None
        self.interval_s: float | None = None

    def add(self, stamp_s: float) -> None:
        """Count one stamp."""
        if self._last is not None and 0.0 < stamp_s - self._last <= self._most_s:
            step = stamp_s - self._last
            self.interval_s = step if self.interval_s is None else self.interval_s * 0.8 + step * 0.2
        self._last = stamp_s
