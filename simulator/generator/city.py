"""Writes a whole city folder (docs/city-folder.md) from a seed."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from simulator.generator import areas, classes, components, equipment, ground, history, words
from simulator.generator.equipment import Row
from simulator.generator.layout import Layout
from simulator.generator.plan import plan
from simulator.generator.plane import Floats

FORMAT = 1


def fingerprint() -> str:
    """A hash over the generator's own sources and tables: a cached city of another generator is not this one's."""
    digest = hashlib.sha256()
    folder = Path(__file__).resolve().parent
    for path in (*sorted(folder.glob("*.py")), *sorted(classes.PROFILE.glob("*.*")), classes.SHARES):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def generate(
    folder: Path,
    *,
    seed: int,
    scale: float,
    now: datetime,
    rtsp_port: int,
    sip_port: int,
    say: Callable[[str], None],
    clips: Callable[[Path], None],
) -> None:
    """Write the city into `folder`, which is made. OSError where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    say("streets")
    layout = plan(scale, rng)
    division = areas.divide(layout)
    say("components")
    census = components.census(layout, division, scale, rng)
    (folder / "components.csv").write_text(components.lines(census, division), encoding="utf-8")
    say("base map")
    ground.draw(layout, rng).write(folder / "basemap.osm.pbf")
    write_areas(folder, layout, division)
    write_streets(folder, layout)
    say("cameras, poles, vehicles, people")
    _equipment(folder, layout, division, scale, rng, rtsp_port, sip_port)
    say("cases")
    write_csv(folder / "cases.csv", history.rows(layout, now, scale, rng), history.COLUMNS)
    say("voice clips")
    clips(folder)
    _profile(folder, layout)
    _facts(folder, layout, seed, scale)


def _equipment(
    folder: Path, layout: Layout, division: areas.Division, scale: float, rng: np.random.Generator, rtsp: int, sip: int
) -> None:
    views = equipment.cameras(layout, scale, rng)
    names = equipment.people(rng, equipment.counted(54, scale, 4) + 46)
    units = equipment.unit_rows(division, scale, names)
    inspectors = sum(unit["role"] == "inspector" for unit in units)
    write_csv(folder / "cameras.csv", equipment.camera_rows(layout, views, rtsp))
    write_csv(folder / "poles.csv", equipment.pole_rows(layout, views, scale, sip))
    write_csv(folder / "vehicles.csv", equipment.vehicle_rows(scale))
    write_csv(folder / "units.csv", units)
    write_csv(folder / "people.csv", equipment.person_rows(units, names[inspectors:]))
    write_csv(folder / "departments.csv", equipment.department_rows())


def write_areas(folder: Path, layout: Layout, division: areas.Division) -> None:
    """areas.geojson and cells.geojson."""
    shapes = [
        _feature(
            layout,
            area.ring,
            level=area.level,
            code=area.code,
            name=area.name,
            name_en=area.name_en,
            parent_code=area.parent_code,
        )
        for area in division.areas
    ]
    _json(folder / "areas.geojson", {"type": "FeatureCollection", "features": shapes})
    cells = [
        _feature(
            layout,
            areas.box(cell.u, cell.v, cell.w, cell.h),
            code=cell.code,
            area_code=cell.area_code,
            grade=cell.grade,
        )
        for cell in division.cells
    ]
    _json(folder / "cells.geojson", {"type": "FeatureCollection", "features": cells})


def _feature(layout: Layout, ring: Floats, **properties: str) -> dict[str, Any]:
    lon, lat = layout.plane.place(ring[:, 0], ring[:, 1])
    points = [[x, y] for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    points[-1] = points[0]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [points]}}


def write_streets(folder: Path, layout: Layout) -> None:
    """streets.geojson."""
    lines = []
    for street in layout.streets:
        lon, lat = layout.plane.place(street.points[:, 0], street.points[:, 1])
        points = [[x, y] for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
        properties = {"name": street.name, "rank": street.rank}
        lines.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": points}}
        )
    _json(folder / "streets.geojson", {"type": "FeatureCollection", "features": lines})


def _profile(folder: Path, layout: Layout) -> None:
    profile = replace(
        classes.profile(),
        name=words.CITY[0],
        name_en=words.CITY[1],
        division=words.DIVISION,
        timezone=str(history.ZONE),
        bounds=_bounds(layout),
    )
    (folder / "profile.json").write_bytes(msgspec.json.format(msgspec.json.encode(profile), indent=1))


def _facts(folder: Path, layout: Layout, seed: int, scale: float) -> None:
    facts = {
        "format": FORMAT,
        "name": words.CITY[0],
        "name_en": words.CITY[1],
        "division": words.DIVISION,
        "seed": seed,
        "scale": scale,
        "generator": fingerprint(),
        "bounds": _bounds(layout),
    }
    _json(folder / "city.json", facts)  # written last: a folder with it is whole


def _bounds(layout: Layout) -> tuple[float, float, float, float]:
    ring = areas.box(0, 0, layout.plane.columns, layout.plane.rows)
    lon, lat = layout.plane.place(ring[:, 0], ring[:, 1])
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def write_csv(path: Path, rows: list[Row], columns: Iterable[str] = ()) -> None:
    """One table; the first row names the columns where none are given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns) or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
