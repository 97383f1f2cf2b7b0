"""Group commit: one answer per id, one bad row fails alone, a full queue and a full disk are answers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, wait
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from backend.db import Database, is_outage
from backend.ids import EPOCH_MS, IdSource
from backend.outcome import SYSTEM, Outcome
from backend.replies import Act, CommandJob
from backend.services.scenes import save_scene
from backend.tables import case_events, cases, meta, outbox
from backend.transaction import Transaction
from contract.commands import Done, SaveScene
from contract.entities import Department
from contract.errors import Code, Refused
from tests.backend.held import Held, record


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    one = Database(f"sqlite:///{tmp_path / 'x.db'}")
    one.migrate()
    yield one
    one.close()


@pytest.fixture
def desk(db: Database) -> Iterator[Held]:
    one = Held(db)
    yield one
    one.close()


def report(tx: Transaction) -> Outcome:
    made = record(tx)
    return Outcome("case.reported", case=made, ids=(made.id,))


def job(command_id: str, fingerprint: str = "same") -> CommandJob:
    return CommandJob(report, SYSTEM, command_id=command_id, fingerprint=fingerprint)


def test_a_crowd_becomes_one_commit_with_gapless_numbers(db: Database, desk: Held) -> None:
    desk.hold()
    futures = [desk.writer.submit(job(f"crowd-{number}")) for number in range(300)]
    commits = desk.writer.commits
    desk.release()
    done = [one.result(10) for one in futures]
    assert [one.seq for one in done] == list(range(1, 301))
    assert desk.writer.commits - commits == 2  # the one that held them up, and theirs
    assert [one.event.seq for one in desk.seen] == list(range(1, 301))
    with db.read() as connection:
        assert connection.execute(select(func.count()).select_from(cases)).scalar() == 300
        assert connection.execute(select(func.count()).select_from(case_events)).scalar() == 300


def test_the_same_id_in_one_batch_acts_once(db: Database, desk: Held) -> None:
    desk.hold()
    futures = [desk.writer.submit(job("twin-0001")) for _ in range(5)]
    other = desk.writer.submit(job("twin-0001", "another command"))
    desk.release()
    done = [one.result(10) for one in futures]
    assert {(one.seq, one.ids) for one in done} == {(1, done[0].ids)}
    assert [one.repeated for one in done] == [False, True, True, True, True]
    with pytest.raises(Refused) as refused:
        other.result(10)
    assert refused.value.problem.code is Code.DUPLICATE
    with db.read() as connection:
        assert connection.execute(select(func.count()).select_from(cases)).scalar() == 1


def test_one_bad_row_fails_alone(db: Database, desk: Held) -> None:
    def clash(tx: Transaction) -> Outcome:
        return Outcome("x", rows=((meta, {"key": "taken", "value": "1"}),))

    desk.writer.act(clash).result(10)
    desk.hold()
    good: list[Future[Done]] = [desk.writer.submit(job(f"good-{number:04d}")) for number in range(10)]
    bad = desk.writer.act(clash)
    more = [desk.writer.submit(job(f"more-{number:04d}")) for number in range(10)]
    desk.release()
    wait([*good, bad, *more], timeout=10)
    assert len({one.result().seq for one in [*good, *more]}) == 20
    with pytest.raises(Refused) as refused:
        bad.result()
    assert refused.value.problem.code is Code.DUPLICATE
    assert [one.event.seq for one in desk.seen] == list(range(1, 22))


def test_a_defect_in_one_act_fails_alone_and_is_not_stored(desk: Held) -> None:
    def broken(_: Transaction) -> Outcome:
        raise KeyError("a bug")

    desk.hold()
    bad = desk.writer.submit(CommandJob(broken, SYSTEM, command_id="defect-01", fingerprint="f"))
    good = desk.writer.submit(job("good-0001"))
    desk.release()
    with pytest.raises(Refused) as refused:
        bad.result(10)
    assert refused.value.problem.code is Code.DEFECT
    assert refused.value.problem.params["ref"]
    assert good.result(10).seq == 1
    again = desk.writer.submit(CommandJob(report, SYSTEM, command_id="defect-01", fingerprint="f"))
    assert again.result(10).repeated is False


def test_a_row_that_no_driver_takes_fails_alone_and_the_writer_lives(desk: Held) -> None:
    def unheard_of(_: Transaction) -> Outcome:
        return Outcome("x", rows=((meta, {"key": 1 << 70, "value": "1"}),))  # OverflowError, not of the database

    desk.hold()
    first = desk.writer.submit(job("first-001"))
    bad = desk.writer.act(unheard_of)
    last = desk.writer.submit(job("last-0001"))
    desk.release()
    assert {first.result(10).seq, last.result(10).seq} == {1, 2}
    with pytest.raises(Refused) as refused:
        bad.result(10)
    assert refused.value.problem.code is Code.DEFECT
    assert desk.writer.submit(job("later-001")).result(10).seq == 3


def test_whoever_stopped_waiting_keeps_no_answer_from_the_others(desk: Held) -> None:
    desk.hold()
    gone = desk.writer.submit(job("gone-0001"))
    bulk = desk.writer.bulk(lambda _: None)
    waiting = desk.writer.submit(job("waits-001"))
    assert gone.cancel()
    assert bulk.cancel()
    desk.release()
    assert waiting.result(10).seq == 2  # the act of the other is done all the same


def test_a_listener_that_fails_keeps_no_answer_back(db: Database) -> None:
    desk = Held(db)
    desk.writer._published = lambda _: 1 / 0  # type: ignore[assignment]
    assert desk.writer.submit(job("answer-01")).result(10).seq == 1
    assert desk.writer.submit(job("answer-02")).result(10).seq == 2
    desk.release()
    desk.writer.stop()


def test_a_name_given_up_in_a_batch_is_free_in_the_same_batch(desk: Held) -> None:
    def save(name: str, scene_id: str | None = None) -> Act:
        return lambda tx: save_scene(tx, SaveScene(name=name, scene_id=scene_id), SYSTEM, tx.now)

    old = desk.writer.act(save("duty")).result(10).ids[0]
    desk.hold()
    desk.writer.act(save("night", old))
    fresh = desk.writer.act(save("duty"))
    again = desk.writer.act(save("night"))
    desk.release()
    assert fresh.result(10).ids[0] != old
    assert again.result(10).ids[0] == old


def test_a_full_queue_says_so_at_once(db: Database) -> None:
    desk = Held(db, queue_size=3)
    desk.hold()
    futures = [desk.writer.submit(job(f"wait-{number:04d}")) for number in range(3)]
    with pytest.raises(Refused) as refused:
        desk.writer.submit(job("late-0001"))
    assert refused.value.problem.code is Code.OVERLOADED
    assert int(refused.value.problem.params["retry_after_s"]) >= 1
    desk.release()
    assert [one.result(10).seq for one in futures] == [1, 2, 3]
    desk.writer.stop()


def test_however_many_read_an_act_is_written(db: Database, desk: Held) -> None:
    db.engine.pool._timeout = 0.01  # type: ignore[attr-defined]  # how long a reader waits; 30 s else
    with contextlib.ExitStack() as reading:
        for _ in range(24):
            reading.enter_context(db.read())
        with pytest.raises(SQLAlchemyError) as full:
            reading.enter_context(db.read())
        assert is_outage(full.value)
        assert desk.writer.submit(job("written-1")).result(10).seq == 1


def test_a_full_disk_refuses_acts_keeps_reading_and_recovers(db: Database, desk: Held) -> None:
    desk.writer.submit(job("before-01")).result(10)

    def limit(pages: int) -> None:
        # The writer's connection gets SQLite's own limit: its SQLITE_FULL is the disk's.
        with db.writing.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def filler(tx: Transaction) -> Outcome:
        body = Department(id=tx.new_id(), code=str(tx.now.timestamp()), name="x" * 200_000)
        return Outcome("department.saved", upsert=(body,), ids=(body.id,))

    with db.read() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
    limit(pages)
    with pytest.raises(Refused) as refused:
        desk.writer.act(filler).result(10)
    assert refused.value.problem.code is Code.DISK_FULL
    with db.read() as connection:
        assert connection.execute(select(func.count()).select_from(outbox)).scalar() == 1
    limit(1_000_000)
    assert desk.writer.act(filler).result(10).seq == 2


def test_ids_never_repeat_when_the_clock_goes_back() -> None:
    now = [EPOCH_MS + 5_000_000]
    source = IdSource(3, clock_ms=lambda: now[0])
    made = [source.new() for _ in range(5000)]
    now[0] -= 60_000
    made += [source.new() for _ in range(5000)]
    now[0] += 120_000
    made += [source.new()]
    assert len(set(made)) == len(made)
    assert sorted(made, key=int) == made
    after = IdSource(3, after=int(made[-1]), clock_ms=lambda: EPOCH_MS)
    assert int(after.new()) > int(made[-1])


def test_events_cannot_be_changed_and_the_trail_not_deleted(db: Database, desk: Held) -> None:
    desk.writer.submit(job("before-01")).result(10)
    for statement in (
        "UPDATE case_events SET body = 'x'",
        "DELETE FROM case_events",
        "UPDATE outbox SET event = '{}'",
    ):
        with pytest.raises(Exception, match="append-only"), db.write() as connection:
            connection.execute(text(statement))
