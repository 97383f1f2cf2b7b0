"""`serve verify`: all of the evidence, recomputed from stored bytes, against itself, the cases and the published heads.

It may run beside a server. Runs of links and ranges of cases are independent of each other and are checked by as many
processes as there are cores; none holds more than `links.MOST_ENDS` ends of chains.
"""

from __future__ import annotations

import gc
import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from backend.db import Database
from backend.services.head_checks import Found, check_checkpoints, check_heads, readable
from backend.services.link_faults import Fault
from backend.services.links import Links, Stretch, Sum, check_cases
from backend.services.log_checks import check_log
from backend.tables import case_events, cases, checkpoints, counters

STRETCH = 20_000
RUN = 2_000_000
"""Links of one piece of work at most. Within a run, what a link follows from is rarely looked up."""
_RUNS_EACH = 16
"""Runs per process where there are fewer links: all processes end at about the same time."""
CASES = 2_000
ALONE = 100_000
"""Below so many links other processes would take longer to start than to help."""
_SAY_S = 1.0
_LAST_ID = 2**63 - 1


def verify(
    url: str, *, heads: Path | None = None, jobs: int | None = None, say: Callable[[str], None] = lambda _: None
) -> Found:
    """Check everything. SQLAlchemyError, OSError."""
    found, began = Found(), time.monotonic()
    db = Database(url)
    try:
        with db.read_long() as connection:
            last, written = _last(connection), _counter(connection)
            count = int(connection.execute(select(func.count()).select_from(cases)).scalar() or 0)
        workers = jobs or os.cpu_count() or 1
        with _crew(url, db, workers if written > ALONE or count > ALONE else 1) as crew:
            _add(found, check_checkpoints(db, found))
            _add_links_and_cases(crew, db, found, (last, count), min(RUN, last // (workers * _RUNS_EACH)), say)
        with db.read_long() as connection:
            _add(found, _ends_fault(connection))
        if heads is not None:
            found.faults += check_heads(db, heads, found)
        found.lines, fault = check_log(db)
        _add(found, fault)
    finally:
        db.close()
    found.seconds = time.monotonic() - began
    return found


def _add_links_and_cases(
    crew: _Crew, db: Database, found: Found, totals: tuple[int, int], run: int, say: Callable[[str], None]
) -> None:
    faults: dict[_Work, Fault] = {}

    def pieces() -> Iterator[tuple[_Work, Any, int]]:
        for stretches, size in _runs(db, totals[0], run):
            if _check_run in faults:
                break
            yield _check_run, stretches, size
        for ids, size in _ranges(db):
            if _check_range in faults:
                break
            yield _check_range, ids, size

    of_links, of_cases = _Told(say, "links", totals[0]), _Told(say, "cases", totals[1])
    for work, fault, size in crew.each(pieces()):
        if fault is not None:
            faults.setdefault(work, fault)
        if work is _check_run:
            found.links += size
            of_links.at(found.links)
        else:
            found.cases += size
            of_cases.at(found.cases)
    for work in (_check_run, _check_range):
        _add(found, faults.get(work))


def _add(found: Found, fault: Fault | None) -> None:
    if fault is not None:
        found.faults.append(fault)


# The pieces


def _runs(db: Database, last: int, most: int) -> Iterator[tuple[list[Stretch], int]]:
    """Stretches that follow each other, as many as make a run."""
    run, size = list[Stretch](), 0
    for one, links in _stretches(db, last):
        run.append(one)
        size += links
        if size >= most:
            yield run, size
            run, size = [], 0
    if run:
        yield run, size


def _stretches(db: Database, last: int) -> Iterator[tuple[Stretch, int]]:
    """Every link up to `last`, cut where checkpoints end."""
    begins, sums = 1, list[Sum]()
    for one in readable(db):
        if one.first != begins + sum(each.last - each.first + 1 for each in sums) or not one.first <= one.last <= last:
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
        "SELECT count(*), max(id) FROM (SELECT id FROM cases WHERE id > :after AND id <= :last "
        f"ORDER BY id LIMIT {CASES}) AS c"
    )
    while True:
        with db.read() as connection:
            count, upto = connection.execute(query, {"after": after, "last": _LAST_ID}).one()
        if not count:
            return
        upto = math.ceil(upto)  # SQLite keeps half a number as well
        yield (after, upto), int(count)
        after = upto


# The checks of the whole


def _ends_fault(connection: Connection) -> Fault | None:
    try:
        return _check_ends(connection)
    except (ArithmeticError, TypeError, ValueError):
        return Fault("the ends of the evidence cannot be counted: a column holds what does not belong there")
    except DBAPIError as fault:
        if fault.connection_invalidated or connection.dialect.name != "sqlite":
            raise
        return Fault(f"the ends of the evidence cannot be counted: {fault.orig}")


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
    named = select(func.count()).select_from(cases).where(cases.c.id.between("0", str(_LAST_ID)))
    if connection.execute(named).scalar() != connection.execute(select(func.count()).select_from(cases)).scalar():
        return Fault("there are cases whose id is none")
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


def _last(connection: Connection) -> int:
    """The last position there should be."""
    numbers = case_events.c.position.between(1, _LAST_ID)  # SQLite keeps other things as well
    last = connection.execute(select(func.max(case_events.c.position)).where(numbers)).scalar() or 0
    return max(_counter(connection), math.ceil(last))


def _counter(connection: Connection) -> int:
    return int(connection.execute(select(counters.c.value).where(counters.c.name == "evidence")).scalar() or 0)


# Many hands


def _check_run(db: Database, links: Links, stretches: list[Stretch]) -> Fault | None:
    for one in stretches:
        with db.read() as connection:
            fault = links.check(connection, one)
        if fault is not None:
            return fault
    return None


def _check_range(db: Database, _links: Links, ids: tuple[int, int]) -> Fault | None:
    with db.read() as connection:
        return check_cases(connection, *ids)


_Work = Callable[[Database, Links, Any], Fault | None]


class _Crew:
    """Does pieces of work in order of their results; alone where `pool` is None."""

    def __init__(self, db: Database, pool: ProcessPoolExecutor | None, workers: int) -> None:
        self._db, self._pool, self._ahead = db, pool, 2 * workers
        self._links = Links()

    def each(self, pieces: Iterator[tuple[_Work, Any, int]]) -> Iterator[tuple[_Work, Fault | None, int]]:
        """(work, fault, size) of each piece, in order."""
        if self._pool is None:
            for work, piece, size in pieces:
                yield work, work(self._db, self._links, piece), size
            return
        waiting: deque[tuple[_Work, Future[Fault | None], int]] = deque()
        for work, piece, size in pieces:
            waiting.append((work, self._pool.submit(_in_worker, work, piece), size))
            if len(waiting) >= self._ahead:
                done, future, count = waiting.popleft()
                yield done, future.result(), count
        for work, future, size in waiting:
            yield work, future.result(), size


@contextmanager
def _crew(url: str, db: Database, workers: int) -> Iterator[_Crew]:
    if workers == 1:
        with _without_gc():
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


@contextmanager
def _without_gc() -> Iterator[None]:
    """Nothing here makes cycles, and looking for them among a million rows costs a tenth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


_mine: dict[str, Any] = {}
"""Of a worker process: its database and the ends it saw."""


def _begin(url: str) -> None:
    gc.disable()
    _mine.update(db=Database(url), links=Links())


def _in_worker(work: _Work, piece: Any) -> Fault | None:
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
