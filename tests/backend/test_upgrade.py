"""From every released schema to the newest: nothing is lost, and the tables are those of a fresh database.

`dumps/REVISION.DATABASE.sql` was written by the program of that revision, with a case in every state.
"""

from __future__ import annotations

import contextlib
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine

from backend.db import Database
from backend.inspection import inspect as check
from backend.tables import ROLLUPS, metadata
from contract import commands as c
from contract.entities import CaseSource
from contract.figures import CasePage
from tests.backend.postgres import cluster
from tests.backend.server import PASSWORD, running

ROOT = Path(__file__).resolve().parents[2]
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


_KILLED = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from backend.db import Database
left = int(sys.argv[2])
@event.listens_for(Engine, "before_cursor_execute")
def heard(*_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
Database(sys.argv[1]).migrate()
"""
_SAME = ("cases", "case_events", "meta", "counters", "security_log", *ROLLUPS)
POINTS = (0.1, 0.5, 0.9)


@pytest.mark.parametrize("revision", RELEASED)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_upgrade_that_was_killed_is_begun_again_and_ends_the_same(tmp_path: Path, revision: str, kind: str) -> None:
    with restored(revision, kind, tmp_path / "whole") as url:
        statements = _upgraded(url)
        whole, shape = _content(url)
    for at in POINTS:
        with restored(revision, kind, tmp_path / f"cut-{at}") as url:
            words = [sys.executable, "-c", _KILLED, url, str(int(statements * at))]
            killed = subprocess.run(words, cwd=ROOT, check=False, timeout=60)
            assert killed.returncode == -signal.SIGKILL
            assert _revision(url) == revision  # the old program may go on with it
            _upgraded(url)
            assert _content(url) == (whole, shape)


def _upgraded(url: str) -> int:
    """How many statements it took."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    db = Database(url)
    event.listen(Engine, "before_cursor_execute", hear)
    try:
        db.migrate()
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
        db.close()
    return len(heard)


def _revision(url: str) -> str:
    db = Database(url)
    try:
        with db.read() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    finally:
        db.close()


def _content(url: str) -> tuple[dict[str, list[str]], dict[str, Any]]:
    db = Database(url)
    try:
        with db.read() as connection:
            rows = {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in _SAME}
        return {name: sorted(map(repr, found)) for name, found in rows.items()}, shape_of(db)
    finally:
        db.close()


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
