"""What happened to each case, append-only for ever."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from backend.tables.columns import IdText, Moment, metadata

case_events = Table(
    "case_events",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("case_id", IdText, nullable=False, index=True),
    Column("seq", BigInteger, nullable=False),  # of the outbox; 0 for acts that an import brought
    Column("name", Text, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("actor_id", IdText),
    Column("actor_name", Text, nullable=False, server_default=""),
    Column("opinion", Text, nullable=False, server_default=""),
    Column("params", Text, nullable=False, server_default="{}"),  # JSON object of strings
)
