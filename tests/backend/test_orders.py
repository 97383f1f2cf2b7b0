"""退单: an order of 12345 goes back before it is signed for; once it went nothing more is done here."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from contract import commands as c
from contract.entities import CaseSource, CaseState, Id, Point
from contract.errors import Code, Refused
from contract.figures import CaseDetail, CasePage
from contract.lifecycle import COMMANDS
from tests.backend.life import KINDS, Centre
from tests.backend.server import Backend, Caller
from tests.backend.test_life_cycle import code_of

S = CaseState


@pytest.fixture(scope="module")
def centre(server: Backend) -> Centre:
    return Centre(server)


def order(centre: Centre, number: str = "20261121-0001") -> Id:
    given = c.ReportCase(
        class_code="E0110", source=CaseSource.HOTLINE, place="长兴路 86 号", point=Point(121.47, 31.23),
        order_number=number,
    )  # fmt: skip
    return centre.intake.send(given).ids[0]


def detail(centre: Centre, case_id: Id) -> CaseDetail:
    return centre.duty.get(f"/api/cases/{case_id}", CaseDetail)


def test_an_order_that_was_granted_its_return_refuses_everything_by_its_rule(centre: Centre) -> None:
    case_id = order(centre)
    shown = detail(centre, case_id)
    assert shown.case.order == "held"
    assert shown.order is not None
    assert shown.order.number == "20261121-0001"
    ask = c.AskOrderReturn(case_id=case_id)
    assert code_of(centre.intake, ask)[0] == "reason_required"
    assert code_of(centre.shift_leader, replace(ask, opinion="不属本市"))[0] == "wrong_role"
    grant = c.DecideOrderReturn(case_id=case_id, approved=True)
    assert code_of(centre.shift_leader, grant) == ("against_rule", "R30")
    centre.intake.send(replace(ask, opinion="不属本市"))
    assert detail(centre, case_id).case.order == "asked"
    for command in (
        c.AcceptCase(case_id=case_id),
        c.RefuseCase(case_id=case_id, opinion="x"),
        c.VoidCase(case_id=case_id, opinion="x"),
    ):
        assert code_of(centre.intake, command) == ("against_rule", "R31")
    assert code_of(centre.intake, replace(ask, opinion="再次")) == ("against_rule", "R30")
    assert code_of(centre.intake, grant)[0] == "wrong_role"
    centre.shift_leader.send(replace(grant, opinion="同意退单"))
    gone = detail(centre, case_id)
    assert (gone.case.state, gone.case.order) == (S.REFUSED, "granted")
    assert gone.order is not None
    assert (gone.order.back, gone.order.signed) == ("granted", False)
    assert [one.name for one in gone.trail][-2:] == ["case.order_return_asked", "case.order_returned"]
    assert [one.opinion for one in gone.trail][-2:] == ["不属本市", "同意退单"]
    assert case_id not in centre.duty.live_state()["case"]
    for name in COMMANDS:
        command = KINDS[name]
        given = centre.command(name, case_id)
        assert isinstance(given, command)
        found = refusal(centre.shift_leader, given)
        told = (Code.AGAINST_RULE, "R31")
        if name not in ("dispatch_unit", "merge_case"):  # these name another thing first, and there is none
            assert (found.problem.code, found.problem.params.get("rule")) == told, name
    listed = centre.duty.get("/api/cases", CasePage, state="refused", limit=100)
    assert next(one.order for one in listed.cases if one.id == case_id) == "granted"


def refusal(seat: Caller, command: c.OnCase) -> Refused:
    with pytest.raises(Refused) as caught:
        seat.send(command)
    return caught.value


def test_an_order_that_is_not_taken_back_is_signed_for_and_asked_once_only(centre: Centre) -> None:
    case_id = order(centre)
    ask = c.AskOrderReturn(case_id=case_id, opinion="不属本市")
    centre.intake.send(ask)
    centre.shift_leader.send(c.DecideOrderReturn(case_id=case_id, approved=False, opinion="属本市"))
    kept = detail(centre, case_id)
    assert (kept.case.state, kept.case.order) == (S.REPORTED, "rejected")
    assert code_of(centre.intake, ask) == ("against_rule", "R30")
    centre.intake.send(c.AcceptCase(case_id=case_id))
    assert code_of(centre.intake, ask)[0] == "wrong_state"
    signed = detail(centre, case_id).order
    assert signed is not None
    assert signed.signed


def test_what_is_no_order_does_not_go_back(centre: Centre) -> None:
    plain = order(centre, "")
    assert code_of(centre.intake, c.AskOrderReturn(case_id=plain, opinion="x")) == ("against_rule", "R30")
