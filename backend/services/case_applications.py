"""What a department applies for: 回退, 延期, 挂账; and 推诿."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backend.outcome import SYSTEM, Actor, Outcome
from backend.records import whole_ms
from backend.services import case_clock
from backend.services.case_hands import asking
from backend.services.case_held import taken_away
from backend.services.case_step import Stand, begin
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import CaseState
from contract.errors import Code, Refused
from contract.lifecycle import Role

DONE_ASKING: dict[str, Any] = {
    "asked": "",
    "asked_until_at": None,
    "asked_at": None,
    "asked_by": (),
    "asked_body": None,
}
"""No application waits."""


def ask_return(tx: Transaction, command: c.AskReturn, by: Actor, at: datetime) -> Outcome:
    """申请回退: undecided, it stands still where the profile says so."""
    stand = begin(tx, command, by, at)
    course = {"back_to": str(stand.record.state), "returns": stand.course.returns + 1, **asking(stand.powers)}
    return stand.done("case.return_asked", course=course | _pause(stand, "return_asked"))


def decide_return(tx: Transaction, command: c.DecideReturn, by: Actor, at: datetime) -> Outcome:
    """回退审批: to the dispatcher, or back to the department, whose clock goes on. Rejected often enough it is 推诿."""
    stand = begin(tx, command, by, at)
    stand.apart_from_asking()
    course = stand.course
    if command.approved:
        return stand.done(
            "case.return_granted",
            changes={"department_id": None, "deadline_at": None, "dispatched_at": None, "signed_at": None},
            course={"back_to": "", "paused_at": None, "paused_for": "", "entrusted_id": None, **DONE_ASKING}
            | taken_away(stand.record, course, at),
            params={"department_id": stand.record.department_id or ""},
        )
    rejected = course.rejected_returns + 1
    changes, clock = case_clock.resumed(tx, stand.record, course, at)
    shirks = tx.profile.conduct.rejected_returns_shirk
    shirked = bool(shirks) and rejected % shirks == 0
    return stand.done(
        "case.return_rejected",
        answer=False,
        changes=changes,
        course={
            **clock,
            "back_to": "",
            "rejected_returns": rejected,
            "asked_by": (),
            "asked_body": None,
            "shirkings": course.shirkings + shirked,
        },
        params={"shirking": "yes"} if shirked else None,
    )


def mark_shirking(tx: Transaction, command: c.MarkShirking, by: Actor, at: datetime) -> Outcome:
    """记推诿."""
    stand = begin(tx, command, by, at)
    return stand.done(
        "case.shirking_marked",
        course={"shirkings": stand.course.shirkings + 1},
        params={"department_id": stand.record.department_id or ""},
    )


def ask_extension(tx: Transaction, command: c.AskExtension, by: Actor, at: datetime) -> Outcome:
    """申请延期 (R13)."""
    record, rule = tx.case(command.case_id), tx.profile.rules.extension
    late = record is not None and record.deadline_at is not None and at > record.deadline_at
    stand = begin(tx, command, by, at, late=late and not rule.when_overdue)
    deadline = stand.record.deadline_at
    if deadline is None:
        raise stand.refuse("R13", "no handling limit runs")
    if stand.course.extensions >= rule.times:
        raise stand.refuse("R13", f"extended {stand.course.extensions} times of {rule.times}")
    until = whole_ms(command.until_at.astimezone(UTC))
    if until <= deadline:
        raise Refused(Code.OUT_OF_RANGE, field="$.command.until_at", reason="not after the limit that runs now")
    if until > case_clock.furthest(tx, stand.record, stand.course, deadline):
        raise stand.refuse("R13", f"longer than {rule.factor:g} of the original limit", "$.command.until_at")
    return stand.done(
        "case.extension_asked",
        course={"asked": "extension", "asked_until_at": until, "asked_at": at, **asking(stand.powers)},
        params={"until_at": _told(until)},
    )


def decide_extension(tx: Transaction, command: c.DecideExtension, by: Actor, at: datetime) -> Outcome:
    """延期审批; a later one is the leader's (R23)."""
    stand = begin(tx, command, by, at)
    stand.apart_from_asking()
    course, leader_from = stand.course, tx.profile.conduct.extension_leader_from
    if leader_from and course.extensions + 1 >= leader_from and Role.LEADER not in stand.powers.roles:
        raise stand.refuse("R23", "the leader grants this one")
    if not command.approved:
        return stand.done("case.extension_rejected", answer=False, course=DONE_ASKING)
    until = course.asked_until_at
    assert until is not None, "asked for with its moment"
    return stand.done(
        "case.extended",
        changes={"deadline_at": until},
        course={"extensions": course.extensions + 1, **DONE_ASKING},
        params={"until_at": _told(until)},
    )


def ask_suspension(tx: Transaction, command: c.AskSuspension, by: Actor, at: datetime) -> Outcome:
    """申请挂账 (R14)."""
    stand = begin(tx, command, by, at)
    rule = next((one for one in tx.profile.rules.pauses if one.reason == "suspended"), None)
    if rule is None:
        raise stand.refuse("R14", "this city suspends nothing")
    if rule.times and stand.course.suspensions >= rule.times:
        raise stand.refuse("R14", f"suspended {stand.course.suspensions} times of {rule.times}")
    until = whole_ms(command.until_at.astimezone(UTC))
    if until <= at:
        raise Refused(Code.OUT_OF_RANGE, field="$.command.until_at", reason="in the past")
    if rule.maximum is not None and until > case_clock.after(tx, at, rule.maximum):
        raise stand.refuse("R14", f"longer than {rule.maximum.value:g} {rule.maximum.unit}", "$.command.until_at")
    return stand.done(
        "case.suspension_asked",
        course={"asked": "suspension", "asked_until_at": until, "asked_at": at, **asking(stand.powers)},
        params={"until_at": _told(until)},
    )


def decide_suspension(tx: Transaction, command: c.DecideSuspension, by: Actor, at: datetime) -> Outcome:
    """挂账审批: the clock stands still until the day that was agreed."""
    stand = begin(tx, command, by, at)
    stand.apart_from_asking()
    if not command.approved:
        return stand.done("case.suspension_rejected", answer=False, course=DONE_ASKING)
    until = stand.course.asked_until_at
    assert until is not None, "asked for with its moment"
    course = {
        "back_to": str(stand.record.state),
        "suspensions": stand.course.suspensions + 1,
        "suspended_until_at": until,
        **DONE_ASKING,
        **_pause(stand, "suspended"),
    }
    return stand.done("case.suspended", course=course, params={"until_at": _told(until)})


def resume_case(tx: Transaction, command: c.ResumeCase, by: Actor, at: datetime) -> Outcome:
    """恢复办理, by hand or on its day: what was left of the limit is left again."""
    stand = begin(tx, command, by, at)
    until = stand.course.suspended_until_at
    if by is SYSTEM and until is not None and at < until:
        raise Refused(
            Code.WRONG_STATE, field="$.command.case_id", reason="suspended for longer", state=CaseState.SUSPENDED
        )
    changes, clock = case_clock.resumed(tx, stand.record, stand.course, at)
    return stand.done("case.resumed", changes=changes, course={**clock, "back_to": "", "suspended_until_at": None})


def _pause(stand: Stand, reason: str) -> dict[str, Any]:
    if stand.record.deadline_at is None or not case_clock.pause_stops(reason, stand.tx, stand.course):
        return {}
    pauses = dict(stand.course.pauses)
    pauses[reason] = pauses.get(reason, 0) + 1
    return {"paused_at": stand.at, "paused_for": reason, "pauses": pauses}


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
