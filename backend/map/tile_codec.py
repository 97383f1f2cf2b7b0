"""The bytes of a component tile (docs/wire.md): a head of 8 bytes and records of 8 bytes, little endian."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

MAGIC = 0x31545743  # "CWT1"
VERSION = 1
DOTS = 0
SUMS = 1
DOTS_FROM_ZOOM = 15
MAX_RECORDS = 0xFFFF
HEAD = struct.Struct("<IBBH")

DOT = np.dtype([("x", "<u2"), ("y", "<u2"), ("major", "u1"), ("state", "u1"), ("class4", "<u2")])
SUM = np.dtype([("column", "u1"), ("row", "u1"), ("major", "u1"), ("zero", "u1"), ("n", "<u4")])
EMPTY_DOTS = HEAD.pack(MAGIC, DOTS, VERSION, 0)
EMPTY_SUMS = HEAD.pack(MAGIC, SUMS, VERSION, 0)


def pack(mode: int, records: npt.NDArray[np.void]) -> bytes:
    """One tile. ValueError on more records than the head can count."""
    if len(records) > MAX_RECORDS:
        raise ValueError(f"{len(records)} records in one tile, at most {MAX_RECORDS}")
    return HEAD.pack(MAGIC, mode, VERSION, len(records)) + records.tobytes()


def unpack(data: bytes) -> tuple[int, npt.NDArray[np.void]]:
    """(mode, records) of a tile. ValueError on what is none."""
    if len(data) < HEAD.size:
        raise ValueError("a component tile is shorter than its head")
    magic, mode, version, count = HEAD.unpack_from(data)
    if magic != MAGIC or version != VERSION or mode not in (DOTS, SUMS):
        raise ValueError(f"no component tile: magic {magic:#x}, version {version}, mode {mode}")
    if len(data) != HEAD.size + 8 * count:
        raise ValueError(f"a component tile of {len(data)} bytes says {count} records")
    return mode, np.frombuffer(data, DOT if mode == DOTS else SUM, count, HEAD.size)
