"""Plans of the video patrol with all their versions, the looks of its rounds, and the register of copies."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, text

from backend.tables.columns import IdText, Moment, metadata

patrol_plans = Table(
    "patrol_plans",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
    Column("by_person_id", IdText),
    Column("body", Text, nullable=False),  # JSON of patrol.PatrolPlan
)

patrol_looks = Table(
    "patrol_looks",
    metadata,
    Column("key", Text, primary_key=True),  # the seat's: the same look again is no second one
    Column("plan_id", IdText, nullable=False),
    Column("round_at", Moment, nullable=False),
    Column("person_id", IdText, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("body", Text, nullable=False),  # JSON of patrol.PatrolLook
)
Index("ix_patrol_looks_plan_id_round_at", patrol_looks.c.plan_id, patrol_looks.c.round_at)

copies = Table(
    "copies",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("number", Text, nullable=False, unique=True),  # 20261122-0003
    Column("state", Text, nullable=False),  # applied | approved | refused | given
    Column("applied_at", Moment, nullable=False, index=True),
    Column("by_person_id", IdText, nullable=False),  # who took the application down
    Column("applicant", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("letter_number", Text, nullable=False, server_default=""),
    Column("camera_ids", Text, nullable=False),  # JSON list
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("letter_sha256", Text, nullable=False, server_default="", index=True),
    Column("letter_name", Text, nullable=False, server_default=""),
    Column("letter_media", Text, nullable=False, server_default=""),
    Column("decided_at", Moment),
    Column("decided_by", IdText),
    Column("decision", Text, nullable=False, server_default=""),  # words
    Column("file_sha256", Text, nullable=False, server_default="", index=True),
    Column("file_name", Text, nullable=False, server_default=""),
    Column("file_size", BigInteger),  # bytes
    Column("file_kept", Boolean, nullable=False, server_default=text("false")),  # DATA/files holds it, too
    Column("given_at", Moment),
    Column("given_by", IdText),
)
