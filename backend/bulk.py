"""Many rows by one statement, past the layer that turns each value: whoever calls gives what the database stores.

For the writer, where a row costs less than its way through the types of its columns. SQLite takes few rows one by one
and many a hundred at a time; PostgreSQL gets them by COPY, or, where rows may be there already, as arrays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from backend.ahead import Sender, sender_of

Row = tuple[Any, ...]
_VALUES = re.compile(r"VALUES (\([0-9?, ]+\))")
_GROUP, _MOST_VALUES = 100, 32_000  # rows of one statement, and how many values SQLite takes in one
_AT_ONCE = 256
_SIZES = tuple(_AT_ONCE >> by for by in range(9))
"""Rows of one statement on SQLite, where they are sent ahead: of these any number is made."""
_LARGE_SIZES = tuple(4096 >> by for by in range(13))
_WORTH = 64
"""So many rows are sent ahead, where that is done at all."""
_FEW = 4
"""So many rows go as they are: COPY costs a round trip more."""


def insert(connection: Connection, table: str, columns: tuple[str, ...], rows: Iterable[Row], count: int) -> None:
    """Insert `count` rows of plain values, in the order of `columns`. sqlalchemy.exc.DBAPIError as any statement.

    PostgreSQL takes the first rows in while later ones are still being made, where `rows` makes them one by one.
    """
    if not count:
        return
    postgres = connection.dialect.name == "postgresql"
    sender = sender_of(connection)
    if sender is not None and count >= _WORTH:
        _send(sender, connection, table, columns, rows)
    elif postgres and count > _FEW:
        if sender is not None:
            sender.wait()
        _copy(connection, _copy_text(table, columns), rows)
    elif postgres:
        connection.exec_driver_sql(_insert_text(table, columns, "%s"), list(rows))
    else:
        write(connection, _insert_text(table, columns, "?"), list(rows))


def write(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """SQLite only: run an INSERT with one list of values, `VALUES (1, ?, ?)`, for each row; a hundred at a time."""
    group = min(_GROUP, _MOST_VALUES // len(rows[0])) if rows else 0
    whole = len(rows) - len(rows) % group if group and len(rows) >= 2 * group else 0
    if whole:
        # The driver lets other threads of Python run after every step; one that computes keeps it waiting each time.
        text = _grouped(statement, group)
        for start in range(0, whole, group):
            connection.exec_driver_sql(text, tuple(chain.from_iterable(rows[start : start + group])))
    if rest := list(rows[whole:]):
        connection.exec_driver_sql(statement, rest)


def _send(sender: Sender, connection: Connection, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    if connection.dialect.name == "postgresql":
        sender.send(partial(_copy, connection, _copy_text(table, columns), list(rows)))
        return
    # By few statements: for a statement to each row its thread would wait for its turn in the interpreter.
    found = iter(rows)
    while part := list(islice(found, _AT_ONCE)):
        for size in _SIZES:
            if len(part) >= size:
                values = tuple(chain.from_iterable(part[:size]))
                sender.send(partial(connection.exec_driver_sql, _insert_text(table, columns, "?", size), values))
                del part[:size]


def at_once(connection: Connection, table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    """SQLite only: insert rows by as few statements as can be. A table of words writes a piece of its index at the end
    of each statement of more than one row, and all pieces have to be put together later."""
    sender = sender_of(connection)
    done = 0
    for size in _LARGE_SIZES:
        if size * len(columns) > _MOST_VALUES:
            continue
        text = _insert_text(table, columns, "?", size)
        while len(rows) - done >= size:
            values = tuple(chain.from_iterable(rows[done : done + size]))
            if sender is None:
                connection.exec_driver_sql(text, values)
            else:
                sender.send(partial(connection.exec_driver_sql, text, values))
            done += size


def copy(connection: Connection, table: str, columns: tuple[str, ...], lines: str) -> None:
    """PostgreSQL only: insert rows that are lines of COPY already (`copy_lines`)."""
    sender, statement = sender_of(connection), _copy_text(table, columns)
    if sender is None:
        _copy_block(connection, statement, lines.encode())
    else:
        sender.send(partial(_copy_block, connection, statement, lines.encode()))


def copy_lines(rows: Sequence[Row]) -> list[str]:
    """Rows of numbers and texts as COPY takes them, less the end of each line."""
    return list(map("\t".join, zip(*map(_copied_column, zip(*rows, strict=True)), strict=True)))


def _copied_column(values: tuple[Any, ...]) -> list[str]:
    texts = [one for one in values if type(one) is str]
    if texts and copied(whole := "".join(texts)) != whole:
        values = tuple([copied(one) if type(one) is str else one for one in values])
    if None in values:
        return ["\\N" if one is None else str(one) for one in values]
    return list(values) if len(texts) == len(values) else list(map(str, values))


def copied(text: str) -> str:
    """A text as COPY takes it."""
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def array(values: Sequence[Any]) -> str:
    """An array of PostgreSQL as text, of numbers or of texts."""
    if values and isinstance(values[0], str):
        quoted = [one.replace("\\", "\\\\").replace('"', '\\"') for one in values]
        return '{"' + '","'.join(quoted) + '"}'
    return "{" + ",".join(map(str, values)) + "}"


@cache
def _insert_text(table: str, columns: tuple[str, ...], mark: str, count: int = 1) -> str:
    names = ", ".join(f'"{one}"' for one in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ' + ", ".join([f"({', '.join([mark] * len(columns))})"] * count)


@cache
def _grouped(statement: str, group: int) -> str:
    before, values, after = _VALUES.split(statement, maxsplit=1)
    return f"{before}VALUES {', '.join([values] * group)}{after}"


@cache
def _copy_text(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{one}"' for one in columns)
    return f'COPY "{table}" ({names}) FROM STDIN'


def _copy(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    def write_all(copying: Any) -> None:
        write = copying.write_row
        for row in rows:
            write(row)

    _copying(connection, statement, write_all)


def _copy_block(connection: Connection, statement: str, block: bytes) -> None:
    _copying(connection, statement, lambda copying: copying.write(block))


def _copying(connection: Connection, statement: str, work: Callable[[Any], object]) -> None:
    driver: Any = connection.connection.driver_connection
    fault_type: Any = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copying:
            work(copying)
    except fault_type as fault:
        gone = connection.dialect.is_disconnect(fault, driver, None)
        if gone:
            connection.invalidate(fault)
        raise DBAPIError.instance(
            statement,
            None,
            fault,
            fault_type,
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=connection.dialect,
        ) from fault
