"""The versions of the city profile."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from backend.tables.columns import IdText, Moment, metadata

profile_versions = Table(
    "profile_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # CityProfile.version
    Column("at", Moment, nullable=False),
    Column("by_person_id", IdText),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("base", Text, nullable=False, server_default=""),  # fingerprint of its tables
    Column("body", LargeBinary, nullable=False),  # zlib of the JSON of its tables
)
