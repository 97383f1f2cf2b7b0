"""Alarms that the server raises by itself: one per thing, only where an act is asked for, gone with the cause."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.rules.alarms import cases_to_settle, disk_is_low
from contract import commands as c
from contract.entities import Alarm, Case, CaseSource, CaseState, Id, Urgency
from contract.errors import Refused
from tests.backend.city import PATH, Hall
from tests.backend.server import Backend, running
from tests.waiting import until

PERIOD = {"CITYWALL_ALARMS__PERIOD_S": "0.2"}
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running(environ=PERIOD | {"CITYWALL_ALARMS__DISK_LOW_BYTES": "0"}) as one:
        yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


def alarms(hall: Hall, about_id: Id | None = None) -> list[Alarm]:
    found = hall.admin.live_state()["alarm"].values()
    return [one for one in found if isinstance(one, Alarm) and about_id in (None, one.about_id)]


def late_case(hall: Hall, urgency: Urgency) -> Id:
    """Dispatched long ago and not handled: an offline phone may bring acts of the last 30 days."""
    at = datetime.now(UTC) - timedelta(days=20)
    report = c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, urgency=urgency)
    case_id = hall.inspector.send(report, happened_at=at).ids[0]
    for state in PATH[: PATH.index(CaseState.DISPATCHED)]:
        hall.who(state).send(hall.step(case_id, state), happened_at=at)
    return case_id


def test_an_urgent_case_past_its_limit_is_one_alarm_until_it_is_handled(hall: Hall) -> None:
    ordinary, urgent = late_case(hall, Urgency.NORMAL), late_case(hall, Urgency.URGENT)
    until(lambda: bool(alarms(hall, urgent)))
    first = alarms(hall, urgent)[0]
    assert (first.code, first.about_kind) == ("case_overdue", "case")
    # Late for days, it stands on the highest rung of the ladder at once.
    assert (first.priority, first.params) == (1, {"rung": "3", "post": "leader"})
    hall.admin.send(c.AcknowledgeAlarm(alarm_id=first.id))
    looked = hall.admin.snapshot().seq
    time.sleep(1.0)  # five looks: none of them may say anything again
    assert hall.admin.snapshot().seq == looked
    assert [one.id for one in alarms(hall)] == [first.id]
    assert alarms(hall, ordinary) == []
    for state in (CaseState.DISPATCHED, CaseState.SIGNED, CaseState.HANDLING):
        hall.who(state).send(hall.step(urgent, state))
    until(lambda: not alarms(hall, urgent))


def test_a_case_sent_back_late_is_an_alarm_again(hall: Hall) -> None:
    case_id = late_case(hall, Urgency.URGENT)
    for state in (CaseState.DISPATCHED, CaseState.SIGNED, CaseState.HANDLING):
        hall.who(state).send(hall.step(case_id, state))
    until(lambda: not alarms(hall, case_id))
    hall.inspector.send(c.CheckCase(case_id=case_id, passed=False, opinion="未清理"))
    until(lambda: bool(alarms(hall, case_id)))


def test_many_late_cases_are_one_alarm_each(hall: Hall) -> None:
    late = {late_case(hall, Urgency.URGENT) for _ in range(8)}
    until(lambda: late <= {one.about_id for one in alarms(hall)})
    about = [one.about_id for one in alarms(hall)]
    assert len(about) == len(set(about))


def test_a_filling_disk_is_an_alarm_that_ends_by_itself(tmp_path: Path) -> None:
    with running(tmp_path, environ=PERIOD | {"CITYWALL_ALARMS__DISK_LOW_BYTES": str(1 << 62)}) as server:
        hall = Hall(server)
        until(lambda: bool(alarms(hall)))
        assert [(one.code, one.priority, one.about_kind) for one in alarms(hall)] == [("disk_low", 3, "server")]
    with running(tmp_path, environ=PERIOD | {"CITYWALL_ALARMS__DISK_LOW_BYTES": "1"}) as server:
        server._admin = server.log_in("admin")
        until(lambda: not alarms(Hall(server)))


def test_another_alarm_about_the_same_case_is_left_alone(hall: Hall) -> None:
    case_id = late_case(hall, Urgency.NORMAL)
    raised = c.RaiseAlarm(priority=1, code="sos", about_kind="case", about_id=case_id)
    hall.admin.send(raised)
    time.sleep(0.6)
    assert [one.code for one in alarms(hall, case_id)] == ["sos"]
    with pytest.raises(Refused):
        hall.admin.send(raised)


@pytest.mark.parametrize("about", ["nonsense", "9999999999999999999", "", "12"])
def test_an_overdue_alarm_about_no_open_case_goes(hall: Hall, backend: Backend, about: str) -> None:
    raised = c.RaiseAlarm(priority=2, code="case_overdue", about_kind="case", about_id=about)
    alarm_id = hall.admin.send(raised).ids[0]
    if about:  # without a thing it is about, an alarm is its sender's own
        until(lambda: alarm_id not in hall.admin.live_state()["alarm"])
    assert "defect" not in backend.log


def test_the_rule_names_what_is_missing_and_what_is_over() -> None:
    def case(number: int, hours: float | None, urgency: Urgency = Urgency.URGENT) -> Case:
        return Case(
            id=str(number),
            number=str(number),
            short=number,
            class_code="E0110",
            state=CaseState.HANDLING,
            source=CaseSource.VIDEO,
            reported_at=NOW,
            urgency=urgency,
            deadline_at=None if hours is None else NOW + timedelta(hours=hours),
        )

    def alarm(about: str, kind: str = "case", code: str = "case_overdue") -> Alarm:
        return Alarm(id="9" + about, priority=2, code=code, raised_at=NOW, about_kind=kind, about_id=about)

    late_ordinary = case(4, -1, Urgency.NORMAL)
    cases = {one.id: one for one in (case(1, -1), case(2, -5), case(3, 1), late_ordinary, case(5, None))}
    standing = [alarm("3"), alarm("4"), alarm("77"), alarm("5", kind="unit"), alarm("1", code="sos")]
    # 3 is in time, 77 is gone, 2 is later than 1; somebody's own alarm about the ordinary late case 4 is true.
    assert cases_to_settle(cases, standing, NOW) == ("3", "77", "2", "1")
    assert cases_to_settle(cases, [], NOW - timedelta(days=1)) == ()


def test_the_rule_lets_climb_what_nobody_acknowledged() -> None:
    def alarm(about: str, rung: str, **more: datetime) -> Alarm:
        params = {"rung": rung} if rung else {}
        return Alarm(
            id="9" + about, priority=2, code="case_overdue", raised_at=NOW, about_kind="case", about_id=about,
            params=params, **more,
        )  # fmt: skip

    cases = {
        str(number): Case(
            id=str(number), number=str(number), short=number, class_code="E0110", state=CaseState.HANDLING,
            source=CaseSource.VIDEO, reported_at=NOW, urgency=urgency, deadline_at=NOW - timedelta(minutes=6),
        )
        for number, urgency in enumerate([Urgency.URGENT] * 5 + [Urgency.NORMAL], start=1)
    }  # fmt: skip
    standing = [
        *(alarm("1", "1"), alarm("2", "2"), alarm("3", "1", acked_at=NOW)),
        *(alarm("4", ""), alarm("5", "odd"), alarm("6", "1")),
    ]  # fmt: skip
    assert cases_to_settle(cases, standing, NOW) == ("1", "4", "5")


@pytest.mark.parametrize(
    ("free", "standing", "low"), [(99, False, True), (100, False, False), (110, True, True), (120, True, False)]
)
def test_the_alarm_of_the_disk_does_not_flutter(free: int, standing: bool, low: bool) -> None:
    assert disk_is_low(free, 100, standing=standing) is low
