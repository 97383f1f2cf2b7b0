"""Who waits to be called back (待回访), on both databases."""

from __future__ import annotations

import uuid

import pytest

from contract import commands as c
from contract.call_backs import CallBacks
from contract.entities import CaseSource, CaseState, Id
from contract.errors import Code, Refused
from contract.figures import CaseDetail
from contract.personal import Caller, Erase, Erased
from contract.scope import Scope
from tests.backend.city import Hall
from tests.backend.server import Backend
from tests.backend.server import Caller as Seat

PATH = "/api/call-backs"


@pytest.fixture
def hall(server: Backend) -> Hall:
    return Hall(server)


def called(hall: Hall, **more: object) -> Id:
    """A case of somebody who left a number."""
    phone = f"139{uuid.uuid4().int % 10**8:08d}"
    given = {"class_code": "E0110", "place": "长兴路 86 号", "caller": Caller(name="张三", phone=phone)}
    report = c.ReportCase(source=CaseSource.LEADER, **given | more)  # type: ignore[arg-type]
    return hall.intake.send(report).ids[0]


def ids(seat: Seat, **query: str) -> list[Id]:
    return [one.case.id for one in seat.get(PATH, CallBacks, **query).waiting]


def test_a_closed_case_waits_until_its_caller_was_asked_and_the_longest_waiting_is_first(hall: Hall) -> None:
    before = ids(hall.intake)
    one, two, silent = called(hall, order_number="12345-7"), called(hall), called(hall, caller=Caller(name="无名"))
    for case_id in (one, two, silent):
        assert case_id not in ids(hall.intake)
        hall.take_to(case_id, CaseState.CLOSED)
    assert [case_id for case_id in ids(hall.intake) if case_id not in before] == [one, two]
    line = next(line for line in hall.intake.get(PATH, CallBacks).waiting if line.case.id == one)
    assert line.order_number == "12345-7"
    assert line.replied_at is None
    assert line.case.state is CaseState.CLOSED
    hall.intake.send(c.ReplyCaller(case_id=one, opinion="已告知处理结果"))
    line = next(line for line in hall.intake.get(PATH, CallBacks).waiting if line.case.id == one)
    assert line.replied_at is not None, "told, but not yet asked whether he is content"
    hall.intake.send(c.RevisitCaller(case_id=one, satisfaction=4, opinion="满意"))
    hall.shift_leader.send(c.ArchiveCase(case_id=two))
    assert [case_id for case_id in ids(hall.intake) if case_id not in before] == [two]


def test_who_was_turned_down_waits_for_a_reply(hall: Hall) -> None:
    case_id = called(hall)
    hall.intake.send(c.RefuseCase(case_id=case_id, opinion="不属城管职责"))
    assert case_id in ids(hall.intake)
    hall.intake.send(c.ReplyCaller(case_id=case_id, opinion="已说明"))
    assert case_id not in ids(hall.intake)


def test_who_may_ask_and_how_much(hall: Hall) -> None:
    made = [called(hall) for _ in range(3)]
    for case_id in made:
        hall.intake.send(c.RefuseCase(case_id=case_id, opinion="重复"))
    page = hall.shift_leader.get(PATH, CallBacks, limit="2")
    assert len(page.waiting) == 2
    assert page.more
    elsewhere = hall.backend.account("intake", scope=Scope(area_ids=("77",)))
    assert elsewhere.get(PATH, CallBacks).waiting == ()
    for seat in (hall.dispatcher, hall.inspector, hall.department):
        with pytest.raises(Refused) as refused:
            seat.get(PATH, CallBacks)
        assert refused.value.problem.code is Code.WRONG_ROLE
    for bad in ({"days": "0"}, {"days": "x"}, {"limit": "201"}, {"days": "400"}):
        with pytest.raises(Refused) as refused:
            hall.intake.get(PATH, CallBacks, **bad)
        assert refused.value.problem.code in (Code.MALFORMED, Code.OUT_OF_RANGE)


def test_whoever_was_erased_cannot_be_called(hall: Hall) -> None:
    case_id = called(hall)
    hall.intake.send(c.RefuseCase(case_id=case_id, opinion="重复"))
    assert case_id in ids(hall.intake)

    detail = hall.intake.get(f"/api/cases/{case_id}", CaseDetail)
    assert detail.caller is not None
    hall.admin.post(f"/api/subjects/{detail.caller.subject_id}/erase", Erase(reason="本人申请删除"), Erased)
    assert case_id not in ids(hall.intake)


def test_no_number_and_no_name_is_in_the_list(hall: Hall) -> None:
    phone = f"139{uuid.uuid4().int % 10**8:08d}"
    case_id = called(hall, caller=Caller(name="欧阳无忌", phone=phone))
    hall.intake.send(c.RefuseCase(case_id=case_id, opinion="重复"))
    text = hall.intake.request("GET", PATH).text
    assert case_id in text
    assert phone not in text
    assert "欧阳" not in text
