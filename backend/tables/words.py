"""The words of cases: a table of each database's own kind, so it is described here and not in `metadata`.

SQLite: the FTS5 table `case_words(street, house, names, rest)` with the case's id as rowid. PostgreSQL: the table
`case_words(case_id, vector)`, a tsvector whose weights A to D stand for the same four columns, under a GIN index. It
holds nothing that cannot be made again: a backup leaves it out and a restore makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    cast,
    column,
    false,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from backend.bulk import array, at_once, copy, insert
from backend.tables.columns import IdText

COLUMNS = ("street", "house", "names", "rest")
STREET, HOUSE, NAMES, REST = COLUMNS
EVERY = frozenset(COLUMNS)
_WEIGHTS = dict(zip(COLUMNS, "ABCD", strict=True))

_SQLITE = (
    "CREATE VIRTUAL TABLE case_words USING fts5("
    "street, house, names, rest, detail='column', tokenize='unicode61 remove_diacritics 0')"
)
_POSTGRESQL = (
    "CREATE TABLE case_words (case_id BIGINT NOT NULL, vector TSVECTOR NOT NULL, "
    "CONSTRAINT pk_case_words PRIMARY KEY (case_id))"
)
_INDEX = "CREATE INDEX ix_case_words_vector ON case_words USING gin (vector)"


class CaseWords(msgspec.Struct, frozen=True):
    """The words of one case, by column, with spaces between; one may stand there more than once."""

    case_id: str
    street: str
    house: str
    names: str
    rest: str


@dataclass(frozen=True)
class Words:
    """A search: all of these words, within these columns; `rules.bigrams.asked` made them, so that no word holds a sign
    of a query language."""

    asked: tuple[str, ...]
    columns: frozenset[str] = EVERY

    @property
    def fts(self) -> str:
        """As an FTS5 query."""
        every = " AND ".join(f'"{word}"' for word in self.asked)
        return every if self.columns == EVERY else f"{{{' '.join(sorted(self.columns))}}} : ({every})"

    @property
    def ts(self) -> str:
        """As a tsquery."""
        weights = "" if self.columns == EVERY else ":" + "".join(sorted(_WEIGHTS[one] for one in self.columns))
        return " & ".join(f"'{word}'{weights}" for word in self.asked)


def create(connection: Connection) -> None:
    """Make the table, for a migration; `index` follows once it is filled."""
    connection.execute(text(_POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE))


def index(connection: Connection) -> None:
    """Make the index, where the table is not one itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_INDEX))


def add(connection: Connection, found: Iterable[CaseWords], count: int) -> None:
    """Write the words of `count` cases that have none yet."""
    if connection.dialect.name == "postgresql":
        insert(connection, "case_words", ("case_id", "vector"), map(_pair, found), count)
    else:
        insert(connection, "case_words", ("rowid", *COLUMNS), map(_row, found), count)


def ready(street: str, house: str, rest: str, *, postgres: bool) -> tuple[str, ...]:
    """The words of a case's own texts as its database stores them, for `add_ready`."""
    if not postgres:
        return _padded(street), _padded(house), _padded(rest)
    before = [_signed(text, sign) for text, sign in ((street, _SIGNS[0]), (house, _SIGNS[1])) if text]
    return " ".join(before), _signed(rest, _SIGNS[3]) if rest else ""


def add_ready(connection: Connection, ids: Sequence[int], own: Sequence[tuple[str, ...]], names: Sequence[str]) -> None:
    """Write the words of cases that have none yet: those of their own texts (`ready`) and of their names."""
    if connection.dialect.name != "postgresql":
        found = zip(ids, own, names, strict=True)
        rows = [(one, street, house, f" {name} ", rest) for one, (street, house, rest), name in found]
        at_once(connection, "case_words", ("rowid", *COLUMNS), rows)
        return
    signed = {one: _signed(one, _SIGNS[2]) for one in set(names)}
    lines = [
        f"{one}\t{before} {signed[name]} {rest}\n" for one, (before, rest), name in zip(ids, own, names, strict=True)
    ]
    copy(connection, "case_words", ("case_id", "vector"), "".join(lines))


def put(connection: Connection, found: list[CaseWords]) -> None:
    """Write the words of these cases, in place of those they had."""
    if not found:
        return
    if connection.dialect.name != "postgresql":
        query = "INSERT OR REPLACE INTO case_words (rowid, street, house, names, rest) VALUES (?, ?, ?, ?, ?)"
        connection.exec_driver_sql(query, [_row(one) for one in found])
        return
    query = (
        "INSERT INTO case_words (case_id, vector) SELECT id, CAST(vector AS tsvector) FROM "
        "unnest(CAST(%s AS bigint[]), CAST(%s AS text[])) AS given (id, vector) "
        "ON CONFLICT (case_id) DO UPDATE SET vector = excluded.vector"
    )
    connection.exec_driver_sql(query, tuple(array(column) for column in zip(*map(_pair, found), strict=True)))


def matching(connection: Connection, words: Words) -> Select[str]:
    """The ids of the cases that have these words, by the index of words."""
    if connection.dialect.name == "postgresql":
        vector: ColumnElement[Any] = column("vector")
        return select(column("case_id", IdText)).select_from(_TABLE).where(vector.op("@@")(_tsquery(words)))
    return (
        select(column("rowid", IdText)).select_from(_TABLE).where(literal_column("case_words").op("MATCH")(words.fts))
    )


def has(connection: Connection, words: Words, case_id: Any) -> ColumnElement[bool]:
    """Whether the case of this column has these words, looked up for that case alone."""
    if connection.dialect.name == "postgresql":
        vector: ColumnElement[Any] = column("vector")
        one: Any = (
            select(vector.op("@@")(_tsquery(words))).select_from(_TABLE).where(column("case_id", IdText) == case_id)
        )
    else:
        stored: ColumnElement[str] = literal_column(" || ".join(one for one in COLUMNS if one in words.columns))
        every = and_(*(func.instr(stored, f" {word} ") > 0 for word in words.asked))
        one = select(every).select_from(_TABLE).where(column("rowid", IdText) == case_id)
    return func.coalesce(one.correlate(case_id.table).scalar_subquery(), false())


_TABLE = table("case_words")


def _tsquery(words: Words) -> ColumnElement[Any]:
    return cast(words.ts, TSQUERY)


def _row(one: CaseWords) -> tuple[Any, ...]:
    return int(one.case_id), _padded(one.street), _padded(one.house), _padded(one.names), _padded(one.rest)


def _padded(found: str) -> str:
    # Spaces around, so that ` word ` can be looked for in the stored text too.
    return f" {found} " if found else ""


def _pair(one: CaseWords) -> tuple[int, str]:
    return int(one.case_id), _vector(one)


def _vector(one: CaseWords) -> str:
    # A word that stands there twice, or in two columns, PostgreSQL puts together itself.
    weighed = zip(_SIGNS, (one.street, one.house, one.names, one.rest), strict=True)
    return " ".join([_signed(text, sign) for sign, text in weighed if text])


_SIGNS = tuple(f"{at}{_WEIGHTS[name]}" for at, name in enumerate(COLUMNS, 1))


def _signed(text: str, sign: str) -> str:
    between = f"':{sign} '"
    return f"'{text.replace(' ', between)}':{sign}"
