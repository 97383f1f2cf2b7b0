"""Layouts by name, by number and as they travel; free ones are made by merging squares. Pure."""

from __future__ import annotations

import re
from typing import Final

from contract.walls import MOST_LINES, MOST_TILES, TileLayout
from videowall import grid
from videowall.grid import Arrangement

USUAL: Final = (1, 4, 6, 8, 9, 16, 25, 36, 64)
"""Tiles of the layouts that everybody has, in the order of the menu."""
_RASTER = re.compile(r"([0-9]{1,2})\s*[x×*]\s*([0-9]{1,2})")
_ONE_AND = re.compile(r"1\s*\+\s*([0-9]{1,2})")


def title(kind: Arrangement) -> str:
    """`3×3`, `1+5`; empty for a free one."""
    if kind.columns * kind.rows == len(kind.places):
        return f"{kind.columns}×{kind.rows}"
    return f"1+{len(kind.places) - 1}" if kind == grid.ARRANGEMENTS.get(len(kind.places)) else ""


def of_count(tiles: int) -> Arrangement | None:
    """The usual layout with exactly so many tiles."""
    return grid.ARRANGEMENTS.get(tiles)


def of_text(text: str) -> Arrangement | None:
    """The layout that is meant by `9`, `1+5` or `4x3`; None where it is none."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return of_count(int(text))
    if found := _ONE_AND.fullmatch(text):
        kind = of_count(int(found[1]) + 1)
        return kind if kind is not None and title(kind).startswith("1+") else None
    if found := _RASTER.fullmatch(text):
        columns, rows = int(found[1]), int(found[2])
        if 1 <= columns <= MOST_LINES and 1 <= rows <= MOST_LINES and columns * rows <= MOST_TILES:
            return grid.raster(columns, rows)
    return None


def of_wire(layout: TileLayout) -> Arrangement:
    """A layout of the server."""
    return Arrangement(layout.columns, layout.rows, layout.spans)


def to_wire(kind: Arrangement) -> TileLayout:
    """A layout for the server."""
    return TileLayout(columns=kind.columns, rows=kind.rows, spans=kind.places)


def merged(kind: Arrangement, column: int, row: int, columns: int, rows: int) -> Arrangement:
    """One tile over these squares; what is left of the tiles that it touches becomes single squares.

    So a layout always covers its raster exactly once. A span of one square splits the tile that lies there.
    ValueError where the span leaves the raster, or squares would become more tiles than a wall may have.
    """
    if column < 0 or row < 0 or columns < 1 or rows < 1 or column + columns > kind.columns or row + rows > kind.rows:
        raise ValueError(f"{columns} x {rows} at {column}, {row} is not within {kind.columns} x {kind.rows}")
    span = (column, row, columns, rows)
    kept = [place for place in kind.places if not _meet(place, span)]
    covered = {square for place in (*kept, span) for square in squares(place)}
    free = [
        (x, y, 1, 1) for y in range(kind.rows) for x in range(kind.columns) if (x, y) not in covered
    ]  # fmt: skip
    places = tuple(sorted((*kept, span, *free), key=lambda place: (place[1], place[0])))
    if len(places) > MOST_TILES:
        raise ValueError(f"{len(places)} tiles: at most {MOST_TILES}")
    return Arrangement(kind.columns, kind.rows, places)


def squares(place: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """The squares (column, row) under a tile."""
    column, row, columns, rows = place
    return [(x, y) for y in range(row, row + rows) for x in range(column, column + columns)]


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
