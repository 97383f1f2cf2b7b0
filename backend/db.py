"""The one door to the database: engine, migrations, reading and the writer's connection.

SQLite: WAL, synchronous=FULL, transactions begun by us (the writer takes the write lock at once, readers do not).
PostgreSQL: by URL. Readers use pooled connections from any thread; only the writer thread writes.
"""

from __future__ import annotations

import errno
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from alembic import command as alembic_command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from backend import tables
from contract.figures import CityProfile

MIGRATIONS = Path(__file__).parent / "migrations"
OUTBOX_LOCK = 0x43575F4F  # advisory lock: events become visible in the order of their numbers
MIGRATION_LOCK = 0x43575F4D
NODE_LOCK = 0x4357  # first key of the two-key lock that leases an id node

EMPTY_PROFILE = CityProfile(
    name="", name_en="", division="", edition="", timezone="Asia/Shanghai", bounds=(73.5, 18.0, 135.1, 53.6)
)
"""Before a city is imported: the bounds of the country, the default limit, no classes."""


class Database:
    """Open a database; `migrate` before the first use, `close` at the end."""

    def __init__(self, url: str, *, synchronous: str = "FULL") -> None:
        self.url = make_url(url)
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self._synchronous = synchronous
        self.engine = self._engine(pool_size=8, max_overflow=16)
        # Of its own: however many read, the writer waits for none of them.
        self.writing = self._engine(pool_size=1, max_overflow=1)
        self._node: Connection | None = None

    def _engine(self, *, pool_size: int, max_overflow: int) -> Engine:
        sizes: dict[str, Any] = {"pool_size": pool_size, "max_overflow": max_overflow, "hide_parameters": True}
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True, **sizes)
        engine = create_engine(self.url, connect_args={"timeout": 10.0}, **sizes)
        _tune_sqlite(engine, self._synchronous)
        return engine

    @property
    def name(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.url.get_backend_name()

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables up to date; several servers may try at once."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
                connection.commit()
            try:
                config = Config()
                config.set_main_option("script_location", str(MIGRATIONS))
                config.attributes["connection"] = connection
                alembic_command.upgrade(config, revision)
                connection.commit()
            finally:
                if not self.is_sqlite:
                    connection.rollback()
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
                    connection.commit()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of one moment, for reading; call it from a worker thread, never from the event loop."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction; commits at the end, rolls back on any exception. For the writer thread only."""
        with self.writing.connect().execution_options(citywall_write=True) as connection, connection.begin():
            yield connection

    def lease_node(self) -> int:
        """A node number for ids that no other living server on this database has."""
        if self.is_sqlite:
            return 0
        self._node = self.engine.connect()
        for node in range(1 << 10):
            if self._node.execute(text("SELECT pg_try_advisory_lock(:a, :b)"), {"a": NODE_LOCK, "b": node}).scalar():
                self._node.commit()
                return node
        raise RuntimeError("all 1,024 id nodes are leased")

    def newest_id(self) -> int:
        """An upper bound of the ids in use, for `IdSource(after=...)`."""
        with self.read() as connection:
            found = [
                connection.execute(select(func.max(column))).scalar()
                for column in (tables.cases.c.id, tables.subjects.c.id, tables.entities.c.id)
            ]
        return max((int(one) for one in found if one is not None), default=0)

    def history(self) -> str:
        """The random name of this event history; given once, by the first server on this database."""
        with self.read() as connection:
            known = get_meta(connection, "history")
        if known is not None:
            return known
        with self.write() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            known = get_meta(connection, "history")
            if known is None:
                known = secrets.token_hex(8)
                set_meta(connection, "history", known)
            return known

    def close(self) -> None:
        """Return every connection."""
        if self._node is not None:
            self._node.close()
            self._node = None
        self.writing.dispose()
        self.engine.dispose()


def get_meta(connection: Connection, key: str) -> str | None:
    """A value of the meta table."""
    value = connection.execute(select(tables.meta.c.value).where(tables.meta.c.key == key)).scalar()
    return None if value is None else str(value)


def set_meta(connection: Connection, key: str, value: str) -> None:
    """Set a value of the meta table, inside a write transaction."""
    changed = connection.execute(tables.meta.update().where(tables.meta.c.key == key).values(value=value))
    if changed.rowcount == 0:
        connection.execute(tables.meta.insert().values(key=key, value=value))


def profile_of(connection: Connection) -> CityProfile:
    """The city profile in use."""
    body = get_meta(connection, "profile")
    return msgspec.json.decode(body, type=CityProfile) if body else EMPTY_PROFILE


def is_disk_full(fault: BaseException) -> bool:
    """Whether an error of the database or of a file means that the disk (or its quota) is full."""
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(cause, OSError):
        return cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) or 0
        return code & 0xFF == sqlite3.SQLITE_FULL or code in _NO_ROOM
    return getattr(cause, "sqlstate", None) in ("53100", "53400")


_NO_ROOM = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""SHMSIZE: SQLite reserves its shared memory's file before it uses it; only a disk without room refuses that."""


def is_outage(fault: BaseException) -> bool:
    """Whether a database error means that the database cannot be reached or is too busy, now."""
    return isinstance(fault, OperationalError | InterfaceError | NoFreeConnection) and not is_disk_full(fault)


def _tune_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # The driver's own transaction control would begin too late for a write lock.
        connection.isolation_level = None
        cursor = connection.cursor()
        for line in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "cache_size=-65536"):
            cursor.execute(f"PRAGMA {line}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("citywall_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
