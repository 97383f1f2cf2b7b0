"""Cases and their relatives: 并案, 拆案, 主案与子案."""

from __future__ import annotations

from datetime import datetime

import msgspec

from backend import course as courses
from backend.outcome import Actor, Outcome
from backend.records import CaseRecord, card
from backend.services.again import KEPT
from backend.services.case_held import bar_missed
from backend.services.case_step import begin
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import CaseState, Id
from contract.errors import Code, Refused
from contract.scope import project

_UNFILED = frozenset({CaseState.REPORTED, CaseState.ACCEPTED, CaseState.VERIFYING})


def merge_case(tx: Transaction, command: c.MergeCase, by: Actor, at: datetime) -> Outcome:
    """并案: this one ends as a duplicate of another, which is told in its trail; both name each other."""
    other = _other(tx, command.into_id, by, "$.command.into_id")
    if other.id == command.case_id:
        raise Refused(Code.OUT_OF_RANGE, field="$.command.into_id", reason="a case is no duplicate of itself")
    if not other.is_live:
        raise Refused(Code.WRONG_STATE, field="$.command.into_id", reason="it has ended", state=other.state)
    stand = begin(tx, command, by, at, children=tx.open_children(command.case_id))
    if tx.open_children(command.case_id):
        raise stand.refuse("R20", "it has open child cases")
    bar_missed(stand)
    if other.state is CaseState.UNCONFIRMED or (stand.record.state is CaseState.FILED and other.state in _UNFILED):
        raise stand.refuse("R28", f"the other one is {other.state}", "$.command.into_id")
    ids = (*courses.read(other.course).merged_ids, stand.record.id)[-KEPT:]
    return stand.done(
        "case.merged",
        course={
            "merged_into_id": other.id,
            "back_to": str(stand.record.state),
            "step_before": (stand.record.step_at, stand.record.step_deadline_at),
        },
        params={"into_id": other.id, "into_number": other.number},
        also=(_told("case.absorbed", other, ids, stand.record, at),),
    )


def split_case(tx: Transaction, command: c.SplitCase, by: Actor, at: datetime) -> Outcome:
    """拆案: back to where it stood before it was merged; the post whose turn it is gets no new time by it."""
    stand = begin(tx, command, by, at)
    into = tx.case(stand.course.merged_into_id) if stand.course.merged_into_id is not None else None
    also: tuple[Outcome, ...] = ()
    if into is not None:
        ids = tuple(one for one in courses.read(into.course).merged_ids if one != stand.record.id)
        also = (_told("case.split_off", into, ids, stand.record, at),)
    began, ends = stand.course.step_before or (at, None)
    changes = {} if stand.course.step_before is None else {"step_at": began, "step_deadline_at": ends}
    return stand.done(
        "case.split",
        changes=changes,
        course={"merged_into_id": None, "back_to": "", "step_before": None},
        params={"from_id": stand.course.merged_into_id or ""},
        also=also,
    )


def _told(event: str, other: CaseRecord, merged_ids: tuple[Id, ...], by: CaseRecord, at: datetime) -> Outcome:
    """What the other case's trail says of it."""
    course = msgspec.structs.replace(courses.read(other.course), merged_ids=merged_ids)
    after = msgspec.structs.replace(other, version=other.version + 1, course=courses.written(course))
    return Outcome(event, case=after, params={"by_id": by.id, "by_number": by.number}, happened_at=at)


def adopt_case(tx: Transaction, command: c.AdoptCase, by: Actor, at: datetime) -> Outcome:
    """设为子案, or 解除; parents have no parents."""
    if command.parent_id is None:
        stand = begin(tx, command, by, at)
        return stand.done(
            "case.released", changes={"parent_id": None}, params={"parent_id": stand.record.parent_id or ""}
        )
    parent = _other(tx, command.parent_id, by, "$.command.parent_id")
    if parent.id == command.case_id or parent.parent_id is not None:
        raise Refused(Code.OUT_OF_RANGE, field="$.command.parent_id", reason="a parent is another case, and no child")
    if not parent.is_live:
        raise Refused(Code.WRONG_STATE, field="$.command.parent_id", reason="it has ended", state=parent.state)
    if tx.children(command.case_id):
        raise Refused(Code.OUT_OF_RANGE, field="$.command.case_id", reason="it has child cases of its own")
    stand = begin(tx, command, by, at)
    return stand.done(
        "case.adopted",
        changes={"parent_id": parent.id},
        params={"parent_id": parent.id, "parent_number": parent.number},
    )


def _other(tx: Transaction, case_id: str, by: Actor, field: str) -> CaseRecord:
    record = tx.case(case_id)
    if record is None or project(card(record), by.scope) is None:
        raise Refused(Code.NOT_FOUND, field=field, reason="no such case")
    return record
