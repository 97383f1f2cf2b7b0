"""From the cells of a scene to rectangles on a monitor: pure, so that every arrangement can be tried without a screen.

A monitor's raster has 24 x 24 units. Neighbours share edges exactly whatever the size: a panel ends one gap before the
next one begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from contract.entities import Cell

RASTER = 24


@dataclass(frozen=True)
class Area:
    """A rectangle in px."""

    x: int
    y: int
    w: int
    h: int


def place(cell: Cell, area: Area, gap: int) -> Area:
    """Where `cell` lies in `area`, with `gap` px around and between panels."""
    left, right = _edge(area.w, cell.x, gap), _edge(area.w, cell.x + cell.w, gap) - gap
    top, bottom = _edge(area.h, cell.y, gap), _edge(area.h, cell.y + cell.h, gap) - gap
    return Area(area.x + left, area.y + top, right - left, bottom - top)


def _edge(length: int, unit: int, gap: int) -> int:
    """The px where raster line `unit` puts the begin of a panel."""
    return gap + round(unit * (length - gap) / RASTER)


def fault(cell: Cell) -> str | None:
    """Why a cell cannot be placed, None if it can."""
    if cell.monitor < 1:
        return f"monitor {cell.monitor}"
    if cell.w < 1 or cell.h < 1 or cell.x < 0 or cell.y < 0:
        return f"{cell.w} x {cell.h} at {cell.x}, {cell.y}"
    if cell.x + cell.w > RASTER or cell.y + cell.h > RASTER:
        return f"beyond the {RASTER} x {RASTER} raster: {cell.w} x {cell.h} at {cell.x}, {cell.y}"
    return None


def used(cells: Iterable[Cell]) -> int:
    """How many monitors these cells were made for."""
    return max((cell.monitor for cell in cells), default=0)


def fold(cells: Sequence[Cell], monitors: int) -> list[Cell]:
    """The same cells on `monitors` monitors, none lost.

    Monitors that are not there share one that is: the cells of monitor m go to monitor (m - 1) % monitors + 1, and the
    sharers stand side by side, each in an equal part of its width. A cell that would be under one unit wide keeps one.
    """
    if monitors < 1:
        return []
    sharers: dict[int, list[int]] = {}
    for number in sorted({cell.monitor for cell in cells}):
        sharers.setdefault((number - 1) % monitors + 1, []).append(number)
    folded: list[Cell] = []
    for cell in cells:
        home = (cell.monitor - 1) % monitors + 1
        parts = len(sharers[home])
        if parts == 1:
            folded.append(msgspec.structs.replace(cell, monitor=home))
            continue
        index = sharers[home].index(cell.monitor)
        begin = index * RASTER // parts
        width = (index + 1) * RASTER // parts - begin
        left = begin + cell.x * width // RASTER
        right = begin + (cell.x + cell.w) * width // RASTER
        folded.append(msgspec.structs.replace(cell, monitor=home, x=left, w=max(1, right - left)))
    return folded


def overlaps(cells: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """Pairs of cells that cover each other in part."""
    found: list[tuple[Cell, Cell]] = []
    for index, one in enumerate(cells):
        for other in cells[index + 1 :]:
            apart = (
                one.monitor != other.monitor
                or one.x + one.w <= other.x
                or other.x + other.w <= one.x
                or one.y + one.h <= other.y
                or other.y + other.h <= one.y
            )
            if not apart:
                found.append((one, other))
    return found
