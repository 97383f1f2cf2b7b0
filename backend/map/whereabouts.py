"""What is known of a point, from memory: cell, areas, grade, owner, and the components it may be about."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Literal

from backend.city import CellHit, City
from backend.db import Database
from backend.map.atlas import Atlas
from contract.entities import Area, Department, Id, Point
from contract.ground import OFFERED_MOST, Ground, GroundQuery, NearComponent
from contract.profile import Responsibility
from contract.responsibility import owner_of

By = Literal["", "component", "nearest", "table"]


class Book:
    """Areas and departments by their codes, as they are at one moment."""

    def __init__(self, areas: Iterable[Area], departments: Iterable[Department]) -> None:
        self._areas = {one.id: one for one in areas}
        self._of_level = {(one.level, one.code): one for one in self._areas.values()}
        self.departments = {one.code: one.id for one in departments}

    def chain(self, hit: CellHit | None, areas: Iterable[Id] = ()) -> dict[str, Area]:
        """The areas that hold a cell, by level. Its code says which community, street and district it is of; what the
        city does not have under those codes follows from its responsibility grid, and without a cell from `areas`."""
        found: dict[str, Area] = {}
        if hit is not None:
            self._climb(found, hit.area_id)
            for level, digits in (("community", 12), ("street", 9), ("district", 6)):
                named = self._of_level.get((level, hit.code[:digits]))
                if named is not None:
                    found[level] = named
                    self._climb(found, named.parent_id)
        for one in areas:
            self._climb(found, one)
        return found

    def _climb(self, found: dict[str, Area], area_id: Id | None) -> None:
        seen: set[Id] = set()
        while area_id is not None and area_id not in seen:
            seen.add(area_id)
            area = self._areas.get(area_id)
            if area is None:
                return
            found.setdefault(area.level, area)
            area_id = area.parent_id


class Whereabouts:
    """Answers `GET /api/ground`. Safe from any thread; the first question after a change reads the database."""

    def __init__(self, db: Database, city: City, atlas: Atlas, book: Callable[[], Book]) -> None:
        """`book` makes a fresh one from the live state; it is kept until `forget`."""
        self._db, self._city, self._atlas, self._make = db, city, atlas, book
        self._lock = threading.Lock()
        self._book: Book | None = None
        self._forgotten = 0

    def forget(self) -> None:
        """An area or a department came or changed."""
        with self._lock:
            self._book = None
            self._forgotten += 1

    def at(self, asked: GroundQuery) -> Ground:
        """What is known of a point."""
        with self._db.read() as connection:
            responsibility = self._city.profile(connection).responsibility
        with self._db.read() as connection:
            hit = self._city.cells(connection).find(Point(asked.lon, asked.lat))
        book = self._known_book()
        chain = book.chain(hit, () if hit is not None else self._atlas.areas_at(asked.lon, asked.lat))
        components = self._components(asked)
        department_id, by = self._owner(asked, responsibility, book, chain, components)
        return Ground(
            cell_code=hit.code if hit else "",
            grade=hit.grade if hit else "",
            grid_id=_id(chain.get("grid")),
            community_id=_id(chain.get("community")),
            street_id=_id(chain.get("street")),
            district_id=_id(chain.get("district")),
            department_id=department_id,
            owner_by=by,
            components=components,
        )

    def _known_book(self) -> Book:
        with self._lock:
            book, forgotten = self._book, self._forgotten
        if book is None:
            book = self._make()
            with self._lock:
                if forgotten == self._forgotten:  # else what was read may be older than the change
                    self._book = book
        return book

    def _components(self, asked: GroundQuery) -> tuple[NearComponent, ...]:
        if len(asked.class_code) != 5 or asked.class_code[0] != "C":
            return ()
        near = self._atlas.census.nearest(asked.class_code, asked.lon, asked.lat, asked.radius_m, OFFERED_MOST)
        return tuple(NearComponent(**{name: getattr(one, name) for name in _SHOWN}) for one in near)

    def _owner(
        self,
        asked: GroundQuery,
        responsibility: Iterable[Responsibility],
        book: Book,
        chain: dict[str, Area],
        components: tuple[NearComponent, ...],
    ) -> tuple[Id | None, By]:
        if asked.component_code:
            named = self._atlas.census.at_code(asked.component_code)
            if named is not None and named.department_id is not None:
                return named.department_id, "component"
        elif components and components[0].department_id is not None:
            return components[0].department_id, "nearest"
        if asked.class_code:
            codes = [chain[level].code for level in _SMALLEST_FIRST if level in chain]
            owner = owner_of(responsibility, asked.class_code, codes)
            if owner is not None and owner in book.departments:
                return book.departments[owner], "table"
        return None, ""


_SMALLEST_FIRST = ("grid", "community", "street", "district", "city")
_SHOWN = NearComponent.__struct_fields__


def _id(area: Area | None) -> Id | None:
    return None if area is None else area.id
