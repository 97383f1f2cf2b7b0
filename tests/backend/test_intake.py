"""The writer's batches on both databases: whatever one row is made of, its neighbours are written once, whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select, text

from backend.city import City
from backend.db import Database
from backend.ids import IdSource
from backend.outcome import SYSTEM, Outcome
from backend.records import CaseRecord
from backend.replies import Act, CommandJob
from backend.rows import take_turn
from backend.services.verify import verify
from backend.tables import case_events, cases, idempotency, outbox
from backend.transaction import Transaction
from backend.writer import Writer
from contract.commands import Done
from contract.entities import CaseSource, CaseState
from contract.errors import Code, Refused
from tests.backend.postgres import fresh_database

BOTH = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'x.db'}"


class Desk:
    """A writer of its own, as a server has one; `together` makes one batch."""

    def __init__(self, url: str, node: int = 0) -> None:
        self.db = Database(url)
        self.db.migrate()
        self.writer = Writer(self.db, ids=IdSource(node), city=City())
        self.writer.start()

    def together(self, jobs: list[CommandJob]) -> list[Future[Done]]:
        gate, running = threading.Event(), threading.Event()

        def hold(_: Transaction) -> None:
            running.set()
            gate.wait(20)

        self.writer.bulk(hold)
        assert running.wait(20)
        futures = [self.writer.submit(one) for one in jobs]
        gate.set()
        return futures

    def count(self, what: object) -> int:
        with self.db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(what)).scalar_one())  # type: ignore[arg-type]

    def close(self) -> None:
        self.writer.stop()
        self.db.close()


@pytest.fixture
def open_desk(url: str) -> Iterator[Callable[[int], Desk]]:
    made: list[Desk] = []

    def make(node: int) -> Desk:
        made.append(Desk(url, node))
        return made[-1]

    yield make
    for one in made:
        one.close()


def record(tx: Transaction, number: str, **more: object) -> CaseRecord:
    plain = CaseRecord(
        id=tx.new_id(),
        number=number,
        short=1,
        class_code="E0110",
        state=CaseState.REPORTED,
        source=CaseSource.VIDEO,
        reported_at=tx.now,
    )
    return msgspec.structs.replace(plain, **more)


def report(number: str, **more: object) -> Act:
    return lambda tx: Outcome("case.reported", case=(one := record(tx, number, **more)), ids=(one.id,))


def job(command_id: str, act: Act) -> CommandJob:
    return CommandJob(act, SYSTEM, command_id=command_id, fingerprint="same")


@BOTH
@pytest.mark.parametrize(
    "bad", [{"number": "n3"}, {"description": "\ud800"}, {"place": "a\udfffb"}, {"short": 1 << 70}], ids=str
)
def test_one_bad_row_among_many_fails_alone(url: str, open_desk: Callable[[int], Desk], bad: dict[str, object]) -> None:
    desk = open_desk(0)
    jobs = [job(f"good-{at}", report(f"n{at}")) for at in range(12)]
    jobs.insert(7, job("bad", report(**({"number": "bad"} | bad))))  # type: ignore[arg-type]
    futures = desk.together(jobs)
    with pytest.raises(Refused):
        futures[7].result(30)
    done = [one.result(30) for at, one in enumerate(futures) if at != 7]
    assert sorted(one.seq for one in done) == list(range(1, 13))
    repeated = [CommandJob(one.act, SYSTEM, one.command_id, "same") for one in jobs if one.command_id != "bad"]
    again = [one.result(30) for one in desk.together(repeated)]
    assert all(one.repeated for one in again)
    again = [msgspec.structs.replace(one, repeated=False) for one in again]
    assert again == done
    assert [desk.count(one) for one in (cases, case_events, outbox)] == [12, 12, 12]
    desk.close()
    assert not verify(url, jobs=1).faults


@BOTH
def test_a_case_may_come_twice_in_one_transaction(url: str, open_desk: Callable[[int], Desk]) -> None:
    desk = open_desk(0)

    def work(tx: Transaction) -> list[CaseRecord]:
        ones = [record(tx, f"n{at}", description=f"第{at}个") for at in range(8)]
        tx.put_cases("case.imported", ones)
        tx.put_cases("case.imported", [msgspec.structs.replace(one, rework=1) for one in ones])
        tx.flush()
        later = [msgspec.structs.replace(tx.case(one.id), place="长兴路", version=2) for one in ones]  # type: ignore[type-var]
        tx.put_cases("case.imported", [*later, *later])
        tx.flush()
        closed = {"state": CaseState.CLOSED, "closed_at": tx.now + timedelta(days=40)}
        tx.put_cases("case.imported", [msgspec.structs.replace(tx.case(one.id), **closed) for one in ones[:5]])  # type: ignore[type-var]
        return ones

    ones = desk.writer.bulk(work).result(30)
    with desk.db.read() as connection:
        found = connection.execute(select(cases.c.place, cases.c.rework, cases.c.version, cases.c.state)).all()
        assert (
            sorted(tuple(one) for one in found) == [("长兴路", 1, 2, "closed")] * 5 + [("长兴路", 1, 2, "reported")] * 3
        )
        assert connection.execute(text("SELECT count(*) FROM case_words")).scalar() == 8
        sums = connection.execute(text("SELECT sum(reported), sum(closed), sum(reworked) FROM rollup_month_area")).one()
        assert tuple(int(one) for one in sums) == (8, 5, 0)
    assert len({one.id for one in ones}) == 8
    desk.close()
    assert not verify(url, jobs=1).faults


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_the_same_act_at_two_servers_is_done_once(url: str, open_desk: Callable[[int], Desk]) -> None:
    desks = [open_desk(0), open_desk(1)]
    futures: list[Future[Done]] = []
    for turn in range(20):
        jobs = [job(f"turn-{turn}-{at}", report(f"n{turn}-{at}")) for at in range(8)]
        for desk in desks:
            futures += [desk.writer.submit(CommandJob(one.act, SYSTEM, one.command_id, "same")) for one in jobs]
    done = [one.result(60) for one in futures]
    assert len({one.ids for one in done}) == 160
    assert [desks[0].count(one) for one in (cases, case_events, outbox, idempotency)] == [160] * 4
    assert sorted({one.seq for one in done}) == list(range(1, 161))


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("when", ["before", "copy", "turn"])
def test_a_connection_that_ends_in_a_batch_doubles_nothing(
    url: str, open_desk: Callable[[int], Desk], when: str
) -> None:
    desk = open_desk(0)
    cut: list[int] = []

    def end(tx: Transaction) -> None:
        if not cut:
            cut.append(1)
            with desk.db.engine.connect() as other:
                other.execute(
                    text("SELECT pg_terminate_backend(:pid)"),
                    {"pid": tx.connection.connection.driver_connection.info.backend_pid},  # type: ignore[union-attr]
                )

    def act(tx: Transaction) -> Outcome:
        if when == "turn":
            take_turn(tx.connection)
        if when in ("before", "turn"):
            end(tx)
        return report("n-cut")(tx)

    jobs = [job(f"id-{at}", report(f"n{at}")) for at in range(10)]
    jobs.insert(4, job("id-cut", act))
    if when == "copy":
        jobs.insert(9, job("id-end", lambda tx: (end(tx), report("n-end")(tx))[1]))
    done = [one.result(30) for one in desk.together(jobs)]
    assert sorted(one.seq for one in done) == list(range(1, len(jobs) + 1))
    assert desk.count(cases) == len(jobs)
    with pytest.raises(Refused) as told:
        desk.writer.submit(CommandJob(report("other"), SYSTEM, "id-1", "another")).result(30)
    assert told.value.problem.code is Code.DUPLICATE
    desk.close()
    assert not verify(url, jobs=1).faults
