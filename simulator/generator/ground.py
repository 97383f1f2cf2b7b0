"""The ground as OpenStreetMap would tag it: roads, river, parks, buildings, names. Written as basemap.osm.pbf."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium

from simulator.generator import words
from simulator.generator.fabric import build
from simulator.generator.layout import POND, Layout
from simulator.generator.plane import Floats

_EPOCH = "2026-01-01T00:00:00Z"
_OUTSKIRTS = 14.0  # cells beyond the rim that are drawn
_RANKS = {1: "primary", 2: "secondary", 3: "residential"}
_SPOTS: dict[str, dict[str, str]] = {
    "estate": {"place": "neighbourhood"},
    "site": {"place": "neighbourhood"},
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

    def quads(self, corners: Floats, tags: dict[str, str], levels: list[int]) -> None:
        """Many four-cornered buildings: shape (n, 4, 2)."""
        lon, lat = self._layout.plane.place(corners[:, :, 0], corners[:, :, 1])
        for k in range(len(corners)):
            self._way(lon[k], lat[k], {**tags, "building:levels": str(levels[k])}, closed=True)

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
    u = np.arange(-_OUTSKIRTS, columns + _OUTSKIRTS + 0.01, 0.25)
    ground.ring(_band(layout, u, 0.3), {"landuse": "grass"})
    water = {"natural": "water", "water": "river", "name": words.RIVER[0], "name:en": words.RIVER[1]}
    ground.ring(_band(layout, u, 0.0), water)
    for park in layout.parks:
        _park(ground, park.u, park.v, park.w, park.h, {"name": park.name, "name:en": park.name_en}, rng)
    for street in layout.streets:
        tags = {"highway": _RANKS[street.rank]}
        if street.name:
            tags |= {"name": street.name, "name:en": street.name_en}
        if street.bridge:
            tags["bridge"] = "yes"
        ground.line(street.points, tags)
    track = np.arange(-_OUTSKIRTS, columns + _OUTSKIRTS + 0.01, 0.5)
    rail = {"railway": "rail", "name": "青龙铁路", "name:en": "Qinglong Railway"}
    ground.line(np.column_stack((track, layout.rail_v(track))), rail)
    _surroundings(ground, layout, rng)
    _buildings(ground, layout, rng)
    for spot in layout.spots:
        ground.point(spot.u, spot.v, {**_SPOTS[spot.kind], "name": spot.name, "name:en": spot.name_en})
    for index, (name, name_en) in enumerate(words.DISTRICTS):
        ground.point(columns * (index + 0.5) / 3, rows * 0.45, {"place": "suburb", "name": name, "name:en": name_en})
    ground.point(columns / 2, rows / 2, {"place": "city", "name": words.CITY[0], "name:en": words.CITY[1]})
    return ground


def _band(layout: Layout, u: Floats, margin: float) -> Floats:
    """The ring of the river, widened by `margin` cells."""
    middle, half = layout.river_v(u), layout.river_half(u) + margin
    return np.concatenate((np.column_stack((u, middle - half)), np.column_stack((u, middle + half))[::-1]))


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
    at_u, at_v, radius_u, radius_v = POND
    pond = np.column_stack(
        (u + w * (at_u + radius_u * wave * np.cos(angle)), v + h * (at_v + radius_v * wave * np.sin(angle)))
    )
    ground.ring(pond, {"natural": "water", "water": "lake"})
    loop = np.column_stack((u + w / 2 + w * 0.41 * np.cos(angle), v + h / 2 + h * 0.4 * np.sin(angle)))
    ground.ring(loop, {"highway": "footway"})


def _buildings(ground: Ground, layout: Layout, rng: np.random.Generator) -> None:
    corners, levels, lawns, tracks = build(layout, rng)
    ground.quads(corners, {"building": "yes"}, levels)
    for lawn in lawns:
        ground.ring(lawn, {"landuse": "grass"})
    for track in tracks:
        ground.ring(track, {"leisure": "track"})


def _surroundings(ground: Ground, layout: Layout, rng: np.random.Generator) -> None:
    """What lies outside: the arterials go on, wooded hills, a lake."""
    columns, rows = layout.plane.columns, layout.plane.rows
    for street in layout.streets:
        if street.rank != 1 or street.bridge:
            continue
        tags = {"highway": "primary", "name": street.name, "name:en": street.name_en}
        for end, inner in ((0, 1), (-1, -2)):
            edge, step = street.points[end], street.points[end] - street.points[inner]
            at_rim = edge[0] in (0, columns) or edge[1] in (0, rows)
            outward = abs(step[0]) > 1e-9 if edge[0] in (0, columns) else abs(step[1]) > 1e-9
            on_rim = (edge[0] in (0, columns)) and (edge[1] in (0, rows))
            if at_rim and (outward or on_rim) and rng.random() < 0.75:
                on = np.arange(0, _OUTSKIRTS, 0.5)[:, None]
                ground.line(edge + on * np.sign(step) * (np.abs(step) > 1e-9), tags)
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    for index in range(14):
        turn = index / 14 * 2 * np.pi + rng.uniform(-0.2, 0.2)
        reach = rng.uniform(1.18, 1.5)
        centre_u = columns / 2 * (1 + reach * np.cos(turn))
        centre_v = rows / 2 * (1 + reach * np.sin(turn))
        if bool(layout.in_river(np.array(centre_u), np.array(centre_v), 5.0)):
            continue
        radius = rng.uniform(2.0, 5.0)
        wave = 1 + 0.22 * np.sin(3 * angle + rng.uniform(0, 6)) + 0.12 * np.sin(5 * angle + rng.uniform(0, 6))
        blob = np.column_stack(
            (centre_u + radius * 1.5 * wave * np.cos(angle), centre_v + radius * wave * np.sin(angle))
        )
        outside = (blob[:, 0] < -0.4) | (blob[:, 0] > columns + 0.4) | (blob[:, 1] < -0.4) | (blob[:, 1] > rows + 0.4)
        if outside.all():
            ground.ring(blob, {"natural": "water", "water": "lake"} if index % 7 == 3 else {"natural": "wood"})
