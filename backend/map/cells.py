"""Which unit grid cell holds each of many points, in one call of the tree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely


class CellTree:
    """Cells by their codes as numbers. A point on a shared border belongs to the cell with the lowest code."""

    def __init__(self, cells: Sequence[tuple[str, bytes]]) -> None:
        """`cells`: 15 digits and the WKB of each."""
        by_code = sorted(cells)
        self._codes = np.array([int(code) for code, _ in by_code], np.int64)
        self._tree = shapely.STRtree(shapely.from_wkb([wkb for _, wkb in by_code])) if by_code else None

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def codes(self) -> frozenset[int]:
        """Every code."""
        return frozenset(self._codes.tolist())

    def find(self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """The code of the cell of each point, 0 outside the city."""
        found = np.zeros(len(lon), np.int64)
        if self._tree is None:
            return found
        point, cell = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        order = np.argsort(-cell, kind="stable")  # the lowest code is written last
        found[point[order]] = self._codes[cell[order]]
        return found
