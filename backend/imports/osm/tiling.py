"""Cut features into vector tiles, zoom by zoom, with whole arrays of geometries at a time.

A zoom's geometries are scaled to tile units (4096 to a tile), thinned to half a screen pixel, and dropped where they
would be smaller than one. Features inside one tile are taken as they are; the others are clipped to it and its buffer.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import mapbox_vector_tile
import numpy as np
import numpy.typing as npt
import shapely

from backend.imports.osm import rules
from backend.imports.osm.rules import Style

EXTENT = 4096
BUFFER = 64
_PIXEL = EXTENT / 256
_LAYER_ORDER = ("green", "water", "building", "rail", "road", "place")
_SMALLEST_AREA = {"building": 1.5, "green": 12.0, "water": 6.0}  # square pixels
_POLYGON, _MULTIPOLYGON = 3, 6

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Tile:
    """One encoded tile: gzip of a Mapbox Vector Tile."""

    zoom: int
    x: int
    y: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Piece:
    layer: str
    shape: shapely.Geometry
    attributes: dict[str, str | int]


def joined(geometries: list[shapely.Geometry], styles: list[Style]) -> tuple[list[shapely.Geometry], list[Style]]:
    """Lines with the same style become as few long lines as their ends allow; everything else stays."""
    groups: dict[tuple[str, int, tuple[tuple[str, str | int], ...]], list[int]] = {}
    shapes: list[shapely.Geometry] = []
    kept: list[Style] = []
    for at, (shape, style) in enumerate(zip(geometries, styles, strict=True)):
        if isinstance(shape, shapely.LineString):
            key = style.layer, style.from_zoom, tuple(sorted(style.attributes.items()))
            groups.setdefault(key, []).append(at)
        else:
            shapes.append(shape)
            kept.append(style)
    for members in groups.values():
        merged = shapely.line_merge(shapely.multilinestrings([geometries[at] for at in members]))
        parts = shapely.get_parts(merged)
        shapes.extend(parts)
        kept.extend([styles[members[0]]] * len(parts))
    return shapes, kept


def tiles(
    geometries: list[shapely.Geometry], styles: list[Style], progress: Callable[[int], None] = lambda _zoom: None
) -> Iterator[Tile]:
    """Every tile that holds something, zoom 10 to 16; `progress` hears each finished zoom."""
    shapes, kept = joined(geometries, styles)
    world: Geometries = np.array(shapes, dtype=object)
    from_zoom = np.array([style.from_zoom for style in kept])
    layers = np.array([style.layer for style in kept])
    for zoom in range(rules.MIN_ZOOM, rules.MAX_ZOOM + 1):
        shown = np.flatnonzero(from_zoom <= zoom)
        if len(shown):
            yield from _zoom_tiles(world[shown], layers[shown], [kept[i] for i in shown], zoom)
        progress(zoom)


def _zoom_tiles(world: Geometries, layers: npt.NDArray[np.str_], styles: list[Style], zoom: int) -> Iterator[Tile]:
    scale = float(EXTENT << zoom)
    shapes: Geometries = shapely.transform(world, lambda points: points * scale)
    tolerance = _PIXEL / 2 if zoom < rules.MAX_ZOOM else 1.0
    types = shapely.get_type_id(shapes)
    lines_or_areas = types != 0
    shapes[lines_or_areas] = shapely.simplify(shapes[lines_or_areas], tolerance)
    large = ~shapely.is_empty(shapes)
    areas = np.isin(types, (_POLYGON, _MULTIPOLYGON))
    smallest = np.array([_SMALLEST_AREA.get(layer, 0.0) for layer in layers]) * _PIXEL**2
    large &= ~areas | (shapely.area(shapes) >= smallest)
    index = np.flatnonzero(large)
    by_tile: dict[tuple[int, int], list[_Piece]] = {}
    spans = _spans(shapes[index], zoom)
    whole = (spans[:, 0] == spans[:, 2]) & (spans[:, 1] == spans[:, 3])
    for at, (x, y, _, _) in zip(index[whole].tolist(), spans[whole].tolist(), strict=True):
        by_tile.setdefault((x, y), []).append(_Piece(styles[at].layer, shapes[at], styles[at].attributes))
    for (x, y), members in _crossing(index[~whole], spans[~whole]).items():
        _clip(shapes, styles, members, x, y, by_tile.setdefault((x, y), []))
    for (x, y), pieces in sorted(by_tile.items()):
        data = _encode(pieces, x, y)
        if data:
            yield Tile(zoom, x, y, gzip.compress(data, compresslevel=6, mtime=0))


def _spans(shapes: Geometries, zoom: int) -> npt.NDArray[np.int64]:
    """First and last tile column and row whose buffered square each shape touches."""
    bounds = shapely.bounds(shapes)
    spans = np.empty((len(shapes), 4), np.int64)
    spans[:, :2] = np.floor((bounds[:, :2] - BUFFER) / EXTENT)
    spans[:, 2:] = np.floor((bounds[:, 2:] + BUFFER) / EXTENT)
    return np.clip(spans, 0, (1 << zoom) - 1)


def _crossing(index: npt.NDArray[np.int64], spans: npt.NDArray[np.int64]) -> dict[tuple[int, int], list[int]]:
    members: dict[tuple[int, int], list[int]] = {}
    for at, (x0, y0, x1, y1) in zip(index.tolist(), spans.tolist(), strict=True):
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                members.setdefault((x, y), []).append(at)
    return members


def _clip(shapes: Geometries, styles: list[Style], members: list[int], x: int, y: int, pieces: list[_Piece]) -> None:
    west, north = x * EXTENT - BUFFER, y * EXTENT - BUFFER
    cut = shapely.clip_by_rect(shapes[members], west, north, west + EXTENT + 2 * BUFFER, north + EXTENT + 2 * BUFFER)
    for at, shape in zip(members, cut, strict=True):
        if not shape.is_empty:
            pieces.append(_Piece(styles[at].layer, shape, styles[at].attributes))


def _encode(pieces: list[_Piece], x: int, y: int) -> bytes:
    offset = np.array([x * EXTENT, y * EXTENT], float)
    shapes: Geometries = np.array([piece.shape for piece in pieces], dtype=object)
    shapes = shapely.transform(shapes, lambda points: np.rint(points - offset))
    areas = np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTIPOLYGON))
    # Rounding to the grid can fold a ring over itself; readers want exterior rings clockwise on a screen (y down).
    bad = np.flatnonzero(areas & ~shapely.is_valid(shapes))
    if len(bad):
        shapes[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    shapes[areas] = shapely.orient_polygons(shapes[areas], exterior_cw=False)
    layers: dict[str, list[dict[str, object]]] = {}
    for piece, shape in zip(pieces, shapes, strict=True):
        if not shape.is_empty and (piece.layer == "place" or shape.length > 0):
            layers.setdefault(piece.layer, []).append({"geometry": shape, "properties": piece.attributes})
    ordered = [{"name": name, "features": layers[name]} for name in _LAYER_ORDER if name in layers]
    if not ordered:
        return b""
    options = {"y_coord_down": True, "extents": EXTENT, "check_winding_order": False}
    return bytes(mapbox_vector_tile.encode(ordered, default_options=options))
