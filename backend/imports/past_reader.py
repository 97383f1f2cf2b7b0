"""Past cases made ready for the database in a process of their own, while the server's writes those before.

A table of a million closed cases is mostly work that needs no database: reading rows, hashing them, taking their words
and figures apart. The process is told which ids it may give; what only the transaction knows (positions and times of
the evidence) the writer adds. It ends when the server's end of the pipe does, however that came.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from backend.bulk import array, copy_lines
from backend.city import CellHit, CellIndex
from backend.derived.many_sums import DayNumbers, many_sums
from backend.derived.words import texts
from backend.imports.case_records import counters_of
from backend.imports.cases import BadRow, Draft, Read, Reader
from backend.imports.mapping import Profile
from backend.imports.past_rows import PastRows
from backend.imports.report import Report
from backend.imports.rows import Unreadable
from backend.imports.tables import Block, CsvTable
from backend.tables.words import ready
from contract.entities import ENDED, Id
from contract.profile import ClassName

T = TypeVar("T")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Read]).decode


@dataclass(frozen=True)
class Task:
    """What the process has to know."""

    path: Path
    encoding: str
    total: int
    size: int  # rows of a part; a chunk has some parts
    profile: Profile
    profile_name: str
    classes: frozenset[str]
    cells: list[tuple[CellHit, bytes]]
    zone: str  # of the sums
    import_id: str
    actor_id: Id | None
    postgres: bool  # the database that it is for


@dataclass
class Chunk:
    """Some rows, read. Where `rows` is empty they go the usual way: as `rows_read`."""

    read: int
    faults: list[tuple[int, str, str]]
    tallies: dict[str, int]
    classes: list[ClassName]
    reads: bytes = b""
    ids: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)  # past_rows.COLUMNS less the hash; of PostgreSQL lines for COPY
    links: list[str] = field(default_factory=list)  # of their evidence, less how it begins
    texts: list[tuple[str, ...]] = field(default_factory=list)  # derived.words.texts, as they are stored
    named_by: list[tuple[str, Id | None]] = field(default_factory=list)  # class and department
    sums: list[tuple[str, tuple[str, ...], list[Any]]] = field(default_factory=list)  # many_sums; arrays as texts
    periods: set[int] = field(default_factory=set)
    counters: dict[str, int] = field(default_factory=dict)

    def rows_read(self) -> list[Draft]:
        """The rows that can be taken, as they were read."""
        return [one.draft() for one in _decode(self.reads)]


class PastReader:
    """The process, seen from the server. `ask` and `chunk` by turns; always `close`."""

    def __init__(self, task: Task) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, task), name="citywall-past-cases", daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, ids: list[int], departments: dict[str, Id]) -> None:
        """Let it make the next chunk, of as many rows as there are ids. `departments`: ids by code."""
        try:
            self._pipe.send((ids, departments))
        except OSError:
            raise Unreadable(_GONE) from None

    def chunk(self) -> Chunk | None:
        """The chunk that was asked for; None after the last. Unreadable where the process or the file is gone."""
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError):
            raise Unreadable(_GONE) from None
        if isinstance(answer, str):
            raise Unreadable(answer)
        found: Chunk | None = answer
        return found

    def close(self) -> None:
        """End it."""
        self._pipe.close()
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


_GONE = "the process that reads the table ended; what was accepted is kept, run it again for the rest"
_PATIENCE_S = 5.0


def serve(pipe: Connection, task: Task) -> None:
    """The process."""
    gc.disable()  # nothing here makes cycles
    try:
        maker = Maker(task)
        while (asked := pipe.recv()) is not None:
            pipe.send(maker.next(*asked))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except (Unreadable, OSError) as fault:
        pipe.send(str(fault))


class Maker:
    """Makes chunks of a table."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._report = Report(task.import_id, "cases")
        table = CsvTable(task.path, task.encoding, total=task.total)
        self._reader = Reader(task.profile, table.columns, task.classes, self._report)
        self._blocks: Iterator[Block] = table.blocks(task.size)
        self._rows = PastRows(task.profile_name, task.import_id, task.actor_id, CellIndex(task.cells))
        self._days = DayNumbers(ZoneInfo(task.zone))

    def next(self, ids: list[int], departments: dict[str, Id]) -> Chunk | None:
        """The next chunk; `ids` are as many as its rows may be."""
        reads: list[Read] = []
        read, parts = 0, list(itertools.islice(self._blocks, max(len(ids) // self._task.size, 1)))
        if not parts:
            return None
        for block in parts:
            reads += _taken(self._reader.read, block, self._report)
            read += len(block.faulty) + len(block.lines)
        faults, tallies = self._report.drain()
        chunk = Chunk(
            read=read,
            faults=faults,
            tallies=tallies,
            classes=[one.new_class for one in reads if one.new_class is not None],
            reads=_encode(reads),
        )
        if reads and all(
            one.state in ENDED and (not one.department_code or one.department_code in departments) for one in reads
        ):
            self._fill(chunk, reads, ids, departments)
        return chunk

    def _fill(self, chunk: Chunk, reads: list[Read], ids: list[int], departments: dict[str, Id]) -> None:
        postgres = self._task.postgres
        rows, facts = self._rows.rows(reads, ids, departments)
        chunk.ids = ids[: len(rows)]
        chunk.numbers = [one.number for one in reads]
        chunk.keys = [f"{self._task.profile_name}:{one.key}" for one in reads]
        chunk.counters = dict(counters_of(chunk.numbers))
        links = self._rows.links(rows)
        chunk.rows = copy_lines(rows) if postgres else rows
        chunk.links = links
        chunk.texts = [
            ready(*texts(one.number, one.short, one.place, one.description), postgres=postgres) for one in reads
        ]
        chunk.named_by = [(one.class_code, departments.get(one.department_code)) for one in reads]
        for table, measures, columns in many_sums(facts, self._days):
            chunk.periods.update(columns[0])
            chunk.sums.append((table, measures, [array(one) for one in columns] if postgres else columns))


def drafts_of(reader: Reader, block: Block, report: Report) -> list[Draft]:
    """The rows of a block that can be taken; the others go to the report."""
    return _taken(reader.draft, block, report)


def _taken(read: Callable[[int, Sequence[str]], T], block: Block, report: Report) -> list[T]:
    taken: list[T] = []
    for row in block.faulty:
        report.refuse(row.line, "", row.fault)
    for line, fields in zip(block.lines, block.rows, strict=True):
        try:
            taken.append(read(line, fields))
        except BadRow as bad:
            report.refuse(line, bad.field, bad.reason)
    return taken
