"""A city's weeks at the speed of the machine: the simulator's people, the server's own writer, a clock of its own.

Everything that happens goes through the door of commands and the job of due things; only HTTP is left out, because the
clock of a process cannot run ahead.
"""

from __future__ import annotations

import heapq
import itertools
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import shapely
from sqlalchemy import insert, select

from backend.course import read as read_course
from backend.outcome import SYSTEM, Actor
from backend.records import CaseRecord, card, record_of
from backend.replies import CommandJob
from backend.services.acts import job_of
from backend.services.due import do_due, wakes
from backend.tables import cases, cells
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import ENDED, Area, Case, CaseSource, CaseState, Department, Id, Person, Point, Unit
from contract.errors import Refused
from contract.lifecycle import Role
from contract.profile import CityProfile
from contract.profile_files.assembling import profile_of
from contract.profile_files.checking import check
from contract.profile_files.reading import read_folder
from contract.scope import Scope, View
from simulator.deeds import Ground, command_of
from simulator.pace import (
    SELF_HANDLED_SHARE,
    SOURCES,
    Step,
    after_step,
    next_step,
    report_gap_s,
    reporter,
    urgency_of,
)
from tests.backend.sums import Town

ROOT = Path(__file__).resolve().parents[2]
STARTS = datetime(2026, 9, 14, 0, 0, tzinfo=UTC)  # a Monday; the week of the national holiday is in its month
WEST, SOUTH, SIDE = 121.40, 31.20, 0.001
DUE_EVERY = timedelta(minutes=30)
OFFICES = ("31", "32")  # street offices, which dispatch a second time
DEPARTMENTS = ("21", "22", "23")


def sample_profile() -> CityProfile:
    """The committed sample."""
    said, faults = read_folder(ROOT / "assets" / "profile")
    checked = check(said)
    assert not faults
    assert not checked.faults
    return profile_of(checked.tables)


@dataclass
class Month:
    """A city that lives. `done` counts acts by command, `refused` refusals by command and code or rule."""

    town: Town
    clock: list[datetime]
    seed: int = 1
    reports_a_day: float = 130.0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    states: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._order = itertools.count()
        self._due: list[tuple[datetime, int, Any]] = []
        self._open: dict[Id, Case] = {}
        self._over: list[Id] = []
        self._profile = sample_profile()
        self._conditions: dict[str, list[str]] = {}
        for one in self._profile.conditions:
            self._conditions.setdefault(one.class_code, []).append(one.id)
        self._classes = [one.code for one in self._profile.classes if one.status != "reserved"]
        self.town.set_profile(self._profile)
        self.town.writer.bulk(self._settle).result()
        self._people = {role: _people(role) for role in Role}

    @property
    def now(self) -> datetime:
        return self.clock[0]

    def run(self, days: float, closing_days: float = 0.0) -> None:
        """So many days with reports, and more without."""
        ends = self.now + timedelta(days=days)
        last = ends + timedelta(days=closing_days)
        self._at(self.now, "report")
        self._at(self.now + DUE_EVERY, "due")
        while self._due and self._due[0][0] <= last:
            at, _, what = heapq.heappop(self._due)
            self.clock[0] = max(at, self.now)
            if what == "report":
                if self.now < ends:
                    self._report()
                    gap = report_gap_s(self.now.hour, self.reports_a_day / 130.0, self._chance)
                    self._at(self.now + timedelta(seconds=gap), "report")
            elif what == "due":
                self._do_due()
                self._look_back()
                self._at(self.now + DUE_EVERY, "due")
            else:
                self._act(*what)
        self.clock[0] = last

    def _at(self, moment: datetime, what: Any) -> None:
        heapq.heappush(self._due, (moment, next(self._order), what))

    def _settle(self, tx: Transaction) -> None:
        bodies = (*DEPARTMENTS, *OFFICES)
        tx.publish("x", upsert=[Department(id=one, code=f"d{one}", name=one, short_name=one) for one in bodies])
        tx.publish("x", upsert=[Area(id="41", level="street", code="990101001", name="长兴街道")])
        tx.publish("x", upsert=[Area(id="42", level="grid", code="g42", name="长兴 01", parent_id="41")])
        units = [Unit(id=str(50 + n), number=n, name=f"{n} 组", role="crew", department_id="21") for n in (1, 2)]
        tx.publish("x", upsert=units)
        tx.publish("x", upsert=[Person(id="60", name="李", roles=("inspector",), area_id="42")])
        rows = []
        for at in range(9):
            west, south = WEST + at % 3 * SIDE, SOUTH + at // 3 * SIDE
            rows.append(_cell(f"990101001001{at + 1:03d}", west, south, "ABC"[at % 3]))
        tx.connection.execute(insert(cells), rows)

    def _report(self) -> None:
        chance = self._chance
        source = chance.choices([one for one, _ in SOURCES], [share for _, share in SOURCES])[0]
        class_code = chance.choice(self._classes)
        fit = self._conditions.get(class_code, [])
        nowhere = chance.random() < 0.03
        command = c.ReportCase(
            class_code=class_code,
            source=source,
            place=f"长兴路 {chance.randint(1, 400)} 号",
            point=None if nowhere else self._point(),
            urgency=urgency_of(class_code, chance),
            condition=chance.choice(fit) if fit and chance.random() < 0.7 else "",
            order_number=f"12345-{chance.randint(1, 10**9)}" if source is CaseSource.HOTLINE else "",
            self_handled=source is CaseSource.INSPECTOR and chance.random() < SELF_HANDLED_SHARE,
        )
        self._send(command, self._one(reporter(source)), "report_case")

    def _point(self) -> Point:
        return Point(WEST + self._chance.random() * 3 * SIDE, SOUTH + self._chance.random() * 3 * SIDE)

    def _one(self, role: Role, case: Case | None = None) -> Actor:
        people = self._people[role]
        if role is Role.DEPARTMENT and case is not None:
            people = [one for one in people if one.scope.department_id == case.department_id] or people
        if role is Role.DISTRICT and case is not None:
            people = [one for one in people if one.scope.department_id == case.entrusted_id] or people
        return self._chance.choice(people)

    def _act(self, case_id: Id, version: int, step: Step) -> None:
        case = self._open.get(case_id)
        if case is not None and case.version == version:
            self._do(case, step)

    def _do(self, case: Case, step: Step) -> None:
        ground = Ground(
            departments=[Department(id=one, code=one, name=one) for one in DEPARTMENTS],
            units=[Unit(id="51", number=1, name="1 组", role="crew", department_id="21")],
            streets=[Area(id="41", level="street", code="990101001", name="长兴街道")],
            districts={one: one for one in OFFICES},
            open_cases=list(itertools.islice(self._open, 20)),
            conditions=self._conditions,
            points=[(WEST + SIDE, SOUTH + SIDE)],
        )
        owner = self._chance.choice(DEPARTMENTS)
        command = command_of(case, step, owner, ground, self._chance, self.now)
        if command is None:
            self._plan(case)
            return
        self._send(command, self._one(step.role, case), step.command)
        if case.id in self._open and self._open[case.id].version == case.version:
            self._plan(case)

    def _plan(self, case: Case) -> None:
        step = next_step(case, self._chance, self.now, 1.0)
        if step is not None:
            self._at(self.now + timedelta(seconds=step.seconds), (case.id, case.version, step))

    def _send(self, command: Any, by: Actor, name: str) -> None:
        try:
            done = self.town.writer.submit(job_of(c.Envelope(id=uuid.uuid4().hex, command=command), by)).result()
        except Refused as refused:
            self.refused[f"{name}: {refused.problem.params.get('rule') or refused.problem.code}"] += 1
            return
        self.done[name] += 1
        self._know(done.ids[0])

    def _know(self, case_id: Id) -> None:
        record = self.record(case_id)
        self.states.add(str(record.state))
        if record.is_live:
            self._open[case_id] = card(record)
            self._plan(self._open[case_id])
            return
        self._open.pop(case_id, None)
        self._over.append(case_id)

    def record(self, case_id: Id) -> CaseRecord:
        with self.town.db.read() as connection:
            return record_of(connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one())

    def _do_due(self) -> None:
        with self.town.db.read() as connection:
            states = (*_OPEN, "closed") if self.now.hour == 0 else _OPEN
            query = select(cases).where(cases.c.state.in_(states))
            found = [record_of(row) for row in connection.execute(query).mappings()]
        for record in found:
            while (at := wakes(self._profile, record)) is not None and at <= self.now:
                job = CommandJob(
                    lambda tx, case_id=record.id: do_due(tx, case_id),  # type: ignore[misc]
                    SYSTEM, command_id=uuid.uuid4().hex, fingerprint="due", case_id=record.id, name="due",
                )  # fmt: skip
                self.done[f"due: {self.town.writer.submit(job).result().name}"] += 1
                self._know(record.id)
                record = self.record(record.id)

    def _look_back(self) -> None:
        for _ in range(3):
            if self._over:
                shown = card(self.record(self._chance.choice(self._over[-400:])))
                self._do(shown, after_step(shown, self._chance))
        for case_id in self._over[-60:]:
            record = self.record(case_id)
            late = record.handled_at is not None and record.deadline_at is not None
            if late and record.handled_at > record.deadline_at and self._chance.random() < 0.2:  # type: ignore[operator]
                appeal = read_course(record.course).appeal
                step = Step(Role.DISPATCHER, "decide_appeal", 0.0, self._chance.random() < 0.5)
                self._do(card(record), step if appeal == "asked" else Step(Role.DEPARTMENT, "appeal_case", 0.0))


_OPEN = tuple(str(one) for one in CaseState if one not in ENDED)


def _people(role: Role) -> list[Actor]:
    base = 1000 + 20 * list(Role).index(role)
    bodies = {Role.DEPARTMENT: (*DEPARTMENTS, *OFFICES), Role.DISTRICT: OFFICES}.get(role, (None, None))
    return [
        Actor(str(base + at), f"{role} {at}", frozenset({str(role)}), Scope(view=View.FULL, department_id=body))
        for at, body in enumerate(bodies)
    ]


def _cell(code: str, west: float, south: float, grade: str) -> dict[str, Any]:
    bounds = {"west": west, "south": south, "east": west + SIDE, "north": south + SIDE}
    return {
        "code": code,
        "area_id": "42",
        "grade": grade,
        "geometry": shapely.to_wkb(shapely.box(*bounds.values())),
    } | bounds


def course_of(record: CaseRecord) -> dict[str, Any]:
    """What is special about a case, as a dict."""
    found: dict[str, Any] = msgspec.to_builtins(read_course(record.course))
    return found
