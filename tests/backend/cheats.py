"""What those who try to cheat the loop have at hand: refusals by their rule, cases that are late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contract import commands as c
from contract.entities import CaseSource, CaseState, Id, Point
from contract.errors import Refused
from contract.figures import CaseDetail
from tests.backend.life import Centre
from tests.backend.server import Caller

S = CaseState


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def refused_by(seat: Caller, command: c.Command, **envelope: object) -> str:
    """The rule, or else the code, by which this is refused; empty where it is done."""
    try:
        seat.send(command, **envelope)  # type: ignore[arg-type]
    except Refused as refused:
        return refused.problem.params.get("rule") or refused.problem.code
    return ""


def detail(seat: Caller, case_id: Id) -> CaseDetail:
    return seat.get(f"/api/cases/{case_id}", CaseDetail)


def overdue(centre: Centre, goal: CaseState = S.HANDLING) -> Id:
    """A case of a department whose handling limit was over long ago."""
    at = ago(days=20)
    case_id = centre.inspector.send(
        c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, place="长兴路", point=Point(121.47, 31.23)),
        happened_at=at,
    ).ids[0]
    for number, (role, make) in enumerate(centre.way(goal)):
        centre.seats[role].send(make(case_id), happened_at=at + timedelta(minutes=number + 1))
    seen = detail(centre.admin, case_id).case
    assert seen.deadline_at is not None
    assert seen.deadline_at < ago(days=1)
    return case_id


def late_and_closed(centre: Centre) -> Id:
    case_id = overdue(centre)
    centre.department.send(c.FeedBack(case_id=case_id, opinion="清理完毕"))
    centre.inspector.send(c.CheckCase(case_id=case_id, passed=True))
    centre.shift_leader.send(c.CloseCase(case_id=case_id))
    return case_id
