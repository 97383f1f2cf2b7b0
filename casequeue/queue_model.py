"""The queue's rows for Qt: each changed card is one insert, one removal, one move or one repaint, never a new sort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from casequeue.queue_order import QueueOrder
from contract.entities import Case
from panelkit import format as fmt
from panelkit.table_model import ROW_ROLE, Column

Index = QModelIndex | QPersistentModelIndex
MANY = 512
"""From so many changed cards in one batch on, the rows are filled anew: sorting once is cheaper than so many moves."""


class QueueModel(QAbstractTableModel):
    """`columns` say what a row says; the first row is what is due next."""

    def __init__(
        self, columns: Sequence[Column[Case]], parent: Any = None, note: Callable[[Case], str] = lambda _case: ""
    ) -> None:
        """`note`: what a tooltip says beside the cell's text."""
        super().__init__(parent)
        self._note = note
        self.columns = tuple(columns)
        self.sorted_by = "left"
        self._order = QueueOrder(lambda _case: True)

    def fill(self, cases: Iterable[Case], wanted: Callable[[Case], bool] | None = None) -> None:
        """Become the wanted ones of these cases."""
        self.beginResetModel()
        if wanted is not None:
            self._order.wanted = wanted
        self._order.fill(cases)
        self.endResetModel()

    def change(self, cards: Mapping[str, Case | None], *, held: bool, all_of: Callable[[], Iterable[Case]]) -> bool:
        """Follow these cards (None: gone). True where the rows were filled anew, from `all_of()`."""
        if len(cards) >= MANY and not held:
            plans = [self._order.plan(case_id, card, held=False) for case_id, card in cards.items()]
            if sum(one is not None and one.kind != "same" for one in plans) >= MANY:
                self.fill(all_of())
                return True
        for case_id, card in cards.items():
            self._one(case_id, card, held=held)
        return False

    def settle(self) -> None:
        """The reader's hand is off: every row goes where it belongs."""
        for card in self._order.settle():
            self._one(card.id, card, held=False)

    def rows(self) -> list[Case]:
        """The rows as shown."""
        return [self._order.cards[key[-1]] for key in self._order.keys]

    def row_of(self, case_id: str | None) -> int:
        """Where a case is, or -1."""
        return self._order.row_of(case_id)

    def at(self, row: int) -> Case | None:
        """The row's case, or None outside."""
        return self._order.at(row)

    def repaint_cases(self, case_ids: Iterable[str]) -> None:
        """Say these rows again."""
        for case_id in case_ids:
            if (at := self.row_of(case_id)) >= 0:
                self.repaint(at, at)

    def repaint(self, first: int, last: int) -> None:
        """What these rows say depends on the time or on names: say it again."""
        last = min(last, len(self._order.keys) - 1)
        if 0 <= max(first, 0) <= last:
            self.dataChanged.emit(self.index(max(first, 0), 0), self.index(last, len(self.columns) - 1))

    def retranslate(self) -> None:
        """Ask for the column titles again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    # QAbstractTableModel.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Rows; none below a row."""
        return 0 if parent.isValid() else len(self._order.keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip, alignment and the case itself. Colours are the delegate's."""
        case = self._order.at(index.row()) if index.isValid() else None
        if case is None:
            return None
        if role == ROW_ROLE:
            return case
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(case)
        if role == Qt.ItemDataRole.ToolTipRole:
            return fmt.tip("\n".join(part for part in (column.text(case), self._note(case)) if part))
        return _side(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles; the sort column's has an arrow."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title() + (" ↑" if column.key == self.sorted_by else "")
        return _side(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _one(self, case_id: str, card: Case | None, *, held: bool) -> None:
        change = self._order.plan(case_id, card, held=held)
        if change is None:
            return
        nothing = QModelIndex()
        if change.kind == "same":
            self._order.carry_out(change, case_id, card, held=held)
            self.repaint(change.at, change.at)
            return
        if change.kind == "put":
            self.beginInsertRows(nothing, change.to, change.to)
        elif change.kind == "drop":
            self.beginRemoveRows(nothing, change.at, change.at)
        else:
            self.beginMoveRows(nothing, change.at, change.at, nothing, change.to)
        self._order.carry_out(change, case_id, card, held=held)
        _END[change.kind](self)
        if change.kind == "move":
            at = self._order.row_of(case_id)
            self.repaint(at, at)


_END: dict[str, Callable[[QueueModel], None]] = {
    "put": lambda model: model.endInsertRows(),
    "drop": lambda model: model.endRemoveRows(),
    "move": lambda model: model.endMoveRows(),
}


def _side(column: Column[Case]) -> Qt.AlignmentFlag:
    return (Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
