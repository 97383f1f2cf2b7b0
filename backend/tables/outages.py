"""When cameras gave no true picture."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, text

from backend.tables.columns import IdText, Moment, metadata

camera_outages = Table(
    "camera_outages",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("camera_id", IdText, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),  # none: it goes on
    Column("told_at", Moment, nullable=False),  # the observation that said so last
    Column("reason", Text, nullable=False),
    Column("case_id", IdText),
)
Index("ix_camera_outages_camera_id_since", camera_outages.c.camera_id, camera_outages.c.since)
_STANDS = text("until IS NULL")
Index(
    "uq_camera_outages_standing",
    camera_outages.c.camera_id,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)
