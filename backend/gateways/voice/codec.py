"""G.711 (ITU-T) by table and RTP packets (RFC 3550, 3551). Pure: bytes and samples, no sockets, no clock.

Samples are int16 at 8 kHz; a frame is 20 ms, 160 samples, 160 bytes of payload.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pcm = npt.NDArray[np.int16]
RATE = 8000
FRAME_SAMPLES = 160
FRAME_S = FRAME_SAMPLES / RATE
_RTP = struct.Struct(">BBHII")
_U_BIAS, _U_CLIP = 0x84, 8158


def _u_decoder() -> Pcm:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((code & 0x0F) << 3) + _U_BIAS << ((code & 0x70) >> 4)) - _U_BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _a_decoder() -> Pcm:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    chord, mantissa = (code & 0x70) >> 4, (code & 0x0F) << 4
    magnitude = np.where(chord == 0, mantissa + 8, mantissa + 0x108 << np.maximum(chord - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _exponent(value: npt.NDArray[np.int32], lowest_bit: int) -> npt.NDArray[np.int32]:
    """How many of the seven doublings above `lowest_bit` are reached."""
    edges = 1 << np.arange(lowest_bit, lowest_bit + 7)
    return np.searchsorted(edges, value, side="right").astype(np.int32)


def _u_encoder() -> npt.NDArray[np.uint8]:
    sample = np.arange(-32768, 32768, dtype=np.int32)
    biased = np.minimum(np.abs(sample >> 2), _U_CLIP) + (_U_BIAS >> 2)  # the law is one of 14 bits
    chord = _exponent(biased, 6)
    code = chord << 4 | (biased >> chord + 1) & 0x0F
    return np.asarray(~(np.where(sample < 0, 0x80, 0) | code) & 0xFF, dtype=np.uint8)


def _a_encoder() -> npt.NDArray[np.uint8]:
    sample = np.arange(-32768, 32768, dtype=np.int32)
    magnitude = np.where(sample < 0, ~sample, sample)  # the standard mirrors by one's complement
    chord = _exponent(magnitude, 8)
    code = chord << 4 | (magnitude >> np.maximum(chord, 1) + 3) & 0x0F
    return np.asarray((np.where(sample < 0, 0, 0x80) | code) ^ 0x55, dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Codec:
    """One way of sending sound. `silence` is the byte of a sample of nothing."""

    name: str
    payload_type: int
    encoder: npt.NDArray[np.uint8]
    decoder: Pcm
    silence: bytes

    def encode(self, samples: Pcm) -> bytes:
        """One byte per sample."""
        return self.encoder[samples.astype(np.int32) + 32768].tobytes()

    def decode(self, payload: bytes) -> Pcm:
        """One sample per byte."""
        return self.decoder[np.frombuffer(payload, dtype=np.uint8)]


PCMU = Codec("PCMU", 0, _u_encoder(), _u_decoder(), b"\xff")
PCMA = Codec("PCMA", 8, _a_encoder(), _a_decoder(), b"\xd5")
CODECS: dict[int, Codec] = {PCMA.payload_type: PCMA, PCMU.payload_type: PCMU}
"""By payload type, the preferred one first: A-law is the telephone law of China and Europe."""


@dataclass(frozen=True)
class Rtp:
    """One packet. `sequence` is 16 bits, `timestamp` and `source` 32."""

    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes
    marker: bool = False


def pack(packet: Rtp) -> bytes:
    """The packet on the wire; counters wrap."""
    head = _RTP.pack(
        0x80,
        packet.payload_type | (0x80 if packet.marker else 0),
        packet.sequence & 0xFFFF,
        packet.timestamp & 0xFFFFFFFF,
        packet.source & 0xFFFFFFFF,
    )
    return head + packet.payload


def unpack(data: bytes) -> Rtp:
    """A packet of the wire, without its contributors, extension and padding. ValueError on what is none."""
    if len(data) < _RTP.size or data[0] >> 6 != 2:
        raise ValueError("no RTP of version 2")
    first, second, sequence, timestamp, source = _RTP.unpack_from(data)
    start, end = _RTP.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if len(data) < start + 4:
            raise ValueError("RTP extension cut short")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    if first & 0x20:
        end -= data[-1]
        if data[-1] == 0:
            raise ValueError("RTP padding of no length")
    if start > end:
        raise ValueError("RTP packet shorter than its head says")
    return Rtp(second & 0x7F, sequence, timestamp, source, data[start:end], bool(second & 0x80))
