"""First pages that are asked again and again, read on the event loop itself: a thread costs more than such a reading.

Only SQLite, only a list that a thread has read a moment ago, so that what it needs is in memory and no disk is waited
for, and only while few of its cards are new. Everything else is None: ask in a thread. While nobody has written since,
not even the list is read again.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from backend.db import Database
from backend.services.card_cache import CardCache
from contract.query import CaseQuery
from contract.scope import Scope

WARM_S = 60.0
MOST_CASES = 100
MOST_PAGES = 200


class FrontPages:
    """On the event loop alone."""

    def __init__(self, db: Database, cards: CardCache) -> None:
        self._cards = cards
        self._connection = db.beside_the_pool()
        self._pages: dict[tuple[CaseQuery, Scope], tuple[float, int, bytes]] = {}

    def page(self, query: CaseQuery, scope: Scope) -> bytes | None:
        """JSON of `figures.CasePage`, or None."""
        kept = self._pages.get((query, scope))
        if kept is None or self._connection is None or kept[0] < time.monotonic():
            return None
        driver: Any = self._connection.connection.driver_connection  # SQLAlchemy's BEGIN costs more than the reading
        try:
            driver.execute("BEGIN")
            try:
                version = driver.execute("PRAGMA data_version").fetchone()[0]
                if version == kept[1]:
                    return kept[2]
                body = self._cards.page_at_once(self._connection, query, scope)
            finally:
                driver.execute("ROLLBACK")
        except (sqlite3.Error, SQLAlchemyError):  # whoever asks in a thread waits, or is told what is wrong
            return None
        if body is not None:
            self._pages[query, scope] = (kept[0], version, body)
        return body

    def was_read(self, query: CaseQuery, scope: Scope) -> None:
        """A thread has just read this page."""
        if self._connection is None or query.cursor or query.limit > MOST_CASES:
            return
        if len(self._pages) >= MOST_PAGES:
            self._pages.clear()
        self._pages[query, scope] = (time.monotonic() + WARM_S, -1, b"")

    def close(self) -> None:
        """Before the database is closed."""
        if self._connection is not None:
            self._connection.close()
