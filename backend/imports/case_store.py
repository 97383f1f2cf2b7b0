"""Drafts of cases into the database: found again by their key, never taking back what was done here since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import select

from backend.imports.cases import Draft
from backend.imports.report import Report
from backend.outcome import Actor
from backend.records import CaseAct, CaseRecord, record_of, whole_ms
from backend.rules.chain import fact_of
from backend.tables import case_events, cases, counters
from backend.transaction import Transaction
from contract.entities import CaseState, Department, Id, Point

CHUNK = 500
_NEEDS_DEPARTMENT = frozenset(
    {CaseState.DISPATCHED, CaseState.SIGNED, CaseState.HANDLING, CaseState.FEEDBACK, CaseState.CHECKED}
)
_TRAIL = (
    ("case.reported", "reported_at"),
    ("case.filed", "filed_at"),
    ("case.dispatched", "dispatched_at"),
    ("case.signed", "signed_at"),
    ("case.fed_back", "handled_at"),
    ("case.closed", "closed_at"),
)
_LOOKUP = 400
_OF_PLATFORM = re.compile(r"([0-9]{8})-([0-9]{6})", re.ASCII)


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

    def store(self, tx: Transaction, drafts: list[Draft]) -> tuple[int, int, list[tuple[int, str, str]]]:
        """Write a chunk; returns accepted, unchanged and refusals (line, field, reason).

        Runs on the writer, maybe twice: this object knows nothing of it before `keep`.
        """
        self._added, self._kept = {}, 0
        old = self._there(tx, drafts)
        numbers = self._numbers(tx, drafts)
        acted = self._acted_on(tx, [one.id for one in old.values()])
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
            trail += self._trail(tx, after, before)
        _raise_counters(tx, [record.number for record in records])
        tx.put_cases("case.imported", records, actor=self.actor)
        for act in trail:
            tx.note(act)
        return len(records), unchanged, refusals

    def _there(self, tx: Transaction, drafts: list[Draft]) -> dict[str, CaseRecord]:
        keys = [f"{self.profile_name}:{draft.key}" for draft in drafts]
        found: dict[str, CaseRecord] = {}
        for start in range(0, len(keys), _LOOKUP):
            query = select(cases).where(cases.c.import_key.in_(keys[start : start + _LOOKUP]))
            for row in tx.connection.execute(query).mappings():
                record = record_of(dict(row))
                found[record.import_key or ""] = record
        return found

    @staticmethod
    def _numbers(tx: Transaction, drafts: list[Draft]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(drafts), _LOOKUP):
            part = [draft.number for draft in drafts[start : start + _LOOKUP]]
            found.update(tx.connection.execute(select(cases.c.number).where(cases.c.number.in_(part))).scalars())
        return found

    @staticmethod
    def _acted_on(tx: Transaction, ids: list[Id]) -> set[Id]:
        found: set[Id] = set()
        for start in range(0, len(ids), _LOOKUP):
            query = select(case_events.c.case_id, case_events.c.body).where(
                case_events.c.case_id.in_(ids[start : start + _LOOKUP])
            )
            found.update(case_id for case_id, body in tx.connection.execute(query) if fact_of(body).seq)
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
        point = Point(draft.lon, draft.lat) if draft.lon is not None and draft.lat is not None else None
        cell = tx.cell_of(point) if point is not None else None
        fields = {
            "number": draft.number,
            "short": draft.short,
            "class_code": draft.class_code,
            "state": draft.state,
            "source": draft.source,
            "place": draft.place,
            "description": draft.description,
            "lon": draft.lon,
            "lat": draft.lat,
            "cell_code": cell.code if cell is not None else None,
            "area_id": cell.area_id if cell is not None else None,
            "department_id": self._added.get(draft.department_code) or self.departments.get(draft.department_code),
            "reported_at": whole_ms(draft.reported_at),
            "filed_at": _whole(draft.filed_at),
            "dispatched_at": _whole(draft.dispatched_at),
            "signed_at": _whole(draft.signed_at),
            "deadline_at": _whole(draft.deadline_at),
            "handled_at": _whole(draft.handled_at),
            "closed_at": _whole(draft.closed_at),
        }
        if before is None:
            key = f"{self.profile_name}:{draft.key}"
            return CaseRecord(id=tx.new_id(), import_key=key, import_id=self.import_id, **fields)  # type: ignore[arg-type]
        same = msgspec.structs.replace(before, **fields)
        if same == before:
            return before
        return msgspec.structs.replace(same, version=before.version + 1, import_id=self.import_id)

    def _trail(self, tx: Transaction, after: CaseRecord, before: CaseRecord | None) -> list[CaseAct]:
        if before is not None:
            return [self._entry(tx, after, "case.imported", tx.now, {"version": str(after.version)})]
        acts = [(name, getattr(after, at)) for name, at in _TRAIL]
        if after.state is CaseState.CLOSED and after.closed_at is None:
            # The source says that it was closed, and not when.
            acts.append(("case.imported", tx.now))
        return [self._entry(tx, after, name, at, {}) for name, at in acts if at is not None]

    def _entry(
        self, tx: Transaction, record: CaseRecord, name: str, at: datetime, params: Mapping[str, str]
    ) -> CaseAct:
        return CaseAct(
            after=record,
            name=name,
            happened_at=at,
            actor_id=self.actor.person_id,
            params={"import": self.import_id, **params},
        )


def _raise_counters(tx: Transaction, numbers: list[str]) -> None:
    """The next case that is reported here on a day gets a number after those that were brought in."""
    last: dict[str, int] = {}
    for number in numbers:
        found = _OF_PLATFORM.fullmatch(number)
        if found:
            name = f"case:{found[1]}"
            last[name] = max(last.get(name, 0), int(found[2]))
    for name, value in last.items():
        known = tx.connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar()
        if known is None:
            tx.connection.execute(counters.insert().values(name=name, value=value))
        elif known < value:
            tx.connection.execute(counters.update().where(counters.c.name == name).values(value=value))


def _whole(moment: datetime | None) -> datetime | None:
    return None if moment is None else whole_ms(moment)
