"""Clocks beside those of handling and steps: orders of the hotline, and the limit of the whole; on both databases."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from backend.records import card
from backend.services.orders import order_of
from contract import commands as c
from contract.entities import CaseSource, CaseState, Urgency
from contract.errors import Refused
from contract.lifecycle import Role
from contract.limits import Limit, OrderLimits, StepLimit
from tests.backend.postgres import cluster
from tests.backend.test_due import HOUR, PROFILE, START, Office, replaced

S = CaseState


@pytest.fixture(params=["sqlite", "postgresql"])
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with contextlib.ExitStack() as stack:
        sqlite = request.param == "sqlite"
        url = f"sqlite:///{tmp_path / 'due.db'}" if sqlite else stack.enter_context(cluster())
        found = Office(url, PROFILE)
        stack.callback(found.close)
        yield found


def test_an_order_of_the_hotline_keeps_its_own_clocks(one: Office) -> None:
    lines = (OrderLimits(sign=Limit(2, "urgent_hour"), answer=Limit(5, "urgent_day")),)
    one.use(replaced(PROFILE, orders=lines, steps=()))
    case_id = one.report(source=CaseSource.HOTLINE, order_number="20261118000123")
    assert one.look(case_id, START + 3 * HOUR) == [("case.urged", "order_sign")]
    one.act(Role.INTAKE, c.AcceptCase(case_id=case_id))
    with one.db.read() as connection:
        order = order_of(connection, one.profile, case_id)
        assert order_of(connection, one.profile, "1") is None
    assert order is not None
    assert (order.number, order.sign_by_at, order.send_back_by_at) == (
        "20261118000123",
        START + 2 * HOUR,
        START + 2 * HOUR,
    )
    assert (order.answer_by_at, order.signed, order.answered_at) == (START + timedelta(days=5), True, None)
    answered, silent = case_id, one.report(source=CaseSource.HOTLINE, order_number="20261118000124")
    one.act(Role.INTAKE, c.AcceptCase(case_id=silent))
    one.now = START + timedelta(days=1)
    one.act(Role.INTAKE, c.ReplyCaller(case_id=answered, opinion="已受理"))
    assert one.look(answered, START + timedelta(days=6)) == []
    assert one.look(silent) == [("case.urged", "order_answer")]


def test_an_order_goes_back_within_its_time_and_its_signature_waits_for_the_decision(one: Office) -> None:
    lines = (OrderLimits(sign=Limit(3, "urgent_hour"), send_back=Limit(2, "urgent_hour")),)
    steps = (StepLimit(step="decide_order_return", limit=Limit(0.5, "urgent_hour")),)
    one.use(replaced(PROFILE, orders=lines, steps=steps))
    asked, late = (one.report(source=CaseSource.HOTLINE, order_number=number) for number in ("1", "2"))
    one.now = START + 2 * HOUR
    one.act(Role.INTAKE, c.AskOrderReturn(case_id=asked, opinion="不属本市"))
    one.now += timedelta(seconds=1)
    with pytest.raises(Refused) as caught:
        one.act(Role.INTAKE, c.AskOrderReturn(case_id=late, opinion="不属本市"))
    assert caught.value.problem.params["rule"] == "R30"
    assert one.look(asked, START + 4 * HOUR) == [("case.urged", "decide_order_return")]
    one.act(Role.SHIFT_LEADER, c.DecideOrderReturn(case_id=asked, approved=False, opinion="属本市"))
    with one.db.read() as connection:
        shown = order_of(connection, one.profile, asked)
    assert shown is not None
    assert (shown.back, shown.back_asked_at, shown.signed) == ("rejected", START + 2 * HOUR, False)
    assert one.look(late) == [("case.urged", "order_sign")]
    again = one.report(source=CaseSource.HOTLINE, order_number="3")
    one.act(Role.INTAKE, c.AskOrderReturn(case_id=again, opinion="不属本市"))
    one.act(Role.SHIFT_LEADER, c.DecideOrderReturn(case_id=again, approved=True))
    assert one.record(again).state is S.REFUSED
    assert one.wakes(again) is None


def test_the_whole_has_a_limit_of_its_own_that_stands_still_while_the_case_is_suspended(one: Office) -> None:
    day = timedelta(days=1)
    whole = StepLimit(step="overall", limit=Limit(10, "urgent_day"))
    one.use(
        replaced(PROFILE, steps=(whole, msgspec.structs.replace(whole, limit=Limit(1, "urgent_day"), urgency="urgent")))
    )
    case_id, quick = one.dispatched(), one.report(urgency=Urgency.URGENT)
    assert card(one.record(case_id)).overall_at == START + 10 * day
    assert card(one.record(quick)).overall_at == START + day
    assert one.look(quick, START + 2 * day) == [("case.urged", "overall")]
    one.act(Role.INTAKE, c.AmendCase(case_id=quick, urgency=Urgency.NORMAL))
    assert card(one.record(quick)).overall_at == START + 10 * day
    one.act(Role.DEPARTMENT, c.AskSuspension(case_id=case_id, opinion="季节", until_at=one.now + 30 * day))
    one.act(Role.SHIFT_LEADER, c.DecideSuspension(case_id=case_id, approved=True))
    one.look(case_id, START + 20 * day)
    assert card(one.record(case_id)).overall_at == START + 10 * day
    one.act(Role.SHIFT_LEADER, c.ResumeCase(case_id=case_id))
    assert card(one.record(case_id)).overall_at == START + 28 * day
    assert ("case.urged", "overall") in one.look(case_id, START + 28 * day + HOUR)
    one.use(PROFILE)
    assert card(one.record(one.report())).overall_at is None
