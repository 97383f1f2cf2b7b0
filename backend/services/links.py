"""Pieces of the evidence checked against themselves; each piece can be checked by a process of its own.

Everything is recomputed from stored bytes. A piece is checked as a whole, column by column, because that costs half of
checking row by row; only where something is wrong, `link_faults` looks again and names it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import Connection

from backend.derived.evidence import COLUMNS
from backend.rules.chain import NOTHING, digest, merkle_root
from backend.services.link_faults import BROKEN, Fault, first_of_cases, first_of_links, replayed, values_of
from backend.services.link_rows import Reader, Row

PIECE = 2_000
"""Links read at once. More do not stay in a processor's cache between being read and being hashed."""
MOST_ENDS = 200_000
"""Ends of chains that a process remembers; others are looked up."""


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
    """Checks stretches, each after those before it; keeps the ends of chains it saw, so that few are looked up."""

    ends: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    """Of a case: the number that its next link has, and the hash that it names."""
    older: dict[int, tuple[int, bytes]] = field(default_factory=dict)

    def check(self, connection: Connection, stretch: Stretch) -> Fault | None:
        """The first fault of a stretch."""
        hashes: list[bytes] = []
        begins, sums = stretch.first, list(stretch.sums)
        reader = Reader(connection)
        for first in range(stretch.first, stretch.last + 1, PIECE):
            last = min(first + PIECE - 1, stretch.last)
            found = self._piece(reader, first, last)
            if found is None:
                return first_of_links(reader, first, last)
            if not stretch.sums:
                continue
            hashes += found
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
        return None

    def _piece(self, reader: Reader, first: int, last: int) -> list[bytes] | None:
        """The hashes of these links, None where anything is wrong."""
        try:
            rows = reader.links(first, last)
            if len(rows) != last - first + 1:
                return None
            return self._hashes(reader, rows, first)
        except BROKEN:
            return None

    def _hashes(self, reader: Reader, rows: list[Row], first: int) -> list[bytes] | None:
        sha256 = hashlib.sha256
        positions, case_ids, numbers, names, times, bodies, prevs, stored = zip(*rows, strict=True)
        if positions != tuple(range(first, first + len(rows))):
            return None
        hashes = [sha256(prev + body).digest() for prev, body in zip(prevs, bodies, strict=True)]
        if hashes != list(stored):
            return None
        openings = [
            f'{{"v":1,"position":{position},"case_id":"{case_id}","number":{number},"name":"{name}",'
            f'"recorded_at":{at},"'
            for position, case_id, number, name, at in zip(positions, case_ids, numbers, names, times, strict=True)
        ]
        if not all(map(bytes.startswith, bodies, map(str.encode, openings))):
            return None

        if len(self.ends) > MOST_ENDS // 2:
            self.older, self.ends = self.ends, {}
        ends, known = self.ends, self.ends.get
        unknown: list[tuple[int, int, int, bytes]] = []
        for position, case_id, number, prev, own in zip(positions, case_ids, numbers, prevs, hashes, strict=True):
            if known(case_id) != (number, prev):
                unknown.append((position, case_id, number, prev))
            ends[case_id] = (number + 1, own)
        return hashes if not unknown or self._follow(reader, unknown) else None

    def _follow(self, reader: Reader, links: list[tuple[int, int, int, bytes]]) -> bool:
        """Whether these links follow from ones that stand before them."""
        wanted = []
        for one in links:
            _, case_id, number, prev = one
            if number == 1:
                if prev != NOTHING:
                    return False
            elif self.older.get(case_id) != (number, prev):
                wanted.append(one)
        found = reader.ends([(case_id, number - 1) for _, case_id, number, _ in wanted])
        for position, case_id, number, prev in wanted:
            own, stands = found.get((case_id, number - 1), (b"", position))
            if own != prev or stands >= position:
                return False
        return True


def check_cases(connection: Connection, after: int, upto: int) -> Fault | None:
    """The first fault of the cases with after < id <= upto: each row against the end of its chain."""
    reader = Reader(connection)
    width = len(COLUMNS)
    try:
        for row in reader.cases(after, upto):
            values = values_of(row)
            length, head, own, position, body = row[width:]
            if length and own is not None and own == head:
                at = body.find(b'"row":"') + 7
                if body[at : at + 64] == digest(COLUMNS, values).encode():
                    continue
            case_id = str(values[0])
            if length == 0:
                return Fault("it has no evidence", 0, case_id)
            if own is None:
                return Fault(f"its last link, number {length}, is missing", 0, case_id)
            if own != head:
                return Fault("the end of its chain is not the one its row names", position, case_id)
            return Fault(replayed(reader, case_id, values), position, case_id)
    except BROKEN:
        return first_of_cases(reader, after, upto)
    return None
