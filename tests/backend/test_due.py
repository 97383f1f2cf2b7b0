"""What nobody does on a case is done by the system: once, in order, whenever it looks; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from backend import course as courses
from backend.city import City
from backend.course import Course
from backend.db import EMPTY_PROFILE, Database, set_meta
from backend.ids import IdSource
from backend.lease import Lease
from backend.outcome import Actor, Written
from backend.records import CaseRecord, card, record_of
from backend.rules.due import may_be_due
from backend.services.acts import job_of
from backend.services.due import do_due, wakes
from backend.tables import cases
from backend.transaction import Transaction
from backend.writer import Writer
from contract import commands as c
from contract.conduct import Conduct
from contract.entities import CaseSource, CaseState, Department, Id, Urgency
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.limits import HandlingLimit, Limit, LimitRules, Milestone, PauseRule, StepLimit
from contract.profile import CityProfile, Condition, LimitRule
from tests.backend.postgres import cluster

S = CaseState
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Shanghai
PROFILE = msgspec.structs.replace(
    EMPTY_PROFILE,
    timezone="Asia/Shanghai",
    default_limit=LimitRule(class_code="", value=8, unit="urgent_hour"),
    conditions=(
        Condition(
            id="E0101-1",
            class_code="E0101",
            limits=(
                HandlingLimit(
                    limit=Limit(20, "urgent_day"),
                    milestones=(
                        Milestone(name="停工", limit=Limit(4, "urgent_hour")),
                        Milestone(name="拆除", limit=Limit(10, "urgent_day")),
                    ),
                ),
                HandlingLimit(limit=Limit(3, "urgent_hour"), grade="A"),
            ),
        ),
    ),
    rules=LimitRules(steps=(StepLimit(step="reported", limit=Limit(0.25, "urgent_hour")),)),
    conduct=Conduct(urge_again_min=0),
)
POSTS = {role: Actor(str(900 + at), str(role), frozenset({str(role)})) for at, role in enumerate(Role)}


class Office:
    """The write side alone, with a clock that the test sets."""

    def __init__(self, url: str, profile: CityProfile) -> None:
        self.now, self.seen = START, list[Written]()
        self.db = Database(url, synchronous="OFF")
        self.db.migrate()
        self.lease = Lease(self.db)
        ids = IdSource(self.lease.take(), after=self.db.newest_id())
        self.writer = Writer(
            self.db, ids=ids, city=City(), lease=self.lease, clock=lambda: self.now, published=self.seen.extend
        )
        self.writer.start()
        self._number = count()
        self.use(profile)
        self.writer.bulk(
            lambda tx: tx.publish("x", upsert=[Department(id="21", code="d", name="环卫", short_name="环卫")])
        ).result()

    def use(self, profile: CityProfile) -> None:
        def work(tx: Transaction) -> None:
            set_meta(tx.connection, "profile", msgspec.json.encode(profile).decode())
            tx.publish("city.imported", params={"part": "profile"})

        self.profile = profile
        self.writer.bulk(work).result()

    def close(self) -> None:
        self.writer.stop()
        self.lease.close()
        self.db.close()

    def act(self, role: Role, command: c.Command) -> tuple[Id, ...]:
        envelope = c.Envelope(id=f"due-{next(self._number)}", command=command)  # type: ignore[arg-type]
        return self.writer.submit(job_of(envelope, POSTS[role])).result().ids

    def report(self, **more: Any) -> Id:
        given = {"class_code": "E0110", "source": CaseSource.INSPECTOR} | more
        return self.act(Role.INSPECTOR, c.ReportCase(**given))[0]

    def dispatched(self, *, file: dict[str, Any] | None = None, **more: Any) -> Id:
        case_id = self.report(**more)
        self.act(Role.INTAKE, c.AcceptCase(case_id=case_id))
        self.act(Role.SHIFT_LEADER, c.FileCase(case_id=case_id, **(file or {})))
        self.act(Role.DISPATCHER, c.DispatchCase(case_id=case_id, department_id="21"))
        return case_id

    def record(self, case_id: Id) -> CaseRecord:
        with self.db.read() as connection:
            return record_of(connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one())

    def course(self, case_id: Id) -> Course:
        return courses.read(self.record(case_id).course)

    def wakes(self, case_id: Id) -> datetime | None:
        return wakes(self.profile, self.record(case_id))

    def look(self, case_id: Id, at: datetime | None = None) -> list[tuple[str, str]]:
        """Do all that is due, as the job does; (event, clock) of each."""
        self.now = at or self.now
        before = len(self.seen)
        while (due := self.wakes(case_id)) is not None and due <= self.now:
            record = self.record(case_id)
            lamps, orders = "yellow" in self.profile.rules.urge_at, bool(self.profile.rules.orders)
            assert not record.is_live or may_be_due(card(record), self.now, yellow=lamps, orders=orders)
            self.writer.act(partial(do_due, case_id=case_id)).result()
        return [(one.event.name, one.event.params.get("clock", "")) for one in self.seen[before:]]


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    def work(url: str) -> Iterator[Office]:
        one = Office(url, PROFILE)
        try:
            yield one
        finally:
            one.close()

    if request.param == "sqlite":
        yield from work(f"sqlite:///{tmp_path / 'due.db'}")
    else:
        with cluster() as url:
            yield from work(url)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Office]:
    """On SQLite alone, where only the rules matter."""
    found = Office(f"sqlite:///{tmp_path / 'due.db'}", PROFILE)
    try:
        yield found
    finally:
        found.close()


def replaced(profile: CityProfile, **rules: Any) -> CityProfile:
    return msgspec.structs.replace(profile, rules=msgspec.structs.replace(profile.rules, **rules))


def test_the_end_of_a_limit_is_told_and_urged_once(office: Office) -> None:
    case_id = office.dispatched()
    ends = START + 8 * HOUR
    assert office.look(case_id, ends - timedelta(seconds=1)) == []
    assert office.look(case_id, ends + timedelta(seconds=1)) == [
        ("case.limit_ended", "handling"), ("case.urged", "handling"),
    ]  # fmt: skip
    assert office.look(case_id, ends + timedelta(days=30)) == []
    assert office.course(case_id).urged == 1
    last = office.seen[-1].event
    assert (last.actor_id, last.params) == (None, {
        "auto": "yes", "clock": "handling", "post": "department", "department_id": "21",
    })  # fmt: skip
    with pytest.raises(Refused) as nothing:
        office.writer.act(partial(do_due, case_id=case_id)).result()
    assert nothing.value.problem.code is Code.WRONG_STATE


def test_who_looked_before_the_system_urged_may_still_act(one: Office) -> None:
    case_id = one.dispatched()
    seen = one.record(case_id).version
    one.look(case_id, START + 9 * HOUR)
    assert one.record(case_id).version == seen + 2
    with pytest.raises(Refused):  # what was before somebody's act is old
        one.act(Role.DEPARTMENT, c.SignCase(case_id=case_id, expected_version=seen - 1))
    with pytest.raises(Refused):
        one.act(Role.DEPARTMENT, c.SignCase(case_id=case_id, expected_version=seen + 3))
    one.act(Role.DEPARTMENT, c.SignCase(case_id=case_id, expected_version=seen))
    for old in (seen, seen + 1, seen + 2):
        with pytest.raises(Refused) as stale:
            one.act(Role.DEPARTMENT, c.StartHandling(case_id=case_id, expected_version=old))
        assert stale.value.problem.code is Code.CONFLICT
    one.act(Role.DEPARTMENT, c.StartHandling(case_id=case_id, expected_version=seen + 3))


def test_a_suspended_case_wakes_on_its_day_with_what_was_left(office: Office) -> None:
    case_id = office.dispatched()
    until = START + timedelta(days=60)
    office.now = START + 3 * HOUR
    office.act(Role.DEPARTMENT, c.AskSuspension(case_id=case_id, until_at=until, opinion="冬季"))
    office.act(Role.SHIFT_LEADER, c.DecideSuspension(case_id=case_id, approved=True))
    assert office.look(case_id, until - HOUR) == []
    # Nobody was there for ten days: it wakes once, and its clock counts from when it wakes.
    late = until + timedelta(days=10)
    assert office.look(case_id, late) == [("case.resumed", "")]
    record = office.record(case_id)
    assert (record.state, record.deadline_at) == (S.DISPATCHED, late + 5 * HOUR)
    assert office.look(case_id, late + 5 * HOUR + timedelta(seconds=1))[0] == ("case.limit_ended", "handling")


def test_after_days_without_a_server_each_thing_is_done_once_in_order(office: Office) -> None:
    case_id = office.dispatched()
    office.now = START + HOUR
    office.act(Role.LEADER, c.SuperviseCase(case_id=case_id, due_at=START + 2 * HOUR, opinion="速办"))
    waited = START + timedelta(days=9)
    assert office.look(case_id, waited) == [
        ("case.urged", "reply_supervision"), ("case.limit_ended", "handling"), ("case.urged", "handling"),
    ]  # fmt: skip
    assert office.look(case_id, waited + timedelta(days=9)) == []


def test_two_jobs_that_look_together_do_it_once(office: Office) -> None:
    case_id = office.dispatched()
    office.now = START + 9 * HOUR
    answers = [office.writer.act(partial(do_due, case_id=case_id)) for _ in range(10)]
    refused = [one for one in answers if one.exception() is not None]
    assert len(refused) == 8
    assert [one.event.name for one in office.seen[-2:]] == ["case.limit_ended", "case.urged"]


def test_a_step_that_nobody_takes_is_urged(one: Office) -> None:
    case_id = one.report()
    assert one.look(case_id, START + HOUR) == [("case.urged", "step")]
    assert one.seen[-1].event.params["post"] == "intake"
    one.act(Role.INTAKE, c.AcceptCase(case_id=case_id))
    assert one.wakes(case_id) is None


def test_urging_is_repeated_but_never_in_a_heap(one: Office) -> None:
    one.use(msgspec.structs.replace(PROFILE, conduct=Conduct(urge_again_min=60)))
    case_id = one.report()
    assert one.look(case_id, START + HOUR) == [("case.urged", "step")]
    assert one.look(case_id, START + 1.5 * HOUR) == []
    assert one.look(case_id, START + timedelta(days=20)) == [("case.urged", "step")]
    assert one.wakes(case_id) is not None


def test_urging_when_the_lamp_turns_yellow(one: Office) -> None:
    one.use(replaced(PROFILE, urge_at=("yellow", "red")))
    case_id = one.dispatched()
    assert one.look(case_id, START + 6.5 * HOUR) == [("case.urged", "handling")]
    assert one.look(case_id, START + 9 * HOUR) == [("case.limit_ended", "handling"), ("case.urged", "handling")]


def test_a_pause_that_lasts_too_long_ends_by_itself(one: Office) -> None:
    one.use(replaced(PROFILE, pauses=(PauseRule(reason="return_asked", maximum=Limit(4, "urgent_hour")),)))
    case_id = one.dispatched()
    one.now = START + 2 * HOUR
    one.act(Role.DEPARTMENT, c.AskReturn(case_id=case_id, opinion="非本部门"))
    assert one.look(case_id, START + 20 * HOUR) == [("case.pause_ended", "")]
    # Two hours were used and four stood still: it ended twelve hours after it began, and is told when the case is back.
    assert one.record(case_id).deadline_at == START + 12 * HOUR
    one.act(Role.DISPATCHER, c.DecideReturn(case_id=case_id, approved=False, opinion="应由你处办理"))
    assert one.record(case_id).deadline_at == START + 12 * HOUR
    assert one.look(case_id) == [("case.limit_ended", "handling"), ("case.urged", "handling")]


def test_deadlines_in_a_row_are_urged_one_by_one(one: Office) -> None:
    case_id = one.dispatched(class_code="E0101", file={"condition": "E0101-1"})
    assert one.record(case_id).deadline_at == START + timedelta(days=10)
    assert [stage.deadline_at for stage in one.course(case_id).milestones] == [
        START + 4 * HOUR, START + timedelta(days=10),
    ]  # fmt: skip
    assert one.look(case_id, START + 5 * HOUR) == [("case.urged", "milestone")]
    assert one.look(case_id, START + timedelta(days=11)) == [
        ("case.limit_ended", "handling"),
        ("case.urged", "handling"),
    ]


def closed(one: Office) -> Id:
    case_id = one.dispatched()
    one.act(Role.DEPARTMENT, c.SignCase(case_id=case_id))
    one.act(Role.DEPARTMENT, c.StartHandling(case_id=case_id))
    one.act(Role.DEPARTMENT, c.FeedBack(case_id=case_id, opinion="已清理"))
    one.act(Role.INSPECTOR, c.CheckCase(case_id=case_id, passed=True))
    one.act(Role.SHIFT_LEADER, c.CloseCase(case_id=case_id))
    return case_id


def test_a_closed_case_is_archived_after_its_days(one: Office) -> None:
    case_id = closed(one)
    assert one.look(case_id, START + timedelta(days=29)) == []
    assert one.look(case_id, START + timedelta(days=31)) == [("case.archived", "")]
    assert one.record(case_id).state is S.ARCHIVED
    one.use(msgspec.structs.replace(PROFILE, conduct=Conduct(archive_days=0)))
    assert one.wakes(closed(one)) is None


def test_the_card_says_when_the_lamp_turns_where_a_clock_does_not_tell(one: Office) -> None:
    one.now = START + 9 * HOUR  # 19:00, an hour before duty ends
    plain = one.dispatched()
    assert (card(one.record(plain)).near_at, one.course(plain).near_at) == (None, None)
    one.use(msgspec.structs.replace(PROFILE, default_limit=LimitRule(class_code="", value=5, unit="work_hour")))
    by_duty = one.dispatched()
    # Five hours of duty: one this evening, the fifth from 11:00 to 12:00 tomorrow.
    assert card(one.record(by_duty)).deadline_at == START + timedelta(days=1, hours=2)
    assert card(one.record(by_duty)).near_at == START + timedelta(days=1, hours=1)
    one.act(Role.DEPARTMENT, c.SignCase(case_id=by_duty))
    assert card(one.record(by_duty)).near_at == START + timedelta(days=1, hours=1)
    one.act(Role.DEPARTMENT, c.AskReturn(case_id=by_duty, opinion="非本部门"))
    assert card(one.record(by_duty)).near_at is None  # it stands still
    one.now += timedelta(days=1)
    one.act(Role.DISPATCHER, c.DecideReturn(case_id=by_duty, approved=False, opinion="应由你处办理"))
    assert card(one.record(by_duty)).near_at == START + timedelta(days=2, hours=1)


def test_rework_goes_on_with_what_was_left_of_the_limit(one: Office) -> None:
    case_id = one.dispatched()
    one.act(Role.DEPARTMENT, c.SignCase(case_id=case_id))
    one.act(Role.DEPARTMENT, c.StartHandling(case_id=case_id))
    one.now = START + 6 * HOUR
    one.act(Role.DEPARTMENT, c.FeedBack(case_id=case_id, opinion="已清理"))
    assert one.look(case_id, START + 20 * HOUR) == []  # its limit does not run while it waits for the check
    one.act(Role.INSPECTOR, c.CheckCase(case_id=case_id, passed=False, opinion="未清理"))
    assert one.record(case_id).deadline_at == START + 22 * HOUR
    # Six of eight hours are used, as before the check: the clock counts as begun fourteen hours later.
    assert one.course(case_id).limit_start_at == START + 14 * HOUR


@pytest.mark.parametrize(("urgency", "hours"), [(Urgency.NORMAL, 8), (Urgency.URGENT, 8)])
def test_a_case_that_people_handle_is_left_alone(one: Office, urgency: Urgency, hours: int) -> None:
    case_id = one.dispatched(urgency=urgency)
    assert one.record(case_id).deadline_at == START + hours * HOUR
    one.act(Role.DEPARTMENT, c.SignCase(case_id=case_id))
    one.act(Role.DEPARTMENT, c.StartHandling(case_id=case_id))
    one.act(Role.DEPARTMENT, c.FeedBack(case_id=case_id, opinion="已清理"))
    assert one.wakes(case_id) is None
    with pytest.raises(Refused) as unknown:
        one.writer.act(partial(do_due, case_id="1")).result()
    assert unknown.value.problem.code is Code.NOT_FOUND
