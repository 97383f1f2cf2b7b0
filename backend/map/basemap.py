"""The base map file: which one is served, and the byte ranges of it that a reader asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = "map"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
MOST = 16 * 1024 * 1024
"""Bytes of one answer; a reader that asked for more gets a shorter range, as RFC 9110 allows."""


class Unsatisfiable(ValueError):
    """416: the range lies outside the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which bytes of a file are the answer. `partial`: 206, else 200."""

    first: int
    last: int
    size: int
    partial: bool

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


def newest(data_dir: Path) -> Path | None:
    """The base map that was imported last."""
    folder = data_dir / FOLDER
    found = [path for path in folder.glob("*.pmtiles") if not path.name.startswith(".")] if folder.is_dir() else []
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)


def named(data_dir: Path, name: str) -> Path | None:
    """The base map that was imported under this name."""
    path = data_dir / FOLDER / f"{name}.pmtiles"
    return path if _NAME.fullmatch(name) and path.is_file() else None


def etag_of(path: Path) -> str:
    """Changes with every new file: name, size and time of it."""
    about = path.stat()
    return f'"{about.st_mtime_ns:x}-{about.st_size:x}"'


def part_of(header: str, size: int) -> Part:
    """What a Range header asks for; the whole file without one or with one this server need not understand."""
    whole = Part(0, size - 1, size, partial=False)
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.groups() == ("", ""):
        return whole
    first, last = match.groups()
    if first == "":
        if int(last) == 0:
            raise Unsatisfiable(header)
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return whole
    if start >= size:
        raise Unsatisfiable(header)
    return Part(start, min(end, start + MOST - 1), size, partial=True)


def read(path: Path, part: Part) -> bytes:
    """The bytes of a part."""
    with path.open("rb") as stream:
        stream.seek(part.first)
        return stream.read(part.length)
