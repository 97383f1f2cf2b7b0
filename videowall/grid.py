"""Where tiles lie, and which part of a picture fills one: pure geometry in whole pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels, from its upper left corner."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A raster of `columns` x `rows` equal squares, and the tiles as (column, row, columns, rows) of it."""

    columns: int
    rows: int
    places: tuple[tuple[int, int, int, int], ...]


def raster(columns: int, rows: int) -> Arrangement:
    """Equal tiles in columns and rows. ValueError below one and above 64 tiles."""
    if columns < 1 or rows < 1 or columns * rows > 64:
        raise ValueError(f"{columns} x {rows} tiles: at least one, at most 64")
    return Arrangement(columns, rows, tuple((column, row, 1, 1) for row in range(rows) for column in range(columns)))


def _one_large(n: int) -> Arrangement:
    """One tile over (n-1) x (n-1) squares at the upper left, small ones to its right and below: 2n of them in all."""
    right = tuple((n - 1, row, 1, 1) for row in range(n - 1))
    below = tuple((column, n - 1, 1, 1) for column in range(n))
    return Arrangement(n, n, ((0, 0, n - 1, n - 1), *right, *below))


def _even(n: int) -> Arrangement:
    return raster(n, n)


ARRANGEMENTS: dict[int, Arrangement] = {
    1: _even(1),
    4: _even(2),
    6: _one_large(3),
    8: _one_large(4),
    9: _even(3),
    10: _one_large(5),
    16: _even(4),
    25: _even(5),
    36: _even(6),
    64: _even(8),
}


def arrangement(tiles: int) -> Arrangement:
    """The smallest arrangement with room for `tiles`. ValueError below one and above 64."""
    if tiles < 1:
        raise ValueError("an arrangement needs at least one tile")
    for count in sorted(ARRANGEMENTS):
        if count >= tiles:
            return ARRANGEMENTS[count]
    raise ValueError(f"no arrangement for {tiles} tiles: at most {max(ARRANGEMENTS)}")


def boxes(kind: Arrangement, width: int, height: int, gap: int) -> list[Box]:
    """The tiles' boxes on an area of `width` x `height` px with `gap` px between neighbours.

    Edges are shared: pixels left over by the division are spread, so columns line up and the area is filled exactly.
    """

    def edges(length: int, parts: int) -> tuple[list[int], list[int]]:
        room = max(length - gap * (parts - 1), parts)
        cuts = [round(room * i / parts) for i in range(parts + 1)]
        return [cuts[i] + gap * i for i in range(parts)], [cuts[i + 1] + gap * i for i in range(parts)]

    lefts, rights = edges(width, kind.columns)
    tops, bottoms = edges(height, kind.rows)
    return [
        Box(lefts[c], tops[r], rights[c + cs - 1] - lefts[c], bottoms[r + rs - 1] - tops[r])
        for c, r, cs, rs in kind.places
    ]


def neighbour(tiles: list[Box], index: int, dx: int, dy: int) -> int:
    """The tile next to tile `index` in a direction (one of dx, dy is -1 or 1), itself at the edge.

    Among the tiles beyond the edge the nearest wins, then the one whose middle is nearest across.
    """
    here = tiles[index]
    middle = (here.x + here.w / 2, here.y + here.h / 2)
    best, best_cost = index, float("inf")
    for i, box in enumerate(tiles):
        ahead = (box.x + box.w / 2 - middle[0]) * dx + (box.y + box.h / 2 - middle[1]) * dy
        overlap = (
            min(here.y + here.h, box.y + box.h) - max(here.y, box.y)
            if dx
            else min(here.x + here.w, box.x + box.w) - max(here.x, box.x)
        )
        if i == index or ahead <= 0 or overlap <= 0:
            continue
        across = abs(box.y + box.h / 2 - middle[1]) if dx else abs(box.x + box.w / 2 - middle[0])
        cost = ahead * 4 + across
        if cost < best_cost:
            best, best_cost = i, cost
    return best


MOST_CROP = 0.10
SNAP = 0.97


def scaled(source_w: int, source_h: int, box_w: int, box_h: int) -> tuple[int, int]:
    """The size a whole picture is scaled to for a box: its own ratio kept, at most 10 % cut off, bars for the rest.

    Even numbers, at least 2 x 2; never more than box / 0.9 in one direction and the box in the other.
    """
    if min(source_w, source_h, box_w, box_h) <= 0:
        return 2, 2
    fit = min(box_w / source_w, box_h / source_h)
    fill = max(box_w / source_w, box_h / source_h)
    scale = fill if fit / fill >= 1.0 - MOST_CROP else fit / (1.0 - MOST_CROP)
    if SNAP <= scale <= 1.0 and fit >= 1.0 - MOST_CROP:
        scale = 1.0  # nearly its own size: converting without scaling costs a fifth
    return max(2, round(source_w * scale / 2) * 2), max(2, round(source_h * scale / 2) * 2)


def laid(picture_w: int, picture_h: int, box_w: int, box_h: int) -> tuple[Box, Box]:
    """(part of the picture, where it lies in the box), both centred: the larger is cut, the smaller gets bars."""
    w, h = min(picture_w, box_w), min(picture_h, box_h)
    return (
        Box((picture_w - w) // 2, (picture_h - h) // 2, w, h),
        Box((box_w - w) // 2, (box_h - h) // 2, w, h),
    )
