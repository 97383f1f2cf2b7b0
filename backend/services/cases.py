"""A case from report to filing, one function per command.

The order of acts and who may do them is `contract.lifecycle`'s table; these modules only carry out what it decides.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from backend import course as courses
from backend.course import Course
from backend.outcome import Actor, Outcome
from backend.records import CaseRecord
from backend.services import case_clock, case_hands
from backend.services.again import marked
from backend.services.case_held import bar_missed
from backend.services.case_powers import Powers
from backend.services.case_step import Stand, begin
from backend.services.checks import known_class, known_condition, legal_component
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import ALARM_SOURCES, CaseSource, CaseState, Id, Person
from contract.errors import Code, Refused
from contract.lifecycle import Role, posts

REPORTERS = posts.REPORTERS
_OWN_CHECKS = frozenset({Role.DEPARTMENT})
"""部门自查: these report with that source alone."""


def report_case(tx: Transaction, command: c.ReportCase, by: Actor, at: datetime) -> Outcome:
    """上报: a new case gets its number of the day, its unit grid cell and its responsibility grid."""
    if by.roles_as_posts & REPORTERS <= _OWN_CHECKS and command.source is not CaseSource.DEPARTMENT:
        raise Refused(
            Code.WRONG_ROLE,
            field="$.command.source",
            reason="a department reports what its own check found",
            roles=",".join((Role.INSPECTOR, Role.INTAKE)),
        )
    known_class(tx, command.class_code)
    legal_component(tx, command.component_code, command.class_code)
    params: dict[str, str] = {}
    handled, body_id, posts = Course(), None, frozenset(by.roles_as_posts)
    own_check = command.source is CaseSource.DEPARTMENT
    if command.on_behalf_of is not None or command.self_handled or own_check:
        powers = Powers.of(tx, command.on_behalf_of, by)
        params, posts = powers.params, powers.roles
        if own_check and Role.DEPARTMENT in powers.roles:
            body_id = powers.body_id  # what a department found itself is its to see and to prove
        if command.self_handled:
            handled = msgspec.structs.replace(handled, **case_hands.laid(handled, case_hands.HANDLE, powers))
    if command.source is CaseSource.INSPECTOR and Role.INSPECTOR not in posts:
        handled = msgspec.structs.replace(
            handled, unseen=True
        )  # else a call would be filed without anybody looking (R1)
    hit = tx.cell_of(command.point) if command.point else None
    day = tx.today
    short = tx.next_number(f"case:{day}")
    state = CaseState.UNCONFIRMED if command.source in ALARM_SOURCES else CaseState.REPORTED
    record = CaseRecord(
        id=tx.new_id(),
        number=f"{day}-{short:06d}",
        short=short,
        class_code=command.class_code,
        state=state,
        source=command.source,
        urgency=command.urgency,
        reported_at=at,
        place=command.place,
        description=command.description,
        lon=command.point.lon if command.point else None,
        lat=command.point.lat if command.point else None,
        cell_code=hit.code if hit else None,
        area_id=hit.area_id if hit else None,
        department_id=body_id,
        component_code=command.component_code,
        course=_reported(tx, command, handled, body_id, at),
        step_at=at,
        step_deadline_at=case_clock.turn_ends(tx, state, command.urgency, at),
    )
    outcome = Outcome("case.reported", case=record, ids=(record.id,), happened_at=at, params=params)
    # What a device says counts once a person has confirmed it.
    return outcome if state is CaseState.UNCONFIRMED else marked(tx, outcome, at)


def _reported(tx: Transaction, command: c.ReportCase, handled: Course, body_id: Id | None, at: datetime) -> str:
    if command.condition:
        known_condition(tx, command.condition, command.class_code)
    if command.self_handled and command.source is not CaseSource.INSPECTOR and body_id is None:
        raise Refused(
            Code.AGAINST_RULE,
            field="$.command.self_handled",
            reason="only an inspector handles on the spot, and a department what its own check found",
            rule="R17",
        )
    return courses.written(
        Course(
            handled_by=handled.handled_by,
            hands=handled.hands,
            unseen=handled.unseen,
            report_kind=command.report_kind,
            order_number=command.order_number,
            condition=command.condition,
            self_handled=command.self_handled,
            overall_at=case_clock.overall_ends(tx, command.urgency, "", at),
        )
    )


def confirm_case(tx: Transaction, command: c.ConfirmCase, by: Actor, at: datetime) -> Outcome:
    """人工确认."""
    return marked(tx, begin(tx, command, by, at).done("case.confirmed"), at)


def accept_case(tx: Transaction, command: c.AcceptCase, by: Actor, at: datetime) -> Outcome:
    """受理登记."""
    return begin(tx, command, by, at).done("case.accepted")


def refuse_case(tx: Transaction, command: c.RefuseCase, by: Actor, at: datetime) -> Outcome:
    """不予受理, with a reason (R8)."""
    return _childless(begin(tx, command, by, at)).done("case.refused")


def audit_self_handled(tx: Transaction, command: c.AuditSelfHandled, by: Actor, at: datetime) -> Outcome:
    """自处置审核: it goes to be closed, or becomes a case like any other."""
    stand = begin(tx, command, by, at)
    stand.apart_from_handling()
    if command.approved:
        return stand.done("case.self_handled_audited", changes={"handled_at": at, "checked_at": at})
    return stand.done("case.self_handling_rejected", answer=False, course={"self_handled": False})


_AMENDED = ("class_code", "place", "description", "urgency", "component_code")


def amend_case(tx: Transaction, command: c.AmendCase, by: Actor, at: datetime) -> Outcome:
    """更正 before filing; what is not given stays."""
    stand = begin(tx, command, by, at)
    changes: dict[str, Any] = {one: value for one in _AMENDED if (value := getattr(command, one)) is not None}
    if command.class_code is not None:
        known_class(tx, command.class_code)
    class_code = command.class_code or stand.record.class_code
    if command.component_code is not None or command.class_code is not None:
        code = stand.record.component_code if command.component_code is None else command.component_code
        legal_component(tx, code, class_code)
    course: dict[str, Any] = {}
    if command.class_code not in (None, stand.record.class_code) and command.condition is None:
        course["condition"] = ""
    for one in ("condition", "report_kind", "order_number"):
        if (value := getattr(command, one)) is not None:
            course[one] = value
    if command.urgency is not None:
        since = stand.record.reported_at
        course["overall_at"] = case_clock.overall_ends(tx, command.urgency, stand.course.grade, since)
    if course.get("condition"):
        known_condition(tx, course["condition"], class_code)
    if command.point is not None:
        hit = tx.cell_of(command.point)
        changes |= {
            "lon": command.point.lon,
            "lat": command.point.lat,
            "cell_code": hit.code if hit else None,
            "area_id": hit.area_id if hit else None,
        }
    return stand.done("case.amended", changes=changes, course=course)


def request_verification(tx: Transaction, command: c.RequestVerification, by: Actor, at: datetime) -> Outcome:
    """发核实."""
    stand = begin(tx, command, by, at)
    return stand.done(
        "case.verification_requested",
        course={"verifier_id": _inspector(tx, command.person_id), "verified": ""},
        params=_named(command.person_id),
    )


def answer_verification(tx: Transaction, command: c.AnswerVerification, by: Actor, at: datetime) -> Outcome:
    """核实反馈: by the inspector who was asked, where one was named."""
    stand = begin(tx, command, by, at)
    asked = stand.course.verifier_id
    if asked is not None and stand.by not in (None, asked):
        raise Refused(Code.WRONG_ROLE, field="$.command.case_id", reason="somebody else was asked", roles="inspector")
    found = "yes" if command.confirmed else "no"
    return stand.done(
        "case.verified", answer=command.confirmed, course={"verified": found}, params={"confirmed": found}
    )


def file_case(tx: Transaction, command: c.FileCase, by: Actor, at: datetime) -> Outcome:
    """立案 by a class, a filing condition, a place inside a unit grid and evidence (R2)."""
    stand = begin(tx, command, by, at)
    stand.separate("dispatch+file", *case_hands.of(stand.course, case_hands.DISPATCH))
    condition = command.condition or stand.course.condition
    if condition:
        known_condition(tx, condition, stand.record.class_code)
    elif tx.profile.conduct.condition_to_file and tx.conditions_of(stand.record.class_code):
        raise stand.refuse("R2", "no filing condition is chosen", "$.command.condition")
    grade = tx.grade_of(stand.record)
    overall = case_clock.overall_ends(tx, stand.record.urgency, grade, stand.record.reported_at)
    return stand.done(
        "case.filed",
        changes={"filed_at": at},
        course={
            "condition": condition,
            "grade": grade,
            "overall_at": overall,
            **case_hands.laid(stand.course, case_hands.FILE, stand.powers),
        },
        params={"condition": condition} if condition else None,
    )


def decline_case(tx: Transaction, command: c.DeclineCase, by: Actor, at: datetime) -> Outcome:
    """不予立案, with a reason (R8)."""
    stand = _childless(begin(tx, command, by, at))
    bar_missed(stand)
    return stand.done("case.not_filed")


def send_back(tx: Transaction, command: c.SendBack, by: Actor, at: datetime) -> Outcome:
    """退回 to the post before."""
    stand = begin(tx, command, by, at)
    changes: dict[str, Any] = {"filed_at": None} if stand.record.state is CaseState.FILED else {}
    return stand.done("case.sent_back", changes=changes, params={"from": stand.record.state})


def void_case(tx: Transaction, command: c.VoidCase, by: Actor, at: datetime) -> Outcome:
    """作废: of a case whose limit was missed the leader's act (R27)."""
    stand = _childless(begin(tx, command, by, at))
    bar_missed(stand)
    return stand.done("case.voided", params={"from": str(stand.record.state)})


def _childless(stand: Stand) -> Stand:
    """Refused(against_rule) while child cases of it are open (R20)."""
    if stand.tx.open_children(stand.record.id):
        raise stand.refuse("R20", "it has open child cases")
    return stand


def _inspector(tx: Transaction, person_id: str | None) -> str | None:
    if person_id is None:
        return None
    person = tx.entity("person", person_id)
    if not isinstance(person, Person) or Role.INSPECTOR not in person.roles:
        raise Refused(Code.NOT_FOUND, field="$.command.person_id", reason="no such inspector")
    return person.id


def _named(person_id: str | None) -> dict[str, str] | None:
    return None if person_id is None else {"person_id": person_id}


def request_check(tx: Transaction, command: c.RequestCheck, by: Actor, at: datetime) -> Outcome:
    """发核查."""
    stand: Stand = begin(tx, command, by, at)
    return stand.done(
        "case.check_requested",
        course={"checker_id": _inspector(tx, command.person_id)},
        params=_named(command.person_id),
    )
