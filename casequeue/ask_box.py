"""One question inside a panel: a department, or a reason. Type to narrow, arrows, Enter to answer, Esc to leave."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from panelkit.theme import Theme


class AskBox(QWidget):
    """`answered(str)` with the chosen value or the typed words; `left()` where nobody answered."""

    answered = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size(6))
        self.question = QLabel(self)
        self.question.setProperty("role", "second")
        self.line = QLineEdit(self)
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.hint = QLabel(self)
        self.hint.setProperty("role", "caption")
        for widget in (self.question, self.line, self.list, self.hint):
            column.addWidget(widget)
        self._free = False
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._narrow)
        self.list.itemClicked.connect(lambda item: self.answered.emit(item.data(Qt.ItemDataRole.UserRole)))

    def ask(self, question: str, choices: list[tuple[str, str, str]], *, free: bool) -> None:
        """Ask. `choices` are (value, words, what else it may be found by); `free` takes typed words as the answer."""
        self._free = free
        self.question.setText(question)
        self.hint.setText(self.tr("Type to narrow · ↑↓ · Enter · Esc"))
        self.line.clear()
        self.list.clear()
        for value, words, more in choices:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setData(Qt.ItemDataRole.UserRole + 1, f"{words} {more}".casefold())
            self.list.addItem(item)
        self._choose_first()
        self.line.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The line keeps the focus; arrows move the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._answer()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        if self._free:
            self.list.setCurrentRow(-1)
            return
        for row in range(self.list.count()):
            item = self.list.item(row)
            known = item.data(Qt.ItemDataRole.UserRole + 1)
            item.setHidden(not all(word in known for word in words))
        self._choose_first()

    def _rows(self) -> list[int]:
        return [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]

    def _choose_first(self) -> None:
        rows = self._rows()
        self.list.setCurrentRow(rows[0] if rows else -1)

    def _step(self, by: int) -> None:
        rows = self._rows()
        if not rows:
            return
        at = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else -1 if by > 0 else 0
        self.list.setCurrentRow(rows[(at + by) % len(rows)])

    def _answer(self) -> None:
        typed = self.line.text().strip()
        item = self.list.currentItem()
        if self._free and typed:
            self.answered.emit(typed)
        elif item is not None and not item.isHidden():
            self.answered.emit(item.data(Qt.ItemDataRole.UserRole))
