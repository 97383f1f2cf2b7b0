"""One question inside a panel. Type to narrow (words or pinyin initials), arrows, Enter to answer, Esc to leave."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from panelkit.pinyin import begins_at
from panelkit.theme import Theme

_KNOWN = Qt.ItemDataRole.UserRole + 1


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
        self._typed: Callable[[str], str | None] | None = None
        self._optional = False
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._narrow)
        self.list.itemClicked.connect(lambda item: self.answered.emit(item.data(Qt.ItemDataRole.UserRole)))

    def ask(
        self,
        question: str,
        choices: list[tuple[str, str, str]],
        *,
        typed: Callable[[str], str | None] | None = None,
        optional: bool = False,
    ) -> None:
        """Ask. `choices` are (value, words, what else it may be found by); `typed` makes a value of words that are no
        choice, None where they are no answer. `optional`: Enter on nothing answers with the empty value."""
        self._typed, self._optional = typed, optional
        self.question.setText(question)
        hint = self.tr("Type to narrow · ↑↓ · Enter · Esc")
        self.hint.setText(hint if choices else self.tr("Type · Enter · Esc"))
        self.list.setVisible(bool(choices))
        self.line.clear()
        self.list.clear()
        for value, words, more in choices:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setData(_KNOWN, f"{words} {more}".casefold())
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
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not all(_fits(item, word) for word in words))
        if self._typed is not None and text.strip() and self._typed(text) is not None:
            self.list.setCurrentRow(-1)  # words of one's own, until the arrows choose something else
        else:
            self._choose_first()

    def _rows(self) -> list[int]:
        return [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]

    def _choose_first(self) -> None:
        rows = self._rows()
        self.list.setCurrentRow(-1 if self._optional and not self.line.text().strip() else rows[0] if rows else -1)

    def _step(self, by: int) -> None:
        rows = self._rows()
        if not rows:
            return
        at = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else -1 if by > 0 else 0
        self.list.setCurrentRow(rows[(at + by) % len(rows)])

    def _answer(self) -> None:
        words = self.line.text().strip()
        item = self.list.currentItem()
        if item is not None and not item.isHidden():
            self.answered.emit(item.data(Qt.ItemDataRole.UserRole))
            return
        value = self._typed(words) if self._typed is not None and words else None
        if value is not None:
            self.answered.emit(value)
        elif self._optional and not words:
            self.answered.emit("")
        elif words:
            self.hint.setText(self.tr("{words}: no such answer").format(words=words))


def _fits(item: QListWidgetItem, word: str) -> bool:
    return word in item.data(_KNOWN) or (word.isascii() and begins_at(item.text(), word) is not None)
