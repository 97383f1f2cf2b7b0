"""From every released schema to the newest: nothing is lost, and the tables are those of a fresh database.

`dumps/REVISION.DATABASE.sql` was written by the program of that revision, with a case in every state.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import inspect, text

from backend.db import Database
from backend.inspection import inspect as check
from backend.tables import metadata
from contract import commands as c
from contract.entities import CaseSource
from contract.figures import CasePage
from tests.backend.postgres import cluster
from tests.backend.server import PASSWORD, running

DUMPS = Path(__file__).parent / "dumps"
RELEASED = sorted({one.name.partition(".")[0] for one in DUMPS.glob("*.sql")})
EXACT = ("accounts", "cases", "case_events", "entities", "idempotency", "outbox", "tokens")
PARTITION = re.compile(r"_(rest|p\d{6})$")


@contextlib.contextmanager
def restored(revision: str, kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database as that program left it."""
    dump = (DUMPS / f"{revision}.{kind}.sql").read_text(encoding="utf-8")
    if kind == "sqlite":
        folder.mkdir(exist_ok=True)
        with contextlib.closing(sqlite3.connect(folder / "citywall.db")) as database:
            database.executescript(dump)
        yield f"sqlite:///{folder / 'citywall.db'}"
        return
    with cluster() as url:
        with psycopg.connect(url) as database:
            database.execute(dump.encode())
        yield url


@pytest.mark.parametrize("revision", RELEASED)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_old_database_becomes_a_new_one_and_loses_nothing(tmp_path: Path, revision: str, kind: str) -> None:
    with restored(revision, kind, tmp_path / "old") as url:
        old = Database(url)
        try:
            before = counts(old)
            old.migrate()
            after = counts(old)
            assert all(after[name] >= number for name, number in before.items() if name in after)
            assert {name: after[name] for name in EXACT} == {name: before[name] for name in EXACT}
            with old.read_long() as connection:
                assert [one.line for one in check(connection) if one.faults] == []
            shape = shape_of(old)
        finally:
            old.close()
        flags = () if kind == "sqlite" else ("--database", url)
        with running(tmp_path / "old", flags=flags) as server:
            admin = server.log_in("admin", PASSWORD)
            page = admin.get("/api/cases", CasePage, limit=100)
            assert len(page.cases) == before["cases"]
            assert admin.send(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO)).seq == before["outbox"] + 1
    with contextlib.ExitStack() as stack:
        fresh_url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else stack.enter_context(cluster())
        fresh = Database(fresh_url)
        stack.callback(fresh.close)
        fresh.migrate()
        assert shape == shape_of(fresh)


def counts(db: Database) -> dict[str, int]:
    """Rows of every table that there is."""
    with db.read() as connection:
        there = inspect(connection).get_table_names()
        known = [one.name for one in metadata.sorted_tables if one.name in there]
        return {name: int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()) for name in known}


def shape_of(db: Database) -> dict[str, Any]:
    """Columns, keys, indexes and triggers of every table, but not the partitions of one month or another."""
    with db.read() as connection:
        seen = inspect(connection)
        tables = [name for name in seen.get_table_names() if not PARTITION.search(name)]
        found: dict[str, Any] = {
            name: (
                sorted((one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(name)),
                seen.get_pk_constraint(name)["constrained_columns"],
                sorted(
                    (one["name"], tuple(one["column_names"]), bool(one["unique"])) for one in seen.get_indexes(name)
                ),
            )
            for name in tables
        }
        if db.is_sqlite:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        else:
            query = (
                "SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
                "WHERE NOT tgisinternal AND tgparentid = 0 ORDER BY tgname"
            )
        found["triggers"] = [tuple(row) for row in connection.execute(text(query))]
        return found
