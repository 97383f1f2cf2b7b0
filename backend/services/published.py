"""How far the heads of checkpoints were published, and where they cannot be: remembered beside the data, not in it.

What is in the database goes back with a restore; what was sent out does not.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)
PLACES = ("file", "url")


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


def _name(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()
