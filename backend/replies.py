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


class Replies:
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
        now = to_ms(self._tx.now)
        rows = [
            (
                one,
                int(self._first[one][0].actor.person_id or 0),
                self._first[one][0].fingerprint,
                _json(reply).decode(),
                isinstance(reply, Problem),
                now,
            )
            for one, reply in made.items()
            if not (isinstance(reply, Problem) and reply.code is Code.DEFECT)
        ]
        if rows:
            self._only_once(list(made))
            bulk.insert(self._tx.connection, "idempotency", _COLUMNS, rows, len(rows))
        return [(job, reply()) for job, reply in self._slots]

    def _only_once(self, made: list[str]) -> None:
        """On PostgreSQL another server may have done the same command since: partitions have no key over all months."""
        if self._tx.connection.dialect.name == "postgresql":
            take_turn(self._tx.connection)
            if self._lookup(list(made)):
                raise Doubled("a command of this batch was done by another server meanwhile")

    def _reply(self, job: CommandJob) -> Callable[[], Reply]:
        if job.command_id is not None and (row := self._stored.get(job.command_id)) is not None:
            if (row.person_id, row.fingerprint) != (int(job.actor.person_id or 0), job.fingerprint):
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
            problem = defect(fault)
            return lambda: problem
        return lambda: Done(seq=self._tx.written[place].event.seq, name=outcome.name, ids=outcome.ids)

    def _lookup(self, ids: list[str | None]) -> list[Any]:
        wanted = [one for one in ids if one is not None]
        if not wanted:
            return []
        dialect = self._tx.connection.dialect.name
        given = _json(wanted).decode() if dialect == "sqlite" else bulk.array(wanted)
        return list(self._tx.connection.exec_driver_sql(_STORED + _AMONG[dialect], (given,)))


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
