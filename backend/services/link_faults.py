"""What is wrong with a piece of the evidence, in words; slow, and only asked where something is."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg

from backend.derived.evidence import COLUMNS
from backend.rules.chain import NOTHING, Plain, fact_of
from backend.services.link_rows import Reader

BROKEN = (TypeError, ValueError, AttributeError, OverflowError, msgspec.MsgspecError, sqlite3.Error, psycopg.Error)
"""What reading a row raises that holds what it should not: SQLite keeps any type and any bytes in a column."""
_NAMES = ("position", "case_id", "number", "name", "recorded_at")


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written. `position` 0: it is about no single link."""

    what: str
    position: int = 0
    case_id: str = ""

    def __str__(self) -> str:
        where = [f"position {self.position}"] if self.position else []
        where += [f"case {self.case_id}"] if self.case_id else []
        return f"{', '.join(where)}: {self.what}" if where else self.what


def first_of_links(reader: Reader, first: int, last: int) -> Fault:
    """The first fault of a piece that has one."""
    for position in range(first, last + 1):
        case_id = ""
        try:
            rows = reader.links(position, position)
            if not rows:
                return Fault("this position is missing", position)
            if len(rows) > 1:
                return Fault("this position is there more than once", position)
            case_id = str(rows[0][1])
            what = _of_link(reader, *rows[0])
        except BROKEN:
            what = "it cannot be read: a column holds what does not belong there"
        if what:
            return Fault(what, position, case_id)
    return Fault(f"the links of positions {first} to {last} are not in their order", first)


def _of_link(
    reader: Reader,
    position: int,
    case_id: int,
    number: int,
    name: str,
    recorded_at: int,
    body: bytes,
    prev: bytes,
    own: bytes,
) -> str:
    if hashlib.sha256(prev + body).digest() != own:
        return "its body or its hash was edited"
    stored = (position, str(case_id), number, name, recorded_at)
    opening = '{{"v":1,"position":{},"case_id":"{}","number":{},"name":"{}","recorded_at":{},"'.format(*stored)
    if not body.startswith(opening.encode()):
        return _differing(stored, body)
    if number == 1:
        return "" if prev == NOTHING else "the chain is broken: it is the first link and names one before"
    before = reader.ends([(case_id, number - 1)])
    if not before:
        return f"the chain is broken: link {number - 1} of this case is missing"
    of_before, stands = before[case_id, number - 1]
    if of_before != prev:
        return f"the chain is broken: it does not follow from link {number - 1} of this case"
    return "" if stands < position else f"the chain is broken: link {number - 1} stands after it"


def _differing(stored: tuple[Any, ...], body: bytes) -> str:
    try:
        fact = fact_of(body)
    except msgspec.DecodeError:
        return "its body cannot be read"
    wrong = [name for name, value in zip(_NAMES, stored, strict=True) if value != getattr(fact, name)]
    return f"columns differ from its body: {', '.join(wrong)}" if wrong else "its body is not of this form"


def first_of_cases(reader: Reader, after: int, upto: int) -> Fault:
    """The first case whose row cannot be read."""
    for case_id in reader.case_ids(after, upto):
        try:
            for row in reader.cases(case_id - 1, case_id):
                replayed(reader, str(case_id), values_of(row))
        except BROKEN:
            return Fault("its row cannot be read: a column holds what does not belong there", 0, str(case_id))
    return Fault(f"the rows of the cases {after + 1} to {upto} cannot be read together")


def replay(reader: Reader, case_id: str) -> dict[str, Plain]:
    """A case as its links tell it: column -> value."""
    found: dict[str, Plain] = dict.fromkeys(COLUMNS)
    for body in reader.bodies(int(case_id)):
        found.update(fact_of(body).changed)
    return found


def replayed(reader: Reader, case_id: str, values: Sequence[Plain]) -> str:
    """How a case's row differs from what its links tell."""
    told = replay(reader, case_id)
    names = [name for name, value in zip(COLUMNS, values, strict=True) if (value or None) != (told.get(name) or None)]
    if not names:
        return "its links tell another case than its last one sums up"
    return f"its row differs from what its links tell: {', '.join(names)}"


def values_of(row: Sequence[Any]) -> list[Plain]:
    """The values of a row of `Reader.cases` as the evidence holds them."""
    values = list(row[: len(COLUMNS)])
    for at in _FLOATS:
        if values[at] is not None:
            values[at] = str(float(values[at]))
    return values


_FLOATS = tuple(COLUMNS.index(name) for name in ("lon", "lat"))
