"""First pages that are asked again and again, answered on the event loop itself: a thread costs more than the reading.

Only SQLite, where nobody but this server writes cases, and only a list that a thread has read a moment ago, so that
what it needs is in memory and no disk is waited for. Such a page is read once here, while few of its cards are new;
from then on it follows what the writer says of each case (`changed`), which the writer says before it answers
anybody: so a page is never older than an answer. Whatever does not fit, a page that lost a case among others, one that
must be sifted, too much at once, is read again. Everything else is None: ask in a thread.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from backend.db import Database
from backend.records import CaseChange, CaseRecord, card
from backend.services import cursor
from backend.services.card_cache import CardCache, Row
from backend.tables import to_ms
from contract.entities import CaseState
from contract.query import CaseQuery
from contract.scope import Scope, project

WARM_S = 60.0
MOST_CASES = 100
MOST_PAGES = 200
FOLLOWED = 200
"""Changes that a page catches up with; after more of them it is read again."""
_PLAIN = CaseQuery()
_encode = msgspec.json.Encoder().encode


class FrontPages:
    """On the event loop alone."""

    def __init__(self, db: Database, cards: CardCache) -> None:
        self._cards = cards
        self._connection = db.beside_the_pool()
        self._pages: dict[tuple[CaseQuery, Scope], _Page] = {}
        self._changes: deque[CaseRecord] = deque(maxlen=FOLLOWED)
        self._count = 0  # of all changes so far

    def changed(self, changes: Sequence[CaseChange] | None) -> None:
        """What a commit did to cases; None: nobody knows. To be called before whoever did it is answered."""
        if changes is None:
            self._count += FOLLOWED + 1
            return
        self._count += len(changes)
        self._changes.extend([one.after for one in changes[-FOLLOWED:]])

    def page(self, query: CaseQuery, scope: Scope) -> bytes | None:
        """JSON of `figures.CasePage`, or None."""
        kept = self._pages.get((query, scope))
        if kept is None or self._connection is None or kept.until < time.monotonic():
            return None
        missed = self._count - kept.count
        if missed and kept.rows is not None:
            newest = islice(self._changes, len(self._changes) - missed, None) if missed <= FOLLOWED else None
            if newest is None or not kept.follow(newest):
                kept.rows = None
        if kept.rows is None and not self._read(kept):
            return None
        kept.count = self._count
        return kept.body()

    def was_read(self, query: CaseQuery, scope: Scope) -> None:
        """A thread has just read this page."""
        if self._connection is None or query.cursor or query.total or query.limit > MOST_CASES:
            return
        matches = _matches(query)
        if matches is None:
            return
        if len(self._pages) >= MOST_PAGES:
            self._pages.clear()
        self._pages[query, scope] = _Page(query, scope, matches)

    def close(self) -> None:
        """Before the database is closed."""
        if self._connection is not None:
            self._connection.close()

    def _read(self, page: _Page) -> bool:
        """Read it from the database, where that is a matter of microseconds."""
        assert self._connection is not None, "asked before"
        driver: Any = self._connection.connection.driver_connection  # SQLAlchemy's BEGIN costs more than the reading
        try:
            driver.execute("BEGIN")
            try:
                rows = self._cards.front_at_once(self._connection, page.query, page.scope)
            finally:
                driver.execute("ROLLBACK")
        except (sqlite3.Error, SQLAlchemyError):  # whoever asks in a thread waits, or is told what is wrong
            return False
        if rows is None:
            return False
        page.fill(rows)
        return True


class _Page:
    """The first page of a list, and one case more where there are more."""

    def __init__(self, query: CaseQuery, scope: Scope, matches: Callable[[CaseRecord], bool]) -> None:
        self.query, self.scope = query, scope
        self.until = time.monotonic() + WARM_S
        self.count = 0
        """Of the changes that it has followed."""
        self.rows: list[Row] | None = None  # in order
        self._ids: set[int] = set()
        self._matches = matches
        self._down = query.order == "desc"
        self._mark = cursor.mark_of(query, scope)
        self._body: bytes | None = None

    def fill(self, rows: list[Row]) -> None:
        """Take what the database says."""
        self.rows, self._body = rows, None
        self._ids = {row[1] for row in rows}

    def follow(self, records: Iterable[CaseRecord]) -> bool:
        """Take what became of cases. False: the database must be asked what is on this page now."""
        rows = self.rows
        return rows is not None and all(self._take(record, rows) for record in records)

    def _take(self, record: CaseRecord, rows: list[Row]) -> bool:
        cut = len(rows) > self.query.limit  # there may be more beyond
        case_id = int(record.id)
        if case_id in self._ids:
            rows[:] = [row for row in rows if row[1] != case_id]
            self._ids.remove(case_id)
            self._body = None
        seen = project(card(record), self.scope) if self._matches(record) else None
        if seen is not None:
            key: Any = record.number if self.query.sort == "number" else to_ms(record.reported_at)
            at = self._place((key, case_id), rows)
            if at < len(rows) or not cut:
                rows.insert(at, (key, case_id, _encode(seen)))
                self._ids.add(case_id)
                self._body = None
                if len(rows) > self.query.limit + 1:
                    self._ids.remove(rows.pop()[1])
        return not cut or len(rows) > self.query.limit

    def _place(self, key: tuple[Any, int], rows: list[Row]) -> int:
        for at, row in enumerate(rows):
            if (key > row[:2]) if self._down else (key < row[:2]):
                return at
        return len(rows)

    def body(self) -> bytes:
        """JSON of `figures.CasePage`."""
        if self._body is None:
            shown, text = [row[2] for row in self.rows or ()], b""
            if len(shown) > self.query.limit:
                shown.pop()
                key, case_id, _ = (self.rows or [])[-2]
                text = b',"cursor":"%s"' % cursor.text_at(self._mark, key, case_id).encode()
            self._body = b'{"cases":[%s]%s}' % (b",".join(shown), text)
        return self._body


def _matches(query: CaseQuery) -> Callable[[CaseRecord], bool] | None:
    """Which cases a list holds, where that is said by the case alone; None where it must be looked up."""
    bare = msgspec.structs.replace(query, state="", department_id="", sort=_PLAIN.sort, order=_PLAIN.order, limit=1)
    if query.sort == "deadline" or bare != _BARE:
        return None
    states = {one.strip() for one in query.state.split(",") if one.strip()}
    departments = {one.strip() for one in query.department_id.split(",") if one.strip()}
    if not states <= {str(one) for one in CaseState}:
        return None

    def matches(record: CaseRecord) -> bool:
        if states and record.state not in states:
            return False
        return not departments or (record.department_id or "none") in departments

    return matches


_BARE = msgspec.structs.replace(_PLAIN, limit=1)
