"""The table that is edited: keys of a spreadsheet, cells with their faults drawn in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from panelkit.theme import Theme
from profileedit.clipboard import text_of
from profileedit.table_model import CHANGED_ROLE, FAULT_ROLE, SheetModel
from profileedit.values import chosen, offered

Index = QModelIndex | QPersistentModelIndex
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


class CellDelegate(QStyledItemDelegate):
    """A line to write in, with what may be chosen under it; a fault is a frame and a mark, a change a bar."""

    def __init__(self, theme: Theme, write: Callable[[Index, str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._write = theme, write

    def displayText(self, value: object, locale: object) -> str:
        """A little room for the bar of a change."""
        return f"\u2002{value}"

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The line."""
        line = QLineEdit(parent)
        line.setFrame(False)
        line.setProperty("role", "cell")
        model = index.model()
        choices = model.choices(index) if isinstance(model, SheetModel) else ()
        if choices:
            completer = QCompleter([offered(one) for one in choices], line)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            line.setCompleter(completer)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What the cell holds, chosen whole."""
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        """What was written goes into the sheet."""
        assert isinstance(editor, QLineEdit)
        self._write(index, chosen(editor.text()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Text by the style; marks over it."""
        super().paint(painter, option, index)
        theme, rect = self._theme, option.rect
        painter.save()
        if index.data(CHANGED_ROLE):
            painter.fillRect(QRect(rect.left(), rect.top(), theme.size(3), rect.height()), theme.color("acc"))
        fault = index.data(FAULT_ROLE)
        if fault is not None:
            painter.setPen(theme.color("tx-1"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            side = theme.size(16)
            mark = QRect(rect.right() - side, rect.top(), side, rect.height())
            painter.fillRect(mark.adjusted(0, 1, 0, -1), theme.color("bg-4"))
            painter.setFont(theme.font("label", 500))
            painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, "?" if fault.warning else "!")
        painter.restore()


class Grid(QTableView):
    """Asks its panel for everything that changes the sheet: `written(row, column, text)` of the model, and the rest."""

    written = Signal(int, int, str)
    cleared = Signal(list)  # [(row, column)]
    pasted = Signal(int, int, str)
    added = Signal(bool)  # True: a copy of the row
    removed = Signal(list)  # rows of the model
    moved = Signal(int)  # -1 up, 1 down
    undone = Signal()
    redone = Signal()

    def __init__(self, theme: Theme, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sheet_model = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(theme, self._write, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(theme.size(28))

    def fit_columns(self) -> None:
        """Columns as wide as what they hold, within reason."""
        self.resizeColumnsToContents()
        most, least = self._theme.size(320), self._theme.size(72)
        for column in range(self.sheet_model.columnCount()):
            self.setColumnWidth(column, max(least, min(most, self.columnWidth(column) + self._theme.size(14))))

    def place(self) -> tuple[int, int]:
        """Row and column of the cell that has the cursor; -1 where none has."""
        return self.currentIndex().row(), self.currentIndex().column()

    def go(self, row: int, column: int) -> None:
        """Put the cursor there, as far as there is such a cell."""
        rows, columns = self.sheet_model.rowCount(), self.sheet_model.columnCount()
        if rows and columns:
            index = self.sheet_model.index(max(0, min(row, rows - 1)), max(0, min(column, columns - 1)))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def rows(self) -> list[int]:
        """Rows that are chosen."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def block(self) -> list[list[str]]:
        """The chosen cells."""
        chosen = self.selectedIndexes()
        columns = sorted({index.column() for index in chosen if index.column() < len(self.sheet_model.table.fields)})
        return [[self.sheet_model.row_at(row)[column] for column in columns] for row in self.rows()]

    def copy(self) -> None:
        """The chosen cells on the clipboard, for a spreadsheet."""
        QGuiApplication.clipboard().setText(text_of(self.block()))

    def _write(self, index: Index, text: str) -> None:
        self.written.emit(index.row(), index.column(), text)

    def event(self, event: QEvent) -> bool:
        """Keys that others have as shortcuts are ours while the table has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._act_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a spreadsheet."""
        act = self._act_of(event)
        if act is not None:
            act()
            event.accept()
            return
        super().keyPressEvent(event)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        if self.state() is QAbstractItemView.State.EditingState:
            return None  # the cell's own keys
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        standard = QKeySequence.StandardKey
        if event.matches(standard.Copy):
            return self.copy
        if event.matches(standard.Cut):
            return self._cut
        if event.matches(standard.Paste):
            return lambda: self.pasted.emit(*self.place(), QGuiApplication.clipboard().text())
        if event.matches(standard.Undo):
            return self.undone.emit
        if event.matches(standard.Redo) or (key == Qt.Key.Key_Y and held == _CONTROL):
            return self.redone.emit
        plain: dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]] = {
            (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier): self._edit,
            (Qt.Key.Key_Enter, Qt.KeyboardModifier.NoModifier): self._edit,
            (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): self._clear,
            (Qt.Key.Key_N, _CONTROL): lambda: self.added.emit(False),
            (Qt.Key.Key_Insert, Qt.KeyboardModifier.NoModifier): lambda: self.added.emit(False),
            (Qt.Key.Key_D, _CONTROL): lambda: self.added.emit(True),
            (Qt.Key.Key_Delete, _CONTROL): lambda: self.removed.emit(self.rows()),
            (Qt.Key.Key_Up, _ALT): lambda: self.moved.emit(-1),
            (Qt.Key.Key_Down, _ALT): lambda: self.moved.emit(1),
        }
        return plain.get((key, held))

    def _cut(self) -> None:
        self.copy()
        self._clear()

    def _edit(self) -> None:
        index = self.currentIndex()
        if index.isValid() and self.sheet_model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def _clear(self) -> None:
        self.cleared.emit([(index.row(), index.column()) for index in self.selectedIndexes()])
