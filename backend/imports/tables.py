"""Tables of any length out of files, some hundred rows at a time: memory holds a block, never the file.

A file is looked at whole before the first row is given: one that is not in its encoding is refused (`Unreadable`)
before anything of it was taken. A CSV row is what `rows.Sheet` says it is.
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

from backend.imports.rows import (
    ENCODINGS,
    LONGEST_LINE,
    ROW_LINES,
    Row,
    Unreadable,
    head_of,
    looks_wrong,
    not_in_encoding,
)

_BLOCK = 1 << 20
_ROWS = 500
_PHYSICAL = 4_000_000
"""Letters of one line of the file; a longer one is refused without ever being in memory whole."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows in their order: those that are none, then line and fields of the others."""

    faulty: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class Table(Protocol):
    """A head and the rows below it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The head."""

    @property
    def total(self) -> int:
        """Rows below it, about."""

    def blocks(self, size: int = _ROWS) -> Iterator[Block]:
        """All of them, about `size` at a time."""


class CsvTable:
    """A CSV file. Unreadable where it cannot be read at all."""

    def __init__(self, path: Path, encoding: str = "utf-8", total: int | None = None) -> None:
        """`total`: its rows, where somebody has looked through it already."""
        self._path, self._encoding = path, encoding.lower()
        self.total = max(_looked_through(path, self._encoding) - 1, 0) if total is None else total
        with self._open() as stream:
            self.columns = head_of(stream.readline(_PHYSICAL).rstrip("\n"))

    def _open(self) -> TextIO:
        encoding = "utf-8-sig" if self._encoding == "utf-8" else self._encoding
        return self._path.open(encoding=encoding, newline="\n")  # a line ends with LF alone, as everywhere here

    def blocks(self, size: int = _ROWS) -> Iterator[Block]:
        """Rows of whole lines are read many at once; where a field may hold a line break, one by one."""
        width = len(self.columns)
        with self._open() as stream:
            stream.readline(_PHYSICAL)
            lines = _Lines(stream)
            while True:
                first, chunk = lines.next, lines.take(size)
                if not chunk:
                    return
                block = _plain(first, chunk, width)
                if block is None:
                    lines.give_back(chunk)
                    block = _careful(lines, size, width)
                yield block


class _Lines:
    """The physical lines below the head, with a look ahead; None for one that is too long."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._ahead: deque[str | None] = deque()
        self.next = 2
        """The number of the line that comes next."""

    def take(self, count: int) -> list[str | None]:
        """The next lines, fewer at the end."""
        found = [self._ahead.popleft() for _ in range(min(count, len(self._ahead)))]
        while len(found) < count and (line := self._read()) != "":
            found.append(line)
        self.next += len(found)
        return found

    def give_back(self, lines: list[str | None]) -> None:
        """To come again."""
        self._ahead.extendleft(reversed(lines))
        self.next -= len(lines)

    def _read(self) -> str | None:
        text = self._stream.readline(_PHYSICAL)
        if len(text) < _PHYSICAL or text.endswith("\n"):
            return text
        while (more := self._stream.readline(_PHYSICAL)) and not more.endswith("\n"):
            pass
        return None


def _plain(first: int, chunk: list[str | None], width: int) -> Block | None:
    """The rows of lines of which each is a row; None where one may not be."""
    for text in chunk:
        if text is None or "\x00" in text or ('"' in text and text.count('"') % 2):
            return None
    block = Block()
    try:
        for line, row in enumerate(csv.reader(chunk, strict=True), first):  # type: ignore[arg-type]
            if len(row) == width:
                if width > 1 or row[0].strip():
                    block.lines.append(line)
                    block.rows.append(row)
            elif len(row) > 1 or (row and row[0].strip()):
                block.faulty.append(Row(line, fault=f"{len(row)} fields, the head has {width}"))
    except csv.Error:  # the careful reader says which row
        return None
    return block


def _careful(lines: _Lines, size: int, width: int) -> Block:
    block = Block()
    for _ in range(size):
        first = lines.next
        taken = lines.take(1)
        if not taken:
            break
        text = taken[0]
        if text is None:
            block.faulty.append(Row(first, fault=f"a line of more than {_PHYSICAL:,} letters"))
            continue
        if text.count('"') % 2:
            text = _whole(text, lines)
        text = text.removesuffix("\n").removesuffix("\r")
        if not text.strip():
            continue
        _one(first, text, width, block)
    return block


def _whole(text: str, lines: _Lines) -> str:
    """A row whose quoted field holds line breaks; the first line alone where its end is not found."""
    joined, more = text, list[str | None]()
    while joined.count('"') % 2 and len(more) < ROW_LINES - 1 and len(joined) < LONGEST_LINE:
        following = lines.take(1)
        more += following
        if not following or following[0] is None:
            break
        joined += following[0]
    if joined.count('"') % 2 == 0:
        return joined
    lines.give_back(more)
    return text


def _one(line: int, text: str, width: int, block: Block) -> None:
    if "\x00" in text:
        block.faulty.append(Row(line, fault="a zero byte"))
        return
    try:
        fields = next(csv.reader([text], strict=True))
    except (csv.Error, StopIteration) as fault:
        block.faulty.append(Row(line, fault=f"not CSV: {fault}"))
        return
    if len(fields) != width:
        block.faulty.append(Row(line, fault=f"{len(fields)} fields, the head has {width}"))
    else:
        block.lines.append(line)
        block.rows.append(fields)


def _looked_through(path: Path, encoding: str) -> int:
    """How many lines a file has. Unreadable where it is not in this encoding, with line and byte."""
    if encoding not in ENCODINGS:
        raise Unreadable(f"encoding {encoding!r} is not one of {', '.join(ENCODINGS)}")
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = done = 0
    last = b""
    with path.open("rb") as stream:
        for block in itertools.chain(iter(lambda: stream.read(_BLOCK), b""), (b"",)):
            if not done and (wrong := looks_wrong(block)):
                raise Unreadable(wrong)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as fault:
                at = done - pending + fault.start
                before = block[: max(fault.start - pending, 0)].count(b"\n")
                raise Unreadable(not_in_encoding(encoding, lines + before + 1, at, block or last)) from None
            lines += block.count(b"\n")
            done += len(block)
            last = block or last
    return lines + (not last.endswith(b"\n") and bool(last))
