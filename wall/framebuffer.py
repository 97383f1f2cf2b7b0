"""A picture of the virtual screen straight from Xvfb's frame buffer file, without asking any program on it.

Xvfb with `-fbdir` keeps its screen in a memory-mapped XWD file (X11/XWDFile.h: big-endian u32 header of 25 words, a
colour map of 12-byte entries, then the pixels). So a frozen or dead wall can be photographed as people would see it.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

_HEADER = struct.Struct(">25I")

Pixels = npt.NDArray[np.uint8]
"""rows x columns x 3, RGB."""


def read(path: Path) -> Pixels:
    """The whole screen. ValueError where the file is no 32-bit XWD image, OSError where it cannot be read."""
    data = path.read_bytes()
    if len(data) < _HEADER.size:
        raise ValueError("XWD file shorter than its header")
    words = _HEADER.unpack_from(data)
    size, version, width, height, order = words[0], words[1], words[4], words[5], words[7]
    bits, stride, colours = words[11], words[12], words[19]
    if version != 7 or bits != 32:
        raise ValueError(f"XWD version {version} with {bits} bits per pixel")
    start = size + colours * 12
    rows = np.frombuffer(data, np.uint8, height * stride, start).reshape(height, stride)
    pixels = rows[:, : width * 4].reshape(height, width, 4)
    return pixels[:, :, (2, 1, 0) if order == 0 else (1, 2, 3)]


def png(pixels: Pixels) -> bytes:
    """The pixels as a PNG file (RFC 2083, colour type 2, filter 0)."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + width * 3), np.uint8)
    rows[:, 1:] = pixels.reshape(height, width * 3)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 4)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def photograph(source: Path, folder: Path, tag: str, monitors: list[tuple[int, int, int, int]]) -> list[Path]:
    """One PNG per monitor (x, y, w, h in px of the screen), named `TAG-1.png` and so on."""
    screen = read(source)
    folder.mkdir(parents=True, exist_ok=True)
    shots: list[Path] = []
    for number, (x, y, w, h) in enumerate(monitors, 1):
        path = folder / f"{tag}-{number}.png"
        path.write_bytes(png(np.ascontiguousarray(screen[y : y + h, x : x + w])))
        shots.append(path)
    return shots
