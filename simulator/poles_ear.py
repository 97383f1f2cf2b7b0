"""The ear of a loudspeaker pole: takes RTP (RFC 3550) with G.711 sound, counts and keeps it, and sends sound back."""

from __future__ import annotations

import asyncio
import secrets
import struct
import time
import wave
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

_HEAD = struct.Struct(">BBHII")
_TICK_S = 0.02
_SAMPLES = 160
_SILENCE = {0: b"\xff" * _SAMPLES, 8: b"\xd5" * _SAMPLES}


def _expand_u(code: int) -> int:
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)
    return 0x84 - magnitude if code & 0x80 else magnitude - 0x84


def _expand_a(code: int) -> int:
    code ^= 0x55
    step, low = (code & 0x70) >> 4, (code & 0x0F) << 4
    magnitude = low + 8 if step == 0 else (low + 0x108) << (step - 1)
    return magnitude if code & 0x80 else -magnitude


TABLES: dict[int, npt.NDArray[np.int16]] = {
    0: np.array([_expand_u(code) for code in range(256)], dtype=np.int16),
    8: np.array([_expand_a(code) for code in range(256)], dtype=np.int16),
}
"""Payload type -> what each of the 256 codes of G.711 sounds like."""


class Ear(asyncio.DatagramProtocol):
    """One call's sound. `heard` counts packets, `last_at` is the monotonic time of the last one."""

    def __init__(self, payload: int, to: tuple[str, int] | None) -> None:
        """`to` is where the caller listens; None: the pole is mute and only hears."""
        self._payload = payload
        self._to = to
        self._transport: asyncio.DatagramTransport | None = None
        self._sound: dict[int, bytes] = {}
        self._speaking: asyncio.Task[None] | None = None
        self.heard = 0
        self.last_at = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The port is open: begin to be heard."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        if self._to is not None:
            self._speaking = asyncio.get_running_loop().create_task(self._speak(self._transport, self._to))

    @property
    def port(self) -> int:
        """Where the pole listens."""
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        """One packet of sound, kept at the place of its time stamp."""
        if len(data) <= _HEAD.size or data[0] >> 6 != 2 or data[1] & 0x7F != self._payload:
            return
        self.heard += 1
        self.last_at = time.monotonic()
        self._sound[_HEAD.unpack_from(data)[3]] = data[_HEAD.size :]

    async def silent(self, seconds: float) -> None:
        """Return once nothing came for so long."""
        left = seconds
        while left > 0:
            await asyncio.sleep(left)
            left = self.last_at + seconds - time.monotonic()

    async def _speak(self, transport: asyncio.DatagramTransport, to: tuple[str, int]) -> None:
        source, begun = secrets.randbits(32), time.monotonic()
        for count in range(1 << 30):
            head = _HEAD.pack(0x80, self._payload, count & 0xFFFF, count * _SAMPLES & 0xFFFFFFFF, source)
            transport.sendto(head + _SILENCE[self._payload], to)
            await asyncio.sleep(max(0.0, begun + (count + 1) * _TICK_S - time.monotonic()))

    def samples(self) -> npt.NDArray[np.int16]:
        """What was heard, 8 kHz, by time stamp; a lost packet is silence."""
        if not self._sound:
            return np.zeros(0, dtype=np.int16)
        first = next(iter(self._sound))
        # Seen from the first packet the time stamps lie within half a turn of 2^32, also when they wrap.
        at = {((stamp - first + (1 << 31)) & 0xFFFFFFFF) - (1 << 31): data for stamp, data in self._sound.items()}
        low = min(at)
        out = np.zeros(min(max(offset + len(data) for offset, data in at.items()) - low, 8000 * 3600), dtype=np.int16)
        for offset, data in at.items():
            heard = TABLES[self._payload][np.frombuffer(data, dtype=np.uint8)]
            room = out[offset - low : offset - low + len(heard)]
            room[:] = heard[: len(room)]
        return out

    def close(self, record: Path | None) -> None:
        """Free the port; write what was heard as a WAV."""
        if self._speaking is not None:
            self._speaking.cancel()
        if self._transport is not None:
            self._transport.close()
        if record is not None:
            with wave.open(str(record), "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(2)
                out.setframerate(8000)
                out.writeframes(self.samples().tobytes())
