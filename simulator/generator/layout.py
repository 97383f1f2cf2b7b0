"""What a city's plan is made of: streets, blocks, river, parks, places. All in raster units; `Plane` bends it later."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.generator.plane import Bools, Floats, Plane

GRID_COLUMNS = 8  # cells of a responsibility grid from west to east
POND = (0.58, 0.55, 0.22, 0.2)
"""Middle and radii of a larger park's pond, as shares of the park."""
QUAY = 0.45
"""How far the middle of the riverside road lies from the water, in cells."""


@dataclass(frozen=True)
class Street:
    """A street along the raster. Points are (u, v); width in metres; rank 1 arterial, 2 secondary, 3 lane."""

    name: str
    name_en: str
    rank: int
    points: Floats
    width_m: float
    bridge: bool = False


@dataclass(frozen=True)
class Park:
    name: str
    name_en: str
    u: int
    v: int
    w: int
    h: int


@dataclass(frozen=True)
class Block:
    """Ground between streets: raster cells [u, u+w) x [v, v+h), the ranks of the streets at its west, north, east and
    south (0 where none is), and what stands on it."""

    u: int
    v: int
    w: int
    h: int
    ranks: tuple[int, int, int, int]
    use: str = ""


@dataclass(frozen=True)
class Spot:
    """A named place with its kind (market, school, hospital, square, estate, ...), its middle and half its size."""

    name: str
    name_en: str
    kind: str
    u: float
    v: float
    half_u: float = 0.3
    half_v: float = 0.3


@dataclass
class Layout:
    """The whole raster plan of a city."""

    plane: Plane
    bounds_u: tuple[int, ...]
    bounds_v: tuple[int, ...]
    streets: list[Street] = field(default_factory=list)
    parks: list[Park] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def river_v(self, u: Floats) -> Floats:
        """The river's middle line."""
        return self.plane.rows * 0.83 + 2.1 * np.sin(u / 10.5 + 0.6) + 0.7 * np.sin(u / 3.9)

    def river_half(self, u: Floats) -> Floats:
        """Half its width, in cells."""
        return 0.72 + 0.16 * np.sin(u / 6.3 + 2.0)

    def quay_v(self, u: Floats, side: int) -> Floats:
        """The riverside road north (-1) or south (1) of the river."""
        return self.river_v(u) + side * (self.river_half(u) + QUAY)

    def rail_v(self, u: Floats) -> Floats:
        """The railway's line."""
        return self.plane.rows * 0.06 + 0.9 * np.sin(u / 14.0)

    def in_river(self, u: Floats, v: Floats, margin: float = 0.0) -> Bools:
        """Whether raster points lie in the river or within `margin` cells of it."""
        return np.abs(v - self.river_v(u)) < self.river_half(u) + margin

    def park_at(self, u: float, v: float) -> Park | None:
        """The park over a raster point."""
        return next((p for p in self.parks if p.u <= u < p.u + p.w and p.v <= v < p.v + p.h), None)
