"""OpenStreetMap files into a base map that a reader of PMTiles can read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import mapbox_vector_tile
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles

from backend.imports.osm import archive, features, rules, tiling
from contract import geo
from tests.imports.city_maker import SOUTH, WEST, osm_xml

Tiles = dict[tuple[int, int, int], dict[str, dict[str, object]]]


def made(tmp_path: Path, data: bytes) -> tuple[features.Features, Path]:
    source = tmp_path / "map"
    source.write_bytes(data)
    found = features.read(source)
    target = tmp_path / "out.pmtiles"
    label = archive.Label("test", archive.OSM_ATTRIBUTION, found.bounds())
    archive.write(target, tiling.tiles(found.geometries, found.styles), label)
    return found, target


def opened(path: Path) -> tuple[Reader, Tiles]:
    with path.open("rb") as stream:
        source = MmapSource(stream)
        reader = Reader(source)
        tiles = {
            place: mapbox_vector_tile.decode(gzip.decompress(data), default_options={"y_coord_down": True})
            for place, data in all_tiles(source)
        }
        head, about = reader.header(), reader.metadata()
    return (head, about), tiles  # type: ignore[return-value]


def test_roads_buildings_and_names_land_in_the_tiles_that_hold_them(tmp_path: Path) -> None:
    found, path = made(tmp_path, osm_xml())
    (head, about), tiles = opened(path)
    assert [fault.name for fault in found.faults] == ["way/12"]
    assert (head["min_zoom"], head["max_zoom"]) == (10, 16)
    assert head["min_lon_e7"] == round(WEST * 1e7)
    assert about["attribution"] == "© OpenStreetMap contributors"
    assert {layer["id"] for layer in about["vector_layers"]} == {"green", "water", "building", "rail", "road", "place"}
    tile = tiles[16, *geo.tile_of(WEST + 0.0025, SOUTH + 0.0025, 16)]
    (road,) = tile["road"]["features"]
    assert road["properties"] == {"rank": 1, "name": "长兴路", "name_en": "Changxing Road"}
    assert any("building" in tile for (zoom, _, _), tile in tiles.items() if zoom == 16)
    assert not any("building" in tile for (zoom, _, _), tile in tiles.items() if zoom < 14)
    place = tiles[16, *geo.tile_of(WEST + 0.006, SOUTH + 0.006, 16)]["place"]["features"][0]
    assert place["properties"] == {"kind": "suburb", "rank": 2, "name": "城东", "name_en": "East"}


def test_polygons_are_valid_wound_and_clipped_with_a_buffer(tmp_path: Path) -> None:
    _, path = made(tmp_path, osm_xml())
    _, tiles = opened(path)
    seen = 0
    for layers in tiles.values():
        for layer in layers.values():
            for feature in layer["features"]:
                shape = shapely.geometry.shape(feature["geometry"])
                west, north, east, south = shape.bounds
                assert min(west, north) >= -tiling.BUFFER
                assert max(east, south) <= tiling.EXTENT + tiling.BUFFER
                if shape.geom_type == "Polygon":
                    seen += 1
                    assert shape.is_valid
                    assert shape.exterior.is_ccw  # in y-down coordinates: clockwise on the screen
    assert seen


def test_a_street_cut_into_ways_becomes_one_line(tmp_path: Path) -> None:
    nodes = "".join(f'<node id="{n}" version="1" lat="31.0" lon="{120 + n / 1e4}"/>' for n in range(1, 8))
    tags = '<tag k="highway" v="residential"/><tag k="name" v="x"/>'
    ways = "".join(f'<way id="{n}" version="1"><nd ref="{n}"/><nd ref="{n + 1}"/>{tags}</way>' for n in range(1, 7))
    found, _ = made(tmp_path, f'<osm version="0.6">{nodes}{ways}</osm>'.encode())
    shapes, styles = tiling.joined(found.geometries, found.styles)
    assert len(shapes) == len(styles) == 1


def test_borders_of_states_are_never_drawn() -> None:
    tags = {"boundary": "administrative", "admin_level": "2", "name": "x"}
    assert rules.of_line(tags) is None
    assert rules.of_area(tags) is None
    assert rules.label_of_area(tags) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<html></html>",
        b"PK\x03\x04",
        osm_xml()[:700],
        osm_xml().replace(b"</osm>", b""),
        osm_xml().replace(b'lat="31.0"', b'lat="north"'),
        b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c" + b"\xff" * 200,
    ],
)
def test_a_damaged_map_is_refused_with_a_reason(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "map"
    source.write_bytes(data)
    with pytest.raises(features.NotAMap) as fault:
        features.read(source)
    assert str(fault.value)


def test_a_failed_writing_leaves_the_old_map_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "city.pmtiles"
    target.write_bytes(b"old")

    def tiles() -> object:
        yield tiling.Tile(10, 1, 1, b"x")
        raise RuntimeError("disk")

    with pytest.raises(RuntimeError):
        archive.write(target, tiles(), archive.Label("x", "y", (0, 0, 1, 1)))  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["city.pmtiles"]


def test_the_layer_page_names_every_layer_and_attribute() -> None:
    page = (Path(__file__).parents[2] / "docs" / "basemap.md").read_text(encoding="utf-8")
    assert json.dumps("©", ensure_ascii=False).strip('"') in page
    for layer, fields in archive._FIELDS.items():
        assert f"| `{layer}` |" in page
        for name in fields:
            assert name in page


@pytest.mark.parametrize(
    "data", [b"", b"PMTiles", b"x" * 5000, b"PMTiles\x03" + b"\xff" * 3000, b"PMTiles\x03" + bytes(3000)]
)
def test_a_damaged_base_map_is_made_again(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "city.pmtiles"
    path.write_bytes(data)
    assert archive.made_from(path, "x") is None
