"""The jobs of the writer, and the answers of one batch: stored ones, those of the same batch, new ones."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from backend import bulk
from backend.outcome import Actor, Outcome
from backend.rows import take_turn
from backend.tables import to_ms
from backend.transaction import Transaction
from contract.commands import Done
from contract.entities import Id
from contract.errors import Code, Problem, Refused

T = TypeVar("T")
log = logging.getLogger(__name__)
_COLUMNS = ("command_id", "person_id", "fingerprint", "answer", "refused", "recorded_at")
# All ids of a batch as one parameter: a list of parameters would be a new statement for each length.
_STORED = "SELECT command_id, person_id, fingerprint, answer, refused FROM idempotency WHERE command_id "
_AMONG = {"sqlite": "IN (SELECT value FROM json_each(?))", "postgresql": "= ANY(CAST(%s AS text[]))"}
_json = msgspec.json.Encoder().encode

Act = Callable[[Transaction], Outcome]


@dataclass
class CommandJob:
    """One act waiting for the writer. Without `command_id` it has no stored answer."""

    act: Act
    actor: Actor
    command_id: str | None = None
    fingerprint: str = ""
    case_id: Id | None = None  # read ahead for the whole batch
    name: str = "own"  # for the metrics: the command's type, or `own` for an act of the server itself
    answer: Future[Done] = field(default_factory=Future)


@dataclass
class BulkJob(Generic[T]):
    """A piece of an import with a transaction of its own."""

    work: Callable[[Transaction], T]
    answer: Future[T] = field(default_factory=Future)


class Doubled(SQLAlchemyError):
    """Another server has written the answer to a command of this batch; the second attempt finds it."""


Job = CommandJob | BulkJob[Any]
Reply = Done | Problem


class _New(msgspec.Struct, frozen=True, gc=False):
    """An act that was done: its answer is known once its event is numbered."""

    place: int  # of the event in `Transaction.written`
    name: str
    ids: tuple[Id, ...]


class _Again(msgspec.Struct, frozen=True, gc=False):
    """The same command once more: the answer of the first."""


class Replies:
    """The answers of one batch: stored ones, those of the same batch, new ones."""

    def __init__(self, tx: Transaction, batch: list[CommandJob]) -> None:
        self._tx = tx
        self._slots: list[tuple[CommandJob, Reply | _New | _Again]] = []  # not answered yet
        self._first: dict[str, CommandJob] = {}
        self._made: dict[str, Reply] = {}
        self._answers: list[tuple[CommandJob, Reply]] = []
        self._stored = {row[0]: row for row in self._lookup([job.command_id for job in batch])}
        self._fresh = [job.command_id for job in batch if job.command_id not in self._stored]
        self._sure = False

    def take(self, job: CommandJob) -> None:
        """Do the act, or find its first answer."""
        self._slots.append((job, self._reply(job)))

    def send(self) -> list[tuple[CommandJob, Reply]]:
        """Write what was done since the last time, and the answers of new ids; returns all answers so far."""
        self._only_once()
        self._tx.send()
        written, first, now = self._tx.written, self._first, to_ms(self._tx.now)
        rows: list[bulk.Row] = []
        for job, slot in self._slots:
            one, reply = job.command_id, slot
            if isinstance(reply, _New):
                reply = Done(seq=written[reply.place].event.seq, name=reply.name, ids=reply.ids)
            elif isinstance(reply, _Again):
                reply = _again(self._made[one or ""])
            if one is not None and first.get(one) is job:
                self._made[one] = reply
                if isinstance(reply, Done) or reply.code is not Code.DEFECT:
                    refused = isinstance(reply, Problem)
                    rows.append((one, _person(job), job.fingerprint, _json(reply).decode(), refused, now))
            self._answers.append((job, reply))
        self._slots = []
        if rows:
            bulk.insert(self._tx.connection, "idempotency", _COLUMNS, rows, len(rows))
        return self._answers

    def _only_once(self) -> None:
        """On PostgreSQL another server may have done the same command since: partitions have no key over all months.

        From here to the commit nobody else writes, so it is asked once, before anything of the batch is sent: later the
        question would wait until all of that is in."""
        if self._sure:
            return
        self._sure = True
        if self._tx.connection.dialect.name == "postgresql" and any(one is not None for one in self._fresh):
            take_turn(self._tx.connection)
            if self._lookup(self._fresh):
                raise Doubled("a command of this batch was done by another server meanwhile")

    def _reply(self, job: CommandJob) -> Reply | _New | _Again:
        one = job.command_id
        if one is None:
            return self._perform(job)
        row = self._stored.get(one)
        if row is not None:
            _, person_id, fingerprint, answer, refused = row
            if (person_id, fingerprint) != (_person(job), job.fingerprint):
                return _OTHER_USE
            return _again(_stored_answer(answer, refused))
        first = self._first.get(one)
        if first is not None:
            same = (first.actor.person_id, first.fingerprint) == (job.actor.person_id, job.fingerprint)
            return _Again() if same else _OTHER_USE
        made = self._perform(job)
        self._first[one] = job
        return made

    def _perform(self, job: CommandJob) -> Reply | _New:
        try:
            outcome = job.act(self._tx)
            place = self._tx.record(outcome, job.actor)
        except Refused as refused:
            return refused.problem
        except SQLAlchemyError:
            raise
        except Exception as fault:  # noqa: BLE001 - a defect in one act must not fail its neighbours
            return defect(fault)
        return _New(place, outcome.name, outcome.ids)

    def _lookup(self, ids: list[str | None]) -> list[Any]:
        wanted = [one for one in ids if one is not None]
        if not wanted:
            return []
        dialect = self._tx.connection.dialect.name
        given = _json(wanted).decode() if dialect == "sqlite" else bulk.array(wanted)
        return list(self._tx.connection.exec_driver_sql(_STORED + _AMONG[dialect], (given,)))


def _person(job: CommandJob) -> int:
    return int(job.actor.person_id or 0)


_OTHER_USE = Problem(code=Code.DUPLICATE, field="$.id", reason="this id was used for another command")


def refusal(problem: Problem) -> Refused:
    """The exception that carries this problem."""
    return Refused(problem.code, field=problem.field, reason=problem.reason, **problem.params)


def _stored_answer(body: str, refused: bool) -> Reply:
    return msgspec.json.decode(body, type=Problem) if refused else msgspec.json.decode(body, type=Done)


def _again(reply: Reply) -> Reply:
    return msgspec.structs.replace(reply, repeated=True) if isinstance(reply, Done) else reply


def defect(fault: BaseException) -> Problem:
    """The answer for a bug of ours; the log has it under the same reference."""
    ref = secrets.token_hex(4)
    log.error("defect %s while writing", ref, exc_info=fault)
    return Problem(code=Code.DEFECT, reason="a defect of the server; see its log", params={"ref": ref})
