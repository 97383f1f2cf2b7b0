"""The tables of the evaluation panel: objects with indicators or counts, and the cases behind a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from contract.evaluation import Indicator
from contract.evaluation_answers import CountColumn, EvaluationRow, EvaluationTable
from contract.evaluation_counts import NAMES
from panelkit import format as fmt

Index = QModelIndex | QPersistentModelIndex
FIXED = 3
"""Name, grade, score."""
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Words:
    """Fixed words in the language in use."""

    name: str
    grade: str
    score: str
    total: str
    nobody: str


class EvaluationModel(QAbstractTableModel):
    """Rows of a table and its total as the last one; columns: name, grade, score, then indicators or counts."""

    def __init__(self, name_of: Callable[[str, str], str], parent: Any = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self.table: EvaluationTable | None = None
        self.rows: tuple[EvaluationRow, ...] = ()
        self.by_counts = False
        self._words = Words("", "", "", "", "")
        self._chinese = True

    def show(self, table: EvaluationTable, words: Words, *, by_counts: bool, chinese: bool) -> None:
        """Become this table. The layout is new only where its columns or rows are others."""
        same = self.table is not None and (
            [one.key for one in self.table.rows] == [one.key for one in table.rows]
            and self.table.counts == table.counts
            and self.table.indicators == table.indicators
            and (self.by_counts, self._chinese, self._words) == (by_counts, chinese, words)
        )
        if not same:
            self.beginResetModel()
        self.table, self.rows = table, (*table.rows, table.total)
        self.by_counts, self._words, self._chinese = by_counts, words, chinese
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)
        else:
            self.endResetModel()

    @property
    def columns(self) -> Sequence[Indicator | CountColumn]:
        """What follows the fixed ones."""
        if self.table is None:
            return ()
        return self.table.counts if self.by_counts else self.table.indicators

    def key_at(self, row: int) -> str:
        """As the routes take it: an id, `all` or `none`."""
        if row >= len(self.rows) - 1:
            return "all"
        return self.rows[row].key or "none"

    def count_at(self, column: int) -> str | None:
        """The count of a cell: its own, or the first one in its formula."""
        at = column - FIXED
        if self.table is None or not 0 <= at < len(self.columns):
            return None
        one = self.columns[at]
        if isinstance(one, CountColumn):
            return one.code
        names = NAMES[self.table.object]
        return next((names[word] for word in _WORD.findall(one.formula) if word in names), None)

    def title(self, column: int) -> str:
        """The heading."""
        if column < FIXED:
            return (self._words.name, self._words.grade, self._words.score)[column]
        one = self.columns[column - FIXED]
        name = one.name if self._chinese else one.name_en or one.name
        return f"{name} %" if isinstance(one, Indicator) and one.unit == "percent" else name

    def name_at(self, row: int) -> str:
        """The name of an object."""
        if self.table is None:
            return ""
        if row >= len(self.rows) - 1:
            return self._words.total
        key = self.rows[row].key
        return self._name_of(self.table.object, key) if key else self._words.nobody

    def value(self, row: EvaluationRow, column: int) -> float | None:
        """The number of a column."""
        at = column - FIXED
        return row.counts[at] if self.by_counts else row.values[at]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Objects and the total."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The fixed ones and those of the mode."""
        return 0 if parent.isValid() or self.table is None else FIXED + len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, the colour of the grade."""
        if not index.isValid() or self.table is None or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.row(), column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column <= 1 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and column == 1 and row.grade:
            return next((QColor(one.colour) for one in self.table.grades if one.code == row.grade), None)
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return fmt.tip(self.name_at(index.row()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings; the tip says what is counted. At the left the names, which stay when one scrolls to the side."""
        if orientation is Qt.Orientation.Vertical and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            name = self.name_at(section)
            return name if role == Qt.ItemDataRole.DisplayRole else fmt.tip(name)
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(section)
        if role == Qt.ItemDataRole.ToolTipRole and section >= FIXED:
            one = self.columns[section - FIXED]
            what = one.definition if isinstance(one, CountColumn) else one.formula
            return fmt.tip(f"{self.title(section)} · {what} · {one.confidence}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section <= 1 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, row: EvaluationRow, at: int, column: int) -> str:
        if column == 0:
            return self.name_at(at)
        if column == 1:
            return row.grade
        if column == 2:
            if row.score is None:
                return ""
            return f"{row.score:.1f}" if row.whole else f"({row.score:.1f})"
        value = self.value(row, column)
        if value is None:
            return "–"
        one = self.columns[column - FIXED]
        if isinstance(one, CountColumn):
            return f"{value:.0f}"
        return f"{value:.0f}" if one.unit == "count" else f"{value:.2f}" if one.unit != "minute" else f"{value:.1f}"
