"""Cases as they are now."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text, text

from backend.tables.columns import IdText, Moment, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("short", Integer, nullable=False),
    Column("class_code", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("lon", Float),
    Column("lat", Float),
    Column("cell_code", Text),
    Column("area_id", IdText),
    Column("department_id", IdText),
    Column("component_code", Text, nullable=False, server_default=""),
    Column("reported_at", Moment, nullable=False),
    Column("filed_at", Moment),
    Column("dispatched_at", Moment),
    Column("signed_at", Moment),
    Column("deadline_at", Moment),  # of handling; stays after the end for the on-time rate
    Column("handled_at", Moment),  # feedback; cleared by a failed check
    Column("checked_at", Moment),
    Column("closed_at", Moment),
    Column("rework", Integer, nullable=False, server_default="0"),
    Column("photos", Integer, nullable=False, server_default="0"),
    Column("import_key", Text, unique=True),  # "PROFILE:natural key of the row": importing again makes no doubles
    Column("import_id", Text),
    Column("course", Text, nullable=False, server_default=""),  # what is special about it: backend.course
    Column("step_at", Moment),  # since when it waits for the post whose turn it is,
    Column("step_deadline_at", Moment),  # and until when
    Column("parent_id", IdText),
    Column("chain_length", Integer, nullable=False, server_default="0"),  # links of its evidence
    Column("chain_head", LargeBinary),  # hash of the last of them
)
OPEN = "state NOT IN ('closed', 'archived', 'refused', 'not_filed', 'void', 'merged')"
"""As the partial index has it: a query that wants the index says it in these words, not by parameters."""


def _index(name: str, *columns: str, where: str = "") -> None:
    # Each holds all that a board asks of it, so that the rows themselves are not read.
    part = text(where) if where else None
    Index(f"ix_cases_{name}", *(cases.c[one] for one in columns), sqlite_where=part, postgresql_where=part)


_index("open", "department_id", "deadline_at", "state", "area_id", "class_code", where=OPEN)
_index("reported", "reported_at", "department_id", "area_id")
_index("filed", "filed_at", "department_id", "area_id", where="filed_at IS NOT NULL")
_index("handled", "handled_at", "department_id", "area_id", "signed_at", "deadline_at", where="handled_at IS NOT NULL")
_index("department_handled", "department_id", "handled_at", "area_id", "signed_at", where="handled_at IS NOT NULL")
_index("closed", "closed_at", "department_id", "area_id", where="closed_at IS NOT NULL")
Index("ix_cases_class_code_reported_at", cases.c.class_code, cases.c.reported_at)
Index("ix_cases_department_id_reported_at", cases.c.department_id, cases.c.reported_at)
Index("ix_cases_area_id_reported_at", cases.c.area_id, cases.c.reported_at)
Index("ix_cases_cell_code_reported_at", cases.c.cell_code, cases.c.reported_at)
Index("ix_cases_source_reported_at", cases.c.source, cases.c.reported_at)
Index("ix_cases_deadline_at", cases.c.deadline_at)
PRESENT = "state NOT IN ('closed', 'archived')"
"""As its index has it: what is not over and done with, for lists by state."""
_PRESENT = text(PRESENT)
Index("ix_cases_state", cases.c.state, cases.c.reported_at, sqlite_where=_PRESENT, postgresql_where=_PRESENT)
_RUNNING = text("state IN ('dispatched', 'signed', 'departed', 'handling')")
Index("ix_cases_running", cases.c.deadline_at, sqlite_where=_RUNNING, postgresql_where=_RUNNING)
_UNPLACED = text("lon IS NULL")
Index("ix_cases_unplaced", cases.c.reported_at, sqlite_where=_UNPLACED, postgresql_where=_UNPLACED)
_CHILD = text("parent_id IS NOT NULL")
Index("ix_cases_parent", cases.c.parent_id, sqlite_where=_CHILD, postgresql_where=_CHILD)
# What happened at a place: the same class there, open (closed_at is null) or lately closed.
Index("ix_cases_ground", cases.c.cell_code, cases.c.class_code, cases.c.closed_at)
# Closed but not fixed, and the closed ones of these: few, and asked for by themselves.
# Entrusted to a district or street: for the scope of those who dispatch a second time.
for _name, _fact in (("again", "again_of_id"), ("came_back", "came_back_ids"), ("entrusted", "entrusted_id")):
    _told = text(f"course LIKE '%\"{_fact}\"%'")
    Index(f"ix_cases_{_name}", cases.c.reported_at, sqlite_where=_told, postgresql_where=_told)
