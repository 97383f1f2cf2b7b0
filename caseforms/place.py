"""Coordinates as people type them. Pure."""

from __future__ import annotations

import math
import re

from contract.entities import Point

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
EARTH_M = 6_371_008.8


class NoPlace(ValueError):
    """Why a text is no point: `two_numbers`, `range` or `outside`."""


def point_of(text: str, bounds: tuple[float, float, float, float]) -> Point | None:
    """The point of `121.4737, 31.2304` (in either order where only one fits the city's bounds); None for nothing.

    NoPlace where it is not two numbers, no place on Earth, or far outside the city.
    """
    if not text.strip():
        return None
    numbers = [float(found) for found in _NUMBER.findall(text)]
    if len(numbers) != 2:
        raise NoPlace("two_numbers")
    first, second = numbers
    west, south, east, north = bounds
    wide, high = max(0.05, east - west), max(0.05, north - south)
    for lon, lat in ((first, second), (second, first)):
        if west - wide <= lon <= east + wide and south - high <= lat <= north + high:
            return Point(lon, lat)
    if abs(first) > 180 or abs(second) > 180 or (abs(first) > 90 and abs(second) > 90):
        raise NoPlace("range")
    raise NoPlace("outside")


def words_of(point: Point) -> str:
    """`121.473701, 31.230400`: 0.1 m."""
    return f"{point.lon:.6f}, {point.lat:.6f}"


def distance_m(one: Point, other: Point) -> float:
    """Metres along the ground."""
    mean = math.radians((one.lat + other.lat) / 2)
    dx = math.radians(other.lon - one.lon) * math.cos(mean)
    dy = math.radians(other.lat - one.lat)
    return EARTH_M * math.hypot(dx, dy)
