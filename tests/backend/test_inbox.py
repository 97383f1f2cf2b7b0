"""One inbox on both databases: every source and kind of report, and what waits for a person first."""

from __future__ import annotations

from typing import Any

import pytest

from contract import commands as c
from contract.entities import ALARM_SOURCES, PUBLIC_SOURCES, Case, CaseSource, CaseState, Id, ReportKind
from contract.errors import Code, Refused
from contract.figures import CaseDetail, CasePage
from tests.backend.city import Hall
from tests.backend.server import Backend


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


def state(hall: Hall, case_id: Id) -> CaseState:
    found = hall.admin.live_state()["case"][case_id]
    assert isinstance(found, Case)
    return found.state


def listed(hall: Hall, **query: Any) -> set[Id]:
    return {one.id for one in hall.admin.get("/api/cases", CasePage, limit=500, **query).cases}


@pytest.mark.parametrize("source", list(CaseSource))
def test_a_report_of_any_source_waits_for_its_person(hall: Hall, source: CaseSource) -> None:
    caller = hall.backend.account("device") if source in ALARM_SOURCES else hall.intake
    caller = hall.inspector if source is CaseSource.INSPECTOR else caller  # said by another post it was not seen (R1)
    case_id = caller.send(c.ReportCase(class_code="E0110", source=source, place="长兴路 86 号")).ids[0]
    waits = CaseState.UNCONFIRMED if source in ALARM_SOURCES else CaseState.REPORTED
    assert state(hall, case_id) is waits
    assert case_id in listed(hall, source=source)
    if source in ALARM_SOURCES:
        hall.intake.send(c.ConfirmCase(case_id=case_id))
    hall.intake.send(c.AcceptCase(case_id=case_id))
    if source in PUBLIC_SOURCES:
        with pytest.raises(Refused) as refused:
            hall.shift_leader.send(c.FileCase(case_id=case_id))
        assert (refused.value.problem.code, refused.value.problem.params["rule"]) == (Code.AGAINST_RULE, "R1")
    else:
        hall.shift_leader.send(c.FileCase(case_id=case_id))


def test_a_department_reports_what_its_own_check_found_and_nothing_else(hall: Hall) -> None:
    found = c.ReportCase(class_code="E0110", source=CaseSource.DEPARTMENT, place="长兴路 86 号")
    case_id = hall.department.send(found).ids[0]
    assert state(hall, case_id) is CaseState.REPORTED
    for source in set(CaseSource) - {CaseSource.DEPARTMENT}:
        with pytest.raises(Refused) as refused:
            hall.department.send(c.ReportCase(class_code="E0110", source=source))
        assert (refused.value.problem.code, refused.value.problem.field) == (Code.WRONG_ROLE, "$.command.source")
    seen = hall.department.get(f"/api/cases/{case_id}", CaseDetail).case
    assert (seen.department_id, seen.source) == (hall.department_id, CaseSource.DEPARTMENT)
    assert case_id in hall.department.live_state()["case"]


def test_what_a_department_found_and_put_right_itself_is_audited_and_closed_without_a_dispatch(hall: Hall) -> None:
    found = c.ReportCase(class_code="E0110", source=CaseSource.DEPARTMENT, place="长兴路 86 号", self_handled=True)
    case_id, other = (hall.department.send(found).ids[0] for _ in range(2))
    with pytest.raises(Refused) as refused:
        hall.intake.send(c.AcceptCase(case_id=case_id))
    assert refused.value.problem.params["rule"] == "R17"
    with pytest.raises(Refused) as refused:
        hall.department.send(c.AuditSelfHandled(case_id=case_id, approved=True))
    assert refused.value.problem.code is Code.WRONG_ROLE
    hall.intake.send(c.AuditSelfHandled(case_id=case_id, approved=True))
    hall.shift_leader.send(c.CloseCase(case_id=case_id))
    closed = hall.department.get(f"/api/cases/{case_id}", CaseDetail)
    assert closed.case.state is CaseState.CLOSED
    assert "case.dispatched" not in [one.name for one in closed.trail]
    hall.intake.send(c.AuditSelfHandled(case_id=other, approved=False))
    assert state(hall, other) is CaseState.ACCEPTED
    for seat, source in ((hall.intake, CaseSource.DEPARTMENT), (hall.intake, CaseSource.HOTLINE)):
        with pytest.raises(Refused) as refused:  # nobody's own check, and no check at all
            seat.send(c.ReportCase(class_code="E0110", source=source, self_handled=True))
        assert refused.value.problem.params["rule"] == "R17"
    person = hall.department.session.person_id
    told = c.ReportCase(class_code="E0110", source=CaseSource.DEPARTMENT, on_behalf_of=person, self_handled=True)
    entered = hall.backend.account("duty").send(told).ids[0]
    assert hall.department.get(f"/api/cases/{entered}", CaseDetail).case.self_handled


def test_what_a_device_says_is_refused_by_a_person_with_a_reason(hall: Hall) -> None:
    device = hall.backend.account("device")
    case_id = device.send(c.ReportCase(class_code="E0110", source=CaseSource.CAMERA)).ids[0]
    with pytest.raises(Refused) as refused:
        device.send(c.ConfirmCase(case_id=case_id))
    assert refused.value.problem.code is Code.WRONG_ROLE
    with pytest.raises(Refused) as refused:
        hall.intake.send(c.RefuseCase(case_id=case_id))
    assert refused.value.problem.code is Code.REASON_REQUIRED
    hall.intake.send(c.RefuseCase(case_id=case_id, opinion="误报"))
    assert case_id not in hall.admin.live_state()["case"]


def test_every_kind_of_report_is_kept_and_found(hall: Hall) -> None:
    made = {kind: hall.report(report_kind=kind) for kind in ReportKind}
    tricky = hall.report(order_number='"report_kind":"praise"')
    for kind, case_id in made.items():
        assert hall.admin.live_state()["case"][case_id].report_kind is kind  # type: ignore[union-attr]
        found = listed(hall, report_kind=kind)
        assert found & set(made.values()) == {case_id}
        assert (tricky in found) is (kind is ReportKind.PROBLEM)
    with pytest.raises(Refused) as refused:
        hall.admin.get("/api/cases", CasePage, report_kind="grumble")
    assert refused.value.problem.field == "$.report_kind"
