"""A JT/T 808 terminal as a vehicle carries it: registers, authenticates, reports its position, keeps its line alive.

Only what a terminal sends and must understand; written from the standard's tables, apart from the server's gateway, so
that a mistake of one is found by the other.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_GMT8 = timezone(timedelta(hours=8))
_REGISTER, _AUTHENTICATE, _LOCATION = 0x0100, 0x0102, 0x0200
_ANSWER_S = 10.0


@dataclass(frozen=True)
class Fix:
    """Where the vehicle is."""

    lon: float
    lat: float
    heading_deg: float
    speed_mps: float


class Terminal:
    """One terminal. `edition` 2013 or 2019 decides header and bodies."""

    def __init__(self, phone: str, plate: str, edition: int) -> None:
        self._phone = phone.zfill(20 if edition == 2019 else 12)
        self._plate = plate
        self._later = edition == 2019
        self._serial = 0

    async def drive(self, host: str, port: int, fix: Callable[[], Fix], every_s: float) -> None:
        """Connect and report until the line breaks (ConnectionError, TimeoutError) or the task is cancelled."""
        # asyncio.timeout, not wait_for: that one may swallow a cancellation on Python 3.11.
        async with asyncio.timeout(_ANSWER_S):
            reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(self._message(_REGISTER, self._registration()))
            code = (await self._answer(reader, 0x8100))[3:]
            body = bytes([len(code)]) + code + bytes(35) if self._later else code
            writer.write(self._message(_AUTHENTICATE, body))
            await self._answer(reader, 0x8001)
            while True:
                writer.write(self._message(_LOCATION, self._location(fix())))
                await self._answer(reader, 0x8001)
                await asyncio.sleep(every_s)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, wanted: int) -> bytes:
        """The body of the platform's answer; ConnectionError where it refuses."""
        inner = b""
        while not inner.strip(b"\x7e"):
            async with asyncio.timeout(_ANSWER_S):
                inner = await reader.readuntil(b"\x7e")
        data = inner.rstrip(b"\x7e").replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
        body = data[17 if self._later else 12 : -1]
        if int.from_bytes(data[:2], "big") != wanted or body[2 if wanted == 0x8100 else 4] != 0:
            raise ConnectionError(f"the platform refused terminal {self._phone}")
        return body

    def _message(self, message: int, body: bytes) -> bytes:
        properties = len(body) | (0x4000 if self._later else 0)
        data = struct.pack(">HH", message, properties) + (b"\x01" if self._later else b"")
        data += bytes.fromhex(self._phone) + struct.pack(">H", self._serial) + body
        self._serial = (self._serial + 1) & 0xFFFF
        check = 0
        for byte in data:
            check ^= byte
        data += bytes([check])
        return b"\x7e" + data.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"

    def _registration(self) -> bytes:
        maker, model, name = (11, 30, 30) if self._later else (5, 20, 7)
        head = struct.pack(">HH", 99, 101) + b"CWSIM".ljust(maker, b"\x00") + b"CW-808".ljust(model, b"\x00")
        return head + self._phone[-7:].encode().ljust(name, b"\x00") + b"\x02" + self._plate.encode("gbk")

    def _location(self, fix: Fix) -> bytes:
        clock = datetime.now(UTC).astimezone(_GMT8).strftime("%y%m%d%H%M%S")
        status = 0x0003 | (4 if fix.lat < 0 else 0) | (8 if fix.lon < 0 else 0)
        return struct.pack(
            ">IIIIHHH6s", 0, status, round(abs(fix.lat) * 1e6), round(abs(fix.lon) * 1e6), 8,
            round(fix.speed_mps * 36), round(fix.heading_deg) % 360, bytes.fromhex(clock),
        ) + b"\x30\x01\x1f\x31\x01\x0c"  # fmt: skip
