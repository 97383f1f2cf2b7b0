"""Component tiles: every component is in exactly one tile of each zoom, where it belongs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.map import morton, tile_codec
from backend.map.census import Census, Rows, no_rows
from backend.map.nearest import distances_m
from contract import geo

points = st.lists(
    st.tuples(
        st.floats(-179.9, 179.9), st.floats(-84.9, 84.9), st.sampled_from([101, 102, 203, 402]), st.integers(0, 4)
    ),
    min_size=1,
    max_size=60,
)


def census_of(items: list[tuple[float, float, int, int]]) -> Census:
    n = len(items)
    return Census(
        Rows(
            code=np.arange(3209990101000001, 3209990101000001 + n, dtype=np.int64),
            class4=np.array([one[2] for one in items], np.uint16),
            state=np.array([one[3] for one in items], np.uint8),
            department=np.zeros(n, np.int64),
            cell=np.zeros(n, np.int64),
            lon=np.array([one[0] for one in items], np.float64),
            lat=np.array([one[1] for one in items], np.float64),
        ),
        edition_at=None,
    )


@given(st.lists(st.tuples(st.integers(0, 2**30 - 1), st.integers(0, 2**30 - 1)), min_size=1, max_size=50))
def test_interleaving_is_undone_by_separating(pairs: list[tuple[int, int]]) -> None:
    x = np.array([one[0] for one in pairs], np.uint64)
    y = np.array([one[1] for one in pairs], np.uint64)
    back_x, back_y = morton.separate(morton.interleave(x, y))
    assert (back_x == x).all()
    assert (back_y == y).all()


@given(points, st.integers(15, 20))
@settings(max_examples=60, deadline=None)
def test_every_component_is_a_dot_in_the_tile_that_holds_it_and_nowhere_else(
    items: list[tuple[float, float, int, int]], zoom: int
) -> None:
    census = census_of(items)
    tiles = {geo.tile_of(lon, lat, zoom) for lon, lat, _, _ in items}
    seen = 0
    for x, y in tiles:
        mode, dots = tile_codec.unpack(census.tile(zoom, x, y))
        assert mode == tile_codec.DOTS
        seen += len(dots)
        expected = sorted((c, s) for lon, lat, c, s in items if geo.tile_of(lon, lat, zoom) == (x, y))
        assert sorted(zip(dots["class4"].tolist(), dots["state"].tolist(), strict=True)) == expected
        assert (dots["major"] == dots["class4"] // 100).all()
    assert seen == len(items)


@given(points, st.integers(15, 18))
@settings(max_examples=60, deadline=None)
def test_a_dot_lies_where_its_component_lies(items: list[tuple[float, float, int, int]], zoom: int) -> None:
    census = census_of(items)
    lon, lat, _, _ = items[0]
    x, y = geo.tile_of(lon, lat, zoom)
    _, dots = tile_codec.unpack(census.tile(zoom, x, y))
    world_x, world_y = geo.mercator(lon, lat)
    place = ((world_x * 2**zoom - x) * 4096, (world_y * 2**zoom - y) * 4096)
    away = np.hypot(dots["x"].astype(float) + 0.5 - place[0], dots["y"].astype(float) + 0.5 - place[1])
    assert away.min() < 1.5


@given(points, st.integers(0, 14))
@settings(max_examples=60, deadline=None)
def test_sums_of_a_low_zoom_count_everything_once(items: list[tuple[float, float, int, int]], zoom: int) -> None:
    census = census_of(items)
    total = 0
    for x, y in {geo.tile_of(lon, lat, zoom) for lon, lat, _, _ in items}:
        mode, sums = tile_codec.unpack(census.tile(zoom, x, y))
        assert mode == tile_codec.SUMS
        assert (sums["column"] < 16).all()
        assert (sums["row"] < 16).all()
        assert (sums["zero"] == 0).all()
        squares = set(zip(sums["column"].tolist(), sums["row"].tolist(), strict=True))
        assert len(squares) == len(sums)
        total += int(sums["n"].sum())
    assert total == len(items)


def test_a_square_is_coloured_by_its_most_frequent_major_class() -> None:
    census = census_of([(120.0, 31.0, 203, 0), (120.0, 31.0, 101, 0), (120.0, 31.0, 201, 0)])
    _, sums = tile_codec.unpack(census.tile(12, *geo.tile_of(120.0, 31.0, 12)))
    assert sums["major"].tolist() == [2]
    assert sums["n"].tolist() == [3]


def test_a_tile_too_full_for_its_head_becomes_sums() -> None:
    n = tile_codec.MAX_RECORDS + 1
    rows = Rows(
        np.arange(n, dtype=np.int64),
        np.full(n, 101, np.uint16),
        np.zeros(n, np.uint8),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.full(n, 120.0),
        np.full(n, 31.0),
    )
    mode, sums = tile_codec.unpack(Census(rows, edition_at=None).tile(16, *geo.tile_of(120.0, 31.0, 16)))
    assert mode == tile_codec.SUMS
    assert sums["n"].tolist() == [n]


def test_an_empty_city_has_empty_tiles() -> None:
    census = Census(no_rows(), edition_at=None)
    assert census.tile(16, 1, 1) == tile_codec.EMPTY_DOTS
    assert census.tile(10, 1, 1) == tile_codec.EMPTY_SUMS
    assert census.near(120.0, 31.0, 500.0) == []
    assert census.counts() == ({}, {})


@pytest.mark.parametrize(("zoom", "x", "y"), [(31, 0, 0), (2, 4, 0), (2, 0, -1), (-1, 0, 0)])
def test_a_tile_outside_the_world_is_refused(zoom: int, x: int, y: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        Census(no_rows(), edition_at=None).tile(zoom, x, y)


@pytest.mark.parametrize("data", [b"", b"CWT1", tile_codec.EMPTY_DOTS + b"x", b"\x00" * 8])
def test_bytes_that_are_no_tile_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="tile"):
        tile_codec.unpack(data)


@given(points, st.floats(-179, 179), st.floats(-80, 80), st.floats(1, 5000))
@settings(max_examples=80, deadline=None)
def test_near_finds_what_a_plain_search_finds(
    items: list[tuple[float, float, int, int]], lon: float, lat: float, radius_m: float
) -> None:
    near_by = [
        (lon + dx * 1e-4, lat + dy * 1e-4, c, s) for (dx, dy, c, s) in [(i, i % 7, 101, 0) for i in range(-9, 9)]
    ]
    census = census_of(items + near_by)
    away = np.sort(distances_m(lon, lat, census.rows.lon, census.rows.lat))
    expected = away[away <= radius_m][:20]
    found = [one.distance_m for one in census.near(lon, lat, radius_m)]
    assert np.allclose(found, expected, atol=0.01)
    assert found == sorted(found)


def test_a_city_of_438938_answers_a_tile_in_well_under_a_millisecond() -> None:
    import time

    n = 438_938
    random = np.random.default_rng(1)
    rows = Rows(
        np.arange(n, dtype=np.int64),
        random.choice(np.array([101, 102, 203, 402]), n).astype(np.uint16),
        np.zeros(n, np.uint8),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        120.0 + random.random(n) * 0.08,
        31.0 + random.random(n) * 0.065,
    )
    census = Census(rows, edition_at=None)
    for zoom in range(10, 19):
        x, y = geo.tile_of(120.04, 31.03, zoom)
        census.tile(zoom, x, y)
        times = []
        for _ in range(50):
            started = time.process_time()
            census.tile(zoom, x, y)
            times.append(time.process_time() - started)
        assert np.median(times) < 0.001, zoom
