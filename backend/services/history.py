"""A case in full, open or ended, as a session's scope sees it; lists are `search`."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from backend.derived.evidence import TOLD, UNTOLD
from backend.door import read_id
from backend.records import card, record_of
from backend.rules.chain import Fact, fact_of
from backend.services.attachments import of_case
from backend.services.query import within
from backend.services.relatives import relatives_of
from backend.tables import case_events, cases, from_ms
from contract.entities import Case, Id
from contract.errors import Code, Refused
from contract.figures import CaseDetail, TrailEntry
from contract.scope import Scope, View, project


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
    trail = trail_of([fact_of(body) for (body,) in bodies])
    return CaseDetail(
        case=seen,
        description=record.description,
        component_code=record.component_code,
        trail=trail,
        attachments=of_case(connection, case_id),
        relatives=relatives_of(connection, record, scope),
    )


def trail_of(facts: list[Fact]) -> tuple[TrailEntry, ...]:
    """The lines of the links; what an earlier platform told of the case stands first, as the steps it names."""
    told = sorted((one for one in facts if one.name == TOLD), key=lambda one: one.happened_at)
    before = [msgspec.structs.replace(_entry(one), name=one.params.get("act", TOLD)) for one in told]
    own = [one for one in facts if one.name != TOLD]
    if before or not own or own[0].name != UNTOLD:
        return (*before, *map(_entry, own))
    return (*_steps(own[0]), *map(_entry, own))


def _steps(fact: Fact) -> list[TrailEntry]:
    """A step for each time that the row of an imported case told."""
    whole = _entry(fact)
    told = [(fact.changed[column], name) for column, name in _STEPS if isinstance(fact.changed.get(column), int)]
    return [msgspec.structs.replace(whole, name=name, happened_at=from_ms(at)) for at, name in sorted(told, key=_at)]


_STEPS = (
    ("reported_at", "case.reported"),
    ("filed_at", "case.filed"),
    ("dispatched_at", "case.dispatched"),
    ("signed_at", "case.signed"),
    ("handled_at", "case.fed_back"),
    ("checked_at", "case.checked"),
    ("closed_at", "case.closed"),
)


def _at(told: tuple[int, str]) -> int:
    return told[0]


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
