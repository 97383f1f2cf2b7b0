"""A subject's rights and what posts may do with his data: reveal, search, export, erase; each told in the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, text

from backend.db import Database
from backend.door import read_id
from backend.outcome import SYSTEM, Actor, Outcome
from backend.records import card, record_of
from backend.replies import Act
from backend.sealing import Unreadable
from backend.services.personal import Vault, opened
from backend.services.query import within
from backend.tables import cases, personal, subjects
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Id
from contract.errors import Code, Refused
from contract.personal import (
    Erase,
    Erased,
    ExportedCase,
    Field,
    Reveal,
    Revealed,
    Subject,
    SubjectCase,
    SubjectExport,
    SubjectQuery,
    Subjects,
)
from contract.scope import FULL, Scope, View, project

MOST_CASES = 100


class SubjectDesk:
    """Call from worker threads."""

    def __init__(self, db: Database, writer: Writer, vault: Vault) -> None:
        self._db, self._writer, self._vault = db, writer, vault

    def reveal(self, case_id: Id, wanted: Reveal, by: Actor) -> Revealed:
        """Plain values, told in the case's evidence before they are given. Refused(not_found | unavailable)."""
        read_id(case_id, "case_id")
        with self._db.read() as connection:
            row = connection.execute(select(cases).where(cases.c.id == case_id, within(by.scope))).mappings().first()
            if row is None or by.scope.view is View.PUBLIC or project(card(record_of(row)), by.scope) is None:
                raise Refused(Code.NOT_FOUND, field="case_id", reason="no such case")
            kept = opened(lambda: self._vault.of_case(connection, case_id))
        fields: list[Field] = [one for one in kept.fields if one in wanted.fields]
        if not kept.erased:
            told = _told("case.caller_revealed", case_id, kept.subject_id, wanted.purpose, fields)
            self._writer.act(told, by).result()
            with self._db.read() as connection:  # he may have been erased since
                kept = opened(lambda: self._vault.of_case(connection, case_id))
        values = {one: str(getattr(kept.caller, one)) for one in fields}
        return Revealed(subject_id=kept.subject_id, erased=kept.erased, **values)

    def search(self, query: SubjectQuery, scope: Scope) -> Subjects:
        """Who has this phone or name, with the cases that the scope sees."""
        asked = [(field, getattr(query, field)) for field in ("phone", "name") if getattr(query, field).strip()]
        if len(asked) != 1:
            raise Refused(Code.MALFORMED, field="$", reason="either a phone or a name")
        field, words = asked[0]
        lookup = self._vault.lookup(field, words)
        if lookup is None:
            return Subjects()
        found = (
            select(
                personal.c.subject_id,
                cases.c.id,
                cases.c.number,
                cases.c.state,
                cases.c.reported_at,
                cases.c.class_code,
                cases.c.place,
            )
            .join(cases, cases.c.id == personal.c.case_id)
            .where(personal.c.lookup == lookup, personal.c.field == field, within(scope))
            .order_by(cases.c.reported_at.desc(), cases.c.id.desc())
            .limit(MOST_CASES)
        )
        by_subject: dict[Id, list[SubjectCase]] = {}
        with self._db.read() as connection:
            for row in connection.execute(found):
                one = SubjectCase(
                    case_id=row.id,
                    number=row.number,
                    state=row.state,
                    reported_at=row.reported_at,
                    class_code=row.class_code,
                    place=row.place,
                )
                by_subject.setdefault(row.subject_id, []).append(one)
        return Subjects(
            subjects=tuple(Subject(subject_id=one, cases=tuple(found)) for one, found in by_subject.items())
        )

    def export(self, subject_id: Id, purpose: str, by: Actor) -> SubjectExport:
        """Everything that is kept of a subject, told in the evidence of each of his cases first."""
        ids = self._cases_of(subject_id, by.scope)

        def tell(tx: Transaction) -> None:
            for case_id in ids:
                outcome = _told("case.caller_exported", case_id, subject_id, purpose, ())(tx)
                tx.record(outcome, by)

        self._writer.bulk(tell).result()
        with self._db.read() as connection:
            row = connection.execute(select(subjects).where(subjects.c.id == subject_id)).one()
            found = connection.execute(select(cases).where(cases.c.id.in_(ids)).order_by(cases.c.id)).all()
            told = tuple(self._exported(connection, one) for one in found)
        return SubjectExport(subject_id=subject_id, created_at=row.created_at, erased_at=row.erased_at, cases=told)

    def erase(self, subject_id: Id, wanted: Erase, by: Actor) -> Erased:
        """Destroy the subject's key and what he is found by. Twice is the same as once."""
        ids = self._cases_of(subject_id, by.scope)
        self._vault.note_erased(subject_id)
        return self._destroy(subject_id, ids, wanted.reason, by)

    def erase_again(self) -> int:
        """After a restore: who was erased here and is back is erased once more; returns how many."""
        count = 0
        for subject_id in self._vault.erased_before():
            with self._db.read() as connection:
                kept = connection.execute(select(subjects.c.sealed_key).where(subjects.c.id == subject_id)).scalar()
            if kept is not None:
                self._destroy(subject_id, self._cases_of(subject_id, FULL), "erased before the backup", SYSTEM)
                count += 1
        return count

    def _destroy(self, subject_id: Id, ids: Sequence[Id], reason: str, by: Actor) -> Erased:
        def work(tx: Transaction) -> Erased:
            row = tx.connection.execute(select(subjects).where(subjects.c.id == subject_id)).one()
            if row.erased_at is not None and row.sealed_key is None:
                return Erased(subject_id=subject_id, erased_at=row.erased_at)
            self._overwrite(tx.connection, on=True)
            gone = {"lookup": None, "sealed_key": None, "erased_at": tx.now}
            tx.connection.execute(subjects.update().where(subjects.c.id == subject_id).values(gone))
            blank = personal.update().where(personal.c.subject_id == subject_id)
            tx.connection.execute(blank.values(sealed=None, lookup=None))
            self._overwrite(tx.connection, on=False)
            for case_id in ids:
                tx.record(_told("case.caller_erased", case_id, subject_id, reason, ())(tx), by)
            return Erased(subject_id=subject_id, erased_at=tx.now)

        done = self._writer.bulk(work).result()
        self._scrub()
        return done

    def _overwrite(self, connection: Connection, *, on: bool) -> None:
        """SQLite only: what is freed from here on is overwritten."""
        if self._db.is_sqlite:
            connection.execute(text(f"PRAGMA secure_delete={'ON' if on else 'OFF'}"))

    def _scrub(self) -> None:
        """Nothing of it stays in what the database keeps for itself: the write-ahead log, dead rows."""
        with self._db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self._db.is_sqlite:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            else:
                connection.execute(text("VACUUM subjects, personal"))

    def _cases_of(self, subject_id: Id, scope: Scope) -> list[Id]:
        """Refused(wrong_role) unless the whole city is seen: a subject has cases anywhere."""
        read_id(subject_id, "subject_id")
        if scope != FULL:
            raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only for who sees the whole city")
        with self._db.read() as connection:
            if connection.execute(select(subjects.c.id).where(subjects.c.id == subject_id)).first() is None:
                raise Refused(Code.NOT_FOUND, field="subject_id", reason="no such subject")
            found = select(personal.c.case_id).where(personal.c.subject_id == subject_id).distinct()
            return sorted(connection.execute(found).scalars(), key=int)

    def _exported(self, connection: Connection, row: Any) -> ExportedCase:
        record = record_of(row._mapping)
        try:
            kept = self._vault.of_case(connection, record.id)
        except Unreadable:
            raise Refused(Code.UNAVAILABLE, reason="the key of the personal data is not on this server") from None
        assert kept is not None, "it was found by its caller"
        return ExportedCase(
            case_id=record.id,
            number=record.number,
            state=record.state,
            reported_at=record.reported_at,
            class_code=record.class_code,
            place=record.place,
            description=record.description,
            name=kept.caller.name,
            phone=kept.caller.phone,
            address=kept.caller.address,
        )


def _told(name: str, case_id: Id, subject_id: Id, purpose: str, fields: Sequence[str]) -> Act:
    """An act that changes nothing of the case but its evidence."""

    def act(tx: Transaction) -> Outcome:
        record = tx.case(case_id)
        if record is None:
            raise Refused(Code.NOT_FOUND, field="case_id", reason="no such case")
        params = {"fields": ",".join(fields)} if fields else {}
        return Outcome(name, case=record, ids=(case_id,), opinion=purpose, params=params, subject_id=subject_id)

    return act
