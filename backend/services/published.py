"""How far the heads of checkpoints were published, and where they cannot be: remembered beside the data, not in it.

What is in the database goes back with a restore; what was sent out does not.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from backend.rules.chain import Head, LogHead, head_in

log = logging.getLogger(__name__)
PLACES = ("file", "url")
_BLOCK = 4096
_FARTHEST = 1024 * 1024
"""From the end of a file of heads, to find the last of each kind; one that lies farther is published once more."""


class Published:
    """The last head that each place took, by a hash of the place: an address may hold a token."""

    def __init__(self, file: Path | None) -> None:
        """`file` keeps it over a restart; None: memory does."""
        self._file = file
        self._known: dict[str, int] = {}
        if file is not None:
            with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError):
                self._known = msgspec.json.decode(file.read_bytes(), type=dict[str, int])

    def last(self, place: str) -> int | None:
        """The number of the last head that it took, None where there was none."""
        return self._known.get(_name(place))

    def note(self, place: str, number: int) -> None:
        """It took this one. What cannot be written down is sent once more after a restart, which does no harm."""
        self._known[_name(place)] = number
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            scratch = self._file.with_suffix(".part")
            scratch.touch(0o600)
            scratch.write_bytes(msgspec.json.encode(self._known))
            scratch.replace(self._file)
        except OSError as fault:
            log.warning("how far heads were published could not be written down: %s", fault)


class Trouble:
    """Since when a place takes no heads: it fails, or does not come back. Written by one thread, read by any."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tried = False
        self._begun: float | None = None
        self._failing: float | None = None

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Around each try."""
        self._begun = self._clock()
        try:
            yield
        except BaseException:
            if self._failing is None:
                self._failing = self._begun
            raise
        else:
            self._failing = None
        finally:
            self._begun, self._tried = None, True

    def lasts(self, seconds: float) -> bool | None:
        """Whether it has for so long taken nothing; None while nothing is known yet."""
        since = self._failing if self._failing is not None else self._begun
        if since is not None and self._clock() - since >= seconds:
            return True
        return False if self._tried else None


def last_heads(file: Path) -> tuple[Head | None, LogHead | None]:
    """The last whole head of a checkpoint and of the security log in a file of published heads. OSError."""
    head: Head | None = None
    log_head: LogHead | None = None
    for line in _backwards(file):
        one = head_in(line)
        if isinstance(one, Head):
            head = head or one
        else:
            log_head = log_head or one
        if head is not None and log_head is not None:
            break
    return head, log_head


def _backwards(file: Path) -> Iterator[bytes]:
    """The lines of a file from its end, without one that was cut short."""
    try:
        lines = file.open("rb")
    except FileNotFoundError:
        return
    with lines:
        at = lines.seek(0, os.SEEK_END)
        farthest, rest, is_end = max(0, at - _FARTHEST), b"", True
        while at > farthest:
            begin = max(farthest, at - _BLOCK)
            lines.seek(begin)
            rest, *whole = (lines.read(at - begin) + rest).split(b"\n")
            at = begin
            if is_end and whole:
                whole.pop()  # what follows the last end of a line
                is_end = False
            yield from reversed(whole)
        if at == 0 and not is_end:
            yield rest


def _name(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()
