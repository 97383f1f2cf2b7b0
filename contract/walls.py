"""How panels and tiles of a wall are laid and how cameras go round on them: what `Scene` and `WallState` keep.

A *place* is a video panel of the wall (`video3x3`), a *tile key* is a place and the tile's number in it (`video3x3/0`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec

MOST_TILES = 64
MOST_LINES = 32
MOST_GUESTS = 16

Count = Annotated[int, msgspec.Meta(ge=1, le=MOST_LINES)]
Line = Annotated[int, msgspec.Meta(ge=0, lt=MOST_LINES)]
CameraId = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,19}$")]
Place = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Span = tuple[Line, Line, Count, Count]


class Cell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One place of a scene: a panel on a monitor, in grid units of that monitor's 24 x 24 raster."""

    monitor: int
    x: int
    y: int
    w: int
    h: int
    panel: str
    settings: dict[str, str] = {}


class TileLayout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A raster of equal squares, and the tiles as (column, row, columns, rows) of it."""

    columns: Count
    rows: Count
    spans: Annotated[tuple[Span, ...], msgspec.Meta(min_length=1, max_length=MOST_TILES)]


class Tour(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Cameras that go round on some tiles of a place: as many at once as there are tiles, the others stay fixed.

    Nobody counts: every node finds the step from `since` and the server's clock (`videowall.tour`). Without `since` it
    is held, `elapsed_s` into its step. With a `since` that is still to come an event has interrupted it: its `guests`
    are shown until then, and it goes on where it was.
    """

    cameras: Annotated[tuple[CameraId, ...], msgspec.Meta(min_length=1, max_length=512)]
    tiles: Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, lt=MOST_TILES)], ...], msgspec.Meta(min_length=1)]
    dwell_s: Annotated[float, msgspec.Meta(ge=2, le=3600)] = 10.0
    step: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    elapsed_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0.0
    since: datetime | None = None
    guests: Annotated[tuple[CameraId, ...], msgspec.Meta(max_length=MOST_GUESTS)] = ()


def overlap(spans: Iterable[tuple[int, int, int, int]]) -> tuple[int, int] | None:
    """The first square, (column, row), that two tiles cover."""
    taken: set[tuple[int, int]] = set()
    for column, row, columns, rows in spans:
        for square in ((x, y) for y in range(row, row + rows) for x in range(column, column + columns)):
            if square in taken:
                return square
            taken.add(square)
    return None


def fault_of_layout(layout: TileLayout) -> str | None:
    """Why a layout cannot be drawn, None if it can."""
    for number, (column, row, columns, rows) in enumerate(layout.spans, 1):
        if column + columns > layout.columns or row + rows > layout.rows:
            return f"tile {number} reaches beyond the {layout.columns} x {layout.rows} raster"
    square = overlap(layout.spans)
    return None if square is None else f"two tiles cover column {square[0] + 1}, row {square[1] + 1}"


def fault_of_tour(tour: Tour) -> str | None:
    """Why a tour cannot go round, None if it can."""
    if len(set(tour.tiles)) != len(tour.tiles):
        return "a tile is named twice"
    return "it is further into its step than the step is long" if tour.elapsed_s > tour.dwell_s else None
