"""Lays a city out: responsibility grids between arterials, streets through them, blocks, parks, named places.

Arterials bound the responsibility grids. A secondary street crosses most grids each way, lanes split what remains at
unequal places, so that blocks differ in size and many lanes end at a street instead of crossing it.
"""

from __future__ import annotations

import math

import numpy as np

from simulator.generator import words
from simulator.generator.layout import GRID_COLUMNS, QUAY, Block, Layout, Park, Street
from simulator.generator.places import lay_places
from simulator.generator.plane import Bools, Plane

_ROW_BOUNDS = (0, 9, 18, 27, 36, 45, 54, 62, 70)
_FULL_COLUMNS = 9
# Parks of a full city: cells (columns, rows). They take 33 cells away from 72 x 70 = 5,040: 5,007 remain.
_PARKS = ((4, 3), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2), (2, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1))
_SMALL_PARKS = ((3, 2), (1, 1))
_WIDTHS = {1: 28.0, 2: 17.0, 3: 8.0}
_THROUGH = 0.86  # share of the grids that a secondary street crosses
_NAME_GRIDS = 4  # a street keeps its name over at most so many grids
_LIMITS = (3, 4, 6, 6, 8, 10)  # cells of a block before a lane splits it
_Rank4 = tuple[int, int, int, int]


def plan(scale: float, rng: np.random.Generator) -> Layout:
    """The plan of a city of `scale` (1.0: 50 km2; smaller ones keep whole responsibility grids)."""
    columns = max(2, round(_FULL_COLUMNS * math.sqrt(scale)))
    rows = max(2, round((len(_ROW_BOUNDS) - 1) * math.sqrt(scale)))
    bounds_v = _ROW_BOUNDS[: rows + 1]
    bounds_u = tuple(range(0, GRID_COLUMNS * columns + 1, GRID_COLUMNS))
    plane = Plane(121.4738, 31.2304, bounds_u[-1], bounds_v[-1], float(rng.uniform(0, 6.28)))
    layout = Layout(plane, bounds_u, bounds_v)
    _Streets(layout, rng).lay(_SMALL_PARKS if columns < _FULL_COLUMNS else _PARKS)
    lay_places(layout, rng)
    return layout


class _Streets:
    """Lays streets, blocks and parks of one city."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self._layout, self._rng = layout, rng
        self._stems = iter([words.SECONDARY[k] for k in rng.permutation(len(words.SECONDARY))])
        lanes = [(stem, kind) for kind in words.LANES for stem in words.SECONDARY]
        self._lanes = iter([lanes[k] for k in rng.permutation(len(lanes))])
        self._grids = (len(layout.bounds_u) - 1, len(layout.bounds_v) - 1)

    def lay(self, park_sizes: tuple[tuple[int, int], ...]) -> None:
        """Everything, arterials first."""
        layout, (columns, rows) = self._layout, self._grids
        offset = 2 if columns < _FULL_COLUMNS else 0  # a small city keeps the middle's names
        for index, u in enumerate(layout.bounds_u):
            name = words.ARTERIALS_NS[(index + offset) % len(words.ARTERIALS_NS)]
            self._street(name, 1, True, u, (0, layout.plane.rows), bridges=True)
        for index, v in enumerate(layout.bounds_v):
            name = words.ARTERIALS_EW[(index + offset) % len(words.ARTERIALS_EW)]
            self._street(name, 1, False, v, (0, layout.plane.columns))
        cuts_u = [int(self._rng.choice((3, 4, 4, 5))) for _ in range(columns)]
        cuts_v = [int(self._rng.choice((3, 4, 5))) for _ in range(rows)]
        upright = self._rng.random((columns, rows)) < _THROUGH
        level = self._rng.random((columns, rows)) < _THROUGH
        wanted = self._choose_park_grids(park_sizes)
        for grid in wanted:
            upright[grid] = level[grid] = True
        for i, cut in enumerate(cuts_u):
            u = layout.bounds_u[i] + cut
            self._through(True, u, upright[i], layout.bounds_v, bridges=i % 3 == 1)
        for j, cut in enumerate(cuts_v):
            v = layout.bounds_v[j] + cut
            self._through(False, v, level[:, j], layout.bounds_u)
        for i in range(columns):
            for j in range(rows):
                self._grid(i, j, cuts_u[i] if upright[i, j] else 0, cuts_v[j] if level[i, j] else 0, wanted)
        for side, name in ((-1, ("滨江北路", "Binjiang North Road")), (1, ("滨江南路", "Binjiang South Road"))):
            along = np.arange(0, layout.plane.columns + 0.01, 0.125)
            points = np.column_stack((along, layout.quay_v(along, side)))
            dry = points[points[:, 1] < layout.plane.rows]
            if len(dry) > 2:
                layout.streets.append(Street(*name, 2, dry, _WIDTHS[2]))

    def _choose_park_grids(self, sizes: tuple[tuple[int, int], ...]) -> dict[tuple[int, int], int]:
        """Grid -> index of its park: the largest in the middle, the others anywhere away from the river."""
        layout, (columns, rows) = self._layout, self._grids
        middle = (columns // 2 - 1, max(0, rows // 2 - 1))
        river = layout.plane.rows * 0.83
        dry = [
            (i, j)
            for i in range(columns)
            for j in range(rows)
            if (i, j) != middle and not layout.bounds_v[j] - 4 < river < layout.bounds_v[j + 1] + 4
        ]
        order = [middle, *(dry[k] for k in self._rng.permutation(len(dry)))]
        return {grid: index for index, grid in enumerate(order[: len(sizes)])}

    def _through(
        self, upright: bool, at: int, present: np.ndarray[tuple[int], np.dtype[np.bool_]], bounds: tuple[int, ...],
        *, bridges: bool = False,
    ) -> None:  # fmt: skip
        """A secondary street over the grids that have it, under a new name after every few."""
        for run in _runs(present, least=1):
            for start in range(run.start, run.stop, _NAME_GRIDS):
                stop = min(start + _NAME_GRIDS, run.stop)
                stem, stem_en = next(self._stems)
                name = (stem + "街", f"{stem_en} Street") if upright else (stem + "路", f"{stem_en} Road")
                self._street(name, 2, upright, at, (bounds[start], bounds[stop]), bridges=bridges)

    def _grid(self, i: int, j: int, cut_u: int, cut_v: int, parks: dict[tuple[int, int], int]) -> None:
        """The quarters of one responsibility grid."""
        u, v = self._layout.bounds_u[i], self._layout.bounds_v[j]
        w, h = self._layout.bounds_u[i + 1] - u, self._layout.bounds_v[j + 1] - v
        spans_u = [(0, cut_u), (cut_u, w)] if cut_u else [(0, w)]
        spans_v = [(0, cut_v), (cut_v, h)] if cut_v else [(0, h)]
        park = parks.get((i, j))
        quarters = [(a, b, c, d) for a, b in spans_u for c, d in spans_v]
        quarters.sort(key=lambda q: (q[1] - q[0]) * (q[3] - q[2]), reverse=True)
        for a, b, c, d in quarters:
            ranks = (1 if a == 0 else 2, 1 if c == 0 else 2, 1 if b == w else 2, 1 if d == h else 2)
            quarter = Block(u + a, v + c, b - a, d - c, ranks)
            if park is not None and self._lay_park(quarter, park):
                park = None
            else:
                self._split(quarter)

    def _lay_park(self, quarter: Block, index: int) -> bool:
        """The park in a quarter's corner; lanes run along it. False where it does not fit."""
        w, h = (_PARKS if len(self._layout.bounds_u) - 1 == _FULL_COLUMNS else _SMALL_PARKS)[index]
        if w > quarter.w or h > quarter.h:
            return False
        name, name_en = words.PARKS[index]
        self._layout.parks.append(Park(name, name_en, quarter.u, quarter.v, w, h))
        west, north, east, south = quarter.ranks
        if w < quarter.w:
            self._lane(True, quarter.u + w, (quarter.v, quarter.v + h))
            rest = (3, north, east, 3 if h < quarter.h else south)
            self._split(Block(quarter.u + w, quarter.v, quarter.w - w, h, rest))
        if h < quarter.h:
            self._lane(False, quarter.v + h, (quarter.u, quarter.u + quarter.w))
            self._split(Block(quarter.u, quarter.v + h, quarter.w, quarter.h - h, (west, 3, east, south)))
        return True

    def _split(self, block: Block) -> None:
        """Lanes across a block until its parts are small enough."""
        limit = _LIMITS[int(self._rng.integers(len(_LIMITS)))]
        size = max(block.w, block.h)
        if size < 2 or (block.w * block.h <= limit and size <= 4):
            self._layout.blocks.append(block)
            return
        west, north, east, south = block.ranks
        cut = int(np.clip(size // 2 + self._rng.integers(-1, 2), 1, size - 1))
        if block.w > block.h or (block.w == block.h and self._rng.random() < 0.5):
            self._lane(True, block.u + cut, (block.v, block.v + block.h))
            self._split(Block(block.u, block.v, cut, block.h, (west, north, 3, south)))
            self._split(Block(block.u + cut, block.v, block.w - cut, block.h, (3, north, east, south)))
        else:
            self._lane(False, block.v + cut, (block.u, block.u + block.w))
            self._split(Block(block.u, block.v, block.w, cut, (west, north, east, 3)))
            self._split(Block(block.u, block.v + cut, block.w, block.h - cut, (west, 3, east, south)))

    def _lane(self, upright: bool, at: int, span: tuple[int, int]) -> None:
        named = span[1] - span[0] >= 3
        name = ("", "")
        if named and (found := next(self._lanes, None)):
            (stem, stem_en), (kind, kind_en) = found
            name = (stem + kind, f"{stem_en} {kind_en}")
        self._street(name, 3, upright, at, span)

    def _street(
        self, name: tuple[str, str], rank: int, upright: bool, at: int, span: tuple[int, int], *, bridges: bool = False
    ) -> None:
        """Cut a raster line at the river and keep the pieces; with `bridges` it crosses, else it ends at the quay."""
        layout = self._layout
        along = np.arange(span[0], span[1] + 0.01, 0.125)
        if upright:
            quays = np.array([float(layout.quay_v(np.array(float(at)), side)) for side in (-1, 1)])
            along = np.unique(np.concatenate((along, quays[(quays > span[0]) & (quays < span[1])])))
        across = np.full_like(along, at)
        u, v = (across, along) if upright else (along, across)
        points = np.column_stack((u, v))
        wet = layout.in_river(u, v, 0.15)
        if not bridges:
            # A level street keeps off the riverside road, an upright one ends on it.
            wet = layout.in_river(u, v, QUAY - 1e-6 if upright else QUAY + 0.2)
        for piece in _runs(~wet):
            layout.streets.append(Street(*name, rank, points[piece], _WIDTHS[rank]))
        for piece in _runs(wet, least=1) if bridges else []:
            bridge = points[max(piece.start - 1, 0) : piece.stop + 1]
            layout.streets.append(Street(*name, rank, bridge, _WIDTHS[rank], bridge=True))


def _runs(mask: Bools, least: int = 2) -> list[slice]:
    """Where the mask is true over at least so many places."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [slice(a, b) for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True) if b - a >= least]
