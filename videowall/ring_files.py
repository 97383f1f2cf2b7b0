"""The ring's files: where the last minutes of a stream lie, how they are read, and how old ones go.

`FOLDER/CAMERA-PROFILE/BEGAN_MS-PID.ring`, folders 0700, files 0600. A segment begins at a key frame. Layout, little
endian: `CWRING1\\n`, `u32` length and MessagePack of `Head`; then records: `u32 size`, `u8 flags` (1: key frame),
`i64 at_ns` (unix time of arrival), `i64 pts`, `i64 dts` (the least i64: none), `u32 crc32` of the data, data. A writer
that was killed leaves a torn last record; a reader ends before it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote
from zlib import crc32

import msgspec

MAGIC = b"CWRING1\n"
RECORD = struct.Struct("<IBqqqI")
LENGTH = struct.Struct("<I")
NO_STAMP = -(1 << 63)
SUFFIX = ".ring"


class RingFault(StrEnum):
    """Why nothing is kept, or not everything."""

    NONE = ""
    FULL = "full"  # the disk has no room
    UNWRITABLE = "unwritable"  # the folder cannot be made or written, or is not ours
    SLOW = "slow"  # the disk does not keep up
    BROKEN = "broken"  # an error of the disk


class RingRules(msgspec.Struct, frozen=True, kw_only=True):
    """Where the ring is and how large. `most_bytes` over all cameras; `spare_bytes` are left free on the disk."""

    folder: str
    most_bytes: int = 4 << 30
    keep_s: float = 900.0
    spare_bytes: int = 512 << 20


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a segment's packets need to be decoded. `base`: seconds of one tick of the stamps, as a fraction."""

    stream: str
    codec: str
    extradata: bytes
    base: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Record:
    """One packet. `at_ns`: unix time of its arrival; `pts`, `dts`: the stream's own, NO_STAMP for none."""

    at_ns: int
    key: bool
    pts: int
    dts: int
    data: bytes


def fault_of(error: OSError) -> RingFault:
    """What an error of the disk means for the ring."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return RingFault.FULL
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.ENOTDIR | errno.ENOENT | errno.EEXIST | errno.ELOOP:
            return RingFault.UNWRITABLE
        case _:
            return RingFault.BROKEN


def folder_of(ring: Path, stream: str) -> Path:
    """Where one stream's segments lie."""
    return ring / quote(stream, safe="").replace("%2F", "-").replace(".", "%2E")


def private(folder: Path) -> None:
    """Make a folder that only its owner can read. OSError where it cannot be, or belongs to somebody else."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise OSError(errno.EPERM, "not a folder of this user")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def roomy(rules: RingRules) -> bool:
    """Whether the disk has more room than what is to be left free."""
    disk = os.statvfs(rules.folder)
    return disk.f_bavail * disk.f_frsize > rules.spare_bytes


def prune(rules: RingRules, now: float) -> None:
    """Delete what is too old, and the oldest where all together is too much or the disk too full.

    One worker at a time: the others leave it to the one that is at it.
    """
    folder = Path(rules.folder)
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _prune(rules, folder, now)
    finally:
        os.close(lock)


def _prune(rules: RingRules, folder: Path, now: float) -> None:
    kept: list[tuple[str, int, str]] = []
    for place in os.scandir(folder):
        if not place.is_dir(follow_symlinks=False):
            continue
        for one in os.scandir(place.path):
            with contextlib.suppress(FileNotFoundError):
                found = one.stat(follow_symlinks=False)
                # A clock that was set back leaves segments of the future: they would never become old.
                if now - found.st_mtime > rules.keep_s or found.st_mtime - now > rules.keep_s:
                    Path(one.path).unlink()
                    continue
                kept.append((one.name, found.st_size, one.path))
    kept.sort()
    disk = os.statvfs(folder)
    over = sum(size for _, size, _ in kept) - rules.most_bytes
    over = max(over, rules.spare_bytes - disk.f_bavail * disk.f_frsize)
    for _, size, path in kept:
        if over <= 0:
            break
        with contextlib.suppress(FileNotFoundError):
            Path(path).unlink()
        over -= size


def empty(folder: Path) -> None:
    """Delete the ring: at the orderly end of the program."""
    for path in folder.glob(f"*/*{SUFFIX}"):
        path.unlink(missing_ok=True)
    for path in folder.glob("*/"):
        with contextlib.suppress(OSError):
            path.rmdir()


# --- reading ------------------------------------------------------------------------------------------------------


def segments(folder: Path, stream: str) -> list[tuple[int, Path]]:
    """A stream's segments, oldest first: when each began (unix, ns, to the millisecond), and its file."""
    found: list[tuple[int, Path]] = []
    with contextlib.suppress(OSError):
        for one in os.scandir(folder_of(folder, stream)):
            number = one.name.partition("-")[0]
            if one.name.endswith(SUFFIX) and number.isdigit():
                found.append((int(number) * 1_000_000, Path(one.path)))
    return sorted(found)


def read_segment(path: Path) -> tuple[Head, list[Record]] | None:
    """One segment up to its last whole record; None where it is gone or no segment."""
    try:
        data = memoryview(path.read_bytes())
    except OSError:
        return None
    at = len(MAGIC)
    if data[:at] != MAGIC or len(data) < at + LENGTH.size:
        return None
    (length,) = LENGTH.unpack_from(data, at)
    at += LENGTH.size
    try:
        head = msgspec.msgpack.decode(data[at : at + length], type=Head)
    except msgspec.DecodeError:
        return None
    return head, list(_records(data[at + length :]))


def _records(data: memoryview) -> Iterator[Record]:
    at = 0
    while at + RECORD.size <= len(data):
        size, flags, at_ns, pts, dts, check = RECORD.unpack_from(data, at)
        at += RECORD.size
        body = bytes(data[at : at + size])
        if len(body) < size or crc32(body) != check:
            return
        yield Record(at_ns, bool(flags & 1), pts, dts, body)
        at += size


def stretch(folder: Path, stream: str, since_ns: int, until_ns: int) -> list[tuple[Head, list[Record]]]:
    """What the ring has of a time: from the last key frame at or before `since_ns`, or the first one after it.

    One entry for each segment; heads differ where the stream itself changed.
    """
    every = [(began, path) for began, path in segments(folder, stream) if began <= until_ns]
    first = max((n for n, (began, _) in enumerate(every) if began <= since_ns), default=0)
    found: list[tuple[Head, list[Record]]] = []
    for _, path in every[first:]:
        read = read_segment(path)
        if read is None:
            continue
        records = [one for one in read[1] if one.at_ns <= until_ns]
        if not found:
            start = max((n for n, one in enumerate(records) if one.key and one.at_ns <= since_ns), default=0)
            if records and records[-1].at_ns < since_ns:
                records = []
            records = records[start:]
        if records:
            found.append((read[0], records))
    return found
