"""A camera's loop as a file: drawn, encoded bit by bit with H.264, kept under a name that says what it holds.

Records of `u32 length` (top bit: key picture) and an access unit (Annex B), little endian. A loop that is still being
made lies beside its place as `.part` and may already be sent up to the units that were told.
"""

from __future__ import annotations

import hashlib
import os
import struct
import time
import zlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import msgspec

from simulator.scenes.film import PICTURES, RATE, Film

SIZES: dict[str, tuple[int, int]] = {"sub": (640, 360), "main": (1920, 1080)}
GROUP = 25  # pictures from one key picture to the next: 2 s
_QUALITY = {"sub": ("24", "700"), "main": ("25", "3500")}  # crf, kbit/s at most
_BATCH = 5
_EDITION = "1"
_KEY = 0x80000000
_LENGTH = struct.Struct("<I")
_RATE = Fraction(25, 2)


class CameraFacts(msgspec.Struct, frozen=True):
    """What a picture of a camera depends on."""

    number: int
    name: str
    scene: str


def source_hash() -> str:
    """Changes whenever the drawing does; in a frozen program, where no source lies, the edition only."""
    digest = hashlib.sha256(_EDITION.encode())
    here = Path(__file__).resolve().parent
    for path in (*sorted((here / "scenes").glob("*.py")), here / "loops.py"):
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def place(cache: Path, camera: CameraFacts, profile: str, drawing: str) -> Path:
    """Where the loop of a camera's profile lies."""
    what = msgspec.json.encode((camera, profile, SIZES[profile], _QUALITY[profile], drawing))
    return cache / f"{camera.number}-{profile}-{hashlib.sha256(what).hexdigest()[:16]}.loop"


def batches(camera: CameraFacts, profile: str) -> Iterator[list[tuple[bytes, bool]]]:
    """The loop's units as (access unit, is key): the first alone, so that a client sees it soon, then by fives.

    The work is done while iterating.
    """
    size = SIZES[profile]
    seed = camera.number * 65_537 + zlib.crc32(camera.name.encode())
    film = Film(camera.scene, seed, size, title=f"{camera.number} {camera.name}")
    quality, most = _QUALITY[profile]
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = *size, "yuv420p"
    encoder.time_base, encoder.framerate = 1 / _RATE, _RATE
    encoder.thread_count = 1
    encoder.options = {
        "preset": "veryfast", "tune": "zerolatency", "profile": "main", "crf": quality,
        "maxrate": f"{most}k", "bufsize": f"{most}k",
        "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:bframes=0:repeat-headers=1:annexb=1"
        ":sliced-threads=0",
    }  # fmt: skip
    batch: list[tuple[bytes, bool]] = []
    for number in range(PICTURES):
        frame = av.VideoFrame.from_ndarray(film.picture(number), format="bgra")
        frame = frame.reformat(format="yuv420p")
        frame.pts = number
        for packet in encoder.encode(frame):
            batch.append((bytes(packet), packet.is_keyframe))
        if number == 0 or number % _BATCH == _BATCH - 1:
            yield batch
            batch = []
    for packet in encoder.encode(None):
        batch.append((bytes(packet), packet.is_keyframe))
    if batch:
        yield batch


def write(path: Path, made: Iterator[list[tuple[bytes, bool]]]) -> Iterator[int]:
    """Write units beside `path` as they are made, then put the file in its place; yields their number so far."""
    part = path.with_suffix(f".{os.getpid()}.part")
    units = 0
    try:
        with part.open("wb") as file:
            for batch in made:
                for data, key in batch:
                    file.write(_LENGTH.pack(len(data) | (_KEY if key else 0)) + data)
                file.flush()
                units += len(batch)
                if units < PICTURES:
                    yield units
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)  # of a full disk not even the rest stays
    yield units


def read(path: Path) -> list[tuple[bytes, bool]]:
    """All units of a loop. ValueError on a file that is cut short or empty."""
    data, at, units = path.read_bytes(), 0, []
    while at < len(data):
        if at + 4 > len(data):
            raise ValueError(f"{path.name} is cut short")
        (word,) = _LENGTH.unpack_from(data, at)
        size = word & ~_KEY
        unit = data[at + 4 : at + 4 + size]
        if len(unit) != size:
            raise ValueError(f"{path.name} is cut short")
        units.append((unit, bool(word & _KEY)))
        at += 4 + size
    if not units:
        raise ValueError(f"{path.name} is empty")
    return units


def export(units: list[tuple[bytes, bool]], size: tuple[int, int], target: Path) -> None:
    """The loop as an .mp4 without encoding again, for players of recorded media."""
    part = target.with_suffix(".part")
    with av.open(str(part), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=_RATE)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        # H.264 in mp4 keeps its parameter sets in the head; ours stand before each key picture.
        stream.codec_context.extradata = _parameters(units[0][0])
        for number, (data, key) in enumerate(units):
            packet = av.Packet(data)
            packet.stream, packet.time_base = stream, 1 / _RATE
            packet.pts = packet.dts = number
            packet.is_keyframe = key
            out.mux(packet)
    part.replace(target)


def _parameters(unit: bytes) -> bytes:
    parts = unit.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return b"".join(b"\0\0\0\1" + part for part in parts if part and part[0] & 31 in (7, 8))


def prune(cache: Path, most_bytes: int) -> int:
    """Remove the loops that were used longest ago until the rest fits, and parts of dead makers; how many went."""
    now, kept, gone = time.time(), 0, 0
    for path in cache.glob("*.part"):
        if now - path.stat().st_mtime > 600:
            path.unlink(missing_ok=True)
            gone += 1
    for path in sorted(cache.glob("*.loop"), key=lambda one: -one.stat().st_mtime):
        kept += path.stat().st_size
        if kept > most_bytes:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


__all__ = ["RATE", "SIZES", "CameraFacts", "batches", "export", "place", "prune", "read", "source_hash", "write"]
