"""Whether unit grid cells are one seamless cover: overlaps, holes, cells outside their community, each with its place.

GB/T 30428.1: neighbours share edges, no gap, no overlap, no cell across the border of its community. Shapes are
compared in metres on a local plane. What is nowhere wider than `SLIVER_M` comes from rounding and is no fault.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

SLIVER_M = 0.5
"""Coordinates of 6 decimals are 0.1 m apart; two roundings at either side of an edge, twice over."""
_DEGREE_M = 111_319.49  # of the equator, WGS-84
_NEIGHBOURS = 4  # of a hole are named
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class GridFault:
    """What is wrong with the cell at a place of the list, or with none (None: a hole), and where."""

    at: int | None
    reason: str


class Grid:
    """Cells by their codes, on a plane in metres around their middle."""

    def __init__(self, codes: Sequence[str], shapes: Sequence[shapely.Geometry]) -> None:
        """`shapes`: valid polygons in degrees, one for each code."""
        self.codes = list(codes)
        degrees: Shapes = np.array(shapes, dtype=object)
        bounds = shapely.total_bounds(degrees) if len(degrees) else (0.0, 0.0, 0.0, 0.0)
        self._lon, self._lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        self._scale = np.array([_DEGREE_M * max(math.cos(math.radians(self._lat)), 0.01), _DEGREE_M])
        self.shapes = self.plane(degrees)
        self._tree = shapely.STRtree(self.shapes)
        self._cover: shapely.Geometry | None = None

    def plane(self, degrees: Shapes) -> Shapes:
        """Shapes in metres from the middle of the grid."""
        return np.array(
            shapely.transform(degrees, lambda points: (points - [self._lon, self._lat]) * self._scale), dtype=object
        )

    @property
    def cover(self) -> shapely.Geometry:
        """All cells as one shape."""
        if self._cover is None:
            self._cover = shapely.union_all(self.shapes)
        return self._cover

    def overlaps(self) -> Iterator[GridFault]:
        """Each two cells that share ground; the fault is the later one's."""
        pairs = self._tree.query(self.shapes, predicate="intersects")
        pairs = pairs[:, pairs[0] > pairs[1]]
        # Most neighbours only touch: their inner sides have nothing in common.
        inner = shapely.relate_pattern(self.shapes[pairs[0]], self.shapes[pairs[1]], "T********")
        for later, earlier in pairs[:, inner].T.tolist():
            part = _thick(shapely.intersection(self.shapes[later], self.shapes[earlier]))
            if part is not None:
                yield GridFault(later, f"overlaps {self.codes[earlier]} by {self._size_and_place(part)}")

    def holes(self) -> Iterator[GridFault]:
        """Ground that is enclosed by cells and belongs to none."""
        parts = shapely.get_parts(self.cover)
        for part in parts:
            for ring in part.interiors:
                hole = _thick(shapely.Polygon(ring).difference(self.cover))
                if hole is not None:
                    yield GridFault(None, f"a hole of {self._size_and_place(hole)}{self._beside(hole)}")

    def beyond(self, communities: Mapping[str, shapely.Geometry]) -> Iterator[GridFault]:
        """Cells that reach out of their community. `communities`: code (12 digits) -> shape in degrees."""
        planes = self._planes(communities)
        for at, code in enumerate(self.codes):
            community = planes.get(code[:12])
            if community is None or shapely.covers(community, self.shapes[at]):
                continue
            part = _thick(shapely.difference(self.shapes[at], community))
            if part is not None:
                yield GridFault(at, f"reaches out of community {code[:12]} by {self._size_and_place(part)}")

    def gaps(self, communities: Mapping[str, shapely.Geometry]) -> Iterator[GridFault]:
        """Ground of communities that have cells, and that no cell covers."""
        used = {code[:12] for code in self.codes}
        for code, community in self._planes(communities).items():
            if code not in used or shapely.covers(self.cover, community):
                continue
            for part in shapely.get_parts(shapely.difference(community, self.cover)):
                thick = _thick(part)
                # A hole inside the cover was told already.
                if thick is not None and not self._enclosed(thick):
                    where = f"{self._size_and_place(thick)}{self._beside(thick)}"
                    yield GridFault(None, f"no cell covers a part of community {code}: {where}")

    def _planes(self, communities: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
        found = dict(zip(communities, self.plane(np.array(list(communities.values()), dtype=object)), strict=True))
        for one in found.values():
            shapely.prepare(one)
        return found

    def _enclosed(self, part: shapely.Geometry) -> bool:
        inside = shapely.point_on_surface(part)
        filled = shapely.polygons([shapely.get_exterior_ring(one) for one in shapely.get_parts(self.cover)])
        return bool(shapely.contains(filled, inside).any())

    def _beside(self, part: shapely.Geometry) -> str:
        around = shapely.buffer(part, SLIVER_M)
        near = self._tree.query(around, predicate="intersects")
        shared = shapely.area(shapely.intersection(self.shapes[near], around))
        nearest = near[np.argsort(-shared, kind="stable")][:_NEIGHBOURS]  # those with the longest edges
        return f", beside {', '.join(sorted(self.codes[at] for at in nearest.tolist()))}" if len(near) else ""

    def _size_and_place(self, part: shapely.Geometry) -> str:
        x, y = shapely.get_coordinates(shapely.point_on_surface(part))[0]
        lon, lat = x / self._scale[0] + self._lon, y / self._scale[1] + self._lat
        return f"{max(float(shapely.area(part)), 1.0):,.0f} m2 at {lon:.6f}, {lat:.6f}"


def _thick(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The parts of a shape that are somewhere wider than a sliver; None where there is none."""
    parts = [
        one
        for one in shapely.get_parts(shape)
        if one.geom_type == "Polygon" and not shapely.buffer(one, -SLIVER_M / 2, quad_segs=2).is_empty
    ]
    return shapely.union_all(parts) if parts else None
