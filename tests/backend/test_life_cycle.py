"""Who may do what to a case in which state: a table written by hand, not read from the server's own."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from contract import commands as c
from contract.entities import Case, CaseSource, CaseState, Id, Person, Point, Urgency
from contract.errors import Code, Refused
from contract.figures import CaseDetail
from tests.backend.life import KINDS, Centre, soon
from tests.backend.server import Backend, Caller

S = CaseState
OPEN = (
    "reported accepted verifying filed entrusted dispatched signed departed handling returned suspended feedback "
    "checking checked"
)
FILED = "filed entrusted dispatched signed departed handling returned suspended feedback checking checked"
LINE = "dispatched signed handling"
OVER = "closed archived"
EVERYONE = "department dispatcher district shift_leader intake inspector"
MAY: dict[str, list[tuple[str, str]]] = {
    "confirm_case": [("unconfirmed", "intake duty shift_leader")],
    "refuse_case": [("unconfirmed reported", "intake")],
    "accept_case": [("reported", "intake")],
    "audit_self_handled": [("reported", "intake")],
    "ask_order_return": [("reported", "intake")],
    "decide_order_return": [("reported", "shift_leader")],
    "request_verification": [("accepted", "intake")],
    "answer_verification": [("verifying", "inspector")],
    "amend_case": [("reported accepted", "intake shift_leader")],
    "file_case": [("accepted", "shift_leader")],
    "decline_case": [("accepted", "shift_leader")],
    "send_back": [("accepted", "shift_leader"), ("filed", "dispatcher")],
    "dispatch_case": [("filed", "dispatcher"), ("entrusted", "district")],
    "entrust_case": [("filed", "dispatcher")],
    "dispatch_unit": [("filed", "dispatcher duty"), ("entrusted", "district")],
    "redispatch_case": [(f"{LINE} returned", "dispatcher district")],
    "hand_over_case": [("accepted filed", "shift_leader dispatcher")],
    "sign_case": [("dispatched", "department")],
    "depart": [("signed", "department")],
    "arrive": [("departed", "department")],
    "start_handling": [("signed", "department")],
    "pass_milestone": [("handling", "department")],
    "feed_back": [("handling", "department")],
    "ask_return": [(f"{LINE} entrusted", "department district")],
    "decide_return": [("returned", "dispatcher district")],
    "ask_extension": [(LINE, "department")],
    "decide_extension": [(LINE, "shift_leader leader")],
    "ask_suspension": [(LINE, "department")],
    "decide_suspension": [(LINE, "shift_leader leader")],
    "resume_case": [("suspended", "shift_leader dispatcher leader")],
    "mark_shirking": [(f"{LINE} returned", "dispatcher shift_leader")],
    "request_check": [("feedback", "intake")],
    "check_case": [("feedback checking", "inspector")],
    "close_case": [("checked", "shift_leader")],
    "archive_case": [("closed", "shift_leader")],
    "reopen_case": [(OVER, "shift_leader leader")],
    "appeal_case": [(OVER, "department")],
    "decide_appeal": [(OVER, "dispatcher intake")],
    "void_case": [("reported accepted verifying", "intake leader shift_leader"), (FILED, "leader shift_leader")],
    "merge_case": [("reported accepted verifying filed", "intake leader shift_leader")],
    "split_case": [("merged", "intake shift_leader")],
    "adopt_case": [(OPEN, "shift_leader dispatcher")],
    "urge_case": [(FILED, "duty shift_leader dispatcher leader")],
    "supervise_case": [(FILED, "duty shift_leader leader")],
    "reply_supervision": [(FILED, "department dispatcher district")],
    "instruct": [(OPEN, "leader")],
    "sign_instruction": [(OPEN, EVERYONE)],
    "answer_instruction": [(OPEN, EVERYONE)],
    "reply_caller": [(f"{OPEN} {OVER} refused not_filed", "intake")],
    "revisit_caller": [(f"{OVER} refused not_filed", "intake")],
}
STATES = [one for one in S if one not in (S.DEPARTED, S.MERGED)]
"""Those that a plain way leads to."""


def expected(name: str, state: CaseState) -> frozenset[str]:
    return frozenset(role for states, roles in MAY[name] if state in states.split() for role in roles.split())


def refusal(seat: Caller, command: c.Command) -> Refused | None:
    try:
        seat.send(command)
    except Refused as refused:
        return refused
    return None


def code_of(seat: Caller, command: c.Command) -> tuple[str, str]:
    """(code, rule) of the refusal, or empty."""
    found = refusal(seat, command)
    return ("", "") if found is None else (str(found.problem.code), found.problem.params.get("rule", ""))


def card(seat: Caller, case_id: Id) -> Case:
    return seat.get(f"/api/cases/{case_id}", CaseDetail).case


@pytest.fixture(scope="package")
def centre(server: Backend) -> Centre:
    return Centre(server)


def test_the_hand_written_table_names_every_command() -> None:
    assert set(MAY) == set(KINDS)


@pytest.mark.parametrize("state", STATES)
def test_every_command_from_every_state_by_every_post(centre: Centre, state: CaseState) -> None:
    case_id = centre.at(state)
    before = card(centre.duty, case_id)
    for name in KINDS:
        may = expected(name, state)
        command = centre.command(name, case_id)
        # In a wrong state nobody may: two posts are enough to see it.
        asked = set(centre.seats) - may if may else {"shift_leader", "department"}
        for role in sorted(asked):
            seat = centre.seats[role]
            found = refusal(seat, command)
            assert found is not None, (state, name, role)
            bare = {Code.WRONG_STATE} if not may else {Code.WRONG_ROLE}
            if role in ("department", "kiosk"):
                bare |= {Code.NOT_FOUND}  # another department's, or no case that a public screen sees
            if name in ("dispatch_unit", "merge_case", "adopt_case"):
                bare |= {Code.NOT_FOUND}
            assert found.problem.code in bare, (state, name, role, found.problem)
    assert card(centre.duty, case_id) == before, "a refusal changes nothing"


@pytest.mark.parametrize("state", STATES)
def test_what_a_post_may_do_it_can_do_or_a_rule_says_why_not(centre: Centre, state: CaseState) -> None:
    for name in KINDS:
        for role in sorted(expected(name, state)):
            case_id = centre.at(state)
            seat = centre.seats[role]
            found = refusal(seat, centre.command(name, case_id))
            if found is None:
                assert card(centre.duty, case_id).version > 1
                continue
            code, rule = found.problem.code, found.problem.params.get("rule", "")
            told = (
                (code is Code.AGAINST_RULE and rule)
                or (code is Code.NOT_FOUND and name in ("dispatch_unit", "merge_case"))
                or (code is Code.NOT_FOUND and role == "department")  # not theirs yet, or no longer
                or (code is Code.WRONG_ROLE and role == "district")  # the case was entrusted to nobody
            )
            assert told, (state, name, role, found.problem)


def filed(centre: Centre, **report: object) -> Id:
    given = {"class_code": "E0110", "source": CaseSource.HOTLINE, "place": "长兴路", **report}
    case_id = centre.intake.send(c.ReportCase(**given)).ids[0]  # type: ignore[arg-type]
    centre.intake.send(c.AcceptCase(case_id=case_id))
    return case_id


def test_a_public_report_is_verified_before_it_is_filed(centre: Centre) -> None:
    case_id = filed(centre)
    assert code_of(centre.shift_leader, c.FileCase(case_id=case_id)) == ("against_rule", "R1")
    centre.intake.send(c.RequestVerification(case_id=case_id))
    centre.inspector.send(c.AnswerVerification(case_id=case_id, confirmed=False, opinion="现场无此情况"))
    assert code_of(centre.shift_leader, c.FileCase(case_id=case_id)) == ("against_rule", "R22")
    centre.intake.send(c.RequestVerification(case_id=case_id))
    centre.inspector.send(c.AnswerVerification(case_id=case_id, confirmed=True))
    centre.shift_leader.send(c.FileCase(case_id=case_id))
    assert card(centre.duty, case_id).verified == "yes"


def test_only_the_inspector_who_was_asked_answers(centre: Centre) -> None:
    other = centre.backend.account("inspector")
    case_id = filed(centre)
    centre.intake.send(c.RequestVerification(case_id=case_id, person_id=other.session.person_id))
    command = c.AnswerVerification(case_id=case_id, confirmed=True)
    assert code_of(centre.inspector, command) == ("wrong_role", "")
    other.send(command)


def test_what_an_alarm_reports_waits_for_a_person(centre: Centre) -> None:
    case_id = centre.at(S.UNCONFIRMED)
    assert code_of(centre.intake, c.AcceptCase(case_id=case_id))[0] == "wrong_state"
    centre.intake.send(c.ConfirmCase(case_id=case_id))
    centre.intake.send(c.AcceptCase(case_id=case_id))


def test_a_return_stops_the_clock_and_a_rejected_one_counts_as_shirking(centre: Centre) -> None:
    case_id = centre.at(S.SIGNED)
    before = card(centre.duty, case_id).deadline_at
    assert code_of(centre.department, c.AskReturn(case_id=case_id, opinion=" "))[0] == "reason_required"
    centre.department.send(c.AskReturn(case_id=case_id, opinion="不属本部门"))
    waiting = card(centre.duty, case_id)
    assert (waiting.state, waiting.deadline_at) == (S.RETURNED, None)
    centre.dispatcher.send(c.DecideReturn(case_id=case_id, approved=False, opinion="权属清楚"))
    back = card(centre.duty, case_id)
    assert back.state is S.SIGNED
    assert before is not None
    assert back.deadline_at is not None
    assert back.deadline_at >= before
    trail = centre.duty.get(f"/api/cases/{case_id}", CaseDetail).trail
    assert trail[-1].params["shirking"] == "yes"


def test_a_granted_return_leads_to_a_dispatch_elsewhere(centre: Centre) -> None:
    case_id = centre.at(S.RETURNED)
    centre.dispatcher.send(c.DecideReturn(case_id=case_id, approved=True))
    seen = card(centre.duty, case_id)
    assert (seen.state, seen.department_id) == (S.FILED, None)
    centre.dispatcher.send(c.DispatchCase(case_id=case_id, department_id=centre.other_department_id))


def test_an_extension_is_asked_for_granted_once_by_the_shift_leader_and_then_by_the_leader(centre: Centre) -> None:
    case_id = centre.at(S.HANDLING)
    deadline = card(centre.duty, case_id).deadline_at
    assert deadline is not None
    assert code_of(centre.shift_leader, c.DecideExtension(case_id=case_id, approved=True)) == ("against_rule", "R12")
    ask = c.AskExtension(case_id=case_id, opinion="等待材料", until_at=_a_little_later(deadline))
    centre.department.send(ask)
    assert card(centre.duty, case_id).asked == "extension"
    assert code_of(centre.department, ask) == ("against_rule", "R11")
    centre.shift_leader.send(c.DecideExtension(case_id=case_id, approved=True))
    later = card(centre.duty, case_id).deadline_at
    assert later is not None
    assert later > deadline
    far = c.AskExtension(case_id=case_id, opinion="等待材料", until_at=soon(days=3000))
    assert code_of(centre.department, far) == ("against_rule", "R13")
    centre.department.send(msgspec.structs.replace(far, until_at=_a_little_later(later)))
    assert code_of(centre.shift_leader, c.DecideExtension(case_id=case_id, approved=True)) == ("against_rule", "R23")
    centre.leader.send(c.DecideExtension(case_id=case_id, approved=True))
    third = c.AskExtension(case_id=case_id, opinion="等待材料", until_at=_a_little_later(later, 3))
    assert code_of(centre.department, third) == ("against_rule", "R13")


def _a_little_later(moment: datetime, times: int = 1) -> datetime:
    return moment + times * (soon(minutes=5) - soon())


def test_a_suspended_case_has_no_clock_and_goes_on_with_what_was_left(centre: Centre) -> None:
    case_id = centre.at(S.SIGNED)
    long = c.AskSuspension(case_id=case_id, opinion="季节", until_at=soon(days=500))
    assert code_of(centre.department, long) == ("against_rule", "R14")
    centre.department.send(c.AskSuspension(case_id=case_id, opinion="季节", until_at=soon(days=90)))
    centre.shift_leader.send(c.DecideSuspension(case_id=case_id, approved=True))
    asleep = card(centre.duty, case_id)
    assert (asleep.state, asleep.deadline_at) == (S.SUSPENDED, None)
    assert asleep.suspended_until_at is not None
    centre.shift_leader.send(c.ResumeCase(case_id=case_id))
    awake = card(centre.duty, case_id)
    assert (awake.state, awake.suspended_until_at) == (S.SIGNED, None)
    assert awake.deadline_at is not None
    again = c.AskSuspension(case_id=case_id, opinion="季节", until_at=soon(days=90))
    assert code_of(centre.department, again) == ("against_rule", "R14")


def test_a_district_dispatches_a_second_time(centre: Centre) -> None:
    case_id = centre.at(S.ENTRUSTED)
    assert card(centre.duty, case_id).entrusted_id == centre.district_id
    centre.district.send(c.DispatchCase(case_id=case_id, department_id=centre.department_id))
    centre.department.send(c.SignCase(case_id=case_id))


def test_one_person_in_two_posts_is_refused(centre: Centre) -> None:
    both = centre.backend.account("shift_leader", "dispatcher")
    case_id = centre.at(S.ACCEPTED)
    both.send(c.FileCase(case_id=case_id))
    dispatch = c.DispatchCase(case_id=case_id, department_id=centre.department_id)
    assert code_of(both, dispatch) == ("against_rule", "R9")
    centre.dispatcher.send(dispatch)
    checker = centre.backend.account("department", "inspector")
    for state in (S.DISPATCHED, S.SIGNED, S.HANDLING):
        checker.send(centre.step(case_id, state))
    assert code_of(checker, c.CheckCase(case_id=case_id, passed=True)) == ("against_rule", "R10")
    centre.inspector.send(c.CheckCase(case_id=case_id, passed=True))


def test_an_act_may_be_entered_for_somebody_without_a_seat_and_says_so(centre: Centre) -> None:
    wanted = centre.inspector.session.person_id
    people = [one for one in centre.admin.live_state()["person"].values() if isinstance(one, Person)]
    inspector = next(one for one in people if one.id == wanted)
    case_id = centre.at(S.FEEDBACK)
    command = c.CheckCase(case_id=case_id, passed=True, on_behalf_of=inspector.id)
    assert code_of(centre.dispatcher, command) == ("wrong_role", "")
    done = centre.intake.send(command)
    assert done.name == "case.checked"
    trail = centre.duty.get(f"/api/cases/{case_id}", CaseDetail).trail
    assert trail[-1].params["on_behalf_of"] == inspector.id
    nobody = c.CloseCase(case_id=case_id, on_behalf_of="1")
    assert code_of(centre.shift_leader, nobody)[0] == "not_found"


def test_a_supervision_asks_for_a_reply_and_an_instruction_is_signed_and_answered(centre: Centre) -> None:
    case_id = centre.at(S.HANDLING)
    reply = c.ReplySupervision(case_id=case_id, opinion="今晚完成")
    assert code_of(centre.department, reply) == ("against_rule", "R15")
    centre.leader.send(c.SuperviseCase(case_id=case_id, opinion="请加快"))
    assert card(centre.duty, case_id).supervised
    centre.department.send(reply)
    assert not card(centre.duty, case_id).supervised
    centre.leader.send(c.Instruct(case_id=case_id, opinion="务必整改", department_id=centre.department_id))
    answer = c.AnswerInstruction(case_id=case_id, opinion="已整改")
    assert code_of(centre.department, answer) == ("against_rule", "R21")
    assert code_of(centre.dispatcher, c.SignInstruction(case_id=case_id)) == ("against_rule", "R21")
    centre.department.send(c.SignInstruction(case_id=case_id))
    centre.department.send(answer)
    assert not card(centre.duty, case_id).instructed


def test_a_case_handled_on_the_spot_is_audited_and_closed_without_dispatch(centre: Centre) -> None:
    report = c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, place="长兴路", self_handled=True)
    case_id = centre.inspector.send(report).ids[0]
    assert code_of(centre.intake, c.AcceptCase(case_id=case_id)) == ("against_rule", "R17")
    centre.intake.send(c.AuditSelfHandled(case_id=case_id, approved=True))
    centre.shift_leader.send(c.CloseCase(case_id=case_id))
    other = msgspec.structs.replace(report, source=CaseSource.VIDEO)
    assert code_of(centre.duty, other) == ("against_rule", "R17")


def test_a_closed_case_is_reopened_and_lives_again(centre: Centre) -> None:
    case_id = centre.at(S.CLOSED)
    assert case_id not in centre.duty.live_state()["case"]
    centre.shift_leader.send(c.ReopenCase(case_id=case_id, opinion="问题复发"))
    seen = centre.duty.live_state()["case"][case_id]
    assert isinstance(seen, Case)
    assert seen.state is S.FILED
    centre.take_to_closed(case_id)
    assert case_id not in centre.duty.live_state()["case"]


def test_an_appeal_is_only_against_a_limit_that_was_missed(centre: Centre) -> None:
    case_id = centre.at(S.CLOSED)
    appeal = c.AppealCase(case_id=case_id, opinion="因停电")
    assert code_of(centre.department, appeal) == ("against_rule", "R18")


def test_a_duplicate_is_merged_and_may_be_split_again(centre: Centre) -> None:
    first, second = centre.at(S.FILED), centre.at(S.ACCEPTED)
    assert code_of(centre.intake, c.MergeCase(case_id=second, into_id=second))[0] == "out_of_range"
    centre.intake.send(c.MergeCase(case_id=second, into_id=first))
    assert second not in centre.duty.live_state()["case"]
    centre.intake.send(c.SplitCase(case_id=second, opinion="不是同一处"))
    back = centre.duty.live_state()["case"][second]
    assert isinstance(back, Case)
    assert back.state is S.ACCEPTED


def test_a_parent_is_closed_after_its_children(centre: Centre) -> None:
    parent, child = centre.at(S.CHECKED), centre.at(S.CHECKED)
    centre.shift_leader.send(c.AdoptCase(case_id=child, parent_id=parent))
    assert card(centre.duty, child).parent_id == parent
    assert code_of(centre.shift_leader, c.CloseCase(case_id=parent)) == ("against_rule", "R20")
    assert code_of(centre.shift_leader, c.AdoptCase(case_id=parent, parent_id=child))[0] == "out_of_range"
    centre.shift_leader.send(c.CloseCase(case_id=child))
    centre.shift_leader.send(c.CloseCase(case_id=parent))


def test_the_second_of_two_is_told_who_was_faster(centre: Centre) -> None:
    case_id = centre.at(S.REPORTED)
    centre.intake.send(c.AcceptCase(case_id=case_id))
    other = centre.backend.account("intake")
    found = refusal(other, c.AcceptCase(case_id=case_id, expected_version=1))
    assert found is not None
    assert found.problem.code is Code.CONFLICT
    assert found.problem.params["act"] == "case.accepted"
    assert found.problem.params["actor_name"]


def test_a_report_is_corrected_before_it_is_filed(centre: Centre) -> None:
    case_id = centre.at(S.REPORTED)
    where = Point(121.5, 31.2)
    amend = c.AmendCase(case_id=case_id, class_code="C0101", place="学府路 1 号", urgency=Urgency.MAJOR, point=where)
    centre.intake.send(amend)
    seen = card(centre.duty, case_id)
    assert (seen.class_code, seen.place, seen.urgency, seen.point) == (
        "C0101", "学府路 1 号", Urgency.MAJOR, where,
    )  # fmt: skip
    centre.take_to(case_id, S.FILED)
    assert code_of(centre.intake, c.AmendCase(case_id=case_id, place="别处"))[0] == "wrong_state"
