"""The relatives of a case (关联案件): duplicates, parent and children, and what came back after it was closed."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from backend import course as courses
from backend.records import CaseRecord, card, record_of
from backend.tables import cases
from contract.entities import Case, Id
from contract.figures import Relation, Relative
from contract.scope import Scope, project

MOST = 300


def relatives_of(connection: Connection, record: CaseRecord, scope: Scope) -> tuple[Relative, ...]:
    """Those that `scope` may see, by relation and then the oldest first."""
    course = courses.read(record.course)
    named: dict[Id, Relation] = dict.fromkeys(course.came_back_ids, "came_back")
    named |= dict.fromkeys(course.merged_ids, "merged")
    for one, relation in (
        (course.again_of_id, "again_of"),
        (record.parent_id, "parent"),
        (course.merged_into_id, "merged_into"),
    ):
        if one is not None:
            named[one] = relation  # type: ignore[assignment]
    of_mine = cases.c.parent_id == record.id
    wanted = or_(of_mine & cases.c.parent_id.is_not(None), cases.c.id.in_(list(named))) if named else of_mine
    found: list[Relative] = []
    for row in connection.execute(select(cases).where(wanted).limit(MOST)).mappings():
        other = record_of(row)
        seen = project(card(other), scope)
        if isinstance(seen, Case):
            found.append(Relative(relation="child" if other.parent_id == record.id else named[other.id], case=seen))
    return tuple(sorted(found, key=lambda one: (_ORDER[one.relation], int(one.case.id))))


_ORDER: dict[Relation, int] = {
    "merged_into": 0,
    "parent": 1,
    "again_of": 2,
    "child": 3,
    "merged": 4,
    "came_back": 5,
}
