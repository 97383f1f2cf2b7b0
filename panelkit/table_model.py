"""A table over keyed rows that moves as little as it can: the reader's row, scroll position and selection stay.

Rows are any values; the model asks a `Column` for text, alignment and sort key. `set_rows` takes the whole new list in
its order: unchanged order repaints only changed rows, small differences become inserts, removes and moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from panelkit import format as fmt

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
"""The row's value itself, for delegates."""


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: its title (asked each time, so that the language may change) and what a row says in it."""

    key: str
    title: Callable[[], str]
    text: Callable[[T], str]
    right: bool = False


class TableModel(QAbstractTableModel, Generic[T]):
    """`TableModel(columns, key)`: `key(row)` is the row's identity."""

    SMALL = 24
    """Up to so many inserts and removes are told one by one; more are told as one new layout."""

    def __init__(self, columns: Sequence[Column[T]], key: Callable[[T], str], parent: Any = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._rows: list[T] = []
        self._keys: list[str] = []
        self._at: dict[str, int] = {}
        self.sorted_by: str | None = None

    def set_rows(self, rows: Sequence[T]) -> None:
        """Become these rows, in this order."""
        keys = [self._key(row) for row in rows]
        if keys != self._keys:
            old, new = set(self._keys), set(keys)
            gone, come = old - new, new - old
            if len(gone) + len(come) <= self.SMALL:
                self._remove(gone)
                self._reorder([key for key in keys if key in old])
                self._insert(rows, keys, come)
            else:
                self._relayout(list(rows), keys)
        changed = [at for at, row in enumerate(rows) if self._rows[at] is not row and self._rows[at] != row]
        self._rows = list(rows)
        self._index()
        self._tell(changed)

    def rows(self) -> Sequence[T]:
        """The rows as shown."""
        return self._rows

    def row_of(self, key: str | None) -> int:
        """Where a row is, or -1."""
        return -1 if key is None else self._at.get(key, -1)

    def at(self, row: int) -> T | None:
        """The row's value, or None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def repaint(self, first: int, last: int) -> None:
        """What these rows say depends on the time: say it again."""
        if self._rows and first <= last:
            self.dataChanged.emit(
                self.index(max(first, 0), 0), self.index(min(last, len(self._rows) - 1), self._last())
            )

    def retranslate(self) -> None:
        """Ask for the column titles again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._last())

    # QAbstractTableModel.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Rows; none below a row."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment and the row itself. Colours are the delegate's."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return fmt.tip(column.text(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return row if role == ROW_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles; the sort column's has an arrow."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title() + (" ↑" if column.key == self.sorted_by else "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    # Moving.

    def _remove(self, gone: set[str]) -> None:
        for at in sorted((self._at[key] for key in gone), reverse=True):
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._rows[at], self._keys[at]
            self.endRemoveRows()
        self._index()

    def _insert(self, rows: Sequence[T], keys: Sequence[str], come: set[str]) -> None:
        for at in sorted(index for index, key in enumerate(keys) if key in come):
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, rows[at])
            self._keys.insert(at, keys[at])
            self.endInsertRows()

    def _reorder(self, keys: list[str]) -> None:
        if keys != self._keys:
            by_key = dict(zip(self._keys, self._rows, strict=True))
            self._relayout([by_key[key] for key in keys], keys)

    def _relayout(self, rows: list[T], keys: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._keys[index.row()] for index in before]
        self._rows, self._keys = rows, keys
        self._index()
        after = [
            self.index(self._at[key], index.column()) if key in self._at else QModelIndex()
            for index, key in zip(before, held, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _index(self) -> None:
        self._at = {key: at for at, key in enumerate(self._keys)}

    def _tell(self, changed: list[int]) -> None:
        if len(changed) > self.SMALL:
            self.repaint(changed[0], changed[-1])
            return
        for at in changed:
            self.repaint(at, at)

    def _last(self) -> int:
        return len(self.columns) - 1
