"""Attachments of cases, and exports with their state."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, Table, Text, UniqueConstraint, text

from backend.tables.columns import IdText, Moment, metadata

attachments = Table(
    "attachments",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("case_id", IdText, nullable=False),
    Column("kind", Text, nullable=False),  # attachments.AttachmentKind
    Column("name", Text, nullable=False, server_default=""),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("sha256", Text, nullable=False, index=True),  # of the bytes: DATA/files/aa/<sha256>
    Column("recorded_at", Moment, nullable=False),
    Column("by_person_id", IdText),
    Column("width", Integer),
    Column("height", Integer),
    Column("taken_at", Text, nullable=False, server_default=""),  # as the camera wrote it
    Column("lon", Float),
    Column("lat", Float),
    Column("thumbnail", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("case_id", "kind", "sha256", name="uq_attachments_case_id"),
)

exports = Table(
    "exports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("by_person_id", IdText),
    Column("state", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("order", Text, nullable=False),  # JSON of query.ExportOrder
    Column("progress", Text, nullable=False),  # JSON of query.ExportProgress
)
