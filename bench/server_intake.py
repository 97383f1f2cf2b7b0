"""Durable intake without HTTP: group commit, against the same rows written by a program that does no more."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from sqlalchemy import event, inspect

from backend.city import City
from backend.db import Database
from backend.ids import IdSource
from backend.outcome import Actor
from backend.pauses import settle
from backend.sealing import keyring
from backend.services.acts import job_of
from backend.writer import Writer
from bench.limits import same_rows
from bench.server_city import lay_cells, report
from contract.commands import Done, Envelope

DESK = Actor("1", "bench", frozenset({"admin", "duty", "intake", "inspector"}))
_OF_THE_SERVER = {"meta", "counters", "alembic_version", "leases", "cells", "areas"}


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Cases a second on SQLite and on PostgreSQL."""
    from tests.backend.postgres import own_cluster

    cases = 8_000 if quick else 40_000
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        place = Path(folder)
        rate, _, script = _intake(f"sqlite:///{place / 'x.db'}", cases, place)
        _empty(f"sqlite:///{place / 'limit.db'}")
        limit = same_rows.sqlite(place / "limit.db", script, cases)
        yield _figure("durable intake, SQLite, group commit", rate, limit, "ratio >= 0.5")
    with own_cluster(durable=True) as database, tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        rate, rows, _ = _intake(database.url, cases, Path(folder))
    with own_cluster(durable=True) as database:
        _empty(database.url)
        limit = same_rows.postgresql(database.url, rows, cases)
    yield _figure("durable intake, PostgreSQL, group commit", rate, limit, "ratio >= 0.7")


def _figure(name: str, rate: float, limit: float, target: str) -> dict[str, Any]:
    return {"figure": name, "value": round(rate), "unit": "cases/s", "limit": round(limit), "target": target}


def _empty(url: str) -> None:
    db = Database(url)
    db.migrate()
    db.close()


def _intake(url: str, cases: int, place: Path) -> tuple[float, same_rows.Rows, same_rows.Script]:
    db = Database(url)
    db.migrate()
    lay_cells(db)
    script: same_rows.Script = []
    if db.is_sqlite:
        _listen(db, script)
    writer = Writer(db, ids=IdSource(), city=City(), keyring=keyring(place))
    jobs = [job_of(Envelope(id=f"bench-{number:07d}", command=report(number)), DESK) for number in range(cases)]
    writer.start()
    writer.submit(job_of(Envelope(id="bench-warm-up", command=report(0)), DESK)).result(60)
    settle()  # as the server does when it has loaded
    began = time.perf_counter()
    waiting: list[Future[Done]] = []
    for number, job in enumerate(jobs):
        if number >= 4000:
            waiting[number - 4000].result(60)
        waiting.append(writer.submit(job))
    for one in waiting[-4000:]:
        one.result(60)
    spent = time.perf_counter() - began
    writer.stop()
    rows = {} if db.is_sqlite else _rows(db)
    db.close()
    return cases / spent, rows, script


def _listen(db: Database, script: same_rows.Script) -> None:
    @event.listens_for(db.writing, "before_cursor_execute")
    def heard(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            script.append((statement, list(parameters) if many else [parameters]))


def _rows(db: Database) -> same_rows.Rows:
    rows: same_rows.Rows = {}
    with db.read() as connection:
        seen = inspect(connection)
        for table in seen.get_table_names():
            if table in _OF_THE_SERVER or re.search(r"_(rest|p\d{6})$", table):
                continue
            names = [str(column["name"]) for column in seen.get_columns(table)]
            listed = ", ".join(f'"{name}"' for name in names)
            body = [tuple(row) for row in connection.exec_driver_sql(f'SELECT {listed} FROM "{table}"')]
            if body:
                rows[table] = (names, body)
    return rows
