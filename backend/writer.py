"""The one writer: a thread that drains a bounded queue, commits what it found as one transaction, answers all.

It never lingers to fill a batch. A batch that the database refuses is tried once more whole, then row by row, so that
one bad row cannot fail its neighbours. A command's answer is stored under its id in the same transaction: the same id
gets the first answer again, also when both arrive in one batch. A full disk is an answer, not an end: reading goes on
and the next command tries again.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from backend.city import City
from backend.db import Database, is_disk_full, is_outage
from backend.ids import IdSource
from backend.outcome import SYSTEM, Actor, Outcome, Written
from backend.records import whole_ms
from backend.sealing import Keyring
from backend.tables import idempotency
from backend.transaction import Transaction
from contract.commands import Done
from contract.entities import Id
from contract.errors import Code, Problem, Refused

T = TypeVar("T")
log = logging.getLogger(__name__)
RETRY_AFTER_S = 1

Act = Callable[[Transaction], Outcome]
Deliver = Callable[[Callable[[], None]], None]


@dataclass
class CommandJob:
    """One act waiting for the writer. Without `command_id` it has no stored answer."""

    act: Act
    actor: Actor
    command_id: str | None = None
    fingerprint: str = ""
    case_id: Id | None = None  # read ahead for the whole batch
    answer: Future[Done] = field(default_factory=Future)


@dataclass
class BulkJob(Generic[T]):
    """A piece of an import with a transaction of its own."""

    work: Callable[[Transaction], T]
    answer: Future[T] = field(default_factory=Future)


Job = CommandJob | BulkJob[Any]
Reply = Done | Problem


class Writer:
    """Start it, `submit` from any thread, stop it. After each commit `published` gets the events, in order."""

    def __init__(
        self,
        db: Database,
        *,
        ids: IdSource,
        city: City,
        queue_size: int = 5000,
        batch: int = 500,
        published: Callable[[Sequence[Written]], None] = lambda _: None,
        deliver: Deliver = lambda call: call(),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        keyring: Keyring | None = None,
    ) -> None:
        self._keyring = keyring
        self._db, self._ids, self._city, self._batch = db, ids, city, batch
        self._published, self._deliver, self._clock = published, deliver, clock
        self._queue: queue.Queue[Job | None] = queue.Queue(queue_size)
        self._thread = threading.Thread(target=self._run, name="citywall-writer", daemon=True)
        self._disk_full = False
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
        raised by the future. `work` may use `tx.connection` for SQL of its own, `tx.publish`, `tx.put_cases`.
        """
        job: BulkJob[T] = BulkJob(work)
        self._put(job)
        return job.answer

    def _put(self, job: Job) -> None:
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise Refused(Code.OVERLOADED, reason="the write queue is full", retry_after_s=str(RETRY_AFTER_S)) from None

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
            except SQLAlchemyError as fault:
                if is_disk_full(fault):
                    raise
                log.warning("a batch of %d failed and is tried again: %s", len(batch), _short(fault))
                self._attempt(batch)
        except Exception as fault:  # noqa: BLE001 - the one writer must not end, whatever a row was made of
            if len(batch) > 1 and not is_disk_full(fault) and not is_outage(fault):
                for job in batch:
                    self._commit_alone(job)
                return
            self._fail(batch, self._problem(fault))

    def _commit_alone(self, job: CommandJob) -> None:
        try:
            self._attempt([job])
        except Exception as fault:  # noqa: BLE001 - as above
            self._fail([job], self._problem(fault))

    def _attempt(self, batch: list[CommandJob]) -> None:
        with self._db.write() as connection:
            tx = self._transaction(connection)
            replies = _Replies(tx, batch)
            tx.prefetch_cases([job.case_id for job in batch if job.case_id is not None])
            for job in batch:
                replies.take(job)
            tx.flush()
            answers = replies.finish()
        self._after(tx, len(batch))
        self._deliver(lambda: self._answer(tx.written, answers))

    def _commit_bulk(self, job: BulkJob[Any]) -> None:
        try:
            with self._db.write() as connection:
                tx = self._transaction(connection)
                result = job.work(tx)
                tx.flush()
        except BaseException as fault:  # noqa: BLE001 - whatever the import's code raised belongs to the import
            failure = Refused(Code.DISK_FULL, reason="the disk is full") if is_disk_full(fault) else fault
            self._deliver(lambda: _settle(job.answer, failure))
            return
        self._after(tx, 0)

        def answer() -> None:
            self._publish(tx.written)
            _settle(job.answer, result)

        self._deliver(answer)

    def _transaction(self, connection: Any) -> Transaction:
        return Transaction(
            connection, ids=self._ids, city=self._city, now=whole_ms(self._clock()), keyring=self._keyring
        )

    def _after(self, tx: Transaction, commands: int) -> None:
        self.commits += 1
        self.commands += commands
        if self._disk_full:
            self._disk_full = False
            log.warning("the disk has room again: writing goes on")
        if any(one.event.name == "city.imported" for one in tx.written):
            self._city.invalidate()

    def _answer(self, written: Sequence[Written], answers: list[tuple[CommandJob, Reply]]) -> None:
        self._publish(written)
        for job, reply in answers:
            _settle(job.answer, reply if isinstance(reply, Done) else refusal(reply))

    def _publish(self, written: Sequence[Written]) -> None:
        try:
            self._published(written)
        except Exception:
            log.exception("events are written, but could not be published")

    def _fail(self, batch: list[CommandJob], problem: Problem) -> None:
        self._deliver(lambda: self._answer((), [(job, problem) for job in batch]))

    def _problem(self, fault: Exception) -> Problem:
        if is_disk_full(fault):
            if not self._disk_full:
                self._disk_full = True
                log.error("the disk is full: commands are refused, reading goes on")
            return Problem(code=Code.DISK_FULL, reason="the disk is full")
        if is_outage(fault):
            log.error("the database cannot be reached: %s", _short(fault))
            return Problem(
                code=Code.UNAVAILABLE,
                reason="the database cannot be reached",
                params={"retry_after_s": str(RETRY_AFTER_S)},
            )
        if isinstance(fault, IntegrityError):
            log.warning("refused by a constraint: %s", _short(fault))
            return Problem(code=Code.DUPLICATE, field="$.command", reason="something with this key exists already")
        return _defect(fault)


class _Replies:
    """The answers of one batch: stored ones, those of the same batch, new ones."""

    def __init__(self, tx: Transaction, batch: list[CommandJob]) -> None:
        self._tx = tx
        self._slots: list[tuple[CommandJob, Callable[[], Reply]]] = []
        self._first: dict[str, tuple[CommandJob, Callable[[], Reply]]] = {}
        self._stored = {row.command_id: row for row in self._lookup([job.command_id for job in batch])}

    def take(self, job: CommandJob) -> None:
        """Do the act, or find its first answer."""
        self._slots.append((job, self._reply(job)))

    def finish(self) -> list[tuple[CommandJob, Reply]]:
        """After the flush: answers with their seq; stores those of new ids."""
        made = {one: reply() for one, (_, reply) in self._first.items()}
        rows = [
            {
                "command_id": one,
                "person_id": self._first[one][0].actor.person_id or "0",
                "fingerprint": self._first[one][0].fingerprint,
                "answer": msgspec.json.encode(reply).decode(),
                "refused": isinstance(reply, Problem),
                "recorded_at": self._tx.now,
            }
            for one, reply in made.items()
            if not (isinstance(reply, Problem) and reply.code is Code.DEFECT)
        ]
        if rows:
            self._tx.connection.execute(idempotency.insert(), rows)
        return [(job, reply()) for job, reply in self._slots]

    def _reply(self, job: CommandJob) -> Callable[[], Reply]:
        if job.command_id is not None and (row := self._stored.get(job.command_id)) is not None:
            if (row.person_id, row.fingerprint) != (job.actor.person_id or "0", job.fingerprint):
                return lambda: _OTHER_USE
            stored = _stored_answer(row.answer, row.refused)
            return lambda: _again(stored)
        if job.command_id is not None and job.command_id in self._first:
            first, reply = self._first[job.command_id]
            if (first.actor.person_id, first.fingerprint) != (job.actor.person_id, job.fingerprint):
                return lambda: _OTHER_USE
            return lambda: _again(reply())
        made = self._perform(job)
        if job.command_id is not None:
            self._first[job.command_id] = (job, made)
        return made

    def _perform(self, job: CommandJob) -> Callable[[], Reply]:
        try:
            outcome = job.act(self._tx)
            place = self._tx.record(outcome, job.actor)
        except Refused as refused:
            problem = refused.problem
            return lambda: problem
        except SQLAlchemyError:
            raise
        except Exception as fault:  # noqa: BLE001 - a defect in one act must not fail its neighbours
            defect = _defect(fault)
            return lambda: defect
        return lambda: Done(seq=self._tx.written[place].event.seq, name=outcome.name, ids=outcome.ids)

    def _lookup(self, ids: list[str | None]) -> list[Any]:
        wanted = [one for one in ids if one is not None]
        rows: list[Any] = []
        for start in range(0, len(wanted), 400):
            query = select(idempotency).where(idempotency.c.command_id.in_(wanted[start : start + 400]))
            rows += self._tx.connection.execute(query).all()
        return rows


_OTHER_USE = Problem(code=Code.DUPLICATE, field="$.id", reason="this id was used for another command")


def refusal(problem: Problem) -> Refused:
    """The exception that carries this problem."""
    return Refused(problem.code, field=problem.field, reason=problem.reason, **problem.params)


def _settle(answer: Future[Any], outcome: object) -> None:
    """Tell the outcome, an exception or a result, unless whoever asked does not wait any more."""
    if not answer.set_running_or_notify_cancel():
        return
    if isinstance(outcome, BaseException):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)


def _stored_answer(body: str, refused: bool) -> Reply:
    return msgspec.json.decode(body, type=Problem) if refused else msgspec.json.decode(body, type=Done)


def _again(reply: Reply) -> Reply:
    return msgspec.structs.replace(reply, repeated=True) if isinstance(reply, Done) else reply


def _defect(fault: BaseException) -> Problem:
    ref = secrets.token_hex(4)
    log.error("defect %s while writing", ref, exc_info=fault)
    return Problem(code=Code.DEFECT, reason="a defect of the server; see its log", params={"ref": ref})


def _short(fault: BaseException) -> str:
    return str(fault).splitlines()[0][:200]
