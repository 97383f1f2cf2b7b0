"""派遣, 二次派遣, 直派, 改派 and the hand-over between the city's loop and a town's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from backend.course import Course, Milestone
from backend.outcome import Actor, Outcome
from backend.services import case_clock, case_hands
from backend.services.case_applications import DONE_ASKING
from backend.services.case_held import begun, taken_away
from backend.services.case_step import Stand, begin
from backend.services.checks import missing
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import Area, Department, Id, Unit, Vehicle
from contract.errors import Code, Refused


def dispatch_case(tx: Transaction, command: c.DispatchCase, by: Actor, at: datetime) -> Outcome:
    """派遣, also the second one by a district: the handling limit begins to run (R3)."""
    department = _department(tx, command.department_id)
    stand = begin(tx, command, by, at)
    stand.separate("dispatch+file", *case_hands.of(stand.course, case_hands.FILE))
    return _sent(stand, "case.dispatched", department.id, course={"unit_id": None, "unit_kind": ""})


def entrust_case(tx: Transaction, command: c.EntrustCase, by: Actor, at: datetime) -> Outcome:
    """交二次派遣: the clock of the handling runs from the second dispatch."""
    department = _department(tx, command.department_id)
    stand = begin(tx, command, by, at)
    stand.separate("dispatch+file", *case_hands.of(stand.course, case_hands.FILE))
    return stand.done(
        "case.entrusted",
        changes={"department_id": department.id},
        course={"entrusted_id": department.id, **case_hands.laid(stand.course, case_hands.DISPATCH, stand.powers)},
        params={"department_id": department.id},
    )


def dispatch_unit(tx: Transaction, command: c.DispatchUnit, by: Actor, at: datetime) -> Outcome:
    """直派: handling limit and arrival clock begin to run."""
    one = tx.entity("unit" if command.unit_kind == "unit" else "vehicle", command.unit_id)
    if not isinstance(one, Unit | Vehicle):
        raise missing(command.unit_kind, "$.command.unit_id")
    department_id = command.department_id or one.department_id
    if department_id is None:
        raise Refused(
            Code.OUT_OF_RANGE, field="$.command.department_id", reason="the unit belongs to no department: name one"
        )
    department = _department(tx, department_id)
    stand = begin(tx, command, by, at)
    stand.separate("dispatch+file", *case_hands.of(stand.course, case_hands.FILE))
    arrive_by = case_clock.arrive_by(tx, stand.record.urgency, at)
    return _sent(
        stand,
        "case.unit_dispatched",
        department.id,
        course={"unit_id": one.id, "unit_kind": command.unit_kind, "arrive_by_at": arrive_by},
        params={"unit_id": one.id, "unit_kind": command.unit_kind},
    )


def redispatch_case(tx: Transaction, command: c.RedispatchCase, by: Actor, at: datetime) -> Outcome:
    """改派 to another department, counted (R7). The limit begins anew; that of one that had it before goes on."""
    department = _department(tx, command.department_id)
    stand = begin(tx, command, by, at)
    stand.separate("dispatch+file", *case_hands.of(stand.course, case_hands.FILE))
    if department.id == stand.record.department_id:
        raise stand.refuse("R7", "it is with this department", "$.command.department_id")
    course = {"unit_id": None, "unit_kind": "", "redispatches": stand.course.redispatches + 1, **_NOTHING_ASKED}
    if stand.course.entrusted_id is not None and not stand.powers.of_district(stand.course):
        course["entrusted_id"] = None  # the centre took it from the district
    return _sent(
        stand,
        "case.redispatched",
        department.id,
        course=course,
        params={"from_department_id": stand.record.department_id or ""},
    )


def hand_over_case(tx: Transaction, command: c.HandOverCase, by: Actor, at: datetime) -> Outcome:
    """移交 to a town's loop, or back to the city's."""
    stand = begin(tx, command, by, at)
    if command.town_id is None:
        if not stand.course.level:
            raise stand.refuse("R25", "the case is in the city's loop", "$.command.town_id")
        return stand.done("case.handed_over", course={"level": "", "town_id": None}, params={"to": "city"})
    town = tx.entity("area", command.town_id)
    if not isinstance(town, Area) or town.level not in ("district", "street"):
        raise missing("town, street or district", "$.command.town_id")
    if stand.course.town_id == town.id:
        raise stand.refuse("R25", "the case is in this town's loop", "$.command.town_id")
    return stand.done(
        "case.handed_over", course={"level": "town", "town_id": town.id}, params={"to": "town", "town_id": town.id}
    )


_NOTHING_ASKED: dict[str, Any] = {**DONE_ASKING, "back_to": ""}


def _sent(
    stand: Stand, event: str, department_id: Id, *, course: dict[str, Any], params: dict[str, str] | None = None
) -> Outcome:
    tx, at = stand.tx, stand.at
    away = taken_away(stand.record, stand.course, at)
    now = msgspec.structs.replace(stand.course, **away) if away else stand.course
    deadline, clock = begun(tx, stand.record, now, department_id, at)
    more: dict[str, Any] = {
        **case_hands.laid(stand.course, case_hands.DISPATCH, stand.powers),
        "first_department_id": stand.course.first_department_id or department_id,
        "paused_at": None,
        "paused_for": "",
        "departed_at": None,
        "arrived_at": None,
        **away,
        **clock,
    }
    return stand.done(
        event,
        changes={
            "department_id": department_id,
            "dispatched_at": at,
            "deadline_at": deadline,
            "signed_at": None,
            "handled_at": None,
        },
        course=more | course,
        params={"department_id": department_id, **(params or {})},
    )


def milestone_now(course: Course) -> Milestone | None:
    """The first of the deadlines in a row that is not passed."""
    return next((one for one in course.milestones if one.passed_at is None), None)


def _department(tx: Transaction, department_id: Id) -> Department:
    department = tx.entity("department", department_id)
    if not isinstance(department, Department):
        raise missing("department", "$.command.department_id")
    return department
