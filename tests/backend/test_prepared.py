"""Statements given to the driver itself: the same rows, the same errors, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, bindparam, select, table, text, type_coerce
from sqlalchemy.exc import DBAPIError

from backend.db import Database, is_outage
from backend.prepared import Prepared
from backend.tables import meta, tokens
from tests.backend.postgres import cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        yield from _made(f"sqlite:///{tmp_path / 'x.db'}")
    else:
        with cluster() as url:
            yield from _made(url)


def _made(url: str) -> Iterator[Database]:
    db = Database(url)
    try:
        db.migrate()
        with db.write() as connection:
            connection.execute(meta.insert(), [{"key": f"k'{at}", "value": "v%s"} for at in range(5)])
        yield db
    finally:
        db.close()


def test_values_are_bound_whatever_they_hold(db: Database) -> None:
    query = select(meta.c.key, meta.c.value).where(meta.c.value == "v%s", meta.c.key > bindparam("after"))
    with db.read() as connection:
        known = Prepared(query.order_by(meta.c.key).limit(bindparam("wanted")), connection.dialect)
        for _ in range(8):  # psycopg prepares what it sees often
            assert known.rows(connection, after="k'1", wanted=2) == [("k'2", "v%s"), ("k'3", "v%s")]
        assert known.rows(connection, after="k'9", wanted=2) == []


def test_an_id_is_a_number_to_the_driver(db: Database) -> None:
    query = select(type_coerce(tokens.c.person_id, BigInteger)).where(tokens.c.person_id == "7")
    with db.read() as connection:
        assert Prepared(query, connection.dialect).rows(connection) == []


def test_a_list_of_any_length_is_refused(db: Database) -> None:
    with pytest.raises(ValueError, match="cannot be written once"):
        Prepared(select(meta.c.key).where(meta.c.key.in_(["a", "b"])), db.engine.dialect)


def test_errors_are_those_of_sqlalchemy(db: Database) -> None:
    with db.read() as connection, pytest.raises(DBAPIError) as raised:
        Prepared(select(text("1")).select_from(table("nothing")), connection.dialect).rows(connection)
    assert is_outage(raised.value) is db.is_sqlite  # SQLite calls everything operational, as it does elsewhere
    with db.read() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)  # SQLite has no connection that could be lost
def test_a_lost_connection_is_an_outage_and_is_not_used_again(db: Database) -> None:
    known = Prepared(select(meta.c.key), db.engine.dialect)
    with db.read() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        with pytest.raises(DBAPIError) as raised:
            known.rows(connection)
        assert is_outage(raised.value)
    with db.read() as connection:
        assert len(known.rows(connection)) >= 5
