"""Bytes of JT/T 808 and what they mean. Pure; no sockets.

Facts: JT/T 808-2011/2013/2019, as checked in two open implementations. A frame is 0x7e, escaped header + body +
check, 0x7e; the check is the XOR of all bytes before it; 0x7e is sent as 7d 02 and 0x7d as 7d 01. Numbers are
big-endian, times are BCD in GMT+8, texts GBK.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import reduce
from operator import xor

FLAG = 0x7E
GMT8 = timezone(timedelta(hours=8))
MAX_FRAME = 4096  # escaped; the body has at most 1,023 bytes
MAX_PARTS = 64

TERMINAL_ACK, HEARTBEAT, LOGOUT, REGISTER, AUTHENTICATE = 0x0001, 0x0002, 0x0003, 0x0100, 0x0102
LOCATION, LOCATION_BATCH = 0x0200, 0x0704
PLATFORM_ACK, REGISTER_ACK = 0x8001, 0x8100

_SUB_PACKAGE, _VERSION_2019 = 0x2000, 0x4000
_LOCATION = struct.Struct(">IIIIHHH6s")


class FrameError(ValueError):
    """A frame that is cut, wrongly escaped, of wrong length, or fails its check."""


@dataclass(frozen=True)
class Frame:
    """One message. `phone` keeps its leading zeros (12 digits, 20 in the 2019 edition)."""

    message: int
    phone: str
    serial: int
    body: bytes
    edition: int = 2013  # 2013 (which reads 2011 alike) or 2019
    part: tuple[int, int] | None = None  # (number from 1, of how many)
    encrypted: bool = False


@dataclass(frozen=True)
class Location:
    """0x0200: a position. Degrees, metres, km/h, degrees clockwise from north. `at` None where the clock is no date."""

    lon: float
    lat: float
    altitude_m: int
    speed_kmh: float
    heading_deg: int
    at: datetime | None
    alarm: int = 0
    status: int = 0
    items: dict[int, bytes] = field(default_factory=dict)

    @property
    def positioned(self) -> bool:
        """Status bit 1: the terminal says that it has a fix."""
        return bool(self.status & 2)

    @property
    def valid(self) -> bool:
        """Whether the coordinates can be on the globe."""
        return -180 <= self.lon <= 180 and -90 <= self.lat <= 90


class Splitter:
    """Cuts a TCP stream into frames. Joined, split and torn frames are found again at the next 0x7e."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped = 0  # bytes that belonged to no frame

    def feed(self, data: bytes) -> list[bytes]:
        """The inner bytes (without flags, still escaped) of every frame that is now whole."""
        self._held += data
        found: list[bytes] = []
        while True:
            start = self._held.find(FLAG)
            if start < 0:
                self.skipped += len(self._held)
                self._held.clear()
                return found
            self.skipped += start
            del self._held[:start]
            end = self._held.find(FLAG, 1)
            if end < 0:
                if len(self._held) > MAX_FRAME:
                    self.skipped += len(self._held)
                    self._held.clear()
                return found
            # Two flags side by side: the first one ended something torn, the second one begins.
            if end > 1:
                found.append(bytes(self._held[1:end]))
                del self._held[: end + 1]
            else:
                del self._held[:1]


def decode(inner: bytes) -> Frame:
    """The message in the bytes between two flags. FrameError where they are none."""
    data = _unescape(inner)
    if len(data) < 13:
        raise FrameError("shorter than a header")
    if reduce(xor, data[:-1]) != data[-1]:
        raise FrameError("the check byte differs")
    message, properties = struct.unpack_from(">HH", data)
    later = bool(properties & _VERSION_2019)
    at = 5 if later else 4
    width = 10 if later else 6
    head = at + width + 2 + (4 if properties & _SUB_PACKAGE else 0)
    if len(data) < head + 1:
        raise FrameError("shorter than its header says")
    phone = data[at : at + width].hex()
    (serial,) = struct.unpack_from(">H", data, at + width)
    part = None
    if properties & _SUB_PACKAGE:
        total, number = struct.unpack_from(">HH", data, at + width + 2)
        part = (number, total)
    body = data[head:-1]
    if len(body) != properties & 0x3FF:
        raise FrameError(f"the header says {properties & 0x3FF} bytes of body, there are {len(body)}")
    return Frame(message, phone, serial, body, 2019 if later else 2013, part, bool(properties & 0x1C00))


def encode(frame: Frame) -> bytes:
    """The bytes of a message, flags included. ValueError where a field does not fit."""
    if len(frame.body) > 0x3FF:
        raise ValueError("a body has at most 1,023 bytes")
    later = frame.edition == 2019
    digits = 20 if later else 12
    properties = len(frame.body) | (_VERSION_2019 if later else 0) | (_SUB_PACKAGE if frame.part else 0)
    head = struct.pack(">HH", frame.message, properties) + (b"\x01" if later else b"")
    head += bytes.fromhex(frame.phone.zfill(digits)) + struct.pack(">H", frame.serial)
    if frame.part:
        head += struct.pack(">HH", frame.part[1], frame.part[0])
    data = head + frame.body
    data += bytes([reduce(xor, data)])
    return bytes([FLAG]) + data.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + bytes([FLAG])


class Assembler:
    """Puts long messages together from their parts. Bounded: one message at a time, at most `MAX_PARTS` bodies."""

    def __init__(self) -> None:
        self._of: tuple[int, int] | None = None  # (message, how many parts)
        self._parts: dict[int, bytes] = {}

    def add(self, frame: Frame) -> Frame | None:
        """The whole message once its last part is there; None before. A frame without parts is whole.

        A part of another message forgets the one begun. FrameError for numbers that cannot be, or too much.
        """
        if frame.part is None:
            return frame
        number, total = frame.part
        if not 1 <= number <= total <= MAX_PARTS:
            raise FrameError(f"part {number} of {total}")
        if self._of != (frame.message, total):
            self._of, self._parts = (frame.message, total), {}
        self._parts[number] = frame.body
        if len(self._parts) < total:
            return None
        body = b"".join(self._parts[one] for one in range(1, total + 1))
        self._of, self._parts = None, {}
        return Frame(frame.message, frame.phone, frame.serial, body, frame.edition, None, frame.encrypted)


def location(body: bytes) -> Location:
    """0x0200. FrameError where the 28 fixed bytes are not there; bad items end the items, not the fix."""
    if len(body) < _LOCATION.size:
        raise FrameError("a location has at least 28 bytes")
    alarm, status, lat, lon, altitude, speed, heading, clock = _LOCATION.unpack_from(body)
    items: dict[int, bytes] = {}
    at = _LOCATION.size
    while at + 2 <= len(body):
        name, length = body[at], body[at + 1]
        if at + 2 + length > len(body):
            break
        items.setdefault(name, body[at + 2 : at + 2 + length])  # where an item comes twice, the first one counts
        at += 2 + length
    return Location(
        lon=(-lon if status & 8 else lon) / 1e6,
        lat=(-lat if status & 4 else lat) / 1e6,
        altitude_m=altitude,
        speed_kmh=speed / 10,
        heading_deg=heading % 360,
        at=_clock(clock),
        alarm=alarm,
        status=status,
        items=items,
    )


def locations(body: bytes) -> list[Location]:
    """0x0704: a batch, oldest first as sent; one that cannot be read ends it."""
    if len(body) < 3:
        raise FrameError("a batch has at least 3 bytes")
    (count,) = struct.unpack_from(">H", body)
    found: list[Location] = []
    at = 3
    while len(found) < count and at + 2 <= len(body):
        (length,) = struct.unpack_from(">H", body, at)
        part = body[at + 2 : at + 2 + length]
        if len(part) < length or length < _LOCATION.size:
            break
        found.append(location(part))
        at += 2 + length
    return found


def platform_ack(to: Frame, serial: int, result: int = 0) -> Frame:
    """0x8001: heard (0), failed (1), bad message (2), not supported (3)."""
    body = struct.pack(">HHB", to.serial, to.message, result)
    return Frame(PLATFORM_ACK, to.phone, serial, body, to.edition)


def register_ack(to: Frame, serial: int, result: int, code: str = "") -> Frame:
    """0x8100: registered (0) with an authentication code, or no such vehicle (2) or terminal (4)."""
    body = struct.pack(">HB", to.serial, result) + (code.encode("gbk") if result == 0 else b"")
    return Frame(REGISTER_ACK, to.phone, serial, body, to.edition)


def authentication(frame: Frame) -> str:
    """The code in 0x0102: the whole body, or length-prefixed in the 2019 edition."""
    data = frame.body
    if frame.edition == 2019:
        data = data[1 : 1 + data[0]] if data else b""
    return data.decode("gbk", "replace").rstrip("\x00")


def _unescape(inner: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(inner):
        byte = inner[at]
        if byte != 0x7D:
            out.append(byte)
            at += 1
            continue
        following = inner[at + 1] if at + 1 < len(inner) else None
        if following not in (1, 2):
            raise FrameError("0x7d that escapes nothing")
        out.append(0x7D if following == 1 else 0x7E)
        at += 2
    return bytes(out)


def _clock(bcd: bytes) -> datetime | None:
    digits = bcd.hex()
    try:
        return datetime.strptime(digits, "%y%m%d%H%M%S").replace(tzinfo=GMT8)
    except ValueError:
        return None
