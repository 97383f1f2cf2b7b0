"""The KPI boards and the month and day tables over 15,000,000 cases (quick: 500,000) while 200 cases/s arrive.

Cases of three years go straight into SQLite, 300 areas, 30 departments, 120 classes, the last 40,000 of them open. The
server's cache of one second, which spares all seats but the first, is not in it: every question is answered anew, from
what changes with every case and from the sums of past periods, which a server keeps in memory while they are true
(backend/services/kept_sums.py). What it costs to read all of them is the figure "asked the first time". The limit reads
hand-made rows that hold each answer, with plain sqlite3 (bench/limits/kpi_sums.py), under the same load.
"""

from __future__ import annotations

import gc
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from backend import pauses
from backend.city import City
from backend.db import EMPTY_PROFILE, Database
from backend.derived import rollups
from backend.derived.commit import Commit
from backend.derived.rollups import RollupState
from backend.ids import IdSource
from backend.lease import Lease
from backend.outcome import Outcome
from backend.records import CaseRecord
from backend.services.kept_sums import KeptSums
from backend.services.kpi import kpi_board
from backend.services.kpi_table import DayQuery, MonthQuery, day_table, month_table
from backend.transaction import Transaction
from backend.writer import Writer
from bench.kpi_city import AREAS, CLASSES, DEPARTMENTS, make_city
from bench.limits import kpi_sums
from contract.entities import CaseSource, CaseState
from contract.scope import FULL, Scope, View

CASES, QUICK = 15_000_000, 500_000
PER_SECOND = 200
Question = Callable[[], object]


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields p99 of each question, what the sums cost at intake, and how long they take to fill."""
    count, asked = (QUICK, 60) if quick else (CASES, 300)
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        file = Path(folder) / "kpi.db"
        filled_s, filled_cpu_s = make_city(file, count)
        db = Database(f"sqlite:///{file}")
        limit, least = kpi_sums.questions(Path(folder) / "limit.db", AREAS, DEPARTMENTS)
        pauses.settle()
        first: dict[str, tuple[float, float]] = {}
        try:
            with _arriving(db) as arrived:
                limits = {name: _p99_ms(ask, asked)[0] for name, ask in least.items()}
                for name, ask in _questions(db).items():
                    first[name] = _spent_ms(ask)
                    wall_ms, cpu_ms = _p99_ms(ask, asked)
                    yield {
                        "figure": f"{name}, {count:,} cases, p99",
                        "value": wall_ms,
                        "unit": "ms",
                        "limit": limits[name.split()[0]],
                        "target": "value <= 50",
                        "peers": {"ms of CPU, p99": cpu_ms},
                    }
                began, before = time.monotonic(), arrived()
                time.sleep(2.0)
                rate = (arrived() - before) / (time.monotonic() - began)
            dearest = max(first, key=lambda name: first[name][1])
            yield {
                "figure": f"the dearest when asked the first time: {dearest}",
                "value": first[dearest][0],
                "unit": "ms",
                "peers": {"ms of CPU": first[dearest][1]},
            }
            yield {
                "figure": "cases that arrived meanwhile",
                "value": round(rate),
                "unit": "1/s",
                "target": "value >= 190",
            }
            yield from _intake(db, quick)
            yield {
                "figure": "sums filled by the migration",
                "value": filled_s,
                "unit": "s per million cases",
                "peers": {"s of CPU": filled_cpu_s},
            }
        finally:
            gc.unfreeze()
            limit.close()
            db.close()


def _questions(db: Database) -> Mapping[str, Question]:
    district = Scope(area_ids=tuple(str(one) for one in range(1, 31)))
    department = Scope(view=View.DEPARTMENT, department_id="1003")
    both = Scope(view=View.DEPARTMENT, department_id="1003", area_ids=tuple(str(one) for one in range(1, 31)))

    kept = KeptSums()

    def ask(make: Callable[..., object], scope: Scope, *query: object) -> Question:
        def question() -> object:
            with db.read() as connection:
                return make(connection, EMPTY_PROFILE, scope, datetime.now(UTC), *query, *([kept] if query else []))

        return question

    today = datetime.now(UTC).date()
    month = DayQuery(first=today - timedelta(days=30), last=today, by="area")
    return {
        "board of the city": ask(kpi_board, FULL),
        "board of a district of 30 areas": ask(kpi_board, district),
        "board of a department": ask(kpi_board, department),
        "board of a department in a district": ask(kpi_board, both),
        "months (12) by area": ask(month_table, FULL, MonthQuery(by="area")),
        "months (12) by department": ask(month_table, FULL, MonthQuery(by="department")),
        "months (12) by class": ask(month_table, FULL, MonthQuery(by="class")),
        "months (12) by class, a district": ask(month_table, district, MonthQuery(by="class")),
        "months (12) by area, a department": ask(month_table, department, MonthQuery(by="area")),
        "months (12) by class, both": ask(month_table, both, MonthQuery(by="class")),
        "days (31) by area": ask(day_table, FULL, month),
        "days (7) by department": ask(day_table, FULL, DayQuery(by="department")),
        "days (7) of a department in a district": ask(day_table, both, DayQuery()),
    }


def _spent_ms(ask: Question) -> tuple[float, float]:
    """(by the clock, CPU of this thread); the second holds on a machine that others use too."""
    began, cpu = time.perf_counter(), time.thread_time()
    ask()
    return round((time.perf_counter() - began) * 1000, 2), round((time.thread_time() - cpu) * 1000, 2)


def _p99_ms(ask: Question, times: int) -> tuple[float, float]:
    for _ in range(3):
        ask()
    wall, busy = zip(*(_spent_ms(ask) for _ in range(times)), strict=True)
    return sorted(wall)[int(times * 0.99)], sorted(busy)[int(times * 0.99)]


@contextmanager
def _writer(db: Database) -> Iterator[Writer]:
    lease = Lease(db)
    writer = Writer(db, ids=IdSource(lease.take(), after=db.newest_id()), city=City(), lease=lease)
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()
        lease.close()


@contextmanager
def _arriving(db: Database) -> Iterator[Callable[[], int]]:
    """Reports at a steady pace through the real writer; yields how many are durable so far."""
    over = threading.Event()
    done: list[None] = []
    rng = random.Random(5)
    with _writer(db) as writer:

        def report() -> None:
            due = time.monotonic()
            while not over.is_set():
                writer.act(partial(_report, rng)).add_done_callback(lambda _: done.append(None))
                due += 1 / PER_SECOND
                over.wait(max(0.0, due - time.monotonic()))

        thread = threading.Thread(target=report, name="bench-arriving")
        thread.start()
        try:
            yield lambda: len(done)
        finally:
            over.set()
            thread.join()


def _report(rng: random.Random, tx: Transaction) -> Outcome:
    area = rng.randrange(1, AREAS + 1)
    one = tx.new_id()
    record = CaseRecord(
        id=one,
        number=f"n-{one}",
        short=1,
        class_code=f"E{rng.randrange(CLASSES):04d}",
        state=CaseState.REPORTED,
        source=CaseSource.VIDEO,
        reported_at=tx.now,
        area_id=str(area),
        cell_code=f"{area:03d}{rng.randrange(17):02d}",
    )
    return Outcome("case.reported", case=record, ids=(one,))


def _nothing(commit: Commit, known: RollupState | None) -> None:
    """In the place of the sums."""


def _intake(db: Database, quick: bool) -> Iterator[dict[str, Any]]:
    """CPU per case through the writer with the sums and without, in turns, so that both see the same machine."""
    count, rounds = (2_000, 3) if quick else (5_000, 5)
    rng = random.Random(6)
    spent: dict[bool, list[float]] = {True: [], False: []}
    usual = rollups.write

    with _writer(db) as writer:
        for _ in range(rounds):
            for summed in (True, False):
                rollups.write = usual if summed else _nothing
                gc.collect()
                began = time.process_time()
                for waiting in [writer.act(partial(_report, rng)) for _ in range(count)]:
                    waiting.result()
                spent[summed].append((time.process_time() - began) / count * 1e6)
                rollups.write = usual
    value, limit = (round(min(spent[one]), 1) for one in (True, False))
    yield {"figure": "CPU per reported case through the writer", "value": value, "unit": "us", "limit": limit}
    yield {"figure": "of it for the sums", "value": round(value - limit, 1), "unit": "us"}
