"""What stands in a street: buildings, trees, lamps, stalls, fences. Each notes its shapes into an `Ink`."""

from __future__ import annotations

import random

from simulator.scenes.ink import Colour, Ink, mix, shade

FACADES: tuple[Colour, ...] = (
    (160, 158, 152), (144, 149, 153), (170, 162, 148), (133, 139, 145), (152, 146, 136),
    (166, 168, 170), (156, 148, 144),
)  # fmt: skip
AWNINGS: tuple[Colour, ...] = ((108, 126, 140), (150, 124, 106), (118, 130, 110), (140, 130, 112), (130, 108, 104))
_SIGNS: tuple[Colour, ...] = (
    (92, 112, 132), (138, 104, 92), (110, 124, 104), (132, 124, 102), (100, 98, 120), (144, 136, 126),
)  # fmt: skip


def building(
    ink: Ink, x: float, z: float, wide: float, deep: float, high: float, colour: Colour, chance: random.Random,
    shops: bool = True,
) -> None:  # fmt: skip
    """A block with floors of windows; towards the street a row of shops with signs."""
    ink.box(x, z, wide, deep, high, colour)
    if high > 12:
        ink.box(x + wide * 0.1, z, wide * 0.3, deep * 0.3, 2.6, shade(colour, 0.92), high)
    glass = shade(colour, 0.56)
    side = 1.0 if x < ink.lens.x else -1.0
    face, front = x + side * (wide / 2 + 0.05), z - deep / 2 - 0.05
    sideways = abs(x - ink.lens.x) > wide / 2
    floors = int(high / 3.3)
    bay = chance.choice((2.6, 3.1, 3.8))
    pane = bay * chance.choice((0.55, 0.66))
    light = ink.air.right if side > 0 else ink.air.left
    for floor in range(1, floors):
        low = floor * 3.3 + 0.3
        if sideways:
            ink.wall(
                (face, 0, z - deep / 2), (face, 0, z + deep / 2), low - 0.75, low - 0.6, shade(colour, light * 0.88)
            )
            at = z - deep / 2 + 0.8
            while at < z + deep / 2 - pane:
                lit = chance.random() > 0.9
                tone = mix(glass, (206, 204, 186), 0.42) if lit else shade(glass, 0.86 + chance.random() * 0.25)
                ink.wall((face, 0, at), (face, 0, at + pane), low, low + 1.75, tone)
                at += bay
        if front > 6:
            at = x - wide / 2 + 0.8
            while at < x + wide / 2 - pane:
                tone = shade(glass, 0.9 + chance.random() * 0.24)
                ink.wall((at, 0, front), (at + pane, 0, front), low, low + 1.75, tone)
                at += bay
    if shops and sideways:
        _shops(ink, face, side, z - deep / 2 + 0.3, z + deep / 2 - 0.3, chance)


def _shops(ink: Ink, face: float, side: float, z0: float, z1: float, chance: random.Random) -> None:
    ink.wall((face, 0, z0), (face, 0, z1), 0.15, 2.75, (60, 66, 72))
    at = z0 + 0.2
    while at < z1 - 3:
        end = min(z1, at + 3.2 + chance.random() * 3.4)
        ink.wall(
            (face, 0, at + 0.3),
            (face, 0, end - 0.2),
            0.4,
            2.3,
            mix((74, 82, 88), (176, 170, 148), chance.random() * 0.4),
        )
        sign = chance.choice(_SIGNS)
        out = face + side * 0.14
        ink.wall((out, 0, at), (out, 0, end), 2.75, 3.75, sign)
        # Strokes that stand for characters: a sign without words looks like a plank.
        mark = at + 0.5
        while mark < end - 0.8:
            ink.wall(
                (out + side * 0.02, 0, mark),
                (out + side * 0.02, 0, mark + 0.42),
                3.02,
                3.48,
                mix(sign, (226, 224, 214), 0.55),
            )
            mark += 0.72
        at = end + 0.2


def tree(ink: Ink, x: float, z: float, chance: random.Random, size: float = 1.0) -> None:
    """A plane tree of about 6 m."""
    ink.shadow(x + 0.3, z, 2.6 * size, 2.2 * size, 0.18)
    ink.box(x, z, 0.26, 0.26, 2.7 * size, (86, 78, 68))
    px, py, depth = ink.lens.spot(x, 4.3 * size, z)
    if depth < 1:
        return
    radius = ink.lens.scale * 1.9 * size / depth
    warm = chance.random() * 10
    for index in range(16):
        light = 0.72 + 0.03 * index + chance.random() * 0.1
        leaf = ink.air.seen((66 * light + warm, 88 * light, 62 * light), depth)
        ink.ellipse(
            px + (chance.random() - 0.5) * radius * 1.2,
            py + (0.42 - index / 16 + (chance.random() - 0.5) * 0.5) * radius * 0.95,
            radius * (0.3 + chance.random() * 0.26),
            radius * (0.28 + chance.random() * 0.2),
            leaf,
            0.92,
        )


def lamp(ink: Ink, x: float, z: float, way: int) -> None:
    """A street lamp of 8 m with its arm towards `way`."""
    ink.box(x, z, 0.17, 0.17, 8.2, (122, 128, 132))
    ink.box(x + way * 0.95, z, 1.9, 0.13, 0.11, (122, 128, 132), 8.1)
    ink.box(x + way * 1.85, z, 0.75, 0.3, 0.13, (178, 182, 184), 8.02)


def signal(ink: Ink, x: float, z: float, way: int) -> None:
    """A traffic-light gantry; its lamps are dark from here."""
    ink.box(x, z, 0.2, 0.2, 6.2, (104, 110, 114))
    ink.box(x + way * 2.2, z, 4.4, 0.16, 0.16, (104, 110, 114), 6.0)
    ink.box(x + way * 3.9, z - 0.1, 1.2, 0.2, 0.42, (46, 50, 54), 5.7)


def stall(ink: Ink, x: float, z: float, colour: Colour, chance: random.Random) -> None:
    """A market stall with an awning and goods."""
    ink.shadow(x, z, 2.6, 2.2, 0.28)
    for post in (-1.2, 1.2):
        ink.box(x + post, z + 0.95, 0.06, 0.06, 2.2, (94, 98, 102))
    ink.box(x, z, 2.0, 1.1, 0.82, (124, 116, 104))
    for _ in range(9):
        goods: Colour = chance.choice(((146, 116, 82), (112, 128, 84), (154, 128, 96), (132, 90, 80), (160, 146, 104)))
        ink.box(x - 0.8 + chance.random() * 1.6, z - 0.35 + chance.random() * 0.6, 0.32, 0.3, 0.2, goods, 0.82)
    for post in (-1.2, 1.2):
        ink.box(x + post, z - 0.95, 0.06, 0.06, 2.0, (94, 98, 102))
    ridge, eave = 2.62, 2.0
    ink.polygon(
        [(x - 1.4, eave, z + 1.1), (x + 1.4, eave, z + 1.1), (x + 1.15, ridge, z), (x - 1.15, ridge, z)],
        shade(colour, 0.82),
    )
    ink.polygon(
        [(x - 1.4, eave, z - 1.1), (x + 1.4, eave, z - 1.1), (x + 1.15, ridge, z), (x - 1.15, ridge, z)], colour
    )
    for index in range(0, 5, 2):
        a, b = -1 + index * 0.4, -0.8 + index * 0.4
        ink.polygon(
            [(x + a * 1.4, eave, z - 1.1), (x + b * 1.4, eave, z - 1.1),
             (x + b * 1.15, ridge, z), (x + a * 1.15, ridge, z)],
            mix(colour, (222, 222, 214), 0.3),
        )  # fmt: skip


def hedge(ink: Ink, x: float, z: float, wide: float, deep: float) -> None:
    """A bed with a low rim and a hedge."""
    ink.box(x, z, wide, deep, 0.42, (132, 130, 124), 0, (86, 98, 78))
    ink.box(x, z, wide - 0.6, deep - 0.6, 0.45, (82, 98, 74), 0.42)


def railing(ink: Ink, x: float, z0: float, z1: float, colour: Colour = (134, 138, 140)) -> None:
    """A white railing along the street."""
    at = z0
    while at < z1:
        ink.box(x, at, 0.09, 0.09, 1.0, colour)
        at += 2.4 if at < 40 else 5.0
    for height in (0.45, 0.92):
        ink.wall((x, 0, z0), (x, 0, z1), height, height + 0.07, colour)


def pile(ink: Ink, x: float, z: float, chance: random.Random) -> None:
    """Bags of rubbish on the pavement: something for a patrol to find."""
    ink.shadow(x, z, 2.4, 1.4, 0.3)
    for _ in range(14):
        tone: Colour = chance.choice(((62, 66, 70), (186, 188, 186), (98, 88, 74), (72, 80, 94), (150, 146, 138)))
        spot = x + (chance.random() - 0.5) * 1.9, z + (chance.random() - 0.5) * 0.8
        px, py, depth = ink.lens.spot(spot[0], 0.2 + chance.random() * 0.4, spot[1])
        radius = ink.lens.scale * 0.3 / max(1.0, depth)
        ink.ellipse(
            px,
            py,
            radius * (0.8 + chance.random() * 0.5),
            radius * (0.7 + chance.random() * 0.3),
            ink.air.seen(tone, depth),
        )


def gate(ink: Ink, z: float, half: float, high: float, post: float, colour: Colour, beam: Colour) -> None:
    """Two posts and a beam over the way in."""
    ink.box(-half, z, post, post, high, colour)
    ink.box(half, z, post, post, high, colour)
    ink.box(0, z, 2 * half + post, 0.6, 1.0, beam, high)


def crane(ink: Ink, x: float, z: float) -> None:
    """A tower crane."""
    paint: Colour = (160, 144, 98)
    ink.box(x, z, 1.1, 1.1, 44, paint)
    ink.box(x - 10, z, 36, 0.9, 1.0, paint, 43)
    ink.box(x - 24, z, 0.12, 0.12, 20, (90, 90, 90), 23)


def skeleton(ink: Ink, x: float, z: float) -> None:
    """A house that is being built: floors and posts."""
    for floor in range(6):
        ink.box(x, z, 22, 14, 0.4, (150, 147, 140), floor * 3.4 + 3.0)
        for post in range(6):
            ink.box(x - 10.6 + post * 4.24, z - 6.6, 0.5, 0.5, 3.0, (138, 135, 128), floor * 3.4)


def bench(ink: Ink, x: float, z: float) -> None:
    """A park bench that looks to the right."""
    wood: Colour = (128, 104, 82)
    ink.box(x - 0.25, z, 0.1, 1.7, 0.9, wood)
    ink.box(x, z, 0.5, 1.7, 0.42, wood)
