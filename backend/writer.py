"""The one writer: a thread that drains a bounded queue, commits what it found as one transaction, answers all.

It never lingers to fill a batch. A batch that the database refuses is tried once more whole, then row by row, so that
one bad row cannot fail its neighbours. A command's answer is stored under its id in the same transaction: the same id
gets the first answer again, also when both arrive in one batch. A full disk is an answer, not an end: reading goes on
and the next command tries again.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from backend.ahead import SENT_AFTER, ahead
from backend.city import City
from backend.db import Database, is_disk_full, is_lock_wait, is_outage
from backend.ids import IdSource
from backend.lease import Lease, Overtaken
from backend.metrics import Metrics
from backend.outcome import SYSTEM, Actor, Written
from backend.records import CaseChange, whole_ms
from backend.replies import Act, BulkJob, CommandJob, Job, Replies, Reply, defect, refusal
from backend.rows import patience
from backend.sealing import Keyring
from backend.transaction import Transaction
from contract.commands import Done
from contract.errors import Code, Problem, Refused
from contract.events import RENAMING

T = TypeVar("T")
log = logging.getLogger(__name__)
RETRY_AFTER_S = 1

Deliver = Callable[[Callable[[], None]], None]


class Writer:
    """Start it, `submit` from any thread, stop it. After each commit and before anybody is answered `changed` gets what
    it did to cases (None after a bulk job: it may have written anything) and `published` the events, in order."""

    def __init__(
        self,
        db: Database,
        *,
        ids: IdSource,
        city: City,
        queue_size: int = 5000,
        batch: int = 1000,
        published: Callable[[Sequence[Written]], None] = lambda _: None,
        changed: Callable[[Sequence[CaseChange] | None], None] = lambda _: None,
        deliver: Deliver = lambda call: call(),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        keyring: Keyring | None = None,
        lease: Lease | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._keyring = keyring
        self._lease = lease or Lease(db)
        self._metrics = metrics or Metrics()
        self._db, self._ids, self._city, self._batch = db, ids, city, batch
        self._published, self._deliver, self._clock = published, deliver, clock
        self._changed = changed
        # Without a lock of its own in Python; a few threads that put at once may pass its bound by as many.
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._queue_size = queue_size
        self._thread = threading.Thread(target=self._run, name="citywall-writer", daemon=True)
        self.failing: Problem | None = None
        """Why the last transaction could not be written, for as long as none was since."""
        self.commits = 0
        self.commands = 0

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()

    @property
    def ids(self) -> IdSource:
        """What makes the ids of this server."""
        return self._ids

    @property
    def waiting(self) -> int:
        """Jobs in the queue."""
        return self._queue.qsize()

    def submit(self, job: CommandJob) -> Future[Done]:
        """Queue a command. Refused(overloaded) when the queue is full; the future raises Refused for a refusal."""
        self._put(job)
        return job.answer

    def act(self, act: Act, actor: Actor = SYSTEM) -> Future[Done]:
        """Queue an act of the server itself, without a stored answer."""
        return self.submit(CommandJob(act, actor))

    def bulk(self, work: Callable[[Transaction], T]) -> Future[T]:
        """Run `work` in a transaction of its own and flush it: one chunk of an import.

        Keep chunks near a thousand rows so that commands never wait long. Any exception rolls the chunk back and is
        raised by the future. Where somebody held a lock for too long, or another server had taken this one's node, it
        is run once more first, so it keeps nothing outside `tx` that a second run would find. `work` may use
        `tx.connection` for SQL of its own, `tx.publish`, `tx.put_cases`.
        """
        job: BulkJob[T] = BulkJob(work)
        self._put(job)
        return job.answer

    def _put(self, job: Job) -> None:
        if self._queue.qsize() >= self._queue_size:
            raise Refused(Code.OVERLOADED, reason="the write queue is full", retry_after_s=str(RETRY_AFTER_S))
        self._queue.put(job)

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            batch: list[CommandJob] = []
            while job is not None:
                if isinstance(job, BulkJob):
                    self._commit(batch)
                    batch = []
                    self._commit_bulk(job)
                else:
                    batch.append(job)
                if len(batch) >= self._batch:
                    break
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    break
            self._commit(batch)
            if job is None:
                return

    def _commit(self, batch: list[CommandJob]) -> None:
        if not batch:
            return
        try:
            try:
                self._attempt(batch)
            except (SQLAlchemyError, Overtaken) as fault:
                if is_disk_full(fault):
                    raise
                log.warning("a batch of %d failed and is tried again: %s", len(batch), _short(fault))
                self._metrics.retries.inc()
                self._clear_way(fault)
                self._attempt(batch)
        except Exception as fault:  # noqa: BLE001 - the one writer must not end, whatever a row was made of
            if len(batch) > 1 and not is_disk_full(fault) and not is_outage(fault) and not isinstance(fault, Overtaken):
                for job in batch:
                    self._commit_alone(job)
                return
            self._fail(batch, self._problem(fault))

    def _commit_alone(self, job: CommandJob) -> None:
        try:
            try:
                self._attempt([job])
            except Overtaken as fault:
                self._clear_way(fault)
                self._attempt([job])
        except Exception as fault:  # noqa: BLE001 - as above
            self._fail([job], self._problem(fault))

    def _clear_way(self, fault: BaseException) -> None:
        if isinstance(fault, Overtaken):
            self._lease.renew(self._ids)
        elif is_lock_wait(fault) and (ended := self._db.evict_stopped()):
            log.warning("ended %d write sessions of a server that stands still", ended)

    def _attempt(self, batch: list[CommandJob]) -> None:
        self._city.warm(self._db)
        began = time.perf_counter()
        with self._db.write() as connection:
            tx = self._transaction(connection)
            replies = Replies(tx, batch)
            tx.prefetch_cases([job.case_id for job in batch if job.case_id is not None])
            with ahead(connection):
                for number, job in enumerate(batch, 1):
                    replies.take(job)
                    if number in SENT_AFTER:
                        replies.send()
                answers = replies.send()
                tx.flush()
            self._lease.check(connection)
        self._after(tx, len(batch))
        self._metrics.commit.observe(time.perf_counter() - began)
        self._metrics.batch.observe(len(batch))
        for (name, result), count in Counter((job.name, _result(reply)) for job, reply in answers).items():
            self._metrics.commands.labels(name, result).inc(count)
        self._deliver(lambda: self._answer(tx.written, answers, tx.changes))

    def _commit_bulk(self, job: BulkJob[Any]) -> None:
        try:
            try:
                tx, result = self._attempt_bulk(job)
            except (SQLAlchemyError, Overtaken) as fault:
                # Both are raised before the commit, so nothing of it is there. Of a connection that broke nobody knows,
                # and a chunk bears no id by which its repeat would be found.
                if not isinstance(fault, Overtaken) and not is_lock_wait(fault):
                    raise
                log.warning("a chunk failed and is tried again: %s", _short(fault))
                self._metrics.retries.inc()
                self._clear_way(fault)
                tx, result = self._attempt_bulk(job)
        except BaseException as fault:  # noqa: BLE001 - whatever the import's code raised belongs to the import
            failure: BaseException = fault
            if is_disk_full(fault) or is_outage(fault) or isinstance(fault, Overtaken):
                failure = refusal(self._problem(fault))
                with contextlib.suppress(SQLAlchemyError):
                    self._clear_way(fault)
            self._deliver(lambda: _settle(job.answer, failure))
            return
        self._after(tx, 0)

        def answer() -> None:
            self._publish(tx.written, None)
            _settle(job.answer, result)

        self._deliver(answer)

    def _attempt_bulk(self, job: BulkJob[T]) -> tuple[Transaction, T]:
        with self._db.write() as connection:
            patience(connection)
            tx = self._transaction(connection)
            with ahead(connection):
                result = job.work(tx)
                tx.flush()
            self._lease.check(connection)
        return tx, result

    def _transaction(self, connection: Any) -> Transaction:
        return Transaction(
            connection, ids=self._ids, city=self._city, now=whole_ms(self._clock()), keyring=self._keyring
        )

    def _after(self, tx: Transaction, commands: int) -> None:
        self.commits += 1
        self.commands += commands
        if self.failing is not None:
            full = self.failing.code is Code.DISK_FULL
            log.warning("%s: writing goes on", "the disk has room again" if full else "the database is there again")
            self.failing = None
        if any(one.event.name in RENAMING for one in tx.written):
            self._city.invalidate()

    def _answer(
        self,
        written: Sequence[Written],
        answers: list[tuple[CommandJob, Reply]],
        changes: Sequence[CaseChange] = (),
    ) -> None:
        self._publish(written, changes)
        for job, reply in answers:
            _settle(job.answer, reply if isinstance(reply, Done) else refusal(reply))

    def _publish(self, written: Sequence[Written], changes: Sequence[CaseChange] | None) -> None:
        try:
            if changes is None or changes:
                self._changed(changes)
            self._published(written)
        except Exception:
            log.exception("events are written, but could not be published")

    def _fail(self, batch: list[CommandJob], problem: Problem) -> None:
        self._deliver(lambda: self._answer((), [(job, problem) for job in batch]))

    def _problem(self, fault: BaseException) -> Problem:
        if is_disk_full(fault):
            if self.failing is None or self.failing.code is not Code.DISK_FULL:
                log.error("the disk is full: commands are refused, reading goes on")
            self.failing = Problem(code=Code.DISK_FULL, reason="the disk is full")
            return self.failing
        if is_outage(fault) or isinstance(fault, Overtaken):
            log.error("the database cannot be reached: %s", _short(fault))
            self.failing = Problem(
                code=Code.UNAVAILABLE,
                reason="the database cannot be reached",
                params={"retry_after_s": str(RETRY_AFTER_S)},
            )
            return self.failing
        if isinstance(fault, IntegrityError):
            log.warning("refused by a constraint: %s", _short(fault))
            return Problem(code=Code.DUPLICATE, field="$.command", reason="something with this key exists already")
        return defect(fault)


def _settle(answer: Future[Any], outcome: object) -> None:
    """Tell the outcome, an exception or a result, unless whoever asked does not wait any more."""
    with contextlib.suppress(InvalidStateError):
        if isinstance(outcome, BaseException):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)


def _result(reply: Reply) -> str:
    if isinstance(reply, Problem):
        return str(reply.code)
    return "repeated" if reply.repeated else "done"


def _short(fault: BaseException) -> str:
    return str(fault).splitlines()[0][:200]
