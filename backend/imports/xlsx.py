"""A sheet of an XLSX workbook as a table of texts, row by row.

What a spreadsheet does to data is undone or told: dates become times again, whole numbers lose their ".0", a cell that
spans rows gives its value to each of them, and a value that only a formula would know, an error or a number of more
than fifteen digits (the last ones are lost) refuses its row. A packed file that would unpack into far more is refused
before it is read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from backend.imports.rows import Row, Unreadable, head_of_names
from backend.imports.tables import Block

MOST_BYTES = 1 << 30
"""Of everything in the workbook, unpacked."""
MOST_PACKED = 200
"""How many times its packed size a part of some size may have; sheets of real platforms have 10 to 60."""
_SMALL = 16 << 20
_ENTRIES = 5000
_WIDEST = 500
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_EXACT = 10**15
_BROKEN = (
    *(ValueError, KeyError, TypeError, IndexError, OverflowError, EOFError),
    *(SyntaxError, expat.ExpatError),  # of XML
    *(zipfile.BadZipFile, zlib.error),
)
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


class XlsxTable:
    """One sheet: the first, or the one named. Unreadable where it is none."""

    def __init__(self, path: Path, sheet: str = "", head_row: int = 1) -> None:
        refuse_bomb(path)
        self._path, self._head_row = path, head_row
        book = _open(path, values=True)
        try:
            names = book.sheetnames
            if sheet and sheet not in names:
                raise Unreadable(f"there is no sheet {sheet!r}; there are: {', '.join(names)}")
            self._sheet = sheet or names[0]
            page = book[self._sheet]
            head = next(page.iter_rows(min_row=head_row, max_row=head_row, max_col=_WIDEST, values_only=True), ())
            named = [_text(one)[0].strip() for one in head]
            while named and not named[-1]:
                named.pop()
            self.columns = head_of_names(named, head_row)
            self.total = max((page.max_row or head_row) - head_row, 0)
            self._merged = self._merged_down(book)
        except _BROKEN as fault:
            if isinstance(fault, Unreadable):
                raise
            raise Unreadable(f"not a workbook that can be read: {fault}") from None
        finally:
            book.close()

    def blocks(self, size: int = 500) -> Iterator[Block]:
        """The rows below the head; blank ones are passed over."""
        values, formulas = _open(self._path, values=True), _open(self._path, values=False)
        try:
            width, first = len(self.columns), self._head_row + 1
            below = {"min_row": first, "max_col": width, "values_only": True}
            rows = zip(values[self._sheet].iter_rows(**below), formulas[self._sheet].iter_rows(**below), strict=True)
            block, above = Block(), [""] * width
            for line, (shown, meant) in enumerate(rows, first):
                if not any(one not in (None, "") for one in (*shown, *meant)):
                    continue
                fields, faults = _fields(shown, meant, self.columns)
                fields += [""] * (width - len(fields))
                for at in range(width):
                    if not fields[at] and (line, at) in self._merged:
                        fields[at] = above[at]
                above = fields
                if faults:
                    block.faulty.append(Row(line, fault="; ".join(faults)))
                else:
                    block.lines.append(line)
                    block.rows.append(fields)
                if len(block.lines) + len(block.faulty) >= size:
                    yield block
                    block = Block()
            yield block
        except _BROKEN as fault:
            raise Unreadable(f"the workbook breaks off: {fault}") from None
        finally:
            values.close()
            formulas.close()

    def _merged_down(self, book: Any) -> set[tuple[int, int]]:
        """(row, column from 0) of the cells that belong to one above them. The reader of rows passes over these.

        The sheet is read to its end for it: one that breaks off is refused before a row of it was taken.
        """
        whole = expat.ParserCreate()
        whole.EntityDeclHandler = _no_entities
        part = book[self._sheet]._worksheet_path
        found: set[tuple[int, int]] = set()
        with zipfile.ZipFile(self._path) as packed, packed.open(part.lstrip("/")) as stream:
            rest = b""
            while block := stream.read(1 << 20):
                whole.Parse(block)
                text = rest + block
                last = 0
                for match in _MERGED.finditer(text):
                    left, top, right, bottom = match.groups()
                    last = match.end()
                    if left == right and int(bottom) - int(top) < 100_000:
                        found.update((row, _column(left)) for row in range(int(top) + 1, int(bottom) + 1))
                rest = text[max(last, len(text) - 200) :]
        whole.Parse(b"", True)
        return found


def _no_entities(*_: object) -> None:
    raise Unreadable("a sheet that declares entities of its own: no table does")


def refuse_bomb(path: Path, most: int = MOST_BYTES) -> None:
    """Unreadable for a packed file that is none, or whose parts are too many, too large or packed beyond belief."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError) as fault:
        raise Unreadable(f"not a packed file (ZIP, XLSX): {fault}") from None
    total = sum(one.file_size for one in parts)
    if len(parts) > _ENTRIES * 20 or total > most:
        raise Unreadable(f"it would unpack into {len(parts):,} parts of {total:,} bytes; at most {most:,} are taken")
    for one in parts:
        if one.file_size > _SMALL and one.file_size > MOST_PACKED * max(one.compress_size, 1):
            raise Unreadable(f"{one.filename!r} is packed to a {MOST_PACKED}th of itself or less: no table is")


def _open(path: Path, *, values: bool) -> Any:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=values, keep_links=False)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        EOFError,
    ) as fault:
        raise Unreadable(f"not a workbook that can be read: {str(fault)[:200]}") from None
    except SyntaxError as fault:  # the parts of a workbook are XML
        raise Unreadable(f"a part of the workbook is no XML: {fault}") from None


def _fields(shown: Iterable[Any], meant: Iterable[Any], columns: tuple[str, ...]) -> tuple[list[str], list[str]]:
    fields: list[str] = []
    faults: list[str] = []
    for at, (value, formula) in enumerate(zip(shown, meant, strict=False)):
        text, fault = _text(value)
        if value is None and isinstance(formula, str) and formula.startswith("="):
            fault = "a formula whose value the file does not hold"
        if fault:
            faults.append(f"{columns[at]}: {fault}")
        fields.append(text)
    return fields, faults


def _text(value: Any) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    match value:
        case None:
            return "", ""
        case bool():
            return ("1" if value else "0"), ""
        case str():
            return value, f"the cell holds the error {value}" if value in _ERRORS else ""
        case int() | float():
            if abs(value) >= _EXACT:
                return str(value), "a number of more than 15 digits has lost its last ones: format the column as text"
            whole = int(value)
            return (str(whole) if whole == value else repr(float(value))), ""
        case datetime():
            return value.isoformat(sep="T", timespec="milliseconds" if value.microsecond else "seconds"), ""
        case date() | time():
            return value.isoformat(), ""
        case timedelta():
            return str(value.total_seconds()), ""
        case _:
            return str(value), ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
