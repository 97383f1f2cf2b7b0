"""Whatever byte of the evidence or of the security log is changed, and whatever row is taken out: it is found."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from backend.services.security_log import Entry, append
from backend.tables import case_events, cases, checkpoints, security_log
from tests.backend.evidence import Office
from tests.backend.postgres import fresh_database

KEYS = {"case_events": "position", "cases": "id", "checkpoints": "number", "security_log": "id"}
COLUMNS = [(one.name, column.name) for one in (case_events, cases, checkpoints, security_log) for column in one.columns]
_EXAMPLES = settings(max_examples=150, deadline=None)
SEEDS = st.integers(0, 2**64 - 1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], scope="module")
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    url = f"sqlite:///{folder / 'x.db'}"
    if request.param == "postgresql":
        url = fresh_database(request.getfixturevalue("postgres_url")).replace("postgresql:", "postgresql+psycopg:", 1)
    one = Office(url, folder)
    one.fill()
    for number in range(6):
        entries = [Entry("session.opened", str(number), f"李 {n}", detail=(("by", "x"),)) for n in range(2)]
        one.writer.bulk(lambda tx, entries=entries: append(tx, *entries)).result(20)  # type: ignore[misc]
    assert one.verify(heads=one.heads).is_clean
    yield one
    one.close()


@_EXAMPLES
@given(seed=SEEDS)
def test_any_byte_of_any_column_of_any_row(office: Office, seed: int) -> None:
    chance = Random(seed)
    table, column = chance.choice(COLUMNS)
    with office.attack() as connection:
        row = chance.choice(_keys(connection, table))
        before = _value(connection, table, column, row)
        after, how = _changed(chance, before, office.db.is_sqlite)
        # NULL, "" and 0 say the same of a case.
        assume(after != before if table == "security_log" else (after or None) != (before or None))
        assume(_set(connection, table, column, row, after, how))
        now = row if column != KEYS[table] else after
    try:
        found = office.verify(heads=office.heads)
    finally:
        with office.attack() as connection:
            assert _set(connection, table, column, now, before, "text" if isinstance(before, str) else "")
    assert not found.is_clean, (table, column, row, before, after)
    assert office.verify(heads=office.heads).is_clean


@_EXAMPLES
@given(seed=SEEDS)
def test_any_rows_taken_out(office: Office, seed: int) -> None:
    chance = Random(seed)
    table = chance.choice(sorted(KEYS))
    with office.attack() as connection:
        keys = _keys(connection, table)
        gone = chance.sample(keys, chance.randint(1, len(keys)))
        marks = ", ".join(str(int(one)) for one in gone)
        kept = connection.execute(text(f"SELECT * FROM {table} WHERE {KEYS[table]} IN ({marks})")).mappings().all()
        connection.execute(text(f"DELETE FROM {table} WHERE {KEYS[table]} IN ({marks})"))
    try:
        found = office.verify(heads=office.heads)
    finally:
        with office.attack() as connection:
            names = list(kept[0])
            values = ", ".join(f":{name}" for name in names)
            query = text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})")
            connection.execute(query, [dict(one) for one in kept])
    assert not found.is_clean, (table, gone)
    assert office.verify(heads=office.heads).is_clean


def _keys(connection: Connection, table: str) -> list[int]:
    return list(connection.execute(text(f"SELECT {KEYS[table]} FROM {table} ORDER BY 1")).scalars())


def _value(connection: Connection, table: str, column: str, row: int) -> Any:
    query = text(f"SELECT {column} FROM {table} WHERE {KEYS[table]} = :row")
    found = connection.execute(query, {"row": row}).scalar()
    return bytes(found) if isinstance(found, bytes | memoryview) else found


def _set(connection: Connection, table: str, column: str, row: Any, value: Any, how: str) -> bool:
    """Whether the database takes it."""
    mark = "CAST(:value AS TEXT)" if how == "text" else ":value"
    query = text(f"UPDATE {table} SET {column} = {mark} WHERE {KEYS[table]} = :row")
    try:
        with connection.begin_nested():
            return bool(connection.execute(query, {"value": value, "row": row}).rowcount)
    except (SQLAlchemyError, OverflowError):
        return False


def _changed(chance: Random, value: Any, is_sqlite: bool) -> tuple[Any, str]:
    """(another value, how it is written)."""
    if value is None:
        return chance.choice([1, 1732148100123, 5.5] if is_sqlite else [1, 1732148100123]), ""
    if chance.random() < 0.1:
        return None, ""
    if isinstance(value, int):
        if is_sqlite and chance.random() < 0.5:
            return chance.choice([value + 0.5, "x", b"\xff", -(2**63), 2**63 - 1]), ""
        return value ^ (1 << chance.randint(0, 62)), ""
    if isinstance(value, float):
        return math.nextafter(value, chance.choice([-1e9, 1e9])), ""
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    if not raw or chance.random() < 0.1:
        raw.insert(chance.randint(0, len(raw)), chance.randint(65, 90))
    else:
        raw[chance.randrange(len(raw))] ^= 1 << chance.randint(0, 7)
    if isinstance(value, bytes):
        return bytes(raw), ""
    # SQLite keeps what is no UTF-8 as well.
    return (bytes(raw) if is_sqlite else bytes(raw).decode(errors="replace")), "text"
