"""The picture of a tile as a photo: what a person saw at the moment of the key, with the moment it was decoded.

It is copied out of shared memory whole (a torn copy is taken again) and never from a tile that the wall itself does not
call live: a photo of an old picture would be evidence of something that was not there at that time.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from videowall.face import Look
from videowall.hall import VideoHall
from videowall.shm import Picture
from videowall.supervisor import Stream
from videowall.surface import TileSurface
from videowall.tile import bytes_of

QUALITY = 92
TRIES = 5
TRUE_LOOKS = frozenset({Look.LIVE.value, Look.KEYS_ONLY.value, Look.LATE.value, Look.SUSPECT.value})
"""Looks of a tile whose picture is of now; late and suspect ones say so beside the photo."""
_UNSAFE = re.compile(r"[^0-9A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class TileShot:
    """One picture of one camera. `age_s`: between its decoding and the key; `look`: what the tile said then."""

    camera: str
    image: QImage
    age_s: float
    look: str


@dataclass(frozen=True, slots=True)
class NoShot:
    """Why there is none: `empty` (a tile without a camera) or the tile's look."""

    look: str


def take(surface: TileSurface, hall: VideoHall, index: int) -> TileShot | NoShot:
    """The picture in tile `index` of `surface` now."""
    slots = surface.slots()
    camera = slots[index].camera if 0 <= index < len(slots) else ""
    if not camera:
        return NoShot(Look.EMPTY.value)
    at = sum(1 for slot in slots[:index] if slot.camera)
    look = surface.facts()[at].state
    if look not in TRUE_LOOKS:
        return NoShot(look)
    tile = next((one for one in surface.tiles(time.monotonic()) if one.camera == camera), None)
    stream = hall.stream_for(tile) if tile is not None else None
    found = copied(stream) if stream is not None else None
    if found is None:
        return NoShot(Look.WAIT_KEY.value)
    image, picture = found
    return TileShot(camera, image, max(0.0, time.monotonic() - picture.decoded_s + picture.lag_s), look)


def copied(stream: Stream) -> tuple[QImage, Picture] | None:
    """The stream's newest picture, whole; None where there is none."""
    for _ in range(TRIES):
        picture = stream.picture()
        if picture is None:
            return None
        shared = QImage(
            bytes_of(picture.pixels), picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32
        )
        image = shared.copy()
        source = stream.former if stream.former is not None else stream.channel
        if source.intact(picture):
            return image, picture
    return None


def jpeg_of(image: QImage, words: str) -> bytes:
    """The picture as JPEG; `words` stand in its comment. Empty where Qt cannot write it."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(QUALITY)
    writer.setText("Description", words)
    return bytes(data.data()) if writer.write(image) else b""


def keep(folder: Path, image: QImage, name: str, at: datetime, words: str) -> Path:
    """Write the photo for its owner alone: `NAME-20261122T041500Z.jpg`. OSError where the disk does not take it."""
    data = jpeg_of(image, words)
    if not data:
        raise OSError("the picture cannot be written")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"{_UNSAFE.sub('-', name)}-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z"
    for number in range(100):
        path = folder / (f"{stem}.jpg" if not number else f"{stem}-{number}.jpg")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(data)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return path
    raise OSError("too many pictures in one second")
