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
    Column("chain_length", Integer, nullable=False, server_default="0"),  # links of its evidence
    Column("chain_head", LargeBinary),  # hash of the last of them
)
_OPEN = text("state NOT IN ('closed', 'refused')")
Index("ix_cases_open", cases.c.department_id, cases.c.deadline_at, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index("ix_cases_reported_at", cases.c.reported_at)
Index("ix_cases_closed_at", cases.c.closed_at)
Index("ix_cases_handled_at", cases.c.handled_at, cases.c.signed_at, cases.c.deadline_at)
Index("ix_cases_class_code_reported_at", cases.c.class_code, cases.c.reported_at)
Index("ix_cases_department_id_reported_at", cases.c.department_id, cases.c.reported_at)
