"""Every component of the city in memory, sorted by place: tiles in tens of microseconds, neighbours, counts.

The arrays are about 40 bytes per component. A `Census` never changes in place except for the state of one component; an
import builds a new one and swaps it in (`backend.map.service`), so readers need no lock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from backend.map import morton, tile_codec
from backend.map.nearest import ByClass, distances_m
from contract import geo

STATES: tuple[str, ...] = ("intact", "damaged", "lost", "occupied", "abandoned")
NEAR_MOST = 20
NEAR_RADIUS_M = 500.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Components as columns of one length, in any order."""

    code: npt.NDArray[np.int64]  # 16 digits as a number
    class4: npt.NDArray[np.uint16]  # the four digits of the class: 102
    state: npt.NDArray[np.uint8]  # index into STATES
    department: npt.NDArray[np.int64]  # id, 0: none
    cell: npt.NDArray[np.int64]  # 15 digits as a number, 0: none
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.code)

    def take(self, at: npt.NDArray[np.intp]) -> Rows:
        """The rows at these places, in their order."""
        return Rows(*(getattr(self, column)[at] for column in self.__slots__))


def no_rows() -> Rows:
    """A city without components."""
    return Rows(
        np.empty(0, np.int64),
        np.empty(0, np.uint16),
        np.empty(0, np.uint8),
        np.empty(0, np.int64),
        np.empty(0, np.int64),
        np.empty(0, np.float64),
        np.empty(0, np.float64),
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A component beside a place."""

    code: str
    class_code: str
    lon: float
    lat: float
    state: str
    distance_m: float
    department_id: str | None


class Census:
    """The components in Morton order. `version` goes into the ETag of every tile."""

    def __init__(self, rows: Rows, *, edition_at: datetime | None, version: int = 1) -> None:
        x, y = morton.world(rows.lon, rows.lat)
        codes = morton.interleave(x, y)
        order = np.argsort(codes, kind="stable")
        self.edition_at = edition_at
        self.version = version
        # An import's second is not fine enough and a version starts anew with the server: both, and the size.
        edition = int(edition_at.timestamp() * 1000) if edition_at is not None else 0
        self.stamp = f"{edition:x}-{len(rows):x}-{version:x}"
        self._place = codes[order]
        self._x, self._y = x[order], y[order]
        self.rows = Rows(
            rows.code[order],
            rows.class4[order],
            rows.state[order].copy(),
            rows.department[order],
            rows.cell[order],
            rows.lon[order],
            rows.lat[order],
        )
        self._major = (self.rows.class4 // 100).astype(np.uint8)
        self._by_class = ByClass(self._place, self.rows.class4, self.rows.lon, self.rows.lat)
        self._by_code: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
        self._sums: dict[int, tuple[morton.Codes, npt.NDArray[np.uint8], npt.NDArray[np.uint32]]] = {}
        self._counts: tuple[dict[str, int], dict[str, int]] | None = None

    def __len__(self) -> int:
        return len(self._place)

    def tile(self, zoom: int, x: int, y: int) -> bytes:
        """The bytes of one tile. ValueError on a tile outside the world.

        Dots from zoom 15; sums below it, and where a tile would hold more dots than its head can count.
        """
        first, past = morton.tile_range(zoom, x, y)
        if zoom >= tile_codec.DOTS_FROM_ZOOM:
            here = slice(*np.searchsorted(self._place, np.array([first, past], np.uint64)))
            if here.stop - here.start <= tile_codec.MAX_RECORDS:
                return self._dots(zoom, here)
        return self._summed(zoom, first, past)

    def _dots(self, zoom: int, here: slice) -> bytes:
        count = here.stop - here.start
        if not count:
            return tile_codec.EMPTY_DOTS
        shift = morton.BITS - zoom - 12
        x, y = self._x[here], self._y[here]
        if shift >= 0:
            x, y = x >> np.uint64(shift), y >> np.uint64(shift)
        else:
            x, y = x << np.uint64(-shift), y << np.uint64(-shift)
        records = np.empty(count, tile_codec.DOT)
        records["x"] = x & np.uint64(4095)
        records["y"] = y & np.uint64(4095)
        records["major"] = self._major[here]
        records["state"] = self.rows.state[here]
        records["class4"] = self.rows.class4[here]
        return tile_codec.pack(tile_codec.DOTS, records)

    def _summed(self, zoom: int, first: int, past: int) -> bytes:
        level = min(zoom + 4, morton.BITS)
        shift = 2 * (morton.BITS - level)
        squares, major, n = self._level(level)
        ends = np.array([first >> shift, past >> shift], np.uint64)
        here = slice(*np.searchsorted(squares, ends))
        if here.start == here.stop:
            return tile_codec.EMPTY_SUMS
        column, row = morton.separate(squares[here])
        records = np.zeros(here.stop - here.start, tile_codec.SUM)
        records["column"] = column & np.uint64(15)
        records["row"] = row & np.uint64(15)
        records["major"] = major[here]
        records["n"] = n[here]
        return tile_codec.pack(tile_codec.SUMS, records)

    def _level(self, level: int) -> tuple[morton.Codes, npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
        """Squares of one level that hold anything: (Morton number, most frequent major class, count)."""
        known = self._sums.get(level)
        if known is not None:
            return known
        squares, inverse, n = np.unique(
            self._place >> np.uint64(2 * (morton.BITS - level)), return_inverse=True, return_counts=True
        )
        majors = int(self._major.max(initial=0)) + 1
        table = np.bincount(inverse * majors + self._major, minlength=len(squares) * majors)
        major = table.reshape(len(squares), majors).argmax(axis=1).astype(np.uint8)
        self._sums[level] = squares, major, n.astype(np.uint32)
        return self._sums[level]

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Counts by major class ("01") and by class ("C0101")."""
        if self._counts is None:
            classes, n = np.unique(self.rows.class4, return_counts=True)
            by_class = {f"C{c:04d}": int(k) for c, k in zip(classes.tolist(), n.tolist(), strict=True)}
            by_major: dict[str, int] = {}
            for code, k in by_class.items():
                by_major[code[1:3]] = by_major.get(code[1:3], 0) + k
            self._counts = by_major, by_class
        return self._counts

    def near(self, lon: float, lat: float, radius_m: float, most: int = NEAR_MOST) -> list[Neighbour]:
        """Components within `radius_m` metres of a place, nearest first."""
        reach = radius_m / (2 * math.pi * geo.EARTH_M * max(math.cos(math.radians(lat)), 0.05))
        zoom = min(20, max(0, math.floor(-math.log2(reach)))) if reach > 0 else 20
        n = 1 << zoom
        centre_x, centre_y = geo.tile_of(lon, lat, zoom)
        found: list[npt.NDArray[np.intp]] = []
        for x in {(centre_x + step) % n for step in (-1, 0, 1)}:
            for y in range(max(centre_y - 1, 0), min(centre_y + 1, n - 1) + 1):
                ends = np.array(morton.tile_range(zoom, x, y), np.uint64)
                found.append(np.arange(*np.searchsorted(self._place, ends)))
        where = np.concatenate(found)
        away = distances_m(lon, lat, self.rows.lon[where], self.rows.lat[where])
        inside = away <= radius_m
        where, away = where[inside], away[inside]
        order = np.argsort(away, kind="stable")[:most]
        return [self._neighbour(int(where[i]), float(away[i])) for i in order]

    def nearest(self, class_code: str, lon: float, lat: float, radius_m: float, most: int) -> list[Neighbour]:
        """Components of one class (C0102) within `radius_m` metres, nearest first; about 10 us."""
        found = self._by_class.find(int(class_code[1:]), lon, lat, radius_m, most)
        return [self._neighbour(at, away) for away, at in found]

    def at_code(self, code: str) -> Neighbour | None:
        """The component with these 16 digits; its distance is 0."""
        at = int(self.find(np.array([int(code)], np.int64))[0])
        return None if at < 0 else self._neighbour(at, 0.0)

    def _neighbour(self, at: int, away: float) -> Neighbour:
        department = int(self.rows.department[at])
        return Neighbour(
            code=f"{int(self.rows.code[at]):016d}",
            class_code=f"C{int(self.rows.class4[at]):04d}",
            lon=float(self.rows.lon[at]),
            lat=float(self.rows.lat[at]),
            state=STATES[int(self.rows.state[at])],
            distance_m=round(away, 2),
            department_id=str(department) if department else None,
        )

    def find(self, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where components stand in the arrays, by their codes; -1 where there is none."""
        if not len(self):
            return np.full(len(codes), -1, np.int64)
        order, known = self._sorted_codes()
        at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        return np.where(known[at] == codes, order[at], -1).astype(np.int64)

    def last_in(self, first: int, past: int) -> int | None:
        """The largest code with first <= code < past."""
        _, known = self._sorted_codes()
        at = int(np.searchsorted(known, past))
        return int(known[at - 1]) if at and int(known[at - 1]) >= first else None

    def _sorted_codes(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        if self._by_code is None:
            order = np.argsort(self.rows.code, kind="stable")
            self._by_code = order, self.rows.code[order]
        return self._by_code
