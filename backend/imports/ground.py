"""Where an import writes: chunks through the one writer, and what the database already holds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Executable, select

from backend import db as database
from backend.city import CellHit, CellIndex
from backend.db import Database
from backend.derived.rollups import rollup_state
from backend.imports.components import Surroundings
from backend.imports.entities import Known, renewed
from backend.imports.report import Report
from backend.map.atlas import Atlas
from backend.map.cells import CellTree
from backend.outcome import Actor
from backend.records import natural_key
from backend.services import profile_store
from backend.services.device_secrets import keep
from backend.tables import cells, components, entities
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import AnyEntity, Camera, Id, Kind, Pole, kind_of
from contract.errors import Code, Refused
from contract.profile import CityProfile, ClassName, usable

T = TypeVar("T")
_EVENT = 200  # entities in one event
_decoder: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)


class Stopped(Exception):
    """The server stops or the import is cancelled; what was committed stays."""


@dataclass
class Ground:
    """One import's way to the database. Lives as long as the import."""

    db: Database
    writer: Writer
    atlas: Atlas
    data_dir: Path
    report: Report
    actor: Actor
    stopping: threading.Event = field(default_factory=threading.Event)
    _cell_index: CellIndex | None = field(default=None, init=False)

    def check(self) -> None:
        """Stopped where the server ends, or where somebody cancelled the import."""
        if self.stopping.is_set() or self.report.cancelled:
            raise Stopped

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run one chunk on the writer; waits while it is full. Stopped when the server ends."""
        return self.begin(work).result()

    def begin(self, work: Callable[[Transaction], T]) -> Future[T]:
        """As `write`, without waiting for the end of it."""
        while True:
            self.check()
            try:
                return self.writer.bulk(work)
            except Refused as refused:
                if refused.problem.code is not Code.OVERLOADED:
                    raise
                time.sleep(0.05)  # commands go first

    def profile(self) -> CityProfile:
        """The city profile in use."""
        with self.db.read() as connection:
            return database.profile_of(connection)

    def classes(self) -> frozenset[str]:
        """The classes that rows may have; empty, so any legal one, as long as no city was imported."""
        profile = self.profile()
        return frozenset(one.code for one in usable(profile)) if profile.division else frozenset()

    def save_profile(self, profile: CityProfile) -> None:
        """Replace the city profile, keep it as a version and tell every seat. The same profile is no new version."""

        def work(tx: Transaction) -> None:
            if msgspec.structs.replace(profile, version=0) != msgspec.structs.replace(
                database.profile_of(tx.connection), version=0
            ):
                told = {"part": "profile"}
                profile_store.keep(tx, profile, source="city", actor=self.actor, event="city.imported", params=told)

        self.write(work)

    def learn_classes(self, classes: Iterable[ClassName]) -> None:
        """Add classes that the city profile does not know."""
        profile = self.profile()
        known = {one.code for one in profile.classes}
        fresh = {one.code: one for one in classes if one.code not in known}
        if fresh:
            self.save_profile(msgspec.structs.replace(profile, classes=(*profile.classes, *fresh.values())))
            self.report.tally("classes of this source were added to the city profile", len(fresh))

    def live(self, kind: Kind) -> list[AnyEntity]:
        """Every live entity of a kind (not cases)."""
        with self.db.read() as connection:
            query = select(entities.c.body).where(entities.c.kind == kind, entities.c.ended.is_(False))
            return [_decoder.decode(body) for (body,) in connection.execute(query)]

    def known(self) -> Known:
        """Departments, areas and cameras by what people call them."""
        return Known(self._ids("department"), self._ids("area"), self._ids("camera"))

    def _ids(self, kind: Kind) -> dict[str, Id]:
        return {natural_key(one) or one.id: one.id for one in self.live(kind)}

    def save(self, name: str, drafts: Iterable[AnyEntity], key: Callable[[AnyEntity], str]) -> dict[str, Id]:
        """Store new and changed entities, at most 200 to an event `name`; returns ids by key. Counts the report."""
        kept = list(drafts)
        if not kept:
            return {}
        kind = kind_of(kept[0])
        old = {key(one): one for one in self.live(kind)}
        found: dict[str, Id] = {}
        for start in range(0, len(kept), _EVENT):
            part = kept[start : start + _EVENT]

            def work(tx: Transaction, part: list[AnyEntity] = part) -> list[AnyEntity]:
                changed: list[AnyEntity] = []
                for draft in part:
                    before = old.get(key(draft))
                    entity_id = before.id if before is not None else tx.new_id()
                    found[key(draft)] = entity_id
                    statements: tuple[Executable, ...] = ()
                    if isinstance(draft, Camera | Pole):
                        kept_apart = keep(tx, msgspec.structs.replace(draft, id=entity_id), before)
                        (draft,), statements = kept_apart.upsert, kept_apart.statements
                    after = renewed(kind, before, draft, entity_id)
                    if statements and after is None and before is not None:  # its password alone is another
                        after = msgspec.structs.replace(before, version=before.version + 1)
                    for statement in statements:
                        tx.connection.execute(statement)
                    if after is not None:
                        changed.append(after)
                if changed:
                    tx.publish(name, upsert=changed, actor=self.actor)
                return changed

            changed = self.write(work)
            self.report.count(accepted=len(changed), unchanged=len(part) - len(changed))
        return found

    def cell_rows(self) -> list[dict[str, Any]]:
        """The unit grid cells as they are stored."""
        with self.db.read() as connection:
            return [dict(row) for row in connection.execute(select(cells)).mappings()]

    def cell_hits(self) -> list[tuple[CellHit, bytes]]:
        """The unit grid cells as `city.CellIndex` takes them."""
        return [(CellHit(row["code"], row["area_id"], row["grade"]), row["geometry"]) for row in self.cell_rows()]

    def cell_index(self) -> CellIndex:
        """Which cell holds a point, read once for this import."""
        if self._cell_index is None:
            self._cell_index = CellIndex(self.cell_hits())
        return self._cell_index

    def zone_of_sums(self) -> str:
        """The zone that the sums behind the boards are kept in, or will be."""
        with self.db.read() as connection:
            state = rollup_state(connection)
        return state.zone if state is not None and state.generation else self.profile().timezone

    def cells(self) -> CellTree:
        """The unit grid cells there are."""
        with self.db.read() as connection:
            return CellTree(list(connection.execute(select(cells.c.code, cells.c.geometry)).tuples()))

    def surroundings(self, profile_name: str, classes: frozenset[str]) -> Surroundings:
        """What rows of components may point at."""
        division = self.profile().division or "999999"
        known = self.known()
        with self.db.read() as connection:
            query = select(components.c.import_key, components.c.code).where(
                components.c.import_key.startswith(f"{profile_name}:", autoescape=True)
            )
            keys = {key: int(code) for key, code in connection.execute(query)}
        index = self.cells()
        return Surroundings(
            census=self.atlas.census,
            division=division,
            profile_name=profile_name,
            departments={code: int(one) for code, one in known.departments.items()},
            cells=index.codes,
            cell_of=index.find if len(index) else None,
            classes=classes,
            keys=keys,
        )
