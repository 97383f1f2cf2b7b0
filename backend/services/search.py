"""Pages of cases for any mix of filters, by an index wherever one can serve.

A database that guesses wrong which filter is rare reads half a table for a page of fifty. So nothing is guessed: each
filter that an index serves is counted, up to `LEAD_MOST`. Where one has fewer cases than that, it leads: its cases
are fetched, the other filters sift them, and they are sorted. Otherwise every filter is broad: the cases are walked in
the order of the list and sifted until the page is full. A walk goes by windows; one that takes longer than `WALK_S`
answers what it found and a cursor to go on from, so that no query, however unlucky, holds a connection for long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    text,
    true,
    tuple_,
    type_coerce,
)

from backend.records import CaseRecord, card, record_of
from backend.services import cursor
from backend.services.cursor import Place
from backend.services.query import Asked, Where, read
from backend.tables import IdText, Moment, cases, from_ms, to_ms
from backend.tables.words import Words, has, matching
from contract.entities import Area, Case
from contract.figures import CasePage
from contract.query import CaseQuery, Total
from contract.scope import Scope, project

LEAD_MOST = 10_000
WINDOW = 20_000
WORDS_WINDOW = 4_000
SAMPLE = 3_000
WALK_S = 1.0
_KEYS = {"reported": "reported_at", "deadline": "deadline_at", "number": "number"}


def case_page(
    connection: Connection,
    query: CaseQuery,
    scope: Scope,
    *,
    now: datetime,
    areas: Callable[[], Iterable[Area]] = tuple,
) -> CasePage:
    """One page, and the total where it is asked for. `areas`: all of the city, for the tree."""
    return page_of(Search(connection, query, read(query, scope, areas, now)), query, scope)


def page_of(found: Search, query: CaseQuery, scope: Scope) -> CasePage:
    """The page of a query that was read."""
    records, after = found.page(cursor.read(query, scope), query.limit)
    seen = (project(card(record), scope) for record in records)
    return CasePage(
        cases=tuple(one for one in seen if isinstance(one, Case)),
        cursor="" if after is None else cursor.text_of(after, query, scope),
        total=found.total() if query.total else None,
    )


@dataclass(frozen=True)
class _Lead:
    """What finds the cases: a filter with few, or, with `where` None, the walk."""

    where: Where | None
    rest: tuple[Where, ...]
    walk: tuple[Where, ...] = ()


class Search:
    """One query on one connection."""

    def __init__(self, connection: Connection, query: CaseQuery, asked: Asked) -> None:
        self._connection, self._asked = connection, asked
        self._sort, self._down = query.sort, query.order == "desc"
        self._key = _KEYS[query.sort]
        self._postgres = connection.dialect.name == "postgresql"
        self.is_settled = False
        """Whether the plan is the same whatever the database holds."""
        self._lead = _Lead(None, ()) if asked.nothing else self._plan()

    @property
    def walks(self) -> bool:
        """Whether every filter is broad."""
        return self._lead.where is None

    def page(self, after: Place | None, limit: int) -> tuple[list[CaseRecord], Place | None]:
        """(cases, where the next page goes on or None at the end)."""
        if self._asked.nothing:
            return [], None
        rows: list[Any] = []
        # Those without a deadline come last, in either direction.
        with_key = [] if after is not None and after.key is None else [True]
        for keyed in [*with_key, *([False] if self._sort == "deadline" else [])]:
            here = after if after is not None and (after.key is not None) == keyed else None
            wanted = limit + 1 - len(rows)
            if self._lead.where is not None:
                rows += self._led(self._lead.where, here, wanted, keyed=keyed)
            else:
                more, cut = self._walked(here, wanted, keyed=keyed)
                rows += more
                if cut is not None:
                    return [record_of(row) for row in rows], cut
            if len(rows) > limit:
                records = [record_of(row) for row in rows[:limit]]
                return records, self._place(records[-1])
        return [record_of(row) for row in rows], None

    def walk(self, *, later: bool, also: Iterable[ColumnElement[Any]] = ()) -> Select[Any] | None:
        """(id, version, chain_length, key of the order, `also`) of the cases of a list in which nothing must be sifted;
        None for others. Parameters: `wanted`, and `after_key` and `after_id` where it is for a later page.

        Numbers as the database has them: a page is a hundred values that nobody else looks at.
        """
        if self._asked.nothing or self._lead.where is not None or self._lead.rest or self._sort == "deadline":
            return None
        key = cases.c[self._key]
        plain_key = type_coerce(key, BigInteger) if isinstance(key.type, Moment) else key
        plain_id = type_coerce(cases.c.id, BigInteger)
        steps = [one(cases.c) for one in self._lead.walk]
        if later:
            place = tuple_(bindparam("after_key", type_=plain_key.type), bindparam("after_id", type_=BigInteger))
            row = tuple_(plain_key, plain_id)
            steps.append(row < place if self._down else row > place)
        columns = (plain_id, cases.c.version, cases.c.chain_length, plain_key, *also)
        return select(*columns).where(*steps).order_by(*self._order(cases.c)).limit(bindparam("wanted"))

    def total(self) -> Total:
        """How many: counted where an index leads or few are walked, else estimated from a sample."""
        if self._asked.nothing:
            return Total(count=0, exact=True)
        sift = self._sift(cases.c)
        if self._lead.where is not None:
            query = select(func.count()).select_from(cases).where(self._lead.where(cases.c), sift)
            return Total(count=int(self._connection.execute(query).scalar_one()), exact=True)
        scan = select(sift.label("hit")).select_from(cases).where(*(one(cases.c) for one in self._lead.walk))
        window = WORDS_WINDOW if self._asked.words else WINDOW
        inner = scan.limit(window).subquery()
        counted = select(func.count(), func.count().filter(inner.c.hit)).select_from(inner)
        scanned, hits = self._connection.execute(counted).one()
        if scanned < window:
            return Total(count=hits, exact=True)
        return Total(count=max(hits, self._estimate()), exact=False)

    def count(self) -> int:
        """How many, counted, however long it takes."""
        if self._asked.nothing:
            return 0
        lead = (self._lead.where,) if self._lead.where is not None else self._lead.walk
        query = select(func.count()).select_from(cases).where(self._sift(cases.c), *(one(cases.c) for one in lead))
        return int(self._connection.execute(query).scalar_one())

    # Inside

    def _plan(self) -> _Lead:
        known = list(self._asked.conditions)
        in_order = [one for one in known if one.bounds == self._sort]
        in_order += [one for one in known if one.walks and one not in in_order and self._sort == "reported"][:1]
        if len(in_order) == len(known) and not self._asked.words:
            # An index gives exactly these cases in the order of the list: there is nothing to weigh.
            self.is_settled = True
            return _Lead(None, (), tuple(one.where for one in in_order))
        every: list[tuple[Where, Words | None, int]] = [
            (one.where, None, self._few(_these(one.where))) for one in known if one.leads
        ]
        every += [(self._by_words(one), one, self._few(matching(self._connection, one))) for one in self._asked.words]
        least = min(every, key=lambda one: one[2], default=None)
        words = [self._with_words(one) for one in self._asked.words]
        steps = [one for one in known if one.walks] if self._sort == "reported" else []
        if least is not None and least[2] < LEAD_MOST:
            # One that gives its cases in the order of the list needs no sorting: it is walked.
            ordered = [*steps, *(one for one in known if one.bounds == self._sort)]
            steps = [one for one in steps if one.where is least[0]]
            if all(one.where is not least[0] for one in ordered):
                others = [self._with_words(one) for one in self._asked.words if one is not least[1]]
                return _Lead(least[0], (*(one.where for one in known if one.where is not least[0]), *others))
        walk = [*(one for one in known if one.bounds == self._sort), *steps[:1]]
        return _Lead(None, (*(one.where for one in known if one not in walk), *words), tuple(one.where for one in walk))

    def _few(self, query: Select[Any]) -> int:
        part = query.limit(LEAD_MOST).subquery()
        return int(self._connection.execute(select(func.count()).select_from(part)).scalar_one())

    def _by_words(self, words: Words) -> Where:
        return lambda c: c.id.in_(matching(self._connection, words))

    def _with_words(self, words: Words) -> Where:
        return lambda c: has(self._connection, words, c.id)

    def _sift(self, c: Any) -> ColumnElement[bool]:
        return and_(true(), *(one(c) for one in self._lead.rest))

    def _led(self, lead: Where, after: Place | None, wanted: int, *, keyed: bool) -> Any:
        found = select(cases).where(lead(cases.c)).cte("found").prefix_with("MATERIALIZED")
        query = select(found).where(self._sift(found.c), *self._beyond(found.c, after, keyed=keyed))
        return self._connection.execute(query.order_by(*self._order(found.c)).limit(wanted)).mappings().all()

    def _walked(self, after: Place | None, wanted: int, *, keyed: bool) -> tuple[list[Any], Place | None]:
        """(rows, where the time was over)."""
        until = time.monotonic() + WALK_S
        rows: list[Any] = []
        while True:
            steps = [*(one(cases.c) for one in self._lead.walk), *self._beyond(cases.c, after, keyed=keyed)]
            if not self._lead.rest:
                query = select(cases).where(*steps).order_by(*self._order(cases.c)).limit(wanted)
                return [*rows, *self._connection.execute(query).mappings()], None
            window = select(cases, self._sift(cases.c).label("hit")).where(*steps).order_by(*self._order(cases.c))
            inner = window.limit(WINDOW).subquery()
            columns = [inner.c[column.name] for column in cases.columns]
            found = select(*columns).where(inner.c.hit).limit(wanted - len(rows))
            rows += self._connection.execute(found).mappings()
            if len(rows) >= wanted:
                return rows, None
            last = select(cases.c.id, cases.c[self._key]).where(*steps).order_by(*self._order(cases.c))
            end = self._connection.execute(last.offset(WINDOW - 1).limit(1)).first()
            if end is None:
                return rows, None
            after = Place(_plain(end[1]), end[0])
            if time.monotonic() > until:
                return rows, after

    def _beyond(self, c: Any, after: Place | None, *, keyed: bool) -> list[ColumnElement[bool]]:
        """What is left of the list after a place."""
        if self._sort != "deadline":
            parts: list[ColumnElement[bool]] = []
        else:
            parts = [c[self._key].is_not(None) if keyed else c[self._key].is_(None)]
        if after is None:
            return parts
        here = literal(after.case_id, IdText)
        if not keyed:
            return [*parts, c.id < here if self._down else c.id > here]
        key = literal(after.key) if isinstance(after.key, str) else literal(from_ms(after.key or 0), Moment)
        row, place = tuple_(c[self._key], c.id), tuple_(key, here)
        return [*parts, row < place if self._down else row > place]

    def _order(self, c: Any) -> list[Any]:
        columns = [c[self._key], c.id]
        return [one.desc() if self._down else one.asc() for one in columns]

    def _place(self, record: CaseRecord) -> Place:
        return Place(_plain(getattr(record, self._key)), record.id)

    def _estimate(self) -> int:
        """From some thousand cases taken at random."""
        every = [*self._lead.walk, *self._lead.rest]
        if self._postgres:
            about = text("SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = 'cases'::regclass")
            size = int(self._connection.execute(about).scalar_one())
            share = min(100.0, 100.0 * SAMPLE / max(size, 1))
            some = cases.tablesample(func.system(share))
            inner: Any = select(and_(true(), *(one(some.c) for one in every)).label("hit")).select_from(some)
        else:
            # Cases are never deleted: their hidden row numbers have no gaps.
            size = int(self._connection.execute(text("SELECT max(rowid) FROM cases")).scalar() or 0)
            picks = text(
                f"cases.rowid IN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {SAMPLE}) "
                f"SELECT 1 + abs(random()) % {max(size, 1)} FROM n)"
            )
            inner = select(and_(true(), *(one(cases.c) for one in every)).label("hit")).select_from(cases).where(picks)
            inner = inner.with_hint(cases, "NOT INDEXED", "sqlite")  # but by those numbers
        if not every:
            return size
        part = inner.subquery()
        scanned, hits = self._connection.execute(
            select(func.count(), func.count().filter(part.c.hit)).select_from(part)
        ).one()
        return round(size * hits / scanned) if scanned else size


def _these(where: Where) -> Select[Any]:
    return select(literal(1)).select_from(cases).where(where(cases.c))


def _plain(key: Any) -> int | str | None:
    return to_ms(key) if isinstance(key, datetime) else key
