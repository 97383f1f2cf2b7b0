"""A camera's perspective: from metres on the ground to pixels of a picture.

Metres: x to the right, y up, z away from the camera's foot along its street. Pixels: x right, y down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Point3 = tuple[float, float, float]
NEAR_M = 0.8


@dataclass(frozen=True)
class Lens:
    """Where the camera hangs and how it looks. Angles in radians; `focal` in picture widths."""

    width: int
    height: int
    x: float = 0.0
    up: float = 7.0
    yaw: float = 0.0
    pitch: float = 0.2
    focal: float = 0.9
    _turn: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        cy, sy, cp, sp = math.cos(self.yaw), math.sin(self.yaw), math.cos(self.pitch), math.sin(self.pitch)
        turn = np.array([[cy, 0.0, -sy], [sy * sp, cp, cy * sp], [sy * cp, -sp, cy * cp]])
        object.__setattr__(self, "_turn", turn)

    @property
    def scale(self) -> float:
        """Pixels of one metre at one metre of depth."""
        return self.focal * self.width

    def view(self, points: Floats) -> Floats:
        """Points (..., 3) in the camera's own axes: right, up, depth."""
        moved: Floats = (points - np.array([self.x, self.up, 0.0])) @ self._turn.T
        return moved

    def screen(self, seen: Floats) -> Floats:
        """Pixels (..., 2) of points of `view`; their depth must be positive."""
        depth = seen[..., 2:3]
        flat = seen[..., :2] * (self.scale / depth)
        pixels: Floats = np.concatenate((self.width / 2 + flat[..., :1], self.height / 2 - flat[..., 1:]), axis=-1)
        return pixels

    def spot(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """(pixel x, pixel y, depth in metres) of one point; the depth may be behind the camera."""
        right, above, depth = self.view(np.array([x, y, z])).tolist()
        safe = depth if depth > NEAR_M else NEAR_M
        return self.width / 2 + self.scale * right / safe, self.height / 2 - self.scale * above / safe, depth

    def polygon(self, points: list[Point3]) -> tuple[list[tuple[float, float]], float]:
        """(pixels of the part in front of the camera, mean depth); fewer than three pixels where nothing is."""
        seen = self.view(np.array(points)).tolist()
        kept: list[list[float]] = []
        for index, here in enumerate(seen):
            there = seen[(index + 1) % len(seen)]
            if here[2] >= NEAR_M:
                kept.append(here)
            if (here[2] >= NEAR_M) != (there[2] >= NEAR_M):
                part = (NEAR_M - here[2]) / (there[2] - here[2])
                kept.append([here[axis] + (there[axis] - here[axis]) * part for axis in range(3)])
        if len(kept) < 3:
            return [], 0.0
        depth = sum(point[2] for point in kept) / len(kept)
        half_w, half_h, scale = self.width / 2, self.height / 2, self.scale
        return [(half_w + scale * p[0] / p[2], half_h - scale * p[1] / p[2]) for p in kept], depth
