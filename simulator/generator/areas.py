"""Districts, streets, communities, responsibility grids and the unit grid cells with their legal codes.

GB/T 30428.1: a cell's code is 6 digits division, 3 street, 3 community, 3 sequence; numbered from west to east, then
from north to south inside its community; cells share their edges, and an undivided site is one larger cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.codes import cell_code
from simulator.generator import words
from simulator.generator.layout import Layout
from simulator.generator.plane import Floats


@dataclass(frozen=True)
class Area:
    """A level of the city; ring of raster points, closed by its first point."""

    level: str
    code: str
    name: str
    name_en: str
    parent_code: str
    ring: Floats


@dataclass(frozen=True)
class Cell:
    """A unit grid cell over raster cells [u, u+w) x [v, v+h)."""

    code: str
    area_code: str
    grade: str
    u: int
    v: int
    w: int
    h: int


@dataclass(frozen=True)
class Division:
    """All areas and cells, and which cell each raster square belongs to (rows x columns of indexes)."""

    areas: list[Area]
    cells: list[Cell]
    cell_at: np.ndarray[tuple[int, int], np.dtype[np.int64]]


def box(u: float, v: float, w: float, h: float) -> Floats:
    """The ring of a raster box with a point at each cell corner, so that neighbours bend alike."""
    across, down = np.arange(u, u + w + 0.5), np.arange(v, v + h + 0.5)
    top = np.column_stack((across, np.full_like(across, v)))
    right = np.column_stack((np.full_like(down, u + w), down))[1:]
    bottom = np.column_stack((across[::-1], np.full_like(across, v + h)))[1:]
    left = np.column_stack((np.full_like(down, u), down[::-1]))[1:]
    return np.concatenate((top, right, bottom, left))


def divide(layout: Layout) -> Division:
    """Three grid columns make a district; a street is 3 x 3 grids or less; a community is one or two grids."""
    columns, rows = len(layout.bounds_u) - 1, len(layout.bounds_v) - 1
    areas: list[Area] = []
    cells: list[Cell] = []
    cell_at = np.full((layout.plane.rows, layout.plane.columns), -1, dtype=np.int64)
    street_number = 0
    for street_row in range(0, rows, 3):
        for street_column in range(0, columns, 3):
            street_number += 1
            spans = (street_column, min(street_column + 3, columns), street_row, min(street_row + 3, rows))
            _street(layout, street_number, spans, areas, cells, cell_at)
    for index, low in enumerate(range(0, columns, 3)):
        u = layout.bounds_u[low]
        w = layout.bounds_u[min(low + 3, columns)] - u
        name, name_en = words.DISTRICTS[index % 3]
        code = f"{words.DIVISION}-{index + 1}"
        areas.insert(index, Area("district", code, name, name_en, "", box(u, 0, w, layout.plane.rows)))
    return Division(areas, cells, cell_at)


def _street(
    layout: Layout,
    number: int,
    spans: tuple[int, int, int, int],
    areas: list[Area],
    cells: list[Cell],
    cell_at: np.ndarray[tuple[int, int], np.dtype[np.int64]],
) -> None:
    first_column, last_column, first_row, last_row = spans
    name, name_en = words.STREETS[(number - 1) % len(words.STREETS)]
    code = f"{words.DIVISION}{number:03d}"
    u, v = layout.bounds_u[first_column], layout.bounds_v[first_row]
    ring = box(u, v, layout.bounds_u[last_column] - u, layout.bounds_v[last_row] - v)
    areas.append(
        Area("street", code, name, f"{name_en} Street Office", f"{words.DIVISION}-{first_column // 3 + 1}", ring)
    )
    community = 0
    for row in range(first_row, last_row):
        for low in range(first_column, last_column, 2):
            community += 1
            grids = range(low, min(low + 2, last_column))
            _community(layout, number, community, row, grids, areas, cells, cell_at)


def _community(
    layout: Layout,
    street: int,
    number: int,
    row: int,
    grids: range,
    areas: list[Area],
    cells: list[Cell],
    cell_at: np.ndarray[tuple[int, int], np.dtype[np.int64]],
) -> None:
    street_name, street_en = words.STREETS[(street - 1) % len(words.STREETS)]
    stem = street_name.removesuffix("街道").removesuffix("路")
    code = f"{words.DIVISION}{street:03d}{number:03d}"
    v, bottom = layout.bounds_v[row], layout.bounds_v[row + 1]
    u, right = layout.bounds_u[grids[0]], layout.bounds_u[grids[-1] + 1]
    ring = box(u, v, right - u, bottom - v)
    numeral = "一二三四五六七八九"[(number - 1) % 9]
    areas.append(Area("community", code, f"{stem}{numeral}社区", f"{street_en} Community {number}", code[:9], ring))
    grid_codes: dict[int, str] = {}
    for grid in grids:
        grid_number = sum(area.level == "grid" for area in areas) + 1
        left = layout.bounds_u[grid]
        grid_codes[grid] = f"{code}-{grid_number:02d}"
        shape = box(left, v, layout.bounds_u[grid + 1] - left, bottom - v)
        areas.append(
            Area("grid", grid_codes[grid], f"{stem} {grid_number:02d}", f"{street_en} {grid_number:02d}", code, shape)
        )
    sequence = 0
    for y in range(v, bottom):
        for x in range(u, right):
            if cell_at[y, x] >= 0:
                continue
            park = layout.park_at(x + 0.5, y + 0.5)
            w, h = (park.w, park.h) if park else (1, 1)
            sequence += 1
            cell_at[y : y + h, x : x + w] = len(cells)
            area_code = grid_codes[x // 8]
            cells.append(
                Cell(cell_code(words.DIVISION, street, number, sequence), area_code, _grade(layout, x, y), x, y, w, h)
            )


def _grade(layout: Layout, x: int, y: int) -> str:
    """A core, B general, C other: by distance from the middle."""
    away = max(abs(x / layout.plane.columns - 0.5), abs(y / layout.plane.rows - 0.5))
    return "A" if away < 0.2 else "B" if away < 0.38 else "C"
