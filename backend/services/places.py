"""The trees of the city: areas from city to grid, departments with their sections. No circle, no parent that is not."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from backend.outcome import Actor, Outcome
from backend.services.checks import missing
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import Area, Department, Id, Kind
from contract.errors import Code, Refused

LEVELS = ("city", "district", "street", "community", "grid")
"""From the widest to the narrowest; a child is narrower than its parent."""


def save_department(tx: Transaction, command: c.SaveDepartment, _by: Actor, at: datetime) -> Outcome:
    """Add or change the department with this code."""
    before = tx.find("department", command.code)
    department = Department(
        id=before.id if before else tx.new_id(),
        version=before.version + 1 if before else 1,
        code=command.code,
        name=command.name,
        name_en=command.name_en,
        short_name=command.short_name,
        parent_id=command.parent_id,
    )
    _no_circle(tx, "department", department.id, command.parent_id)
    return Outcome("department.saved", upsert=(department,), ids=(department.id,), happened_at=at)


def save_area(tx: Transaction, command: c.SaveArea, _by: Actor, at: datetime) -> Outcome:
    """Add or change the area with this code. Refused where the tree would be none."""
    before = tx.find("area", command.code)
    base = before if isinstance(before, Area) else Area(id=tx.new_id(), version=0, level="", code="", name="")
    area = replace(
        base,
        version=base.version + 1,
        code=command.code,
        name=command.name,
        name_en=command.name_en,
        level=command.level,
        parent_id=command.parent_id,
    )
    _no_circle(tx, "area", area.id, command.parent_id)
    parent = tx.entity("area", command.parent_id) if command.parent_id is not None else None
    if isinstance(parent, Area) and parent.level in LEVELS and not _narrower(area.level, parent.level):
        raise Refused(
            Code.OUT_OF_RANGE,
            field="$.command.parent_id",
            reason=f"a {area.level} does not stand under a {parent.level}",
        )
    return Outcome("area.saved", upsert=(area,), ids=(area.id,), happened_at=at)


def _narrower(level: str, parent: str) -> bool:
    return LEVELS.index(level) > LEVELS.index(parent)


def _no_circle(tx: Transaction, kind: Kind, one: Id, parent_id: Id | None) -> None:
    """Walks up through what this transaction knows, acts of the same batch among it."""
    seen: set[Id] = set()
    while parent_id is not None and parent_id not in seen:
        if parent_id == one:
            raise Refused(Code.CONFLICT, field="$.command.parent_id", reason=f"this {kind} would stand under itself")
        parent = tx.entity(kind, parent_id)
        if not isinstance(parent, Area | Department):
            if not seen:
                raise missing(kind, "$.command.parent_id")
            return
        seen.add(parent_id)
        parent_id = parent.parent_id
