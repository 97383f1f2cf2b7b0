"""The census: components of every class, each where it belongs, with legal codes; 438,938 at scale 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.generator import classes, words
from simulator.generator.areas import Division
from simulator.generator.layout import POND, Layout
from simulator.generator.plane import CELL_M, Floats

TOTALS: dict[str, int] = {"01": 221_406, "02": 73_530, "03": 40_117, "04": 98_640, "05": 5_245}
STATES = ("intact", "damaged", "lost", "occupied", "abandoned")
_STATE_SHARES = (0.9755, 0.0160, 0.0025, 0.0035, 0.0025)


@dataclass(frozen=True)
class Census:
    """Arrays of equal length; `class_index` points into `classes.rows("components")`."""

    class_index: np.ndarray[tuple[int], np.dtype[np.int64]]
    sequence: np.ndarray[tuple[int], np.dtype[np.int64]]
    u: Floats
    v: Floats
    lon: Floats
    lat: Floats
    cell: np.ndarray[tuple[int], np.dtype[np.int64]]
    state: np.ndarray[tuple[int], np.dtype[np.int64]]


class Kerbs:
    """Streets as one long line, to place points on by length, and where streets meet."""

    def __init__(self, layout: Layout, *, lanes: bool) -> None:
        starts, ends, widths, points = [], [], [], []
        for street in layout.streets:
            if street.bridge or (street.rank == 3 and not lanes):
                continue
            starts.append(street.points[:-1])
            ends.append(street.points[1:])
            widths.append(np.full(len(street.points) - 1, street.width_m))
            points.append(street.points)
        self._start, self._end = np.concatenate(starts), np.concatenate(ends)
        self._width = np.concatenate(widths)
        self._lengths = np.hypot(*(self._end - self._start).T)
        self._cumulative = np.cumsum(self._lengths)
        nodes, times = np.unique(np.round(np.concatenate(points), 4), axis=0, return_counts=True)
        self._crossings = nodes[times > 1]

    def draw(self, count: int, rng: np.random.Generator, kind: str) -> tuple[Floats, Floats]:
        """`count` raster points: on the road, at the kerb, on the walk, at shop fronts or at corners.

        What stands in rows stands at even distances, as it was planted or set, on both sides in turn.
        """
        if kind == "corner":
            return self._corners(count, rng)
        at = (np.arange(count) + rng.uniform(0.3, 0.7, count)) / max(count, 1) * self._cumulative[-1]
        index = np.minimum(np.searchsorted(self._cumulative, at), len(self._cumulative) - 1)
        direction = self._end[index] - self._start[index]
        part = 1 - (self._cumulative[index] - at) / self._lengths[index]
        normal = np.column_stack((-direction[:, 1], direction[:, 0])) / self._lengths[index][:, None]
        side = np.where(np.arange(count) % 2, 1.0, -1.0)
        half = self._width[index] / 2
        if kind == "road":
            away = rng.uniform(-0.8, 0.8, count) * half
        elif kind == "kerb":
            away = side * (half + rng.uniform(0.6, 1.0, count))
        elif kind == "front":
            away = side * (half + rng.uniform(4.5, 7.0, count))
        else:
            away = side * (half + rng.uniform(1.5, 4.5, count))
        points = self._start[index] + direction * part[:, None] + normal * (away / CELL_M)[:, None]
        return points[:, 0], points[:, 1]

    def _corners(self, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        index = np.arange(count) * len(self._crossings) // max(count, 1)
        away = rng.choice((-1.0, 1.0), (count, 2)) * rng.uniform(0.12, 0.19, (count, 2))
        points = self._crossings[index] + away
        return points[:, 0], points[:, 1]


def census(layout: Layout, division: Division, scale: float, rng: np.random.Generator) -> Census:
    """Draw the whole census; deterministic for the generator's seed."""
    rows = classes.rows("components")
    kerbs, all_kerbs = Kerbs(layout, lanes=False), Kerbs(layout, lanes=True)
    us, vs, indexes, sequences = [], [], [], []
    for major, total in TOTALS.items():
        members = [k for k, row in enumerate(rows) if row.code[1:3] == major]
        for k, count in zip(members, _share(round(total * scale), [rows[k].weight for k in members]), strict=True):
            u, v = _draw(layout, kerbs, all_kerbs, rows[k].place, count, rng)
            us.append(u)
            vs.append(v)
            indexes.append(np.full(count, k))
            sequences.append(np.arange(1, count + 1))
    u = np.clip(np.concatenate(us), 0.001, layout.plane.columns - 0.001)
    v = np.clip(np.concatenate(vs), 0.001, layout.plane.rows - 0.001)
    lon, lat = layout.plane.place(u, v)
    state = rng.choice(len(STATES), len(u), p=_STATE_SHARES)
    cell = division.cell_at[v.astype(np.int64), u.astype(np.int64)]
    return Census(np.concatenate(indexes), np.concatenate(sequences), u, v, lon, lat, cell, state)


def _share(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total` (largest remainders)."""
    exact = np.array(weights) / sum(weights) * total
    counts = np.floor(exact).astype(int)
    for k in np.argsort(counts - exact, kind="stable")[: total - int(counts.sum())]:
        counts[k] += 1
    return [int(count) for count in counts]


def _draw(
    layout: Layout, kerbs: Kerbs, all_kerbs: Kerbs, place: str, count: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    if place == "lot":
        u = np.floor(rng.uniform(0, layout.plane.columns, count)) + rng.uniform(0.15, 0.85, count)
        v = np.floor(rng.uniform(0, layout.plane.rows, count)) + rng.uniform(0.15, 0.85, count)
        wet = layout.in_river(u, v, 0.1)
        v[wet] -= 2.4
        return u, v
    if place == "park":
        return _in_parks(layout, count, rng)
    if place == "bank":
        u = rng.uniform(0, layout.plane.columns, count)
        side = rng.choice((-1.0, 1.0), count)
        return u, layout.river_v(u) + side * (layout.river_half(u) + rng.uniform(0.01, 0.08, count))
    lines = all_kerbs if place in ("road", "kerb") else kerbs
    return lines.draw(count, rng, place)


def _in_parks(layout: Layout, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Anywhere in the parks but in their ponds."""
    areas = np.array([park.w * park.h for park in layout.parks], dtype=float)
    chosen = rng.choice(len(layout.parks), count, p=areas / areas.sum())
    corner = np.array([(park.u, park.v, park.w, park.h) for park in layout.parks], dtype=float)[chosen]
    u, v = rng.uniform(0.05, 0.95, count), rng.uniform(0.05, 0.95, count)
    from_pond = np.hypot((u - POND[0]) / (POND[2] * 1.3), (v - POND[1]) / (POND[3] * 1.3))
    wet = (from_pond < 1) & (areas[chosen] >= 4)
    # Whoever stands in the pond stands on its shore instead, a little away.
    push = np.where(wet, (1 + 0.25 * rng.random(count)) / np.maximum(from_pond, 0.05), 1.0)
    u, v = POND[0] + (u - POND[0]) * push, POND[1] + (v - POND[1]) * push
    return corner[:, 0] + np.clip(u, 0.04, 0.96) * corner[:, 2], corner[:, 1] + np.clip(v, 0.04, 0.96) * corner[:, 3]


def lines(data: Census, division: Division) -> str:
    """components.csv, header included."""
    rows = classes.rows("components")
    heads = [f"{words.DIVISION}{row.code[1:]}" for row in rows]
    cells = [cell.code for cell in division.cells]
    text = ["code,class_code,lon,lat,cell_code,department_code,state"]
    text += [
        f"{heads[k]}{n:06d},{rows[k].code},{x:.7f},{y:.7f},{cells[c]},{rows[k].department},{STATES[s]}"
        for k, n, x, y, c, s in zip(
            data.class_index.tolist(),
            data.sequence.tolist(),
            data.lon.tolist(),
            data.lat.tolist(),
            data.cell.tolist(),
            data.state.tolist(),
            strict=True,
        )
    ]
    return "\n".join(text) + "\n"
