"""A statement that is written once and given to the driver itself: for the few readings where SQLAlchemy's part of the
work costs more than the database's. What it reads are the database's own values: ids and times are integers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

from backend.ahead import sender_of


class Prepared:
    """A query whose `bindparam`s without a value are given at each reading."""

    def __init__(self, query: Select[Any], dialect: Dialect) -> None:
        compiled: Any = query.compile(dialect=dialect)
        self._text = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        self._fixed: dict[str, Any] = {}
        for name, one in compiled.binds.items():
            if one.expanding:
                raise ValueError(f"{name} has as many values as there are: it cannot be written once")
            if not one.required:
                process = one.type.dialect_impl(dialect).bind_processor(dialect)
                value = one.effective_value
                self._fixed[name] = value if process is None else process(value)

    def rows(self, connection: Connection, **given: Any) -> list[tuple[Any, ...]]:
        """All rows, with these values of the driver. Errors are SQLAlchemy's."""
        values: Any = self._fixed | given
        if self._order is not None:
            values = [values[name] for name in self._order]
        if (sender := sender_of(connection)) is not None:
            sender.wait()
        driver = connection.connection.cursor()
        try:
            driver.execute(self._text, values)
            return list(driver.fetchall())
        except self._errors(connection) as fault:
            raise self._known(connection, fault) from fault
        finally:
            driver.close()

    @staticmethod
    def _errors(connection: Connection) -> type[Exception]:
        return connection.dialect.loaded_dbapi.Error

    def _known(self, connection: Connection, fault: Exception) -> BaseException:
        dialect: Any = connection.dialect
        gone = dialect.is_disconnect(fault, connection.connection.driver_connection, None)
        if gone:
            connection.invalidate(fault)
        return DBAPIError.instance(
            self._text,
            None,
            fault,
            self._errors(connection),
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=dialect,
        )
