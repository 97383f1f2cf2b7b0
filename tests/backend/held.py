"""A writer that is held up, so that whatever is given to it meanwhile becomes one batch."""

from __future__ import annotations

import threading
from typing import Any

from backend.city import City
from backend.db import Database
from backend.ids import IdSource
from backend.outcome import Written
from backend.records import CaseRecord
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import CaseSource, CaseState


class Held:
    """A running writer. `seen`: what it published; `options` as the writer has them."""

    def __init__(self, db: Database, **options: Any) -> None:
        self.seen: list[Written] = []
        self.writer = Writer(db, ids=IdSource(), city=City(), published=self.seen.extend, **options)
        self._gate = threading.Event()
        self.writer.start()

    def hold(self) -> None:
        """Everything submitted until `release` becomes one batch."""
        running = threading.Event()

        def wait_here(_: Transaction) -> None:
            running.set()
            self._gate.wait(60)

        self.writer.bulk(wait_here)
        assert running.wait(20)

    def release(self) -> None:
        """Let it go on."""
        self._gate.set()

    def close(self) -> None:
        """Let it go on, and end."""
        self.release()
        self.writer.stop()


def record(tx: Transaction, place: str = "") -> CaseRecord:
    """A fresh case, reported by video now."""
    short = tx.next_number("case:test")
    return CaseRecord(
        id=tx.new_id(),
        number=f"test-{short}",
        short=short,
        class_code="E0110",
        state=CaseState.REPORTED,
        source=CaseSource.VIDEO,
        reported_at=tx.now,
        place=place,
    )
