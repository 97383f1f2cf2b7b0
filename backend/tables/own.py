"""What the server keeps for itself: single values, numbers, the live entities, the outbox, answers, imports, clips."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, text

from backend.tables.columns import IdText, Moment, metadata

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Single values: `profile` (JSON of profile.CityProfile), `history` (names this event history), edition times."""

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""`case:20261121` -> the last case number given on that day; `figures:20261121` -> version of that day's figures."""

entities = Table(
    "entities",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("natural_key", Text),  # camera 37 -> "37", department -> its code; what an import finds it by again
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON of the entity
    Column("ended", Boolean, nullable=False, server_default=text("false")),  # left the live state, kept as history
)
Index("uq_entities_kind_natural_key", entities.c.kind, entities.c.natural_key, unique=True)
Index("ix_entities_ended", entities.c.ended)
"""Every live entity but cases, which live in `cases` (an open case is a live case)."""

outbox = Table(
    "outbox",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("recorded_at", Moment, nullable=False, index=True),
    Column("event", Text, nullable=False),  # JSON of events.Event
    Column("before", Text, nullable=False),  # JSON list: the touched entities as they were, to tell what left a scope
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("command_id", Text, primary_key=True),
    Column("person_id", IdText, nullable=False),
    Column("fingerprint", Text, nullable=False),  # sha256 of the command: the same id for another act is refused
    Column("answer", Text, nullable=False),  # JSON of commands.Done or errors.Problem
    Column("refused", Boolean, nullable=False),
    Column("recorded_at", Moment, nullable=False, index=True),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("by_person_id", IdText),
    Column("progress", Text, nullable=False),  # JSON of figures.ImportProgress
)

clips = Table(
    "clips",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_en", Text, nullable=False, server_default=""),
    Column("ladder", Integer, nullable=False),  # 1 remind .. 4 send
    Column("text", Text, nullable=False, server_default=""),
    Column("sound", LargeBinary, nullable=False),  # WAV, 16 kHz mono PCM
)
