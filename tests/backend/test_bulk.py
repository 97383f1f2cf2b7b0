"""Rows written past the column types: every value comes back, faults are the database's, nothing of a refused lot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend import bulk
from backend.db import Database, is_outage
from tests.backend.postgres import fresh_database

COLUMNS = ("command_id", "person_id", "fingerprint", "answer", "refused", "recorded_at")
NASTY = ["", "\\", '"', "{}", "a,b", "NULL", "长兴路", "tab\tline\nend\\.", "'; DROP TABLE cases; --", "😀", "\\N"]


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    if request.param == "postgresql":
        url = fresh_database(request.getfixturevalue("postgres_url"))
    one = Database(url)
    one.migrate()
    yield one
    one.close()


def _rows(texts: list[str]) -> list[tuple[object, ...]]:
    return [(f"id-{at:06d}", at, one, one, at % 2 == 0, at) for at, one in enumerate(texts)]


@pytest.mark.parametrize("few", [True, False], ids=["few", "many"])
def test_every_text_comes_back_as_it_was(db: Database, few: bool) -> None:
    rows = _rows(NASTY)
    with db.write() as connection:
        for part in [[one] for one in rows] if few else [rows]:
            bulk.insert(connection, "idempotency", COLUMNS, part, len(part))
        bulk.insert(connection, "idempotency", COLUMNS, [], 0)
    with db.read() as connection:
        found = connection.execute(text("SELECT fingerprint, answer FROM idempotency ORDER BY command_id")).all()
    assert [tuple(one) for one in found] == [(one, one) for one in NASTY]


@pytest.mark.parametrize("count", [99, 199, 200, 257, 1000])
def test_every_row_of_many_is_written_once(db: Database, count: int) -> None:
    with db.write() as connection:
        bulk.insert(connection, "idempotency", COLUMNS, iter(_rows(["x"] * count)), count)
    with db.read() as connection:
        assert connection.execute(text("SELECT COUNT(*), MAX(person_id) FROM idempotency")).one() == (count, count - 1)


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_an_array_holds_any_text_and_number(db: Database) -> None:
    with db.read() as connection:
        for values, of in ((NASTY, "text"), ([], "text"), ([1, -2, 1 << 62], "bigint")):
            found = connection.exec_driver_sql(f"SELECT CAST(%s AS {of}[])", (bulk.array(values),)).scalar_one()
            assert found == values


def test_a_doubled_key_is_a_fault_of_the_database_and_leaves_nothing(db: Database) -> None:
    doubled = [("name", 1)] * 6
    with pytest.raises(IntegrityError) as told, db.write() as connection:
        bulk.insert(connection, "counters", ("name", "value"), doubled, 6)
    assert isinstance(told.value, DBAPIError)
    assert "name', 1" not in str(told.value), "a fault's text holds no values"
    with db.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM counters WHERE name = 'name'")).scalar_one() == 0
    with db.write() as connection:
        bulk.insert(connection, "counters", ("name", "value"), [(f"n{at}", at) for at in range(6)], 6)


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_a_connection_that_ends_in_the_middle_is_an_outage_and_is_replaced(db: Database) -> None:
    def cut_off() -> None:
        with db.write() as connection:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with db.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
                other.commit()
            bulk.insert(connection, "counters", ("name", "value"), [(f"n{at}", at) for at in range(6)], 6)

    with pytest.raises(DBAPIError) as told:
        cut_off()
    assert is_outage(told.value)
    with db.write() as connection:
        bulk.insert(connection, "counters", ("name", "value"), [(f"n{at}", at) for at in range(6)], 6)


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_bytes_numbers_and_nothing_come_back_from_one_table(db: Database) -> None:
    rows = [
        (at, bytes([at, 0, 92, 255]) if at % 3 else None, at / 7, at % 2 == 0, NASTY[at] or None) for at in range(11)
    ]
    with db.write() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE given (n int, b bytea, f float8, t boolean, w text)")
        bulk.insert(connection, "given", ("n", "b", "f", "t", "w"), iter(rows), len(rows))
        found = connection.exec_driver_sql("SELECT n, b, f, t, w FROM given ORDER BY n").all()
    assert [(n, None if b is None else bytes(b), f, t, w) for n, b, f, t, w in found] == rows
