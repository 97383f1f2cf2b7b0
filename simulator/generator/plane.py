"""The city's own plane in metres and its place on the globe; the gently bent raster that everything follows.

A raster point (u, v) counts cells from the west and from the north. Straight lines of the raster become slow curves, so
streets bend, blocks are not squares, and neighbouring cells share their edges exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CELL_M = 100.0
METRES_PER_DEGREE = 111_319.490793


@dataclass(frozen=True)
class Plane:
    """`columns` x `rows` cells of about 10,000 m2 around a centre (WGS-84 degrees)."""

    lon: float
    lat: float
    columns: int
    rows: int
    phase: float

    def metres(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """East and north of the centre, metres, of raster points."""
        x, y = (u - self.columns / 2) * CELL_M, (self.rows / 2 - v) * CELL_M
        p = self.phase
        # Each bends by the other one only: streets turn by up to 14 degrees while areas stay within a few percent.
        bent_x = x + 170 * np.sin(y / 1500 + p) + 44 * np.sin(y / 520 + 2 * p) + 0.012 * y
        bent_y = y + 150 * np.sin(x / 1330 + 0.7 * p) + 40 * np.sin(x / 480 + p) - 0.018 * x
        return bent_x, bent_y

    def degrees(self, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        """Longitude and latitude of plane metres, rounded to the seven decimals that are stored."""
        scale = METRES_PER_DEGREE * math.cos(math.radians(self.lat))
        return np.round(self.lon + east / scale, 7), np.round(self.lat + north / METRES_PER_DEGREE, 7)

    def bearing(self, u: float, v: float, du: float, dv: float) -> float:
        """The course, degrees clockwise from north, of a raster direction at a raster point."""
        east, north = self.metres(np.array([u, u + du * 0.05]), np.array([v, v + dv * 0.05]))
        return math.degrees(math.atan2(east[1] - east[0], north[1] - north[0])) % 360

    def place(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Longitude and latitude of raster points."""
        return self.degrees(*self.metres(u, v))
