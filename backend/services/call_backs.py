"""Cases that ended and whose caller was not called back yet (待回访).

Two short walks, each by an index and from the longest waiting on: closed cases by the day of their end, refused ones by
the day of their report, since nothing ends later than a refusal.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, not_, select

from backend import course
from backend.records import card, record_of
from backend.services.query import within
from backend.tables import cases, personal
from contract.call_backs import CallBack, CallBackQuery, CallBacks
from contract.entities import Case, CaseState
from contract.scope import Scope, project

_DONE = (CaseState.CLOSED, CaseState.ARCHIVED)
_TURNED_DOWN = (CaseState.REFUSED, CaseState.NOT_FILED)


def waiting(connection: Connection, query: CallBackQuery, scope: Scope, now: datetime) -> CallBacks:
    """The list, the longest waiting first."""
    since = now - timedelta(days=query.days)
    # A field of the course stands in its text only where it is set.
    asked = cases.c.course.contains('"revisited_at"', autoescape=True)
    told = cases.c.course.contains('"replied_at"', autoescape=True)
    reachable = exists().where(
        personal.c.case_id == cases.c.id, personal.c.field == "phone", personal.c.sealed.is_not(None)
    )
    done = and_(cases.c.closed_at >= since, cases.c.state.in_(_DONE), not_(asked))
    turned = and_(cases.c.state.in_(_TURNED_DOWN), cases.c.reported_at >= since, not_(asked), not_(told))
    found = [
        *_walk(connection, and_(done, reachable, within(scope)), cases.c.closed_at, query.limit + 1),
        *_walk(connection, and_(turned, reachable, within(scope)), cases.c.reported_at, query.limit + 1),
    ]
    found.sort(key=lambda one: (one[0], int(one[1].id)))
    lines = tuple(line for at, row in found[: query.limit] if (line := _line(row, at, scope)) is not None)
    return CallBacks(waiting=lines, more=len(found) > query.limit)


def _walk(
    connection: Connection, where: ColumnElement[bool], order: ColumnElement[Any], limit: int
) -> list[tuple[datetime, Any]]:
    rows = connection.execute(select(cases).where(where).order_by(order, cases.c.id).limit(limit)).all()
    return [(getattr(row, str(order.key)), row) for row in rows]


def _line(row: Any, at: datetime, scope: Scope) -> CallBack | None:
    record = record_of(row._mapping)
    seen = project(card(record), scope)
    if not isinstance(seen, Case):
        return None
    said = course.read(row.course)
    return CallBack(case=seen, since_at=at, replied_at=said.replied_at, order_number=said.order_number)
