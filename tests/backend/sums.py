"""A city with a writer alone, and its figures counted by hand: on purpose another way than the program's."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import select

from backend.city import City
from backend.db import EMPTY_PROFILE, Database, set_meta
from backend.derived.rollups import rollup_state
from backend.ids import IdSource
from backend.lease import Lease
from backend.outcome import Actor
from backend.records import CaseRecord, record_of
from backend.rules.figures import DIMENSIONS
from backend.services.acts import job_of
from backend.services.figures_audit import FiguresAudit
from backend.tables import ROLLUPS, cases, entities
from backend.tables.rollups import measures_of, period_of
from backend.transaction import Transaction
from backend.writer import Writer
from contract import commands as c
from contract.conduct import Conduct
from contract.entities import CaseSource, CaseState, Department, Id
from contract.errors import Refused
from contract.lifecycle import Role
from contract.profile import CityProfile
from contract.scope import FULL, Scope, View

EVERYBODY = Actor("1", "all", frozenset(str(role) for role in Role))
AREAS, DEPARTMENTS, CLASSES = ("11", "12", None), ("21", "22", None), ("E0110", "C0101", "E0205")
SCOPES = (
    FULL,
    Scope(area_ids=("11",)),
    Scope(area_ids=("11", "12")),
    Scope(view=View.DEPARTMENT, department_id="21"),
    Scope(view=View.DEPARTMENT, department_id="22", area_ids=("12",)),
    Scope(view=View.PUBLIC, area_ids=("12",)),
)
BERLIN = ZoneInfo("Europe/Berlin")  # its clocks change on 29 March and 25 October 2026
ALONE = Conduct(double_posts=("dispatch+file", "dispatch+close", "handle+check", "ask+decide"))
"""One actor plays every post here."""
PROFILE = msgspec.structs.replace(EMPTY_PROFILE, name="试验市", timezone="Europe/Berlin", conduct=ALONE)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class Town:
    """The write side alone. `key` makes the numbers of its imported cases its own."""

    def __init__(
        self, url: str, profile: CityProfile = PROFILE, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.db = Database(url, synchronous="OFF")
        self.db.migrate()
        city = City()
        self.lease = Lease(self.db)
        ids = IdSource(self.lease.take(), after=self.db.newest_id())
        self.writer = Writer(self.db, ids=ids, city=city, lease=self.lease, clock=clock)
        self.writer.start()
        self.set_profile(profile)
        self.writer.bulk(_departments).result()

    def set_profile(self, profile: CityProfile) -> None:
        def work(tx: Transaction) -> None:
            set_meta(tx.connection, "profile", msgspec.json.encode(profile).decode())
            tx.publish("city.imported", params={"part": "profile"})

        self.writer.bulk(work).result()

    def close(self) -> None:
        self.writer.stop()
        self.lease.close()
        self.db.close()

    def do(self, *commands: c.Command) -> list[tuple[Id, ...]]:
        """Acts that wait together, so that they are committed together; a refused one changes nothing."""
        jobs = [job_of(c.Envelope(id=f"x-{random.getrandbits(60)}", command=one), EVERYBODY) for one in commands]
        answers = [self.writer.submit(job) for job in jobs]
        done: list[tuple[Id, ...]] = []
        for answer in answers:
            try:
                done.append(answer.result().ids)
            except Refused:
                done.append(())
        return done

    def put(self, *records: CaseRecord) -> None:
        self.writer.bulk(lambda tx: tx.put_cases("case.imported", records)).result()

    def put_and_fail(self, *records: CaseRecord) -> None:
        def work(tx: Transaction) -> None:
            tx.put_cases("case.imported", records)
            tx.flush()
            raise ValueError("the import broke off")

        with pytest.raises(ValueError, match="broke off"):
            self.writer.bulk(work).result()

    def records(self) -> list[CaseRecord]:
        with self.db.read() as connection:
            return [record_of(row) for row in connection.execute(select(cases)).mappings()]

    def new_id(self) -> Id:
        return self.writer.bulk(lambda tx: tx.new_id()).result()

    def audit(self, **more: Any) -> FiguresAudit:
        return FiguresAudit(self.db, self.writer, **more)

    def one_round(self, **more: Any) -> int:
        return asyncio.run(self.audit(**more).run(60.0))


def _departments(tx: Transaction) -> None:
    there = tx.connection.execute(select(entities.c.id).where(entities.c.kind == "department")).all()
    if not there:
        names = ("21", "22")
        tx.publish("x", upsert=[Department(id=one, code=f"d{one}", name=one, short_name=one) for one in names])


@contextmanager
def town(url: str, profile: CityProfile = PROFILE, **more: Any) -> Iterator[Town]:
    one = Town(url, profile, **more)
    try:
        yield one
    finally:
        one.close()


# Counting by hand: on purpose another way than the program's.


def by_hand(records: list[CaseRecord], zone: ZoneInfo) -> dict[str, Counter[tuple[Any, ...]]]:
    """table -> (period, dimensions, measure) -> count, one fact and one table at a time."""
    found: dict[str, Counter[tuple[Any, ...]]] = {table: Counter() for table in DIMENSIONS}
    for one in records:
        values = {
            "area_id": int(one.area_id or 0),
            "department_id": int(one.department_id or 0),
            "class_code": one.class_code,
            "cell_code": one.cell_code,
        }
        for measure, at, amount in events(one):
            for table, dimensions in DIMENSIONS.items():
                if measure not in measures_of(table) or ("cell_code" in dimensions and one.cell_code is None):
                    continue
                local = at.astimezone(zone)
                period = local.strftime("%Y%m%d" if period_of(table) == "day" else "%Y%m")
                found[table][(int(period), *(values[name] for name in dimensions), measure)] += amount
    return {table: Counter({key: n for key, n in counts.items() if n}) for table, counts in found.items()}


def events(one: CaseRecord) -> list[tuple[str, datetime, int]]:
    found = [("reported", one.reported_at, 1)]
    if one.state in (CaseState.REFUSED, CaseState.NOT_FILED):
        found.append(("refused", one.reported_at, 1))
    if one.filed_at:
        found.append(("filed", one.filed_at, 1))
    in_time = bool(one.handled_at and one.deadline_at and one.handled_at <= one.deadline_at)
    if one.handled_at:
        found += [("handled", one.handled_at, 1), ("reworks", one.handled_at, one.rework)]
        found.append(("reworked", one.handled_at, int(one.rework > 0)))
        if one.deadline_at:
            found += [("limited", one.handled_at, 1), ("on_time", one.handled_at, int(in_time))]
        if one.signed_at:
            spent = round((one.handled_at - one.signed_at) / timedelta(milliseconds=1))
            found += [("timed", one.handled_at, 1), ("handling_ms", one.handled_at, spent)]
    if one.closed_at:
        found += [("closed", one.closed_at, 1), ("closed_on_time", one.closed_at, int(in_time))]
    return found


def stored(one: Town) -> dict[str, Counter[tuple[Any, ...]]]:
    found: dict[str, Counter[tuple[Any, ...]]] = {}
    with one.db.read() as connection:
        state = rollup_state(connection)
        assert state is not None
        for name, table in ROLLUPS.items():
            counts: Counter[tuple[Any, ...]] = Counter()
            for row in connection.execute(table.select().where(table.c.generation == state.generation)).mappings():
                key = (row[period_of(name)], *(row[dimension] for dimension in DIMENSIONS[name]))
                counts.update({(*key, measure): row[measure] for measure in measures_of(name) if row[measure]})
            found[name] = counts
    return found


def agree(one: Town, zone: ZoneInfo = BERLIN) -> None:
    assert stored(one) == by_hand(one.records(), zone)


def fill(one: Town, count: int = 25) -> None:
    rng = random.Random(7)
    records = []
    for _ in range(count):
        case_id = one.new_id()
        at = NOW - timedelta(minutes=rng.randrange(60 * 24 * 40))
        done = rng.random() < 0.7
        records.append(
            CaseRecord(
                id=case_id,
                number=f"f-{case_id}",
                short=1,
                class_code=rng.choice(CLASSES),
                state=CaseState.CLOSED if done else CaseState.SIGNED,
                source=CaseSource.VIDEO,
                area_id=rng.choice(AREAS),
                department_id=rng.choice(("21", "22")),
                cell_code="c1",
                reported_at=at,
                filed_at=at + timedelta(minutes=5),
                signed_at=at + timedelta(minutes=20),
                deadline_at=at + timedelta(hours=4),
                handled_at=at + timedelta(minutes=rng.randrange(30, 600)) if done else None,
                closed_at=at + timedelta(hours=12) if done else None,
                rework=rng.randrange(2),
            )
        )
    one.writer.bulk(lambda tx: _insert(tx, records)).result()


def _insert(tx: Transaction, records: list[CaseRecord]) -> None:
    tx._fresh.update(one.id for one in records)
    tx.put_cases("case.imported", records)
