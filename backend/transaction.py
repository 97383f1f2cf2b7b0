"""One write transaction as the services see it: they read through it and return an `Outcome`; they never write.

Because all writing happens in `flush`, a refused command cannot leave half an act behind, and a batch of commands
becomes a handful of executemany statements. Numbers of events are given at the very end, on PostgreSQL under an
advisory lock, so that events become visible in the order of their numbers (a naive sequence loses a quarter of them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, Table, bindparam, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.city import CellHit, City
from backend.db import OUTBOX_LOCK
from backend.ids import IdSource
from backend.records import CaseRecord, card, natural_key, record_of, row_of
from backend.tables import case_events, cases, counters, entities, outbox
from contract.entities import AnyEntity, Id, Kind, Point, kind_of
from contract.events import Event, Gone
from contract.figures import CityProfile
from contract.lifecycle import Role
from contract.scope import FULL, Scope

Key = tuple[Kind, Id]
_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)
_LOOKUP = 400  # keys per IN list


@dataclass(frozen=True)
class Actor:
    """Who acts, as the services need to know it."""

    person_id: Id | None
    name: str
    roles: frozenset[str]
    scope: Scope = FULL

    @property
    def roles_as_posts(self) -> frozenset[Role]:
        """The posts that this server knows."""
        return frozenset(Role(one) for one in self.roles if one in _POSTS)


_POSTS = frozenset(Role)
SYSTEM = Actor(None, "", frozenset({"admin", "device"}))
"""The server's own acts: gateways in this process, jobs."""


@dataclass(frozen=True)
class Outcome:
    """What an act changes. `case`, where given, is the whole record after it; it makes the card or its removal."""

    name: str
    upsert: tuple[AnyEntity, ...] = ()
    remove: tuple[Gone, ...] = ()
    case: CaseRecord | None = None
    ids: tuple[Id, ...] = ()
    opinion: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[tuple[Table, Mapping[str, Any]], ...] = ()  # further inserts
    happened_at: datetime | None = None


@dataclass(frozen=True)
class Written:
    """An event as committed, and what it touched as that was before (None: it was not there)."""

    event: Event
    before: Mapping[Key, AnyEntity | None]


class Transaction:
    """A unit of work on the writer thread."""

    def __init__(self, connection: Connection, *, ids: IdSource, city: City, now: datetime) -> None:
        self.connection = connection
        self.now = now
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
        self._trail: list[dict[str, Any]] = []
        self._dirty_cases: set[Id] = set()
        self.written: list[Written] = []

    # Reading

    @property
    def profile(self) -> CityProfile:
        """The city profile in use."""
        return self._city.profile(self.connection)

    def cell_of(self, point: Point) -> CellHit | None:
        """The unit grid cell of a point."""
        return self._city.cells(self.connection).find(point)

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
            query = select(counters.c.value).where(counters.c.name == counter)
            self._numbers[counter] = self._locked(query).scalar() or 0
        self._numbers[counter] += 1
        return self._numbers[counter]

    # Writing

    def record(self, outcome: Outcome, actor: Actor = SYSTEM) -> int:
        """Take an outcome into this transaction; returns its place in `written` after `flush`."""
        touched = [(kind_of(one), one.id) for one in outcome.upsert] + [(one.kind, one.id) for one in outcome.remove]
        self._prefetch_images([key for key in touched if key not in self._images])
        if outcome.case is not None:
            self._put_record(outcome.case)
            live = outcome.case.is_live
            gone = () if live else (Gone("case", outcome.case.id),)
            outcome = _with_case(outcome, (card(outcome.case),) if live else (), gone)
            self._trail.append(
                {
                    "id": self._ids.new(),
                    "case_id": outcome.case.id if outcome.case else "0",
                    "at": len(self.written) + len(self._outcomes),
                    "name": outcome.name,
                    "happened_at": outcome.happened_at or self.now,
                    "recorded_at": self.now,
                    "actor_id": actor.person_id,
                    "actor_name": actor.name,
                    "opinion": outcome.opinion,
                    "params": msgspec.json.encode(dict(outcome.params)).decode(),
                }
            )
        for one in outcome.upsert:
            self._latest[kind_of(one), one.id] = one
            if (name := natural_key(one)) is not None:
                self._by_name[kind_of(one), name] = one.id
        for gone_one in outcome.remove:
            self._latest[gone_one.kind, gone_one.id] = None
        self._outcomes.append((outcome, actor))
        return len(self.written) + len(self._outcomes) - 1

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
            self._put_record(one)
            if one.is_live:
                upsert.append(card(one))
            elif was_live:
                remove.append(Gone("case", one.id))
        if upsert or remove:
            self.record(Outcome(name, upsert=tuple(upsert), remove=tuple(remove)), actor)

    def flush(self) -> None:
        """Write everything taken in so far; numbers the events."""
        self._write_cases()
        self._write_counters()
        if not self._outcomes:
            return
        self._write_entities()
        seq = self._reserve(len(self._outcomes))
        rows = []
        for number, (outcome, actor) in enumerate(self._outcomes, start=seq):
            written = self._number(number, outcome, actor)
            self.written.append(written)
            rows.append(
                {
                    "seq": number,
                    "recorded_at": self.now,
                    "event": msgspec.json.encode(written.event).decode(),
                    "before": msgspec.json.encode([one for one in written.before.values() if one is not None]).decode(),
                }
            )
        self.connection.execute(outbox.insert(), rows)
        for line in self._trail:
            line["seq"] = self.written[line.pop("at")].event.seq
        if self._trail:
            self.connection.execute(case_events.insert(), self._trail)
        for outcome, _ in self._outcomes:
            for table, row in outcome.rows:
                self.connection.execute(table.insert(), dict(row))
        self._outcomes, self._trail = [], []

    # Inside

    def _locked(self, query: Select[Any]) -> Any:
        return self.connection.execute(query.with_for_update() if self._postgres else query)

    def _prefetch_images(self, keys: Iterable[Key]) -> None:
        wanted = [key for key in keys if key not in self._images]
        self.prefetch_cases([one for kind, one in wanted if kind == "case" and one not in self._fresh])
        stored = [key for key in wanted if key[0] != "case" and key[1] not in self._fresh]
        pair = tuple_(entities.c.kind, entities.c.id)
        for start in range(0, len(stored), _LOOKUP):
            part = stored[start : start + _LOOKUP]
            query = select(entities.c.kind, entities.c.id, entities.c.body).where(
                pair.in_([(kind, one) for kind, one in part]), entities.c.ended.is_(False)
            )
            for kind, one, body in self._locked(query):
                self._images[kind, one] = _entity.decode(body)
        for key in wanted:
            self._images.setdefault(key, None)

    def _put_record(self, record: CaseRecord) -> None:
        self._images.setdefault(("case", record.id), None)
        self._records[record.id] = record
        self._dirty_cases.add(record.id)
        self._latest["case", record.id] = card(record) if record.is_live else None

    def _number(self, seq: int, outcome: Outcome, actor: Actor) -> Written:
        touched = [(kind_of(one), one.id) for one in outcome.upsert] + [(one.kind, one.id) for one in outcome.remove]
        before = {key: self._images[key] for key in touched}
        for one in outcome.upsert:
            self._images[kind_of(one), one.id] = one
        for gone in outcome.remove:
            self._images[gone.kind, gone.id] = None
        event = Event(
            seq=seq,
            name=outcome.name,
            happened_at=outcome.happened_at or self.now,
            recorded_at=self.now,
            actor_id=actor.person_id,
            upsert=outcome.upsert,
            remove=outcome.remove,
            params=dict(outcome.params),
        )
        return Written(event, before)

    def _reserve(self, count: int) -> int:
        if self._postgres:
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OUTBOX_LOCK})
        last = self.connection.execute(select(counters.c.value).where(counters.c.name == "outbox")).scalar()
        if last is None:
            self.connection.execute(counters.insert().values(name="outbox", value=count))
        else:
            self.connection.execute(counters.update().where(counters.c.name == "outbox").values(value=last + count))
        return (last or 0) + 1

    def _write_cases(self) -> None:
        records = [self._records[one] for one in self._dirty_cases]
        new = [row_of(one) for one in records if one is not None and one.id in self._fresh]
        old = [row_of(one) for one in records if one is not None and one.id not in self._fresh]
        if new:
            self.connection.execute(cases.insert(), new)
        if old:
            columns: dict[str, Any] = {name: bindparam(f"b_{name}") for name in old[0] if name != "id"}
            query = cases.update().where(cases.c.id == bindparam("b_id")).values(columns)
            self.connection.execute(query, [{f"b_{name}": value for name, value in row.items()} for row in old])
        self._fresh -= self._dirty_cases
        self._dirty_cases = set()

    def _write_entities(self) -> None:
        keep: dict[Key, AnyEntity] = {}
        ended: dict[Key, None] = {}
        for outcome, _ in self._outcomes:
            for one in outcome.upsert:
                keep[kind_of(one), one.id] = one
                ended.pop((kind_of(one), one.id), None)
            ended.update({(gone.kind, gone.id): None for gone in outcome.remove if gone.kind != "case"})
        rows = [
            {
                "kind": kind,
                "id": one.id,
                "natural_key": natural_key(one),
                "version": one.version,
                "body": msgspec.json.encode(one).decode(),
                "ended": False,
            }
            for (kind, _), one in keep.items()
            if kind != "case"
        ]
        if rows:
            insert: Any = (postgres_insert if self._postgres else sqlite_insert)(entities)
            changed = {name: insert.excluded[name] for name in ("natural_key", "version", "body", "ended")}
            self.connection.execute(insert.on_conflict_do_update(index_elements=["kind", "id"], set_=changed), rows)
        if ended:
            query = (
                entities.update()
                .where(entities.c.kind == bindparam("b_kind"), entities.c.id == bindparam("b_id"))
                .values(ended=True, natural_key=None)
            )
            self.connection.execute(query, [{"b_kind": kind, "b_id": one} for kind, one in ended])

    def _write_counters(self) -> None:
        if self._numbers:
            insert: Any = (postgres_insert if self._postgres else sqlite_insert)(counters)
            self.connection.execute(
                insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded["value"]}),
                [{"name": name, "value": value} for name, value in self._numbers.items()],
            )
            self._numbers = {}


def _with_case(outcome: Outcome, upsert: tuple[AnyEntity, ...], remove: tuple[Gone, ...]) -> Outcome:
    return Outcome(
        outcome.name,
        upsert=upsert + outcome.upsert,
        remove=remove + outcome.remove,
        case=outcome.case,
        ids=outcome.ids,
        opinion=outcome.opinion,
        params=outcome.params,
        rows=outcome.rows,
        happened_at=outcome.happened_at,
    )
