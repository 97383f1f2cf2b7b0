"""A city's evidence to tamper with: a writer over a database, cases with acts, checkpoints, and an attacker's hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select, text

from backend.city import City
from backend.db import Database
from backend.derived.evidence import COLUMNS
from backend.ids import IdSource
from backend.outcome import SYSTEM, Actor, Outcome
from backend.records import CaseRecord
from backend.rules.chain import NOTHING, encoded, fact_of, link, merkle_root, sealed
from backend.services.checkpoints import Checkpoints, head_of
from backend.services.verify import Found, verify
from backend.tables import APPEND_ONLY, case_events, checkpoints
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import CaseSource, CaseState, Id

CLERK = Actor("7", "李岚", frozenset({"intake"}))


class Office:
    """A writer without a server, its checkpoints and its heads."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.heads = url, folder / "heads.jsonl"
        self.db = Database(url)
        self.db.migrate()
        self.writer = Writer(self.db, ids=IdSource(after=self.db.newest_id()), city=City())
        self.writer.start()
        self.checkpoints = Checkpoints(self.db, self.writer, self.heads)

    def close(self) -> None:
        self.writer.stop()
        self.db.close()

    def report(self, number: int, **fields: Any) -> Id:
        """A new case."""

        def act(tx: Transaction) -> Outcome:
            record = CaseRecord(
                id=tx.new_id(),
                number=f"20261121-{number:06d}",
                short=number,
                class_code="E0110",
                state=CaseState.REPORTED,
                source=CaseSource.HOTLINE,
                reported_at=tx.now,
                place="长兴路 86 号",
                lon=121.47 + number / 1e4,
                lat=31.23,
                **fields,
            )
            return Outcome("case.reported", case=record, ids=(record.id,))

        return self.writer.act(act, CLERK).result(20).ids[0]

    def step(self, case_id: Id, state: CaseState, name: str, opinion: str = "") -> None:
        """A further act on a case."""

        def act(tx: Transaction) -> Outcome:
            record = tx.case(case_id)
            assert record is not None
            after = msgspec.structs.replace(record, state=state, version=record.version + 1, filed_at=tx.now)
            return Outcome(name, case=after, opinion=opinion)

        self.writer.act(act, SYSTEM).result(20)

    def fill(self, count: int = 4) -> list[Id]:
        """Cases of three acts each, interleaved; a checkpoint after each round."""
        found = [self.report(number) for number in range(1, count + 1)]
        self.checkpoints.make()
        for state, name in ((CaseState.ACCEPTED, "case.accepted"), (CaseState.FILED, "case.filed")):
            for case_id in found:
                self.step(case_id, state, name, "核实无误")
            self.checkpoints.make()
        return found

    def verify(self, **options: Any) -> Found:
        return verify(self.url, **options)

    # What an attacker with the database can do

    @contextmanager
    def attack(self) -> Iterator[Any]:
        """A connection to a database whose triggers are gone; they are put back when he leaves."""
        with self.db.engine.connect() as connection:
            if self.db.is_sqlite:
                found = "SELECT sql, name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
                kept = [
                    (table, *row)
                    for table in APPEND_ONLY
                    for row in connection.execute(text(found), {"table": table}).all()
                ]
                for _, _, name in kept:
                    connection.execute(text(f"DROP TRIGGER {name}"))
            else:
                for table in APPEND_ONLY:
                    connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            yield connection
            if self.db.is_sqlite:
                for _, sql, _ in kept:
                    connection.execute(text(sql))
            else:
                for table in APPEND_ONLY:
                    connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
            connection.commit()

    def forge_chain(self, connection: Any, case_id: Id, opinion: str) -> None:
        """Put other words into the first act of a case and hash its whole chain anew, its row's end too."""
        rows = connection.execute(
            select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.number)
        ).all()
        prev = NOTHING
        for row in rows:
            fact = fact_of(row.body)
            if row.number == 1:
                fact = msgspec.structs.replace(fact, opinion=opinion)
            body = encoded(fact)
            own = link(prev, body)
            connection.execute(
                case_events.update()
                .where(case_events.c.position == row.position)
                .values(body=body.decode(), prev=prev, hash=own)
            )
            prev = own
        connection.execute(
            text("UPDATE cases SET chain_head = :head WHERE id = :id"), {"head": prev, "id": int(case_id)}
        )

    def forge_checkpoints(self, connection: Any) -> None:
        """Make every checkpoint anew over what is there now."""
        prev = NOTHING.hex()
        for row in connection.execute(select(checkpoints).order_by(checkpoints.c.number)).all():
            hashes = connection.execute(
                select(case_events.c.hash)
                .where(case_events.c.position.between(row.first, row.last))
                .order_by(case_events.c.position)
            ).scalars()
            root = merkle_root(hashes)
            head = sealed(msgspec.structs.replace(head_of(row), root=root.hex(), prev=prev, hash=""))
            connection.execute(
                checkpoints.update()
                .where(checkpoints.c.number == row.number)
                .values(root=root, prev=bytes.fromhex(prev), hash=bytes.fromhex(head.hash))
            )
            prev = head.hash


assert "chain_head" not in COLUMNS
