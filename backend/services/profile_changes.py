"""Changes of the city profile: what one would do, and the doing of it, whole or not at all.

Everything is read and written in one transaction: who began on another profile than the one in use is told so, and
what would leave open cases without their class, condition or department is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from sqlalchemy import Connection, func, select, text

from backend import rows
from backend.db import profile_of
from backend.outcome import Actor
from backend.rules.worktime import calendar_of
from backend.services.profile_checks import whole_faults
from backend.services.profile_effects import OpenCases, effects, hindrances
from backend.services.profile_store import Organisation, keep, tables_of_version, whole
from backend.services.security_log import Entry, append
from backend.tables import cases
from backend.tables.life import OPEN
from backend.transaction import Transaction
from contract.entities import Department, Kind, Person
from contract.errors import Code, Refused
from contract.events import Gone
from contract.profile_files import assembling
from contract.profile_files.assembling import Tables, rows_of
from contract.profile_files.cells import parts
from contract.profile_files.checking import Checked, Line, check
from contract.profile_files.differing import differences
from contract.profile_files.faults import Fault
from contract.profile_files.schema import SETTINGS, Row
from contract.profile_files.tables import BY_NAME, TABLES
from contract.profile_files.wire import ProfileCheck, ProfileTables, ProfileVersion
from contract.profile_files.writing import fingerprint

_EVENT = 200  # entities in one event
Said = Mapping[str, list[Line]]


def as_lines(tables: Mapping[str, Iterable[Row]]) -> Said:
    """Rows of a request as if read from files: the first is line 2. Refused(malformed) for what is no table or row."""
    said: dict[str, list[Line]] = {}
    for name, found in tables.items():
        table = BY_NAME.get(name)
        if table is None:
            raise Refused(Code.MALFORMED, field="$.tables", reason=f"no table {name[:40]!r}")
        said[name] = [Line(at, row) for at, row in enumerate(found, 2)]
        for line in said[name]:
            if len(line.cells) != len(table.fields):
                reason = f"row {line.number - 1} has {len(line.cells)} cells, not {len(table.fields)}"
                raise Refused(Code.MALFORMED, field=f"$.tables.{name}", reason=reason)
    return said


class Now:
    """The profile in use and what is around it, read in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.profile = profile_of(connection)
        self.organisation = Organisation(connection)
        self.tables = whole(self.profile, self.organisation)
        self.base = fingerprint(self.tables)

    @property
    def answer(self) -> ProfileTables:
        """As the routes give it."""
        return ProfileTables(version=self.profile.version, base=self.base, tables=self.tables)

    def weigh(
        self, said: Said, faults: Iterable[Fault], today: date, *, count: bool = True
    ) -> tuple[ProfileCheck, Checked]:
        """What a change would do, and its tables as they would be kept. `count`: also how many cases it touches."""
        # What a change leaves out is there all the same, whatever it is like: others point at it.
        left_out = {table.name for table in TABLES if table.optional and table.name not in said}
        around = as_lines({name: self.tables[name] for name in left_out})
        checked = check({**said, **around}, frozenset(self.organisation.areas))
        after = {name: found for name, found in checked.tables.items() if name not in left_out}
        aside = {BY_NAME[name].file for name in left_out}
        found = [*faults, *(one for one in checked.faults if one.file not in aside)]
        if SETTINGS not in said and not found:
            found.append(Fault(file=BY_NAME[SETTINGS].file, code="missing_file"))
        if any(not one.warning for one in found):
            return ProfileCheck(base=self.base, faults=tuple(found)), checked
        opened = OpenCases(self.connection)
        try:
            profile = assembling.profile_of(after)
        except msgspec.ValidationError as fault:  # the contract is stricter than the tables: ours to mend, yours to see
            found.append(Fault(file=BY_NAME[SETTINGS].file, code="rule", params={"reason": str(fault)}))
            return ProfileCheck(base=self.base, faults=tuple(found)), checked
        found += whole_faults(checked, profile, self._oldest(today), today)
        found += hindrances(self.connection, opened, self.organisation, self.tables, after)
        changes = differences(self.tables, after)
        touched = effects(opened, self.organisation, changes) if count else ()
        answer = ProfileCheck(base=self.base, faults=tuple(found), changes=changes, effects=touched)
        return answer, Checked(after, tuple(found), checked.lines)

    def _oldest(self, today: date) -> date:
        moment = self.connection.execute(select(func.min(cases.c.reported_at)).where(text(OPEN))).scalar()
        return today if moment is None else calendar_of(self.profile).local_day(moment)


def look(connection: Connection, said: Said, faults: Iterable[Fault], today: date) -> ProfileCheck:
    """What a change would do; nothing is changed."""
    return Now(connection).weigh(said, faults, today)[0]


def change(tx: Transaction, said: Said, *, base: str, note: str, source: str, actor: Actor) -> ProfileVersion:
    """Put tables into use. Refused(conflict) where `base` is not of what is there now or something hinders it,
    Refused(out_of_range) for a fault; params of both name the first."""
    rows.take_turn(tx.connection)
    now = Now(tx.connection)
    if base != now.base:
        reason = "the profile was changed since"
        raise Refused(Code.CONFLICT, field="$.base", reason=reason, version=str(now.profile.version))
    answer, checked = now.weigh(said, (), calendar_of(now.profile).local_day(tx.now), count=False)
    hard = [one for one in answer.faults if not one.warning]
    if hard:
        code = Code.CONFLICT if all(one.code in _HINDRANCES for one in hard) else Code.OUT_OF_RANGE
        first = hard[0]
        params = {"faults": str(len(hard)), "fault": first.code, "place": first.place}
        raise Refused(code, field="$.tables", reason=f"{first.place}: {first.sentence}", **params)
    profile = assembling.profile_of(checked.tables)
    _departments(tx, now.organisation, checked.tables, actor)
    _people(tx, now.organisation, checked.tables, actor)
    count = len(answer.changes)
    line = keep(tx, profile, source=source, note=note, actor=actor, organisation=now.organisation, changes=count)
    detail = {"version": str(line.number), "rows": str(count), "source": source}
    append(tx, Entry.by(actor, "profile.changed", about=f"profile:{line.number}", **detail))
    return line


def restored(connection: Connection, number: int, *, organisation: bool) -> Said:
    """The tables of a version, to be put into use again; its departments and people only where asked for."""
    tables = tables_of_version(connection, number)
    wanted = {name: found for name, found in tables.items() if organisation or not BY_NAME[name].optional}
    return as_lines(wanted)


_HINDRANCES = frozenset({"orphans", "in_use", "account"})


def _departments(tx: Transaction, now: Organisation, after: Tables, actor: Actor) -> None:
    if "departments" not in after:
        return
    wanted = {row["code"]: row for row in rows_of(after, "departments")}
    there = {one.code: one for one in now.departments}
    ids = {code: there[code].id if code in there else tx.new_id() for code in wanted}
    saved: list[Department] = []
    for code, row in wanted.items():
        old = there.get(code)
        fresh = Department(
            id=ids[code],
            version=old.version if old else 0,
            code=code,
            name=row["name"],
            name_en=row["name_en"],
            short_name=row["short_name"],
            parent_id=ids[row["parent_code"]] if row["parent_code"] else None,
        )
        if fresh != old:
            saved.append(msgspec.structs.replace(fresh, version=fresh.version + 1))
    gone = [one for one in now.departments if one.code not in wanted]
    _publish(tx, "department.saved", saved, gone, actor)
    changed = {one.id: one for one in saved}
    left = {one.id for one in gone}
    kept = [changed.pop(one.id, one) for one in now.departments if one.id not in left]
    now.departments = [*kept, *changed.values()]


def _people(tx: Transaction, now: Organisation, after: Tables, actor: Actor) -> None:
    if "people" not in after:
        return
    departments = {one.code: one.id for one in now.departments}
    by_id = {one.id: one for one in now.people}
    areas = {one: code for code, one in now.areas.items()}
    codes = {one: code for code, one in departments.items()}
    named = {(p.name, codes.get(p.department_id or "", ""), areas.get(p.area_id or "", "")): p for p in now.people}
    claimed = {row["id"] for row in rows_of(after, "people") if row["id"]}
    saved: list[Person] = []
    seen: set[str] = set()
    for row in rows_of(after, "people"):
        old = by_id.get(row["id"])
        if old is None and (found := named.get((row["name"], row["department_code"], row["area_code"]))):
            old = None if found.id in claimed else found
        fresh = Person(
            id=old.id if old else tx.new_id(),
            version=old.version if old else 0,
            name=row["name"],
            roles=parts(row["roles"]),
            department_id=departments.get(row["department_code"]),
            area_id=now.areas.get(row["area_code"]),
        )
        seen.add(fresh.id)
        if fresh != old:
            saved.append(msgspec.structs.replace(fresh, version=fresh.version + 1))
    gone = [one for one in now.people if one.id not in seen]
    _publish(tx, "person.saved", saved, gone, actor)
    changed = {one.id: one for one in saved}
    now.people = [changed.get(one.id, one) for one in now.people if one.id in seen]
    now.people += [one for one in saved if one.id not in by_id]


_Some = list[Department] | list[Person]


def _publish(tx: Transaction, name: str, saved: _Some, gone: _Some, actor: Actor) -> None:
    kind: Kind = "department" if name == "department.saved" else "person"
    for start in range(0, len(saved), _EVENT):
        tx.publish(name, upsert=saved[start : start + _EVENT], actor=actor)
    for start in range(0, len(gone), _EVENT):
        tx.publish(name, remove=[Gone(kind, one.id) for one in gone[start : start + _EVENT]], actor=actor)
