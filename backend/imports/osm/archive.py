"""Write the base map as one PMTiles file, complete or not at all."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, MagicNumberNotFound, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from backend.imports.osm import rules
from backend.imports.osm.tiling import Tile

OSM_ATTRIBUTION = "© OpenStreetMap contributors"
GENERATED_ATTRIBUTION = "Generated city, no real place"
LAYOUT_VERSION = 1  # of docs/basemap.md

_FIELDS: dict[str, dict[str, str]] = {
    "green": {"kind": "String", "name": "String", "name_en": "String"},
    "water": {"kind": "String", "name": "String", "name_en": "String"},
    "building": {"levels": "Number", "name": "String", "name_en": "String"},
    "rail": {"kind": "String", "name": "String", "name_en": "String", "tunnel": "Number"},
    "road": {"rank": "Number", "name": "String", "name_en": "String", "bridge": "Number", "tunnel": "Number"},
    "place": {"kind": "String", "rank": "Number", "name": "String", "name_en": "String"},
}


@dataclass(frozen=True, slots=True)
class Label:
    """What the file says about itself."""

    name: str
    attribution: str
    bounds: tuple[float, float, float, float]  # west, south, east, north
    source: str = ""  # sha256 of the file it was made from
    features: int = 0


def write(path: Path, tiles: Iterable[Tile], label: Label) -> int:
    """Write `path` through a temporary file beside it; returns the number of tiles. ValueError where there is none."""
    by_id = sorted((zxy_to_tileid(t.zoom, t.x, t.y), t.data) for t in tiles)
    if not by_id:
        raise ValueError("no tiles: the file has nothing that the base map draws")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            writer: Any = Writer(stream)  # type: ignore[no-untyped-call]  # pmtiles is typed in part only
            for number, data in by_id:
                writer.write_tile(number, data)
            writer.finalize(_head(label), _metadata(label))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return len(by_id)


def made_from(path: Path, source: str) -> int | None:
    """How many features the map at `path` has if it was made by this version from this file, else None."""
    try:
        with path.open("rb") as stream:
            about: dict[str, Any] = Reader(MmapSource(stream)).metadata()  # type: ignore[no-untyped-call]
    except (OSError, EOFError, ValueError, LookupError, zlib.error, MagicNumberNotFound):
        return None  # damaged: it is made again
    if about.get("citywall") != LAYOUT_VERSION or about.get("source") != source:
        return None
    return int(about["features"])


def _head(label: Label) -> dict[str, object]:
    west, south, east, north = label.bounds
    return {
        "version": 3,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": round(west * 1e7),
        "min_lat_e7": round(south * 1e7),
        "max_lon_e7": round(east * 1e7),
        "max_lat_e7": round(north * 1e7),
        "center_zoom": 14,
        "center_lon_e7": round((west + east) / 2 * 1e7),
        "center_lat_e7": round((south + north) / 2 * 1e7),
    }


def _metadata(label: Label) -> dict[str, object]:
    return {
        "name": label.name,
        "attribution": label.attribution,
        "type": "baselayer",
        "format": "pbf",
        "bounds": ",".join(f"{degrees:.6f}" for degrees in label.bounds),
        "minzoom": rules.MIN_ZOOM,
        "maxzoom": rules.MAX_ZOOM,
        "citywall": LAYOUT_VERSION,
        "source": label.source,
        "features": label.features,
        "vector_layers": [
            {"id": name, "fields": fields, "minzoom": rules.MIN_ZOOM, "maxzoom": rules.MAX_ZOOM}
            for name, fields in _FIELDS.items()
        ],
    }
