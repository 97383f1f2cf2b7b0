"""Judges a wall by pictures of its screen: which tiles it marked, and when.

    python -m bench.lying.score FOLDER SHOTS --columns 5 --rows 5

FOLDER is the kit's. SHOTS holds pictures of the wall named by the time they were taken (time.time(), 1763800000.25.png)
with the kit's streams in the order of `kit.json` in a raster of equal tiles. Nothing is known of the wall: a tile is
marked where something else than its camera's picture lies on it (a strip, a veil, a frame, words) in five shots in a
row that did not lie there in the time before the lies began. What the camera sent is taken from `sent.npz`; a wall may
be late. Prints one line a tile and a sum as JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.lying.kinds import NEIGHBOUR, PATIENCE_S
from bench.lying.kit import SENT

CELL = 6
"""Cells of 6 x 6 pixels of the small picture: 16 x 9 a tile."""
OTHER, OTHER_FLAT = 30.0, 10.0
"""Grey values by which a cell's mean differs from what the camera sent, where something lies on it; in a picture
without contrast, where nothing can be displaced, less is enough."""
FLAT = 15.0
LEAST_CELLS = 10
USUAL = 0.2
"""A cell that differed in so many shots before the lies is the wall's own: its name, its clock."""
SHOTS = 5
"""In a row."""
LATE_S = 4.0
HONEST_S = 30.0
"""Before the lies, in which the wall's own drawing is learned."""

Cells = NDArray[np.bool_]
Frame = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one tile. `after_s`: seconds from the lie's beginning to the mark, None where there was none."""

    name: str
    lie: bool
    after_s: float | None
    within_s: float

    @property
    def right(self) -> bool:
        """A lie marked in time, or a healthy tile left alone."""
        return (self.after_s is not None and self.after_s <= self.within_s) if self.lie else self.after_s is None


def judge(folder: Path, shots: Path, columns: int, rows: int) -> list[Verdict]:
    """One verdict for each stream, in their order. ValueError where a file is missing or does not fit."""
    facts = json.loads((folder / "kit.json").read_text(encoding="utf-8"))["streams"]
    with np.load(folder / "sent.npz") as kept:
        sent = {name: kept[name] for name in kept.files}  # once: it is unpacked at each reading
    taken = sorted((float(one.stem), one) for one in shots.iterdir() if one.suffix in (".png", ".jpg"))
    if len(facts) > columns * rows:
        raise ValueError(f"{len(facts)} streams do not fit into {columns} x {rows} tiles")
    if len(taken) < 10:
        raise ValueError("fewer than ten shots")
    onset = min(one["onset"] for one in facts.values() if one["onset"] is not None)
    marked: dict[str, list[Cells]] = {name: [] for name in facts}
    times = [at for at, _ in taken]
    honest = [one for one in taken if onset - HONEST_S <= one[0] < onset]
    frame = _frame(honest[:: max(1, len(honest) // 5)], sent, list(facts), columns, rows)
    for at, path in taken:
        for name, tile in zip(facts, _tiles(path, columns, rows, frame), strict=False):
            marked[name].append(_other(tile, _lately(sent, name, at)))
    return [_verdict(name, facts[name]["onset"], onset, times, marked[name]) for name in facts]


def _frame(
    shots: list[tuple[float, Path]], sent: dict[str, NDArray[np.uint8]], names: list[str], columns: int, rows: int
) -> Frame:
    """Where in a tile its picture lies (left, top, right, bottom as shares): where it fits best before the lies."""
    if not shots:
        raise ValueError("no shot of the time before the lies")
    top_and_bottom = [(top, bottom) for top in (0.0, 0.08, 0.14) for bottom in (1.0, 0.95, 0.9, 0.86, 0.82)]
    best, fits = (0.0, 0.0, 1.0, 1.0), float("inf")
    for top, bottom in top_and_bottom:
        for side in (0.0, 0.02, 0.04, 0.06, 0.08, 0.1):
            frame = (side, top, 1 - side, bottom)
            apart = [
                float(np.abs(_lately(sent, name, at) - tile).mean((1, 2)).min())
                for at, path in shots
                for name, tile in zip(names, _tiles(path, columns, rows, frame), strict=False)
            ]
            if (middle := float(np.median(apart))) < fits:
                best, fits = frame, middle
    return best


def _tiles(path: Path, columns: int, rows: int, frame: Frame) -> Iterator[NDArray[np.float32]]:
    with Image.open(path) as image:
        shot = image.convert("L")
    wide, high = shot.width / columns, shot.height / rows
    left, top, right, bottom = frame
    for row in range(rows):
        for column in range(columns):
            x, y = column * wide, row * high
            box = (x + left * wide + 1, y + top * high + 1, x + right * wide - 1, y + bottom * high - 1)
            yield np.asarray(shot.resize(SENT, Image.Resampling.BOX, box), dtype=np.float32)


def _lately(sent: dict[str, NDArray[np.uint8]], name: str, at: float) -> NDArray[np.float32]:
    times = sent["at"]
    begin, end = np.searchsorted(times, [at - LATE_S, at + 0.3])
    return np.asarray(sent[name][max(0, begin - 1) : max(end, 1)], dtype=np.float32)


def _other(tile: NDArray[np.float32], sent: NDArray[np.float32]) -> Cells:
    """The cells on which something else lies, against the sent picture that fits best."""
    apart = np.abs(sent - tile)
    best = int(np.argmin(np.median(apart, axis=(1, 2))))
    wide, high = SENT
    cells = apart[best].reshape(high // CELL, CELL, wide // CELL, CELL).mean((1, 3))
    return np.asarray(cells > (OTHER if float(sent[best].std()) > FLAT else OTHER_FLAT))


def _verdict(name: str, begins: float | None, onset: float, times: list[float], cells: list[Cells]) -> Verdict:
    before = [one for at, one in zip(times, cells, strict=True) if onset - HONEST_S <= at < onset]
    own = np.mean(before, axis=0) > USUAL if before else np.zeros_like(cells[0])
    since: float | None = None
    lie_at = begins or onset
    # A passer moves on, a mark stays where it is: a cell counts when it differed in so many shots in a row.
    for place in range(SHOTS - 1, len(times)):
        if times[place - SHOTS + 1] >= lie_at:
            stays = np.logical_and.reduce(cells[place - SHOTS + 1 : place + 1]) & ~own
            if int(stays.sum()) >= LEAST_CELLS:
                since = times[place - SHOTS + 1] - lie_at
                break
    return Verdict(name, begins is not None, since, PATIENCE_S.get(name, 10.0))


def summary(verdicts: list[Verdict]) -> dict[str, int]:
    """How many lies were marked in time of how many, and how many healthy tiles were marked."""
    lies = [one for one in verdicts if one.lie]
    fair = [one for one in verdicts if not one.lie and one.name != NEIGHBOUR]
    return {
        "lies": len(lies),
        "marked": sum(one.right for one in lies),
        "healthy": len(fair),
        "false_marks": sum(not one.right for one in fair),
    }


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(prog="bench.lying.score", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("shots", type=Path)
    parser.add_argument("--columns", type=int, required=True)
    parser.add_argument("--rows", type=int, required=True)
    options = parser.parse_args()
    verdicts = judge(options.folder, options.shots, options.columns, options.rows)
    for one in verdicts:
        when = "not marked" if one.after_s is None else f"marked after {one.after_s:.1f} s"
        print(f"{'ok ' if one.right else 'BAD'} {one.name:<12}{'lies' if one.lie else 'healthy':<9}{when}")
    print(json.dumps(summary(verdicts)))


if __name__ == "__main__":
    main()
