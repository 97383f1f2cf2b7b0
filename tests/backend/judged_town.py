"""A town whose clock a test moves and whose people do whatever the life cycle lets them, for the evaluation."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select

from backend.outcome import Actor
from backend.records import CaseRecord, record_of
from backend.services.acts import job_of
from backend.services.evaluation import EvaluationQuery, evaluation_table
from backend.services.evaluation_audit import compare
from backend.services.evaluation_cases import CasesQuery, counted_cases
from backend.services.evaluation_counting import Counting
from backend.tables import cases
from backend.transaction import Transaction
from contract import commands as c
from contract.conduct import Conduct
from contract.entities import Area, CaseSource, CaseState, Id, Person, ReportKind, Unit, Urgency
from contract.errors import Refused
from contract.evaluation_answers import CountedCases, EvaluationTable
from contract.lifecycle import TABLE, Role
from contract.limits import Limit, LimitRules, StepLimit
from contract.profile import LimitRule
from contract.scope import FULL, Scope
from tests.backend.sums import PROFILE, Town

START = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)  # before a clock goes back
STATES = ("reported", "accepted", "verifying", "filed", "entrusted", "dispatched", "feedback", "checking", "checked")
JUDGED = msgspec.structs.replace(
    PROFILE,
    default_limit=LimitRule(class_code="", value=6, unit="urgent_hour"),
    rules=LimitRules(
        steps=(
            *(StepLimit(step=one, limit=Limit(1, "urgent_hour")) for one in STATES),
            StepLimit(step="overall", limit=Limit(8, "urgent_hour"), urgency="major"),
        )
    ),
    conduct=Conduct(verify_public=False),
)
AREAS = (
    Area(id="1", level="city", code="1", name="试验市"),
    Area(id="2", level="district", code="2", name="东区", name_en="East", parent_id="1"),
    Area(id="3", level="street", code="3", name="长兴路街道", parent_id="2"),
    Area(id="4", level="street", code="4", name="二街道", parent_id="2"),
    Area(id="5", level="district", code="5", name="西区", parent_id="1"),
    Area(id="6", level="street", code="6", name="三街道", parent_id="5"),
    Area(id="11", level="grid", code="11", name="g11", parent_id="3"),
    Area(id="12", level="grid", code="12", name="g12", parent_id="4"),
    Area(id="13", level="grid", code="13", name="g13", parent_id="6"),
)
GRIDS = ("11", "12", "13", None)
PEOPLE = {
    role: tuple(Actor(f"{500 + at * 10 + n}", f"{role} {n}", frozenset({str(role)})) for n in (1, 2))
    for at, role in enumerate(Role)
}


class JudgedTown(Town):
    """`pass_` moves the clock; `live` lets people act at random."""

    def __init__(self, url: str, seed: int = 1) -> None:
        self.now = START
        self.random = random.Random(seed)
        self.counted = False
        self.refusals: dict[str, int] = {}
        self.done: dict[str, int] = {}
        super().__init__(url, JUDGED, clock=lambda: self.now)
        self.counting = Counting(self.db, self.writer)
        self.writer.bulk(_ground).result()

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)

    def act(self, command: c.Command, by: Actor) -> Id | None:
        """The case that it is about; None where it was refused."""
        job = job_of(c.Envelope(id=f"x-{self.random.getrandbits(60)}", command=command), by)  # type: ignore[arg-type]
        self.counted = False
        try:
            done = self.writer.submit(job).result()
        except Refused as refused:
            code = f"{refused.problem.code} {refused.problem.params.get('rule', '')} {refused.problem.field}"
            self.refusals[code] = self.refusals.get(code, 0) + 1
            return None
        self.done[done.name] = self.done.get(done.name, 0) + 1
        return done.ids[0]

    def by(self, role: Role) -> Actor:
        return self.random.choice(PEOPLE[role])

    def report(self, **given: Any) -> Id:
        made = {"class_code": "E0110", "source": CaseSource.INSPECTOR} | given
        found = self.act(c.ReportCase(**made), self.by(Role.INSPECTOR))
        assert found is not None
        return found

    def live(self, acts: int) -> None:
        """So many tries to do something; the few youngest cases get most of it."""
        ids = [one.id for one in self.records()]
        for _ in range(acts):
            self.pass_(minutes=self.random.choice((1, 2, 5, 10, 20, 40, 90, 300)))
            if len(ids) < 4 or self.random.random() < 0.06:
                source = self.random.choice(tuple(CaseSource))
                ids.append(
                    self.report(
                        source=source,
                        urgency=self.random.choice((Urgency.NORMAL, Urgency.MAJOR)),
                        self_handled=source is CaseSource.INSPECTOR and self.random.random() < 0.3,
                        report_kind=self.random.choice((ReportKind.PROBLEM, ReportKind.PROBLEM, ReportKind.PRAISE)),
                    )
                )
                self.place(ids[-1])
            case_id = self.random.choice(ids[-4:] if self.random.random() < 0.8 else ids)
            state = self.state(case_id)
            steps = [one for one in TABLE if one.state is state]
            if steps:
                weights = [20 if one.command in _PATH else 5 if one.command in _ASIDE else 1 for one in steps]
                step = self.random.choices(steps, weights)[0]
                command = self.command(step.command, case_id, ids)
                if command is not None:
                    self.act(command, self.by(self.random.choice(sorted(step.roles))))

    def place(self, case_id: Id) -> None:
        """Into one of the grids, as an import would move it."""
        record = self.record(case_id)
        self.put(msgspec.structs.replace(record, area_id=self.random.choice(GRIDS), version=record.version + 1))

    def record(self, case_id: Id) -> CaseRecord:
        with self.db.read() as connection:
            return record_of(connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one())

    def state(self, case_id: Id) -> CaseState:
        return self.record(case_id).state

    def command(self, name: str, case_id: Id, others: list[Id]) -> c.Command | None:
        choose = self.random.choice
        kind = _KINDS[name]
        more: dict[str, Any] = {}
        for one in msgspec.structs.fields(kind):
            match one.name:
                case "opinion":
                    more["opinion"] = "x"
                case "passed" | "approved" | "confirmed":
                    more[one.name] = self.random.random() < 0.7
                case "department_id":
                    more["department_id"] = choice if (choice := choose(("21", "22"))) else None
                case "unit_id":
                    more |= {"unit_id": "31", "unit_kind": "unit"}
                case "until_at":
                    more["until_at"] = self.now + timedelta(hours=choose((3, 8, 14)))
                case "into_id":
                    more["into_id"] = choose(others)
                case "class_code" if name == "amend_case":
                    more["class_code"] = choose(("E0110", "C0101"))
                case "person_id" if name in ("request_verification", "request_check"):
                    more["person_id"] = choose((None, PEOPLE[Role.INSPECTOR][0].person_id))
        try:
            found: c.Command = kind(case_id=case_id, **more)
            return found
        except TypeError:
            return None

    def put(self, *records: CaseRecord) -> None:
        self.counted = False
        super().put(*records)

    def count(self) -> None:
        if self.counted:
            return
        self.counted = True
        assert asyncio.run(self.counting.catch_up(60.0))

    def differences(self) -> list[str]:
        with self.db.read() as connection:
            return compare(connection)

    def table(self, scope: Scope = FULL, at: datetime | None = None, **query: Any) -> EvaluationTable:
        self.count()
        with self.db.read() as connection:
            return evaluation_table(connection, JUDGED, scope, at or self.now, EvaluationQuery(**query))

    def cases(self, scope: Scope = FULL, at: datetime | None = None, **query: Any) -> CountedCases:
        self.count()
        with self.db.read() as connection:
            return counted_cases(connection, JUDGED, scope, at or self.now, CasesQuery(**query))


_KINDS: dict[str, Any] = {
    str(one.__struct_config__.tag): one
    for one in vars(c).values()
    if isinstance(one, type) and issubclass(one, c.OnCase)
}
_PATH = frozenset(
    {
        "accept_case", "file_case", "dispatch_case", "sign_case", "start_handling", "feed_back", "check_case",
        "close_case", "confirm_case", "audit_self_handled", "answer_verification", "decide_return", "decide_extension",
        "decide_order_return",
        "decide_suspension", "resume_case", "decide_appeal",
    }
)  # fmt: skip
_ASIDE = frozenset(
    {
        "request_verification", "request_check", "ask_return", "ask_extension", "ask_suspension", "redispatch_case",
        "reopen_case", "appeal_case", "entrust_case", "dispatch_unit", "mark_shirking", "split_case",
    }
)  # fmt: skip


def _ground(tx: Transaction) -> None:
    people = [
        Person(id=str(one.person_id), name=one.name, roles=tuple(one.roles)) for both in PEOPLE.values() for one in both
    ]
    unit = Unit(id="31", number=1, name="crew", role="crew", department_id="21")
    tx.publish("city.imported", upsert=[*AREAS, *people, unit])


@contextmanager
def judged_town(url: str, seed: int = 1) -> Iterator[JudgedTown]:
    one = JudgedTown(url, seed)
    try:
        yield one
    finally:
        one.close()
