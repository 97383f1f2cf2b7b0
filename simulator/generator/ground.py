"""The ground as OpenStreetMap would tag it: roads, river, parks, buildings, names. Written as basemap.osm.pbf."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium

from simulator.generator import words
from simulator.generator.layout import Layout
from simulator.generator.plane import Floats

_EPOCH = "2026-01-01T00:00:00Z"
_RANKS = {1: "primary", 2: "secondary", 3: "residential"}
_SPOTS: dict[str, dict[str, str]] = {
    "estate": {"place": "neighbourhood"},
    "market": {"amenity": "marketplace"},
    "school": {"amenity": "school"},
    "hospital": {"amenity": "hospital"},
    "square": {"place": "square"},
    "mall": {"shop": "mall"},
    "culture": {"amenity": "arts_centre"},
    "sport": {"leisure": "sports_centre"},
    "bus_station": {"amenity": "bus_station"},
    "police": {"amenity": "police"},
}


class Ground:
    """Collects nodes and ways and writes them in the order that the format asks for."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._nodes: list[tuple[float, float, dict[str, str]]] = []
        self._ways: list[tuple[list[int], dict[str, str]]] = []

    def point(self, u: float, v: float, tags: dict[str, str]) -> None:
        """A tagged node at a raster point."""
        lon, lat = self._layout.plane.place(np.array([u]), np.array([v]))
        self._nodes.append((float(lon[0]), float(lat[0]), tags))

    def line(self, points: Floats, tags: dict[str, str]) -> None:
        """A way along raster points."""
        lon, lat = self._layout.plane.place(points[:, 0], points[:, 1])
        self._way(lon, lat, tags)

    def ring(self, points: Floats, tags: dict[str, str]) -> None:
        """A closed way; its first point closes it."""
        lon, lat = self._layout.plane.place(points[:, 0], points[:, 1])
        self._way(lon, lat, tags, closed=True)

    def quads(self, corners: Floats, tags: dict[str, str], levels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Many four-cornered buildings: shape (n, 4, 2)."""
        lon, lat = self._layout.plane.place(corners[:, :, 0], corners[:, :, 1])
        for k in range(len(corners)):
            self._way(lon[k], lat[k], {**tags, "building:levels": str(int(levels[k]))}, closed=True)

    def _way(self, lon: Floats, lat: Floats, tags: dict[str, str], *, closed: bool = False) -> None:
        first = len(self._nodes) + 1
        self._nodes += [(x, y, {}) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
        refs = list(range(first, len(self._nodes) + 1))
        self._ways.append((refs + refs[:1] if closed else refs, tags))

    def write(self, path: Path) -> None:
        """basemap.osm.pbf; an older file is replaced."""
        path.unlink(missing_ok=True)
        header = osmium.io.Header()
        header.set("generator", "citywall simulate")
        writer = osmium.SimpleWriter(str(path), header=header)
        try:
            for number, (lon, lat, tags) in enumerate(self._nodes, 1):
                writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=(lon, lat), tags=tags))
            for number, (refs, tags) in enumerate(self._ways, 1):
                writer.add_way(osmium.osm.mutable.Way(id=number, version=1, nodes=refs, tags=tags))
        finally:
            writer.close()


def draw(layout: Layout, rng: np.random.Generator) -> Ground:
    """Everything that the base map shows."""
    ground = Ground(layout)
    columns, rows = layout.plane.columns, layout.plane.rows
    u = np.arange(-4, columns + 4.01, 0.25)
    middle, half = layout.river_v(u), layout.river_half(u)
    banks = np.concatenate((np.column_stack((u, middle - half)), np.column_stack((u, middle + half))[::-1]))
    ground.ring(banks, {"natural": "water", "water": "river", "name": words.RIVER[0], "name:en": words.RIVER[1]})
    for park in layout.parks:
        _park(ground, park.u, park.v, park.w, park.h, {"name": park.name, "name:en": park.name_en}, rng)
    for street in layout.streets:
        tags = {"highway": _RANKS[street.rank]}
        if street.name:
            tags |= {"name": street.name, "name:en": street.name_en}
        if street.bridge:
            tags["bridge"] = "yes"
        ground.line(street.points, tags)
    track = np.arange(-3, columns + 3.01, 0.5)
    ground.line(
        np.column_stack((track, rows * 0.06 + 0.9 * np.sin(track / 14.0))),
        {"railway": "rail", "name": "青龙铁路", "name:en": "Qinglong Railway"},
    )
    _buildings(ground, layout, rng)
    for spot in layout.spots:
        ground.point(spot.u, spot.v, {**_SPOTS[spot.kind], "name": spot.name, "name:en": spot.name_en})
    for index, (name, name_en) in enumerate(words.DISTRICTS):
        ground.point(columns * (index + 0.5) / 3, rows * 0.45, {"place": "suburb", "name": name, "name:en": name_en})
    ground.point(columns / 2, rows / 2, {"place": "city", "name": words.CITY[0], "name:en": words.CITY[1]})
    return ground


def _park(ground: Ground, u: int, v: int, w: int, h: int, names: dict[str, str], rng: np.random.Generator) -> None:
    inset = 0.1
    corners = np.array(
        [(u + inset, v + inset), (u + w - inset, v + inset), (u + w - inset, v + h - inset), (u + inset, v + h - inset)]
    )
    ground.ring(corners, {"leisure": "park", **names})
    if w * h < 4:
        return
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    wave = 1 + 0.18 * np.sin(3 * angle + rng.uniform(0, 6)) + 0.1 * np.sin(2 * angle)
    pond = np.column_stack(
        (u + w * 0.58 + w * 0.22 * wave * np.cos(angle), v + h * 0.55 + h * 0.2 * wave * np.sin(angle))
    )
    ground.ring(pond, {"natural": "water", "water": "lake"})
    loop = np.column_stack((u + w / 2 + w * 0.41 * np.cos(angle), v + h / 2 + h * 0.4 * np.sin(angle)))
    ground.ring(loop, {"highway": "footway"})


def _buildings(ground: Ground, layout: Layout, rng: np.random.Generator) -> None:
    """Rows of slabs, courtyards and towers inside the cells, off the streets, the river and the parks."""
    quads: list[Floats] = []
    levels: list[int] = []
    for v in range(layout.plane.rows):
        for u in range(layout.plane.columns):
            if layout.park_at(u + 0.5, v + 0.5) or layout.in_river(np.array(u + 0.5), np.array(v + 0.5), 0.45):
                continue
            west, north = _setback(u, layout.bounds_u), _setback(v, layout.bounds_v)
            east, south = _setback(u + 1, layout.bounds_u), _setback(v + 1, layout.bounds_v)
            across, down = ((3, 2), (2, 3), (2, 2), (1, 4), (3, 3), (2, 4))[int(rng.integers(6))]
            height = int(rng.choice((6, 6, 6, 11, 18, 28, 3)))
            step_u, step_v = (1 - west - east) / across, (1 - north - south) / down
            for i in range(across):
                for j in range(down):
                    if rng.random() < 0.12:
                        continue
                    x, y = u + west + i * step_u, v + north + j * step_v
                    w, h = step_u * rng.uniform(0.62, 0.9), step_v * rng.uniform(0.45, 0.82)
                    quads.append(np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]))
                    levels.append(max(1, height + int(rng.integers(-2, 3))))
    ground.quads(np.stack(quads), {"building": "yes"}, np.array(levels))


def _setback(line: int, bounds: tuple[int, ...]) -> float:
    """How far buildings stay away from a raster line, in cells."""
    return 0.24 if line in bounds else 0.17 if line % 2 == 0 else 0.1
