"""The tables of the city, for SQLite and PostgreSQL alike.

Conversion happens at this edge and nowhere else: an id is a decimal string in Python and a BIGINT here (adr 0002),
a time is an aware UTC datetime in Python and epoch milliseconds here. `case_events` is append-only for ever, `outbox`
is never changed and only pruned from its old end; triggers made by the migrations hold both.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Epoch milliseconds of an aware time, rounded down."""
    return (moment - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """The aware UTC time of epoch milliseconds."""
    return _EPOCH + timedelta(milliseconds=ms)


class IdText(TypeDecorator[str]):
    """A decimal string in Python, a BIGINT in the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime in Python, epoch milliseconds in the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_ms(value)


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Single values: `profile` (JSON of figures.CityProfile), `history` (names this event history), edition times."""

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""`case:20261121` -> the last case number given on that day."""

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", IdText, primary_key=True, autoincrement=False),
    Column("username", Text, nullable=False, unique=True),  # folded to lower case
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2id, PHC string
    Column("roles", Text, nullable=False),  # JSON list of lifecycle.Role
    Column("scope", Text, nullable=False),  # JSON of scope.Scope
    Column("created_at", Moment, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
)

tokens = Table(
    "tokens",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the token's text; the token itself is never stored
    Column("person_id", IdText, nullable=False, index=True),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("revoked_at", Moment),
)

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

cases = Table(
    "cases",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("short", Integer, nullable=False),
    Column("class_code", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("lon", Float),
    Column("lat", Float),
    Column("cell_code", Text),
    Column("area_id", IdText),
    Column("department_id", IdText),
    Column("component_code", Text, nullable=False, server_default=""),
    Column("reported_at", Moment, nullable=False),
    Column("filed_at", Moment),
    Column("dispatched_at", Moment),
    Column("signed_at", Moment),
    Column("deadline_at", Moment),  # of handling; stays after the end for the on-time rate
    Column("handled_at", Moment),  # feedback; cleared by a failed check
    Column("checked_at", Moment),
    Column("closed_at", Moment),
    Column("rework", Integer, nullable=False, server_default="0"),
    Column("photos", Integer, nullable=False, server_default="0"),
    Column("import_key", Text, unique=True),  # "PROFILE:natural key of the row": importing again makes no doubles
    Column("import_id", Text),
)
_OPEN = text("state NOT IN ('closed', 'refused')")
Index("ix_cases_open", cases.c.department_id, cases.c.deadline_at, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index("ix_cases_reported_at", cases.c.reported_at)
Index("ix_cases_closed_at", cases.c.closed_at)
Index("ix_cases_handled_at", cases.c.handled_at, cases.c.signed_at, cases.c.deadline_at)
Index("ix_cases_class_code_reported_at", cases.c.class_code, cases.c.reported_at)
Index("ix_cases_department_id_reported_at", cases.c.department_id, cases.c.reported_at)

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

areas = Table(
    "areas",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),  # of the Area entity
    Column("level", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("geometry", LargeBinary, nullable=False),  # WKB, degrees
)

cells = Table(
    "cells",
    metadata,
    Column("code", Text, primary_key=True),
    Column("area_id", IdText),  # its responsibility grid
    Column("grade", Text, nullable=False, server_default=""),  # A, B, C
    Column("geometry", LargeBinary, nullable=False),  # WKB, degrees
    Column("west", Float, nullable=False),
    Column("south", Float, nullable=False),
    Column("east", Float, nullable=False),
    Column("north", Float, nullable=False),
)

components = Table(
    "components",
    metadata,
    Column("code", Text, primary_key=True),  # 16 digits
    Column("class_code", Text, nullable=False),  # C0101
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("cell_code", Text),
    Column("department_id", IdText),
    Column("state", Text, nullable=False),  # intact | damaged | lost | occupied | abandoned
    Column("edition_at", Moment, nullable=False),  # when this row last changed
    Column("import_key", Text, unique=True),  # "PROFILE:its own code": a foreign census whose codes are not legal ones
    CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="degrees"),
)
Index("ix_components_class_code", components.c.class_code)

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

APPEND_ONLY = ("case_events",)
"""No UPDATE, no DELETE."""
UNCHANGING = ("outbox",)
"""No UPDATE; old rows may be pruned."""
