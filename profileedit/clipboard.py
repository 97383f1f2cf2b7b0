"""Cells as spreadsheets put them on the clipboard: tabs between, a line per row, quotes where a cell needs them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

MOST_CELLS = 200_000
MOST_TEXT = 20_000_000


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """A block for the clipboard."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def block_of(text: str) -> list[list[str]]:
    """The cells of a block; line breaks and tabs inside a cell become spaces. ValueError for far too many, and for a
    cell that is a whole book (131,072 characters and more)."""
    if len(text) > MOST_TEXT:
        raise ValueError(f"more than {MOST_TEXT:,} characters")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    except csv.Error as fault:
        raise ValueError(str(fault)) from fault
    while rows and not any(rows[-1]):
        rows.pop()
    if sum(map(len, rows)) > MOST_CELLS:
        raise ValueError(f"more than {MOST_CELLS:,} cells")
    return rows
