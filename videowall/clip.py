"""Pieces of the ring as evidence: a film cut at a key frame and not encoded anew, or one picture at its own size.

Only worker processes use it. Times are unix nanoseconds of this machine's clock, as the ring has them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
import av.error
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from videowall.ring_files import NO_STAMP, Head, Record, stretch
from videowall.units import parameters, with_start_codes

TICKS = 90_000
JUMP_S = 2.0
GAP_S = 2.0
FORMATS = {"h264": "h264", "hevc": "hevc", "mjpeg": "mjpeg", "mpeg4": "m4v"}


class NotKept(Exception):
    """The ring has nothing of that time that can be used; the text says why, in a word of `Lack`."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Packets of one stream that can be decoded from the first on. `gaps`: (unix ns, seconds) where nothing came."""

    head: Head
    records: list[Record]
    gaps: tuple[tuple[int, float], ...]

    @property
    def since_ns(self) -> int:
        """When the first packet came."""
        return self.records[0].at_ns

    @property
    def until_ns(self) -> int:
        """When the last packet came."""
        return self.records[-1].at_ns


def cut(ring: Path, streams: Sequence[str], since_ns: int, until_ns: int) -> Cut:
    """The piece of the first stream that covers the time, else of the one that has most of it. NotKept where none has.

    Where the stream changed its parameters in between, the longest part of one kind.
    """
    best: Cut | None = None
    for stream in streams:
        for found in _parts(ring, stream, since_ns, until_ns):
            if best is None or _covered(found, since_ns, until_ns) > _covered(best, since_ns, until_ns) + 1.0:
                best = found
    if best is None:
        raise NotKept("nothing")
    return best


def _covered(one: Cut, since_ns: int, until_ns: int) -> float:
    return (min(one.until_ns, until_ns) - max(one.since_ns, since_ns)) / 1e9


def _parts(ring: Path, stream: str, since_ns: int, until_ns: int) -> list[Cut]:
    runs: list[tuple[Head, list[Record]]] = []
    for head, records in stretch(ring, stream, since_ns, until_ns):
        if runs and runs[-1][0] == head:
            runs[-1][1].extend(records)
        else:
            runs.append((head, list(records)))
    return [Cut(head, records, _gaps(records)) for head, records in runs if len(records) > 1]


def _gaps(records: Sequence[Record]) -> tuple[tuple[int, float], ...]:
    pairs = pairwise(records)
    return tuple(
        (one.at_ns, (other.at_ns - one.at_ns) / 1e9) for one, other in pairs if other.at_ns - one.at_ns > GAP_S * 1e9
    )


def retime(records: Sequence[Record], base: Fraction) -> list[tuple[int, int]]:
    """(pts, dts) of each record in 1/90000 s from 0, growing whatever the stream's own stamps did.

    The stream's stamps are kept where they can be; where they jump against the time of arrival, arrival counts for
    that step; where they run at another speed than time, or are missing, for all of them.
    """
    at = [round((one.at_ns - records[0].at_ns) * TICKS / 1e9) for one in records]
    shown = at
    if all(one.pts != NO_STAMP for one in records):
        shown, offset, last = [], 0, 0
        own = [round(one.pts * base * TICKS) for one in records]
        for n, stamp in enumerate(own):
            if n == 0:
                offset = -stamp
            elif abs((stamp - own[n - 1]) - (at[n] - at[n - 1])) > JUMP_S * TICKS:
                offset = last + max(at[n] - at[n - 1], 1) - stamp
            shown.append(stamp + offset)
            last = max(last, shown[-1])
        if abs(last - at[-1]) > max(JUMP_S * TICKS, at[-1] // 10):
            shown = at
    decoded = sorted(shown)
    early = max(one - other for one, other in zip(decoded, shown, strict=True))
    found: list[tuple[int, int]] = []
    before = -early - 1
    for stamp, dts in zip(shown, decoded, strict=True):
        before = max(dts - early, before + 1)
        found.append((max(stamp, before), before))
    return found


def mux(piece: Cut, path: Path) -> None:
    """Write the packets as MP4, as they came. NotKept where this kind cannot be; OSError where the disk does not."""
    parameter_sets, length = _parameters(piece.head)
    first = parameter_sets + with_start_codes(piece.records[0].data, length)
    try:
        with _described(piece.head.codec, first) as described, av.open(str(path), "w", format="mp4") as film:
            stream = film.add_stream_from_template(described.streams.video[0])
            stamps = retime(piece.records, Fraction(*piece.head.base))
            for n, (record, (pts, dts)) in enumerate(zip(piece.records, stamps, strict=True)):
                packet = Packet(with_start_codes(record.data, length) if n else first)
                packet.stream, packet.time_base = stream, Fraction(1, TICKS)
                packet.pts, packet.dts, packet.is_keyframe = pts, dts, record.key
                packet.duration = stamps[min(n + 1, len(stamps) - 1)][1] - dts
                film.mux(packet)
    except av.error.FFmpegError as error:
        if isinstance(error, OSError) and not isinstance(error, ValueError):
            raise OSError(error.errno, error.strerror) from None
        raise NotKept("codec") from None


def _parameters(head: Head) -> tuple[bytes, int]:
    try:
        return parameters(head.codec, head.extradata)
    except ValueError:
        raise NotKept("codec") from None


def _described(codec: str, data: bytes) -> av.container.InputContainer:
    """What the parser finds in a key frame: size and parameters, for the film's head."""
    if codec not in FORMATS:
        raise NotKept("codec")
    return av.open(io.BytesIO(data), "r", format=FORMATS[codec])


class Decoder:
    """Pictures of one stream's records again. `feed` in order from a key frame on."""

    def __init__(self, head: Head) -> None:
        try:
            context = av.CodecContext.create(head.codec, "r")
        except (ValueError, av.error.FFmpegError):
            raise NotKept("codec") from None
        if not isinstance(context, av.VideoCodecContext):
            raise NotKept("codec")
        self._context = context
        self._context.thread_count = 1
        if head.extradata:
            self._context.extradata = head.extradata

    def feed(self, number: int, record: Record | None) -> list[tuple[int, VideoFrame]]:
        """(number of its record, picture) for what came out; `None` at the end. A damaged packet gives none."""
        packet: Packet[VideoStream] | None = None
        if record is not None:
            packet = cast("Packet[VideoStream]", Packet(record.data))
            packet.pts = packet.dts = number
        try:
            frames = self._context.decode(packet)
        except av.error.FFmpegError:
            return []
        return [(int(frame.pts or 0), frame) for frame in frames]


def still(piece: Cut, at_ns: int) -> tuple[int, VideoFrame]:
    """(when its packet came, picture): the last picture at or before `at_ns`. NotKept where none can be decoded."""
    decoder = Decoder(piece.head)
    numbers = [n for n, one in enumerate(piece.records) if one.at_ns <= at_ns]
    if not numbers:
        raise NotKept("nothing")
    found: list[tuple[int, VideoFrame]] = []
    key = max((n for n in numbers if piece.records[n].key), default=0)
    for number in numbers[key:]:
        found = decoder.feed(number, piece.records[number])[-1:] or found
    found = decoder.feed(-1, None)[-1:] or found
    if not found:
        raise NotKept("codec")
    number, frame = found[0]
    return piece.records[number].at_ns, frame


def jpeg(frame: VideoFrame) -> bytes:
    """The picture at its own size, in the finest JPEG that the encoder makes."""
    coder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(coder, av.VideoCodecContext)
    coder.width, coder.height, coder.pix_fmt = frame.width, frame.height, "yuvj420p"
    coder.time_base = Fraction(1, 25)
    coder.qmin = coder.qmax = 2
    coder.thread_count = 1
    full = frame.reformat(format="yuvj420p", threads=1)
    full.pts = 0
    return b"".join(bytes(packet) for packet in [*coder.encode(full), *coder.encode(None)])
