"""Read an OpenStreetMap file (.osm XML or .osm.pbf) into features with world coordinates, through osmium.

Geometry leaves osmium as WKB, so that no Python loop touches a node. World coordinates are Web Mercator fractions of
the world, 0..1 to the east and to the south.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium
import shapely

from backend.imports.osm import rules
from backend.imports.osm.rules import Style

Progress = Callable[[int], None]
_EVERY = 20_000
_PBF_START = b"OSMHeader"


class NotAMap(ValueError):
    """The file is no OpenStreetMap file, or is damaged; the text says where."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An object that could not be drawn: `way/123` and why."""

    name: str
    reason: str


@dataclass
class Features:
    """What a file holds for the base map: geometries in world coordinates beside their styles."""

    geometries: list[shapely.Geometry] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    read: int = 0
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees. ValueError when there is nothing."""
        if not self.geometries:
            raise ValueError("no features")
        west, north, east, south = shapely.total_bounds(np.array(self.geometries, dtype=object))
        corners = unmercator(np.array([[west, south], [east, north]]))
        return (float(corners[0, 0]), float(corners[0, 1]), float(corners[1, 0]), float(corners[1, 1]))


def file_format(path: Path) -> str:
    """`pbf` or `osm` (XML), from the first bytes. NotAMap on anything else."""
    with path.open("rb") as stream:
        head = stream.read(512)
    if _PBF_START in head[:40]:
        return "pbf"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<?xml") or text.startswith(b"<osm"):
        return "osm"
    raise NotAMap("neither OpenStreetMap XML nor PBF: the first bytes are of another format")


def read(path: Path, progress: Progress = lambda _done: None) -> Features:
    """Every object of the file that the base map draws. A bad object is a fault, not an end.

    NotAMap on a file that is damaged or of another kind.
    """
    source = osmium.io.File(str(path), file_format(path))
    found = Features()
    wkb: list[str] = []
    factory = osmium.geom.WKBFactory()
    try:
        stream = (
            osmium.FileProcessor(source)
            .with_locations()
            .with_areas(osmium.filter.KeyFilter(*rules.KEYS))
            .with_filter(osmium.filter.KeyFilter(*rules.KEYS))
        )
        for thing in stream:
            found.read += 1
            if found.read % _EVERY == 0:
                progress(found.read)
            _take(thing, factory, found, wkb)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as fault:
        where = f" at object {found.read + 1}" if found.read else ""
        raise NotAMap(f"damaged{where}: {_plain(str(fault))}") from fault
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    kept = [i for i, shape in enumerate(shapes) if shape is not None and not shape.is_empty]
    shapes = shapes[kept]
    found.styles = [found.styles[i] for i in kept]
    polygons = np.isin(shapely.get_type_id(shapes), (3, 6))
    labels = np.array([style.layer == "place" for style in found.styles], dtype=bool)
    # A name belonging to an area stands on a point inside it.
    inside = polygons & labels
    shapes[inside] = shapely.point_on_surface(shapes[inside])
    found.geometries = list(shapely.transform(shapes, mercator))
    progress(found.read)
    return found


def _take(thing: object, factory: osmium.geom.WKBFactory, found: Features, wkb: list[str]) -> None:
    tags = {tag.k: tag.v for tag in thing.tags}  # type: ignore[attr-defined]
    try:
        if isinstance(thing, osmium.osm.Node):
            style = rules.of_point(tags)
            if style is not None:
                wkb.append(factory.create_point(thing))
                found.styles.append(style)
                return
        elif isinstance(thing, osmium.osm.Way):
            style = rules.of_line(tags)
            if style is not None:
                for line in _lines(thing, factory):
                    wkb.append(line)
                    found.styles.append(style)
                return
        elif isinstance(thing, osmium.osm.Area):
            styles = [s for s in (rules.of_area(tags), rules.label_of_area(tags)) if s is not None]
            if styles:
                shape = factory.create_multipolygon(thing)
                wkb.extend([shape] * len(styles))
                found.styles.extend(styles)
                return
    except (RuntimeError, osmium.InvalidLocationError) as fault:
        found.faults.append(Fault(_name(thing), _plain(str(fault))))
        return
    found.skipped += 1


def _lines(way: osmium.osm.Way, factory: osmium.geom.WKBFactory) -> list[str]:
    """The way as WKB; where an extract was cut and nodes are missing, the parts that are there."""
    try:
        return [factory.create_linestring(way)]
    except osmium.InvalidLocationError:
        parts: list[list[tuple[float, float]]] = [[]]
        for node in way.nodes:
            if node.location.valid():
                parts[-1].append((node.location.lon, node.location.lat))
            elif parts[-1]:
                parts.append([])
        there = [shapely.LineString(part) for part in parts if len(set(part)) > 1]
        if not there:
            raise
        return [shapely.to_wkb(line, hex=True) for line in there]


def _name(thing: object) -> str:
    if isinstance(thing, osmium.osm.Area):
        return f"{'way' if thing.from_way() else 'relation'}/{thing.orig_id()}"
    kind = "node" if isinstance(thing, osmium.osm.Node) else "way"
    return f"{kind}/{thing.id}"  # type: ignore[attr-defined]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()[:200]


def mercator(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """World fractions of points in degrees, one row each."""
    sine = np.sin(np.radians(np.clip(points[:, 1], -85.05112877980659, 85.05112877980659)))
    return np.column_stack((points[:, 0] / 360.0 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)))


def unmercator(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The inverse of `mercator`."""
    return np.column_stack(
        ((points[:, 0] - 0.5) * 360.0, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * points[:, 1])))))
    )
