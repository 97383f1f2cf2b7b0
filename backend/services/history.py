"""Cases by page and in full, open and ended, as a session's scope sees them."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from backend.door import read_id
from backend.records import card, record_of
from backend.rules.chain import Fact, fact_of
from backend.tables import case_events, cases, from_ms, to_ms
from contract.entities import Case, CaseState, ClassCode, Id
from contract.errors import Code, Refused
from contract.figures import CaseDetail, CasePage, TrailEntry
from contract.scope import Scope, View, project


class CaseQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of `GET /api/cases`; newest report first."""

    state: CaseState | None = None
    class_code: ClassCode | None = None
    department_id: Id | None = None
    area_id: Id | None = None
    number: str | None = None
    reported_from: datetime | None = None
    reported_to: datetime | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 50
    cursor: str = ""


def within(scope: Scope) -> ColumnElement[bool]:
    """The SQL of `contract.scope.project` for cases: which rows the scope sees."""
    parts: list[ColumnElement[bool]] = [true()]
    if scope.area_ids:
        parts.append(cases.c.area_id.in_(scope.area_ids))
    if scope.view is View.DEPARTMENT:
        parts.append(cases.c.department_id == scope.department_id)
    return and_(*parts)


def case_page(connection: Connection, query: CaseQuery, scope: Scope) -> CasePage:
    """One page."""
    where = [within(scope)]
    if query.state is not None:
        where.append(cases.c.state == str(query.state))
    if query.class_code is not None:
        where.append(cases.c.class_code == query.class_code)
    if query.department_id is not None:
        where.append(cases.c.department_id == read_id(query.department_id, "$.department_id"))
    if query.area_id is not None:
        where.append(cases.c.area_id == read_id(query.area_id, "$.area_id"))
    if query.number is not None and scope.view is not View.PUBLIC:
        where.append(cases.c.number == query.number)
    for bound, field in ((query.reported_from, "reported_from"), (query.reported_to, "reported_to")):
        if bound is not None and bound.tzinfo is None:
            raise Refused(Code.MALFORMED, field=f"$.{field}", reason="a time without its zone")
    if query.reported_from is not None:
        where.append(cases.c.reported_at >= query.reported_from)
    if query.reported_to is not None:
        where.append(cases.c.reported_at < query.reported_to)
    if query.cursor:
        reported_at, last = _cursor(query.cursor)
        where.append(
            or_(cases.c.reported_at < reported_at, and_(cases.c.reported_at == reported_at, cases.c.id < last))
        )
    rows = connection.execute(
        select(cases).where(*where).order_by(cases.c.reported_at.desc(), cases.c.id.desc()).limit(query.limit + 1)
    )
    records = [record_of(row) for row in rows.mappings()]
    page, more = records[: query.limit], len(records) > query.limit
    seen = (project(card(record), scope) for record in page)
    cursor = _cursor_text(page[-1].reported_at, page[-1].id) if more else ""
    return CasePage(cases=tuple(one for one in seen if isinstance(one, Case)), cursor=cursor)


def case_detail(connection: Connection, case_id: Id, scope: Scope) -> CaseDetail:
    """A case with its trail. A public screen gets the card alone. Refused(not_found)."""
    read_id(case_id, "case_id")
    row = connection.execute(select(cases).where(cases.c.id == case_id, within(scope))).mappings().first()
    record = record_of(row) if row is not None else None
    seen = project(card(record), scope) if record is not None else None
    if record is None or not isinstance(seen, Case):
        raise Refused(Code.NOT_FOUND, field="case_id", reason="no such case")
    if scope.view is View.PUBLIC:
        return CaseDetail(case=seen)
    bodies = connection.execute(
        select(case_events.c.body).where(case_events.c.case_id == case_id).order_by(case_events.c.number)
    )
    trail = tuple(_entry(fact_of(body)) for (body,) in bodies)
    return CaseDetail(case=seen, description=record.description, component_code=record.component_code, trail=trail)


def _entry(fact: Fact) -> TrailEntry:
    return TrailEntry(
        seq=fact.seq,
        name=fact.name,
        happened_at=from_ms(fact.happened_at),
        recorded_at=from_ms(fact.recorded_at),
        actor_name=fact.actor_name,
        opinion=fact.opinion,
        params=fact.params,
    )


def _cursor_text(reported_at: datetime, case_id: Id) -> str:
    return base64.urlsafe_b64encode(f"{to_ms(reported_at)}.{case_id}".encode()).decode().rstrip("=")


def _cursor(text: str) -> tuple[datetime, Id]:
    try:
        ms, _, case_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").partition(".")
        return from_ms(int(ms)), read_id(case_id, "$.cursor")
    except (ValueError, OverflowError, binascii.Error) as fault:
        raise Refused(Code.MALFORMED, field="$.cursor", reason="no cursor of this list") from fault
