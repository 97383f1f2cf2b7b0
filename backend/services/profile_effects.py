"""What a change of the profile does to open cases: how many it touches, and which it would leave without their class,
filing condition or department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, func, select, text

from backend.services.profile_store import Organisation
from backend.tables import accounts, cases, entities
from backend.tables.life import OPEN
from contract.entities import AnyEntity, Unit, Vehicle
from contract.profile_files.assembling import Tables
from contract.profile_files.differing import RowChange
from contract.profile_files.faults import Fault
from contract.profile_files.schema import Row
from contract.profile_files.tables import BY_NAME
from contract.profile_files.wire import Effect
from contract.scope import Scope

_OPEN = text(OPEN)
_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)
_EVERY_CASE = frozenset({"pauses", "calendar"})
"""Tables whose rows touch every open case."""
_CLOCK_SETTINGS = ("time.",)


class _Condition(msgspec.Struct):
    condition: str = ""


_condition = msgspec.json.Decoder(_Condition)


class OpenCases:
    """Open cases counted by what a profile can touch; each question is asked once, and only where it is needed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._counts: dict[str, Counter[str]] = {}

    def by(self, column: str) -> Counter[str]:
        """Open cases by a column of `cases`, or by their `condition`."""
        if column not in self._counts:
            self._counts[column] = self._conditions() if column == "condition" else self._grouped(column)
        return self._counts[column]

    @property
    def all(self) -> int:
        """All of them."""
        return self.by("state").total()

    def _grouped(self, column: str) -> Counter[str]:
        query = select(cases.c[column], func.count()).where(_OPEN).group_by(cases.c[column])
        return Counter({str(value): count for value, count in self._connection.execute(query) if value is not None})

    def _conditions(self) -> Counter[str]:
        query = select(cases.c.course).where(_OPEN, cases.c.course != "")
        found = (_condition.decode(body).condition for (body,) in self._connection.execute(query))
        return Counter(one for one in found if one)


def effects(opened: OpenCases, organisation: Organisation, changes: Iterable[RowChange]) -> tuple[Effect, ...]:
    """Open cases that each change touches; changes that touch none are not in it."""
    ids = {one.code: one.id for one in organisation.departments}
    found: dict[tuple[str, Row], int] = {}
    for change in changes:
        count = _touched(opened, ids, change)
        if count:
            found[change.table, change.key] = count
    return tuple(Effect(table=table, key=key, cases=count) for (table, key), count in found.items())


def _touched(opened: OpenCases, departments: Mapping[str, str], change: RowChange) -> int:
    first = change.key[0] if change.key else ""
    match change.table:
        case "classes":
            return _of_class(opened, first)
        case "conditions":
            return opened.by("condition")[first]
        case "limits" | "milestones":
            return opened.by("condition")[first] or _of_class(opened, first)
        case "departments":
            return opened.by("department_id")[departments.get(first, "")]
        case "responsibility":
            return sum(count for code, count in opened.by("class_code").items() if code.startswith(first))
        case "step_limits":
            return opened.by("state")[first]
        case "settings" if first.startswith(_CLOCK_SETTINGS):
            return opened.all
        case name if name in _EVERY_CASE:
            return opened.all
        case _:
            return 0


def _of_class(opened: OpenCases, code: str) -> int:
    """Cases of a class, with those of the finer ones under it."""
    return sum(count for one, count in opened.by("class_code").items() if one.startswith(code)) if code else 0


def hindrances(
    connection: Connection, opened: OpenCases, organisation: Organisation, now: Tables, after: Tables
) -> tuple[Fault, ...]:
    """Why a change is refused: what open cases, units, accounts still need would go."""
    faults = [*_classes(opened, now, after), *_conditions(opened, now, after)]
    if "departments" in after:
        faults += _departments(connection, opened, organisation, after)
    if "people" in after:
        faults += _people(connection, now, after)
    return tuple(faults)


def _classes(opened: OpenCases, now: Tables, after: Tables) -> Iterable[Fault]:
    status = BY_NAME["classes"].at("status")
    kept = {row[0] for row in after["classes"] if row[status] != "reserved"}
    for row in now["classes"]:
        if row[0] not in kept and row[status] != "reserved" and (count := opened.by("class_code")[row[0]]):
            yield _orphans("classes", row[0], count)


def _conditions(opened: OpenCases, now: Tables, after: Tables) -> Iterable[Fault]:
    kept = {row[0]: row[1] for row in after["conditions"]}
    for row in now["conditions"]:
        if kept.get(row[0]) != row[1] and (count := opened.by("condition")[row[0]]):
            yield _orphans("conditions", row[0], count)


def _orphans(table: str, value: str, count: int) -> Fault:
    return Fault(file=BY_NAME[table].file, code="orphans", params={"value": value, "cases": str(count)})


def _departments(
    connection: Connection, opened: OpenCases, organisation: Organisation, after: Tables
) -> Iterable[Fault]:
    kept = {row[0] for row in after["departments"]}
    gone = {one.id: one.code for one in organisation.departments if one.code not in kept}
    if not gone:
        return
    for one, code in gone.items():
        if count := opened.by("department_id")[one]:
            yield _orphans("departments", code, count)
    uses: Counter[str] = Counter()
    query = select(entities.c.body).where(entities.c.kind.in_(("unit", "vehicle")), entities.c.ended.is_(False))
    for (body,) in connection.execute(query):
        entity = _entity.decode(body)
        if isinstance(entity, Unit | Vehicle) and entity.department_id in gone:
            uses[entity.department_id] += 1
    for (body,) in connection.execute(select(accounts.c.scope)):
        department = msgspec.json.decode(body, type=Scope).department_id
        if department in gone:
            uses[department] += 1
    for one, count in uses.items():
        params = {"value": gone[one], "uses": str(count)}
        yield Fault(file=BY_NAME["departments"].file, code="in_use", params=params)


def _people(connection: Connection, now: Tables, after: Tables) -> Iterable[Fault]:
    with_account = {str(one) for one in connection.execute(select(accounts.c.person_id)).scalars()}
    kept = {row[0]: row for row in after["people"] if row[0]}
    named = Counter(row[1:] for row in after["people"] if not row[0])
    for row in now["people"]:
        if row[0] in with_account and kept.get(row[0]) != row and not named[row[1:]]:
            yield Fault(file=BY_NAME["people"].file, code="account", params={"value": row[1]})
