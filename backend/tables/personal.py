"""Personal data of callers, apart from the cases: sealed, one key per subject, to be erased by destroying it."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from backend.tables.columns import IdText, Moment, metadata

subjects = Table(
    "subjects",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("lookup", LargeBinary, unique=True),  # keyed hash of the phone: the same phone is the same subject
    Column("sealed_key", LargeBinary),  # the subject's own key under the master key; none: erased
    Column("created_at", Moment, nullable=False),
    Column("erased_at", Moment),
)

personal = Table(
    "personal",
    metadata,
    Column("case_id", IdText, primary_key=True, autoincrement=False),
    Column("field", Text, primary_key=True),  # name | phone | address
    Column("subject_id", IdText, nullable=False),
    Column("sealed", LargeBinary),  # salt of the commitment (32 bytes) and value, under the subject's key
    Column("lookup", LargeBinary),  # keyed hash of the value; none for addresses
)
Index("ix_personal_subject_id", personal.c.subject_id)
Index("ix_personal_lookup", personal.c.lookup)
