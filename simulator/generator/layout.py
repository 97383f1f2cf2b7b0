"""Where everything lies on the raster: streets, river, parks, places. All in raster units; `Plane` bends it later."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from simulator.generator import words
from simulator.generator.plane import Bools, Floats, Plane

GRID_COLUMNS = 8  # cells of a responsibility grid from west to east
_ROW_BOUNDS = (0, 9, 18, 27, 36, 45, 54, 62, 70)
_FULL_COLUMNS = 9
# Parks of a full city: cells (columns, rows). They take 33 cells away from 72 x 70 = 5,040: 5,007 remain.
_PARKS = ((4, 3), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2), (2, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1))


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
class Spot:
    """A named place with its kind (market, school, hospital, square, estate, ...)."""

    name: str
    name_en: str
    kind: str
    u: float
    v: float


@dataclass
class Layout:
    """The whole raster plan of a city."""

    plane: Plane
    bounds_u: tuple[int, ...]
    bounds_v: tuple[int, ...]
    streets: list[Street] = field(default_factory=list)
    parks: list[Park] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def river_v(self, u: Floats) -> Floats:
        """The river's middle line."""
        return self.plane.rows * 0.83 + 2.1 * np.sin(u / 10.5 + 0.6) + 0.7 * np.sin(u / 3.9)

    def river_half(self, u: Floats) -> Floats:
        """Half its width, in cells."""
        return 0.72 + 0.16 * np.sin(u / 6.3 + 2.0)

    def in_river(self, u: Floats, v: Floats, margin: float = 0.0) -> Bools:
        """Whether raster points lie in the river or within `margin` cells of it."""
        return np.abs(v - self.river_v(u)) < self.river_half(u) + margin

    def park_at(self, u: float, v: float) -> Park | None:
        """The park over a raster point."""
        return next((p for p in self.parks if p.u <= u < p.u + p.w and p.v <= v < p.v + p.h), None)


def plan(scale: float, rng: np.random.Generator) -> Layout:
    """The plan of a city of `scale` (1.0: 50 km2; smaller ones keep whole responsibility grids)."""
    columns = max(2, round(_FULL_COLUMNS * math.sqrt(scale)))
    rows = max(2, round((len(_ROW_BOUNDS) - 1) * math.sqrt(scale)))
    bounds_v = _ROW_BOUNDS[: rows + 1]
    bounds_u = tuple(range(0, GRID_COLUMNS * columns + 1, GRID_COLUMNS))
    plane = Plane(121.4738, 31.2304, bounds_u[-1], bounds_v[-1], float(rng.uniform(0, 6.28)))
    layout = Layout(plane, bounds_u, bounds_v)
    _lay_parks(layout, rng, full=columns == _FULL_COLUMNS)
    _lay_streets(layout, rng)
    _lay_spots(layout, rng)
    return layout


def _lay_parks(layout: Layout, rng: np.random.Generator, *, full: bool) -> None:
    sizes = _PARKS if full else ((3, 2), (1, 1))
    blocks = [(i, j) for i in range(len(layout.bounds_u) - 1) for j in range(len(layout.bounds_v) - 1)]
    middle = (len(layout.bounds_u) // 2 - 1, max(0, len(layout.bounds_v) // 2 - 1))
    river_row = layout.plane.rows * 0.83
    dry = [
        b for b in blocks if not layout.bounds_v[b[1]] - 4 < river_row < layout.bounds_v[b[1] + 1] + 4 and b != middle
    ]
    order = [middle, *(dry[k] for k in rng.permutation(len(dry)))]
    for (w, h), (i, j), (name, name_en) in zip(sizes, order, words.PARKS, strict=False):
        layout.parks.append(Park(name, name_en, layout.bounds_u[i] + 2, layout.bounds_v[j] + 2, w, h))


def _lay_streets(layout: Layout, rng: np.random.Generator) -> None:
    columns, rows = layout.plane.columns, layout.plane.rows
    names = iter([words.SECONDARY[k] for k in rng.permutation(len(words.SECONDARY))])
    for index, u in enumerate(layout.bounds_u):
        name = words.ARTERIALS_NS[(index + (2 if columns < 72 else 0)) % len(words.ARTERIALS_NS)]
        _add(layout, name, 1, True, float(u), (0, rows), 28.0, bridges=True)
    for index, v in enumerate(layout.bounds_v):
        name = words.ARTERIALS_EW[(index + (2 if columns < 72 else 0)) % len(words.ARTERIALS_EW)]
        _add(layout, name, 1, False, float(v), (0, columns), 28.0, bridges=False)
    for u in range(columns):
        if u % GRID_COLUMNS and u % 2 == 0:
            for start, end in ((0, rows // 2), (rows // 2, rows)):
                _add(
                    layout,
                    _street_name(next(names), "街", "Street"),
                    2,
                    True,
                    float(u),
                    (start, end),
                    16.0,
                    bridges=u % 8 == 4,
                )
    for low, high in zip(layout.bounds_v[:-1], layout.bounds_v[1:], strict=True):
        for v in range(low + 2, high - 1, 2):
            for start, end in ((0, columns // 2), (columns // 2, columns)):
                _add(
                    layout,
                    _street_name(next(names), "路", "Road"),
                    2,
                    False,
                    float(v),
                    (start, end),
                    16.0,
                    bridges=False,
                )
    for u in range(1, columns, 2):
        for v in range(0, rows, 2):
            if rng.random() < 0.55:
                _add(layout, ("", ""), 3, True, u + rng.uniform(-0.12, 0.12), (v, min(v + 2, rows)), 7.0, bridges=False)
    for v in range(1, rows, 2):
        for u in range(0, columns, 2):
            if rng.random() < 0.35:
                _add(
                    layout,
                    ("", ""),
                    3,
                    False,
                    v + rng.uniform(-0.12, 0.12),
                    (u, min(u + 2, columns)),
                    7.0,
                    bridges=False,
                )


def _street_name(stem: tuple[str, str], suffix: str, suffix_en: str) -> tuple[str, str]:
    return stem[0] + suffix, f"{stem[1]} {suffix_en}"


def _add(
    layout: Layout,
    name: tuple[str, str],
    rank: int,
    upright: bool,
    at: float,
    span: tuple[int, int],
    width_m: float,
    *,
    bridges: bool,
) -> None:
    """Cut a raster line at the river and at parks, and keep the pieces; an arterial crosses the river on a bridge."""
    along = np.arange(span[0], span[1] + 0.01, 0.125)
    across = np.full_like(along, at)
    u, v = (across, along) if upright else (along, across)
    open_ground = np.ones(len(along), dtype=bool)
    for park in layout.parks:
        inside = (u > park.u + 0.01) & (u < park.u + park.w - 0.01) & (v > park.v + 0.01) & (v < park.v + park.h - 0.01)
        open_ground &= ~inside
    wet = layout.in_river(u, v, 0.15)
    if not bridges:
        open_ground &= ~wet
    for piece in _runs(open_ground):
        points = np.column_stack((u[piece], v[piece]))
        if len(points) < 3:
            continue
        if bridges and wet[piece].any():
            for part in _runs(~wet[piece]):
                layout.streets.append(Street(*name, rank, points[part], width_m))
            over = np.flatnonzero(wet[piece])
            bridge = points[max(over[0] - 1, 0) : over[-1] + 2]
            layout.streets.append(Street(*name, rank, bridge, width_m, bridge=True))
        else:
            layout.streets.append(Street(*name, rank, points, width_m))


def _runs(mask: Bools) -> list[slice]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [slice(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start > 1]


def _lay_spots(layout: Layout, rng: np.random.Generator) -> None:
    kinds = list(words.PLACES)
    stems = [words.SECONDARY[k] for k in rng.permutation(len(words.SECONDARY))]
    turn = 0
    for low_u in range(0, layout.plane.columns - 1, 4):
        for low_v in range(0, layout.plane.rows - 1, 4):
            u, v = low_u + rng.uniform(0.5, 1.5), low_v + rng.uniform(0.5, 1.5)
            if layout.in_river(np.array(u), np.array(v), 0.4) or layout.park_at(u, v):
                continue
            stem, stem_en = stems[turn % len(stems)]
            if turn % 3 == 2:
                name, name_en, kind = kinds[(turn // 3) % len(kinds)]
                layout.spots.append(Spot(stem + name, f"{stem_en} {name_en}", kind, u, v))
            else:
                name = words.ESTATES[turn % len(words.ESTATES)]
                layout.spots.append(Spot(stem + name, f"{stem_en} Estate", "estate", u, v))
            turn += 1
