"""An old snapshot plus the events since is a fresh snapshot: for random histories, every role and every scope.

The histories go through the real services, writer and database; the projection is the hub's own. Snapshots are taken at
random moments, seats resume from the outbox, and areas and departments change hands so that entities enter and leave.
"""

from __future__ import annotations

import random
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import select

from backend.city import City
from backend.db import EMPTY_PROFILE, Database, set_meta
from backend.frames import payload_of
from backend.hub import Hub
from backend.ids import IdSource
from backend.outcome import Actor
from backend.seats import Subscription
from backend.services.acts import job_of
from backend.services.live import events_after, live_state
from backend.settings import LiveStream
from backend.tables import cases
from backend.transaction import Transaction
from backend.writer import Writer
from contract import commands as c
from contract.conduct import Conduct
from contract.entities import (
    ENDED,
    Area,
    BroadcastState,
    Camera,
    CaseSource,
    CaseState,
    Link,
    Person,
    Point,
    Unit,
    Vehicle,
)
from contract.errors import Code, Refused
from contract.events import Gone
from contract.lifecycle import COMMANDS, TABLE, Role
from contract.protocol import Fact, Heartbeat, decode_frame, decode_snapshot
from contract.scope import FULL, Scope, View
from contract.snapshot import Live, apply, live_of
from tests.backend.life import KINDS
from tests.backend.postgres import cluster

EVERYBODY = Actor("1", "all", frozenset(str(role) for role in Role))
AREAS = ("11", "12", "13")
DEPARTMENTS = ("21", "22")
SCOPES = (
    FULL,
    Scope(area_ids=("11",)),
    Scope(area_ids=("11", "12")),
    Scope(view=View.DEPARTMENT, department_id="21"),
    Scope(view=View.DEPARTMENT, department_id="21", entrusted=True),
    Scope(view=View.DEPARTMENT, department_id="22", area_ids=("12", "13")),
    Scope(view=View.PUBLIC),
    Scope(view=View.PUBLIC, area_ids=("13",)),
)


class Town:
    """The write side and a hub, without a network between them."""

    def __init__(self, url: str) -> None:
        self.db = Database(url, synchronous="OFF")
        self.db.migrate()
        self.hub = Hub(LiveStream(queue_frames=100_000, queue_bytes=1 << 30))
        self.writer = Writer(
            self.db,
            ids=IdSource(after=self.db.newest_id()),
            city=City(),
            published=lambda written: self.published.append(self.hub.publish(written)),
        )
        self.published: list[bool] = []
        self.writer.start()
        with self.db.read() as connection:
            self.hub.load(*live_state(connection))
        self.writer.bulk(_settled).result()
        self.writer.bulk(_found).result()

    def close(self) -> None:
        self.writer.stop()
        self.db.close()

    @property
    def over(self) -> list[str]:
        """Cases that have ended: some of them come to life again."""
        with self.db.read() as connection:
            ended = select(cases.c.id).where(cases.c.state.in_([str(one) for one in ENDED]))
            return [str(one) for one in connection.execute(ended).scalars()]

    def state_of(self, case_id: str) -> CaseState:
        with self.db.read() as connection:
            return CaseState(connection.execute(select(cases.c.state).where(cases.c.id == case_id)).scalar_one())

    def do(self, command: c.Command) -> tuple[str, ...]:
        """An act; a refused one changes nothing and is part of the history all the same."""
        try:
            return self.writer.submit(job_of(c.Envelope(id=uuid.uuid4().hex, command=command), EVERYBODY)).result().ids  # type: ignore[arg-type]
        except Refused:
            return ()

    def together(self, commands: list[c.Command]) -> None:
        """Many acts, most of them in one transaction: the writer is held up until all wait."""
        gate = threading.Event()
        self.writer.bulk(lambda _: gate.wait(20))
        waiting = [
            self.writer.submit(job_of(c.Envelope(id=uuid.uuid4().hex, command=one), EVERYBODY))  # type: ignore[arg-type]
            for one in commands
        ]
        gate.set()
        for one in waiting:
            fault = one.exception()
            assert fault is None or (isinstance(fault, Refused) and fault.problem.code is not Code.DEFECT), fault


def _settled(tx: Transaction) -> None:
    # One actor plays every post here.
    alone = Conduct(double_posts=("dispatch+file", "dispatch+close", "handle+check", "ask+decide"))
    set_meta(tx.connection, "profile", msgspec.json.encode(replace(EMPTY_PROFILE, conduct=alone)).decode())
    tx.publish("city.imported", params={"part": "profile"})


def _found(tx: Transaction) -> None:
    tx.publish("area.saved", upsert=[Area(id=one, level="grid", code=f"A{one}", name="网格") for one in AREAS])
    for one in DEPARTMENTS:
        if tx.entity("department", one) is None:
            tx.publish("department.saved", upsert=[c_department(one)])


def c_department(one: str) -> msgspec.Struct:
    from contract.entities import Department

    return Department(id=one, code=f"D{one}", name="处")


def act(town: Town, rng: random.Random) -> None:
    """One random step of the city's history."""
    open_ones = list(town.hub.live["case"])
    match rng.randrange(12):
        case 0 | 1:
            place, point = rng.choice(["长兴路 86 号", "无号", ""]), Point(121.0, 31.0) if rng.random() < 0.5 else None
            town.do(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO, place=place, point=point))
        case 2 | 3 | 4 | 5 if open_ones:
            case_id = rng.choice(open_ones)
            town.do(_next(town.state_of(case_id), case_id, rng, open_ones))
        case 10 if town.over:
            case_id = rng.choice(town.over)
            state = town.state_of(case_id)
            town.do(_next(state, case_id, rng, open_ones or [case_id]))
        case 6:
            number = rng.randrange(1, 4)
            area, department = rng.choice((None, *AREAS)), rng.choice((None, *DEPARTMENTS))
            town.writer.bulk(lambda tx: _move(tx, number, area, department)).result()
        case 7 if open_ones:
            case_id, area = rng.choice(open_ones), rng.choice(AREAS)
            town.writer.bulk(lambda tx: _rezone(tx, case_id, area)).result()
        case 8:
            town.do(
                c.RaiseAlarm(priority=1, code="camera_offline", about_kind="camera", about_id=str(rng.randrange(3)))
            )
        case 9 if town.hub.live["alarm"]:
            town.do(c.ClearAlarm(alarm_id=rng.choice(list(town.hub.live["alarm"]))))
        case _:
            people = town.hub.live["person"]
            one = rng.choice(list(people)) if people and rng.random() < 0.5 else None
            town.writer.bulk(lambda tx: _person(tx, one)).result()


def _next(state: CaseState, case_id: str, rng: random.Random, others: list[str]) -> c.Command:
    """An act of the life cycle: mostly one that the table permits here, now and then one that it does not."""
    here = [step.command for step in TABLE if step.state is state]
    name = rng.choice(here) if here and rng.random() < 0.85 else rng.choice(COMMANDS)
    if name == "void_case" and rng.random() < 0.8:
        name = "urge_case"  # else few cases grow old
    kind = KINDS[name]
    fields, given = set(kind.__struct_fields__), {"case_id": case_id, "opinion": "说明"}
    more: dict[str, object] = {
        "passed": rng.random() < 0.6,
        "approved": rng.random() < 0.6,
        "confirmed": rng.random() < 0.8,
        "department_id": rng.choice(DEPARTMENTS),
        "until_at": datetime.now(UTC) + timedelta(days=rng.choice((1, 2, 90, 4000))),
        "unit_kind": "unit",
        "unit_id": "1",
        "into_id": rng.choice(others),
        "parent_id": rng.choice([None, *others]),
        "town_id": rng.choice((None, *AREAS)),
        "name": "x",
        "satisfaction": 3,
    }
    return kind(**given, **{key: value for key, value in more.items() if key in fields})  # type: ignore[arg-type]


def crowd(town: Town, rng: random.Random) -> list[c.Command]:
    """Acts of one batch, many of them about the same few things."""
    open_ones, alarms = list(town.hub.live["case"])[:3], list(town.hub.live["alarm"])[:2]
    scenes, names = list(town.hub.live["scene"])[:3], ("duty", "night", "flood")
    found: list[c.Command] = []
    for _ in range(rng.randrange(2, 14)):
        match rng.randrange(7):
            case 0:
                found.append(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO, place="长兴路 86 号"))
            case 1 | 2 if open_ones:
                found.append(_next(rng.choice(list(CaseState)), rng.choice(open_ones), rng, open_ones))
            case 3:
                about = str(rng.randrange(2))
                found.append(c.RaiseAlarm(priority=1, code="camera_offline", about_kind="camera", about_id=about))
            case 4 if alarms:
                found.append(c.ClearAlarm(alarm_id=rng.choice(alarms)))
            case 5:
                known = rng.choice([None, *scenes])
                found.append(c.SaveScene(name=rng.choice(names), title=str(rng.random()), scene_id=known))
            case _:
                state = rng.choice((BroadcastState.LIVE, BroadcastState.ENDED))
                found.append(c.RecordBroadcast(broadcast_id=str(rng.randrange(90, 93)), state=state))
    return found


def _move(tx: Transaction, number: int, area: str | None, department: str | None) -> None:
    for kind, struct in (("camera", Camera), ("unit", Unit), ("vehicle", Vehicle)):
        before = tx.find(kind, str(number))  # type: ignore[arg-type]
        fields: dict[str, object] = {
            "id": before.id if before else tx.new_id(),
            "number": number,
            "name": f"{kind} {number}",
        }
        fields["version"] = before.version + 1 if before else 1
        if struct is not Vehicle:
            fields["area_id"] = area
        if struct is not Camera:
            fields["department_id"] = department
        fields |= {"role": "crew"} if struct is Unit else {}
        fields |= {"plate": "沪A12345", "use": "muck", "link": Link.ONLINE} if struct is Vehicle else {}
        tx.publish(f"{kind}.changed", upsert=[struct(**fields)])  # type: ignore[arg-type, list-item]


def _rezone(tx: Transaction, case_id: str, area: str) -> None:
    record = tx.case(case_id)
    if record is not None:
        tx.put_cases("case.imported", [msgspec.structs.replace(record, area_id=area, version=record.version + 1)])


def _person(tx: Transaction, gone: str | None) -> None:
    if gone is not None and tx.entity("person", gone) is not None:
        tx.publish("person.saved", remove=[Gone("person", gone)])
    else:
        tx.publish("person.saved", upsert=[Person(id=tx.new_id(), name="王")])


class Watcher:
    """A seat that follows its subscription, checking `prev` as a real one does."""

    def __init__(self, town: Town, scope: Scope) -> None:
        snapshot = decode_snapshot(town.hub.snapshot(scope))
        self.scope, self.state, self.cursor = scope, live_of(snapshot.entities), snapshot.seq
        self.subscription: Subscription | None = None

    def attach(self, town: Town) -> None:
        with town.db.read() as connection:
            missed = events_after(connection, self.cursor, 100_000)
        assert missed is not None
        self.subscription = town.hub.subscribe(self.scope, since=self.cursor, replay=missed)

    def detach(self, town: Town) -> None:
        self.follow()
        if self.subscription is not None:
            town.hub.leave(self.subscription)
            self.subscription = None

    def follow(self) -> None:
        while self.subscription is not None and (frame := self.subscription.pop()) is not None:
            told = decode_frame(payload_of(frame))
            if isinstance(told, Fact):
                assert told.prev == self.cursor
                apply(self.state, told.event)
                self.cursor = told.event.seq
            elif isinstance(told, Heartbeat):
                self.cursor = told.prev


def fresh(town: Town, scope: Scope) -> Live:
    return live_of(decode_snapshot(town.hub.snapshot(scope)).entities)


@contextmanager
def town_at(url: str) -> Iterator[Town]:
    town = Town(url)
    try:
        yield town
    finally:
        town.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'town.db'}"
    else:
        with cluster() as found:
            yield found


@pytest.mark.timeout(300)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32), steps=st.integers(20, 60))
def test_old_snapshot_plus_events_is_a_fresh_snapshot(url: str, seed: int, steps: int) -> None:
    rng = random.Random(seed)
    with town_at(url) as town:
        watchers = [Watcher(town, scope) for scope in SCOPES]
        for step in range(steps):
            act(town, rng)
            if rng.random() < 0.15:
                watcher = rng.choice(watchers)
                if watcher.subscription is None:
                    watcher.attach(town)
                else:
                    watcher.detach(town)
            if rng.random() < 0.1:
                town.hub.heartbeat()
            if step == steps // 2:
                watchers += [Watcher(town, scope) for scope in SCOPES]
        assert all(town.published)
        for watcher in watchers:
            if watcher.subscription is None:
                watcher.attach(town)
            watcher.follow()
            assert watcher.state == fresh(town, watcher.scope), watcher.scope
        with town.db.read() as connection:
            stored, seq = live_state(connection)
        assert live_of(stored) == town.hub.live
        assert seq == town.hub.seq


@pytest.mark.timeout(300)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32), batches=st.integers(2, 8))
def test_it_holds_for_acts_that_share_a_transaction(url: str, seed: int, batches: int) -> None:
    rng = random.Random(seed)
    with town_at(url) as town:
        watchers = [Watcher(town, scope) for scope in SCOPES]
        late = [Watcher(town, scope) for scope in SCOPES]
        for watcher in watchers:
            watcher.attach(town)
        for _ in range(batches):
            town.together(crowd(town, rng))
            names = [one.name for one in town.hub.live["scene"].values()]  # type: ignore[union-attr]
            assert len(names) == len(set(names))
        assert all(town.published)
        for watcher in late:
            watcher.attach(town)
        for watcher in (*watchers, *late):
            watcher.follow()
            assert watcher.state == fresh(town, watcher.scope), watcher.scope
        with town.db.read() as connection:
            stored, seq = live_state(connection)
        assert live_of(stored) == town.hub.live
        assert seq == town.hub.seq
