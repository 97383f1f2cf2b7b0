"""Streams through FFmpeg (kept packets: `clip.py`, `replay.py`): open, read packets, decode, scale pictures.

The options were measured (docs/video.md): `fflags=nobuffer` would throw away the first key frame, and without a small
`probesize` opening takes seconds. The library's own limit on reading fires after about twice its value; the policy's
clock is what counts. 401 and 404 have exceptions of their own, and every message may hold the address with its
password.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias
from zlib import crc32

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from videowall import address, again, grid
from videowall.ring_files import Head
from videowall.shm import Channel
from videowall.stream import Fault, Transport
from videowall.witness import FINE, SMALL, Sample, change_of, detail_of

Frame = VideoFrame
AnyPacket: TypeAlias = "Packet[VideoStream]"

LIVE_OPTIONS = {
    "flags": "low_delay",
    "probesize": "32",
    "analyzeduration": "0",
    "reorder_queue_size": "0",
    "allowed_media_types": "video",
}
MARK_ROWS = 120
"""Of so many rows, at least, the checksum of a picture is made."""
OPEN_TIMEOUT_S = 4.0
READ_TIMEOUT_S = 2.0


class Broken(Exception):
    """A connection that ended, with what is known of the reason; the detail is scrubbed."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = address.scrub(detail)


def fault_of(error: Exception, *, reading: bool) -> Fault:
    """What an exception of the library means, while opening or while reading."""
    number = getattr(error, "errno", None)
    match error:
        case av.error.HTTPUnauthorizedError() | av.error.HTTPForbiddenError():
            return Fault.AUTH
        case av.error.HTTPNotFoundError() | FileNotFoundError():
            return Fault.NOT_FOUND
        case ConnectionRefusedError():
            return Fault.REFUSED
        case TimeoutError() | av.error.ExitError():
            return Fault.NO_BYTES if reading else Fault.SILENT
        case ConnectionResetError() | BrokenPipeError() | EOFError() | ConnectionAbortedError():
            return Fault.CLOSED
        case _ if number == errno.EPROTONOSUPPORT:
            return Fault.TRANSPORT
        case _ if number in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN):
            return Fault.UNREACHABLE
        case _ if reading and number in (errno.EIO, errno.ENOTCONN, errno.EPIPE):
            return Fault.CLOSED
        case av.error.InvalidDataError():
            return Fault.UNDECODABLE
        case _:
            return Fault.OTHER


class Source:
    """One open stream of pictures. Used by one thread; `close` when done."""

    def __init__(self, url: str, transport: Transport) -> None:
        """Blocks until the device has described its stream or the library's limit is over. Broken says why not."""
        self.path = address.file_of(url)
        try:
            if self.path is not None:
                self._container: InputContainer = av.open(str(self.path))
            else:
                options = {**LIVE_OPTIONS, "rtsp_transport": transport.value}
                self._container = av.open(url, options=options, timeout=(OPEN_TIMEOUT_S, READ_TIMEOUT_S))
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise Broken(fault_of(error, reading=False), str(error)) from None
        if not self._container.streams.video:
            self._container.close()
            raise Broken(Fault.NO_VIDEO, "no stream of pictures")
        self._stream: VideoStream = self._container.streams.video[0]
        self._stream.codec_context.thread_count = 1
        self._base = float(self._stream.time_base or 0) or 1e-3
        self._scaler, self._small, self._fine = VideoReformatter(), VideoReformatter(), VideoReformatter()
        self._tiny = VideoReformatter()
        self._key = b""  # brightness of the last key picture that was sampled

    @property
    def codec(self) -> str:
        """The codec's short name: h264."""
        return str(self._stream.codec_context.name)

    @property
    def duration_s(self) -> float:
        """Length of a recording, 0 where it is not known."""
        return (self._container.duration or 0) / 1_000_000

    def head(self, stream: str) -> Head:
        """What a keeper of packets must know to decode them later; `stream`: its name."""
        base = self._stream.time_base or Fraction(1, 1000)
        extradata = bytes(self._stream.codec_context.extradata or b"")
        return Head(stream=stream, codec=self.codec, extradata=extradata, base=(base.numerator, base.denominator))

    def packets(self) -> Iterator[Packet[VideoStream]]:
        """Packets with something in them. A live stream that ends, ends as Broken; a recording ends the iteration."""
        try:
            for packet in self._container.demux(self._stream):
                if packet.size:
                    yield packet
        except (av.error.FFmpegError, OSError) as error:
            raise Broken(fault_of(error, reading=True), str(error)) from None
        if self.path is None:
            raise Broken(Fault.CLOSED, "the device ended the stream")

    def rewind(self) -> None:
        """Back to the beginning of a recording."""
        try:
            self._container.seek(0)
            self._stream.codec_context.flush_buffers()
        except (av.error.FFmpegError, OSError) as error:
            raise Broken(fault_of(error, reading=True), str(error)) from None

    def decode(self, packet: Packet[VideoStream], *, alone: bool) -> list[VideoFrame]:
        """Pictures a packet gives. `alone`: a key frame by itself, whose picture must not wait for the next packet.

        ValueError for a packet that cannot be decoded: the next ones may be.
        """
        try:
            frames = self._stream.codec_context.decode(packet)
            if alone and not frames:
                frames = self._stream.codec_context.decode(None)
                self._stream.codec_context.flush_buffers()
        except av.error.InvalidDataError as error:
            raise ValueError(str(error)) from None
        except av.error.FFmpegError as error:
            raise Broken(Fault.UNDECODABLE, str(error)) from None
        return list(frames)

    def stamp_s(self, frame_or_packet: VideoFrame | Packet[VideoStream]) -> float | None:
        """The time stamp in seconds of the stream's own clock."""
        pts = frame_or_packet.pts
        return None if pts is None else pts * self._base

    def paint(self, frame: VideoFrame, channel: Channel, box: tuple[int, int], decoded_s: float, lag_s: float) -> bool:
        """Scale a picture for the box, straight to its final size, and publish it. False where it has no room."""
        width, height = grid.scaled(frame.width, frame.height, *box)
        # Without `threads=1` the scaler keeps a pool of its own for each stream.
        picture = self._scaler.reformat(
            frame, width, height, "bgra", interpolation=Interpolation.FAST_BILINEAR, threads=1
        )
        plane = picture.planes[0]
        if not channel.fits(plane.line_size, height):
            return False
        channel.write(memoryview(plane), width, height, plane.line_size, decoded_s, lag_s)
        return True

    def tiny(self, frame: VideoFrame) -> bytes:
        """`again.TINY` grey values, row by row; costs 0.03 ms at 640x360."""
        return b"".join(self._grey(self._tiny, frame, again.TINY, Interpolation.AREA))

    def sample(self, frame: VideoFrame, at: float, *, key: bool, fine: bool) -> Sample:
        """What is remembered of a picture to judge the stream by; `fine`: with its detail, which costs 1 ms."""
        luma = frame.planes[0]
        data, line = memoryview(luma), luma.line_size
        wide, step = min(line, frame.width), max(1, frame.height // MARK_ROWS)
        rows = b"".join([data[start : start + wide] for start in range(0, frame.height * line, step * line)])
        change = None
        if key:
            change, self._key = change_of(self._key, rows), rows
        small = b"".join(self._grey(self._small, frame, SMALL, Interpolation.AREA))
        detail = detail_of(self._grey(self._fine, frame, FINE, Interpolation.FAST_BILINEAR)) if fine else None
        stamp = self.stamp_s(frame)
        return Sample(at=at, stamp=stamp, key=key, mark=crc32(rows), small=small, detail=detail, change=change)

    def _grey(
        self, scaler: VideoReformatter, frame: VideoFrame, size: tuple[int, int], how: Interpolation
    ) -> list[bytes]:
        """The rows of a grey picture of this size."""
        picture = scaler.reformat(frame, *size, "gray", interpolation=how, threads=1)
        plane = picture.planes[0]
        data, line = memoryview(plane), plane.line_size
        return [bytes(data[row * line : row * line + size[0]]) for row in range(size[1])]

    def close(self) -> None:
        """Let the device go."""
        self._container.close()
