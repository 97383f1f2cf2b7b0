"""Pictures from a decoding process to the window without a copy: three slots and a seqlock in anonymous shared memory.

A channel is a memory file without a name (memfd). Nothing is left behind when a process dies, there is no resource
tracker to please, and the window keeps the memory when a worker is killed: the last picture and the moment it was
decoded stay readable. The next worker gets the same file and goes on.

Layout, little endian. Head of 64 bytes: `u32 magic`, `u32 capacity` of a slot, `u32 latest` (slot of the newest
picture, 3 for none yet). Then three slots; each begins with 64 bytes: `u64 seq` (odd while written), `u64 serial`,
`u64 decoded_ns` (monotonic), `u32 lag_ms`, `u32 width`, `u32 height`, `u32 stride`; then BGRx rows.

Two slots can tear: the writer may begin its second next picture while the first is still being painted. With three the
reader has at least two picture intervals, and `intact` tells if even that was not enough.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from dataclasses import dataclass

_MAGIC = 0x33574356  # "VCW3"
_HEAD = struct.Struct("<III")
_LATEST = struct.Struct("<I")
_SLOT = struct.Struct("<QQQIIII")
_SEQ = struct.Struct("<Q")
_HEAD_SIZE = 64
_SLOT_HEAD = 64
SLOTS = 3


def capacity(width: int, height: int) -> int:
    """Bytes of one slot for a box of `width` x `height`: a cropped picture is up to 1/0.9 larger, rows are padded."""
    return (int(width / 0.9) + 34) * 4 * (int(height / 0.9) + 4)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in its slot. `pixels` is the shared memory itself: use it, then ask `Channel.intact`."""

    slot: int
    seq: int
    serial: int
    decoded_s: float
    lag_s: float
    width: int
    height: int
    stride: int
    pixels: memoryview


class Channel:
    """One stream's pictures. The window makes it and keeps its file; the worker maps the file it is handed."""

    def __init__(self, fd: int, size: int) -> None:
        self._map = mmap.mmap(fd, size)
        self._fd = fd
        head: tuple[int, int, int] = _HEAD.unpack_from(self._map)
        magic, self._capacity = head[0], head[1]
        if magic != _MAGIC or size < _HEAD_SIZE + SLOTS * (_SLOT_HEAD + self._capacity):
            raise ValueError("not a picture channel")
        self._view = memoryview(self._map)

    @classmethod
    def create(cls, width: int, height: int) -> Channel:
        """An empty channel for pictures in a box of `width` x `height` px. OSError where memory is short."""
        room = -(-capacity(width, height) // 64) * 64
        size = _HEAD_SIZE + SLOTS * (_SLOT_HEAD + room)
        fd = os.memfd_create("citywall-pictures", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(fd, size)
        # A worker that goes wild can spoil pixels, but not pull the memory from under the window.
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
        os.pwrite(fd, _HEAD.pack(_MAGIC, room, SLOTS), 0)
        return cls(fd, size)

    @classmethod
    def adopt(cls, fd: int) -> Channel:
        """The channel behind a file handed over; the file is closed, its memory stays. ValueError if it is none."""
        try:
            channel = cls(fd, os.fstat(fd).st_size)
        except (ValueError, OSError, struct.error) as error:
            raise ValueError("not a picture channel") from error
        finally:
            os.close(fd)
        channel._fd = -1
        return channel

    @property
    def fd(self) -> int:
        """The file, to hand to a worker."""
        return self._fd

    def fits(self, stride: int, height: int) -> bool:
        """Whether rows of `stride` bytes, `height` of them, have room."""
        return stride * height <= self._capacity

    def write(self, rows: memoryview, width: int, height: int, stride: int, decoded_s: float, lag_s: float) -> None:
        """Publish one picture (BGRx rows). ValueError where it has no room. One writer at a time."""
        if not self.fits(stride, height):
            raise ValueError(f"a picture of {stride * height} bytes in a slot of {self._capacity}")
        latest = self._latest()
        slot = (latest + 1) % SLOTS
        serial = self._slot(latest)[1] + 1 if latest < SLOTS else 1
        at = self._offset(slot)
        # A writer killed in the middle left an odd number: stay odd while writing, whatever was there.
        writing = (_SEQ.unpack_from(self._map, at)[0] + 1) | 1
        _SEQ.pack_into(self._map, at, writing)
        body = at + _SLOT_HEAD
        self._view[body : body + stride * height] = rows[: stride * height]
        _SLOT.pack_into(
            self._map,
            at,
            writing,
            serial,
            int(decoded_s * 1e9),
            min(int(lag_s * 1000), 0xFFFFFFFF),
            width,
            height,
            stride,
        )
        _SEQ.pack_into(self._map, at, writing + 1)
        _LATEST.pack_into(self._map, 8, slot)

    def serial(self) -> int:
        """Number of the newest picture, 0 for none yet. Cheap: for asking often."""
        latest = self._latest()
        return int(self._slot(latest)[1]) if latest < SLOTS else 0

    def latest(self) -> Picture | None:
        """The newest whole picture; None where there is none yet, or after `close`."""
        if not self._view:
            return None
        for _ in range(SLOTS):
            slot = self._latest()
            if slot >= SLOTS:
                return None
            seq, serial, decoded_ns, lag_ms, width, height, stride = self._slot(slot)
            if seq & 1 or not self.fits(stride, height) or width * 4 > stride:
                continue
            body = self._offset(slot) + _SLOT_HEAD
            pixels = self._view[body : body + stride * height]
            picture = Picture(slot, seq, serial, decoded_ns / 1e9, lag_ms / 1000, width, height, stride, pixels)
            if self.intact(picture):
                return picture
        return None

    def intact(self, picture: Picture) -> bool:
        """Whether the picture's slot was left alone since `latest` gave it."""
        seq: int = _SEQ.unpack_from(self._map, self._offset(picture.slot))[0]
        return seq == picture.seq

    def close(self) -> None:
        """Let go of the file and the memory. Pictures still held keep their memory until they are dropped."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        self._view = memoryview(b"")

    def _latest(self) -> int:
        return int(_LATEST.unpack_from(self._map, 8)[0])

    def _offset(self, slot: int) -> int:
        return _HEAD_SIZE + slot * (_SLOT_HEAD + self._capacity)

    def _slot(self, slot: int) -> tuple[int, int, int, int, int, int, int]:
        return _SLOT.unpack_from(self._map, self._offset(slot))
