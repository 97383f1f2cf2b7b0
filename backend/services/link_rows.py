"""Rows of the evidence as the driver makes them, for the checks: types of ours would cost more than the hashing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from backend.derived.evidence import COLUMNS, TEXTS

Row = tuple[int, int, int, str, int, bytes, bytes, bytes]
"""position, case_id, number, name, recorded_at, the body's bytes, prev, hash."""
_AT_ONCE = 500


class Reader:
    """Reads through one connection, with the dialect's own cursor."""

    def __init__(self, connection: Connection) -> None:
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._driver: Any = connection.connection.driver_connection

    def links(self, first: int, last: int) -> list[Row]:
        """Every link of these positions, in order."""
        query = f"SELECT {_LINK}, {{body}}, prev, hash FROM case_events WHERE position BETWEEN %s AND %s"
        return self._all(query + " ORDER BY position", first, last)

    def ends(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[bytes, int]]:
        """The hash and the position of those of these links, (case, number), that are there."""
        found: dict[tuple[int, int], tuple[bytes, int]] = {}
        for at in range(0, len(wanted), _AT_ONCE):
            pairs = ", ".join(f"({int(case_id)}, {int(number)})" for case_id, number in wanted[at : at + _AT_ONCE])
            query = (
                f"WITH wanted (a, b) AS (VALUES {pairs}) SELECT e.case_id, e.number, e.hash, e.position FROM wanted "
                "CROSS JOIN case_events e WHERE e.case_id = a AND e.number = b"
            )
            found.update({(case_id, number): (own, position) for case_id, number, own, position in self._all(query)})
        return found

    def cases(self, after: int, upto: int) -> list[tuple[Any, ...]]:
        """Cases with after < id <= upto: `COLUMNS`, chain_length, chain_head; hash, position and body of their last
        links, None where there is none."""
        texts = {name: f"CAST(c.{name} AS TEXT)" for name in TEXTS}
        columns = ", ".join(texts.get(name, f"c.{name}") for name in COLUMNS)
        query = (
            f"SELECT {columns}, c.chain_length, c.chain_head, e.hash, e.position, {{body}} FROM cases c "
            "LEFT JOIN case_events e ON e.case_id = c.id AND e.number = c.chain_length "
            "WHERE c.id > %s AND c.id <= %s ORDER BY c.id"
        )
        return self._all(query, after, upto)

    def case_ids(self, after: int, upto: int) -> list[int]:
        """The cases with after < id <= upto."""
        return [case_id for (case_id,) in self._all("SELECT id FROM cases WHERE id > %s AND id <= %s", after, upto)]

    def bodies(self, case_id: int) -> list[bytes]:
        """The bodies of a case's links in order."""
        query = "SELECT {body} FROM case_events WHERE case_id = %s ORDER BY number"
        return [body for (body,) in self._all(query, case_id)]

    def _all(self, query: str, *values: int) -> list[Any]:
        if self._is_sqlite:
            query = query.replace("%s", "?").format(body="CAST(body AS BLOB)")
            cursor = self._driver.cursor()
        else:
            query = query.format(body="convert_to(body, 'UTF8')")
            cursor = self._driver.cursor(binary=True)  # half the time of its text form
        try:
            cursor.execute(query, values)
            return list(cursor.fetchall())
        finally:
            cursor.close()


_LINK = "position, case_id, number, name, recorded_at"
