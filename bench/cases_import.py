"""A million past cases (quick: 100,000) from a table into a running server, and right afterwards the boards' figures.

Seconds from sending the file until every case is durable, searchable, counted and in the evidence. The limit writes
the same rows with plain sqlite3, or COPY, into the same tables and does nothing else (bench/limits/same_cases.py).
Beside a tenth as many further ones an act is done every half second: how long it took at worst says for how long an
import holds seats up.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psutil

from backend.city import City
from backend.db import Database
from backend.ids import IdSource
from backend.services.figures_audit import FiguresAudit
from backend.writer import Writer
from bench import past_cases
from bench.limits import same_cases
from bench.server_city import lay_cells, report
from contract.figures import ImportProgress
from tests.imports.city_maker import tar_of

CASES, QUICK = 1_000_000, 100_000
_TARGET_S = 120.0


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields the seconds, what an act waited, memory and the audit, on SQLite and on PostgreSQL."""
    from tests.backend.postgres import own_cluster

    count = QUICK if quick else CASES
    for kind in ("SQLite", "PostgreSQL"):
        with (
            tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder,
            own_cluster(durable=True) if kind == "PostgreSQL" else nullcontext() as cluster,
        ):
            place = Path(folder)
            past_cases.write(place / "past.csv", count)
            url = cluster.url if cluster is not None else f"sqlite:///{place / 'data' / 'citywall.db'}"
            yield from _one(kind, place, url, count)


def _one(kind: str, place: Path, url: str, count: int) -> Iterator[dict[str, Any]]:
    from tests.backend.server import start

    flags = ("--database", url) if kind == "PostgreSQL" else ()
    backend = start(place / "data", flags=flags)
    try:
        admin = backend.admin()
        _prepare(url, admin)
        with _watching(backend.process.pid) as most:
            began, cpu = time.monotonic(), _cpu(backend.process.pid)
            accepted = _import(admin, place / "past.csv")
            spent, cpu = time.monotonic() - began, _cpu(backend.process.pid) - cpu
        past_cases.write(place / "more.csv", count // 10, after=count)
        with _acting(backend.account("inspector")) as acts:
            more = _import(admin, place / "more.csv")
    finally:
        code = backend.stop()
    wrong = asyncio.run(_audit(url))
    limit_s = same_cases.seconds(url, place)
    right = accepted == count and more == count // 10 and code == 0 and wrong == 0
    yield {
        "figure": f"import of {count:,} past cases, {kind}",
        "value": round(spent, 1) if right else None,
        "unit": "s",
        "limit": round(limit_s * count / (accepted + more), 1),
        "target": f"value <= {_TARGET_S * count / CASES:g}",
        "peers": {"s of CPU of the server": round(cpu, 1), "wrong sums": wrong, "MiB at most": round(most[0])},
    }
    yield {
        "figure": f"an act while more come in, the slowest of {len(acts)}, {kind}",
        "value": round(max(acts, default=0.0) * 1000),
        "unit": "ms",
        "peers": {"median": round(sorted(acts)[len(acts) // 2] * 1000) if acts else 0},
    }


def _prepare(url: str, admin: Any) -> None:
    """Cells and departments, as they are there before anybody thinks of the past."""
    db = Database(url)
    lay_cells(db)
    db.close()
    listed = "".join(f"D{one},部门{one},部{one}\n" for one in range(1, past_cases.DEPARTMENTS + 1))
    _import(
        admin, tar_of({"city.json": b'{"format": 1}', "departments.csv": f"code,name,short_name\n{listed}".encode()})
    )


def _import(admin: Any, body: Path | bytes) -> int:
    """How many rows were accepted."""
    kind = "cases" if isinstance(body, Path) else "city"
    with body.open("rb") if isinstance(body, Path) else nullcontext(body) as data:
        answer = admin.request("POST", f"/api/imports/{kind}", data=data)
    answer.raise_for_status()
    where = f"/api/imports/{answer.json()['id']}"
    progress: ImportProgress = admin.get(where, ImportProgress)
    while progress.state in ("waiting", "running"):
        time.sleep(0.05)
        progress = admin.get(where, ImportProgress)
    if progress.state != "done":
        raise RuntimeError(progress.reason)
    return progress.accepted


@contextmanager
def _acting(inspector: Any) -> Iterator[list[float]]:
    """Reports a case every half second; the seconds that each took."""
    taken: list[float] = []
    over = threading.Event()

    def act() -> None:
        while not over.wait(0.5):
            began = time.monotonic()
            inspector.send(report(len(taken)))
            taken.append(time.monotonic() - began)

    thread = threading.Thread(target=act)
    thread.start()
    try:
        yield taken
    finally:
        over.set()
        thread.join()


@contextmanager
def _watching(pid: int) -> Iterator[list[float]]:
    """The most MiB that the server and its processes held together."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            most[0] = max(most[0], sum(one.memory_info().rss for one in _family(pid)) / 2**20)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def _family(pid: int) -> list[psutil.Process]:
    whole = psutil.Process(pid)
    return [whole, *whole.children(recursive=True)]


def _cpu(pid: int) -> float:
    """Seconds of CPU of the server and of the processes that it waited for."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


async def _audit(url: str) -> int:
    """How many sums are wrong."""
    db = Database(url)
    writer = Writer(db, ids=IdSource(after=db.newest_id()), city=City())
    writer.start()
    try:
        return await FiguresAudit(db, writer).run(600.0)
    finally:
        writer.stop()
        db.close()
