"""Cases and their relatives on both databases: duplicates and their links, parents, what comes back once closed."""

from __future__ import annotations

import random

import pytest

from contract import commands as c
from contract.entities import Case, CaseSource, CaseState, Id, Point, ReportKind
from contract.errors import Code, Refused
from contract.figures import CaseDetail, CasePage
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import Backend, Caller


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


def detail(hall: Hall, case_id: Id) -> CaseDetail:
    return hall.admin.get(f"/api/cases/{case_id}", CaseDetail)


def kin(hall: Hall, case_id: Id) -> list[tuple[str, Id]]:
    return [(one.relation, one.case.id) for one in detail(hall, case_id).relatives]


def acts(hall: Hall, case_id: Id) -> list[tuple[str, str]]:
    """(name, number of the other case) of the acts that name one."""
    found = []
    for one in detail(hall, case_id).trail:
        numbers = [value for name, value in one.params.items() if name.endswith("_number")]
        if numbers:
            found.append((one.name, numbers[0]))
    return found


def somewhere() -> Point:
    return Point(round(100 + random.random() * 10, 6), 32.0)


def number(hall: Hall, case_id: Id) -> str:
    return detail(hall, case_id).case.number


def test_a_merged_case_and_the_one_it_ended_in_name_each_other_until_it_is_split(hall: Hall) -> None:
    point = somewhere()
    kept, double, third = (hall.report(point=point) for _ in range(3))
    for one in (double, third):
        hall.intake.send(c.MergeCase(case_id=one, into_id=kept))
    assert kin(hall, kept) == [("merged", double), ("merged", third)]
    assert kin(hall, double) == [("merged_into", kept)]
    assert acts(hall, kept) == [("case.absorbed", number(hall, double)), ("case.absorbed", number(hall, third))]
    assert acts(hall, double) == [("case.merged", number(hall, kept))]
    hall.intake.send(c.SplitCase(case_id=double, opinion="不是同一处"))
    assert kin(hall, kept) == [("merged", third)]
    assert kin(hall, double) == []
    assert detail(hall, double).case.state is CaseState.REPORTED
    assert acts(hall, kept)[-1] == ("case.split_off", number(hall, double))


def test_a_merge_that_is_refused_says_nothing_to_the_other(hall: Hall) -> None:
    kept, double = hall.report(), hall.report()
    with pytest.raises(Refused):
        hall.dispatcher.send(c.MergeCase(case_id=double, into_id=kept))
    assert kin(hall, kept) == []
    assert [one.name for one in detail(hall, kept).trail] == ["case.reported"]


def test_a_live_seat_sees_both_cases_change(hall: Hall) -> None:
    kept, double = hall.report(), hall.report()
    before = hall.admin.live_state()["case"]
    hall.intake.send(c.MergeCase(case_id=double, into_id=kept))
    after = hall.admin.live_state()["case"]
    assert double not in after
    assert after[kept].version == before[kept].version + 1


def test_a_parent_is_closed_after_its_children_and_both_show_each_other(hall: Hall) -> None:
    parent, child = hall.report(), hall.report()
    hall.take_to(parent, CaseState.CHECKED)
    hall.take_to(child, CaseState.FILED)
    hall.dispatcher.send(c.AdoptCase(case_id=child, parent_id=parent))
    assert kin(hall, parent) == [("child", child)]
    assert kin(hall, child) == [("parent", parent)]
    with pytest.raises(Refused) as refused:
        hall.shift_leader.send(c.CloseCase(case_id=parent))
    assert (refused.value.problem.code, refused.value.problem.params["rule"]) == (Code.AGAINST_RULE, "R20")
    hall.dispatcher.send(c.AdoptCase(case_id=child, parent_id=None))
    hall.shift_leader.send(c.CloseCase(case_id=parent))
    assert kin(hall, child) == []


def closed(hall: Hall, point: Point) -> Id:
    case_id = hall.report(point=point)
    hall.take_to(case_id, CaseState.CLOSED)
    return case_id


def test_a_report_where_a_case_was_closed_lately_is_marked_and_both_name_each_other(hall: Hall) -> None:
    point = somewhere()
    first = closed(hall, point)
    again = hall.report(point=Point(point.lon + 0.0003, point.lat))
    live = hall.admin.live_state()["case"][again]
    assert isinstance(live, Case)
    assert live.again_of_id == first
    assert kin(hall, again) == [("again_of", first)]
    assert kin(hall, first) == [("came_back", again)]
    assert acts(hall, first) == [("case.came_back", number(hall, again))]
    assert acts(hall, again) == [("case.reported", number(hall, first))]
    assert detail(hall, first).case.state is CaseState.CLOSED, "it is marked, nobody opened it again"
    other = hall.report(point=point)
    assert kin(hall, first) == [("came_back", again), ("came_back", other)]


@pytest.mark.parametrize(
    "details",
    [
        {"class_code": "E0111"},
        {"point": None},
        {"point": Point(120.5, 32.001)},
        {"report_kind": ReportKind.PRAISE},
    ],
)
def test_another_class_another_place_or_praise_is_no_return(hall: Hall, details: dict[str, object]) -> None:
    point = Point(120.5, 32.0)
    closed(hall, point)
    again = hall.report(**({"point": point} | details))
    assert [one for one in kin(hall, again) if one[0] == "again_of"] == []


def test_what_happened_before_the_closing_is_no_return(hall: Hall) -> None:
    point = somewhere()
    open_one = hall.report(point=point)
    again = hall.report(point=point)
    assert kin(hall, again) == []
    hall.take_to(open_one, CaseState.CLOSED)
    assert kin(hall, open_one) == []


def test_what_came_back_is_counted_and_listed(hall: Hall) -> None:
    def ids(caller: Caller = hall.admin, **query: object) -> tuple[int, set[Id]]:
        page = caller.get("/api/cases", CasePage, total="true", limit=200, **query)
        assert page.total is not None
        assert page.total.exact
        return page.total.count, {one.id for one in page.cases}

    before = ids(again="true")[0], ids(came_back="true")[0]
    point = somewhere()
    first = closed(hall, point)
    reports = {hall.report(point=point) for _ in range(3)}
    count, seen = ids(again="true")
    assert (count - before[0], seen & reports) == (3, reports)
    count, seen = ids(came_back="true")
    assert (count - before[1], first in seen, seen & reports) == (1, True, set())
    nobody = Scope(view=View.DEPARTMENT, department_id=hall.new_department())
    assert ids(hall.backend.account("department", scope=nobody), again="true") == (0, set())


def test_an_alarm_of_a_device_counts_as_a_return_once_a_person_has_confirmed_it(hall: Hall) -> None:
    point = somewhere()
    first = closed(hall, point)
    device = hall.backend.account("device")
    alarm = device.send(c.ReportCase(class_code="E0110", source=CaseSource.DEVICE, point=point)).ids[0]
    assert detail(hall, alarm).case.state is CaseState.UNCONFIRMED
    assert kin(hall, alarm) == []
    with pytest.raises(Refused) as refused:
        hall.intake.send(c.AcceptCase(case_id=alarm))
    assert refused.value.problem.code is Code.WRONG_STATE
    hall.intake.send(c.ConfirmCase(case_id=alarm))
    assert detail(hall, alarm).case.state is CaseState.REPORTED
    assert kin(hall, alarm) == [("again_of", first)]
    assert kin(hall, first) == [("came_back", alarm)]


def test_relatives_of_another_department_are_not_shown(hall: Hall) -> None:
    point = somewhere()
    first = closed(hall, point)
    again = hall.report(point=point)
    for state in (CaseState.REPORTED, CaseState.ACCEPTED):
        hall.who(state).send(hall.step(again, state))
    other_id = hall.new_department()
    hall.dispatcher.send(c.DispatchCase(case_id=again, department_id=other_id))
    other: Caller = hall.backend.account("department", scope=Scope(view=View.DEPARTMENT, department_id=other_id))
    seen = other.get(f"/api/cases/{again}", CaseDetail)
    assert seen.relatives == ()
    assert hall.department.get(f"/api/cases/{first}", CaseDetail).relatives == ()
