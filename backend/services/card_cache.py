"""Lists of cases from cards that are encoded once: what most seats ask for again and again is the newest page.

A page is found by four small columns; a card is taken from memory where the case has not changed since, which the
length of its chain tells: every change of a case is an act in it. So a write costs the next reader one card, not a
page. The statements are written once for each list that is asked. Lists that need sifting go the ordinary way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, select, type_coerce

from backend.prepared import Prepared
from backend.records import RUNNING, with_course
from backend.services import cursor
from backend.services.query import read
from backend.services.search import Search, case_page, page_of
from backend.tables import IdText, Moment, cases, from_ms
from contract.entities import Area, Case, CaseSource, CaseState, Point, Urgency
from contract.query import CaseQuery
from contract.scope import Scope, project

MOST = 20_000
"""Cards kept; at about 400 bytes each."""
MOST_LISTS = 500
AT_ONCE = 10
"""Cards that `front_at_once` reads."""
_BARE = CaseQuery()
_SHOWN = (
    *("number", "short", "class_code", "state", "source", "urgency", "place", "lon", "lat", "cell_code", "area_id"),
    *("department_id", "rework", "photos", "reported_at", "dispatched_at", "deadline_at"),
    *("step_at", "step_deadline_at", "parent_id", "course"),
)
"""What a card is made of, beside id and version."""
_SIZES = (1, 2, 5, 10, 25, 50, 100, 250, 500)
"""Cards read by one statement; what is left of it is filled up with the last one again."""
_RUNNING = frozenset(str(one) for one in RUNNING)
_STATES = {str(one): one for one in CaseState}
_SOURCES = {str(one): one for one in CaseSource}
_URGENCIES = {str(one): one for one in Urgency}
_encode = msgspec.json.Encoder().encode

Key = tuple[Any, ...]
"""Id, version, length of the chain, the key of the list's order; of a later page also what is shown."""
Kept = tuple[int, int, bytes | None]
"""Version and length of the chain at which it was encoded, and the card; None where the scope does not see the case."""


Row = tuple[int | str, int, bytes]
"""The key of a list's order, the id, and the card as it is shown."""


class CardCache:
    """Safe from any thread; one card too many is encoded now and then, never a wrong one shown."""

    def __init__(self) -> None:
        self._cards: dict[Scope, dict[int, Kept]] = {}
        self._count = 0
        self._lists: dict[tuple[CaseQuery, Scope], tuple[Prepared, Prepared]] = {}
        self._by_id: dict[int, Prepared] = {}

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
            return _encode(case_page(connection, query, scope, now=now, areas=areas))
        list_of = (_without_place(query), scope)
        statements = self._lists.get(list_of)
        if statements is None:
            search = Search(connection, query, read(query, scope, areas, now))
            statements = _statements(search, connection)
            if statements is None:
                return _encode(page_of(search, query, scope))
            if search.is_settled and not query.area_id:  # what stands under an area may change
                if len(self._lists) >= MOST_LISTS:
                    self._lists = {}
                self._lists[list_of] = statements
        after, wanted = cursor.read(query, scope), query.limit + 1
        if after is None:
            keys = statements[0].rows(connection, wanted=wanted)
        else:
            place = {"after_key": after.key, "after_id": int(after.case_id)}
            keys = statements[1].rows(connection, wanted=wanted, **place)
        return self._page(connection, keys, query, scope)

    def front_at_once(self, connection: Connection, query: CaseQuery, scope: Scope) -> list[Row] | None:
        """The cases of a first page and one more, where that is a matter of microseconds: known how to ask, and few
        cards new. Else None."""
        statements = self._lists.get((_without_place(query), scope))
        if statements is None:
            return None
        keys = statements[0].rows(connection, wanted=query.limit + 1)
        held = self._cards.get(scope)
        if held is None or len(_stale(keys, held)) > AT_ONCE:
            return None
        bodies = self._bodies(connection, keys, scope)
        if len(bodies) != len(keys):
            return None
        return [(key[3], key[0], body) for key, body in zip(keys, bodies, strict=True)]

    def _page(self, connection: Connection, keys: list[Key], query: CaseQuery, scope: Scope) -> bytes:
        text = b""
        if len(keys) > query.limit:
            keys.pop()
            last = keys[-1]
            text = b',"cursor":"%s"' % cursor.text_of(cursor.Place(last[3], str(last[0])), query, scope).encode()
        bodies = self._bodies(connection, keys, scope)
        return b'{"cases":[%s]%s}' % (b",".join(bodies), text)

    def _bodies(self, connection: Connection, keys: list[Key], scope: Scope) -> list[bytes]:
        held = self._cards.get(scope)
        if held is None:
            held = self._cards.setdefault(scope, {})
        stale = _stale(keys, held)
        if not stale:
            kept_bodies = [held[key[0]][2] for key in keys]
            return [body for body in kept_bodies if body is not None]
        fresh = {key[0]: (key[1], key[2], _body(key, key[4:], scope)) for key in stale if len(key) > 4}
        if missing := [key[0] for key in stale if key[0] not in fresh]:
            fresh |= self._read(connection, missing, scope)
        old = {key[0] for key in stale}
        found = [fresh.get(key[0]) if key[0] in old else held[key[0]] for key in keys]
        self._count += len(fresh)
        if self._count > MOST:
            self._cards, self._count = {}, 0
        else:
            held |= fresh
        return [one[2] for one in found if one is not None and one[2] is not None]

    def _read(self, connection: Connection, ids: list[int], scope: Scope) -> dict[int, Kept]:
        found: dict[int, Kept] = {}
        for start in range(0, len(ids), _SIZES[-1]):
            part = ids[start : start + _SIZES[-1]]
            size = next(one for one in _SIZES if one >= len(part))
            known = self._by_id.get(size)
            if known is None:
                known = self._by_id[size] = Prepared(_cards_of(size), connection.dialect)
            given = {f"id_{at}": part[min(at, len(part) - 1)] for at in range(size)}
            for values in known.rows(connection, **given):
                found[values[0]] = (values[1], values[2], _body(values, values[3:], scope))
        return found


def _stale(keys: list[Key], held: dict[int, Kept]) -> list[Key]:
    """Those whose card is not the one that is kept."""
    kept = zip(keys, [held.get(key[0]) for key in keys], strict=True)
    return [key for key, one in kept if one is None or one[1] != key[2] or one[0] != key[1]]


def _without_place(query: CaseQuery) -> CaseQuery:
    if query.limit == _BARE.limit and not query.cursor:
        return query
    return msgspec.structs.replace(query, cursor=_BARE.cursor, limit=_BARE.limit)


def _statements(search: Search, connection: Connection) -> tuple[Prepared, Prepared] | None:
    """(for the first page, for a later one); None where something must be sifted. Of a first page most cards are known:
    it asks for the keys alone."""
    first, later = search.walk(later=False), search.walk(later=True, also=_shown())
    if first is None or later is None:
        return None
    return Prepared(first, connection.dialect), Prepared(later, connection.dialect)


def _cards_of(number: int) -> Any:
    ids = [bindparam(f"id_{at}", type_=BigInteger) for at in range(number)]
    key = type_coerce(cases.c.id, BigInteger)
    return select(key, cases.c.version, cases.c.chain_length, *_shown()).where(key.in_(ids))


def _shown() -> list[ColumnElement[Any]]:
    columns = (cases.c[name] for name in _SHOWN)
    return [type_coerce(one, BigInteger) if isinstance(one.type, IdText | Moment) else one for one in columns]


def _body(key: Key, shown: tuple[Any, ...], scope: Scope) -> bytes | None:
    seen = project(card_of(key[0], key[1], shown), scope)
    return None if seen is None else _encode(seen)


def card_of(case_id: int, version: int, shown: tuple[Any, ...]) -> Case:
    """`records.card` of the database's own values in the order of `_SHOWN`."""
    number, short, class_code, state, source, urgency, place, lon, lat, cell_code, *rest = shown
    area_id, department_id, rework, photos, reported_at, dispatched_at, deadline_at, *rest = rest
    step_at, step_deadline_at, parent_id, course = rest
    running = state in _RUNNING
    plain = Case(
        id=str(case_id),
        version=version,
        number=number,
        short=short,
        class_code=class_code,
        state=_STATES[state],
        source=_SOURCES[source],
        reported_at=from_ms(reported_at),
        place=place,
        point=None if lon is None or lat is None else Point(lon, lat),
        cell_code=cell_code,
        area_id=None if area_id is None else str(area_id),
        department_id=None if department_id is None else str(department_id),
        urgency=_URGENCIES[urgency],
        clock_started_at=from_ms(dispatched_at) if running and dispatched_at is not None else None,
        deadline_at=from_ms(deadline_at) if running and deadline_at is not None else None,
        rework=rework,
        photos=photos,
        step_started_at=None if step_at is None else from_ms(step_at),
        step_deadline_at=None if step_deadline_at is None else from_ms(step_deadline_at),
        parent_id=None if parent_id is None else str(parent_id),
    )
    return with_course(plain, course) if course else plain
