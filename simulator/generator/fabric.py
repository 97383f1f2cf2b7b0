"""Buildings: what a use looks like from above. Rows of slabs that face south, towers, halls, old quarters, schools."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.generator.layout import QUAY, Block, Layout
from simulator.generator.plane import Floats

Box = tuple[float, float, float, float]  # west, north, east, south in raster units
Built = tuple[Box, int]  # and levels
_SETBACK = {0: 0.06, 1: 0.24, 2: 0.17, 3: 0.1}
_SHOP_DEPTH = 0.1


def build(layout: Layout, rng: np.random.Generator) -> tuple[Floats, list[int], list[Floats], list[Floats]]:
    """(corners of n buildings (n, 4, 2), their levels, rings of lawns, rings of running tracks)."""
    built: list[Built] = []
    lawns: list[Floats] = []
    tracks: list[Floats] = []
    for block in layout.blocks:
        inner = _inner(block)
        if inner[2] - inner[0] < 0.2 or inner[3] - inner[1] < 0.2:
            continue
        use = block.use or "slabs"
        built += _USES.get(use, _public)(inner, rng)
        if use in ("slabs", "towers", "commerce", "old"):
            built += _shops(block, inner, rng)
        if use in ("towers", "square") or (use == "slabs" and block.w * block.h >= 4):
            lawns.append(_oval(inner, 0.5, 0.5, 0.16 if use != "square" else 0.3))
        if use == "school" and min(inner[2] - inner[0], inner[3] - inner[1]) > 0.75:
            tracks.append(_track(inner))
    boxes = np.array([box for box, _ in built])
    levels = np.array([level for _, level in built])
    keep = ~_taken(layout, boxes)
    boxes, levels = boxes[keep], levels[keep]
    west, north, east, south = boxes.T
    corners = np.stack(
        [np.column_stack(pair) for pair in ((west, north), (east, north), (east, south), (west, south))], axis=1
    )
    return corners, [int(level) for level in levels], lawns, tracks


def _inner(block: Block) -> Box:
    west, north, east, south = (_SETBACK[rank] for rank in block.ranks)
    return block.u + west, block.v + north, block.u + block.w - east, block.v + block.h - south


def _taken(layout: Layout, boxes: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Buildings that would stand in the river, on its roads or on the railway."""
    taken = np.zeros(len(boxes), dtype=bool)
    for x, y in ((0, 1), (2, 1), (0, 3), (2, 3)):
        u, v = boxes[:, x], boxes[:, y]
        taken |= layout.in_river(u, v, QUAY + 0.2) | (np.abs(v - layout.rail_v(u)) < 0.2)
    return taken


def _slabs(box: Box, rng: np.random.Generator) -> list[Built]:
    """Rows that face south, a storey count for the whole estate, a free middle where it is large."""
    west, north, east, south = box
    west, north, east, south = west + 0.03, north + 0.08, east - 0.03, south - 0.08
    depth, gap = rng.uniform(0.1, 0.125), rng.uniform(0.11, 0.155)
    length = rng.uniform(0.26, 0.46)
    rows = max(1, round((south - north + gap) / (depth + gap)))
    columns = max(1, round((east - west + 0.07) / (length + 0.07)))
    pitch_v, pitch_u = (south - north + gap) / rows, (east - west + 0.07) / columns
    levels = int(rng.choice((5, 6, 6, 7, 11)))
    large = (east - west) * (south - north) > 3
    found: list[Built] = []
    for i in range(columns):
        for j in range(rows):
            u, v = west + i * pitch_u, north + j * pitch_v
            middle = abs((u - west) / (east - west) - 0.45) + abs((v - north) / (south - north) - 0.45) < 0.2
            if rng.random() < 0.05 or (large and middle):
                continue
            shift, width = rng.uniform(0, 0.03), (pitch_u - 0.07) * rng.uniform(0.86, 1.0)
            found.append(((u + shift, v, u + shift + width * 0.97, v + min(depth, pitch_v * 0.6)), levels))
    return found


def _towers(box: Box, rng: np.random.Generator) -> list[Built]:
    west, north, east, south = box
    pitch_u, pitch_v = rng.uniform(0.44, 0.56), rng.uniform(0.38, 0.5)
    wide, deep = rng.uniform(0.22, 0.3), rng.uniform(0.15, 0.19)
    levels = int(rng.integers(17, 34))
    found: list[Built] = []
    for j in range(max(1, int((south - north) / pitch_v))):
        start = west + (pitch_u / 2 if j % 2 else 0.02)
        for i in range(max(1, int((east - start - 0.02) / pitch_u))):
            u, v = start + i * pitch_u, north + 0.06 + j * pitch_v
            if rng.random() < 0.08 or u + wide > east or v + deep > south:
                continue
            found.append(((u, v, u + wide, v + deep), levels))
            if rng.random() < 0.35:
                found.append(((u + wide * 0.25, v + deep, u + wide * 0.75, v + deep + 0.05), levels))
    return found


def _commerce(box: Box, rng: np.random.Generator) -> list[Built]:
    """Podiums close to the street, and office slabs behind them."""
    west, north, east, south = box
    columns, rows = max(1, round((east - west) / 0.95)), max(1, round((south - north) / 0.85))
    step_u, step_v = (east - west) / columns, (south - north) / rows
    found: list[Built] = []
    for i in range(columns):
        for j in range(rows):
            u, v = west + i * step_u, north + j * step_v
            share = rng.uniform(0.42, 0.62)
            found.append(((u + 0.02, v + 0.02, u + step_u * 0.92, v + step_v * share), int(rng.integers(4, 9))))
            left = rng.uniform(0.3, 0.6)
            low, high = v + step_v * (share + 0.1), v + step_v * 0.95
            found.append(((u + 0.04, low, u + step_u * left, high), int(rng.integers(12, 36))))
            if left < 0.5:
                found.append(((u + step_u * (left + 0.12), low, u + step_u * 0.9, high), int(rng.integers(6, 20))))
    return found


def _small(
    pitch_u: float, pitch_v: float, missing: float, levels: int
) -> Callable[[Box, np.random.Generator], list[Built]]:
    """Small houses close together."""

    def fill(box: Box, rng: np.random.Generator) -> list[Built]:
        west, north, east, south = box
        found: list[Built] = []
        for j in range(max(1, int((south - north) / pitch_v))):
            for i in range(max(1, int((east - west) / pitch_u))):
                if rng.random() < missing:
                    continue
                u, v = west + i * pitch_u + rng.uniform(0, 0.02), north + j * pitch_v + rng.uniform(0, 0.02)
                w, h = pitch_u * rng.uniform(0.62, 0.9), pitch_v * rng.uniform(0.6, 0.86)
                found.append(((u, v, min(u + w, east), min(v + h, south)), int(rng.integers(1, levels + 1))))
        return found

    return fill


def _industry(box: Box, rng: np.random.Generator) -> list[Built]:
    west, north, east, south = box
    columns, rows = max(1, round((east - west) / 1.0)), max(1, round((south - north) / 0.5))
    step_u, step_v = (east - west) / columns, (south - north) / rows
    found: list[Built] = []
    for i in range(columns):
        for j in range(rows):
            if rng.random() < 0.1:
                continue
            u, v = west + i * step_u, north + j * step_v
            found.append(((u + 0.03, v + 0.03, u + step_u * rng.uniform(0.75, 0.95), v + step_v * 0.78), 2))
    return found


def _school(box: Box, rng: np.random.Generator) -> list[Built]:
    """Teaching wings in the north and west; the sports ground lies south-east of them."""
    west, north, east, south = box
    w, h = east - west, south - north
    wings: list[Built] = [((west + 0.04 * w, north + 0.04, east - 0.06 * w, north + 0.04 + min(0.14, 0.14 * h)), 5)]
    for k in range(max(1, int(h * 0.6 / 0.3))):
        v = north + 0.3 + k * 0.3
        if v + 0.13 < south:
            wings.append(((west + 0.04 * w, v, west + 0.36 * w, v + 0.13), int(rng.integers(3, 6))))
    return wings


def _market(box: Box, _rng: np.random.Generator) -> list[Built]:
    west, north, east, south = box
    halls = max(2, int((south - north) / 0.32))
    step = (south - north) / halls
    return [((west + 0.05, north + k * step + 0.03, east - 0.05, north + (k + 0.72) * step), 2) for k in range(halls)]


def _square(box: Box, rng: np.random.Generator) -> list[Built]:
    west, north, east, _ = box
    return [((west + 0.1, north + 0.05, east - 0.1, north + 0.2), int(rng.integers(4, 12)))]


def _site(box: Box, rng: np.random.Generator) -> list[Built]:
    west, north, _, _ = box
    return [((west + 0.1, north + 0.1, west + 0.42, north + 0.28), int(rng.integers(1, 18)))]


def _public(box: Box, rng: np.random.Generator) -> list[Built]:
    """A large main building with a wing and a lodge: hospital, culture palace, gymnasium, bus station, police."""
    west, north, east, south = box
    w, h = min(east - west, 1.7), min(south - north, 1.3)
    return [
        ((west + 0.15 * w, north + 0.12 * h, west + 0.85 * w, north + 0.42 * h), int(rng.integers(5, 16))),
        ((west + 0.15 * w, north + 0.52 * h, west + 0.45 * w, north + 0.86 * h), int(rng.integers(3, 8))),
        ((west + 0.62 * w, north + 0.6 * h, west + 0.85 * w, north + 0.82 * h), 2),
    ]


def _shops(block: Block, box: Box, rng: np.random.Generator) -> list[Built]:
    """Low rows of shops along the larger streets around a block."""
    west, north, east, south = box
    found: list[Built] = []
    for side, rank in enumerate(block.ranks):
        if rank not in (1, 2):
            continue
        upright = side % 2 == 0
        at, end = (north + _SHOP_DEPTH, south - _SHOP_DEPTH) if upright else (west, east)
        edge = (west - 0.06, north - 0.05, east + 0.06 - _SHOP_DEPTH * 0.7, south + 0.05 - _SHOP_DEPTH * 0.7)[side]
        while at < end - 0.15:
            width = min(rng.uniform(0.22, 0.5), end - at)
            if rng.random() > (0.3 if upright else 0.1):
                deep = edge + _SHOP_DEPTH * 0.7
                shop = (edge, at, deep, at + width) if upright else (at, edge, at + width, deep)
                found.append((shop, int(rng.integers(2, 4))))
            at += width + rng.uniform(0.03, 0.07)
    return found


def _oval(box: Box, at_u: float, at_v: float, share: float) -> Floats:
    west, north, east, south = box
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    reach = share * min(east - west, south - north) * 1.3
    wave = 1 + 0.15 * np.cos(2 * angle + 0.6)
    return np.column_stack(
        (
            west + (east - west) * at_u + reach * wave * np.cos(angle),
            north + (south - north) * at_v + reach * wave * np.sin(angle),
        )
    )


def _track(box: Box) -> Floats:
    """A running track: 92 m straights' worth of an oval, in the free part of a school."""
    west, north, east, south = box
    half_w = min(0.34, (east - west) * 0.24)
    half_h = min(0.62, (south - north - 0.3) * 0.44)
    straight = max(0.0, half_h - half_w)
    angle = np.linspace(0, np.pi, 10)
    top = np.column_stack((half_w * np.cos(angle), -straight - half_w * np.sin(angle)))
    bottom = np.column_stack((-half_w * np.cos(angle), straight + half_w * np.sin(angle)))
    centre = np.array([west + (east - west) * 0.68, north + 0.25 + (south - north - 0.25) * 0.5])
    return centre + np.concatenate((top, bottom))


_USES: dict[str, Callable[[Box, np.random.Generator], list[Built]]] = {
    "slabs": _slabs,
    "towers": _towers,
    "commerce": _commerce,
    "mall": _commerce,
    "old": _small(0.21, 0.18, 0.08, 3),
    "village": _small(0.24, 0.22, 0.45, 2),
    "industry": _industry,
    "school": _school,
    "market": _market,
    "square": _square,
    "site": _site,
}
