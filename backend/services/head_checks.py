"""The checkpoints against themselves and against the heads that were published outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from backend.db import Database
from backend.rules.chain import NOTHING, Head, LogHead, head_fault, head_hash, head_in
from backend.services.link_faults import BROKEN, Fault
from backend.services.log_checks import check_log_heads

_HEADS = 2_000
# As the database keeps them: types of ours would refuse a number that is no time.
_PAGE = text(
    "SELECT number, made_at, first, last, root, prev, hash FROM checkpoints "
    f"WHERE number > :after AND number <= :last ORDER BY number LIMIT {_HEADS}"
)
_ODD = text("SELECT count(*) FROM checkpoints WHERE number IS NULL OR number < 1 OR number > :last")
_LAST = 2**63 - 1


@dataclass
class Found:
    """What a verification found. `faults` holds the first of each kind of check, worst first."""

    faults: list[Fault] = field(default_factory=list)
    links: int = 0
    cases: int = 0
    checkpoints: int = 0
    heads: int = 0
    lines: int = 0  # of the security log
    log_heads: int = 0  # of the security log, published
    torn: int = 0  # lines of the published heads that cannot be read
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether all of it is as it was written."""
        return not self.faults

    @property
    def summary(self) -> str:
        """One line."""
        rate = self.links / self.seconds if self.seconds else 0.0
        torn = f" ({self.torn} torn lines)" if self.torn else ""
        return (
            f"{'clean' if self.is_clean else 'NOT AS IT WAS WRITTEN'}: {self.links:,} links of {self.cases:,} cases, "
            f"{self.checkpoints:,} checkpoints, {self.heads:,} published heads{torn}, "
            f"{self.lines:,} lines of the security log ({self.log_heads:,} published), "
            f"{self.seconds:.1f} s, {rate:,.0f} links/s"
        )


class Unreadable(Exception):
    """A checkpoint holds in a column what does not belong there; its argument is its number."""


def heads(db: Database, after: int = 0, last: int = _LAST) -> Iterator[Head]:
    """The checkpoints with after < number <= last. Unreadable."""
    while True:
        with db.read() as connection:
            page = [_head(*row) for row in connection.execute(_PAGE, {"after": after, "last": last})]
        if not page:
            return
        yield from page
        after = page[-1].number


def readable(db: Database) -> Iterator[Head]:
    """The checkpoints up to the first that is unreadable."""
    try:
        yield from heads(db)
    except (Unreadable, *BROKEN):
        return


def check_checkpoints(db: Database, found: Found) -> Fault | None:
    """The first that does not follow from the one before."""
    before: Head | None = None
    try:
        for one in heads(db):
            found.checkpoints += 1
            fault = head_fault([one] if before is None else [before, one])
            if before is None and fault is None and (one.number, one.first, one.prev) != (1, 1, NOTHING.hex()):
                fault = one, "the checkpoints before it are missing"
            if fault is not None:
                return Fault(f"checkpoint {fault[0].number}: {fault[1]}", fault[0].first)
            before = one
    except Unreadable as fault:
        return Fault(f"checkpoint {fault}: it cannot be read, a column holds what does not belong there")
    except BROKEN:
        return Fault("the checkpoints cannot be read")
    with db.read() as connection:
        odd = connection.execute(_ODD, {"last": _LAST}).scalar()
    return Fault("there are checkpoints whose number is none") if odd else None


def check_heads(db: Database, file: Path, found: Found) -> list[Fault]:
    """Published heads are as they are here; the first fault of each kind. A line that was cut short is no head."""
    faults: dict[type, Fault] = {}

    def check(page: list[Head | LogHead]) -> None:
        of_cases = [one for one in page if isinstance(one, Head)]
        of_log = [one for one in page if isinstance(one, LogHead)]
        if Head not in faults:
            if fault := _differing(db, of_cases):
                faults[Head] = fault
            else:
                found.heads += len(of_cases)
        if LogHead not in faults:
            if fault := check_log_heads(db, of_log):
                faults[LogHead] = fault
            else:
                found.log_heads += len(of_log)

    with file.open("rb") as lines:
        page: list[Head | LogHead] = []
        for line in lines:
            if (head := head_in(line)) is None:
                found.torn += 1
                continue
            page.append(head)
            if len(page) == _HEADS:
                check(page)
                page = []
        check(page)
    return list(faults.values())


def _differing(db: Database, published: list[Head]) -> Fault | None:
    if not published:
        return None
    numbers = [one.number for one in published]
    try:
        here = {one.number: one for one in heads(db, min(numbers) - 1, max(numbers))}
    except Unreadable as fault:
        return Fault(f"checkpoint {fault}: it cannot be read, a column holds what does not belong there")
    except BROKEN:
        return Fault("the published heads or the checkpoints cannot be read")
    for one in published:
        if head_hash(one).hex() != one.hash:
            return Fault(f"published head {one.number} is not as it was written")
        if one.number not in here:
            return Fault(f"published head {one.number} (positions {one.first} to {one.last}) is not here", one.first)
        if here[one.number].hash != one.hash:
            return Fault(
                f"checkpoint {one.number} (positions {one.first} to {one.last}) differs from the head that was "
                "published: everything below was written anew",
                one.first,
            )
    return None


def _head(number: Any, made_at: Any, first: Any, last: Any, root: Any, prev: Any, own: Any) -> Head:
    numbers, hashes = (number, made_at, first, last), (root, prev, own)
    if not all(isinstance(one, int) for one in numbers) or not all(isinstance(one, bytes) for one in hashes):
        raise Unreadable(number)
    return Head(
        number=number, made_at=made_at, first=first, last=last, root=root.hex(), prev=prev.hex(), hash=own.hex()
    )
