"""The sums behind the boards, kept by `backend.derived.rollups` in the transaction that changes a case.

`generation` lets a second set of sums grow beside the one in use, when the city's zone changes. `day` is 20261121 and
`month` 202611, in the city's zone; 0 stands for "no area" and "no department". What each measure counts:
`backend.rules.figures`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from backend.rules import figures
from backend.tables.columns import metadata

_TYPES = {"area_id": BigInteger, "department_id": BigInteger, "class_code": Text, "cell_code": Text}


def measures_of(table: str) -> tuple[str, ...]:
    """The columns of a table that are sums."""
    return ("reported",) if table == figures.DAY_CELL else figures.MEASURES


def period_of(table: str) -> str:
    """The column of its period: `day` or `month`."""
    return "day" if table.startswith("rollup_day") else "month"


def _rollup(name: str) -> Table:
    key = [Column("generation", Integer, primary_key=True, autoincrement=False)]
    key.append(Column(period_of(name), Integer, primary_key=True, autoincrement=False))
    key += [
        Column(dimension, _TYPES[dimension], primary_key=True, autoincrement=False)
        for dimension in figures.DIMENSIONS[name]
    ]
    sums = [
        Column(one, BigInteger if one == "handling_ms" else Integer, nullable=False, server_default="0")
        for one in measures_of(name)
    ]
    return Table(name, metadata, *key, *sums, sqlite_with_rowid=False)


ROLLUPS = {name: _rollup(name) for name in figures.DIMENSIONS}
"""Table name -> table."""
