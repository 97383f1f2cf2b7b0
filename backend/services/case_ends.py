"""核查, 结案, 归档, and what comes after: 重开, 申诉."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.outcome import Actor, Outcome
from backend.services import case_clock, case_hands
from backend.services.case_applications import DONE_ASKING
from backend.services.case_held import is_missed
from backend.services.case_step import begin
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import CaseState
from contract.errors import Code, Refused


def check_case(tx: Transaction, command: c.CheckCase, by: Actor, at: datetime) -> Outcome:
    """核查: passed, or back to the same department as rework (R4, R6), by its clock as the profile says."""
    stand = begin(tx, command, by, at)
    asked = stand.course.checker_id
    if stand.record.state is CaseState.CHECKING and asked is not None and stand.by not in (None, asked):
        raise Refused(Code.WRONG_ROLE, field="$.command.case_id", reason="somebody else was asked", roles="inspector")
    stand.apart_from_handling()
    if command.passed:
        return stand.done("case.checked", changes={"checked_at": at})
    changes: dict[str, Any] = {"rework": stand.record.rework + 1, "handled_at": None}
    deadline, clock = case_clock.reworked(tx, stand.record, stand.course, at)
    return stand.done(
        "case.returned_for_rework", answer=False, changes=changes | deadline, course={**clock, "checker_id": None}
    )


def close_case(tx: Transaction, command: c.CloseCase, by: Actor, at: datetime) -> Outcome:
    """结案: the case leaves the live state. A parent after its children (R20)."""
    stand = begin(tx, command, by, at, children=tx.open_children(command.case_id))
    stand.separate("dispatch+close", *case_hands.of(stand.course, case_hands.DISPATCH))
    stand.apart_from_handling()
    return stand.done("case.closed", changes={"closed_at": at})


def archive_case(tx: Transaction, command: c.ArchiveCase, by: Actor, at: datetime) -> Outcome:
    """归档."""
    return begin(tx, command, by, at).done("case.archived")


def reopen_case(tx: Transaction, command: c.ReopenCase, by: Actor, at: datetime) -> Outcome:
    """重开: it is dispatched again; what was is in the trail."""
    stand = begin(tx, command, by, at)
    gone = ("dispatched_at", "signed_at", "deadline_at", "handled_at", "checked_at", "closed_at", "department_id")
    course = stand.course
    late = course.appeal != "granted" and is_missed(stand.record, course, at)
    changes: dict[str, Any] = dict.fromkeys(gone)
    if stand.record.filed_at is None:  # handled on the spot: it was never filed
        changes["filed_at"] = at
    anew: dict[str, Any] = {
        "reopened": course.reopened + 1,
        "appeal": "",
        "milestones": (),
        "replied_at": None,
        "entrusted_id": None,
        "overall_at": case_clock.overall_ends(tx, stand.record.urgency, course.grade, at),
        "self_handled": False,
        "unit_id": None,
        "unit_kind": "",
        "held": (),
        "missed": course.missed + late,
        **DONE_ASKING,
    }
    return stand.done(
        "case.reopened", changes=changes, course=anew | case_hands.laid(course, case_hands.FILE, stand.powers)
    )


def appeal_case(tx: Transaction, command: c.AppealCase, by: Actor, at: datetime) -> Outcome:
    """申诉 against a limit that was missed, within its days (R18)."""
    stand = begin(tx, command, by, at)
    record = stand.record
    if record.handled_at is None or record.deadline_at is None or record.handled_at <= record.deadline_at:
        raise stand.refuse("R18", "no limit was missed")
    ends = case_clock.appeal_ends(tx, record)
    if ends is not None and at > ends:
        raise stand.refuse("R18", "the days for an appeal are over")
    return stand.done("case.appealed", course={"appeal": "asked", **case_hands.asking(stand.powers)})


def decide_appeal(tx: Transaction, command: c.DecideAppeal, by: Actor, at: datetime) -> Outcome:
    """申诉审批: granted, it does not count as overdue; the raw fact stays."""
    stand = begin(tx, command, by, at)
    stand.apart_from_asking()
    over = {"asked_by": (), "asked_body": None}
    if command.approved:
        return stand.done("case.appeal_granted", course={"appeal": "granted", **over})
    return stand.done("case.appeal_rejected", answer=False, course={"appeal": "rejected", **over})
