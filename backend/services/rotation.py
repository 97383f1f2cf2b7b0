"""`serve rotate-keys`: a new master key, and everything that the old ones sealed sealed anew.

While no server runs: one that does would go on sealing with the key it knows. Rows are sealed anew in short
transactions, each row whole under one key at any moment, and every old key stays until a look at the whole database
finds nothing that needs it; so it may be killed anywhere and begun again. A file beside the keys remembers which key is
being taken up, so that beginning again makes no further one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, literal, select, text, tuple_

from backend.db import Database
from backend.lease import NODE_LOCK
from backend.sealing import Keyring, Unreadable, key_id
from backend.tables import device_secrets, second_factors, subjects

AT_ONCE = 500
Say = Callable[[str], None]


class ServerRuns(Exception):
    """A server uses this database."""


@dataclass(frozen=True)
class Place:
    """A column of sealed values, and what each of them is about by its row."""

    table: Table
    column: Column[Any]
    about: Callable[..., str]

    @property
    def keys(self) -> tuple[Column[Any], ...]:
        """The columns that name a row, which `about` is called with."""
        return tuple(self.table.primary_key.columns)


PLACES = (
    Place(device_secrets, device_secrets.c.sealed, lambda kind, one: f"{kind}:{one}:address"),
    Place(second_factors, second_factors.c.sealed, lambda person: f"second_factor:{person}"),
    Place(subjects, subjects.c.sealed_key, lambda subject: f"subject:{subject}"),
)
"""Everything that a master key seals; personal values lie under keys of their subjects, which are among these."""


@dataclass
class Rotated:
    """What was done. `unreadable`: values whose key is not here; they stay as they are."""

    key: str = ""
    sealed: int = 0
    unreadable: int = 0
    missing: set[str] = field(default_factory=set)  # ids of keys that these values name
    dropped: int = 0

    @property
    def summary(self) -> str:
        """One line."""
        line = f"key {self.key} seals; {self.sealed} values sealed anew"
        if self.dropped:
            line += f", {self.dropped} old keys dropped"
        if self.unreadable:
            line += f"; {self.unreadable} values need keys that are not here: {', '.join(sorted(self.missing))}"
        return line


def rotate(db: Database, ring: Keyring, *, drop: bool = False, say: Say = lambda _: None) -> Rotated:
    """Seal everything with a new key; `drop` removes old keys that nothing in this database needs.

    The caller holds the lock of the data folder. ServerRuns, SQLAlchemyError, OSError.
    """
    _alone(db)
    ring.begin_rotation()
    found = Rotated(key=ring.current.id)
    for place in PLACES:
        for rows in _pages(db, place):
            found.sealed += _seal(db, ring, place, rows)
            say(f"{found.sealed} values sealed anew")
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What the old key sealed is in no dead row any more.
        tables = ", ".join(place.table.name for place in PLACES)
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)" if db.is_sqlite else f"VACUUM {tables}"))
    found.missing = _needed(db, found, ring)
    if drop:
        found.dropped = ring.drop_old(found.missing)
    ring.end_rotation()
    return found


def _alone(db: Database) -> None:
    """Of several servers on one PostgreSQL each holds the lock of its node."""
    if db.is_sqlite:
        return
    query = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :node AND objsubid = 2 "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with db.read() as connection:
        if connection.execute(query, {"node": NODE_LOCK}).scalar():
            raise ServerRuns("a server runs on this database; stop all of them first")


def _pages(db: Database, place: Place) -> Iterator[list[Any]]:
    """Rows in order of their keys, sealed or not; read before each is written, never held over it."""
    after: Any = None
    keys = place.keys
    query = select(*keys, place.column).order_by(*keys).limit(AT_ONCE)
    while True:
        with db.read() as connection:
            page = list(connection.execute(query if after is None else query.where(tuple_(*keys) > after)))
        if not page:
            return
        yield page
        after = tuple_(*(literal(value, key.type) for key, value in zip(keys, page[-1], strict=False)))


def _seal(db: Database, ring: Keyring, place: Place, rows: list[Any]) -> int:
    count = 0
    with db.write() as connection:
        if db.is_sqlite:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for *row, sealed in rows:
            if sealed is None or _is_current(ring, bytes(sealed)):
                continue
            about = place.about(*row)
            try:
                plain = ring.unseal(bytes(sealed), about=about)
            except Unreadable:
                continue  # counted at the end
            where = and_(*(key == value for key, value in zip(place.keys, row, strict=True)))
            count += _replace(connection, place, where, sealed, ring.seal(plain, about=about))
    return count


def _replace(connection: Connection, place: Place, where: Any, before: Any, after: bytes) -> int:
    query = place.table.update().where(where, place.column == before).values({place.column.name: after})
    return int(connection.execute(query).rowcount)


def _is_current(ring: Keyring, sealed: bytes) -> bool:
    try:
        return ring.is_current(sealed)
    except Unreadable:
        return False


def _needed(db: Database, found: Rotated, ring: Keyring) -> set[str]:
    """The ids of other keys that values of the whole database name."""
    needed: set[str] = set()
    for place in PLACES:
        for rows in _pages(db, place):
            for *_, sealed in rows:
                if sealed is None or _is_current(ring, bytes(sealed)):
                    continue
                found.unreadable += 1
                try:
                    needed.add(key_id(bytes(sealed)))
                except Unreadable:
                    needed.add("(not sealed)")
    return needed


def open_ring(data_dir: Path) -> Keyring:
    """The keys of a data folder that has some: a rotation makes none where they were lost. FileNotFoundError."""
    folder = data_dir / "keys"
    if not any(folder.glob("master-*.key")):
        raise FileNotFoundError(f"there are no keys in {folder}; bring them back first")
    return Keyring(folder)
