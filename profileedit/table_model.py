"""One table of the sheet for Qt: rows that the filter lets through, marks of faults and changes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from contract.profile_files.faults import Fault
from contract.profile_files.schema import SETTINGS, Row, Table
from contract.profile_files.settings import SETTINGS as KNOWN
from contract.profile_files.tables import BY_NAME
from profileedit.sheet import Sheet
from profileedit.values import kind_of, shown
from profileedit.words import column_help, fault_words, said, setting_help

Index = QModelIndex | QPersistentModelIndex
FAULT_ROLE = Qt.ItemDataRole.UserRole + 1
CHANGED_ROLE = Qt.ItemDataRole.UserRole + 2
_MEANING = "meaning"
"""The column after those of the settings: what each means."""


class SheetModel(QAbstractTableModel):
    """Shows `table` of `sheet`; `shown` are the rows of the sheet behind those of the model."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.table: Table = BY_NAME[SETTINGS]
        self.shown: list[int] = []
        self.filter = ""
        self._before: dict[Row, Row] = {}

    def show_table(self, sheet: Sheet, name: str, text: str = "") -> None:
        """Become that table, with the rows that hold `text` anywhere."""
        self.beginResetModel()
        self.sheet, self.table, self.filter = sheet, BY_NAME[name], text
        self._before = sheet.before(name)
        self._sift()
        self.endResetModel()

    def _sift(self) -> None:
        assert self.sheet is not None
        needle = self.filter.casefold()
        rows = self.sheet.rows(self.table.name)
        self.shown = [at for at, row in enumerate(rows) if not needle or self._holds(row, needle)]

    def _holds(self, row: Row, needle: str) -> bool:
        if any(needle in cell.casefold() for cell in row):
            return True
        if any(needle in self._words(row, column).casefold() for column in range(len(row))):
            return True
        return self.table.name == SETTINGS and needle in setting_help(row[0]).casefold()

    def _words(self, row: Row, column: int) -> str:
        return shown(kind_of(self.table, row, column), row[column])

    def refresh(self, *, keep: bool = True) -> None:
        """The sheet changed: the rows that are shown stay, where there are as many, even if the filter says otherwise
        of them now: what was just typed does not vanish."""
        assert self.sheet is not None
        count = len(self.sheet.rows(self.table.name))
        if keep and all(at < count for at in self.shown) and (self.filter or len(self.shown) == count):
            top, last = self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1)
            if last.isValid():
                self.dataChanged.emit(top, last)
                self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)
            return
        self.beginResetModel()
        self._sift()
        self.endResetModel()

    def row_at(self, row: int) -> Row:
        """The cells of a row of the model."""
        assert self.sheet is not None
        return self.sheet.rows(self.table.name)[self.shown[row]]

    def fault_at(self, row: int, column: int) -> Fault | None:
        """What is wrong with a cell."""
        if self.sheet is None or not 0 <= row < len(self.shown) or column >= len(self.table.fields):
            return None
        return self.sheet.marks.at(self.table.name, self.shown[row], self.table.columns[column])

    # Qt.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Rows that the filter lets through."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Columns of the table, and the meaning of a setting."""
        return 0 if parent.isValid() else len(self.table.fields) + (self.table.name == SETTINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and marks."""
        if not index.isValid() or index.row() >= len(self.shown):
            return None
        row, column = self.row_at(index.row()), index.column()
        if column >= len(row):
            return setting_help(row[0]) if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return row[column]
        fault = self.fault_at(index.row(), column)
        if role == FAULT_ROLE:
            return fault
        if role == Qt.ItemDataRole.ToolTipRole:
            return fault_words(fault) if fault is not None else row[column] or None
        if role == CHANGED_ROLE:
            before = self._before.get(self.table.key_of(row))
            return before is not None and before[column] != row[column]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles above; at the left row and key, which stay in sight, with a sign if new (+) or changed (~)."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(_LEFT)
            if section >= len(self.table.fields):
                return self.tr("Meaning") if role == Qt.ItemDataRole.DisplayRole else None
            column = self.table.fields[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return said(column.title) + (" *" if column.needed else "")
            if role == Qt.ItemDataRole.ToolTipRole:
                return column_help(column)
            return None
        if role != Qt.ItemDataRole.DisplayRole or section >= len(self.shown):
            return None
        row = self.row_at(section)
        before = self._before.get(self.table.key_of(row))
        sign = "+" if before is None else "~" if before != row else " "
        key = row[0] if self.table.name != SETTINGS and len(self.table.fields) > _FEW else ""
        return f"{sign} {self.shown[section] + 1}  {key[:_KEY]}".rstrip()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be written, but for the names of settings and their meaning."""
        kept = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        fixed = self.table.name == SETTINGS and index.column() != 1
        return kept if fixed else kept | Qt.ItemFlag.ItemIsEditable

    def choices(self, index: Index) -> tuple[str, ...]:
        """What may be written in a cell, where that is a list: the choices of its kind, or the keys it may point at."""
        if self.sheet is None:
            return ()
        if self.table.name == SETTINGS:
            known = KNOWN.get(self.row_at(index.row())[0])
            return known.kind.choices if known is not None else ()
        column = self.table.fields[index.column()]
        keys = (row[0] for name in column.refers for row in self.sheet.rows(name))
        return column.kind.choices or tuple(keys)


_FEW, _KEY = 6, 14
"""A table of more columns is scrolled sideways; so many letters of a key are shown."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
