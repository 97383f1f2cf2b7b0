"""What every part of such an import works with: tables, the ledger, and writing that a trial run leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from backend.imports.cases import BadRow
from backend.imports.entities import renewed
from backend.imports.ground import Ground
from backend.imports.tables import Table
from backend.imports.takeover.mapping import PlatformMapping, TableOf, opened
from backend.imports.takeover.reconcile import Ledger
from contract.entities import AnyEntity, Id, kind_of
from contract.takeover import Count


@dataclass
class OpenTable:
    """A table with what the mapping says of it."""

    name: str
    of: TableOf
    table: Table

    @property
    def columns(self) -> tuple[str, ...]:
        """Its head."""
        return self.table.columns


@dataclass
class Desk:
    """One import."""

    ground: Ground
    folder: Path
    mapping: PlatformMapping
    ledger: Ledger
    dry: bool
    taken_at: datetime  # when the tables were taken
    tables: dict[str, OpenTable] = field(default_factory=dict)

    def open_all(self) -> None:
        """Every table of the mapping. Unreadable before anything is written."""
        for name, of in self.mapping.tables().items():
            self.tables[name] = OpenTable(name, of, opened(self.folder, name, of))
        self.ground.report.expect(sum(one.table.total for one in self.tables.values()))

    def open(self, name: str) -> OpenTable | None:
        """A table, if the mapping has it; the report speaks of it from now on."""
        found = self.tables.get(name)
        if found is not None:
            self.ground.report.enter(found.of.file)
            self.ledger.tables[name] = Count(table=name)
        return found

    def rows(self, table: OpenTable) -> Iterator[tuple[int, list[str]]]:
        """Line and fields of every row that is one."""
        for block in table.table.blocks():
            self.ground.check()
            self.ground.report.count(read=len(block.faulty) + len(block.lines))
            self.count(table.name, read=len(block.faulty) + len(block.lines))
            for bad in block.faulty:
                self.refuse(table.name, bad.line, "", BadRow("", bad.fault))
            yield from zip(block.lines, block.rows, strict=True)

    def refuse(self, table: str, line: int, key: str, bad: BadRow) -> None:
        """A row that is not taken."""
        self.ground.report.refuse(line, bad.field, bad.reason)
        self.ledger.refuse(table, line, key, bad.field, bad.reason)
        self.count(table, refused=1)

    def count(self, table: str, **more: int) -> None:
        """Into the ledger's line of a table."""
        before = self.ledger.tables[table]
        added = {name: getattr(before, name) + number for name, number in more.items()}
        self.ledger.tables[table] = msgspec.structs.replace(before, **added)

    def save(
        self, table: str, event: str, drafts: Sequence[AnyEntity], key: Callable[[AnyEntity], str]
    ) -> dict[str, Id]:
        """As `Ground.save`; a trial run counts only."""
        if not drafts:
            return {}
        kind = kind_of(drafts[0])
        there = {key(one): one for one in self.ground.live(kind)}
        fresh = [one for one in drafts if renewed(kind, there.get(key(one)), one, one.id) is not None]
        self.count(table, accepted=len(fresh), unchanged=len(drafts) - len(fresh))
        if not self.dry:
            return self.ground.save(event, drafts, key)
        self.ground.report.count(accepted=len(fresh), unchanged=len(drafts) - len(fresh))
        return {key(one): there[key(one)].id if key(one) in there else "new" for one in drafts}
