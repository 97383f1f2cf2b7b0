"""`serve verify`: all of the evidence, recomputed from stored bytes, against itself, the cases and the published heads.

It may run beside a server. Stretches of links and ranges of cases are independent of each other and are checked by as
many processes as there are cores; none holds more than `links.MOST_ENDS` ends of chains.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, text

from backend.db import Database
from backend.rules.chain import NOTHING, Head, head_fault, head_hash
from backend.services.checkpoints import head_of
from backend.services.links import Fault, Links, Stretch, Sum, check_cases
from backend.tables import case_events, cases, checkpoints, counters

STRETCH = 20_000
CASES = 5_000
ALONE = 100_000
"""Below so many links other processes would take longer to start than to help."""
_HEADS = 2_000
_SAY_S = 1.0
_line: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)


@dataclass
class Found:
    """What a verification found. `faults` holds the first of each kind of check, worst first."""

    faults: list[Fault] = field(default_factory=list)
    links: int = 0
    cases: int = 0
    checkpoints: int = 0
    heads: int = 0
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
            f"{self.seconds:.1f} s, {rate:,.0f} links/s"
        )


def verify(
    url: str, *, heads: Path | None = None, jobs: int | None = None, say: Callable[[str], None] = lambda _: None
) -> Found:
    """Check everything. SQLAlchemyError, OSError."""
    found, began = Found(), time.monotonic()
    db = Database(url)
    try:
        with db.read_long() as connection:
            last = _last(connection)
            count = int(connection.execute(select(func.count()).select_from(cases)).scalar() or 0)
        workers = jobs or os.cpu_count() or 1
        with _crew(url, db, workers if last > ALONE or count > ALONE else 1) as crew:
            _add(found, _check_checkpoints(db, found))
            told = _Told(say, "links", last)
            for fault, size in crew.each(_check_stretch, _stretches(db, last)):
                found.links += size
                told.at(found.links)
                if fault is not None:
                    _add(found, fault)
                    break
            told = _Told(say, "cases", count)
            for fault, size in crew.each(_check_range, _ranges(db)):
                found.cases += size
                told.at(found.cases)
                if fault is not None:
                    _add(found, fault)
                    break
        with db.read_long() as connection:
            _add(found, _check_ends(connection))
        if heads is not None:
            _add(found, _check_heads(db, heads, found))
    finally:
        db.close()
    found.seconds = time.monotonic() - began
    return found


def _add(found: Found, fault: Fault | None) -> None:
    if fault is not None:
        found.faults.append(fault)


# The pieces


def _stretches(db: Database, last: int) -> Iterator[tuple[Stretch, int]]:
    """Every link up to `last`, cut where checkpoints end."""
    begins, sums = 1, list[Sum]()
    for one in _checkpoints(db):
        if one.first != begins + sum(each.last - each.first + 1 for each in sums) or one.last > last:
            break  # said elsewhere; what follows is checked without its checkpoints
        sums.append(Sum(one.number, one.first, one.last, bytes.fromhex(one.root)))
        if one.last - begins + 1 >= STRETCH:
            yield Stretch(begins, one.last, tuple(sums)), one.last - begins + 1
            begins, sums = one.last + 1, []
    if sums:
        yield Stretch(begins, sums[-1].last, tuple(sums)), sums[-1].last - begins + 1
        begins = sums[-1].last + 1
    while begins <= last:
        ends = min(begins + STRETCH - 1, last)
        yield Stretch(begins, ends), ends - begins + 1
        begins = ends + 1


def _ranges(db: Database) -> Iterator[tuple[tuple[int, int], int]]:
    after = -1
    query = text(
        f"SELECT count(*), max(id) FROM (SELECT id FROM cases WHERE id > :after ORDER BY id LIMIT {CASES}) AS c"
    )
    while True:
        with db.read() as connection:
            count, upto = connection.execute(query, {"after": after}).one()
        if not count:
            return
        yield (after, int(upto)), int(count)
        after = int(upto)


def _checkpoints(db: Database) -> Iterator[Head]:
    after = 0
    query = select(checkpoints).order_by(checkpoints.c.number).limit(_HEADS)
    while True:
        with db.read() as connection:
            page = [head_of(row) for row in connection.execute(query.where(checkpoints.c.number > after))]
        if not page:
            return
        yield from page
        after = page[-1].number


# The checks of the whole


def _check_checkpoints(db: Database, found: Found) -> Fault | None:
    before: Head | None = None
    for one in _checkpoints(db):
        found.checkpoints += 1
        fault = head_fault([one] if before is None else [before, one])
        if before is None and fault is None and (one.number, one.first, one.prev) != (1, 1, NOTHING.hex()):
            fault = one, "the checkpoints before it are missing"
        if fault is not None:
            return Fault(f"checkpoint {fault[0].number}: {fault[1]}", fault[0].first)
        before = one
    return None


def _check_ends(connection: Connection) -> Fault | None:
    """In one view of the database: nothing is missing at the end, and every link belongs to a case that knows it."""
    reserved = _counter(connection)
    last = int(connection.execute(select(func.max(case_events.c.position))).scalar() or 0)
    if last < reserved:
        return Fault(f"positions {last + 1} to {reserved} are missing at the end", last + 1)
    if last > reserved:
        return Fault(f"the counter says that {reserved} links were written", reserved + 1)
    covered = int(connection.execute(select(func.max(checkpoints.c.last))).scalar() or 0)
    if covered > last:
        return Fault(f"positions {last + 1} to {covered} are missing: a checkpoint covers them", last + 1)
    linked = int(connection.execute(select(func.sum(cases.c.chain_length))).scalar() or 0)
    count = int(connection.execute(select(func.count()).select_from(case_events)).scalar() or 0)
    if linked == count:
        return None
    row = connection.execute(text(_STRAY)).first()
    if row is None:
        return Fault(f"cases name {linked} links, and there are {count}")
    case_id, position, length = row
    what = "the case of these links is gone" if length is None else "it has links that its row does not count"
    return Fault(what, int(position), str(case_id))


_STRAY = (
    "SELECT e.case_id, min(e.position), c.chain_length FROM case_events e LEFT JOIN cases c ON c.id = e.case_id "
    "GROUP BY e.case_id, c.chain_length HAVING c.chain_length IS NULL OR count(*) <> c.chain_length "
    "ORDER BY min(e.position) LIMIT 1"
)


def _check_heads(db: Database, file: Path, found: Found) -> Fault | None:
    """Published heads are as they are here. A line that a power failure cut short is no head."""
    with file.open("rb") as lines:
        page: list[Head] = []
        for line in lines:
            try:
                page.append(_line.decode(line))
            except msgspec.DecodeError:
                found.torn += 1
            if len(page) == _HEADS:
                if (fault := _differing(db, page)) is not None:
                    return fault
                found.heads += len(page)
                page = []
    found.heads += len(page)
    return _differing(db, page)


def _differing(db: Database, published: list[Head]) -> Fault | None:
    if not published:
        return None
    numbers = [one.number for one in published]
    query = select(checkpoints).where(checkpoints.c.number.between(min(numbers), max(numbers)))
    with db.read() as connection:
        here = {one.number: one for one in map(head_of, connection.execute(query))}
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


def _last(connection: Connection) -> int:
    """The last position there should be."""
    found = [
        _counter(connection),
        connection.execute(select(func.max(case_events.c.position))).scalar(),
    ]
    return max(int(one or 0) for one in found)


def _counter(connection: Connection) -> int:
    return int(connection.execute(select(counters.c.value).where(counters.c.name == "evidence")).scalar() or 0)


# Many hands


def _check_stretch(db: Database, links: Links, stretch: Stretch) -> Fault | None:
    with db.read() as connection:
        return links.check(connection, stretch)


def _check_range(db: Database, _links: Links, ids: tuple[int, int]) -> Fault | None:
    with db.read() as connection:
        return check_cases(connection, *ids)


class _Crew:
    """Does pieces of work in order of their results; alone where `pool` is None."""

    def __init__(self, db: Database, pool: ProcessPoolExecutor | None, workers: int) -> None:
        self._db, self._pool, self._ahead = db, pool, 2 * workers
        self._links = Links()

    def each(
        self, work: Callable[[Database, Links, Any], Fault | None], pieces: Iterator[tuple[Any, int]]
    ) -> Iterator[tuple[Fault | None, int]]:
        """(fault, size) of each piece, in order."""
        if self._pool is None:
            for piece, size in pieces:
                yield work(self._db, self._links, piece), size
            return
        waiting: deque[tuple[Future[Fault | None], int]] = deque()
        for piece, size in pieces:
            waiting.append((self._pool.submit(_in_worker, work, piece), size))
            if len(waiting) >= self._ahead:
                future, done = waiting.popleft()
                yield future.result(), done
        for future, done in waiting:
            yield future.result(), done


@contextmanager
def _crew(url: str, db: Database, workers: int) -> Iterator[_Crew]:
    if workers == 1:
        yield _Crew(db, None, 1)
        return
    # A fork starts at once; beside other threads it may not be done, and no connection may go with it.
    how = "fork" if threading.active_count() == 1 else "spawn"
    db.engine.dispose()
    pool = ProcessPoolExecutor(workers, mp_context=get_context(how), initializer=_begin, initargs=(url,))
    try:
        pool.submit(int).result()
        yield _Crew(db, pool, workers)
    finally:
        pool.shutdown(cancel_futures=True)


_mine: dict[str, Any] = {}
"""Of a worker process: its database and the ends it saw."""


def _begin(url: str) -> None:
    gc.disable()  # nothing here makes cycles, and looking for them costs a twentieth
    _mine.update(db=Database(url), links=Links())


def _in_worker(work: Callable[[Database, Links, Any], Fault | None], piece: Any) -> Fault | None:
    return work(_mine["db"], _mine["links"], piece)


class _Told:
    """Says how far it is, once a second."""

    def __init__(self, say: Callable[[str], None], what: str, total: int) -> None:
        self._say, self._what, self._total = say, what, total
        self._began = self._last = time.monotonic()

    def at(self, done: int) -> None:
        now = time.monotonic()
        if now - self._last >= _SAY_S:
            self._last = now
            self._say(f"{done:,} of {self._total:,} {self._what}, {done / (now - self._began):,.0f}/s")
