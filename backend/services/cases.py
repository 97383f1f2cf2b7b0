"""The plain path of a case, one function per command.

The order of acts and who may do them is `contract.lifecycle`'s table; this module only carries out what it decides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from backend.outcome import Actor, Outcome
from backend.records import CaseRecord, card, whole_ms
from backend.rules.limits import deadline, deadline_after_rework
from backend.services.checks import known_class
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import CaseState, Department
from contract.errors import Code, Refused
from contract.lifecycle import Refusal, Role, decide
from contract.scope import project

SKEW = timedelta(minutes=1)
"""How much earlier than the act before it an act may say it happened: two phones' clocks."""


def report_case(tx: Transaction, command: c.ReportCase, _by: Actor, at: datetime) -> Outcome:
    """上报: a new case gets its number of the day, its unit grid cell and its responsibility grid."""
    known_class(tx, command.class_code)
    hit = tx.cell_of(command.point) if command.point else None
    day = tx.today
    short = tx.next_number(f"case:{day}")
    record = CaseRecord(
        id=tx.new_id(),
        number=f"{day}-{short:06d}",
        short=short,
        class_code=command.class_code,
        state=CaseState.REPORTED,
        source=command.source,
        urgency=command.urgency,
        reported_at=at,
        place=command.place,
        description=command.description,
        lon=command.point.lon if command.point else None,
        lat=command.point.lat if command.point else None,
        cell_code=hit.code if hit else None,
        area_id=hit.area_id if hit else None,
        component_code=command.component_code,
    )
    return Outcome("case.reported", case=record, ids=(record.id,), happened_at=at)


def accept_case(tx: Transaction, command: c.AcceptCase, by: Actor, at: datetime) -> Outcome:
    """受理登记."""
    return _step(tx, command, by, at, "accept_case", "case.accepted")


def refuse_case(tx: Transaction, command: c.RefuseCase, by: Actor, at: datetime) -> Outcome:
    """不予受理 or 不予立案, with a reason (R8)."""
    if not command.opinion.strip():
        raise Refused(Code.REASON_REQUIRED, field="$.command.opinion", reason="a refusal has a reason")
    return _step(tx, command, by, at, "refuse_case", "case.refused")


def file_case(tx: Transaction, command: c.FileCase, by: Actor, at: datetime) -> Outcome:
    """立案."""
    return _step(tx, command, by, at, "file_case", "case.filed", lambda _: {"filed_at": at})


def dispatch_case(tx: Transaction, command: c.DispatchCase, by: Actor, at: datetime) -> Outcome:
    """派遣: the handling limit begins to run."""
    department = tx.entity("department", command.department_id)
    if not isinstance(department, Department):
        raise Refused(Code.NOT_FOUND, field="$.command.department_id", reason="no such department")
    return _step(
        tx,
        command,
        by,
        at,
        "dispatch_case",
        "case.dispatched",
        lambda record: {
            "department_id": department.id,
            "dispatched_at": at,
            "deadline_at": whole_ms(deadline(tx.profile, record.class_code, at)),
        },
        params={"department_id": department.id},
    )


def sign_case(tx: Transaction, command: c.SignCase, by: Actor, at: datetime) -> Outcome:
    """签收."""
    return _step(tx, command, by, at, "sign_case", "case.signed", lambda _: {"signed_at": at})


def start_handling(tx: Transaction, command: c.StartHandling, by: Actor, at: datetime) -> Outcome:
    """处置."""
    return _step(tx, command, by, at, "start_handling", "case.handling_started")


def feed_back(tx: Transaction, command: c.FeedBack, by: Actor, at: datetime) -> Outcome:
    """反馈: handling ends here, not when the case is closed."""
    return _step(tx, command, by, at, "feed_back", "case.fed_back", lambda _: {"handled_at": at})


def check_case(tx: Transaction, command: c.CheckCase, by: Actor, at: datetime) -> Outcome:
    """核查: passed, or back to the same department as rework, whose clock stood still meanwhile (R4)."""
    if command.passed:
        return _step(tx, command, by, at, "check_case", "case.checked", lambda _: {"checked_at": at})

    def back(record: CaseRecord) -> dict[str, Any]:
        changes: dict[str, Any] = {"rework": record.rework + 1, "handled_at": None}
        if record.deadline_at is not None and record.handled_at is not None:
            later = deadline_after_rework(tx.profile, record.class_code, record.deadline_at, record.handled_at, at)
            changes["deadline_at"] = whole_ms(later)
        return changes

    return _step(tx, command, by, at, "check_case", "case.returned_for_rework", back, passed=False)


def close_case(tx: Transaction, command: c.CloseCase, by: Actor, at: datetime) -> Outcome:
    """结案: the case leaves the live state."""
    return _step(tx, command, by, at, "close_case", "case.closed", lambda _: {"closed_at": at})


def _step(
    tx: Transaction,
    command: c.OnCase,
    by: Actor,
    at: datetime,
    name: str,
    event: str,
    changes: Callable[[CaseRecord], dict[str, Any]] = lambda _: {},
    *,
    passed: bool = True,
    params: dict[str, str] | None = None,
) -> Outcome:
    record = tx.case(command.case_id)
    if record is None or project(card(record), by.scope) is None:
        raise Refused(Code.NOT_FOUND, field="$.command.case_id", reason="no such case")
    if command.expected_version is not None and command.expected_version != record.version:
        raise Refused(
            Code.CONFLICT,
            field="$.command.expected_version",
            reason="somebody else was faster",
            version=str(record.version),
            state=record.state,
        )
    step = decide(record.state, name, by.roles_as_posts, passed=passed)
    if isinstance(step, Refusal):
        raise _refused(step, record)
    if Role.DEPARTMENT in step.roles and by.scope.department_id not in (None, record.department_id):
        raise Refused(
            Code.WRONG_ROLE, field="$.command.case_id", reason="the case is with another department", roles="department"
        )
    if at < _last_act(record) - SKEW:
        raise Refused(Code.OUT_OF_RANGE, field="$.happened_at", reason="earlier than the act before it")
    after = msgspec.structs.replace(record, version=record.version + 1, state=step.next_state, **changes(record))
    return Outcome(event, case=after, ids=(record.id,), opinion=command.opinion, params=params or {}, happened_at=at)


def _last_act(record: CaseRecord) -> datetime:
    known = (record.filed_at, record.dispatched_at, record.signed_at, record.handled_at, record.checked_at)
    return max((one for one in known if one is not None), default=record.reported_at)


def _refused(refusal: Refusal, record: CaseRecord) -> Refused:
    if refusal.code == "wrong_state":
        return Refused(
            Code.WRONG_STATE,
            field="$.command.case_id",
            reason=f"the case is {record.state}",
            state=record.state,
            allowed_states=",".join(refusal.allowed_states),
        )
    return Refused(
        Code.WRONG_ROLE, field="$.command.type", reason="not an act of your post", roles=",".join(refusal.roles)
    )
