"""A recording that somebody plays in a loop and encodes anew: its pictures differ in every bit, what moves in them does
not. Pure, fed with tiny pictures four times a second.

Of each tiny picture only is kept which parts changed since the one before. Ten seconds of that are laid over all that
was kept, again and again; where they fit far better than elsewhere, at the same distance in time in three looks in a
row, it has been seen before. A street that moves in its own short beat (a flashing light, a fountain) fits everywhere
and is believed.
"""

from __future__ import annotations

from collections import deque
from operator import sub
from statistics import median

TINY = (16, 9)
"""Width and height of a tiny picture, in pixels."""
GLANCE_S = 0.25
_CELLS = TINY[0] * TINY[1]
_SIZE = _CELLS // 8
_MOVED = 6
"""Grey values; an encoder alone changes 2 in the mean of a part."""
_TABLE = bytes(49 if min(value, 256 - value) >= _MOVED else 48 for value in range(256))
WINDOW = 40
"""Glances that are laid over the others: 10 s and a little more."""
KEPT = 1200
"""Glances kept: five minutes, 22 kB."""
EACH = 24
"""Glances between two looks."""
LOOKS = 3
LEAST = 60
"""Parts that changed in a window; in less nothing can be recognised."""
SPREAD = 12
"""Different parts, of 144: a screen with advertisements, which is a loop in a true picture, has less."""
ALIKE, ABOVE = 0.40, 0.18
"""Share of the changes that fit, at least, and by how much it is above the middle of all distances."""
BEAT = 0.75


class Again:
    """One stream's memory of what moved. `glance` gives the seconds of one round, or None."""

    def __init__(self) -> None:
        self._last = b""
        self._masks = bytearray()
        self._at: deque[float] = deque(maxlen=KEPT)
        self._waits = EACH
        self._looks: deque[dict[int, float]] = deque(maxlen=LOOKS)
        self._round_s: float | None = None

    def forget(self) -> None:
        """Another picture from here on."""
        self.__init__()  # type: ignore[misc]

    def glance(self, at: float, tiny: bytes) -> float | None:
        """`tiny`: `TINY` grey values, row by row; `at` in seconds. The length of the loop, None where there is none."""
        if len(tiny) != _CELLS:
            raise ValueError(f"{len(tiny)} grey values, not {_CELLS}")
        if self._last:
            changed = bytes([value & 255 for value in map(sub, tiny, self._last)])
            self._masks += int(changed.translate(_TABLE), 2).to_bytes(_SIZE)
            self._at.append(at)
            if len(self._masks) > KEPT * _SIZE:
                del self._masks[:_SIZE]
            self._waits -= 1
        self._last = tiny
        if self._waits <= 0:
            self._waits = EACH
            self._looks.append(self._look())
            self._round_s = self._agreed()
        return self._round_s

    def _look(self) -> dict[int, float]:
        """Distances in glances at which the last window fits -> how well."""
        count = len(self._at)
        masks, size = self._masks, WINDOW * _SIZE
        if count < 2 * WINDOW:
            return {}
        last = masks[-size:]
        query = int.from_bytes(last)
        changes = query.bit_count()
        spread = 0
        for begin in range(0, size, _SIZE):
            spread |= int.from_bytes(last[begin : begin + _SIZE])
        if changes < LEAST or spread.bit_count() < SPREAD:
            return {}
        fits: dict[int, float] = {}
        for distance in range(4, count - WINDOW + 1):
            end = len(masks) - distance * _SIZE
            other = int.from_bytes(masks[end - size : end])
            both = (query & other).bit_count()
            fits[distance] = both / (changes + other.bit_count() - both)
        # Nearer than a window the picture is compared with itself a little later.
        far = {distance: fit for distance, fit in fits.items() if distance >= WINDOW}
        if not far:
            return {}
        least = max(ALIKE, median(far.values()) + ABOVE)
        found = {distance: fit for distance, fit in far.items() if fit >= least}
        beat = max((fit for distance, fit in fits.items() if distance < WINDOW), default=0.0)
        if found and beat > BEAT * max(found.values()):
            return {}
        return found

    def _agreed(self) -> float | None:
        """The shortest distance that all the last looks found."""
        if len(self._looks) < LOOKS:
            return None
        first, *others = self._looks
        for distance in sorted(first):
            if all(any(near in look for near in range(distance - 1, distance + 2)) for look in others):
                return self._at[-1] - self._at[-1 - distance]
        return None
