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
from sqlalchemy import Connection, Engine, bindparam, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import NullPool

from backend import tables
from contract.profile import CityProfile

MIGRATIONS = Path(__file__).parent / "migrations"
OUTBOX_LOCK = 0x43575F4F  # advisory lock: events become visible in the order of their numbers
MIGRATION_LOCK = 0x43575F4D
IDLE_S = 2.0
"""How long a PostgreSQL session may stand still inside a write transaction: a process that was stopped there loses the
transaction, and the others wait for the ordering lock no longer than `WAIT_S`."""
WAIT_S = 2.5
LEASE_IDLE_S = 6
_WRITER = "citywall-writer"
_TIMEOUTS: dict[str, dict[str, str]] = {
    "citywall": {"lock_timeout": "5s", "statement_timeout": "120s", "idle_in_transaction_session_timeout": "300s"},
    _WRITER: {
        "lock_timeout": f"{int(WAIT_S * 1000)}ms",
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": f"{int(IDLE_S * 1000)}ms",
    },
    "citywall-lease": {"lock_timeout": "5s", "statement_timeout": "5s", "idle_session_timeout": f"{LEASE_IDLE_S}s"},
    "citywall-upgrade": {},
}
"""Session settings on PostgreSQL by what a connection is for, which is also its application_name."""
_WRITERS_KIB, _READERS_KIB = 65_536, 16_384
"""Pages that an SQLite connection keeps: up to 24 read at once, and what they share is in the system's own cache."""
LOCK_NOT_FREE, IDLE_TOO_LONG = "55P03", "25P03"
_DEAD_PEER: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

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
        self.engine = self._engine("citywall", pool_size=8, max_overflow=16)
        # Of its own: however many read, the writer waits for none of them.
        self.writing = self._engine(_WRITER, pool_size=1, max_overflow=1)

    def _engine(self, purpose: str, **pool: Any) -> Engine:
        sizes: dict[str, Any] = pool or {"poolclass": NullPool}
        sizes["hide_parameters"] = True
        if not self.is_sqlite:
            own = str(self.url.query.get("options", ""))
            options = " ".join([*(f"-c {key}={value}" for key, value in _TIMEOUTS[purpose].items()), own]).strip()
            arguments = _DEAD_PEER | {"application_name": purpose, "options": options}
            return create_engine(self.url, pool_pre_ping=bool(pool), connect_args=arguments, **sizes)
        engine = create_engine(self.url, connect_args={"timeout": 10.0}, **sizes)
        _tune_sqlite(engine, self._synchronous, _READERS_KIB if purpose == "citywall" else _WRITERS_KIB)
        return engine

    @property
    def name(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.url.get_backend_name()

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables up to date; several servers may try at once."""
        # Connections of their own: an upgrade may take longer than any timeout of the others.
        engine = self._engine("citywall-upgrade")
        try:
            with engine.connect() as connection:
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
        finally:
            engine.dispose()

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

    @contextmanager
    def read_long(self) -> Iterator[Connection]:
        """As `read`, for a walk through everything: no time limit, and rows come as they are asked for."""
        with self.read() as connection:
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield connection.execution_options(stream_results=True, yield_per=2000)

    def beside_the_pool(self) -> Connection | None:
        """SQLite only: a connection for readings on the event loop. It waits for no lock and no other connection."""
        if not self.is_sqlite:
            return None
        connection = self._engine("citywall").connect()
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        connection.rollback()
        return connection

    def lease_session(self) -> Connection:
        """PostgreSQL only: a session for advisory locks, ended by the database when it stands still for long."""
        engine = self._engine("citywall-lease")
        return engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def evict_stopped(self) -> int:
        """PostgreSQL only: end write sessions whose process stopped in the middle of a message; how many.

        The database's own timeouts miss these: it waits for the rest of what the process was sending.
        """
        query = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :writer "
            "AND pid <> pg_backend_pid() AND state = 'active' AND wait_event = 'ClientRead' "
            "AND clock_timestamp() - query_start > make_interval(secs => :idle)"
        )
        with self.engine.connect() as connection:
            ended = len(connection.execute(text(query), {"writer": _WRITER, "idle": IDLE_S}).all())
            connection.commit()
        return ended

    def newest_id(self) -> int:
        """An upper bound of the ids in use, for `IdSource(after=...)`: over every table that is keyed by an id."""
        firsts = [next(iter(table.primary_key.columns)) for table in tables.metadata.sorted_tables]
        keys = [one for one in firsts if isinstance(one.type, tables.IdText)] + [tables.entities.c.id]
        with self.read() as connection:
            found = [connection.execute(select(func.max(column))).scalar() for column in keys]
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
        self.writing.dispose()
        self.engine.dispose()


_META = select(tables.meta.c.value).where(tables.meta.c.key == bindparam("key"))


def get_meta(connection: Connection, key: str) -> str | None:
    """A value of the meta table."""
    value = connection.execute(_META, {"key": key}).scalar()
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
    if is_disk_full(fault):
        return False
    if isinstance(fault, DBAPIError) and (fault.connection_invalidated or _sqlstate(fault) == IDLE_TOO_LONG):
        return True
    return isinstance(fault, OperationalError | InterfaceError | NoFreeConnection)


def is_lock_wait(fault: BaseException) -> bool:
    """Whether a statement was given up because another session holds what it needs."""
    return isinstance(fault, DBAPIError) and _sqlstate(fault) == LOCK_NOT_FREE


def _sqlstate(fault: DBAPIError) -> str | None:
    return getattr(fault.orig, "sqlstate", None)


def _tune_sqlite(engine: Engine, synchronous: str, cache_kib: int) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # The driver's own transaction control would begin too late for a write lock.
        connection.isolation_level = None
        cursor = connection.cursor()
        for line in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", f"cache_size=-{cache_kib}"):
            cursor.execute(f"PRAGMA {line}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("citywall_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
