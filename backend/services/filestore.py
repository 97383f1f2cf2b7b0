"""Files by the hash of their content: DATA/files/aa/<sha256>, written once, never changed, shared by all who attach it.

A file comes in under DATA/tmp, is fsynced, and gets its name by a rename, so that a name stands for whole content.
Thumbnails lie under DATA/thumbnails in the same way; they can be made again. What no case names any more (its upload
was refused after the rename, or the server died between file and row) is swept after an hour.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

GRACE_S = 3600.0
_PARTS = 16  # a sweep looks at a sixteenth of the folders


class Incoming:
    """A file on its way in. `write` blocks, then `end`; whoever breaks off calls `drop`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._hash = hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stream: BinaryIO = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")

    def write(self, block: bytes) -> None:
        """Append."""
        self._stream.write(block)
        self._hash.update(block)
        self.size += len(block)

    def end(self) -> BinaryIO:
        """All is there and durable; the stream to look at it. It stays open until `drop`."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return self._stream

    @property
    def sha256(self) -> str:
        """Of what was written, hex."""
        return self._hash.hexdigest()

    def drop(self) -> None:
        """Close it; the file goes unless it was taken."""
        self._stream.close()
        self.path.unlink(missing_ok=True)


class FileStore:
    """The files of one data folder. Every method may block; call them from worker threads."""

    def __init__(self, data_dir: Path) -> None:
        self._files, self._small = data_dir / "files", data_dir / "thumbnails"
        self._coming = data_dir / "tmp" / "uploads"
        self._packages = data_dir / "tmp" / "packages"
        self._turn = 0

    def incoming(self) -> Incoming:
        """A new file to write."""
        return Incoming(self._coming / secrets.token_hex(12))

    def scratch(self) -> Path:
        """A new folder for something that is made and sent; whoever made it removes it."""
        folder = self._packages / secrets.token_hex(12)
        folder.mkdir(parents=True)
        return folder

    def forget_scratch(self) -> None:
        """Remove what a killed server left of such folders; before anything is made."""
        shutil.rmtree(self._packages, ignore_errors=True)

    def take(self, incoming: Incoming) -> Path:
        """Give a complete file its name; one that is there already is the same, and counts as new for the sweep."""
        target = self.path(incoming.sha256)
        with suppress(FileNotFoundError):
            os.utime(target)
            if target.stat().st_size == incoming.size:
                return target
        _place(incoming.path, target)
        return target

    def path(self, sha256: str) -> Path:
        """Where the file with this hash lies, if it does."""
        return self._files / sha256[:2] / sha256

    def thumbnail_path(self, sha256: str) -> Path:
        """Where its thumbnail lies, if it does."""
        return self._small / sha256[:2] / f"{sha256}.webp"

    def put_thumbnail(self, sha256: str, content: bytes) -> None:
        """Keep a thumbnail."""
        scratch = self._coming / secrets.token_hex(12)
        scratch.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
        _place(scratch, self.thumbnail_path(sha256))

    def sweep(self, known: Callable[[Collection[str]], Collection[str]], grace_s: float = GRACE_S) -> int:
        """Remove what nobody names; `known` tells which of some hashes are named. Returns how many went.

        A sixteenth of the folders at a time; the uploads that were broken off all at once.
        """
        before = time.time() - grace_s
        gone = sum(_remove(one, before) for one in _listed(self._coming))
        self._turn = (self._turn + 1) % _PARTS
        for number in range(self._turn, 256, _PARTS):
            old = [one for one in _listed(self._files / f"{number:02x}") if _is_older(one, before)]
            named = known([one.name for one in old]) if old else ()
            for one in old:
                # Again, for in between somebody may have attached it.
                if one.name not in named and one.name not in known([one.name]) and _remove(one, before):
                    self.thumbnail_path(one.name).unlink(missing_ok=True)
                    gone += 1
        return gone

    def sweep_all(self, known: Callable[[Collection[str]], Collection[str]], grace_s: float = GRACE_S) -> int:
        """A whole round."""
        return sum(self.sweep(known, grace_s) for _ in range(_PARTS))


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _listed(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from folder.iterdir()


def _is_older(path: Path, moment: float) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime <= moment
    return False


def _remove(path: Path, before: float) -> bool:
    if _is_older(path, before):
        with suppress(FileNotFoundError):
            path.unlink()
            return True
    return False
