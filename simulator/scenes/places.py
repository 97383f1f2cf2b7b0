"""The places of a city as scenes: crossing, market, river walk, square, building site, park path, school gate, street.

Every camera gets a place of its own: the seed turns the camera a little and chooses houses, trees, traffic and people.
Traffic keeps to the right.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from simulator.scenes import movers, things
from simulator.scenes.ink import Air, Colour
from simulator.scenes.lens import Lens
from simulator.scenes.movers import Chain, between, still
from simulator.scenes.stage import VESTS, Stage

_ROAD: Colour = (88, 92, 96)
_PAVE: Colour = (142, 142, 138)
_LINE: Colour = (188, 191, 190)
_YELLOW: Colour = (184, 170, 122)


def _stage(chance: random.Random, size: tuple[int, int], **view: float) -> Stage:
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


def _house(
    stage: Stage, x: float, z: float, wide: float, deep: float, high: float, *, hides: bool = False, shops: bool = True
) -> None:
    colour = stage.chance.choice(things.FACADES)
    grain = random.Random(stage.chance.random())
    draw = lambda ink: things.building(ink, x, z, wide, deep, high, colour, grain, shops)  # noqa: E731
    if hides:
        stage.stand(0.0, z + deep / 2, draw)
    else:
        stage.far(x, z, draw)


def _tree(stage: Stage, x: float, z: float, size: float = 1.0) -> None:
    grain = random.Random(stage.chance.random())
    stage.stand(x, z, lambda ink: things.tree(ink, x, z, grain, size))


def _zebra(stage: Stage, x0: float, x1: float, z0: float, z1: float, *, along: str = "z") -> None:
    at = x0 if along == "z" else z0
    while at < (x1 if along == "z" else z1) - 0.3:
        if along == "z":
            stage.back.polygon([(at, 0, z0), (at + 0.5, 0, z0), (at + 0.5, 0, z1), (at, 0, z1)], _LINE, 0.82)
        else:
            stage.back.polygon([(x0, 0, at), (x1, 0, at), (x1, 0, at + 0.5), (x0, 0, at + 0.5)], _LINE, 0.82)
        at += 1.1


def _dashes(stage: Stage, x: float, z0: float, z1: float) -> None:
    at = z0
    while at < z1:
        stage.back.polygon(
            [(x - 0.07, 0, at), (x + 0.07, 0, at), (x + 0.07, 0, at + 3), (x - 0.07, 0, at + 3)], _LINE, 0.75
        )
        at += 7


def _avenue(stage: Stage, half: float, z0: float, z1: float, lanes: int) -> None:
    """Road, kerbs, pavement and lane marks between two depths."""
    back = stage.back
    back.ground(-half - 5, z0, -half, z1, _PAVE)
    back.ground(half, z0, half + 5, z1, _PAVE)
    back.ground(-half, z0, half, z1, _ROAD)
    for side in (-half, half):
        back.ground(side - 0.15, z0, side + 0.15, z1, (164, 164, 160))
    for offset in (-0.18, 0.18):
        back.ground(offset - 0.06, z0, offset + 0.06, z1, _YELLOW, 0.8)
    for lane in range(1, lanes):
        for side in (-1, 1):
            _dashes(stage, side * half * lane / lanes, z0 + 1, min(z1, 150))


def _row(stage: Stage, edge: float, z0: float, z1: float, tall: float, *, side: int) -> None:
    z = z0
    chance = stage.chance
    while z < z1:
        deep, wide = 13 + chance.random() * 15, 12 + chance.random() * 8
        high = 10 + chance.random() ** 2 * tall
        _house(stage, side * (edge + wide / 2), z + deep / 2, wide, deep, high)
        z += deep + (7 if chance.random() < 0.2 else 0.8)


def street(chance: random.Random, size: tuple[int, int]) -> Stage:
    """An avenue with shops."""
    stage = _stage(chance, size, up=8.0, x=3.2, yaw=-0.05, pitch=0.2)
    half = chance.choice((6.5, 8.0))
    stage.back.ground(-90, 3, 90, 270, (122, 124, 120))
    _avenue(stage, half, 3, 270, 2)
    _zebra(stage, -half + 0.4, half - 0.4, 26, 30)
    for side in (-1, 1):
        _row(stage, half + 5.2, 6, 215, 40, side=side)
        for z in range(13, 130, 9):
            _tree(stage, side * (half + 1.4), z + chance.random() * 2, 0.8 + chance.random() * 0.3)
        for z in range(18, 120, 27):
            stage.stand(side * (half + 0.6), z, lambda ink, s=side, at=z: things.lamp(ink, s * (half + 0.6), at, -s))  # type: ignore[misc]
        stage.walkers("z", side * (half + 3.2), (8, 90), count=3)
    if chance.random() < 0.4:
        x = half + 2.8
        stage.stand(x, 18, lambda ink: things.pile(ink, x, 18, random.Random(1)))
    quarter = half / 4
    for index in (1, 3):
        stage.lane(quarter * index, 1, speed=8.5 - index * 0.6, every=34)
        stage.lane(-quarter * index, -1, speed=8.8 - index * 0.6, every=32)
    stage.riders(half - 0.9, 1, 2)
    stage.riders(-half + 0.2, -1, 2)
    return stage


def crossing(chance: random.Random, size: tuple[int, int]) -> Stage:
    """Two streets meet; the lights change once in a loop: first along, then across with the people."""
    stage = _stage(chance, size, up=12.0, x=-1.5, pitch=0.25, focal=0.82)
    half, near, far = chance.choice((6.6, 8.8)), 33.0, 33.0 + chance.choice((13.0, 17.0))
    back = stage.back
    back.ground(-170, 3, 170, 260, (128, 130, 126))
    _avenue(stage, half, 3, near - 8, 2)
    _avenue(stage, half, far + 8, 260, 2)
    back.ground(-170, near, 170, far, _ROAD)
    back.ground(-half, near - 8, half, far + 8, _ROAD)
    middle = (near + far) / 2
    for x0, x1 in ((-150, -half - 7), (half + 7, 150)):
        back.polygon(
            [(x0, 0, middle - 0.1), (x1, 0, middle - 0.1), (x1, 0, middle + 0.1), (x0, 0, middle + 0.1)], _YELLOW, 0.8
        )
    _zebra(stage, -half + 0.4, half - 0.4, near - 6.4, near - 2.4)
    _zebra(stage, -half + 0.4, half - 0.4, far + 2.4, far + 6.4)
    _zebra(stage, -half - 6.2, -half - 2.2, near + 0.6, far - 0.4, along="x")
    _zebra(stage, half + 2.2, half + 6.2, near + 0.6, far - 0.4, along="x")
    edge = half + 6.5
    for side in (-1, 1):
        wide = 20 + chance.random() * 8
        _house(stage, side * (edge + wide / 2), 13, wide, 24, 14 + chance.random() * 8, hides=True)
        z = far + 7
        while z < 200:
            deep, wide = 20 + chance.random() * 14, 20 + chance.random() * 10
            _house(stage, side * (edge + wide / 2), z + deep / 2, wide, deep, 16 + chance.random() ** 1.5 * 40)
            z += deep + 2 + chance.random() * 6
        x = edge + 32.0
        while x < 130:
            wide = 20 + chance.random() * 14
            _house(stage, side * (x + wide / 2), far + 20, wide, 22, 14 + chance.random() * 30)
            x += wide + 2
        for z2 in range(int(far) + 12, 140, 10):
            _tree(stage, side * (half + 2.4), z2)
        for x2 in range(18, 80, 9):
            _tree(stage, side * (x2 + half - 4), far + 4.5)
        stage.stand(
            side * (half + 1.0), near - 8.5, lambda ink, s=side: things.lamp(ink, s * (half + 1.0), near - 8.5, -s)
        )  # type: ignore[misc]
        stage.stand(
            side * (half + 1.0), far + 8.0, lambda ink, s=side: things.signal(ink, s * (half + 1.0), far + 8.0, -s)
        )  # type: ignore[misc]
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
            stage.chains.append(
                Chain(stage.person(stride=24), "z", chance.choice((1, -1)), side * (half + 3.2 + chance.random() * 2), near - 1.5 - chance.random() * 2, far - near + 5, (10, 80), go)
            )  # fmt: skip
    stage.riders(half - 0.8, 1, 1, reach=(5, 20))
    return stage


def market(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A lane of stalls, full of people."""
    stage = _stage(chance, size, up=6.2, x=0.8, pitch=0.2, focal=0.86)
    stage.back.ground(-70, 3, 70, 210, (132, 132, 127))
    stage.back.ground(-4.4, 3, 4.4, 210, (112, 113, 112))
    for side in (-1, 1):
        z = 4.0
        while z < 135:
            deep = 9 + chance.random() * 7
            _house(stage, side * (6.9 + 5), z + deep / 2, 10, deep, 8 + chance.random() * 9)
            z += deep + 0.3
        z = 10.0
        while z < 66:
            if chance.random() < 0.8:
                colour, grain = chance.choice(things.AWNINGS), random.Random(chance.random())
                stage.stand(
                    side * 4.9, z, lambda ink, s=side, at=z, c=colour, g=grain: things.stall(ink, s * 4.9, at, c, g)
                )  # type: ignore[misc]
                stage.idle(side * 5.5, z + 0.9)
                if chance.random() < 0.75:
                    stage.idle(side * (3.1 + chance.random() * 0.5), z - 0.4 + chance.random())
            z += 4.3 + chance.random()
    for line in (-2.4, -1.2, 0.0, 1.2, 2.4):
        stage.walkers("z", line, (8, 100), count=3, gap=chance.choice((16.0, 18.0)))
    stage.riders(0.4, 1, 1, speed=3.0)
    stage.riders(-1.2, -1, 1, speed=3.0)
    if chance.random() < 0.5:
        stage.stand(-3.2, 13, lambda ink: things.pile(ink, -3.2, 13, random.Random(2)))
    return stage


def river(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A walk along the water with a skyline beyond."""
    stage = _stage(chance, size, up=6.4, x=2.0, yaw=0.0, pitch=0.17, focal=0.85)
    back = stage.back
    back.ground(-260, 3, 260, 280, (120, 126, 120))
    back.ground(-260, 6, -3.2, 226, (112, 128, 137))
    back.ground(-3.2, 3, 5, 260, (152, 150, 144))
    for z in range(8, 130, 5):
        back.polygon([(-3.2, 0, z), (5, 0, z), (5, 0, z + 0.1), (-3.2, 0, z + 0.1)], (130, 129, 124), 0.6)
    back.ground(5, 3, 9.4, 260, (98, 112, 92))
    back.ground(9.4, 3, 24, 260, _ROAD)
    for x in range(-210, 130, 15):
        if not -4 < x < 26:
            _house(
                stage,
                x + chance.random() * 4,
                240 + chance.random() * 40,
                11 + chance.random() * 5,
                14,
                14 + chance.random() ** 2 * 62,
                shops=False,
            )
    for z in range(10, 200, 22):
        _house(stage, 36 + chance.random() * 4, z + 8, 16, 17, 12 + chance.random() * 18)
    stage.stand(-2.9, 70, lambda ink: things.railing(ink, -2.9, 7, 150))
    for z in range(11, 110, 9):
        _tree(stage, 7.0, z + chance.random(), 1.05)
    for z in range(12, 120, 24):
        stage.stand(4.5, z, lambda ink, at=z: things.lamp(ink, 4.5, at, -1))  # type: ignore[misc]
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
        movers.Part(0, 0.0, 0, 5.2, 1.5, 34, (108, 104, 98), 0.3, 0.8),
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
            48 * 3.0,
            (30, 210),
            lambda phase: phase / 3 if phase < 1 else 1 / 3,
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
    stage = _stage(chance, size, up=8.4, pitch=0.24, focal=0.93)
    back = stage.back
    back.ground(-130, 3, 130, 250, (148, 148, 143))
    for x in range(-50, 51, 5):
        back.ground(x - 0.06, 3, x + 0.06, 95, (124, 124, 121), 0.55)
    for z in range(6, 95, 5):
        back.polygon([(-70, 0, z), (70, 0, z), (70, 0, z + 0.12), (-70, 0, z + 0.12)], (124, 124, 121), 0.55)
    for x, wide, high in ((-66, 30, 24), (-28, 34, 32), (12, 36, 22), (52, 28, 42), (92, 30, 28)):
        _house(
            stage,
            x + chance.random() * 6,
            116 + chance.random() * 8,
            wide,
            24,
            high * (0.8 + chance.random() * 0.5),
            shops=False,
        )
    for x in range(-46, 50, 8):
        _tree(stage, x, 88 + chance.random() * 3, 1.2)
    for z in range(20, 84, 10):
        _tree(stage, -30, z, 1.1)
        _tree(stage, 31, z, 1.1)
    for x in (-14.0, 14.0):
        stage.stand(x, 54, lambda ink, at=x: things.hedge(ink, at, 54, 11, 5))  # type: ignore[misc]
    for index in range(chance.choice((0, 3, 4))):
        x, z = -9 + index * 5.2, 26 + (index % 2) * 3.4
        colour, grain = chance.choice(things.AWNINGS), random.Random(chance.random())
        stage.stand(x, z, lambda ink, a=x, b=z, c=colour, g=grain: things.stall(ink, a, b, c, g))  # type: ignore[misc]
        stage.idle(x, z + 1)
        stage.idle(x + 0.6, z - 1.3)
    for z in (15, 19, 36, 41, 47, 62, 70):
        stage.walkers("x", z + chance.random() * 2, (-40, 40), count=2, gap=chance.choice((18.0, 21.0)))
    for x in (-17, -6, 7, 18):
        stage.walkers("z", x, (9, 80), count=1)
    left = chance.random() * 6 - 12
    for row in range(3):
        for column in range(4):
            stage.idle(left + column * 2.1 + row % 2, 31 + row * 2.0, dances=True)
    return stage


def site(chance: random.Random, size: tuple[int, int]) -> Stage:
    """The gate of a building site: fence, tower crane, trucks, workers."""
    stage = _stage(chance, size, up=8.4, pitch=0.19)
    back = stage.back
    back.ground(-140, 3, 140, 240, (130, 126, 117))
    back.ground(-140, 12, 140, 26, _ROAD)
    back.ground(-140, 26, 140, 28.5, _PAVE)
    back.ground(-140, 18.9, 140, 19.1, _YELLOW, 0.8)
    back.ground(-5, 26, 5, 110, (122, 113, 99))
    for index in range(3):
        _house(
            stage,
            -46 + index * 44 + chance.random() * 8,
            104 + index * 8,
            24,
            18,
            20 + chance.random() * 26,
            shops=False,
        )
    for x in (-24.0, 18.0):
        stage.far(x, 78, lambda ink, at=x: _frame(ink, at, 78.0))  # type: ignore[misc]
    for index in range(-21, 22):
        x = index * 3.0
        if abs(x) > 6:
            tone: Colour = (106, 125, 140) if index % 2 else (99, 118, 133)
            stage.stand(0, 29, lambda ink, at=x, c=tone: ink.box(at, 29, 2.96, 0.2, 2.5, c))  # type: ignore[misc]
    gate: Colour = (156, 146, 116)
    stage.stand(
        0,
        29,
        lambda ink: (
            ink.box(-6, 29, 0.8, 0.8, 4.4, gate),
            ink.box(6, 29, 0.8, 0.8, 4.4, gate),
            ink.box(0, 29, 12.8, 0.5, 0.8, gate, 4.4),
        )[0],
    )
    stage.far(
        26,
        84,
        lambda ink: (
            ink.box(26, 84, 1.1, 1.1, 44, (160, 144, 98)),
            ink.box(16, 84, 36, 0.9, 1.0, (160, 144, 98), 43),
            ink.box(2, 84, 0.12, 0.12, 20, (90, 90, 90), 23),
        )[0],
    )
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


def _frame(ink: object, x: float, z: float) -> None:
    from simulator.scenes.ink import Ink

    assert isinstance(ink, Ink)
    for floor in range(6):
        ink.box(x, z, 22, 14, 0.4, (150, 147, 140), floor * 3.4 + 3.0)
        for post in range(6):
            ink.box(x - 10.6 + post * 4.24, z - 6.6, 0.5, 0.5, 3.0, (138, 135, 128), floor * 3.4)


def park(chance: random.Random, size: tuple[int, int]) -> Stage:
    """A path under trees."""
    stage = _stage(chance, size, up=5.8, pitch=0.19)
    back = stage.back
    back.ground(-120, 3, 120, 240, (100, 115, 93))
    back.ground(-3.2, 3, 3.2, 240, (154, 150, 142))
    for side in (-3.2, 3.2):
        back.ground(side - 0.12, 3, side + 0.12, 200, (132, 130, 124))
    if chance.random() < 0.5:
        back.ground(9, 34, 60, 62, (116, 132, 140))
    _house(stage, -36, 150, 30, 16, 24, shops=False)
    _house(stage, 28, 160, 32, 16, 32, shops=False)
    for z in range(11, 112, 7):
        _tree(stage, -5.8 - chance.random() * 1.8, z, 1.25)
        _tree(stage, 5.8 + chance.random() * 1.8, z + 3, 1.25)
        if chance.random() < 0.6:
            _tree(stage, -14 - chance.random() * 14, z, 1.35)
        if chance.random() < 0.4:
            _tree(stage, 15 + chance.random() * 14, z, 1.35)
    for z in (18, 40, 62):
        stage.stand(
            -3.9,
            z,
            lambda ink, at=z: (
                ink.box(-3.9, at, 0.5, 1.7, 0.42, (128, 104, 82)),
                ink.box(-4.15, at, 0.1, 1.7, 0.9, (128, 104, 82)),
            )[0],
        )  # type: ignore[misc]
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
    stage = _stage(chance, size, up=7.2, pitch=0.215)
    back = stage.back
    back.ground(-140, 3, 140, 240, (140, 140, 135))
    back.ground(-140, 5, 140, 19.5, _ROAD)
    back.ground(-140, 12.1, 140, 12.3, _YELLOW, 0.8)
    _zebra(stage, -3, 3.4, 6, 19)
    for side in (-1, 1):
        stage.far(side * 40, 64, lambda ink, s=side: None)  # type: ignore[misc]
        for index in range(5):
            x = side * (7.6 + index * 9)
            stage.stand(0, 31, lambda ink, at=x: ink.box(at, 31, 8.9, 0.3, 1.1, (158, 152, 142)))  # type: ignore[misc]
        for x in range(13, 56, 8):
            _tree(stage, side * x, 26, 0.9)
    _house(stage, -2, 74, 56, 14, 17, shops=False)
    _house(stage, -48, 80, 26, 20, 14, shops=False)
    _house(stage, 46, 84, 26, 20, 21, shops=False)
    stone: Colour = (164, 156, 142)
    stage.stand(
        0,
        31,
        lambda ink: (
            ink.box(-5.2, 31, 1.4, 1.4, 4.6, stone),
            ink.box(5.2, 31, 1.4, 1.4, 4.6, stone),
            ink.box(0, 31, 12, 0.8, 1.2, (132, 96, 88), 4.6),
        )[0],
    )
    stage.far(0, 52, lambda ink: ink.box(0, 52, 0.14, 0.14, 12, (176, 178, 178)))
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


PLACES: dict[str, Callable[[random.Random, tuple[int, int]], Stage]] = {
    "crossing": crossing,
    "market": market,
    "river": river,
    "square": square,
    "site": site,
    "park": park,
    "school": school,
    "street": street,
}


def build(scene: str, seed: int, size: tuple[int, int]) -> Stage:
    """The place of a camera; a word that names none is a street. `size` is (width, height) in pixels."""
    chance = random.Random(f"{scene}/{seed}")
    return PLACES.get(scene, street)(chance, size)


STILL = still
