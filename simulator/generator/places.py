"""What stands on each block, and the named places: estates, markets, schools, hospitals, squares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulator.generator import words
from simulator.generator.layout import Block, Layout, Spot

_SPECIAL_EVERY = 4  # one block of so many holds something that a neighbourhood shares
_ORDINARY: tuple[str, ...] = ("slabs", "towers", "commerce", "old", "industry", "site", "village")


def lay_places(layout: Layout, rng: np.random.Generator) -> None:
    """Give every block its use, and most of them a name after the street they lie at."""
    namer = _Names(layout, rng)
    dry = [k for k, block in enumerate(layout.blocks) if not _on_water(layout, block)]
    order = [dry[k] for k in rng.permutation(len(dry))]
    special: Iterator[str] = _cycle(words.SHARED)
    for turn, k in enumerate(order):
        block = layout.blocks[k]
        if turn % _SPECIAL_EVERY == 0 and block.w * block.h <= 8:
            kind = next(special)
            name, name_en, use = words.PLACES[kind]
            layout.blocks[k] = replace(block, use=use)
            layout.spots.append(_spot(block, use, namer.of(block, name), namer.english(name_en)))
            continue
        use = _ordinary(layout, block, rng)
        layout.blocks[k] = replace(block, use=use)
        if use in ("slabs", "towers", "site") and block.w * block.h >= 3:
            suffix = words.ESTATES[int(rng.integers(len(words.ESTATES)))]
            layout.spots.append(
                _spot(block, "site" if use == "site" else "estate", namer.of(block, suffix), namer.english("Estate"))
            )
        elif use == "industry" and block.w * block.h >= 6:
            layout.spots.append(_spot(block, "estate", namer.of(block, "工业园"), namer.english("Industrial Park")))


class _Names:
    """Names that occur once: after the street at the block where it is free, else a stem of their own."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self._stems: list[tuple[str, str]] = [words.SECONDARY[k] for k in rng.permutation(len(words.SECONDARY))]
        self._turn = 0
        self._used: set[str] = set()
        self._streets: dict[tuple[bool, int], list[tuple[float, float, str, str]]] = {}
        for street in layout.streets:
            upright = abs(street.points[0, 0] - street.points[-1, 0]) < 1e-9
            level = abs(street.points[0, 1] - street.points[-1, 1]) < 1e-9
            if street.rank <= 2 and upright != level:
                axis = 0 if upright else 1
                low, high = street.points[0, 1 - axis], street.points[-1, 1 - axis]
                key = (upright, round(float(street.points[0, axis])))
                self._streets.setdefault(key, []).append((float(low), float(high), street.name, street.name_en))
        self._last_en = ""

    def of(self, block: Block, suffix: str) -> str:
        """A new name that ends in `suffix`."""
        sides = ((True, block.u), (False, block.v), (True, block.u + block.w), (False, block.v + block.h))
        for (upright, at), rank in zip(sides, block.ranks, strict=True):
            middle = block.v + block.h / 2 if upright else block.u + block.w / 2
            for low, high, name, name_en in self._streets.get((upright, at), []) if rank in (1, 2) else []:
                stem = name.removesuffix("大道").removesuffix("路").removesuffix("街")
                if low <= middle <= high and stem + suffix not in self._used:
                    self._last_en = name_en.rsplit(" ", 1)[0]
                    self._used.add(stem + suffix)
                    return stem + suffix
        while True:
            stem, self._last_en = self._stems[self._turn % len(self._stems)]
            numeral = "" if self._turn < len(self._stems) * 6 else str(self._turn)
            self._turn += 1
            if stem + suffix + numeral not in self._used:
                self._used.add(stem + suffix + numeral)
                return stem + suffix + numeral

    def english(self, suffix: str) -> str:
        """The English of the name just given."""
        return f"{self._last_en} {suffix}"


def _spot(block: Block, kind: str, name: str, name_en: str) -> Spot:
    return Spot(name, name_en, kind, block.u + block.w / 2, block.v + block.h / 2, block.w / 2, block.h / 2)


def _ordinary(layout: Layout, block: Block, rng: np.random.Generator) -> str:
    """By chance, weighed by how far from the middle the block lies and at which street."""
    across, down = (block.u + block.w / 2) / layout.plane.columns, (block.v + block.h / 2) / layout.plane.rows
    away = 2 * max(abs(across - 0.5), abs(down - 0.5))
    works = 6.0 if across > 0.74 and down < 0.3 else 4.0 if across < 0.16 and down > 0.55 else 0.06
    weights = np.array([
        4.6, 2.4, 1.6 if away < 0.4 and 1 in block.ranks else 0.5, 1.5 if 0.1 < away < 0.45 else 0.15, works, 0.22,
        1.1 if away > 0.8 else 0.04,
    ])  # fmt: skip
    use = _ORDINARY[int(rng.choice(len(_ORDINARY), p=weights / weights.sum()))]
    return "towers" if use == "site" and block.w * block.h > 4 else use


def _on_water(layout: Layout, block: Block) -> bool:
    corners_u = np.array([block.u, block.u + block.w, block.u, block.u + block.w, block.u + block.w / 2], dtype=float)
    corners_v = np.array([block.v, block.v, block.v + block.h, block.v + block.h, block.v + block.h / 2], dtype=float)
    return bool(layout.in_river(corners_u, corners_v, 0.3).any())


def _cycle(kinds: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from kinds
