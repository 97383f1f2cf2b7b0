"""Places for people on foot: market lane, river walk, square."""

from __future__ import annotations

import random
from functools import partial

from simulator.scenes import movers, things
from simulator.scenes.ground import ROAD, house, stage_of, tree
from simulator.scenes.movers import Chain
from simulator.scenes.stage import Stage


def market(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A lane of stalls, full of people."""
    stage = stage_of(chance, size, up=6.2, x=0.8, pitch=0.2, focal=0.86)
    stage.back.ground(-70, 3, 70, 210, (132, 132, 127))
    stage.back.ground(-4.4, 3, 4.4, 210, (112, 113, 112))
    for side in (-1, 1):
        z = 4.0
        while z < 135:
            deep = 9 + chance.random() * 7
            house(stage, side * (6.9 + 5), z + deep / 2, 10, deep, 8 + chance.random() * 9)
            z += deep + 0.3
        z = 10.0
        while z < 66:
            if chance.random() < 0.8:
                colour, grain = chance.choice(things.AWNINGS), random.Random(chance.random())
                stage.stand(side * 4.9, z, partial(things.stall, x=side * 4.9, z=z, colour=colour, chance=grain))
                stage.idle(side * 5.5, z + 0.9)
                if chance.random() < 0.75:
                    stage.idle(side * (3.1 + chance.random() * 0.5), z - 0.4 + chance.random())
            z += 4.3 + chance.random()
    for line in (-2.4, -1.2, 0.0, 1.2, 2.4):
        stage.walkers("z", line, (8, 100), count=3, gap=chance.choice((16.0, 18.0)))
    stage.riders(0.4, 1, 1, speed=3.0)
    stage.riders(-1.2, -1, 1, speed=3.0)
    if chance.random() < 0.5:
        stage.stand(-3.2, 13, partial(things.pile, x=-3.2, z=13, chance=random.Random(2)))
    return stage


def river(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A walk along the water with a skyline beyond."""
    stage = stage_of(chance, size, up=6.4, x=2.0, yaw=0.0, pitch=0.17, focal=0.85)
    back = stage.back
    back.ground(-260, 3, 260, 280, (120, 126, 120))
    back.ground(-260, 6, -3.2, 226, (112, 128, 137))
    back.ground(-3.2, 3, 5, 260, (152, 150, 144))
    for z in range(8, 130, 5):
        back.polygon([(-3.2, 0, z), (5, 0, z), (5, 0, z + 0.1), (-3.2, 0, z + 0.1)], (130, 129, 124), 0.6)
    back.ground(5, 3, 9.4, 260, (98, 112, 92))
    back.ground(9.4, 3, 24, 260, ROAD)
    for x in range(-210, 130, 15):
        if not -4 < x < 26:
            house(
                stage,
                x + chance.random() * 4,
                240 + chance.random() * 40,
                11 + chance.random() * 5,
                14,
                14 + chance.random() ** 2 * 62,
                shops=False,
            )
    for z in range(10, 200, 22):
        house(stage, 36 + chance.random() * 4, z + 8, 16, 17, 12 + chance.random() * 18)
    stage.stand(-2.9, 70, partial(things.railing, x=-2.9, z0=7, z1=150))
    for z in range(11, 110, 9):
        tree(stage, 7.0, z + chance.random(), 1.05)
    for z in range(12, 120, 24):
        stage.stand(4.5, z, partial(things.lamp, x=4.5, z=z, way=-1))
    stage.lane(12.6, -1, speed=9.0, every=38)
    stage.lane(17.2, 1, speed=9.0, every=36)
    stage.lane(21.0, 1, speed=8.0, every=48)
    for line in (-1.6, 0.2, 1.8, 3.2):
        stage.walkers("z", line, (7, 110), count=2)
    runner = stage.person(stride=44, coat=(150, 132, 96))
    stage.chains.append(Chain(runner, "z", 1, 1.0, 4.0, 46.0, (6, 120)))
    stage.idle(-2.2, 22)
    stage.idle(-2.2, 23.1)
    barge = (
        movers.Part(0, 0.0, 0, 5.2, 1.5, 30, (108, 104, 98), 0.3, 0.8),
        movers.Part(0, 1.5, -3, 4.2, 0.7, 22, (128, 118, 98), 0.4, 0.4),
        movers.Part(0, 1.5, -13, 4.2, 3.4, 5, (188, 186, 178), section=-1),
    )
    stage.chains.append(
        Chain(
            barge,
            "z",
            chance.choice((1, -1)),
            -38 - chance.random() * 20,
            60 + chance.random() * 60,
            96.0,
            (30, 210),
        )
    )
    for _ in range(130):
        z = 12 + chance.random() ** 1.6 * 180
        stage.glints.append(
            (
                -4.5 - chance.random() * (20 + z * 0.6),
                z,
                1.2 + chance.random() * 3.5,
                chance.choice((2, 3, 4, 5)),
                chance.random(),
            )
        )
    return stage


def square(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A paved square with planting; people cross it, and some dance."""
    stage = stage_of(chance, size, up=8.4, pitch=0.24, focal=0.93)
    back = stage.back
    back.ground(-130, 3, 130, 250, (148, 148, 143))
    for joint in range(-50, 51, 5):
        back.ground(joint - 0.06, 3, joint + 0.06, 95, (124, 124, 121), 0.55)
    for joint in range(6, 95, 5):
        back.polygon(
            [(-70, 0, joint), (70, 0, joint), (70, 0, joint + 0.12), (-70, 0, joint + 0.12)], (124, 124, 121), 0.55
        )
    for left_of, wide, high in ((-66, 30, 24), (-28, 34, 32), (12, 36, 22), (52, 28, 42), (92, 30, 28)):
        house(
            stage,
            left_of + chance.random() * 6,
            116 + chance.random() * 8,
            wide,
            24,
            high * (0.8 + chance.random() * 0.5),
            shops=False,
        )
    for column in range(-46, 50, 8):
        tree(stage, column, 88 + chance.random() * 3, 1.2)
    for rank in range(20, 84, 10):
        tree(stage, -30, rank, 1.1)
        tree(stage, 31, rank, 1.1)
    for x in (-14.0, 14.0):
        stage.stand(x, 54, partial(things.hedge, x=x, z=54, wide=11, deep=5))
    for index in range(chance.choice((0, 3, 4))):
        x, z = -9 + index * 5.2, 26 + (index % 2) * 3.4
        colour, grain = chance.choice(things.AWNINGS), random.Random(chance.random())
        stage.stand(x, z, partial(things.stall, x=x, z=z, colour=colour, chance=grain))
        stage.idle(x, z + 1)
        stage.idle(x + 0.6, z - 1.3)
    for line in (15, 19, 36, 41, 47, 62, 70):
        stage.walkers("x", line + chance.random() * 2, (-40, 40), count=2, gap=chance.choice((18.0, 21.0)))
    for line in (-17, -6, 7, 18):
        stage.walkers("z", line, (9, 80), count=1)
    left = chance.random() * 6 - 12
    for row in range(3):
        for column in range(4):
            stage.idle(left + column * 2.1 + row % 2, 31 + row * 2.0, dances=True)
    return stage
