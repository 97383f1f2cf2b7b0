"""The nearest components of one class: a binary search in the Morton numbers of that class, without building a tree.

A tree of 438,938 points would take some 100 MB; this takes 12 bytes for each component of a class that was asked for.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from backend.map.morton import BITS
from contract import geo

_MANY = 64
"""From so many candidates on, numpy measures them faster than a loop."""


class ByClass:
    """The components of each class by place. Built class by class as they are asked for; safe from any thread."""

    def __init__(
        self,
        place: npt.NDArray[np.uint64],
        class4: npt.NDArray[np.uint16],
        lon: npt.NDArray[np.float64],
        lat: npt.NDArray[np.float64],
    ) -> None:
        """Columns of one length in the order of `place`, the Morton numbers; they are kept and not copied."""
        self._place, self._class4, self._lon, self._lat = place, class4, lon, lat
        self._known: dict[int, tuple[array[int], array[int]]] = {}

    def find(self, class4: int, lon: float, lat: float, radius_m: float, most: int) -> list[tuple[float, int]]:
        """(metres, place in the columns) of those within `radius_m`, nearest first, at most `most`."""
        squares, at = self._known.get(class4) or self._build(class4)
        if not squares:
            return []
        near: list[tuple[float, int]] = []
        for first, past in _ranges(lon, lat, radius_m):
            start = bisect_left(squares, first)
            end = bisect_left(squares, past, start)
            if end - start > _MANY:
                near += self._many(at[start:end], lon, lat, radius_m)
                continue
            for one in at[start:end]:
                away = geo.distance_m(lon, lat, float(self._lon[one]), float(self._lat[one]))
                if away <= radius_m:
                    near.append((away, one))
        near.sort()
        return near[:most]

    def _many(self, at: array[int], lon: float, lat: float, radius_m: float) -> list[tuple[float, int]]:
        where = np.frombuffer(at, np.uint32)
        away = distances_m(lon, lat, self._lon[where], self._lat[where])
        inside = away <= radius_m
        return list(zip(away[inside].tolist(), where[inside].tolist(), strict=True))

    def _build(self, class4: int) -> tuple[array[int], array[int]]:
        where = np.flatnonzero(self._class4 == class4).astype(np.uint32)
        squares, at = array("Q"), array("I")
        squares.frombytes(self._place[where].astype(np.uint64).tobytes())
        at.frombytes(where.tobytes())
        self._known[class4] = squares, at
        return squares, at


def _ranges(lon: float, lat: float, radius_m: float) -> list[tuple[int, int]]:
    """The Morton ranges of the one, two or four tiles that hold a circle."""
    # A little more than the circle: the scale of the map grows towards the pole within it.
    reach = 1.02 * radius_m / (2 * math.pi * geo.EARTH_M * max(math.cos(math.radians(lat)), 0.05))
    zoom = min(BITS, max(0, math.floor(-math.log2(2 * reach))))
    n = 1 << zoom
    x, y = geo.mercator(lon, lat)
    columns = {math.floor((x - reach) * n) % n, math.floor((x + reach) * n) % n}
    last = n - 1
    rows = {min(max(math.floor((y - reach) * n), 0), last), min(max(math.floor((y + reach) * n), 0), last)}
    shift = 2 * (BITS - zoom)
    found = []
    for column in columns:
        for row in rows:
            square = _spread(column) | _spread(row) << 1
            found.append((square << shift, (square + 1) << shift))
    return found


def _spread(value: int) -> int:
    """The bits of a number of 30 with a zero between each two."""
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555


def distances_m(
    lon: float, lat: float, lons: npt.NDArray[np.float64], lats: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Great-circle distances in metres from one point to many, as `contract.geo.distance_m`."""
    p1, p2 = math.radians(lat), np.radians(lats)
    a = np.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * np.cos(p2) * np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * geo.EARTH_M * np.arcsin(np.minimum(1.0, np.sqrt(a))))
