"""Byte ranges of the base map file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.map import basemap


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", (0, 99, False)),
        ("bytes=0-9", (0, 9, True)),
        ("bytes=90-200", (90, 99, True)),
        ("bytes=95-", (95, 99, True)),
        ("bytes=-5", (95, 99, True)),
        ("bytes=-500", (0, 99, True)),
        ("bytes=9-3", (0, 99, False)),
        ("bytes=0-1,5-6", (0, 99, False)),
        ("lines=1-2", (0, 99, False)),
        ("bytes=-", (0, 99, False)),
    ],
)
def test_a_range_gives_its_bytes(header: str, expected: tuple[int, int, bool]) -> None:
    part = basemap.part_of(header, 100)
    assert (part.first, part.last, part.partial) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_range_outside_the_file_is_unsatisfiable(header: str) -> None:
    with pytest.raises(basemap.Unsatisfiable):
        basemap.part_of(header, 100)


def test_the_newest_complete_map_is_served(tmp_path: Path) -> None:
    assert basemap.newest(tmp_path) is None
    folder = tmp_path / "map"
    folder.mkdir()
    for age, name in enumerate((".c.pmtiles.1.part", ".d.pmtiles", "b.pmtiles", "a.pmtiles", "x.txt")):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (1000 - age, 1000 - age))
    found = basemap.newest(tmp_path)
    assert found is not None
    assert found.name == "b.pmtiles"
