"""Chunks of past cases into the database, as another process made them ready: what remains is to write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from backend import bulk, rows
from backend.derived.evidence import UNTOLD
from backend.derived.first_links import beginning
from backend.derived.rollups import add_columns, rollup_state
from backend.derived.versions import touch
from backend.derived.words import add_texts
from backend.ids import node_of
from backend.imports.case_store import CaseStore, Stored, present, raise_counters
from backend.imports.ground import Ground, Stopped
from backend.imports.past_reader import Chunk
from backend.imports.past_rows import COLUMNS
from backend.rules.chain import NOTHING, link
from backend.tables import to_ms
from backend.transaction import Transaction
from backend.writer import Writer
from contract.errors import Refused

PART, PARTS = 512, 4
"""Cases in one transaction: 2,048, which hold the writer for some 150 ms, or 512 while seats act."""
_LONG_LOG, _USUAL_LOG = 8000, 1000
_LINK = ("position", "case_id", "number", "name", "recorded_at", "body", "prev", "hash")


@dataclass
class PastStore:
    """Writes chunks; one that is not all new goes through the usual `store`."""

    store: CaseStore
    zone: str  # of the sums in the chunks
    writer: Writer
    _commands: int = -1

    def begin(self, ground: Ground) -> None:
        """Before the first chunk."""
        self._log_pages(ground, _LONG_LOG)

    def end(self, ground: Ground) -> None:
        """After the last chunk, or where the import breaks off."""
        with suppress(Stopped, Refused, SQLAlchemyError):
            self._log_pages(ground, _USUAL_LOG)

    def ids_for_next(self) -> list[int]:
        """Ids for the next chunk: for a short one while seats act, who wait for as long as one is written."""
        quiet, self._commands = self.writer.commands == self._commands, self.writer.commands
        return [int(self.writer.ids.new()) for _ in range(PART * (PARTS if quiet else 1))]

    def write(self, tx: Transaction, chunk: Chunk) -> Stored:
        """Write a chunk. Runs on the writer, maybe twice."""
        if not chunk.rows or not self._is_plain(tx, chunk):
            return self.store.store(tx, chunk.rows_read())
        connection, at = tx.connection, to_ms(tx.now)
        state = rollup_state(connection)
        assert state is not None, "asked above"
        raise_counters(tx, chunk.counters)
        position = rows.reserve(connection, "evidence", len(chunk.ids))
        add_texts(connection, tx.profile, chunk.ids, chunk.texts, chunk.named_by)
        if connection.dialect.name == "postgresql":
            _copy(connection, chunk, position, at)
        else:
            _insert(connection, chunk, position, at)
        for table, measures, columns in chunk.sums:
            add_columns(connection, state.generation, table, measures, columns)
        touch(connection, chunk.periods)
        return len(chunk.ids), 0, []

    def _is_plain(self, tx: Transaction, chunk: Chunk) -> bool:
        """Whether every case is new, the sums are those that the chunk was made for, and its ids still ours."""
        if node_of(chunk.ids[0]) != self.writer.ids.node:
            return False
        state = rollup_state(tx.connection)
        if state is None or not state.generation or state.building is not None or state.zone != self.zone:
            return False
        return not present(tx.connection, "import_key", chunk.keys) and not present(
            tx.connection, "number", chunk.numbers
        )

    def _log_pages(self, ground: Ground, pages: int) -> None:
        # SQLite moves its log into the database every so many pages; the pages of indexes are written again each time.
        def work(tx: Transaction) -> None:
            if tx.connection.dialect.name == "sqlite":
                tx.connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={pages}")

        ground.write(work)


def _bodies(chunk: Chunk, position: int, at: int) -> Iterator[tuple[int, int, str, bytes]]:
    """Position, case, body and hash of each link."""
    for place, (one, rest) in enumerate(zip(chunk.ids, chunk.links, strict=True), position):
        body = beginning(one, place, at) + rest
        yield place, one, body, link(NOTHING, body.encode())


def _insert(connection: Connection, chunk: Chunk, position: int, at: int) -> None:
    links: list[bulk.Row] = []
    made: list[bulk.Row] = []
    for (place, one, body, head), row in zip(_bodies(chunk, position, at), chunk.rows, strict=True):
        links.append((place, one, 1, UNTOLD, at, body, NOTHING, head))
        made.append((*row, head))
    bulk.insert(connection, "case_events", _LINK, links, len(links))
    bulk.insert(connection, "cases", COLUMNS, made, len(made))


def _copy(connection: Connection, chunk: Chunk, position: int, at: int) -> None:
    links: list[str] = []
    made: list[str] = []
    nothing = NOTHING.hex()
    for (place, one, body, head), row in zip(_bodies(chunk, position, at), chunk.rows, strict=True):
        links.append(f"{place}\t{one}\t1\t{UNTOLD}\t{at}\t{bulk.copied(body)}\t\\\\x{nothing}\t\\\\x{head.hex()}\n")
        made.append(f"{row}\t\\\\x{head.hex()}\n")
    bulk.copy(connection, "case_events", _LINK, "".join(links))
    bulk.copy(connection, "cases", COLUMNS, "".join(made))
