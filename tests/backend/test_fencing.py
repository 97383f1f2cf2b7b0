"""Servers that share a PostgreSQL: one that stands still holds the others up for moments; nothing late is taken."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
import requests
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.city import City
from backend.db import OUTBOX_LOCK, Database
from backend.ids import COUNTER_BITS, NODE_BITS, IdSource
from backend.lease import Lease, Overtaken
from backend.outcome import SYSTEM, Outcome
from backend.rows import reserve
from backend.services.live import last_seq
from backend.transaction import Transaction
from backend.writer import Writer
from contract import commands as c
from contract.entities import CaseSource, Scene
from contract.errors import Code, Refused
from contract.events import Event
from tests.backend.postgres import cluster
from tests.backend.server import Backend, Caller, running, start


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with cluster() as one:
        db = Database(one)
        db.migrate()
        db.close()
        yield one


@contextmanager
def server(url: str) -> Iterator[tuple[Database, Lease, IdSource, Writer]]:
    """What of a server writes."""
    db = Database(url)
    lease = Lease(db)
    ids = IdSource(lease.take(), after=db.newest_id())
    writer = Writer(db, ids=ids, city=City(), lease=lease)
    writer.start()
    try:
        yield db, lease, ids, writer
    finally:
        writer.stop()
        lease.close()
        db.close()


def scene(tx: Transaction) -> Outcome:
    one = Scene(id=tx.new_id(), name=tx.new_id())
    return Outcome("scene.saved", upsert=(one,), ids=(one.id,))


def test_a_transaction_that_stands_still_is_ended_and_its_late_commit_lands_nowhere(url: str) -> None:
    with server(url) as (stopped, *_), server(url) as (db, _lease, _ids, writer):
        with pytest.raises(SQLAlchemyError), stopped.write() as connection:  # noqa: PT012 - it fails at its end
            connection.execute(text("INSERT INTO meta (key, value) VALUES ('late', '1')"))
            reserve(connection, "outbox", 1)
            # What the process does from here on is what a stopped one does: nothing.
            done = writer.act(scene).result(20)
        with db.read() as reading:
            assert last_seq(reading) == done.seq
            assert reading.execute(text("SELECT count(*) FROM meta WHERE key = 'late'")).scalar() == 0


@contextmanager
def half_a_message(url: str) -> Iterator[None]:
    """The ordering lock held by a writer that stopped in the middle of a message."""
    with closing(psycopg.connect(url, application_name="citywall-writer", autocommit=True)) as raw:
        half = raw.pgconn
        half.enter_pipeline_mode()
        half.send_query_params(b"BEGIN", None)
        half.send_query_params(b"SELECT pg_advisory_xact_lock(%d)" % OUTBOX_LOCK, None)
        half.send_flush_request()
        half.flush()
        db = Database(url)
        try:
            _until(lambda: _holds_the_lock(db))
            yield
            assert not _holds_the_lock(db)
        finally:
            db.close()


def test_one_that_stops_in_the_middle_of_a_message_is_ended_by_the_others(url: str) -> None:
    with half_a_message(url), server(url) as (_db, _lease, _ids, writer):
        assert writer.act(scene).result(20).seq


def test_a_chunk_that_met_a_stopped_server_is_written_at_the_second_try(url: str) -> None:
    tries: list[Transaction] = []

    def chunk(tx: Transaction) -> str:
        tries.append(tx)
        tx.record(made := scene(tx))
        return made.ids[0]

    with half_a_message(url), server(url) as (db, _lease, _ids, writer):
        scene_id = writer.bulk(chunk).result(30)
        with db.read() as connection:
            found = connection.execute(
                text("SELECT count(*) FROM entities WHERE kind = 'scene' AND id = :id"), {"id": scene_id}
            )
            assert found.scalar() == 1
    assert len(tries) == 2


def test_a_chunk_of_a_server_that_lost_its_node_is_written_under_its_next(url: str) -> None:
    with server(url) as (_db, first, _ids, writer), server(url) as (db, second, *_):
        old = first.node
        with db.engine.begin() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'citywall-lease' "
            connection.execute(text(ended))
        _until(lambda: _retaken(second, old))

        def chunk(tx: Transaction) -> str:
            tx.record(made := scene(tx))
            return made.ids[0]

        scene_id = writer.bulk(chunk).result(30)
        assert _node(scene_id) == first.node != old


def test_a_chunk_that_is_wrong_is_not_tried_again(url: str) -> None:
    tries: list[Transaction] = []

    def chunk(tx: Transaction) -> None:
        tries.append(tx)
        tx.connection.execute(text("SELECT 1 / 0"))

    with server(url) as (_db, _lease, _ids, writer), pytest.raises(SQLAlchemyError):
        writer.bulk(chunk).result(20)
    assert len(tries) == 1


def test_whoever_lost_its_node_writes_on_as_another_and_repeats_no_id(url: str) -> None:
    with server(url) as (first_db, first, first_ids, writer), server(url) as (db, second, _ids, _writer):
        old, epoch = first.node, first.epoch
        before = writer.act(scene).result(20).ids[0]
        with db.engine.begin() as connection:  # as after a restart of the database: the session of the lease is gone
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'citywall-lease' "
            connection.execute(text(ended))
        _until(lambda: _retaken(second, old))
        assert (second.node, second.epoch) == (old, epoch + 1)
        with pytest.raises(Overtaken), first_db.write() as connection:
            first.check(connection)
        after = writer.act(scene).result(20).ids[0]
        assert first.node != old
        assert _node(before) == old
        assert _node(after) == first.node
        assert int(after) > int(before)
        assert first_ids.node == first.node


def _retaken(lease: Lease, node: int) -> bool:
    lease._node = node
    return lease.take() == node


def test_a_job_of_a_former_leader_is_refused(url: str) -> None:
    with server(url) as (_db, leader, _ids, writer), server(url) as (_, heir, heir_ids, _writer):
        assert leader.leads
        assert not heir.leads
        leader._session.close()  # type: ignore[union-attr]
        _until(lambda: _leads(heir, heir_ids))

        def job(tx: Transaction) -> Outcome:
            leader.check_leading(tx.connection)
            return scene(tx)

        with pytest.raises(Refused) as refused:
            writer.act(job, SYSTEM).result(20)
        assert refused.value.problem.code is Code.CONFLICT
        leader._session = None


def _leads(lease: Lease, ids: IdSource) -> bool:
    lease.keep(ids)
    return lease.leads


@pytest.mark.slow
def test_another_server_leads_when_the_leader_is_killed_or_stands_still(tmp_path: Path) -> None:
    with cluster() as own:
        flags = ("--database", own)
        first = start(tmp_path / "a", flags=flags)
        with running(tmp_path / "b", flags=flags) as second, running(tmp_path / "c", flags=flags) as third:
            assert [_says_it_leads(one) for one in (first, second, third)] == [True, False, False]
            first.stop(signal.SIGKILL)
            _until(lambda: _says_it_leads(second) or _says_it_leads(third))
            leader, other = (second, third) if _says_it_leads(second) else (third, second)
            leader.process.send_signal(signal.SIGSTOP)
            try:
                _until(lambda: _says_it_leads(other))
            finally:
                leader.process.send_signal(signal.SIGCONT)
            _until(lambda: not _says_it_leads(leader))
            assert _says_it_leads(other)


@pytest.mark.slow
def test_a_stopped_server_holds_the_others_up_for_moments_only(tmp_path: Path) -> None:
    """The stop is tried until it hits the server while it holds the ordering lock."""
    report = c.ReportCase(class_code="E0110", source=CaseSource.VIDEO)
    with cluster() as own, psycopg.connect(own, autocommit=True) as eye:
        flags = ("--database", own)
        with running(tmp_path / "a", flags=flags) as first, running(tmp_path / "b", flags=flags) as second:
            session = first.account("duty", "admin").session
            ending, seqs, lock = threading.Event(), [], threading.Lock()

            def load() -> None:
                seat = Caller(first.url, session)
                while not ending.is_set():
                    done = seat.send(report)
                    with lock:
                        seqs.append(done.seq)
                seat.close()

            crowd = [threading.Thread(target=load) for _ in range(4)]
            for one in crowd:
                one.start()
            held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
            caught, seat = False, Caller(second.url, session)
            try:
                deadline = time.monotonic() + 40
                while not caught and time.monotonic() < deadline:
                    first.process.send_signal(signal.SIGSTOP)
                    caught = eye.execute(held, (OUTBOX_LOCK,)).fetchone() == (1,)
                    if not caught:
                        first.process.send_signal(signal.SIGCONT)
                assert caught, "the server was never stopped while it held the lock"
                began = time.monotonic()
                seqs.append(seat.send(report).seq)
                assert time.monotonic() - began < 15  # three seconds on a machine that has nothing else to do
            finally:
                first.process.send_signal(signal.SIGCONT)
                ending.set()
                for one in crowd:
                    one.join(30)
            history = seat.get("/api/events", list[Event], limit=1000)
            page = history
            while len(page) == 1000:
                page = seat.get("/api/events", list[Event], limit=1000, after=page[-1].seq)
                history += page
            assert [event.seq for event in history] == list(range(1, len(history) + 1))
            assert len(seqs) == len(set(seqs))
            assert set(seqs) <= {event.seq for event in history if event.name == "case.reported"}
            seat.close()


def _says_it_leads(backend: Backend) -> bool:
    return bool(requests.get(f"{backend.url}/api/ready", timeout=20).json()["leads"])


def _holds_the_lock(db: Database) -> bool:
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key AND granted"
    with db.read() as connection:
        return bool(connection.execute(text(query), {"key": OUTBOX_LOCK}).scalar())


def _node(one: str) -> int:
    return int(one) >> COUNTER_BITS & ((1 << NODE_BITS) - 1)


def _until(true: object) -> None:
    deadline = time.monotonic() + 40
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
