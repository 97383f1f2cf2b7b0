"""Who looks at which case: told to those who may see the case, gone by itself, locks with names and rank."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from backend.services.presence import MOST, PresenceDesk
from contract.commands import DispatchCase
from contract.entities import Case, CaseSource, CaseState
from contract.errors import Code, Refused
from contract.people import SecurityLine, SecurityPage
from contract.presence import ACTING_S, KEPT_S, PRESENCE_PATH, Around, Here
from contract.scope import FULL, Scope, View
from tests.backend.city import Hall
from tests.backend.server import Backend, Caller, running

DISPATCHER, LEADER, INTAKE = frozenset({"dispatcher"}), frozenset({"shift_leader"}), frozenset({"intake"})
CASES = {
    str(at): Case(
        id=str(at),
        number=f"20261121-{at:06d}",
        short=at,
        class_code="E0110",
        state=CaseState.FILED,
        source=CaseSource.INSPECTOR,
        reported_at=datetime(2026, 11, 21, 6, tzinfo=UTC),
        area_id=str(70 + at),
        department_id=str(50 + at),
    )
    for at in (1, 2)
}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> PresenceDesk:
    return PresenceDesk(CASES.get, clock)


def names(around: Around, case_id: str = "1") -> list[str]:
    return [one.name for one in around.people if one.case_id == case_id]


def test_seats_at_a_case_hear_of_each_other_until_they_are_silent(desk: PresenceDesk, clock: Clock) -> None:
    assert desk.tell("a", "李敏", DISPATCHER, FULL, Here(case_id="1")).people == ()
    assert names(desk.tell("b", "张伟", LEADER, FULL, Here(case_id="1"))) == ["李敏"]
    assert names(desk.tell("c", "王芳", LEADER, FULL, Here())) == ["张伟", "李敏"]
    desk.tell("b", "张伟", LEADER, FULL, Here(case_id="2"))
    assert names(desk.tell("c", "王芳", LEADER, FULL, Here())) == ["李敏"]
    clock.now += KEPT_S + 1
    assert desk.tell("c", "王芳", LEADER, FULL, Here()).people == ()
    assert desk.count() == 0


def test_whoever_may_not_see_the_case_hears_of_nobody_and_cannot_stand_there(desk: PresenceDesk) -> None:
    desk.tell("a", "李敏", DISPATCHER, FULL, Here(case_id="1"))
    elsewhere = Scope(area_ids=("72",))
    other_body = Scope(view=View.DEPARTMENT, department_id="52")
    for scope in (elsewhere, other_body):
        assert desk.tell("b", "张伟", LEADER, scope, Here()).people == ()
        with pytest.raises(Refused) as refused:
            desk.tell("b", "张伟", LEADER, scope, Here(case_id="1", acting=True))
        assert refused.value.problem.code is Code.NOT_FOUND
    assert names(desk.tell("b", "张伟", LEADER, Scope(area_ids=("71",)), Here())) == ["李敏"]
    assert desk.tell("k", "kiosk", frozenset({"kiosk"}), Scope(view=View.PUBLIC), Here(case_id="1")) == Around()
    assert desk.count() == 1


def test_a_lock_is_the_first_ones_until_he_leaves_or_forgets_it(desk: PresenceDesk, clock: Clock) -> None:
    acting = Here(case_id="1", acting=True)
    assert desk.tell("a", "李敏", DISPATCHER, FULL, acting).lock == "mine"
    told = desk.tell("b", "张伟", DISPATCHER, FULL, acting)
    assert (told.lock, told.people[0].acting) == ("theirs", True)
    desk.tell("a", "李敏", DISPATCHER, FULL, Here(case_id="1"))
    assert desk.tell("b", "张伟", DISPATCHER, FULL, acting).lock == "mine"
    for _ in range(int(ACTING_S // 10) + 2):
        clock.now += 10
        last = desk.tell("b", "张伟", DISPATCHER, FULL, acting)
    assert last.lock == ""
    assert desk.tell("a", "李敏", DISPATCHER, FULL, acting).lock == "mine"


def test_rank_takes_over_with_a_trace_and_the_holder_is_told_once(desk: PresenceDesk) -> None:
    traces: list[tuple[str, str]] = []
    acting, take = Here(case_id="1", acting=True), Here(case_id="1", acting=True, take=True)

    def tell(token: str, name: str, roles: frozenset[str], here: Here) -> Around:
        return desk.tell(token, name, roles, FULL, here, lambda case_id, holder: traces.append((case_id, holder)))

    tell("a", "李敏", DISPATCHER, acting)
    assert tell("b", "张伟", INTAKE, take).lock == "theirs"
    assert tell("c", "王芳", DISPATCHER, take).lock == "theirs"
    assert traces == []
    assert tell("d", "陈建国", LEADER, take).lock == "mine"
    assert traces == [("1", "李敏")]
    told = tell("a", "李敏", DISPATCHER, acting)
    assert (told.lock, told.lost_to) == ("theirs", "陈建国")
    assert tell("a", "李敏", DISPATCHER, acting).lost_to == ""


def test_what_is_remembered_is_bounded(desk: PresenceDesk) -> None:
    for at in range(MOST + 50):
        desk.tell(f"t{at}", "n", DISPATCHER, FULL, Here(case_id="1"))
    assert desk.count() == MOST


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


def tell(seat: Caller, here: Here) -> Around:
    return seat.post(PRESENCE_PATH, here, Around)


def test_over_the_wire_and_a_take_over_stands_in_the_security_log(backend: Backend, hall: Hall) -> None:
    case_id, auditor = hall.case_at(CaseState.FILED), backend.account("audit")
    assert tell(hall.dispatcher, Here(case_id=case_id, acting=True)).lock == "mine"
    around = tell(hall.shift_leader, Here(case_id=case_id))
    assert [one.acting for one in around.people if one.case_id == case_id] == [True]
    seq = hall.dispatcher.send(DispatchCase(case_id=case_id, department_id=hall.department_id)).seq
    assert seq > 0  # a lock of one's own bars nothing, and telling made no event
    assert tell(hall.shift_leader, Here(case_id=case_id, acting=True, take=True)).lock == "mine"
    assert tell(hall.dispatcher, Here(case_id=case_id)).lost_to == hall.shift_leader.session.name

    def traced() -> list[SecurityLine]:
        page = auditor.get("/api/security/log", SecurityPage, what="lock.taken_over")
        return [line for line in page.lines if line.about == case_id]

    until = time.monotonic() + 20
    while not traced() and time.monotonic() < until:
        time.sleep(0.05)
    assert traced()[0].name == hall.shift_leader.session.name
