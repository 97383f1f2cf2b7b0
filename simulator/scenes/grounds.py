"""Places behind a gate or under trees: building site, park path, school gate."""

from __future__ import annotations

import random
from functools import partial

from simulator.scenes import movers, things
from simulator.scenes.ground import PAVE, ROAD, YELLOW, house, stage_of, tree, zebra
from simulator.scenes.ink import Colour, Ink
from simulator.scenes.movers import Chain, between
from simulator.scenes.stage import VESTS, Stage


def site(chance: random.Random, size: tuple[int, int]) -> Stage:
    """The gate of a building site: fence, tower crane, trucks, workers."""
    stage = stage_of(chance, size, up=8.4, pitch=0.19)
    back = stage.back
    back.ground(-140, 3, 140, 240, (130, 126, 117))
    back.ground(-140, 12, 140, 26, ROAD)
    back.ground(-140, 26, 140, 28.5, PAVE)
    back.ground(-140, 18.9, 140, 19.1, YELLOW, 0.8)
    back.ground(-5, 26, 5, 110, (122, 113, 99))
    for index in range(3):
        house(
            stage,
            -46 + index * 44 + chance.random() * 8,
            104 + index * 8,
            24,
            18,
            20 + chance.random() * 26,
            shops=False,
        )
    for x in (-24.0, 18.0):
        stage.far(x, 78, partial(things.skeleton, x=x, z=78.0))
    for index in range(-21, 22):
        x = index * 3.0
        if abs(x) > 6:
            tone: Colour = (106, 125, 140) if index % 2 else (99, 118, 133)
            stage.stand(0, 29, partial(Ink.box, x=x, z=29, wide=2.96, deep=0.2, high=2.5, colour=tone))
    stage.stand(
        0, 29, partial(things.gate, z=29, half=6.0, high=4.4, post=0.8, colour=(156, 146, 116), beam=(156, 146, 116))
    )
    stage.far(26, 84, partial(things.crane, x=26.0, z=84.0))
    stage.lane(22.4, -1, axis="x", speed=8.0, every=40, reach=(-70, 70))
    stage.lane(15.6, 1, axis="x", speed=8.5, every=42, reach=(-70, 70))
    muck = movers.truck((150, 146, 128), (132, 122, 102))
    stage.chains.append(Chain(muck, "z", 1, 1.8, 36.0, 60.0, (34, 100), between(0.1, 0.9)))
    stage.chains.append(Chain(muck, "z", -1, -2.0, 62.0, 60.0, (34, 100), between(0.2, 1.0)))
    for _ in range(6):
        x, z = -9 + chance.random() * 18, 32 + chance.random() * 26
        stage.idle(x, z, coat=chance.choice(VESTS), vest=True)
    for z in (34, 42, 56):
        figure = stage.person(coat=chance.choice(VESTS), vest=True, stride=24)
        stage.chains.append(Chain(figure, "x", chance.choice((1, -1)), z, chance.random() * 20, 20.0, (-24, 24)))
    stage.walkers("x", 27.2, (-24, 24), count=3)
    return stage


def park(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A path under trees."""
    stage = stage_of(chance, size, up=5.8, pitch=0.19)
    back = stage.back
    back.ground(-120, 3, 120, 240, (100, 115, 93))
    back.ground(-3.2, 3, 3.2, 240, (154, 150, 142))
    for side in (-3.2, 3.2):
        back.ground(side - 0.12, 3, side + 0.12, 200, (132, 130, 124))
    if chance.random() < 0.5:
        back.ground(9, 34, 60, 62, (116, 132, 140))
    house(stage, -36, 150, 30, 16, 24, shops=False)
    house(stage, 28, 160, 32, 16, 32, shops=False)
    for z in range(11, 112, 7):
        tree(stage, -5.8 - chance.random() * 1.8, z, 1.25)
        tree(stage, 5.8 + chance.random() * 1.8, z + 3, 1.25)
        if chance.random() < 0.6:
            tree(stage, -14 - chance.random() * 14, z, 1.35)
        if chance.random() < 0.4:
            tree(stage, 15 + chance.random() * 14, z, 1.35)
    for z in (18, 40, 62):
        stage.stand(-3.9, z, partial(things.bench, x=-3.9, z=z))
    for line in (-2.0, -0.8, 0.6, 1.9):
        stage.walkers("z", line, (7, 110), count=2, gap=chance.choice((18.0, 21.0)))
    for way in (1, -1):
        runner = stage.person(stride=44, coat=chance.choice(((150, 132, 96), (104, 124, 138))))
        stage.chains.append(Chain(runner, "z", way, way * 1.3, chance.random() * 40, 46.0, (6, 120)))
    for column in range(3):
        stage.idle(6.4 + column * 1.7, 25 + column % 2, dances=True)
    return stage


def school(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A school gate with a crossing; parents wait, children come out."""
    stage = stage_of(chance, size, up=7.2, pitch=0.215)
    back = stage.back
    back.ground(-140, 3, 140, 240, (140, 140, 135))
    back.ground(-140, 5, 140, 19.5, ROAD)
    back.ground(-140, 12.1, 140, 12.3, YELLOW, 0.8)
    zebra(stage, -3, 3.4, 6, 19)
    for side in (-1, 1):
        for index in range(5):
            x = side * (7.6 + index * 9)
            stage.stand(0, 31, partial(Ink.box, x=x, z=31, wide=8.9, deep=0.3, high=1.1, colour=(158, 152, 142)))
        for x in range(13, 56, 8):
            tree(stage, side * x, 26, 0.9)
    house(stage, -2, 74, 56, 14, 17, shops=False)
    house(stage, -48, 80, 26, 20, 14, shops=False)
    house(stage, 46, 84, 26, 20, 21, shops=False)
    stage.stand(
        0, 31, partial(things.gate, z=31, half=5.2, high=4.6, post=1.4, colour=(164, 156, 142), beam=(132, 96, 88))
    )
    stage.far(0, 52, partial(Ink.box, x=0, z=52, wide=0.14, deep=0.14, high=12, colour=(176, 178, 178)))
    stage.lane(9.0, -1, axis="x", speed=5.0, every=32, reach=(-70, 70))
    stage.lane(15.4, 1, axis="x", speed=5.5, every=36, reach=(-70, 70))
    for _ in range(14):
        stage.idle(-9 + chance.random() * 18, 22 + chance.random() * 5)
    for x in (-2.6, -1.4, 0.2, 1.5, 2.7):
        bag: Colour = chance.choice(((150, 104, 92), (96, 120, 146), (160, 142, 92)))
        child = stage.person(high_m=1.25, bag=bag, stride=26, coat=(96, 112, 136))
        stage.chains.append(Chain(child, "z", -1, x, chance.random() * 10, 15.0, (21, 64)))
    stage.walkers("x", 22.5, (-30, 30), count=3)
    stage.walkers("x", 28.5, (-30, 30), count=2)
    stage.idle(3.9, 20.4, coat=VESTS[0], vest=True)
    return stage
