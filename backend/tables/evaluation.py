"""What the evaluation has counted in the event log (`backend.services.evaluation_counting`): sums, and marks of cases.

`generation` lets a new count begin while old rows are deleted. `object`, `number`: places in OBJECTS and STORED of
contract/evaluation_counts. `object_id` 0: none, nobody. Days are 20261121 and months 202611, of the city's zone.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from backend.tables.columns import metadata


def _key(name: str, kind: type[Integer] = Integer) -> Column[int]:
    return Column(name, kind, primary_key=True, autoincrement=False)


evaluation_sums = Table(
    "evaluation_sums",
    metadata,
    _key("generation"),
    _key("object"),
    _key("period"),  # a day or a month
    _key("object_id", BigInteger),
    _key("number"),
    Column("amount", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
evaluation_marks = Table(
    "evaluation_marks",
    metadata,
    _key("generation"),
    _key("object"),
    _key("object_id", BigInteger),
    _key("day"),
    _key("case_id", BigInteger),
    Column("bits", BigInteger, nullable=False),  # bit `number`: the case adds to this count on this day
    Column("due_at", BigInteger),  # epoch ms: when the limit ends, where a bit of a due count is set
    Column("area_id", BigInteger, nullable=False),  # of the case, for scopes
    Column("department_id", BigInteger, nullable=False),
    Column("more", Text, nullable=False, server_default=""),  # JSON: number -> amount, of those that are not 1
    sqlite_with_rowid=False,
)
_DUE = text("due_at IS NOT NULL")
Index(
    "ix_evaluation_marks_due",
    evaluation_marks.c.generation,
    evaluation_marks.c.object,
    evaluation_marks.c.due_at,
    sqlite_where=_DUE,
    postgresql_where=_DUE,
)
