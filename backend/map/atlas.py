"""The ground as the page asks for it, read from the database once and kept until an import changes it."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import numpy as np
import shapely
from sqlalchemy import BigInteger, Text, case, cast, func, select, type_coerce

from backend.db import Database
from backend.map.census import STATES, Census, Rows, no_rows
from backend.tables import areas, cells, components, entities, from_ms
from contract.entities import Area

Layer = Literal["cells", "areas"]
_STORED = np.dtype(
    [
        ("code", np.int64),
        ("class4", np.uint16),
        ("state", np.uint8),
        ("department", np.int64),
        ("cell", np.int64),
        ("lon", np.float64),
        ("lat", np.float64),
    ]
)


@dataclass(frozen=True, slots=True)
class Document:
    """A body with the ETag that names exactly these bytes."""

    body: bytes
    etag: str


class Atlas:
    """Census and geometry. Safe from any thread; the first call after a change reads the database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._census: Census | None = None
        self._documents: dict[Layer, Document] = {}
        self._areas: tuple[list[str], shapely.STRtree] | None = None
        self._version = 0

    @property
    def census(self) -> Census:
        """All components."""
        known = self._census
        if known is not None:
            return known
        with self._lock:
            if self._census is None:
                self._version += 1
                self._census = _read_census(self._db, self._version)
            return self._census

    def merge(self, parts: list[Rows], edition_ms: int) -> None:
        """Take rows that an import has just committed; a row with a known code replaces the one there."""
        with self._lock:
            old = self._census
            if old is None or not parts:
                self._census = None
                return
            fresh = Rows(*(np.concatenate([getattr(one, name) for one in parts]) for name in Rows.__slots__))
            there = old.find(fresh.code)
            keep = np.ones(len(old), np.bool_)
            keep[there[there >= 0]] = False
            stay = old.rows.take(np.flatnonzero(keep))
            both = Rows(*(np.concatenate([getattr(stay, name), getattr(fresh, name)]) for name in Rows.__slots__))
            self._version += 1
            self._census = Census(both, edition_at=from_ms(edition_ms), version=self._version)

    def geojson(self, layer: Layer) -> Document:
        """Every cell or area with its geometry."""
        with self._lock:
            if layer not in self._documents:
                body = _cells_geojson(self._db) if layer == "cells" else _areas_geojson(self._db)
                self._documents[layer] = Document(body, f'"{hashlib.sha256(body).hexdigest()[:24]}"')
            return self._documents[layer]

    def areas_at(self, lon: float, lat: float) -> list[str]:
        """Ids of the areas that hold a point, the smallest first."""
        with self._lock:
            if self._areas is None:
                self._areas = _read_areas(self._db)
            ids, tree = self._areas
        found = sorted(tree.query(shapely.Point(lon, lat), predicate="intersects").tolist())
        return [ids[at] for at in found]

    def forget_geometry(self) -> None:
        """Cells or areas have changed."""
        with self._lock:
            self._documents = {}
            self._areas = None

    def forget(self) -> None:
        """Read everything again."""
        with self._lock:
            self._census = None
            self._documents = {}
            self._areas = None


def _read_census(db: Database, version: int) -> Census:
    # The database makes the numbers and numpy reads the driver's rows: 0.5 s for 438,938, a third of row objects.
    state = case({name: at for at, name in enumerate(STATES)}, value=components.c.state, else_=0)
    query = select(
        cast(components.c.code, BigInteger),
        cast(func.substr(components.c.class_code, 2), BigInteger),
        state,
        func.coalesce(type_coerce(components.c.department_id, BigInteger), 0),
        func.coalesce(cast(components.c.cell_code, BigInteger), 0),
        components.c.lon,
        components.c.lat,
    )
    with db.read() as connection:
        newest = connection.execute(select(func.max(components.c.edition_at))).scalar()
        if newest is None:
            return Census(no_rows(), edition_at=None, version=version)
        rows: Any = connection.execute(query).cursor  # of the driver; it iterates
        found = np.fromiter(rows, _STORED)
    columns = (found[name] for name in _STORED.names or ())
    return Census(Rows(*(np.ascontiguousarray(column) for column in columns)), edition_at=newest, version=version)


def _read_areas(db: Database) -> tuple[list[str], shapely.STRtree]:
    """Ids and shapes of the areas, the smallest level first."""
    with db.read() as connection:
        rows = connection.execute(select(areas.c.id, areas.c.level, areas.c.geometry).order_by(areas.c.code)).all()
    rank = {level: at for at, level in enumerate(("grid", "community", "street", "district"))}
    kept = sorted(rows, key=lambda row: rank.get(row.level, len(rank)))
    return [str(row.id) for row in kept], shapely.STRtree(shapely.from_wkb([row.geometry for row in kept]))


def _collection(wkbs: list[bytes], properties: list[dict[str, Any]]) -> bytes:
    shapes = shapely.transform(np.array(shapely.from_wkb(wkbs), dtype=object), lambda points: np.round(points, 7))
    features = [
        f'{{"type":"Feature","properties":{json.dumps(about, ensure_ascii=False)},"geometry":{geometry}}}'
        for about, geometry in zip(properties, shapely.to_geojson(shapes), strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[' + ",".join(features) + "]}").encode()


def _cells_geojson(db: Database) -> bytes:
    with db.read() as connection:
        query = select(cells.c.code, cells.c.area_id, cells.c.grade, cells.c.geometry).order_by(cells.c.code)
        found = connection.execute(query).all()
    about = [{"code": row.code, "area_id": row.area_id, "grade": row.grade} for row in found]
    return _collection([row.geometry for row in found], about)


def _areas_geojson(db: Database) -> bytes:
    with db.read() as connection:
        query = select(areas.c.id, areas.c.geometry).order_by(areas.c.level, areas.c.code)
        shapes = {str(row.id): row.geometry for row in connection.execute(query)}
        bodies = connection.execute(
            select(type_coerce(entities.c.body, Text)).where(entities.c.kind == "area", entities.c.ended.is_(False))
        )
        named = {one.id: one for one in (msgspec.json.decode(body, type=Area) for (body,) in bodies)}
    there = [one for one in shapes if one in named]
    about = [
        {
            "id": one,
            "level": named[one].level,
            "code": named[one].code,
            "name": named[one].name,
            "name_en": named[one].name_en,
            "parent_id": named[one].parent_id,
        }
        for one in there
    ]
    return _collection([shapes[one] for one in there], about)
