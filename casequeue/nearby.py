"""What stands nearest to a place: pure."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from contract.entities import Camera, Case, Point, Pole
from contract.geo import bearing_deg, distance_m

T = TypeVar("T", Camera, Pole)


@dataclass(frozen=True)
class Near(Generic[T]):
    """A thing, how far, and whether a camera's field holds the place."""

    thing: T
    distance_m: float
    sees: bool


def nearest(point: Point, things: Iterable[T], count: int) -> list[Near[T]]:
    """The `count` nearest, nearest first; things without a place are left out."""
    scale = math.cos(math.radians(point.lat))
    placed = [thing for thing in things if thing.point is not None]

    def rough(thing: T) -> float:
        assert thing.point is not None
        return ((thing.point.lon - point.lon) * scale) ** 2 + (thing.point.lat - point.lat) ** 2

    placed.sort(key=rough)
    return [_near(point, thing) for thing in placed[:count]]


def nearest_cases(point: Point, cases: Iterable[Case], count: int) -> list[Case]:
    """The `count` nearest cases that have a place, nearest first."""
    scale = math.cos(math.radians(point.lat))
    placed = [
        (((one.point.lon - point.lon) * scale) ** 2 + (one.point.lat - point.lat) ** 2, one.id, one)
        for one in cases
        if one.point is not None
    ]
    return [one for _, _, one in heapq.nsmallest(count, placed)]


def _near(point: Point, thing: T) -> Near[T]:
    assert thing.point is not None
    away = distance_m(thing.point.lon, thing.point.lat, point.lon, point.lat)
    if not isinstance(thing, Camera):
        return Near(thing, away, away <= thing.range_m)
    course = bearing_deg(thing.point.lon, thing.point.lat, point.lon, point.lat)
    off = abs((course - thing.azimuth_deg + 180) % 360 - 180)
    return Near(thing, away, away <= thing.range_m and off <= thing.field_deg / 2)
