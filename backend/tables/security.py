"""What was done with rights and secrets, append-only and chained; and the sealed passwords of devices."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text

from backend.tables.columns import IdText, Moment, metadata

security_log = Table(
    "security_log",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),  # session.opened
    Column("result", Text, nullable=False),  # ok | refused
    Column("person_id", IdText),  # who; empty: nobody is known by that name, or the server itself
    Column("name", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("about", Text, nullable=False, server_default=""),  # person:17, camera:5
    Column("detail", Text, nullable=False, server_default="{}"),  # JSON object of strings, never a secret
    Column("number", BigInteger),  # 1.., without a gap
    Column("prev", LargeBinary),  # hash of the line before
    Column("hash", LargeBinary),  # rules.chain.log_link
)
Index("ix_security_log_number", security_log.c.number, unique=True)
Index("ix_security_log_at", security_log.c.at)
Index("ix_security_log_person_id", security_log.c.person_id, security_log.c.id)
Index("ix_security_log_what", security_log.c.what, security_log.c.id)

device_secrets = Table(
    "device_secrets",
    metadata,
    Column("kind", Text, primary_key=True),  # camera | pole
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),  # JSON object: field -> whole address
    Column("changed_at", Moment, nullable=False),
)
