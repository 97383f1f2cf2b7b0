"""Lists of cases from cards that are encoded once: what most seats ask for again and again is the newest page.

A page is found by three small columns; a card is taken from memory where the case has not changed since, which the
length of its chain tells: every change of a case is an act in it. Lists that need sifting go the ordinary way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from backend.records import card, record_of
from backend.services import cursor
from backend.services.query import read
from backend.services.search import Search, case_page
from backend.tables import cases
from contract.entities import Area
from contract.query import CaseQuery
from contract.scope import Scope, project

MOST = 20_000
"""Cards kept; at about 400 bytes each."""
_COLUMNS = tuple(column.name for column in cases.columns)
Mark = tuple[int, int]


class CardCache:
    """Safe from any thread; one card too many is encoded now and then, never a wrong one shown."""

    def __init__(self) -> None:
        self._cards: dict[tuple[Scope, int], tuple[Mark, bytes | None]] = {}

    def page(
        self,
        connection: Connection,
        query: CaseQuery,
        scope: Scope,
        *,
        now: datetime,
        areas: Callable[[], Iterable[Area]] = tuple,
    ) -> bytes:
        """JSON of `figures.CasePage`."""
        if query.total:
            return msgspec.json.encode(case_page(connection, query, scope, now=now, areas=areas))
        search = Search(connection, query, read(query, scope, areas, now))
        keys = search.keys(cursor.read(query, scope), query.limit + 1)
        if keys is None:
            return msgspec.json.encode(case_page(connection, query, scope, now=now, areas=areas))
        shown = keys[: query.limit]
        found = {one: self._cards.get((scope, one)) for one, *_ in shown}
        missing = [
            one for one, version, length, _ in shown if (kept := found[one]) is None or kept[0] != (version, length)
        ]
        if missing:
            found |= self._read(connection, missing, scope)
        bodies = [kept[1] for one, *_ in shown if (kept := found[one]) is not None and kept[1] is not None]
        after = b""
        if len(keys) > query.limit:
            last = shown[-1]
            after = cursor.text_of(search.place(last[3], last[0]), query, scope).encode()
        return b'{"cases":[%s],"cursor":"%s"}' % (b",".join(bodies), after)

    def _read(
        self, connection: Connection, ids: list[int], scope: Scope
    ) -> dict[int, tuple[Mark, bytes | None] | None]:
        found: dict[int, tuple[Mark, bytes | None] | None] = {}
        wanted = select(cases).where(cases.c.id.in_([str(one) for one in ids]))
        for values in connection.execute(wanted):
            row = dict(zip(_COLUMNS, values, strict=True))
            record = record_of(row)
            seen = project(card(record), scope)
            body = None if seen is None else msgspec.json.encode(seen)
            found[int(record.id)] = (row["version"], row["chain_length"]), body
        if len(self._cards) > MOST:
            self._cards.clear()
        self._cards.update({(scope, one): kept for one, kept in found.items() if kept is not None})
        return found
