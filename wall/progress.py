"""Progress on the terminal: one line per step with its time, remarks between them, red for what is wrong."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from wall.sentences import Words


class Progress:
    """Writes lines; never moves the cursor, so that a log file of it reads well. Keeps the errors for the report."""

    def __init__(self, words: Words, stream: TextIO | None = None) -> None:
        self._out = stream or sys.stdout
        self._colour = self._out.isatty()
        self._began = time.monotonic()
        self.words = words
        self.errors: list[str] = []
        self.remarks: list[str] = []

    @property
    def elapsed_s(self) -> float:
        """Seconds since the first line could have been written."""
        return time.monotonic() - self._began

    def _line(self, text: str, colour: str = "") -> None:
        if colour and self._colour:
            text = f"\x1b[{colour}m{text}\x1b[0m"
        try:
            self._out.write(f"[{self.elapsed_s:6.1f}] {text}\n")
            self._out.flush()
        except (OSError, ValueError):
            # The terminal is gone, or the disk of a log is full; the wall goes on.
            self._colour = False

    @contextmanager
    def step(self, key: str) -> Iterator[None]:
        """A step: a line when it begins and one with its seconds when it is done."""
        began = time.monotonic()
        name = self.words(key)
        self._line(f"· {name} …")
        yield
        took = self.words("seconds", s=f"{time.monotonic() - began:.1f}")
        self._line(f"✓ {name} {took}")

    def mark(self, key: str, **params: object) -> None:
        """A remark."""
        self._line(f"  {self.words(key, **params)}")

    def plain(self, text: str) -> None:
        """A line that a child wrote for people."""
        self._line(f"  {text}")

    def alert(self, key: str, **params: object) -> None:
        """Something people must see, in red; it is not a failure of the run."""
        self.remarks.append(self.words(key, **params))
        self._line(f"! {self.remarks[-1]}", "31;1")

    def error(self, text: str) -> None:
        """A failure, in red; it goes into the report."""
        self.errors.append(text)
        self._line(f"✗ {text}", "31;1")


class Stop(Exception):
    """The run cannot go on: one clear sentence. `code` is the exit status."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code
