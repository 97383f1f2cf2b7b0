"""Places with through traffic: an avenue, and a crossing with lights. Traffic keeps to the right."""

from __future__ import annotations

import random
from functools import partial

from simulator.scenes import things
from simulator.scenes.ground import ROAD, YELLOW, avenue, house, row, stage_of, tree, zebra
from simulator.scenes.movers import Chain, between
from simulator.scenes.stage import Stage


def street(chance: random.Random, size: tuple[int, int]) -> Stage:
    """An avenue with shops."""
    stage = stage_of(chance, size, up=8.0, x=3.2, yaw=-0.05, pitch=0.2)
    half = chance.choice((6.5, 8.0))
    stage.back.ground(-90, 3, 90, 270, (122, 124, 120))
    avenue(stage, half, 3, 270, 2)
    zebra(stage, -half + 0.4, half - 0.4, 26, 30)
    for side in (-1, 1):
        row(stage, half + 5.2, 6, 215, 40, side=side)
        for z in range(13, 130, 9):
            tree(stage, side * (half + 1.4), z + chance.random() * 2, 0.8 + chance.random() * 0.3)
        for z in range(18, 120, 27):
            stage.stand(side * (half + 0.6), z, partial(things.lamp, x=side * (half + 0.6), z=z, way=-side))
        stage.walkers("z", side * (half + 3.2), (8, 90), count=3)
    if chance.random() < 0.4:
        x = half + 2.8
        stage.stand(x, 18, partial(things.pile, x=x, z=18, chance=random.Random(1)))
    quarter = half / 4
    for index in (1, 3):
        stage.lane(quarter * index, 1, speed=8.5 - index * 0.6, every=34)
        stage.lane(-quarter * index, -1, speed=8.8 - index * 0.6, every=32)
    stage.riders(half - 0.9, 1, 2)
    stage.riders(-half + 0.2, -1, 2)
    return stage


def crossing(chance: random.Random, size: tuple[int, int]) -> Stage:
    """Two streets meet; the lights change once in a loop: first along, then across with the people."""
    stage = stage_of(chance, size, up=12.0, x=-1.5, pitch=0.25, focal=0.82)
    half, near, far = chance.choice((6.6, 8.8)), 33.0, 33.0 + chance.choice((13.0, 17.0))
    back = stage.back
    back.ground(-170, 3, 170, 260, (128, 130, 126))
    avenue(stage, half, 3, near - 8, 2)
    avenue(stage, half, far + 8, 260, 2)
    back.ground(-170, near, 170, far, ROAD)
    back.ground(-half, near - 8, half, far + 8, ROAD)
    middle = (near + far) / 2
    for x0, x1 in ((-150, -half - 7), (half + 7, 150)):
        back.polygon(
            [(x0, 0, middle - 0.1), (x1, 0, middle - 0.1), (x1, 0, middle + 0.1), (x0, 0, middle + 0.1)], YELLOW, 0.8
        )
    zebra(stage, -half + 0.4, half - 0.4, near - 6.4, near - 2.4)
    zebra(stage, -half + 0.4, half - 0.4, far + 2.4, far + 6.4)
    zebra(stage, -half - 6.2, -half - 2.2, near + 0.6, far - 0.4, along="x")
    zebra(stage, half + 2.2, half + 6.2, near + 0.6, far - 0.4, along="x")
    edge = half + 6.5
    for side in (-1, 1):
        wide = 20 + chance.random() * 8
        house(stage, side * (edge + wide / 2), 13, wide, 24, 14 + chance.random() * 8, hides=True)
        z = far + 7
        while z < 200:
            deep, wide = 20 + chance.random() * 14, 20 + chance.random() * 10
            house(stage, side * (edge + wide / 2), z + deep / 2, wide, deep, 16 + chance.random() ** 1.5 * 40)
            z += deep + 2 + chance.random() * 6
        x = edge + 32.0
        while x < 130:
            wide = 20 + chance.random() * 14
            house(stage, side * (x + wide / 2), far + 20, wide, 22, 14 + chance.random() * 30)
            x += wide + 2
        for z2 in range(int(far) + 12, 140, 10):
            tree(stage, side * (half + 2.4), z2)
        for x2 in range(18, 80, 9):
            tree(stage, side * (x2 + half - 4), far + 4.5)
        kerb = side * (half + 1.0)
        stage.stand(kerb, near - 8.5, partial(things.lamp, x=kerb, z=near - 8.5, way=-side))
        stage.stand(kerb, far + 8.0, partial(things.signal, x=kerb, z=far + 8.0, way=-side))
    go, cross = between(0.0, 0.46), between(0.5, 0.96)
    gap = 74.0
    for index in (1, 3):
        lane = half * index / 4
        for way, stop in ((1, near - 9.5), (-1, far + 10.0)):
            queue = chance.randrange(2, 5)
            offsets = [stop - way * (place * 8.4 + chance.random() * 0.8) for place in range(queue)]
            stage.lane(
                way * lane,
                way,
                speed=gap / 16,
                reach=(5, 200),
                law=go,
                offsets=offsets,
                heavy=0.16 if index == 3 else 0.05,
            )
        depth = (far - near) * index / 8
        for way in (1, -1):
            queue = chance.randrange(1, 4)
            stop = -way * (half + 8.6)
            offsets = [stop - way * (place * 8.4 + chance.random()) for place in range(queue)]
            stage.lane(
                middle - way * depth,
                way,
                speed=gap / 16,
                reach=(-110, 110),
                law=cross,
                offsets=offsets,
                axis="x",
                heavy=0.1,
            )
    for line, law in ((near - 5.2, cross), (near - 3.6, cross), (far + 4.4, cross)):
        for _ in range(3):
            start = -half - 1.6 - chance.random() * 2.2
            stage.chains.append(
                Chain(
                    stage.person(stride=24),
                    "x",
                    chance.choice((1, -1)),
                    line + chance.random(),
                    start,
                    2 * half + 4.5,
                    (-26, 26),
                    law,
                )
            )
    for side in (-1, 1):
        for _ in range(3):
            way, x = chance.choice((1, -1)), side * (half + 3.2 + chance.random() * 2)
            start = near - 1.5 - chance.random() * 2
            stage.chains.append(Chain(stage.person(stride=24), "z", way, x, start, far - near + 5, (10, 80), go))
    stage.riders(half - 0.8, 1, 1, reach=(5, 20))
    return stage
