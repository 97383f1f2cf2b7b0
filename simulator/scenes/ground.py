"""What every place begins with: the camera, roads and pavements, rows of houses, trees."""

from __future__ import annotations

import random
from functools import partial

from simulator.scenes import things
from simulator.scenes.ink import Air, Colour
from simulator.scenes.lens import Lens
from simulator.scenes.stage import Stage

ROAD: Colour = (88, 92, 96)
PAVE: Colour = (142, 142, 138)
LINE: Colour = (188, 191, 190)
YELLOW: Colour = (184, 170, 122)


def stage_of(chance: random.Random, size: tuple[int, int], **view: float) -> Stage:
    """An empty stage; `view` is how the camera hangs, changed a little by chance."""
    jitter = {
        "x": view.get("x", 0.0) + (chance.random() - 0.5) * 1.6,
        "up": view.get("up", 7.0) * (0.94 + chance.random() * 0.16),
        "yaw": view.get("yaw", 0.0) + (chance.random() - 0.5) * 0.09,
        "pitch": view.get("pitch", 0.2) + (chance.random() - 0.5) * 0.02,
        "focal": view.get("focal", 0.9),
    }
    bright = chance.random()
    haze: Colour = (166 + bright * 12, 174 + bright * 10, 180 + bright * 8)
    sunny = chance.random() * 0.14
    left = chance.random() < 0.5
    air = Air(
        haze=haze, depth_m=170 + chance.random() * 60, left=0.74 + (sunny if left else -sunny / 2),
        right=0.84 + (-sunny if left else sunny / 2), top=1.06 + sunny / 2,
    )  # fmt: skip
    return Stage(Lens(size[0], size[1], **jitter), air, chance)


def house(
    stage: Stage, x: float, z: float, wide: float, deep: float, high: float, *, hides: bool = False, shops: bool = True
) -> None:
    """A house; `hides`: movers pass behind it."""
    colour = stage.chance.choice(things.FACADES)
    grain = random.Random(stage.chance.random())
    draw = partial(things.building, x=x, z=z, wide=wide, deep=deep, high=high, colour=colour, chance=grain, shops=shops)
    if hides:
        stage.stand(0.0, z + deep / 2, draw)
    else:
        stage.far(x, z, draw)


def tree(stage: Stage, x: float, z: float, size: float = 1.0) -> None:
    """A tree that movers pass behind."""
    grain = random.Random(stage.chance.random())
    stage.stand(x, z, partial(things.tree, x=x, z=z, chance=grain, size=size))


def zebra(stage: Stage, x0: float, x1: float, z0: float, z1: float, *, along: str = "z") -> None:
    """A zebra crossing; its bars run `along` z or x."""
    at = x0 if along == "z" else z0
    while at < (x1 if along == "z" else z1) - 0.3:
        if along == "z":
            stage.back.polygon([(at, 0, z0), (at + 0.5, 0, z0), (at + 0.5, 0, z1), (at, 0, z1)], LINE, 0.82)
        else:
            stage.back.polygon([(x0, 0, at), (x1, 0, at), (x1, 0, at + 0.5), (x0, 0, at + 0.5)], LINE, 0.82)
        at += 1.1


def dashes(stage: Stage, x: float, z0: float, z1: float) -> None:
    """A broken lane line."""
    at = z0
    while at < z1:
        stage.back.polygon(
            [(x - 0.07, 0, at), (x + 0.07, 0, at), (x + 0.07, 0, at + 3), (x - 0.07, 0, at + 3)], LINE, 0.75
        )
        at += 7


def avenue(stage: Stage, half: float, z0: float, z1: float, lanes: int) -> None:
    """Road, kerbs, pavement and lane marks between two depths."""
    back = stage.back
    back.ground(-half - 5, z0, -half, z1, PAVE)
    back.ground(half, z0, half + 5, z1, PAVE)
    back.ground(-half, z0, half, z1, ROAD)
    for side in (-half, half):
        back.ground(side - 0.15, z0, side + 0.15, z1, (164, 164, 160))
    for offset in (-0.18, 0.18):
        back.ground(offset - 0.06, z0, offset + 0.06, z1, YELLOW, 0.8)
    for lane in range(1, lanes):
        for side in (-1, 1):
            dashes(stage, side * half * lane / lanes, z0 + 1, min(z1, 150))


def row(stage: Stage, edge: float, z0: float, z1: float, tall: float, *, side: int) -> None:
    """A row of houses along a street."""
    z = z0
    chance = stage.chance
    while z < z1:
        deep, wide = 13 + chance.random() * 15, 12 + chance.random() * 8
        high = 10 + chance.random() ** 2 * tall
        house(stage, side * (edge + wide / 2), z + deep / 2, wide, deep, high)
        z += deep + (7 if chance.random() < 0.2 else 0.8)
