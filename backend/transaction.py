"""One write transaction as the services see it: they read through it and return an `Outcome`; they never write.

Because all writing happens in `flush`, a refused command cannot leave half an act behind, and a batch of commands
becomes a handful of executemany statements. Numbers of events are given at the very end, on PostgreSQL under an
advisory lock, so that events become visible in the order of their numbers (a naive sequence loses a quarter of them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Select, select, tuple_

from backend import rows
from backend.city import CellHit, CellIndex, City
from backend.derived import evidence, rollups, words
from backend.derived.commit import Commit
from backend.ids import IdSource
from backend.outcome import SYSTEM, Actor, Key, Outcome, Written
from backend.records import CaseAct, CaseChange, CaseRecord, card, natural_key, record_of
from backend.rules.chain import fact_of
from backend.rules.worktime import calendar_of
from backend.sealing import Keyring
from backend.tables import case_events, cases, entities
from contract.entities import AnyEntity, Case, Id, Kind, Point, kind_of
from contract.events import Event, Gone
from contract.profile import CityProfile, usable

_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)
_NO_CONDITIONS: frozenset[str] = frozenset()
_LOOKUP = 400  # keys per IN list
_PAIR = tuple_(entities.c.kind, entities.c.id)


class Transaction:
    """A unit of work on the writer thread."""

    def __init__(
        self, connection: Connection, *, ids: IdSource, city: City, now: datetime, keyring: Keyring | None = None
    ) -> None:
        self.connection = connection
        self.now = now
        self._keyring = keyring
        self._ids = ids
        self._city = city
        self._postgres = connection.dialect.name == "postgresql"
        self._records: dict[Id, CaseRecord | None] = {}
        self._images: dict[Key, AnyEntity | None] = {}  # as before the first unflushed outcome
        self._latest: dict[Key, AnyEntity | None] = {}  # as after the last one
        self._by_name: dict[tuple[Kind, str], Id] = {}
        self._fresh: set[Id] = set()
        self._numbers: dict[str, int] = {}
        self._outcomes: list[tuple[Outcome, Actor]] = []
        self._acts: list[tuple[CaseAct, int | None]] = []  # with the place of its outcome
        self._before: dict[Id, CaseRecord | None] = {}  # changed cases as they were
        self.changes: list[CaseChange] = []  # written
        self._summed = 0  # so many of them are in the sums
        self._sums: rollups.RollupState | None = None
        self._ends: dict[str, int] = {}  # of the numbers that only one transaction at a time gives
        self.written: list[Written] = []
        self.told: dict[Any, Any] = {}  # what earlier acts of this batch tell later ones; not written yet

    # Reading

    @cached_property
    def profile(self) -> CityProfile:
        """The city profile in use."""
        return self._city.profile(self.connection)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The codes of the classes of the profile in use; empty where it has none."""
        return frozenset(one.code for one in usable(self.profile))

    def conditions_of(self, class_code: str) -> frozenset[str]:
        """The ids of the filing conditions of a class; those of `E0110` also hold for the finer `E01102`."""
        return self._city.conditions(self.profile).get(class_code[:5], _NO_CONDITIONS)

    def grade_of(self, record: CaseRecord) -> str:
        """The management level A, B or C of the cell that holds the case; empty outside."""
        if record.lon is None or record.lat is None:
            return ""
        hit = self.cell_of(Point(record.lon, record.lat))
        return "" if hit is None else hit.grade

    @cached_property
    def today(self) -> str:
        """The city's day of this transaction, 20261121."""
        return f"{calendar_of(self.profile).local_day(self.now):%Y%m%d}"

    @property
    def keyring(self) -> Keyring:
        """What seals secrets."""
        assert self._keyring is not None, "a server has one"
        return self._keyring

    def cell_of(self, point: Point) -> CellHit | None:
        """The unit grid cell of a point."""
        return self._cells.find(point)

    def cells_near(self, point: Point, within_m: float) -> list[str]:
        """Codes of the unit grid cells that a circle may touch."""
        return self._cells.near(point, within_m)

    def may_have_come_back(self, class_code: str, point: Point) -> bool:
        """Whether a case of this class may have been closed lately around here; a no is sure."""
        return self._city.closed.near(self.connection, self.profile, class_code, (point.lon, point.lat), self.now)

    @property
    def has_cells(self) -> bool:
        """Whether the city has unit grid cells at all."""
        return len(self._cells) > 0

    @cached_property
    def _cells(self) -> CellIndex:
        return self._city.cells(self.connection)

    def new_id(self) -> Id:
        """A fresh id."""
        one = self._ids.new()
        self._fresh.add(one)
        return one

    def case(self, case_id: Id) -> CaseRecord | None:
        """A case by id, open or ended."""
        if case_id not in self._records:
            self.prefetch_cases([case_id])
        return self._records[case_id]

    def prefetch_cases(self, ids: Iterable[Id]) -> None:
        """Read many cases at once; on PostgreSQL they stay locked until the commit."""
        wanted = sorted({one for one in ids if one not in self._records}, key=int)
        for start in range(0, len(wanted), _LOOKUP):
            part = wanted[start : start + _LOOKUP]
            query = select(cases).where(cases.c.id.in_(part)).order_by(cases.c.id)
            for row in self._locked(query).mappings():
                record = record_of(row)
                self._records[record.id] = record
        for one in wanted:
            found = self._records.setdefault(one, None)
            self._images.setdefault(("case", one), card(found) if found is not None and found.is_live else None)

    def children(self, case_id: Id) -> list[CaseRecord]:
        """The child cases of a case, those of this batch among them."""
        query = select(cases.c.id).where(cases.c.parent_id == case_id, cases.c.parent_id.is_not(None))
        ids = set(self.connection.execute(query).scalars())
        ids |= {one.id for one in self._records.values() if one is not None and one.parent_id == case_id}
        found = [self.case(one) for one in sorted(ids, key=int)]
        return [one for one in found if one is not None and one.parent_id == case_id]

    def open_children(self, case_id: Id) -> bool:
        """Whether a child case of it has not ended."""
        return any(one.is_live for one in self.children(case_id))

    def last_act_on(self, case_id: Id) -> tuple[str, str]:
        """Who did the last thing to a case and what (`case.signed`), this batch's acts among them; for refusals."""
        for act, _ in reversed(self._acts):
            if act.after.id == case_id:
                return act.actor_name, act.name
        query = select(case_events.c.body).where(case_events.c.case_id == case_id)
        body = self.connection.execute(query.order_by(case_events.c.number.desc()).limit(1)).scalar()
        if body is None:
            return "", ""
        fact = fact_of(body)
        return fact.actor_name, fact.name

    def entity(self, kind: Kind, entity_id: Id) -> AnyEntity | None:
        """A live entity by id."""
        key = (kind, entity_id)
        if key in self._latest:
            return self._latest[key]
        self._prefetch_images([key])
        return self._images[key]

    def find(self, kind: Kind, name: str) -> AnyEntity | None:
        """A live entity by what people call it (`records.natural_key`): camera "37", a department's code."""
        known = self._by_name.get((kind, name))
        if known is None:
            query = select(entities.c.id).where(
                entities.c.kind == kind, entities.c.natural_key == name, entities.c.ended.is_(False)
            )
            found = self.connection.execute(query).scalar()
            known = None if found is None else str(found)
        one = None if known is None else self.entity(kind, known)
        # An act of this batch that is not written yet may have taken the name away.
        return one if one is not None and natural_key(one) == name else None

    def next_number(self, counter: str) -> int:
        """The next value of a counter, from 1."""
        if counter not in self._numbers:
            query = rows.COUNTER_LOCKED if self._postgres else rows.COUNTER
            self._numbers[counter] = self.connection.execute(query, {"name": counter}).scalar() or 0
        self._numbers[counter] += 1
        return self._numbers[counter]

    # Writing

    def record(self, outcome: Outcome, actor: Actor = SYSTEM) -> int:
        """Take an outcome into this transaction; returns its place in `written` after `flush`."""
        if outcome.upsert or outcome.remove:
            self._take_entities(outcome)
        if outcome.case is not None:
            record = outcome.case
            shown = self._put_record(record)
            if shown is not None:
                outcome = replace(outcome, upsert=(shown, *outcome.upsert))
            else:
                outcome = replace(outcome, remove=(Gone("case", record.id), *outcome.remove))
            act = CaseAct(
                after=record,
                name=outcome.name,
                happened_at=outcome.happened_at or self.now,
                actor_id=actor.person_id,
                actor_name=actor.name,
                opinion=outcome.opinion,
                params=outcome.params,
                subject_id=outcome.subject_id,
                personal=outcome.personal,
                files=outcome.files,
            )
            self._acts.append((act, len(self.written) + len(self._outcomes)))
        if outcome.tells:
            self.told.update(outcome.tells)
        self._outcomes.append((outcome, actor))
        place = len(self.written) + len(self._outcomes) - 1
        for further in outcome.also:
            self.record(further, actor)
        return place

    def publish(
        self,
        name: str,
        *,
        upsert: Iterable[AnyEntity] = (),
        remove: Iterable[Gone] = (),
        params: Mapping[str, str] | None = None,
        actor: Actor = SYSTEM,
    ) -> None:
        """Store entities (not cases: `put_case`) and tell every seat, for imports. Versions are the caller's."""
        self.record(Outcome(name, upsert=tuple(upsert), remove=tuple(remove), params=params or {}), actor)

    def put_cases(self, name: str, records: Iterable[CaseRecord], *, actor: Actor = SYSTEM) -> None:
        """Store imported cases, new or changed, in one event `name`; ended ones go to history without being shown."""
        upsert: list[AnyEntity] = []
        remove: list[Gone] = []
        kept = list(records)
        self.prefetch_cases([one.id for one in kept if one.id not in self._fresh])
        for one in kept:
            was_live = self._images.get(("case", one.id)) is not None
            shown = self._put_record(one)
            if shown is not None:
                upsert.append(shown)
            elif was_live:
                remove.append(Gone("case", one.id))
        if upsert or remove:
            self.record(Outcome(name, upsert=tuple(upsert), remove=tuple(remove)), actor)

    def note(self, act: CaseAct) -> None:
        """A line of the trail of a case that an import brought; it belongs to no event of the outbox."""
        if act.after.id not in self._before:
            self._put_record(act.after)
        self._acts.append((act, None))

    def send(self) -> None:
        """Write what was taken in so far, but for the sums; numbers the events. More may be taken in after it."""
        connection = self.connection
        fresh, self._fresh = self._fresh & self._before.keys(), self._fresh - self._before.keys()
        changes = [CaseChange(before, after) for one, before in self._before.items() if (after := self._records[one])]
        outcomes = [outcome for outcome, _ in self._outcomes]
        written: list[Written] = []
        if outcomes or changes:
            # Before anything is written: what a case's chain ends with is stored with the case.
            seq = self._reserve("outbox", len(outcomes))
            written = [self._number(seq + at, *one) for at, one in enumerate(self._outcomes)]
            self.written += written
        acts = [act if at is None else replace(act, seq=self.written[at].event.seq) for act, at in self._acts]
        acts = evidence.told(acts, changes, self.now)
        names = words.names_for(connection, self.profile, changes)
        if acts:
            changes = evidence.write(connection, self.now, self._reserve("evidence", len(acts)), acts, changes)
            self._records.update({one.after.id: one.after for one in changes})
        rows.write_cases(connection, changes, fresh)
        rows.write_outbox(connection, written)
        words.write(connection, names, changes)
        rows.write_entities(connection, outcomes)
        rows.write_extras(connection, outcomes)
        self.changes += changes
        self._outcomes, self._acts, self._before = [], [], {}

    def flush(self) -> None:
        """Write everything."""
        self.send()
        if changes := self.changes[self._summed :]:
            rollups.write(Commit(self.connection, self.now, self.profile, changes), self._sums)
            self._summed = len(self.changes)
        rows.write_counters(self.connection, self._numbers | self._ends)
        self._numbers, self._ends = {}, {}  # whoever asks again reads them again

    # Inside

    def _reserve(self, counter: str, count: int) -> int:
        """The first of `count` gapless numbers, of which nobody else takes any until the commit."""
        if counter not in self._ends:
            self._ends |= rows.ends(self.connection)
            self._sums = rollups.rollup_state(self.connection)
        first = self._ends[counter] + 1
        self._ends[counter] += count
        return first

    def _locked(self, query: Select[Any]) -> Any:
        return self.connection.execute(query.with_for_update() if self._postgres else query)

    def _prefetch_images(self, keys: Iterable[Key]) -> None:
        wanted = [key for key in keys if key not in self._images]
        if not wanted:
            return
        self.prefetch_cases([one for kind, one in wanted if kind == "case" and one not in self._fresh])
        stored = [key for key in wanted if key[0] != "case" and key[1] not in self._fresh]
        for start in range(0, len(stored), _LOOKUP):
            part = stored[start : start + _LOOKUP]
            query = select(entities.c.kind, entities.c.id, entities.c.body).where(
                _PAIR.in_([(kind, one) for kind, one in part]), entities.c.ended.is_(False)
            )
            for kind, one, body in self._locked(query):
                self._images[kind, one] = _entity.decode(body)
        for key in wanted:
            self._images.setdefault(key, None)

    def _take_entities(self, outcome: Outcome) -> None:
        touched = [(kind_of(one), one.id) for one in outcome.upsert] + [(one.kind, one.id) for one in outcome.remove]
        self._prefetch_images([key for key in touched if key not in self._images])
        for one in outcome.upsert:
            self._latest[kind_of(one), one.id] = one
            if (name := natural_key(one)) is not None:
                self._by_name[kind_of(one), name] = one.id
        for gone in outcome.remove:
            self._latest[gone.kind, gone.id] = None

    def _put_record(self, record: CaseRecord) -> Case | None:
        """Its card, where it is live."""
        shown = card(record) if record.is_live else None
        self._images.setdefault(("case", record.id), None)
        self._before.setdefault(record.id, self._records.get(record.id))
        if record.closed_at is not None:
            self._city.closed.add(record.class_code, record.lon, record.lat)
        self._records[record.id] = record
        self._latest["case", record.id] = shown
        return shown

    def _number(self, seq: int, outcome: Outcome, actor: Actor) -> Written:
        images, before = self._images, {}
        for one in outcome.upsert:
            key = (kind_of(one), one.id)
            before[key] = images[key]
            images[key] = one
        for gone in outcome.remove:
            key = (gone.kind, gone.id)
            before.setdefault(key, images[key])
            images[key] = None
        event = Event(
            seq=seq,
            name=outcome.name,
            happened_at=outcome.happened_at or self.now,
            recorded_at=self.now,
            actor_id=actor.person_id,
            upsert=outcome.upsert,
            remove=outcome.remove,
            params=dict(outcome.params) if outcome.params else {},
        )
        return Written(event, before)
