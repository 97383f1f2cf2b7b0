"""Areas and unit grid cells from GeoJSON: polygons checked one by one, stored as WKB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import shapely

from backend.imports.cases import BadRow
from backend.imports.entities import Known
from backend.imports.ground import Ground
from backend.imports.report import Report
from backend.imports.rows import Unreadable, json_of
from backend.records import natural_key
from backend.tables import areas, cells
from backend.transaction import Transaction
from contract import codes
from contract.entities import AnyEntity, Area, Id

LEVELS = ("district", "street", "community", "grid")
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Polygon:
    """One feature: its number in the file, its properties as text, its shape."""

    line: int
    properties: dict[str, str]
    shape: shapely.Geometry


def polygons(data: bytes, report: Report) -> Iterator[Polygon]:
    """Every good polygon of a file. Unreadable where it is no FeatureCollection."""
    document = json_of(data)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Unreadable("JSON, but no GeoJSON FeatureCollection: there is no list `features`")
    report.expect(len(features))
    for line, feature in enumerate(features, 1):
        report.count(read=1)
        try:
            yield _polygon(line, feature)
        except BadRow as bad:
            report.refuse(line, bad.field, bad.reason)


def _polygon(line: int, feature: object) -> Polygon:
    if not isinstance(feature, dict):
        raise BadRow("", "not a feature")
    try:
        shape = shapely.from_geojson(msgspec.json.encode(feature.get("geometry")).decode())
    except (shapely.errors.GEOSException, TypeError) as fault:
        raise BadRow("geometry", str(fault)[:200]) from None
    if shapely.get_type_id(shape) not in (3, 6) or shape.is_empty:
        raise BadRow("geometry", "not a Polygon or MultiPolygon")
    west, south, east, north = shape.bounds
    if not (np.isfinite(shape.bounds).all() and west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise BadRow("geometry", "coordinates out of range: degrees within -180..180 and -90..90")
    if not shape.is_valid:
        raise BadRow("geometry", f"invalid: {shapely.is_valid_reason(shape)}")
    said = feature.get("properties")
    properties = said.items() if isinstance(said, dict) else ()
    return Polygon(line, {str(k): "" if v is None else str(v).strip() for k, v in properties}, shape)


def run_areas(ground: Ground, data: bytes) -> None:
    """Districts, streets, communities and responsibility grids; parents before children, whatever their order."""
    found: dict[str, Polygon] = {}
    for one in polygons(data, ground.report):
        fault = _area_fault(one, found)
        if fault:
            ground.report.refuse(one.line, *fault)
        else:
            found[one.properties["code"]] = one
    ids = {natural_key(one) or "": one.id for one in ground.live("area")}
    for level in LEVELS:
        drafts: list[AnyEntity] = []
        for code, one in found.items():
            if one.properties["level"] != level:
                continue
            parent = one.properties.get("parent_code", "")
            if parent and parent not in ids:
                ground.report.refuse(one.line, "parent_code", f"{parent[:40]!r} is no area of a higher level")
                continue
            about = one.properties
            drafts.append(
                Area(
                    id="0",
                    level=level,
                    code=code,
                    name=about["name"],
                    name_en=about.get("name_en", ""),
                    parent_id=ids.get(parent),
                )
            )
        ids |= ground.save("area.saved", drafts, lambda one: natural_key(one) or "")
    shapes = [(ids[code], one) for code, one in found.items() if code in ids]
    for start in range(0, len(shapes), _CHUNK):
        part = shapes[start : start + _CHUNK]
        ground.write(lambda tx, part=part: _put_areas(tx, part))  # type: ignore[misc]
    ground.atlas.forget_geometry()


def _area_fault(one: Polygon, found: dict[str, Polygon]) -> tuple[str, str] | None:
    about = one.properties
    if about.get("level") not in LEVELS:
        return "level", f"{about.get('level', '')[:40]!r} is not one of {', '.join(LEVELS)}"
    for name in ("code", "name"):
        if not about.get(name):
            return name, "empty"
    if about["code"] in found:
        return "code", f"{about['code'][:40]!r} is in this file twice"
    return None


def _put_areas(tx: Transaction, shapes: list[tuple[Id, Polygon]]) -> None:
    tx.connection.execute(areas.delete().where(areas.c.id.in_([one for one, _ in shapes])))
    rows = [
        {
            "id": one,
            "level": polygon.properties["level"],
            "code": polygon.properties["code"],
            "geometry": shapely.to_wkb(polygon.shape),
        }
        for one, polygon in shapes
    ]
    tx.connection.execute(areas.insert(), rows)


def run_cells(ground: Ground, data: bytes) -> None:
    """Unit grid cells with their responsibility grid and grade."""
    known = ground.known()
    there = {row["code"]: row for row in ground.cell_rows()}
    seen: set[str] = set()
    changed: list[dict[str, Any]] = []
    for one in polygons(data, ground.report):
        try:
            row = _cell_row(one, known, seen)
        except BadRow as bad:
            ground.report.refuse(one.line, bad.field, bad.reason)
            continue
        seen.add(row["code"])
        if there.get(row["code"]) == row:
            ground.report.count(unchanged=1)
        else:
            changed.append(row)
    for start in range(0, len(changed), _CHUNK):
        part = changed[start : start + _CHUNK]
        ground.write(lambda tx, part=part: _put_cells(tx, part))  # type: ignore[misc]
        ground.report.count(accepted=len(part))
    ground.atlas.forget_geometry()


def _cell_row(one: Polygon, known: Known, seen: set[str]) -> dict[str, Any]:
    code = one.properties.get("code", "")
    fault = codes.cell_fault(code)
    if fault:
        raise BadRow("code", f"{code[:40]!r}: {fault}")
    if code in seen:
        raise BadRow("code", f"{code} is in this file twice")
    grade = one.properties.get("grade", "")
    if grade not in ("", "A", "B", "C"):
        raise BadRow("grade", f"{grade[:40]!r} is not one of A, B, C")
    west, south, east, north = shapely.bounds(one.shape).tolist()
    return {
        "code": code,
        "area_id": known.area(one.properties.get("area_code", "")),
        "grade": grade,
        "geometry": shapely.to_wkb(one.shape),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }


def _put_cells(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    tx.connection.execute(cells.delete().where(cells.c.code.in_([row["code"] for row in rows])))
    tx.connection.execute(cells.insert(), rows)
