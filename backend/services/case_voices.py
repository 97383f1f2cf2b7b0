"""Voices from beside: 催办, 督办, 批示, 回复, 回访. They move no case, and each stands in its trail."""

from __future__ import annotations

from datetime import datetime

import msgspec

from backend.course import Instruction
from backend.outcome import Actor, Outcome
from backend.records import whole_ms
from backend.services import case_clock
from backend.services.case_step import Stand, begin
from backend.services.checks import missing
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import Department, Id, Person
from contract.errors import Code, Refused


def urge_case(tx: Transaction, command: c.UrgeCase, by: Actor, at: datetime) -> Outcome:
    """催办."""
    stand = begin(tx, command, by, at)
    return stand.done("case.urged", course={"urged": stand.course.urged + 1, "urged_at": at})


def supervise_case(tx: Transaction, command: c.SuperviseCase, by: Actor, at: datetime) -> Outcome:
    """督办: a reply is due."""
    stand = begin(tx, command, by, at)
    due = whole_ms(command.due_at) if command.due_at is not None else case_clock.beside(tx, "reply_supervision", at)
    if due is not None and due <= at:
        raise Refused(Code.OUT_OF_RANGE, field="$.command.due_at", reason="in the past")
    return stand.done(
        "case.supervised",
        course={
            "supervised": True,
            "supervisions": stand.course.supervisions + 1,
            "supervision_by": stand.by,
            "supervision_due_at": due,
        },
    )


def reply_supervision(tx: Transaction, command: c.ReplySupervision, by: Actor, at: datetime) -> Outcome:
    """督办回复, with words."""
    stand = begin(tx, command, by, at)
    _worded(command)
    due = stand.course.supervision_due_at
    params = {} if due is None else {"in_time": "yes" if at <= due else "no"}
    return stand.done(
        "case.supervision_replied", course={"supervised": False, "supervision_due_at": None}, params=params
    )


def instruct(tx: Transaction, command: c.Instruct, by: Actor, at: datetime) -> Outcome:
    """领导批示 to a named person or a department."""
    if (command.person_id is None) == (command.department_id is None):
        raise Refused(Code.OUT_OF_RANGE, field="$.command.person_id", reason="a person or a department, one of them")
    if command.person_id is not None and not isinstance(tx.entity("person", command.person_id), Person):
        raise missing("person", "$.command.person_id")
    if command.department_id is not None and not isinstance(tx.entity("department", command.department_id), Department):
        raise missing("department", "$.command.department_id")
    stand = begin(tx, command, by, at)
    due = whole_ms(command.due_at) if command.due_at is not None else case_clock.beside(tx, "answer_instruction", at)
    if due is not None and due <= at:
        raise Refused(Code.OUT_OF_RANGE, field="$.command.due_at", reason="in the past")
    one = Instruction(
        id=tx.new_id(),
        by_person_id=stand.by,
        person_id=command.person_id,
        department_id=command.department_id,
        deadline_at=due,
    )
    if len(stand.course.instructions) >= _MOST_INSTRUCTIONS:
        raise Refused(Code.OUT_OF_RANGE, field="$.command.case_id", reason=f"{_MOST_INSTRUCTIONS} notes are enough")
    told = {"instruction_id": one.id}
    told |= {"person_id": command.person_id} if command.person_id else {"department_id": command.department_id or ""}
    return stand.done("case.instructed", course={"instructions": (*stand.course.instructions, one)}, params=told)


_MOST_INSTRUCTIONS = 20


def sign_instruction(tx: Transaction, command: c.SignInstruction, by: Actor, at: datetime) -> Outcome:
    """批示签收, by its recipient."""
    stand = begin(tx, command, by, at)
    one = _waiting(stand, command.instruction_id, signed=False)
    return _instructed(stand, "case.instruction_signed", msgspec.structs.replace(one, signed_at=at))


def answer_instruction(tx: Transaction, command: c.AnswerInstruction, by: Actor, at: datetime) -> Outcome:
    """批示反馈, by its recipient, with words."""
    stand = begin(tx, command, by, at)
    _worded(command)
    one = _waiting(stand, command.instruction_id, signed=True)
    return _instructed(stand, "case.instruction_answered", msgspec.structs.replace(one, answered_at=at))


def _waiting(stand: Stand, instruction_id: Id | None, *, signed: bool) -> Instruction:
    mine = stand.powers.body_id
    for one in stand.course.instructions:
        if instruction_id not in (None, one.id) or one.answered_at is not None:
            continue
        if (one.signed_at is not None) is not signed:
            continue
        if one.person_id is not None and one.person_id == stand.by:
            return one
        if one.department_id is not None and mine == one.department_id:
            return one
    raise stand.refuse("R21", "no instruction waits for this from you")


def _instructed(stand: Stand, event: str, changed: Instruction) -> Outcome:
    every = tuple(changed if one.id == changed.id else one for one in stand.course.instructions)
    return stand.done(event, course={"instructions": every}, params={"instruction_id": changed.id})


def reply_caller(tx: Transaction, command: c.ReplyCaller, by: Actor, at: datetime) -> Outcome:
    """回复诉求人, with words."""
    stand = begin(tx, command, by, at)
    _worded(command)
    return stand.done("case.caller_replied", course={"replied_at": at})


def revisit_caller(tx: Transaction, command: c.RevisitCaller, by: Actor, at: datetime) -> Outcome:
    """回访."""
    stand = begin(tx, command, by, at)
    return stand.done(
        "case.caller_revisited",
        course={"revisited_at": at, "satisfaction": command.satisfaction},
        params={"satisfaction": str(command.satisfaction)},
    )


def _worded(command: c.OnCase) -> None:
    if not command.opinion.strip():
        raise Refused(Code.REASON_REQUIRED, field="$.command.opinion", reason="an answer has words")
