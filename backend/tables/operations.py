"""Which server holds what, where several share a database."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from backend.tables.columns import Moment, metadata

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),  # `node:3`, `jobs`
    Column("epoch", BigInteger, nullable=False),  # grows by one with every holder: what an old one writes is refused
    Column("holder", Text, nullable=False),  # random name of a server process
    Column("taken_at", Moment, nullable=False),
)
