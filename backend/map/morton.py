"""Web Mercator positions as one sortable number, so that every tile of every zoom is one slice of a sorted array.

A position is two 30-bit fractions of the world (x to the east, y to the south; about 4 cm at the equator) with their
bits interleaved: a Z-order or Morton number of 60 bits. A tile of zoom z is the range that shares the first 2 z bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

BITS = 30
MAX_LATITUDE = 85.05112877980659

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint64]
Integers = npt.NDArray[Any]


def world(lon: Floats, lat: Floats) -> tuple[Codes, Codes]:
    """The 30-bit world fractions of points in degrees. Latitudes beyond the square world are put on its edge."""
    sine = np.sin(np.radians(np.clip(lat, -MAX_LATITUDE, MAX_LATITUDE)))
    x = lon / 360.0 + 0.5
    y = 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * np.pi)
    top = float((1 << BITS) - 1)
    scale = float(1 << BITS)
    return (
        np.clip(np.floor(x * scale), 0.0, top).astype(np.uint64),
        np.clip(np.floor(y * scale), 0.0, top).astype(np.uint64),
    )


def _spread(value: Codes) -> Codes:
    value = value & np.uint64(0x3FFFFFFF)
    value = (value | (value << np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    value = (value | (value << np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    value = (value | (value << np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    value = (value | (value << np.uint64(2))) & np.uint64(0x3333333333333333)
    return (value | (value << np.uint64(1))) & np.uint64(0x5555555555555555)


def _gather(value: Codes) -> Codes:
    value = value & np.uint64(0x5555555555555555)
    value = (value | (value >> np.uint64(1))) & np.uint64(0x3333333333333333)
    value = (value | (value >> np.uint64(2))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    value = (value | (value >> np.uint64(4))) & np.uint64(0x00FF00FF00FF00FF)
    value = (value | (value >> np.uint64(8))) & np.uint64(0x0000FFFF0000FFFF)
    return (value | (value >> np.uint64(16))) & np.uint64(0x00000000FFFFFFFF)


def interleave(x: Codes, y: Codes) -> Codes:
    """The Morton numbers of world fractions."""
    return _spread(x) | (_spread(y) << np.uint64(1))


def separate(code: Codes) -> tuple[Codes, Codes]:
    """The inverse of `interleave`."""
    return _gather(code), _gather(code >> np.uint64(1))


def tile_range(zoom: int, x: int, y: int) -> tuple[int, int]:
    """First and one-past-last Morton number of a tile, 0 <= zoom <= 30. ValueError on a tile outside the world."""
    if not 0 <= zoom <= BITS or not (0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
        raise ValueError(f"no tile {zoom}/{x}/{y}")
    prefix = 0
    for bit in range(zoom):
        prefix |= (x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1)
    shift = 2 * (BITS - zoom)
    return prefix << shift, (prefix + 1) << shift
