"""Areas and unit grid cells from GeoJSON: polygons checked one by one, stored as WKB."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import shapely
from sqlalchemy import select

from backend.imports.cases import BadRow
from backend.imports.entities import Known
from backend.imports.grid_check import Grid
from backend.imports.ground import Ground
from backend.imports.report import Report
from backend.imports.rows import Unreadable, json_of
from backend.records import natural_key
from backend.tables import areas, cells
from backend.transaction import Transaction
from contract import codes
from contract.entities import AnyEntity, Area, Id

LEVELS = ("district", "street", "community", "grid")
FROM_14 = "from14"
"""Profile of a grid with codes of an older form (docs/codes.md)."""
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


def run_cells(ground: Ground, data: bytes, *, from_14: bool = False, dry: bool = False) -> bool:
    """Unit grid cells with their responsibility grid and grade: the whole file, or with any fault nothing of it.

    The grid that would come of it is checked as a whole (`grid_check`), with the cells there are that it does not name.
    `from_14`: codes of 14 digits are taken. Returns whether cells have changed; `dry` changes none.
    """
    report, known, communities = ground.report, ground.known(), _communities(ground)
    there = {row["code"]: row for row in ground.cell_rows()}
    found: dict[str, tuple[Polygon, dict[str, Any]]] = {}
    before = report.progress().refused
    for one in polygons(data, report):
        try:
            if from_14 and len(one.properties.get("code", "")) == 14:
                one.properties["code"] = _from_14(one.properties["code"])
                report.tally("codes of 14 digits got their zero")
            row = _cell_row(one, known, communities)
            if row["code"] in found:
                raise BadRow(
                    "code", f"{row['code']} is in this file twice, as feature {found[row['code']][0].line}, too"
                )
            found[row["code"]] = one, row
        except BadRow as bad:
            report.refuse(one.line, bad.field, f"{bad.reason}, at {_place(one.shape)}")
    is_whole = report.progress().refused == before
    stay = [row for code, row in there.items() if code not in found]
    faults = _topology(stay, [one for one, _ in found.values()], communities, is_whole=is_whole)
    for line, reasons in faults.items():
        for reason in reasons if line == 0 else ("; ".join(reasons),):
            report.refuse(line, "geometry", reason, rows=min(line, 1))
    if faults or not is_whole:
        report.hold_back(len(found) - len(faults.keys() - {0}))
        report.note("nothing of the unit grid was taken: its file has faults")
        return False
    changed = [row for code, (_, row) in found.items() if there.get(code) != row]
    if dry:
        report.note(f"the grid is sound; {len(changed):,} cells would change, nothing was written")
        report.count(unchanged=len(found))
        return False
    if changed:
        ground.write(lambda tx: _put_cells(tx, changed))
    report.count(accepted=len(changed), unchanged=len(found) - len(changed))
    ground.atlas.forget_geometry()
    return bool(changed)


def _from_14(code: str) -> str:
    try:
        return codes.cell_from_14(code)
    except ValueError as fault:
        raise BadRow("code", f"{code!r}: {fault}") from None


def _communities(ground: Ground) -> dict[str, shapely.Geometry]:
    """The communities that have a code of 12 digits, by it."""
    with ground.db.read() as connection:
        rows = connection.execute(select(areas.c.code, areas.c.geometry).where(areas.c.level == "community")).all()
    return {code: shapely.from_wkb(wkb) for code, wkb in rows if len(code) == 12 and code.isascii() and code.isdigit()}


def _topology(
    stay: list[dict[str, Any]], fresh: list[Polygon], communities: dict[str, shapely.Geometry], *, is_whole: bool
) -> dict[int, list[str]]:
    """What is wrong with the grid that these cells would be, by number of the feature; 0: of none in the file.

    Not `is_whole`: features were refused already, and whether they leave a hole says nothing.
    """
    names = [*(row["code"] for row in stay), *(one.properties["code"] for one in fresh)]
    lines = [*(0 for _ in stay), *(one.line for one in fresh)]
    grid = Grid(names, [*shapely.from_wkb([row["geometry"] for row in stay]), *(one.shape for one in fresh)])
    found: dict[int, list[str]] = {}
    faults = itertools.chain(grid.overlaps(), grid.beyond(communities))
    if is_whole:
        faults = itertools.chain(faults, grid.holes(), grid.gaps(communities))
    for one in faults:
        line = 0 if one.at is None else lines[one.at]
        found.setdefault(line, []).append(one.reason if line or one.at is None else f"{names[one.at]} {one.reason}")
    return found


def _place(shape: shapely.Geometry) -> str:
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
    return f"{lon:.6f}, {lat:.6f}"


def _cell_row(one: Polygon, known: Known, communities: Collection[str]) -> dict[str, Any]:
    code = one.properties.get("code", "")
    fault = codes.cell_fault(code, communities=communities or None)
    if fault:
        raise BadRow("code", f"{code[:40]!r}: {fault}")
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
    """All of them in one transaction: half a grid is none."""
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        tx.connection.execute(cells.delete().where(cells.c.code.in_([row["code"] for row in part])))
        tx.connection.execute(cells.insert(), part)
