"""Tables as people send them: CSV in a known encoding, with the line of every row.

A file that is not what it should be is refused whole and says where (`Unreadable`). A row that is not is a fault of
that row: an open quotation mark ends with its row's tenth line and the next rows are read as if nothing had happened.
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

ENCODINGS = ("utf-8", "gb18030", "gbk", "big5")
ROW_LINES = 10
LONGEST_LINE = 200_000


class Unreadable(ValueError):
    """The file cannot be read at all; the text says what it is and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its fields in the order of the head, or what is wrong with it."""

    line: int
    fields: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file: its columns and its rows still to be parsed."""

    columns: tuple[str, ...]
    lines: list[str]

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank. The head is line 1."""
        width = len(self.columns)
        for line, text in _logical_lines(self.lines):
            if not text.strip():
                continue
            if "\x00" in text:
                yield Row(line, fault="a zero byte")
                continue
            try:
                fields = tuple(next(csv.reader([text], strict=True)))
            except (csv.Error, StopIteration) as fault:
                yield Row(line, fault=f"not CSV: {fault}")
                continue
            if len(fields) != width:
                yield Row(line, fault=f"{len(fields)} fields, the head has {width}")
            else:
                yield Row(line, fields)

    def blocks(self, size: int) -> Iterator[tuple[list[Row], npt.NDArray[np.int64], list[list[str]]]]:
        """Faulty rows, then lines and fields of the good ones, `size` rows or fewer at a time: for large sheets."""
        width = len(self.columns)
        faulty: list[Row] = []
        lines: list[int] = []
        fields: list[list[str]] = []
        for first in range(1, len(self.lines), size):
            chunk = self.lines[first : first + size]
            try:
                if any('"' in text or "\x00" in text for text in chunk):
                    raise csv.Error  # a quoted field may reach over the end of a chunk
                for line, row in enumerate(csv.reader(chunk), first + 1):
                    if len(row) == width:
                        lines.append(line)
                        fields.append(row)
                    elif row and (len(row) > 1 or row[0].strip()):
                        faulty.append(Row(line, fault=f"{len(row)} fields, the head has {width}"))
            except (
                csv.Error
            ):  # also a field without an end, a line break of another system: the careful reader says where
                yield from self._careful_blocks(first, size)
                return
            yield faulty, np.array(lines, np.int64), fields
            faulty, lines, fields = [], [], []

    def _careful_blocks(
        self, first: int, size: int
    ) -> Iterator[tuple[list[Row], npt.NDArray[np.int64], list[list[str]]]]:
        rest = Sheet(self.columns, ["", *self.lines[first:]])
        stream = rest.rows()
        while block := list(itertools.islice(stream, size)):
            moved = [Row(row.line + first - 1, row.fields, row.fault) for row in block]
            good = [row for row in moved if not row.fault]
            faulty = [row for row in moved if row.fault]
            yield faulty, np.array([row.line for row in good], np.int64), [list(row.fields) for row in good]

    def column(self, name: str) -> int | None:
        """The place of a column, or None."""
        return self.columns.index(name) if name in self.columns else None


def text_of(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a file in a declared encoding. Unreadable names the line, and the encoding it looks like."""
    if encoding.lower() not in ENCODINGS:
        raise Unreadable(f"encoding {encoding!r} is not one of {', '.join(ENCODINGS)}")
    if wrong := looks_wrong(data):
        raise Unreadable(wrong)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise Unreadable(not_in_encoding(encoding, line, fault.start, data)) from None


def looks_wrong(head: bytes) -> str:
    """What a file is that begins so and is no text; empty where it may be one."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "the file is UTF-16; save it as UTF-8"
    if head.startswith(b"PK\x03\x04"):
        return "the file is a ZIP or XLSX file; save the sheet as CSV in UTF-8"
    if b"\x00" in head.removeprefix(codecs.BOM_UTF8)[:2]:
        return "zero bytes between the letters: it seems to be UTF-16; save the file as UTF-8"
    return ""


def not_in_encoding(encoding: str, line: int, byte: int, near: bytes) -> str:
    """The sentence for a file that is not in its encoding, with the one that it looks like by the bytes around."""
    seems = _seems_to_be(near) if encoding.lower() == "utf-8" else ""
    hint = f"; it reads as {seems}: declare the encoding {seems}" if seems else ""
    return f"not {encoding.upper()} at line {line}, byte {byte}{hint}"


def json_of(data: bytes, encoding: str = "utf-8") -> Any:
    """What a JSON file holds. Unreadable on anything else, and on a text with the character U+0000."""
    text = text_of(data, encoding)
    if "\x00" in text:
        raise Unreadable(f"a zero byte at line {text.count(chr(10), 0, text.index(chr(0))) + 1}: this is no text file")
    if "\\u0000" in text:
        raise Unreadable("a text in the file holds the character U+0000")
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as fault:
        raise Unreadable(f"not JSON: {fault}") from None
    except RecursionError:
        raise Unreadable("not JSON that can be read: nested too deeply") from None


def _seems_to_be(data: bytes) -> str:
    """The Chinese encoding that fits, or nothing. Letters of everyday Chinese tell GB from Big5."""
    fits: list[tuple[int, str]] = []
    for name in ("gb18030", "big5"):
        try:
            text = codecs.getincrementaldecoder(name)().decode(data)  # the last letter may be cut
        except UnicodeDecodeError:
            continue
        fits.append((sum(letter in "的一是在有和路区區街道市号號社区社區城管" for letter in text), name))
    return max(fits, key=lambda fit: fit[0])[1] if fits else ""


def sheet_of(data: bytes, encoding: str = "utf-8") -> Sheet:
    """The sheet in a CSV file. Unreadable on an empty file, a head with doubles, or a wrong encoding."""
    lines = text_of(data, encoding).split("\n")
    return Sheet(head_of(lines[0]), lines)


def head_of(line: str) -> tuple[str, ...]:
    """The columns that a file's first line names. Unreadable on one that is empty, no CSV, or has doubles."""
    head = line.rstrip("\r")
    if "\x00" in head:
        raise Unreadable("a zero byte at line 1: this is no text file")
    if "\r" in head:
        raise Unreadable("its lines end with CR alone, as on an old Mac; save it with line ends of Unix or Windows")
    if not head.strip():
        raise Unreadable("the file is empty: the first line must name the columns")
    try:
        columns = tuple(name.strip() for name in next(csv.reader([head], strict=True)))
    except csv.Error as fault:
        raise Unreadable(f"line 1 is no head of a CSV file: {fault}") from None
    return head_of_names(columns)


def head_of_names(columns: Sequence[str], line: int = 1) -> tuple[str, ...]:
    """The columns of a head. Unreadable where there is none, or one twice."""
    if not any(columns):
        raise Unreadable(f"line {line} is empty: it must name the columns")
    doubles = sorted({name for name in columns if name and columns.count(name) > 1})
    if doubles:
        raise Unreadable(f"line {line} names a column twice: {', '.join(doubles)}")
    return tuple(columns)


def _logical_lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(number of the first line, text) of every row after the head; a quoted field may hold line breaks."""
    at, end = 1, len(lines)
    while at < end:
        text = lines[at]
        taken = 1
        if text.count('"') % 2:
            joined, span = text, 1
            while joined.count('"') % 2 and span < ROW_LINES and at + span < end and len(joined) < LONGEST_LINE:
                joined += "\n" + lines[at + span]
                span += 1
            if joined.count('"') % 2 == 0:
                text, taken = joined, span
        yield at + 1, text.removesuffix("\r")
        at += taken
