"""Drafts of cases into the database: found again by their key, never taking back what was done here since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, select

from backend.derived.evidence import UNTOLD
from backend.imports.case_records import counters_of, imported, record_from
from backend.imports.cases import Draft
from backend.imports.report import Report
from backend.outcome import Actor
from backend.records import CaseAct, CaseRecord, record_of
from backend.rules.chain import fact_of
from backend.tables import case_events, cases, counters
from backend.transaction import Transaction
from contract.entities import CaseState, Department, Id

CHUNK = 1000
"""Cases in one transaction: it holds the writer for some 50 ms, and acts of seats are done between two of them."""
_NEEDS_DEPARTMENT = frozenset(
    {CaseState.DISPATCHED, CaseState.SIGNED, CaseState.HANDLING, CaseState.FEEDBACK, CaseState.CHECKED}
)
_LOOKUP = 400


Stored = tuple[int, int, list[tuple[int, str, str]]]
"""Accepted, unchanged, and refusals: line, field, reason."""


@dataclass
class CaseStore:
    """One import of cases. `departments` grows where the profile lets it: `store` adds, `keep` confirms."""

    profile_name: str
    import_id: str
    departments: dict[str, Id]
    add_departments: bool
    report: Report
    actor: Actor
    accepted: int = field(default=0, init=False)
    _added: dict[str, Id] = field(default_factory=dict, init=False)
    _kept: int = field(default=0, init=False)

    def keep(self) -> None:
        """The last chunk is durable."""
        self.departments |= self._added
        if self._added:
            self.report.tally("departments of this source were added", len(self._added))
        if self._kept:
            self.report.tally("cases were worked on here since and are kept as they are", self._kept)

    def store(self, tx: Transaction, drafts: list[Draft]) -> Stored:
        """Write a chunk.

        Runs on the writer, maybe twice: this object knows nothing of it before `keep`.
        """
        self._added, self._kept = {}, 0
        old = self._there(tx, drafts)
        numbers = set(present(tx.connection, "number", [draft.number for draft in drafts]))
        acted = acted_on(tx.connection, [one.id for one in old.values()])
        records: list[CaseRecord] = []
        trail: list[CaseAct] = []
        refusals: list[tuple[int, str, str]] = []
        unchanged = 0
        for draft in drafts:
            fault = self._department_fault(tx, draft)
            if fault:
                refusals.append((draft.line, "department_code", fault))
                continue
            before = old.get(f"{self.profile_name}:{draft.key}")
            if draft.number in numbers and (before is None or before.number != draft.number):
                refusals.append((draft.line, "number", f"{draft.number!r} is a case of another origin"))
                continue
            if before is not None and before.id in acted:
                self._kept += 1
                unchanged += 1
                continue
            after = self._record(tx, draft, before)
            if after == before:
                unchanged += 1
                continue
            records.append(after)
            trail.append(imported(after, tx.now, self.actor.person_id))
        raise_counters(tx, counters_of(record.number for record in records))
        tx.put_cases(UNTOLD, records, actor=self.actor)
        for act in trail:
            tx.note(act)
        return len(records), unchanged, refusals

    def _there(self, tx: Transaction, drafts: list[Draft]) -> dict[str, CaseRecord]:
        keys = present(tx.connection, "import_key", [f"{self.profile_name}:{draft.key}" for draft in drafts])
        found: dict[str, CaseRecord] = {}
        for start in range(0, len(keys), _LOOKUP):
            query = select(cases).where(cases.c.import_key.in_(keys[start : start + _LOOKUP]))
            for row in tx.connection.execute(query).mappings():
                record = record_of(dict(row))
                found[record.import_key or ""] = record
        return found

    def _department_fault(self, tx: Transaction, draft: Draft) -> str:
        code = draft.department_code
        if not code:
            if draft.state in _NEEDS_DEPARTMENT:
                return f"an open case that is {draft.state} has a department"
            return ""
        if code in self.departments or code in self._added:
            return ""
        if not self.add_departments:
            return f"{code[:40]!r} is no department"
        name = draft.department_name or code
        one = Department(id=tx.new_id(), code=code, name=name, short_name=name)
        tx.publish("department.saved", upsert=(one,), actor=self.actor)
        self._added[code] = one.id
        return ""

    def _record(self, tx: Transaction, draft: Draft, before: CaseRecord | None) -> CaseRecord:
        return record_from(
            draft,
            before,
            case_id=tx.new_id() if before is None else before.id,
            import_key=f"{self.profile_name}:{draft.key}",
            import_id=self.import_id,
            department_id=self._added.get(draft.department_code) or self.departments.get(draft.department_code),
            cell_of=tx.cell_of,
        )


def acted_on(connection: Connection, ids: list[Id]) -> set[Id]:
    """Those of some cases on which somebody has acted here."""
    found: set[Id] = set()
    for start in range(0, len(ids), _LOOKUP):
        query = select(case_events.c.case_id, case_events.c.body).where(
            case_events.c.case_id.in_(ids[start : start + _LOOKUP])
        )
        for case_id, body in connection.execute(query):
            fact = fact_of(body)
            if fact.seq and "import" not in fact.params:
                found.add(case_id)
    return found


def present(connection: Connection, column: str, values: list[str]) -> list[str]:
    """Those of some values that a column of `cases` has: one statement, however many they are."""
    if connection.dialect.name == "postgresql":
        query = f"SELECT {column} FROM cases WHERE {column} = ANY(%s)"
        return list(connection.exec_driver_sql(query, (values,)).scalars())
    query = f"SELECT {column} FROM cases WHERE {column} IN (SELECT value FROM json_each(?))"
    return list(connection.exec_driver_sql(query, (msgspec.json.encode(values).decode(),)).scalars())


def raise_counters(tx: Transaction, last: Mapping[str, int]) -> None:
    """Let these counters stand at least so high."""
    for name, value in last.items():
        known = tx.connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar()
        if known is None:
            tx.connection.execute(counters.insert().values(name=name, value=value))
        elif known < value:
            tx.connection.execute(counters.update().where(counters.c.name == name).values(value=value))
