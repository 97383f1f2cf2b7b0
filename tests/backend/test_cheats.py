"""Ways to cheat the loop, as somebody would try them over HTTP: each of them is refused, by its rule."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from contract import commands as c
from contract.entities import CaseSource, CaseState, Id, Point
from contract.errors import Refused
from contract.scope import Scope, View
from tests.backend.cheats import ago, detail, late_and_closed, overdue, refused_by
from tests.backend.life import Centre, soon
from tests.backend.server import Backend

S = CaseState
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def centre(server: Backend) -> Centre:
    return Centre(server)


# Powers in several hands


def test_a_call_that_is_said_to_be_an_inspectors_is_verified_all_the_same(centre: Centre) -> None:
    told = c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, place="长兴路", point=Point(121.47, 31.23))
    inspector_id = centre.inspector.session.person_id
    for command, rule in ((told, "R1"), (msgspec.structs.replace(told, on_behalf_of=inspector_id), "")):
        case_id = centre.intake.send(command).ids[0]
        centre.intake.send(c.AcceptCase(case_id=case_id))
        assert refused_by(centre.shift_leader, c.FileCase(case_id=case_id)) == rule


def test_who_asked_does_not_decide(centre: Centre) -> None:
    scope = Scope(view=View.FULL, department_id=centre.department_id)
    both = centre.backend.account("department", "shift_leader", "dispatcher", "leader", scope=scope)
    for ask, decide in (
        (
            c.AskExtension(case_id="0", until_at=soon(days=1), opinion="雨"),
            c.DecideExtension(case_id="0", approved=True),
        ),
        (
            c.AskSuspension(case_id="0", until_at=soon(days=3), opinion="雨"),
            c.DecideSuspension(case_id="0", approved=True),
        ),
        (c.AskReturn(case_id="0", opinion="非本部门"), c.DecideReturn(case_id="0", approved=True)),
    ):
        case_id = centre.at(S.SIGNED)
        if isinstance(ask, c.AskExtension):
            ask = c.AskExtension(case_id=case_id, until_at=later(centre, case_id), opinion="雨")
        both.send(_on(ask, case_id))
        assert refused_by(both, _on(decide, case_id)) == "R26", decide
        other = centre.leader if not isinstance(decide, c.DecideReturn) else centre.dispatcher
        other.send(_on(decide, case_id))


def test_one_hand_does_not_enter_the_application_and_its_approval(centre: Centre) -> None:
    case_id = centre.at(S.SIGNED)
    crew, boss = centre.department.session.person_id, centre.leader.session.person_id
    centre.duty.send(c.AskExtension(case_id=case_id, until_at=later(centre, case_id), opinion="雨", on_behalf_of=crew))
    assert refused_by(centre.duty, c.DecideExtension(case_id=case_id, approved=True, on_behalf_of=boss)) == "R26"
    centre.leader.send(c.DecideExtension(case_id=case_id, approved=True))


def test_one_hand_does_not_enter_the_appeal_and_its_decision(centre: Centre) -> None:
    case_id = late_and_closed(centre)
    crew = centre.department.session.person_id
    centre.dispatcher.send(c.AppealCase(case_id=case_id, opinion="暴雨", on_behalf_of=crew))
    assert refused_by(centre.dispatcher, c.DecideAppeal(case_id=case_id, approved=True)) == "R26"
    centre.intake.send(c.DecideAppeal(case_id=case_id, approved=True))


def later(centre: Centre, case_id: Id) -> datetime:
    """A little after the limit that runs."""
    deadline = detail(centre.admin, case_id).case.deadline_at
    assert deadline is not None
    return deadline + timedelta(minutes=5)


def test_a_district_does_not_decide_its_own_return(centre: Centre) -> None:
    scope = Scope(view=View.FULL, department_id=centre.district_id)
    colleague = centre.backend.account("district", scope=scope)
    case_id = centre.at(S.ENTRUSTED)
    centre.district.send(c.AskReturn(case_id=case_id, opinion="非本区"))
    assert refused_by(centre.district, c.DecideReturn(case_id=case_id, approved=True)) == "R26"
    assert refused_by(colleague, c.DecideReturn(case_id=case_id, approved=True)) == "R26"
    centre.dispatcher.send(c.DecideReturn(case_id=case_id, approved=True))


def test_the_hand_that_entered_the_feedback_does_not_check(centre: Centre) -> None:
    case_id = centre.at(S.HANDLING)
    crew, eyes = centre.department.session.person_id, centre.inspector.session.person_id
    centre.duty.send(c.FeedBack(case_id=case_id, opinion="好了", on_behalf_of=crew))
    assert refused_by(centre.duty, c.CheckCase(case_id=case_id, passed=True, on_behalf_of=eyes)) == "R10"
    centre.inspector.send(c.CheckCase(case_id=case_id, passed=True))


def test_nobody_of_the_handling_department_checks_or_closes(centre: Centre) -> None:
    scope = Scope(view=View.FULL, department_id=centre.department_id)
    colleague = centre.backend.account("inspector", "shift_leader", "intake", scope=scope)
    case_id = centre.at(S.FEEDBACK)
    assert refused_by(colleague, c.CheckCase(case_id=case_id, passed=True)) == "R10"
    eyes = centre.inspector.session.person_id
    assert refused_by(colleague, c.CheckCase(case_id=case_id, passed=True, on_behalf_of=eyes)) == "R10"
    centre.inspector.send(c.CheckCase(case_id=case_id, passed=True))
    assert refused_by(colleague, c.CloseCase(case_id=case_id)) == "R10"
    centre.shift_leader.send(c.CloseCase(case_id=case_id))


def test_who_handled_once_never_checks_nor_closes_whoever_handled_last(centre: Centre) -> None:
    roles = ("department", "inspector", "shift_leader")
    both = centre.backend.account(*roles, scope=Scope(view=View.FULL, department_id=centre.other_department_id))
    case_id = centre.at(S.FILED)
    centre.dispatcher.send(c.DispatchCase(case_id=case_id, department_id=centre.other_department_id))
    both.send(c.SignCase(case_id=case_id))
    both.send(c.StartHandling(case_id=case_id))
    both.send(c.FeedBack(case_id=case_id, opinion="好了"))
    centre.inspector.send(c.CheckCase(case_id=case_id, passed=False, opinion="没有"))
    centre.dispatcher.send(c.RedispatchCase(case_id=case_id, department_id=centre.department_id, opinion="改派"))
    for role, make in centre.way(S.FEEDBACK)[3:]:
        centre.seats[role].send(make(case_id))
    assert refused_by(both, c.CheckCase(case_id=case_id, passed=True)) == "R10"
    centre.inspector.send(c.CheckCase(case_id=case_id, passed=True))
    assert refused_by(both, c.CloseCase(case_id=case_id)) == "R10"


def test_who_dispatched_once_never_closes_nor_files_whoever_dispatched_last(centre: Centre) -> None:
    both = centre.backend.account("dispatcher", "shift_leader")
    case_id = centre.at(S.FILED)
    both.send(c.DispatchCase(case_id=case_id, department_id=centre.other_department_id))
    centre.dispatcher.send(c.RedispatchCase(case_id=case_id, department_id=centre.department_id, opinion="改派"))
    for role, make in centre.way(S.CHECKED)[3:]:
        centre.seats[role].send(make(case_id))
    assert refused_by(both, c.CloseCase(case_id=case_id)) == "R9"
    centre.shift_leader.send(c.CloseCase(case_id=case_id))
    centre.leader.send(c.ReopenCase(case_id=case_id, opinion="没修好"))
    centre.dispatcher.send(c.SendBack(case_id=case_id, opinion="类别有误"))
    assert refused_by(both, c.FileCase(case_id=case_id)) == "R9"
    centre.shift_leader.send(c.FileCase(case_id=case_id))


def test_who_entrusted_does_not_close(centre: Centre) -> None:
    both = centre.backend.account("dispatcher", "shift_leader")
    case_id = centre.at(S.FILED)
    both.send(c.EntrustCase(case_id=case_id, department_id=centre.district_id))
    centre.district.send(c.DispatchCase(case_id=case_id, department_id=centre.department_id))
    for role, make in centre.way(S.CHECKED)[3:]:
        centre.seats[role].send(make(case_id))
    assert refused_by(both, c.CloseCase(case_id=case_id)) == "R9"


def test_who_reopened_does_not_dispatch(centre: Centre) -> None:
    both = centre.backend.account("dispatcher", "leader")
    case_id = centre.at(S.CLOSED)
    both.send(c.ReopenCase(case_id=case_id, opinion="没修好"))
    assert refused_by(both, c.DispatchCase(case_id=case_id, department_id=centre.department_id)) == "R9"


def test_who_handled_on_the_spot_does_not_audit_it(centre: Centre) -> None:
    both = centre.backend.account("inspector", "intake", "shift_leader")
    told = {"class_code": "E0110", "source": CaseSource.INSPECTOR, "self_handled": True}
    case_id = both.send(c.ReportCase(**told)).ids[0]  # type: ignore[arg-type]
    assert refused_by(both, c.AuditSelfHandled(case_id=case_id, approved=True)) == "R10"
    centre.intake.send(c.AuditSelfHandled(case_id=case_id, approved=True))
    assert refused_by(both, c.CloseCase(case_id=case_id)) == "R10"
    crew = centre.inspector.session.person_id
    case_id = centre.intake.send(c.ReportCase(**told, on_behalf_of=crew)).ids[0]  # type: ignore[arg-type]
    assert refused_by(centre.intake, c.AuditSelfHandled(case_id=case_id, approved=True)) == "R10"


def test_a_department_reports_in_its_own_name_whatever_else_its_account_is(centre: Centre) -> None:
    scope = Scope(view=View.FULL, department_id=centre.district_id)
    both = centre.backend.account("department", "district", scope=scope)
    told = c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, self_handled=True)
    assert refused_by(both, told) == "wrong_role"


def test_nothing_is_entered_for_somebody_of_no_department(centre: Centre) -> None:
    strays = centre.backend.account("district").session.person_id
    asked = c.AskReturn(case_id=centre.at(S.SIGNED), opinion="不归我", on_behalf_of=strays)
    assert refused_by(centre.dispatcher, asked) == "wrong_role"


# Clocks


def test_the_limit_does_not_begin_anew_with_the_same_department(centre: Centre) -> None:
    case_id = overdue(centre)
    limit = detail(centre.admin, case_id).case.deadline_at
    again = c.RedispatchCase(case_id=case_id, department_id=centre.department_id, opinion="再派")
    assert refused_by(centre.dispatcher, again) == "R7"
    centre.department.send(c.AskReturn(case_id=case_id, opinion="非本部门"))
    assert refused_by(centre.dispatcher, again) == "R7"
    centre.dispatcher.send(c.DecideReturn(case_id=case_id, approved=True))
    centre.dispatcher.send(c.DispatchCase(case_id=case_id, department_id=centre.department_id))
    assert detail(centre.admin, case_id).case.deadline_at == limit


def test_a_department_gets_no_new_limit_by_way_of_another(centre: Centre) -> None:
    case_id = overdue(centre)
    limit = detail(centre.admin, case_id).case.deadline_at
    for other in (centre.other_department_id, centre.department_id):
        centre.dispatcher.send(c.RedispatchCase(case_id=case_id, department_id=other, opinion="改派"))
    assert detail(centre.admin, case_id).case.deadline_at == limit


def test_extensions_are_counted_on_after_a_way_round(centre: Centre) -> None:
    case_id = centre.at(S.SIGNED)
    limit = detail(centre.admin, case_id).case.deadline_at
    assert limit is not None
    for number in (1, 2):
        until = limit + number * timedelta(minutes=5)
        centre.department.send(c.AskExtension(case_id=case_id, until_at=until, opinion="雨"))
        centre.leader.send(c.DecideExtension(case_id=case_id, approved=True))
    for other in (centre.other_department_id, centre.department_id):
        centre.dispatcher.send(c.RedispatchCase(case_id=case_id, department_id=other, opinion="改派"))
    more = c.AskExtension(case_id=case_id, until_at=limit + timedelta(minutes=30), opinion="雨")
    assert refused_by(centre.department, more) == "R13"


def test_merging_and_splitting_gives_no_new_time_to_the_post(centre: Centre) -> None:
    case_id = centre.inspector.send(
        c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR), happened_at=ago(days=2)
    ).ids[0]
    before = detail(centre.admin, case_id).case
    into = centre.at(S.REPORTED)
    centre.intake.send(c.MergeCase(case_id=case_id, into_id=into))
    centre.intake.send(c.SplitCase(case_id=case_id, opinion="不是一件"))
    after = detail(centre.admin, case_id).case
    assert (after.step_started_at, after.step_deadline_at) == (before.step_started_at, before.step_deadline_at)


# Making a late case disappear


def test_a_late_case_is_voided_by_the_leader_only(centre: Centre) -> None:
    case_id = overdue(centre)
    gone = c.VoidCase(case_id=case_id, opinion="误报")
    assert refused_by(centre.shift_leader, gone) == "R27"
    centre.leader.send(gone)


def test_what_was_late_is_not_made_to_go_by_a_return(centre: Centre) -> None:
    case_id, into = overdue(centre), centre.at(S.FILED)
    centre.department.send(c.AskReturn(case_id=case_id, opinion="非本部门"))
    centre.dispatcher.send(c.DecideReturn(case_id=case_id, approved=True))
    assert refused_by(centre.shift_leader, c.MergeCase(case_id=case_id, into_id=into)) == "R27"
    assert refused_by(centre.shift_leader, c.VoidCase(case_id=case_id, opinion="误报")) == "R27"
    centre.dispatcher.send(c.SendBack(case_id=case_id, opinion="不立"))
    assert refused_by(centre.shift_leader, c.DeclineCase(case_id=case_id, opinion="不立")) == "R27"
    assert refused_by(centre.intake, c.VoidCase(case_id=case_id, opinion="误报")) == "R27"
    assert refused_by(centre.intake, c.MergeCase(case_id=case_id, into_id=into)) == "R27"


def test_a_late_case_that_was_reopened_is_not_made_to_go(centre: Centre) -> None:
    case_id = late_and_closed(centre)
    centre.shift_leader.send(c.ReopenCase(case_id=case_id, opinion="没修好"))
    assert refused_by(centre.shift_leader, c.VoidCase(case_id=case_id, opinion="误报")) == "R27"


def test_a_filed_case_ends_in_no_case_that_may_still_be_refused(centre: Centre) -> None:
    fresh, filed = centre.at(S.REPORTED), centre.at(S.FILED)
    assert refused_by(centre.intake, c.MergeCase(case_id=filed, into_id=fresh)) == "R28"
    alarm = centre.at(S.UNCONFIRMED)
    assert refused_by(centre.intake, c.MergeCase(case_id=fresh, into_id=alarm)) == "R28"
    centre.intake.send(c.MergeCase(case_id=fresh, into_id=filed))


def test_a_parent_does_not_go_before_its_children(centre: Centre) -> None:
    parent, child = centre.at(S.REPORTED), centre.at(S.REPORTED)
    centre.shift_leader.send(c.AdoptCase(case_id=child, parent_id=parent))
    assert refused_by(centre.intake, c.VoidCase(case_id=parent, opinion="误报")) == "R20"
    assert refused_by(centre.intake, c.RefuseCase(case_id=parent, opinion="误报")) == "R20"
    centre.intake.send(c.AcceptCase(case_id=parent))
    assert refused_by(centre.shift_leader, c.DeclineCase(case_id=parent, opinion="误报")) == "R20"


# Two at once


def test_the_second_who_decides_is_told_who_was_first(centre: Centre) -> None:
    case_id = centre.at(S.SIGNED)
    centre.department.send(c.AskExtension(case_id=case_id, until_at=later(centre, case_id), opinion="雨"))
    centre.shift_leader.send(c.DecideExtension(case_id=case_id, approved=False))
    with pytest.raises(Refused) as refused:
        centre.leader.send(c.DecideExtension(case_id=case_id, approved=True))
    told = refused.value.problem.params
    assert (told["rule"], told["act"], told["actor_name"]) == (
        "R12", "case.extension_rejected", centre.shift_leader.session.name,
    )  # fmt: skip


# Back to life


def test_what_was_handled_on_the_spot_can_be_dispatched_once_it_is_reopened(centre: Centre) -> None:
    told = c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, self_handled=True)
    case_id = centre.inspector.send(told).ids[0]
    centre.intake.send(c.AuditSelfHandled(case_id=case_id, approved=True))
    centre.shift_leader.send(c.CloseCase(case_id=case_id))
    centre.leader.send(c.ReopenCase(case_id=case_id, opinion="没修好"))
    centre.dispatcher.send(c.DispatchCase(case_id=case_id, department_id=centre.department_id))


def _on(command: c.OnCase, case_id: Id) -> c.OnCase:
    return msgspec.structs.replace(command, case_id=case_id)
