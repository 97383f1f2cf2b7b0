"""What the whole server knows about the city's ground: its profile, and which unit grid cell holds a point.

Both are read once and kept until an import says otherwise (`invalidate`). Cells lie in squares of their own size: for
one point a look into a dict and one exact test, a tenth of what a tree of rectangles takes through the library.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import shapely
from sqlalchemy import Connection, select

from backend.closed_lately import ClosedLately
from backend.db import Database, profile_of
from backend.tables import cells
from contract.entities import Id, Point
from contract.profile import CityProfile


@dataclass(frozen=True)
class CellHit:
    """The unit grid cell of a point and its responsibility grid."""

    code: str
    area_id: Id | None
    grade: str


class CellIndex:
    """Which cell holds a point; a point on a shared border belongs to the cell with the lowest code."""

    def __init__(self, found: list[tuple[CellHit, bytes]]) -> None:
        self._cells = [(hit, wkb) for hit, wkb in sorted(found, key=lambda one: one[0].code)]
        self._shapes = shapely.from_wkb([wkb for _, wkb in self._cells])
        shapely.prepare(self._shapes)
        # Of a cell that fills its rectangle nothing more must be asked.
        self._whole: list[bool] = (shapely.area(self._shapes) >= shapely.area(shapely.envelope(self._shapes))).tolist()
        self._buckets: dict[tuple[int, int], list[int]] = {}
        self._bounds: list[list[float]] = shapely.bounds(self._shapes).reshape(-1, 4).tolist()
        for place, (west, south, east, north) in enumerate(self._bounds):
            if west != west:  # empty: it holds no point
                continue
            for column in range(_bucket(west), _bucket(east) + 1):
                for row in range(_bucket(south), _bucket(north) + 1):
                    self._buckets.setdefault((column, row), []).append(place)

    def __len__(self) -> int:
        return len(self._cells)

    def find(self, point: Point) -> CellHit | None:
        """The cell, or None outside the city."""
        lon, lat = point.lon, point.lat
        for place in self._buckets.get((_bucket(lon), _bucket(lat)), _NONE):
            west, south, east, north = self._bounds[place]
            inside = west <= lon <= east and south <= lat <= north
            if inside and (self._whole[place] or shapely.intersects_xy(self._shapes[place], lon, lat)):
                return self._cells[place][0]
        return None

    def near(self, point: Point, within_m: float) -> list[str]:
        """Codes of the cells that a circle may touch, by their rectangles."""
        return [self._cells[place][0].code for place in self._around(_square(point, within_m))]

    def fill(self, point: Point, within_m: float) -> bool:
        """Whether there is nothing but cells around a point. A good guess: of those that are no rectangles nine places
        are looked at."""
        west, south, east, north = square = _square(point, within_m)
        filled = 0.0
        for place in self._around(square):
            w, s, e, n = self._bounds[place]
            filled += (min(e, east) - max(w, west)) * (min(n, north) - max(s, south))
        if filled < (east - west) * (north - south) * 0.9999:
            return False
        spots = ((x, y) for x in (west, point.lon, east) for y in (south, point.lat, north))
        return all(self.find(Point(x, y)) is not None for x, y in spots)

    def _around(self, square: tuple[float, float, float, float]) -> list[int]:
        west, south, east, north = square
        places: set[int] = set()
        for column in range(_bucket(west), _bucket(east) + 1):
            for row in range(_bucket(south), _bucket(north) + 1):
                places.update(self._buckets.get((column, row), _NONE))
        found = []
        for place in sorted(places):
            w, s, e, n = self._bounds[place]
            if w <= east and e >= west and s <= north and n >= south:
                found.append(place)
        return found


def _square(point: Point, within_m: float) -> tuple[float, float, float, float]:
    high = within_m / _DEGREE_M
    wide = high / max(math.cos(math.radians(point.lat)), 0.01)
    return point.lon - wide, point.lat - high, point.lon + wide, point.lat + high


_DEGREE_M = 111_000.0
"""Of a degree of latitude, a little less than anywhere."""
_BUCKETS_PER_DEGREE = 1000
"""A square of about 100 m, the size of a unit grid cell."""
_NONE: tuple[int, ...] = ()


def _bucket(degrees: float) -> int:
    return math.floor(degrees * _BUCKETS_PER_DEGREE)


class City:
    """Profile and cells, cached. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._profile: CityProfile | None = None
        self._cells: CellIndex | None = None
        self.closed = ClosedLately()
        self._conditions: tuple[CityProfile | None, dict[str, frozenset[str]]] = (None, {})

    def invalidate(self) -> None:
        """Read both again at the next use; imports call this (through the event `city.imported`)."""
        with self._lock:
            self._profile = self._cells = None
        self.closed.forget()

    def warm(self, db: Database) -> None:
        """Read both before a write transaction begins: others would wait while it reads thousands of cells."""
        with self._lock:
            known = self._profile is not None and self._cells is not None
        if not known:
            with db.writing.connect() as connection:  # of the writer's own: it waits for no reader
                self.profile(connection)
            with db.writing.connect() as connection:
                self.cells(connection)

    def profile(self, connection: Connection) -> CityProfile:
        """The city profile in use."""
        with self._lock:
            if self._profile is not None:
                return self._profile
            keep = _is_new(connection)
            profile = profile_of(connection)
            if keep:
                self._profile = profile
            return profile

    def conditions(self, profile: CityProfile) -> dict[str, frozenset[str]]:
        """The ids of the filing conditions of a profile by the first five characters of their class."""
        known, found = self._conditions
        if known is not profile:
            by_class: dict[str, set[str]] = {}
            for one in profile.conditions:
                by_class.setdefault(one.class_code[:5], set()).add(one.id)
            found = {code: frozenset(ids) for code, ids in by_class.items()}
            self._conditions = (profile, found)
        return found

    def cells(self, connection: Connection) -> CellIndex:
        """The index of unit grid cells."""
        with self._lock:
            if self._cells is not None:
                return self._cells
            keep = _is_new(connection)
            rows = connection.execute(select(cells.c.code, cells.c.area_id, cells.c.grade, cells.c.geometry))
            index = CellIndex([(CellHit(code, area, grade), wkb) for code, area, grade, wkb in rows])
            if keep:
                self._cells = index
            return index


def _is_new(connection: Connection) -> bool:
    """Whether what it reads now is how things are now: a reader's transaction that began before may see what was."""
    return not connection.in_transaction() or bool(connection.get_execution_options().get("citywall_write"))
