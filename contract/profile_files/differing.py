"""What differs between two profiles: rows added, removed, changed (with the cells), and tables in another order."""

from __future__ import annotations

import msgspec

from contract.profile_files.assembling import Tables
from contract.profile_files.schema import Row, Table
from contract.profile_files.tables import TABLES


class CellChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A cell before and after."""

    column: str
    before: str
    after: str


class RowChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row, told apart by its key; of a removed one the cells are as they were, of a new one as they are."""

    table: str
    kind: str  # added | removed | changed | moved: the same rows of a table in another order
    key: Row = ()
    cells: tuple[CellChange, ...] = ()

    @property
    def sentence(self) -> str:
        """In English, for a terminal."""
        name = f"{self.table}: {', '.join(part for part in self.key if part)}"
        match self.kind:
            case "changed":
                return f"{name}: " + "; ".join(f"{one.column}: {one.before!r} -> {one.after!r}" for one in self.cells)
            case "moved":
                return f"{self.table}: the rows are in another order"
            case _:
                return f"{name}: {self.kind}"


def differences(before: Tables, after: Tables) -> tuple[RowChange, ...]:
    """What leads from one to the other, table by table; a table that `after` leaves out is left as it is."""
    found: list[RowChange] = []
    for table in TABLES:
        if table.name in after:
            found += _changes(table, before.get(table.name, ()), after[table.name])
    return tuple(found)


def _changes(table: Table, before: tuple[Row, ...], after: tuple[Row, ...]) -> list[RowChange]:
    if before == after:
        return []
    old, new = _by_key(table, before), _by_key(table, after)
    found: list[RowChange] = []
    for key, row in old.items():
        if key not in new:
            cells = tuple(CellChange(name, text, "") for name, text in zip(table.columns, row, strict=True) if text)
            found.append(RowChange(table=table.name, kind="removed", key=key, cells=cells))
    for key, row in new.items():
        was = old.get(key)
        if was is None:
            cells = tuple(CellChange(name, "", text) for name, text in zip(table.columns, row, strict=True) if text)
            found.append(RowChange(table=table.name, kind="added", key=key, cells=cells))
        elif was != row:
            pairs = zip(table.columns, was, row, strict=True)
            cells = tuple(CellChange(name, one, two) for name, one, two in pairs if one != two)
            found.append(RowChange(table=table.name, kind="changed", key=key, cells=cells))
    if table.ordered and [key for key in old if key in new] != [key for key in new if key in old]:
        found.append(RowChange(table=table.name, kind="moved"))
    return found


def _by_key(table: Table, rows: tuple[Row, ...]) -> dict[Row, Row]:
    """Rows by their key. A person with the server's number is the same under another name."""
    if table.name == "people":
        return {(row[0], "", "", "") if row[0] else table.key_of(row): row for row in rows}
    return {table.key_of(row): row for row in rows}
