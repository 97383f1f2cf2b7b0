"""Blocks of components into the table, 5,000 rows to a transaction: about 30 ms of the writer each.

The rows go to the driver as they are: preparing parameters in SQLAlchemy costs 7 us per row, more than all checks
together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam
from sqlalchemy.sql.dml import Insert, Update

from backend.imports.components import Block
from backend.imports.ground import Ground
from backend.map.census import STATES, Rows
from backend.tables import components, to_ms
from backend.transaction import Transaction

_WRITE = 5_000
_COLUMNS = ("code", "class_code", "lon", "lat", "cell_code", "department_id", "state", "edition_at", "import_key")
Values = tuple[Any, ...]


def save(ground: Ground, block: Block, now: datetime, written: list[Rows]) -> None:
    """Write a block; what is durable is added to `written` and counted."""
    for start in range(0, len(block.rows), _WRITE):
        at = np.arange(start, min(start + _WRITE, len(block.rows)))
        part, is_new = block.rows.take(at), block.is_new[at].tolist()
        values = _values(part, block.keys[start : start + _WRITE], to_ms(now))
        new = [row for row, fresh in zip(values, is_new, strict=True) if fresh]
        old = [row for row, fresh in zip(values, is_new, strict=True) if not fresh]

        def work(tx: Transaction, new: list[Values] = new, old: list[Values] = old) -> None:
            _many(tx.connection, components.insert().values({name: bindparam(name) for name in _COLUMNS}), new)
            changed: dict[str, Any] = {name: bindparam(name) for name in _COLUMNS[1:-1]}
            _many(
                tx.connection, components.update().where(components.c.code == bindparam("b_code")).values(changed), old
            )

        ground.write(work)
        written.append(part)
        ground.report.count(accepted=len(values))


def _values(rows: Rows, keys: list[str | None], now_ms: int) -> list[Values]:
    class_codes = {number: f"C{number:04d}" for number in np.unique(rows.class4).tolist()}
    cells = {number: str(number) if number else None for number in np.unique(rows.cell).tolist()}
    return [
        (f"{code:016d}", class_codes[class4], lon, lat, cells[cell], department or None, STATES[state], now_ms, key)
        for code, class4, lon, lat, cell, department, state, key in zip(
            rows.code.tolist(),
            rows.class4.tolist(),
            rows.lon.tolist(),
            rows.lat.tolist(),
            rows.cell.tolist(),
            rows.department.tolist(),
            rows.state.tolist(),
            keys,
            strict=True,
        )
    ]


def _many(connection: Connection, statement: Insert | Update, rows: list[Values]) -> None:
    if not rows:
        return
    compiled = statement.compile(dialect=connection.dialect)
    place = {name: at for at, name in enumerate(_COLUMNS)} | {"b_code": 0}
    if compiled.positional:
        order = [place[name] for name in compiled.positiontup or ()]
        connection.exec_driver_sql(str(compiled), [tuple(row[at] for at in order) for row in rows])
    else:
        names = list(compiled.params)
        connection.exec_driver_sql(str(compiled), [{name: row[place[name]] for name in names} for row in rows])
