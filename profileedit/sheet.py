"""The tables of a profile while somebody changes them: edits, undo, what differs, what is wrong. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contract.profile_files.checking import Line, check
from contract.profile_files.differing import RowChange, differences
from contract.profile_files.faults import Fault
from contract.profile_files.schema import SETTINGS, Row
from contract.profile_files.tables import BY_FILE, BY_NAME, TABLES
from contract.profile_files.wire import ProfileOrder, ProfileTables

MOST_UNDONE = 500
Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Step:
    """One edit: whole tables before and after, rows of which are shared."""

    before: Mapping[str, Rows]
    after: Mapping[str, Rows]


@dataclass
class Marks:
    """Faults by table, row (from 0; -1: the whole table) and column."""

    faults: tuple[Fault, ...] = ()
    _by_cell: dict[tuple[str, int, str], Fault] = field(default_factory=dict)
    _by_row: dict[tuple[str, int], Fault] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)

    def take(self, faults: Iterable[Fault], sheet: Sheet) -> None:
        """Put faults at the rows of `sheet`."""
        self.faults = tuple(faults)
        self._by_cell, self._by_row, self._count = {}, {}, {}
        for one in self.faults:
            table = BY_FILE.get(one.file)
            if table is None:
                continue
            row, column = one.line - 2, one.column
            if table.name == SETTINGS:
                names = [found[0] for found in sheet.rows(SETTINGS)]
                row, column = (names.index(column) if column in names else -1), "value"
            self._by_cell.setdefault((table.name, row, column), one)
            self._by_row.setdefault((table.name, row), one)
            self._count[table.name] = self._count.get(table.name, 0) + (not one.warning)

    def at(self, table: str, row: int, column: str) -> Fault | None:
        """What is wrong with a cell."""
        return self._by_cell.get((table, row, column))

    def of_row(self, table: str, row: int) -> Fault | None:
        """What is wrong with a row, or with the table where `row` is -1."""
        return self._by_row.get((table, row))

    def count(self, table: str) -> int:
        """How many faults a table has."""
        return self._count.get(table, 0)

    def places(self, table: str) -> list[tuple[int, str]]:
        """(row, column) of every fault of a table, top to bottom."""
        order = {name: at for at, name in enumerate(BY_NAME[table].columns)}
        found = [(row, column) for name, row, column in self._by_cell if name == table and row >= 0]
        return sorted(found, key=lambda place: (place[0], order.get(place[1], 0)))


class Sheet:
    """A profile that is being changed. Rows are counted from 0, as the server gave them."""

    def __init__(self, given: ProfileTables) -> None:
        self.version, self.base = given.version, given.base
        self.original: dict[str, Rows] = dict(given.tables)
        self._tables: dict[str, Rows] = dict(given.tables)
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self.marks = Marks()

    # Reading.

    def rows(self, table: str) -> Rows:
        """The rows of a table as they are now."""
        return self._tables.get(table, ())

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from what the server gave."""
        return any(self.rows(name) != rows for name, rows in self.original.items())

    def is_table_changed(self, table: str) -> bool:
        """Whether a table does."""
        return self.rows(table) != self.original.get(table, ())

    def before(self, table: str) -> dict[Row, Row]:
        """The rows that the server gave, by their keys."""
        return {BY_NAME[table].key_of(row): row for row in self.original.get(table, ())}

    def changes(self) -> tuple[RowChange, ...]:
        """What differs from what the server gave."""
        return differences(self.original, self._tables)

    def order(self, note: str = "") -> ProfileOrder:
        """What goes to the server: departments and people only where they were changed."""
        sent = {
            name: rows
            for name, rows in self._tables.items()
            if not BY_NAME[name].optional or self.is_table_changed(name)
        }
        return ProfileOrder(tables=sent, base=self.base, note=note)

    def check(self) -> None:
        """Look at everything anew; `marks` are what was found."""
        said = {
            name: [Line(at, row) for at, row in enumerate(rows, 2)]
            for name, rows in self._tables.items()
            if name != "people" or self.is_table_changed(name)  # thousands, and nothing points at them
        }
        unchanged = {BY_NAME[name].file for name in said if BY_NAME[name].optional and not self.is_table_changed(name)}
        self.marks.take((one for one in check(said).faults if one.file not in unchanged), self)

    # Changing.

    def set_cells(self, table: str, cells: Iterable[tuple[int, int, str]]) -> None:
        """Give cells (row, column, text) new texts, as one step."""
        rows = list(self.rows(table))
        for row, column, text in cells:
            old = rows[row]
            rows[row] = (*old[:column], text, *old[column + 1 :])
        self._put({table: tuple(rows)})

    def insert(self, table: str, at: int, rows: Sequence[Row]) -> None:
        """New rows before row `at`. A table of settings has the rows that it has."""
        if table != SETTINGS:
            old = self.rows(table)
            self._put({table: (*old[:at], *rows, *old[at:])})

    def remove(self, table: str, rows: Iterable[int]) -> None:
        """Take rows away."""
        gone = set(rows)
        if table != SETTINGS:
            self._put({table: tuple(row for at, row in enumerate(self.rows(table)) if at not in gone)})

    def move(self, table: str, at: int, by: int) -> int:
        """Move a row up or down; where it stands now."""
        rows = list(self.rows(table))
        to = max(0, min(len(rows) - 1, at + by))
        if to != at and table != SETTINGS:
            rows.insert(to, rows.pop(at))
            self._put({table: tuple(rows)})
            return to
        return at

    def paste(self, table: str, targets: Sequence[int], column: int, block: Sequence[Sequence[str]]) -> None:
        """Write a block of cells over those of the rows `targets`, from `column` on; what is left over becomes new
        rows at the end. One step."""
        width = len(BY_NAME[table].fields)
        rows = list(self.rows(table))
        for at, line in enumerate(block):
            if at >= len(targets):
                if table == SETTINGS:
                    break
                rows.append(blank(table))
            row = targets[at] if at < len(targets) else len(rows) - 1
            cells = list(rows[row])
            for right, text in enumerate(line[: width - column]):
                cells[column + right] = text
            rows[row] = tuple(cells)
        self._put({table: tuple(rows)})

    def replace(self, tables: Mapping[str, Rows]) -> None:
        """Whole tables, as one step: those of an earlier version."""
        self._put({name: rows for name, rows in tables.items() if name in self.original})

    def undo(self) -> str:
        """Take the last step back; the name of the table it was in, or nothing."""
        return self._go(self._done, self._undone, back=True)

    def redo(self) -> str:
        """Do it again."""
        return self._go(self._undone, self._done, back=False)

    def rebase(self, given: ProfileTables) -> tuple[tuple[str, Row], ...]:
        """Somebody else changed the profile: take theirs and make one's own changes on it again.

        Returns (table, key) of the rows that the other changed, too: one's own is kept there.
        """
        mine = {change.table: {one.key: one for one in self.changes() if one.table == change.table}
                for change in self.changes()}  # fmt: skip
        theirs = {(one.table, one.key) for one in differences(self.original, given.tables)}
        own = self._tables
        fresh = dict(given.tables)
        for name, by_key in mine.items():
            fresh[name] = _merged(name, given.tables.get(name, ()), own[name], by_key)
        self.version, self.base, self.original = given.version, given.base, dict(given.tables)
        self._tables, self._done, self._undone = fresh, [], []
        return tuple((name, key) for name, by_key in mine.items() for key in by_key if key and (name, key) in theirs)

    def _put(self, tables: dict[str, Rows]) -> None:
        changed = {name: rows for name, rows in tables.items() if rows != self.rows(name)}
        if changed:
            self._done.append(Step({name: self.rows(name) for name in changed}, changed))
            del self._done[:-MOST_UNDONE]
            self._undone.clear()
            self._tables |= changed

    def _go(self, source: list[Step], target: list[Step], *, back: bool) -> str:
        if not source:
            return ""
        step = source.pop()
        target.append(step)
        self._tables |= step.before if back else step.after
        return next(iter(step.after))


def _merged(name: str, theirs: Rows, own: Rows, changes: Mapping[Row, RowChange]) -> Rows:
    table = BY_NAME[name]
    mine = {table.key_of(row): row for row in own}
    fresh: dict[Row, Row] = {table.key_of(row): row for row in theirs}
    for key, change in changes.items():
        if change.kind == "removed":
            fresh.pop(key, None)
        elif change.kind in ("added", "changed"):
            row = mine.get(key) or next((one for one in own if one[0] == key[0]), None)
            if row is not None and change.kind == "changed" and key in fresh:
                cells = {one.column: one.after for one in change.cells}
                row = tuple(cells.get(column, text) for column, text in zip(table.columns, fresh[key], strict=True))
            if row is not None:
                fresh[key] = row
    return tuple(fresh.values())


def blank(table: str) -> Row:
    """An empty row; what has only one likely value has it."""
    likely = {"classes": {"status": "standard"}, "conditions": {"severity": "normal"}}.get(table, {})
    return tuple(likely.get(name, "") for name in BY_NAME[table].columns)


ORDER = tuple(table.name for table in TABLES)
"""Tables as the editor lists them."""
