"""A scene as it is built: the ground, what stands far, what things can pass behind, and what moves."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.scenes import movers
from simulator.scenes.ink import Air, Colour, Ink, Shape
from simulator.scenes.lens import Lens
from simulator.scenes.movers import Chain, Figure, Law, Look

COATS: tuple[Colour, ...] = (
    (88, 100, 116), (126, 112, 104), (74, 78, 86), (138, 126, 112), (98, 108, 98), (122, 98, 100), (158, 154, 146),
    (104, 92, 110), (92, 116, 122), (142, 116, 92),
)  # fmt: skip
PAINTS: tuple[Colour, ...] = (
    (196, 199, 202), (62, 66, 72), (132, 138, 145), (98, 112, 130), (154, 150, 142), (128, 76, 72), (214, 215, 216),
    (74, 90, 112), (170, 166, 156),
)  # fmt: skip
BUSES: tuple[Colour, ...] = ((186, 190, 190), (112, 140, 138), (176, 152, 112), (122, 136, 158))
VESTS: tuple[Colour, ...] = ((182, 150, 82), (176, 128, 78))


@dataclass
class Stage:
    """`far` is painted once; `near` become sprites sorted by depth among the movers."""

    lens: Lens
    air: Air
    chance: random.Random
    back: Ink = field(init=False)
    near: list[tuple[float, list[Shape]]] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    glints: list[tuple[float, float, float, int, float]] = field(default_factory=list)
    _far: list[tuple[float, Callable[[Ink], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.back = Ink(self.lens, self.air)

    def far(self, x: float, z: float, draw: Callable[[Ink], None]) -> None:
        """Something nothing passes behind."""
        self._far.append((self.lens.spot(x, 0, z)[2], draw))

    def stand(self, x: float, z: float, draw: Callable[[Ink], None]) -> None:
        """Something that movers pass in front of and behind; (x, z) decides which."""
        ink = Ink(self.lens, self.air)
        draw(ink)
        if ink.shapes:
            self.near.append((self.lens.spot(x, 0, z)[2], ink.shapes))

    def background(self) -> list[Shape]:
        """Ground first, then what stands far, the farthest first."""
        for _, draw in sorted(self._far, key=lambda pair: -pair[0]):
            draw(self.back)
        return self.back.shapes

    # What moves

    def lane(
        self, x: float, way: int, *, speed: float = 8.0, every: float = 24.0, reach: tuple[float, float] = (4.0, 170.0),
        law: Law = movers.steady, loop_s: float = 16.0, heavy: float = 0.12, axis: str = "z",
        offsets: list[float] | None = None,
    ) -> None:  # fmt: skip
        """A lane of mixed traffic at about `speed` m/s."""
        gap = speed * loop_s
        marks = offsets
        if marks is None:
            count = max(1, int(gap / every))
            marks = [(index + 0.25 + 0.5 * self.chance.random()) * gap / count for index in range(count)]
        for mark in marks:
            look = self.vehicle(heavy)
            self.chains.append(Chain(look, axis, way, x, mark, gap, reach, law))

    def vehicle(self, heavy: float = 0.12) -> Look:
        """One of the city's vehicles; `heavy` is the share of buses and trucks."""
        chance, draw = self.chance, self.chance.random()
        if draw < heavy * 0.6:
            return movers.bus(chance.choice(BUSES))
        if draw < heavy * 0.8:
            return movers.truck((150, 146, 128), (128, 118, 98))
        if draw < heavy:
            return movers.sweeper((184, 188, 180))
        if draw < heavy + 0.12:
            return movers.van(chance.choice(((204, 205, 204), (150, 156, 160))))
        return movers.car(chance.choice(PAINTS))

    def person(self, **wanted: object) -> Figure:
        """Somebody."""
        chance = self.chance
        coat = chance.choice(COATS)
        legs: Colour = chance.choice(((54, 58, 66), (70, 70, 74), (84, 80, 74), (48, 52, 62)))
        bag: Colour | None = chance.choice(((70, 66, 62), (120, 96, 82))) if chance.random() < 0.25 else None
        facts: dict[str, object] = {"coat": coat, "legs": legs, "high_m": 1.58 + chance.random() * 0.22, "bag": bag}
        return Figure(**{**facts, **wanted})  # type: ignore[arg-type]  # checked by the dataclass's users in tests

    def walkers(
        self, axis: str, at: float, reach: tuple[float, float], *, count: int = 2, gap: float = 21.0,
        law: Law = movers.steady,
    ) -> None:  # fmt: skip
        """People on one line, in both directions."""
        for _ in range(count):
            way = self.chance.choice((-1, 1))
            figure = self.person(stride=round(gap / 0.75 / 2) * 2)
            first = self.chance.random() * gap
            self.chains.append(
                Chain(figure, axis, way, at + (self.chance.random() - 0.5) * 1.2, first, gap, reach, law)
            )

    def idle(self, x: float, z: float, **wanted: object) -> None:
        """Somebody who stays."""
        self.chains.append(
            Chain(
                self.person(stride=2, **wanted),
                "z",
                self.chance.choice((-1, 1)),
                x,
                z,
                1e4,
                (z - 1, z + 1),
                movers.still,
            )
        )

    def riders(
        self, x: float, way: int, count: int = 2, speed: float = 5.0, reach: tuple[float, float] = (5.0, 120.0)
    ) -> None:
        """Electric bicycles along the kerb."""
        for _ in range(count):
            figure = self.person(rides=True, stride=0)
            first = self.chance.random() * speed * 16
            self.chains.append(
                Chain(figure, "z", way, x + self.chance.random() * 0.8, first, speed * 16, reach, movers.steady)
            )
