"""The log of one child: its lines in a file of limited size, with one older file, whatever happens to the disk."""

from __future__ import annotations

import os
from pathlib import Path

LIMIT = 20 * 2**20
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


class ChildLog:
    """`write` never raises: a disk that is full costs lines of the log, never the child that wrote them.

    Written without a buffer: what a full disk refused must not wait in memory, nor fail once more at the end. Links are
    not followed: the folder belongs to the children's user, and the writer may be root.
    """

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._path, self._limit = path, limit
        self._size = 0
        try:
            self._size = path.lstat().st_size
        except OSError:
            self._add(b"")  # there from the start, for whoever follows it

    def write(self, line: str) -> None:
        """Add one line; the file becomes the older one when it would grow over the limit."""
        self._add(line.encode("utf-8", "replace") + b"\n")

    def _add(self, data: bytes) -> None:
        try:
            if self._size and self._size + len(data) > self._limit:
                self._path.replace(self._path.with_suffix(".1.log"))
                self._size = 0
            descriptor = os.open(self._path, _FLAGS | os.O_NOFOLLOW, 0o644)
            try:
                self._size += os.write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError:
            return
