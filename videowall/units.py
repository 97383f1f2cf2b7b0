"""H.264 and H.265 units in the two ways they are sent: with start codes, or with lengths and a record of parameters.

Cameras send start codes over RTSP; HTTP-FLV, RTMP and MP4 send lengths (ISO/IEC 14496-15). Pure.
"""

from __future__ import annotations

START = b"\0\0\0\1"


def parameters(codec: str, extradata: bytes) -> tuple[bytes, int]:
    """The parameter sets with start codes, and how many bytes a unit's length has in packets; 0: start codes there too.

    ValueError for a record that is cut short.
    """
    if not extradata or extradata[0] != 1 or codec not in ("h264", "hevc"):
        return extradata, 0
    try:
        return _avc(extradata) if codec == "h264" else _hevc(extradata)
    except IndexError:
        raise ValueError("parameters that are cut short") from None


def _avc(record: bytes) -> tuple[bytes, int]:
    length, at, found = (record[4] & 3) + 1, 5, []
    for mask in (0x1F, 0xFF):
        count, at = record[at] & mask, at + 1
        for _ in range(count):
            unit, at = _unit(record, at)
            found.append(unit)
    return b"".join(START + unit for unit in found), length


def _hevc(record: bytes) -> tuple[bytes, int]:
    length, at, found = (record[21] & 3) + 1, 23, []
    for _ in range(record[22]):
        count, at = record[at + 1] << 8 | record[at + 2], at + 3
        for _ in range(count):
            unit, at = _unit(record, at)
            found.append(unit)
    return b"".join(START + unit for unit in found), length


def _unit(record: bytes, at: int) -> tuple[bytes, int]:
    size = record[at] << 8 | record[at + 1]
    unit = record[at + 2 : at + 2 + size]
    if len(unit) < size:
        raise IndexError
    return unit, at + 2 + size


def with_start_codes(data: bytes, length: int) -> bytes:
    """A packet whose units have lengths of `length` bytes, with start codes; as it is where `length` is 0."""
    if not length:
        return data
    found, at = [], 0
    while at + length <= len(data):
        size = int.from_bytes(data[at : at + length], "big")
        at += length
        found.append(START + data[at : at + size])
        at += size
    return b"".join(found)
