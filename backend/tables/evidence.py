"""What happened to each case, append-only for ever, chained; and the checkpoints over all of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from backend.tables.columns import IdText, Moment, metadata

case_events = Table(
    "case_events",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),  # 1.. over all cases, without a gap
    Column("case_id", IdText, nullable=False),
    Column("number", Integer, nullable=False),  # 1.. within the case
    Column("name", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("body", Text, nullable=False),  # JSON of rules.chain.Fact, the bytes that are hashed; the columns repeat it
    Column("prev", LargeBinary, nullable=False),  # hash of the case's link before
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "number"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # 1.., without a gap
    Column("made_at", Moment, nullable=False),
    Column("first", BigInteger, nullable=False),  # position
    Column("last", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),  # Merkle root over the links' hashes
    Column("prev", LargeBinary, nullable=False),  # hash of the checkpoint before
    Column("hash", LargeBinary, nullable=False),
)
