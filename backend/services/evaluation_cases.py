"""From a number of an evaluation to its cases, page by page; the amounts of all pages sum to the number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

import msgspec
from sqlalchemy import Connection, select

from backend.door import is_id
from backend.records import card, record_of
from backend.services.evaluation import EvaluationQuery, Ground, ground, roll_up
from backend.services.evaluation_amounts import Question, named_in, numbers_in, seen
from backend.services.evaluation_counting import DUE_BITS, read_marks
from backend.tables import cases
from contract.entities import Case, Id
from contract.errors import Code, Refused
from contract.evaluation import Object
from contract.evaluation_answers import CountedCase, CountedCases
from contract.evaluation_counts import OF, PARTS, STORED
from contract.profile import CityProfile
from contract.scope import Scope, project

ALL, NOBODY = "all", "none"
"""Keys that are no ids: the whole, and what belongs to nobody or to no area."""


class CasesQuery(EvaluationQuery, frozen=True, kw_only=True):
    """`GET /api/evaluation/cases`: the table's question and one of its cells."""

    count: Annotated[str, msgspec.Meta(max_length=40)]
    key: Annotated[str, msgspec.Meta(max_length=19)] = ALL
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100
    cursor: Annotated[str, msgspec.Meta(max_length=60, pattern=r"^([0-9]{8}-[0-9]{1,19}-[0-9]{1,19})?$")] = ""


def counted_cases(
    connection: Connection, profile: CityProfile, scope: Scope, now: datetime, query: CasesQuery
) -> CountedCases:
    """A page of the cases behind a number. Refused(malformed | wrong_role | not_found)."""
    on = ground(connection, profile, scope, now, query)
    if query.count not in OF[on.of]:
        raise Refused(Code.NOT_FOUND, field="$.count", reason=f"no such count of {on.of}")
    if query.key not in (ALL, NOBODY) and not is_id(query.key):
        raise Refused(Code.MALFORMED, field="$.key", reason="an id, all, or none")
    wanted = bits_of(on.of, query.count)
    where = _where(on, query, wanted)
    total = None
    if not query.cursor:
        total = int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM evaluation_marks WHERE {where}").scalar_one())
    after = ""
    if query.cursor:
        day, case_id, object_id = (int(one) for one in query.cursor.split("-"))
        if max(case_id, object_id) >= 1 << 63:
            raise Refused(Code.MALFORMED, field="$.cursor", reason="not a cursor of ours")
        after = (
            f" AND (day > {day} OR (day = {day} AND (case_id > {case_id} "
            f"OR (case_id = {case_id} AND object_id > {object_id}))))"
        )
    rows = connection.exec_driver_sql(
        f"SELECT day, case_id, object_id, {_seen_bits(on.question, wanted)} AS seen, more FROM evaluation_marks "
        f"WHERE {where}{after} ORDER BY day, case_id, object_id LIMIT {query.limit + 1}"
    ).all()
    page = rows[: query.limit]
    cards = _cards(connection, (str(row[1]) for row in page), scope)
    found = []
    for (bits, several), (day, case_id, *_) in zip(read_marks((row[3], row[4]) for row in page), page, strict=True):
        if (shown := cards.get(str(case_id))) is not None:
            amount = sum(several.get(number, 1) for number in numbers_in(bits))
            found.append(CountedCase(case=shown, day=_day(day), amount=amount))
    last = page[-1] if len(rows) > query.limit else None
    cursor = f"{last[0]}-{last[1]}-{last[2]}" if last is not None else ""
    return CountedCases(position=on.state.position, cases=tuple(found), total=total, cursor=cursor)


def bits_of(of: Object, code: str) -> int:
    """The bits of the kept counts that a count is made of."""
    return sum(1 << STORED[of].index(part) for part in PARTS[of][code])


def _where(on: Ground, query: CasesQuery, wanted: int) -> str:
    asked = on.question
    first, last = asked.days
    parts = [
        asked.of,
        f"object_id IN ({_objects(on, query)})",
        f"day >= {first} AND day <= {last}",
        f"({_seen_bits(asked, wanted)}) <> 0",
        seen(asked.scope),
    ]
    return " AND ".join(part for part in parts if part)


def _seen_bits(asked: Question, wanted: int) -> str:
    """SQL: the wanted bits of a mark, those of due counts only when their moment is over."""
    always = wanted & ~DUE_BITS[asked.place]
    return f"CASE WHEN due_at IS NULL OR due_at <= {asked.now_ms} THEN bits & {wanted} ELSE bits & {always} END"


def _objects(on: Ground, query: CasesQuery) -> str:
    """SQL: the objects that a key of the table stands for."""
    if on.of != "area":
        return {ALL: named_in(on.question), NOBODY: "0"}.get(query.key, query.key)
    if query.key == ALL:
        return named_in(on.question)
    up = roll_up(on.areas, query.level)
    if query.key != NOBODY:
        return ", ".join([one for one, top in up.items() if top == query.key] or ["-1"])
    return f"SELECT object_id FROM ({named_in(on.question)}) AS named WHERE object_id NOT IN ({', '.join([*up, '-1'])})"


def _cards(connection: Connection, ids: Iterable[Id], scope: Scope) -> dict[Id, Case]:
    wanted = set(ids)
    if not wanted:
        return {}
    rows = connection.execute(select(cases).where(cases.c.id.in_(wanted))).mappings()
    shown = [project(card(record_of(row)), scope) for row in rows]
    return {one.id: one for one in shown if isinstance(one, Case)}


def _day(key: int) -> date:
    return date(key // 10_000, key // 100 % 100, key % 100)
