"""What moves, so that the last picture of a loop leads into its first.

A `Chain` is an endless row of equal things, `gap_m` apart, that moves by one gap in each loop: at its end every thing
stands where the next one stood, and no seam is seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from simulator.scenes.ink import Colour, shade

Law = Callable[[float], float]
"""Loop phase 0..1 -> share of the gap that was covered; 0 at 0, 1 at 1, never falling."""


def steady(phase: float) -> float:
    """At one speed."""
    return phase


def still(_phase: float) -> float:
    """Stays where it is."""
    return 0.0


def between(start: float, end: float) -> Law:
    """Stands, goes between two phases with a soft start and stop, stands again: traffic at a light."""

    def law(phase: float) -> float:
        part = min(1.0, max(0.0, (phase - start) / (end - start)))
        return part * part * (3 - 2 * part)

    return law


class Part(NamedTuple):
    """A box of a vehicle: centre across, base height, centre along; size; how much its top draws in."""

    across: float
    base: float
    along: float
    wide: float
    high: float
    long: float
    colour: Colour
    in_across: float = 0.0
    in_along: float = 0.0
    end: int = 0  # 1: only seen from the front, -1: only from behind
    fine: bool = False  # left out far away
    section: int = 0  # of a long vehicle: -1 rear, 1 front; the farther one is drawn first


@dataclass(frozen=True)
class Figure:
    """How a person looks. `stride` is steps per loop, a whole number; `sway` of those who stand."""

    coat: Colour
    legs: Colour = (54, 58, 66)
    skin: Colour = (150, 124, 106)
    high_m: float = 1.7
    stride: int = 26
    bag: Colour | None = None
    rides: bool = False
    dances: bool = False
    vest: bool = False


Look = tuple[Part, ...] | Figure


@dataclass(frozen=True)
class Chain:
    """Equal things on a straight line. `axis` z: x is fixed at `at`; x: z is fixed. `way` 1 or -1 along the axis."""

    look: Look
    axis: str
    way: int
    at: float
    first: float
    gap_m: float
    reach: tuple[float, float]
    law: Law = steady

    def places(self, phase: float) -> Iterator[tuple[float, float]]:
        """(x, z) of every one inside the reach."""
        low, high = self.reach
        shift = self.first + self.way * self.gap_m * self.law(phase)
        place = shift + math.ceil((low - shift) / self.gap_m) * self.gap_m
        while place <= high:
            yield (self.at, place) if self.axis == "z" else (place, self.at)
            place += self.gap_m


_GLASS: Colour = (52, 60, 68)
_TYRE: Colour = (38, 40, 44)


def _wheels(wide: float, front: float, rear: float, radius: float = 0.62) -> tuple[Part, ...]:
    return tuple(Part(0, 0, at, wide, radius, radius, _TYRE, fine=True) for at in (rear, front))


def car(colour: Colour) -> tuple[Part, ...]:
    """A saloon, 4.5 m."""
    return (
        *_wheels(1.78, 1.4, -1.35),
        Part(0, 0.26, 0, 1.8, 0.56, 4.5, colour, 0.06, 0.08),
        Part(0, 0.82, -0.25, 1.66, 0.56, 2.5, _GLASS, 0.16, 0.48),
        Part(0, 1.38, -0.25, 1.36, 0.05, 1.56, shade(colour, 1.03)),
        Part(-0.66, 0.56, -2.22, 0.36, 0.17, 0.06, (150, 78, 74), end=-1, fine=True),
        Part(0.66, 0.56, -2.22, 0.36, 0.17, 0.06, (150, 78, 74), end=-1, fine=True),
        Part(-0.64, 0.5, 2.22, 0.4, 0.17, 0.06, (222, 224, 216), end=1, fine=True),
        Part(0.64, 0.5, 2.22, 0.4, 0.17, 0.06, (222, 224, 216), end=1, fine=True),
        Part(0, 0.42, -2.24, 0.5, 0.14, 0.05, (96, 116, 142), end=-1, fine=True),
        Part(0, 0.4, 2.24, 0.5, 0.13, 0.05, (96, 116, 142), end=1, fine=True),
    )


def van(colour: Colour) -> tuple[Part, ...]:
    """A delivery van, 5.1 m."""
    return (
        *_wheels(1.86, 1.6, -1.5),
        Part(0, 0.28, 0, 1.9, 0.8, 5.1, colour, 0.02, 0.05),
        Part(0, 1.08, -0.35, 1.86, 0.95, 4.3, colour, 0.1, 0.16),
        Part(0, 1.16, 1.62, 1.66, 0.66, 0.6, _GLASS, 0.08, 0.2, end=1),
        Part(0, 1.2, -2.42, 1.5, 0.5, 0.12, _GLASS, 0.05, 0.02, end=-1),
        Part(-0.72, 0.6, -2.54, 0.22, 0.4, 0.05, (146, 80, 76), end=-1, fine=True),
        Part(0.72, 0.6, -2.54, 0.22, 0.4, 0.05, (146, 80, 76), end=-1, fine=True),
    )


def bus(colour: Colour) -> tuple[Part, ...]:
    """A city bus, 11.4 m."""
    return (
        *_wheels(2.46, 3.6, -3.2, 0.9),
        Part(0, 0.34, 0, 2.5, 1.0, 11.4, colour),
        Part(0, 1.34, 0, 2.48, 1.1, 11.36, _GLASS, 0.03, 0.02),
        *(Part(0, 1.36, at, 2.52, 1.04, 0.2, shade(colour, 0.95), fine=True) for at in (-4.2, -1.9, 0.4, 2.7)),
        Part(0, 2.42, 0, 2.46, 0.5, 11.3, shade(colour, 1.02), 0.08, 0.1),
        Part(0, 2.5, 5.66, 1.7, 0.3, 0.06, (40, 44, 42), end=1, fine=True),
        Part(0, 1.2, -5.7, 2.0, 0.9, 0.05, _GLASS, end=-1),
        Part(-1.0, 0.6, -5.72, 0.26, 0.5, 0.05, (150, 78, 74), end=-1, fine=True),
        Part(1.0, 0.6, -5.72, 0.26, 0.5, 0.05, (150, 78, 74), end=-1, fine=True),
        Part(-0.95, 0.6, 5.7, 0.34, 0.26, 0.05, (224, 226, 218), end=1, fine=True),
        Part(0.95, 0.6, 5.7, 0.34, 0.26, 0.05, (224, 226, 218), end=1, fine=True),
    )


def truck(cab: Colour, bed: Colour) -> tuple[Part, ...]:
    """A tipper, 8 m: what carries muck and building waste."""
    return (
        *_wheels(2.36, 2.7, -2.6, 0.95),
        Part(0, 0.55, -0.9, 2.2, 0.35, 6.2, (70, 72, 74)),
        Part(0, 0.9, -1.1, 2.42, 1.5, 5.5, bed, -0.05, 0.02, section=-1),
        Part(0, 2.3, -1.1, 2.2, 0.22, 5.2, (116, 104, 88), 0.2, 0.3, section=-1),
        Part(0, 0.5, 3.0, 2.36, 1.2, 1.8, cab, section=1),
        Part(0, 1.7, 3.0, 2.3, 0.85, 1.76, _GLASS, 0.06, 0.1, section=1),
        Part(0, 2.5, 3.0, 2.2, 0.16, 1.6, shade(cab, 1.03), section=1),
    )


def sweeper(colour: Colour) -> tuple[Part, ...]:
    """A sanitation truck (环卫车), 6 m."""
    return (
        *_wheels(2.0, 2.0, -1.9, 0.8),
        Part(0, 0.5, -0.7, 2.06, 1.9, 4.2, colour, 0.04, 0.1, section=-1),
        Part(0, 1.1, -0.7, 2.1, 0.3, 4.0, (196, 152, 92), fine=True, section=-1),
        Part(0, 0.45, 2.3, 2.0, 0.95, 1.5, colour, section=1),
        Part(0, 1.4, 2.25, 1.94, 0.75, 1.5, _GLASS, 0.08, 0.16, section=1),
        Part(0, 2.15, 2.2, 1.7, 0.1, 1.2, colour, section=1),
    )
