"""Open cases of an old platform: under their old number, in their state, with the clock where it stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from sqlalchemy import Connection, select

from backend.city import CellHit
from backend.class_editions import table as editions
from backend.course import Course, read, written
from backend.imports.case_records import counters_of, imported, record_from
from backend.imports.case_store import acted_on, present, raise_counters
from backend.imports.cases import BadRow, Draft, Reader
from backend.imports.mapping import Profile
from backend.imports.takeover.desk import Desk, OpenTable
from backend.imports.takeover.mapping import CasesOf, Fields
from backend.imports.takeover.organisation import Directory
from backend.records import RUNNING, CaseAct, CaseRecord, record_of, whole_ms
from backend.rules.worktime import add, calendar_of
from backend.services.case_clock import turn_ends
from backend.tables import cases
from backend.transaction import Transaction
from contract.editions import edition_of
from contract.entities import ENDED, CaseState, Id, Point, Urgency
from contract.limits import Limit
from contract.profile import CityProfile
from contract.takeover import NumberPair

CHUNK = 500
_LOOKUP = 400
_NEEDS_DEPARTMENT = frozenset(
    {CaseState.DISPATCHED, CaseState.SIGNED, CaseState.HANDLING, CaseState.SUSPENDED, CaseState.ENTRUSTED}
)
_ALONE = {
    CaseState.DEPARTED: "an officer or vehicle that is known here is on its way; map it to handling",
    CaseState.RETURNED: "it waits for a decision on an application that is not here; map it to handling or filed",
    CaseState.MERGED: "it ended in a case that is not known here; leave it out",
}
_HERE_ONLY = ("_id", "_ids", "_by", "near_at", "instructions", "children", "unit_kind", "looked_at")
"""Ends of the names of what a case's course says of persons, vehicles and cases here, or is found out anew."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A row ready to be a case; the department is a code still."""

    draft: Draft
    key: str
    fields: dict[str, object]  # of `CaseRecord`, beyond what a past case has
    course: Course


class View(Protocol):
    """Of a transaction, what planning looks at; a trial run has no transaction."""

    @property
    def connection(self) -> Connection: ...
    @property
    def profile(self) -> CityProfile: ...
    def cell_of(self, point: Point) -> CellHit | None: ...


def bring_cases(desk: Desk, directory: Directory) -> None:
    """The table of cases, 500 in a transaction."""
    table = desk.open("cases")
    if table is None or desk.mapping.cases is None:
        return
    reader = RowReader(desk, table, directory)
    chunk: list[Planned] = []
    for line, row in desk.rows(table):
        try:
            chunk.append(reader.planned(line, row))
        except BadRow as bad:
            desk.refuse("cases", line, reader.key(row), bad)
        if len(chunk) >= CHUNK:
            store(desk, chunk, directory)
            chunk = []
    if chunk:
        store(desk, chunk, directory)


class RowReader:
    """Rows of the table of cases into plans."""

    def __init__(self, desk: Desk, table: OpenTable, directory: Directory) -> None:
        self._desk, self._directory = desk, directory
        self._of: CasesOf = desk.mapping.cases  # type: ignore[assignment]
        profile: Profile = desk.mapping.case_profile()
        city = desk.ground.profile()
        self._classes = {one.code for one in city.classes}
        self._fields = Fields(self._of, table.columns)
        self._reader = Reader(profile, table.columns, frozenset(), desk.ground.report)
        self._calendar = calendar_of(city)
        self._taken_at = desk.taken_at
        theirs, ours = edition_of(self._of.edition), edition_of(city.edition)
        same = editions(theirs, ours).matches if theirs is not None and ours is not None and theirs is not ours else ()
        self._same = {one.code: one.other for one in same}

    def key(self, row: list[str]) -> str:
        """What the row is called in the source."""
        return self._fields.raw("key", row)

    def planned(self, line: int, row: list[str]) -> Planned:
        """A row. BadRow where it cannot be taken."""
        draft = self._reader.draft(line, row)
        key, ledger = draft.key, self._desk.ledger
        if draft.number != self._fields.raw("number", row) and self._fields.raw("number", row):
            ledger.change("cases", line, key, "number", self._fields.raw("number", row), draft.number, "cut")
        code = self._class(draft.class_code, line, key)
        department = self._directory.code(draft.department_code, "department_code")
        if draft.state in _ALONE:
            raise BadRow("state", f"{draft.state}: {_ALONE[draft.state]}")
        if draft.state in _NEEDS_DEPARTMENT and not department:
            raise BadRow("department_code", f"a case that is {draft.state} has a department")
        fields, course = self._more(draft, row)
        said = {"state": "state", "class": "class_code", "department": "department_code"}
        ours = {"state": str(draft.state), "class": code, "department": department}
        for dimension, field in said.items():
            ledger.source[dimension][self._fields.raw(field, row), ours[dimension]] += 1
        ledger.remaining_min += minutes(fields["deadline_at"], self._taken_at)
        return Planned(
            draft=msgspec.structs.replace(draft, class_code=code, department_code=department),
            key=f"{self._desk.mapping.name}:{key}",
            fields=fields,
            course=course,
        )

    def _class(self, code: str, line: int, key: str) -> str:
        same = self._same.get(code)
        if same is not None and same != code:
            self._desk.ledger.change(
                "cases", line, key, "class_code", code, same, "the same class in the city's edition"
            )
            code = same
        if self._classes and code not in self._classes:
            raise BadRow("class_code", f"{code!r} is no class of this city; give it in cases.values.class_code")
        return code

    def _more(self, draft: Draft, row: list[str]) -> tuple[dict[str, object], Course]:
        course = self._course(self._fields.raw("course", row))
        started = draft.dispatched_at
        deadline = self._deadline(row) or draft.deadline_at
        if draft.state in RUNNING | {CaseState.SUSPENDED} and started is None:
            started = self._taken_at
        if draft.state is CaseState.SUSPENDED and course.paused_at is None:
            until = self._time("suspended_until", row)
            course = msgspec.structs.replace(
                course,
                paused_at=self._taken_at,
                paused_for="suspension",
                back_to=course.back_to or str(CaseState.HANDLING),
                suspensions=course.suspensions or 1,
                suspended_until_at=until or course.suspended_until_at,
            )
        course = msgspec.structs.replace(
            course,
            grade=self._fields.text("grade", row) or course.grade,
            condition=self._fields.text("condition", row) or course.condition,
            order_number=self._fields.text("order_number", row)[:100] or course.order_number,
        )
        urgency = self._fields.text("urgency", row) or "normal"
        if urgency not in list(Urgency):
            raise BadRow("urgency", f"{urgency[:40]!r} is not one of {', '.join(Urgency)}")
        rework = self._fields.text("rework", row) or "0"
        if not (rework.isascii() and rework.isdigit() and int(rework) < 1000):
            raise BadRow("rework", f"{rework[:40]!r} is no small whole number")
        fields: dict[str, object] = {
            "urgency": Urgency(urgency),
            "rework": int(rework),
            "component_code": self._fields.text("component_code", row)[:40],
            "dispatched_at": started and whole_ms(started),
            "deadline_at": deadline and whole_ms(deadline),
            "checked_at": self._time("checked_at", row),
            "step_at": self._time("step_at", row),
            "step_deadline_at": self._time("step_deadline_at", row),
        }
        return fields, course

    def _deadline(self, row: list[str]) -> datetime | None:
        """By the remaining time: it goes on where it stood when the tables were taken."""
        said = self._fields.text("remaining", row)
        if not said:
            return None
        try:
            left = float(said)
        except ValueError:
            raise BadRow("remaining", f"{said[:40]!r} is no number") from None
        if not abs(left) < 100_000:
            raise BadRow("remaining", f"{said[:40]} is out of range")
        if left > 0:
            try:
                return add(self._calendar, self._taken_at, Limit(value=left, unit=self._of.remaining_unit))
            except ValueError as fault:
                raise BadRow("remaining", str(fault)) from None
        # So long over: how long that is of the clock only the old platform knows, and over is over.
        hours = left * 24 if self._of.remaining_unit.endswith("day") else left
        return self._taken_at + timedelta(hours=hours)

    def _time(self, field: str, row: list[str]) -> datetime | None:
        said = self._fields.text(field, row)
        if not said:
            return None
        try:
            return whole_ms(self._desk.mapping.time(said))
        except ValueError as fault:
            raise BadRow(field, str(fault)) from None

    @staticmethod
    def _course(said: str) -> Course:
        if not said:
            return Course()
        try:
            return read(travelling(said))
        except msgspec.DecodeError as fault:
            raise BadRow("course", f"not what an export of this program writes: {fault}") from None


def travelling(text: str) -> str:
    """The course of a case, less what means nothing on another server. msgspec.DecodeError."""
    course, plain = read(text), Course()
    names = [name for name in Course.__struct_fields__ if name.endswith(_HERE_ONLY)]
    return written(msgspec.structs.replace(course, **{name: getattr(plain, name) for name in names}))


def store(desk: Desk, chunk: list[Planned], directory: Directory) -> None:
    """Write a chunk, or in a trial run only see what would become of it."""
    if desk.dry:
        with desk.ground.db.read() as connection:
            found = compare(desk, DryView(connection, desk), chunk, directory.ids, lambda: "")
    else:
        found = desk.ground.write(lambda tx: _written(desk, tx, chunk, directory.ids))
    for planned, reason in found.refused:
        desk.refuse("cases", planned.draft.line, planned.draft.key, BadRow("number", reason))
        _take_back(desk, planned)
    fresh, kept = len(found.records), len(found.kept)
    desk.count("cases", accepted=fresh, unchanged=found.unchanged, kept=kept)
    desk.ground.report.count(accepted=fresh, unchanged=found.unchanged + kept)
    for planned, number, case_id in found.numbers:
        desk.ledger.numbers.append(NumberPair(old=planned.draft.key, new=number, case_id="" if desk.dry else case_id))
    for record, planned in found.kept:
        desk.ledger.change(
            "cases", planned.draft.line, planned.draft.key, "", "", str(record.state), "worked on here since: kept"
        )


def _take_back(desk: Desk, planned: Planned) -> None:
    """A row that counted as one that can be taken is refused after all."""
    draft = planned.draft
    ours = {"state": str(draft.state), "class": draft.class_code, "department": draft.department_code}
    for dimension, word in ours.items():
        counted = desk.ledger.source[dimension]
        said = next((one for one in counted if one[1] == word and counted[one]), None)
        if said is not None:
            counted[said] -= 1
    desk.ledger.remaining_min -= minutes(planned.fields["deadline_at"], desk.taken_at)


def minutes(deadline: object, since: datetime) -> int:
    """Whole minutes from then to a deadline; 0 without one."""
    return (deadline - since) // timedelta(minutes=1) if isinstance(deadline, datetime) else 0


class Compared(msgspec.Struct, kw_only=True):
    """What a chunk would do."""

    records: list[tuple[CaseRecord, CaseRecord | None]] = []  # after, before
    unchanged: int = 0
    kept: list[tuple[CaseRecord, Planned]] = []
    refused: list[tuple[Planned, str]] = []
    numbers: list[tuple[Planned, str, Id]] = []


class DryView:
    """For a trial run."""

    def __init__(self, connection: Connection, desk: Desk) -> None:
        self.connection = connection
        self.profile = desk.ground.profile()
        self._cells = desk.ground.cell_index()

    def cell_of(self, point: Point) -> CellHit | None:
        """As a transaction."""
        return self._cells.find(point)


def compare(
    desk: Desk, view: View, chunk: list[Planned], departments: dict[str, Id], new_id: Callable[[], Id]
) -> Compared:
    """A chunk beside what is here."""
    there = {one.import_key: one for one in _there(view.connection, [planned.key for planned in chunk])}
    taken = set(present(view.connection, "number", [planned.draft.number for planned in chunk]))
    worked_on = acted_on(view.connection, [one.id for one in there.values()])
    found = Compared()
    for planned in chunk:
        before = there.get(planned.key)
        if planned.draft.number in taken and (before is None or before.number != planned.draft.number):
            found.refused.append((planned, f"{planned.draft.number!r} is a case of another origin"))
            continue
        if before is not None and before.id in worked_on:
            found.kept.append((before, planned))
            found.numbers.append((planned, before.number, before.id))
            continue
        record = _record(desk, view, planned, before, departments, new_id)
        found.numbers.append((planned, record.number, record.id))
        if before is not None and record == before:
            found.unchanged += 1
        else:
            found.records.append((record, before))
    return found


def _record(
    desk: Desk,
    view: View,
    planned: Planned,
    before: CaseRecord | None,
    departments: dict[str, Id],
    new_id: Callable[[], Id],
) -> CaseRecord:
    draft, course = planned.draft, planned.course
    department = departments.get(draft.department_code)
    said = record_from(
        draft,
        None,
        case_id=before.id if before is not None else new_id(),
        import_key=planned.key,
        import_id=desk.ground.report.id,
        department_id=department,
        cell_of=view.cell_of,
    )
    if draft.state is CaseState.ENTRUSTED:
        course = msgspec.structs.replace(course, entrusted_id=department)
    said = msgspec.structs.replace(said, course=written(course), **planned.fields)
    if said.step_at is None and draft.state not in ENDED:
        at = before.step_at if before is not None and before.state is draft.state and before.step_at else desk.taken_at
        ends = turn_ends(view, draft.state, said.urgency, at, grade=course.grade)  # type: ignore[arg-type]
        said = msgspec.structs.replace(said, step_at=at, step_deadline_at=ends and whole_ms(ends))
    if before is None:
        return said
    same = {name: getattr(before, name) for name in ("version", "photos", "import_id", "chain_length", "chain_head")}
    same["parent_id"] = before.parent_id
    kept = msgspec.structs.replace(said, **same)
    if kept == before:
        return before
    return msgspec.structs.replace(kept, version=before.version + 1, import_id=said.import_id)


def _written(desk: Desk, tx: Transaction, chunk: list[Planned], departments: dict[str, Id]) -> Compared:
    found = compare(desk, tx, chunk, departments, tx.new_id)
    records = [after for after, _ in found.records]
    acts: list[CaseAct] = [imported(one, tx.now, desk.ground.actor.person_id) for one in records]
    raise_counters(tx, counters_of(one.number for one in records))
    tx.put_cases(acts[0].name if acts else "case.imported", records, actor=desk.ground.actor)
    for act in acts:
        tx.note(act)
    return found


def _there(connection: Connection, keys: list[str]) -> Iterator[CaseRecord]:
    known = present(connection, "import_key", keys)
    for start in range(0, len(known), _LOOKUP):
        query = select(cases).where(cases.c.import_key.in_(known[start : start + _LOOKUP]))
        for row in connection.execute(query).mappings():
            yield record_of(dict(row))
