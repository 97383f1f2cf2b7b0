"""Rows sent ahead: all of them in and in order, what reads waits for them, and what goes wrong is told in time."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from backend import bulk
from backend.ahead import SENT_AFTER, ahead
from backend.db import Database
from backend.outcome import SYSTEM, Outcome
from backend.records import CaseRecord
from backend.replies import CommandJob
from backend.services.verify import verify
from backend.tables import meta
from backend.transaction import Transaction
from contract.errors import Code, Refused
from tests.backend.held import Held, record
from tests.backend.postgres import fresh_database

NUMBERS = ("name", "value")
COUNT = "SELECT count(*) FROM counters WHERE name LIKE 'n%'"


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    if request.param == "postgresql":
        url = fresh_database(request.getfixturevalue("postgres_url"))
    one = Database(url)
    one.migrate()
    yield one
    one.close()


def _senders() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "citywall-ahead"]


@pytest.mark.parametrize("count", [1, 63, 64, 255, 256, 257, 1000])
def test_any_number_of_rows_is_in_and_a_statement_after_them_sees_them(db: Database, count: int) -> None:
    usual = sys.getswitchinterval()
    with db.write() as connection, ahead(connection):
        for part in "ab":
            rows = [(f"n-{part}-{at:05d}", at) for at in range(count)]
            bulk.insert(connection, "counters", NUMBERS, iter(rows), count)
        assert connection.execute(text(COUNT)).scalar_one() == 2 * count
        bulk.insert(connection, "counters", NUMBERS, [(f"n-c-{at:05d}", at) for at in range(300)], 300)
    with db.read() as connection:
        found = connection.execute(text("SELECT name, value FROM counters WHERE name LIKE 'n-b%' ORDER BY name")).all()
        assert connection.execute(text(COUNT)).scalar_one() == 2 * count + 300
    assert [tuple(one) for one in found] == [(f"n-b-{at:05d}", at) for at in range(count)]
    assert sys.getswitchinterval() == usual
    assert _senders() == []


@pytest.mark.parametrize("then", ["a statement", "more rows", "the end"])
def test_a_row_that_is_refused_is_told_before_the_commit(db: Database, then: str) -> None:
    rows = [(f"n{at}", at) for at in range(300)]

    def work() -> None:
        with db.write() as connection, ahead(connection):
            bulk.insert(connection, "counters", NUMBERS, [*rows, rows[7]], 301)
            if then == "a statement":
                connection.execute(text(COUNT))
            elif then == "more rows":
                bulk.insert(connection, "counters", NUMBERS, [(f"nn{at}", at) for at in range(300)], 300)
                bulk.insert(connection, "counters", NUMBERS, [("few", 1)] * 5, 5)

    with pytest.raises(IntegrityError):
        work()
    assert _senders() == []
    with db.write() as connection, ahead(connection):
        assert connection.execute(text(COUNT)).scalar_one() == 0
        bulk.insert(connection, "counters", NUMBERS, rows, 300)
    with db.read() as connection:
        assert connection.execute(text(COUNT)).scalar_one() == 300


def test_a_transaction_that_fails_beside_what_is_sent_leaves_nothing(db: Database) -> None:
    def work() -> None:
        with db.write() as connection, ahead(connection):
            bulk.insert(connection, "counters", NUMBERS, [(f"n{at}", at) for at in range(2000)], 2000)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert _senders() == []
    with db.read() as connection:
        assert connection.execute(text(COUNT)).scalar_one() == 0


@pytest.fixture
def crowd(db: Database) -> Iterator[Held]:
    one = Held(db)
    one.hold()
    yield one
    one.close()


def _report(made: list[CaseRecord]) -> CommandJob:
    def act(tx: Transaction) -> Outcome:
        made.append(record(tx, "长兴路 86 号"))
        return Outcome("case.reported", case=made[-1], ids=(made[-1].id,))

    return CommandJob(act, SYSTEM, command_id=f"made-{id(act)}", fingerprint="same")


def test_acts_of_one_batch_follow_each_other_over_what_is_sent_already(db: Database, crowd: Held) -> None:
    made: list[CaseRecord] = []

    def place_of_first(tx: Transaction) -> Outcome:
        known = tx.case(made[0].id)
        assert known is not None
        return Outcome("case.amended", case=replace(known, version=known.version + 1, place=known.place + "x"))

    count = SENT_AFTER[-1] + 10
    jobs = [_report(made) for _ in range(count)]
    answers = []
    for number, job in enumerate(jobs):
        answers.append(crowd.writer.submit(job))
        if number in (5, SENT_AFTER[0] + 5, SENT_AFTER[1] + 5):
            answers.append(crowd.writer.act(place_of_first))
    again = crowd.writer.submit(_again(jobs[0]))
    commits = crowd.writer.commits
    crowd.release()
    done = [one.result(60) for one in answers]
    assert crowd.writer.commits == commits + 2  # the one that held them up, and theirs
    assert [one.seq for one in done] == list(range(1, len(done) + 1))
    assert again.result(60).seq == 1
    assert again.result().repeated
    with db.read() as connection:
        for table, rows in (("cases", count), ("case_events", len(done)), ("outbox", len(done)), ("case_words", count)):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == rows, table
        assert connection.execute(text("SELECT count(*) FROM idempotency")).scalar_one() == count
        assert connection.execute(text("SELECT sum(reported) FROM rollup_day_area")).scalar_one() == count
        last = connection.execute(text("SELECT place, chain_length FROM cases WHERE id = :id"), {"id": int(made[0].id)})
        assert tuple(last.one()) == ("长兴路 86 号xxx", 4)
        ends = dict(map(tuple, connection.execute(text("SELECT name, value FROM counters"))))
    assert (ends["outbox"], ends["evidence"], ends["case:test"]) == (len(done), len(done), count)
    assert verify(db.url.render_as_string(hide_password=False), jobs=1).faults == []


def _again(job: CommandJob) -> CommandJob:
    """The same command once more."""
    return CommandJob(job.act, job.actor, command_id=job.command_id, fingerprint=job.fingerprint)


def test_one_bad_row_of_a_large_batch_fails_alone(db: Database, crowd: Held) -> None:
    made: list[CaseRecord] = []

    def clash(_: Transaction) -> Outcome:
        return Outcome("x", rows=((meta, {"key": "taken", "value": "1"}),))

    def doubled(tx: Transaction) -> Outcome:
        return Outcome("case.reported", case=replace(made[0], id=tx.new_id()))

    good = [crowd.writer.act(clash)]
    good += [crowd.writer.submit(_report(made)) for _ in range(SENT_AFTER[0] + 5)]
    bad = [crowd.writer.act(clash), crowd.writer.act(doubled)]
    good += [crowd.writer.submit(_report(made)) for _ in range(5)]
    crowd.release()
    wait([*good, *bad], timeout=120)
    assert sorted(one.result().seq for one in good) == list(range(1, len(good) + 1))
    for one in bad:
        with pytest.raises(Refused) as refused:
            one.result()
        assert refused.value.problem.code is Code.DUPLICATE
    with db.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM case_words")).scalar_one() == len(good) - 1
    assert verify(db.url.render_as_string(hide_password=False), jobs=1).faults == []
