"""Positions: latest wins, may be dropped, no seq, never replayed. They travel as binary frames of the live socket.

Frame, little endian: `u8 lane` (0x56 vehicles, 0x55 units), `u8 version` = 1, `u16 count`, `f64 at` (epoch ms of the
server), then `count` records of 12 bytes: `u16 number`, `u16 course` (heading in whole degrees << 7 | speed in m/s,
at most 127), `i32 lon * 1e7`, `i32 lat * 1e7`. The map page reads the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from contract.entities import Latitude, Longitude

VEHICLES = 0x56
UNITS = 0x55
VERSION = 1
_HEAD = struct.Struct("<BBHd")
_RECORD = struct.Struct("<HHii")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a numbered thing was last seen. Heading clockwise from north, whole degrees."""

    number: int
    lon: float
    lat: float
    heading_deg: int = 0
    speed_mps: int = 0


class PositionReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One unit's phone says where it is: `POST /api/positions` takes a list of these."""

    number: int
    lon: Longitude
    lat: Latitude
    heading_deg: int = 0
    speed_mps: int = 0


def pack(lane: int, at_ms: float, positions: Iterable[Position]) -> bytes:
    """One frame of at most 65,535 positions."""
    records = [
        _RECORD.pack(
            p.number, (p.heading_deg % 360) << 7 | min(max(p.speed_mps, 0), 127), round(p.lon * 1e7), round(p.lat * 1e7)
        )
        for p in positions
    ]
    return _HEAD.pack(lane, VERSION, len(records), at_ms) + b"".join(records)


def unpack(frame: bytes) -> tuple[int, float, list[Position]]:
    """(lane, epoch ms, positions). ValueError on a frame that is cut short or of another version."""
    if len(frame) < _HEAD.size:
        raise ValueError("sample frame shorter than its head")
    lane, version, count, at_ms = _HEAD.unpack_from(frame)
    if version != VERSION or len(frame) != _HEAD.size + count * _RECORD.size:
        raise ValueError(f"sample frame of version {version} with {len(frame)} bytes for {count} records")
    positions = [
        Position(number, lon / 1e7, lat / 1e7, course >> 7, course & 127)
        for number, course, lon, lat in _RECORD.iter_unpack(frame[_HEAD.size :])
    ]
    return lane, at_ms, positions
