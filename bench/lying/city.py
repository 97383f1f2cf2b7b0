"""What healthy cameras of the kit see: real street clips made endless, or a synthetic city where there are none.

A clip that is only repeated would itself be a lie. So each camera goes through its clip in pieces of random length and
order, sways as a pole in the wind, its light changes slowly, strangers cross it, and a sensor's noise lies on all: no
ten seconds come twice.
"""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, RATE = 480, 270, 10
SWAY = 6
"""Pixels a camera may sway to each side."""
_KEPT = 250
_STREETS = 4

Picture = NDArray[np.uint8]
"""`HEIGHT` rows of `WIDTH` grey values."""


def clips(folder: Path) -> list[list[Picture]]:
    """The first pictures of each clip of a folder; empty where there are none."""
    found = [one for one in sorted(folder.glob("*.mp4")) if "UPSCALED" not in one.name]
    return [_decoded(one) for one in found]


def _decoded(clip: Path) -> list[Picture]:
    pictures: list[Picture] = []
    with av.open(str(clip)) as source:
        for frame in source.decode(video=0):
            grey = frame.reformat(WIDTH + 2 * SWAY, HEIGHT + 2 * SWAY, "gray")
            pictures.append(np.asarray(grey.to_ndarray(), dtype=np.uint8))
            if len(pictures) >= _KEPT:
                break
    return pictures


def synthetic(seed: int) -> list[Picture]:
    """One picture of a street of its own: houses with windows, a road, trees."""
    chance = np.random.default_rng(seed)
    height, width = HEIGHT + 2 * SWAY, WIDTH + 2 * SWAY
    picture = np.full((height, width), 170.0)
    at = 0
    while at < width:
        wide, top = int(chance.integers(40, 110)), int(chance.integers(20, 110))
        picture[top : height * 2 // 3, at : at + wide] = chance.integers(60, 190)
        for row in range(top + 6, height * 2 // 3 - 10, 18):
            for column in range(at + 6, at + wide - 8, 16):
                picture[row : row + 9, column : column + 8] = chance.integers(30, 220)
        at += wide
    picture[height * 2 // 3 :] = 95
    picture[height * 5 // 6 : height * 5 // 6 + 4, ::2] = 200
    rough = chance.normal(0, 9, (height // 2 + 1, width // 2 + 1)).repeat(2, 0).repeat(2, 1)[:height, :width]
    return [np.asarray(np.clip(picture + rough, 16, 235), dtype=np.uint8)]


class Camera:
    """One healthy camera; `look` each 1/RATE s."""

    def __init__(self, seed: int, scenes: list[list[Picture]]) -> None:
        self._chance = np.random.default_rng(seed)
        self._scene = scenes[seed % len(scenes)] if scenes else synthetic(seed % _STREETS * 17 + seed)
        self._mirrored = bool(seed // max(len(scenes), 1) % 2)
        self._at, self._step, self._left = 0, 1, 0
        self._sway = np.zeros(2)
        self._light = 1.0
        self._noise = self._chance.normal(0, 2.0, (HEIGHT * 2, WIDTH * 2)).astype(np.int16)
        self._passers: list[list[float]] = []  # x, y, speed, width, height, grey

    def look(self) -> Picture:
        """The next picture."""
        chance = self._chance
        if self._left <= 0:
            self._left = int(chance.integers(3 * RATE, 8 * RATE))
            self._at, self._step = int(chance.integers(len(self._scene))), int(chance.choice([-1, 1]))
        self._left -= 1
        self._at = (self._at + self._step) % len(self._scene)
        self._sway = np.clip(self._sway * 0.98 + chance.normal(0, 0.12, 2), -SWAY, SWAY)
        self._light = float(np.clip(self._light + chance.normal(0, 0.002), 0.85, 1.1))
        top, left = (SWAY + np.round(self._sway)).astype(int)
        scene = self._scene[self._at][top : top + HEIGHT, left : left + WIDTH]
        picture = (scene[:, ::-1] if self._mirrored else scene).astype(np.int16)
        self._pass_by(picture)
        row, column = chance.integers(HEIGHT), chance.integers(WIDTH)
        picture *= round(self._light * 64)
        picture >>= 6
        picture += self._noise[row : row + HEIGHT, column : column + WIDTH]
        return np.clip(picture, 16, 235).astype(np.uint8)

    def _pass_by(self, picture: NDArray[np.int16]) -> None:
        chance = self._chance
        if chance.random() < 0.03:
            way = float(chance.choice([-1.0, 1.0]))
            size = float(chance.integers(14, 50))
            begin = -size if way > 0 else float(WIDTH)
            low = float(chance.integers(HEIGHT // 2, HEIGHT - 30))
            self._passers.append(
                [begin, low, way * chance.uniform(4, 14), size, size * 0.7, float(chance.integers(20, 230))]
            )
        for one in self._passers:
            one[0] += one[2]
            x, y, _, wide, high, grey = one
            picture[int(y) : int(y + high), max(0, int(x)) : max(0, int(x + wide))] = int(grey)
        self._passers = [one for one in self._passers if -60 < one[0] < WIDTH + 60]
