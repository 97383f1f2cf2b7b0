"""Pieces of the evidence checked against themselves; each piece can be checked by a process of its own.

Everything is recomputed from stored bytes. Rows come from the driver as they are: types of ours would cost more than
the hashing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection

from backend.derived.evidence import COLUMNS, TEXTS
from backend.rules.chain import NOTHING, Plain, digest, fact_of, merkle_root

PIECE = 20_000
MOST_ENDS = 200_000
"""Ends of chains that a process remembers; others are looked up."""


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


@dataclass(frozen=True)
class Sum:
    """A checkpoint as far as its links are concerned."""

    number: int
    first: int
    last: int
    root: bytes


@dataclass(frozen=True)
class Stretch:
    """Links to check in one go: some consecutive checkpoints whole, or links that no checkpoint covers yet."""

    first: int
    last: int
    sums: tuple[Sum, ...] = ()


@dataclass
class Links:
    """Checks stretches; keeps the ends of chains it saw, so that few are looked up."""

    ends: dict[int, tuple[int, bytes]] = field(default_factory=dict)

    def check(self, connection: Connection, stretch: Stretch) -> Fault | None:
        """The first fault of a stretch."""
        hashes: list[bytes] = []
        begins, sums = stretch.first, list(stretch.sums)
        for first in range(stretch.first, stretch.last + 1, PIECE):
            last = min(first + PIECE - 1, stretch.last)
            fault = self._piece(connection, first, last, hashes)
            if fault is not None:
                return fault
            while sums and sums[0].last <= last:
                one = sums.pop(0)
                count = one.last - begins + 1
                if merkle_root(hashes[:count]) != one.root:
                    return Fault(
                        f"checkpoint {one.number} over positions {one.first} to {one.last} has another root: "
                        "a chain below it was written anew",
                        one.first,
                    )
                del hashes[:count]
                begins = one.last + 1
            if not stretch.sums:
                hashes.clear()
        return None

    def _piece(self, connection: Connection, first: int, last: int, hashes: list[bytes]) -> Fault | None:
        sha256, ends, add = hashlib.sha256, self.ends, hashes.append
        due = first
        for position, case_id, number, opens, body, prev, own in _raw(connection, _LINKS, first, last):
            if position != due:
                return Fault("this position is missing", due)
            due += 1
            if sha256(prev + body).digest() != own:
                return Fault("its body or its hash was edited", position, str(case_id))
            if opens != 1:
                return Fault(_differing(connection, position), position, str(case_id))
            end = ends.get(case_id)
            if end is None or end[0] != number - 1 or end[1] != prev:
                why = _broken(connection, position, case_id, number, prev)
                if why:
                    return Fault(why, position, str(case_id))
            ends[case_id] = (number, own)
            add(own)
        if due <= last:
            return Fault("this position is missing", due)
        if len(ends) > MOST_ENDS:
            ends.clear()
        return None


def check_cases(connection: Connection, after: int, upto: int) -> Fault | None:
    """The first fault of the cases with after < id <= upto: each row against the end of its chain."""
    for row in _raw(connection, _cases(), after, upto):
        values = _values(row)
        case_id = str(values[0])
        length, head, own, position, body = row[len(COLUMNS) :]
        if length == 0:
            return Fault("it has no evidence", 0, case_id)
        if own is None:
            return Fault(f"its last link, number {length}, is missing", 0, case_id)
        if own != head:
            return Fault("the end of its chain is not the one its row names", position, case_id)
        at = body.find(b'"row":"') + 7
        if body[at : at + 64].decode() != digest(COLUMNS, values):
            return Fault(_replayed(connection, case_id, values), position, case_id)
    return None


def replay(connection: Connection, case_id: str) -> dict[str, Plain]:
    """A case as its links tell it: column -> value."""
    found: dict[str, Plain] = dict.fromkeys(COLUMNS)
    for (body,) in _raw(connection, _BODIES, int(case_id)):
        found.update(fact_of(body).changed)
    return found


def _replayed(connection: Connection, case_id: str, values: Sequence[Plain]) -> str:
    told = replay(connection, case_id)
    names = [name for name, value in zip(COLUMNS, values, strict=True) if (value or None) != (told.get(name) or None)]
    if not names:
        return "its links tell another case than its last one sums up"
    return f"its row differs from what its links tell: {', '.join(names)}"


def _values(row: Sequence[Any]) -> list[Plain]:
    values = list(row[: len(COLUMNS)])
    for at in _FLOATS:
        if values[at] is not None:
            values[at] = str(float(values[at]))
    return values


def _differing(connection: Connection, position: int) -> str:
    names = ("position", "case_id", "number", "name", "recorded_at")
    columns = "position, CAST(case_id AS TEXT), number, name, recorded_at, {body}"
    *stored, body = _raw(connection, f"SELECT {columns} FROM case_events WHERE position = {{0}}", position)[0]
    try:
        fact = fact_of(body)
    except msgspec.DecodeError:
        return "its body cannot be read"
    wrong = [name for name, value in zip(names, stored, strict=True) if value != getattr(fact, name)]
    return f"columns differ from its body: {', '.join(wrong)}" if wrong else "its body is not of this form"


def _broken(connection: Connection, position: int, case_id: int, number: int, prev: bytes) -> str:
    if number == 1:
        return "" if prev == NOTHING else "the chain is broken: it is the first link and names one before"
    before = _raw(connection, _BEFORE, case_id, number - 1)
    if not before:
        return f"the chain is broken: link {number - 1} of this case is missing"
    own, stands = before[0]
    if own != prev:
        return f"the chain is broken: it does not follow from link {number - 1} of this case"
    return "" if stands < position else f"the chain is broken: link {number - 1} stands after it"


_LINKS = (
    "SELECT position, case_id, number, {opens}, {body}, prev, hash FROM case_events "
    "WHERE position BETWEEN {0} AND {1} ORDER BY position"
)
_OPENING = (
    """'{"v":1,"position":'||position||',"case_id":"'||case_id||'","number":'||number||',"name":"'||name"""
    """||'","recorded_at":'||recorded_at||','"""
)
"""How a body begins that belongs to its columns (`rules.chain.Fact`), for the database to compare: it is faster."""
_BEFORE = "SELECT hash, position FROM case_events WHERE case_id = {0} AND number = {1}"
_BODIES = "SELECT {body} FROM case_events WHERE case_id = {0} ORDER BY number"
_FLOATS = tuple(COLUMNS.index(name) for name in ("lon", "lat"))


def _cases() -> str:
    texts = {name: f"CAST(c.{name} AS TEXT)" for name in TEXTS}
    columns = ", ".join(texts.get(name, f"c.{name}") for name in COLUMNS)
    return (
        f"SELECT {columns}, c.chain_length, c.chain_head, e.hash, e.position, {{body}} FROM cases c "
        "LEFT JOIN case_events e ON e.case_id = c.id AND e.number = c.chain_length "
        "WHERE c.id > {0} AND c.id <= {1} ORDER BY c.id"
    )


def _raw(connection: Connection, query: str, *values: int) -> list[Any]:
    """Rows as the driver makes them; `{0}` and on are numbers, `{body}` a body's bytes, `{opens}` 1 if it opens."""
    sqlite = connection.dialect.name == "sqlite"
    body = "CAST(body AS BLOB)" if sqlite else "convert_to(body, 'UTF8')"
    cursor = connection.connection.cursor()
    try:
        opens = f"instr(body, {_OPENING})" if sqlite else f"strpos(body, {_OPENING})"
        cursor.execute(query.format(*values, body=body, opens=opens))
        return list(cursor.fetchall())
    finally:
        cursor.close()
