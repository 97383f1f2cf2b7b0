"""Digital zoom and pan of tiles: which part of a picture is seen. Pure.

Fractions of the part that an unzoomed tile shows: (0.5, 0.5) is its middle.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

MOST: Final = 8.0
STEP: Final = 1.25
PAN: Final = 0.2
LARGEST: Final = (1920, 1080)
"""No camera is decoded larger than this for a zoomed tile, in px."""


class Part(NamedTuple):
    """A rectangle as fractions, from the upper left corner."""

    x: float
    y: float
    w: float
    h: float


class Zoom(NamedTuple):
    """`factor` 1..8 about a middle."""

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def part(self) -> Part:
        """What is seen."""
        size = 1.0 / self.factor
        return Part(self.x - size / 2, self.y - size / 2, size, size)

    def by(self, times: float, x: float = 0.5, y: float = 0.5) -> Zoom:
        """Closer or wider; what is seen at (x, y) of the tile stays there where the picture's edge allows it."""
        factor = min(max(self.factor * times, 1.0), MOST)
        x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
        seen = self.part
        at_x, at_y = seen.x + x * seen.w, seen.y + y * seen.h
        size = 1.0 / factor
        return _within(factor, at_x + (0.5 - x) * size, at_y + (0.5 - y) * size)

    def moved(self, dx: float, dy: float) -> Zoom:
        """Another part, by fractions of what is seen."""
        return _within(self.factor, self.x + dx / self.factor, self.y + dy / self.factor)


WHOLE: Final = Zoom()


def _within(factor: float, x: float, y: float) -> Zoom:
    if factor < 1.01:
        return WHOLE
    half = 0.5 / factor
    return Zoom(factor, min(max(x, half), 1 - half), min(max(y, half), 1 - half))


class Zooms:
    """The zoom of each camera on one surface; it goes with the camera and ends when no tile shows it."""

    def __init__(self) -> None:
        self._by_camera: dict[str, Zoom] = {}

    def of(self, camera: str) -> Zoom:
        """How a camera is seen."""
        return self._by_camera.get(camera, WHOLE)

    def set(self, camera: str, zoom: Zoom) -> bool:
        """False where nothing changed."""
        if zoom == self.of(camera):
            return False
        self._by_camera[camera] = zoom
        if zoom == WHOLE:
            del self._by_camera[camera]
        return True

    def keep(self, cameras: Iterable[str]) -> None:
        """Forget those that are not shown any more."""
        shown = set(cameras)
        self._by_camera = {camera: zoom for camera, zoom in self._by_camera.items() if camera in shown}

    def size(self, camera: str, width: int, height: int) -> tuple[int, int]:
        """How large, in px, the whole picture should come for a tile of this size: sharp, but within LARGEST."""
        times = min(self.of(camera).factor, LARGEST[0] / max(width, 1), LARGEST[1] / max(height, 1))
        return round(width * max(times, 1.0)), round(height * max(times, 1.0))
