"""Rows of a form: label left, field right, what is wrong with it right below it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from caseforms.finder import Finder
from panelkit.theme import Theme

MOST_WORDS = 2000
"""Characters that the server takes in a text of many lines."""
_MOST_PASTED = 4 * MOST_WORDS


@dataclass(eq=False)
class Row:
    """One field of a form."""

    label: QLabel
    field: QWidget
    fault: QLabel

    def set_visible(self, shown: bool) -> None:
        """With its label; what was wrong goes with it."""
        self.label.setVisible(shown)
        self.field.setVisible(shown)
        self.fault.setVisible(shown and bool(self.fault.text()))


class Rows(QWidget):
    """The fields in the order in which Enter and Tab go through them. `entered(key)`: Enter left this field."""

    entered = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size(10))
        self._grid.setVerticalSpacing(theme.size(4))
        self._grid.setColumnStretch(1, 1)
        self.rows: dict[str, Row] = {}

    def add(self, key: str, field: QWidget, *, focus: QWidget | None = None) -> Row:
        """A further row; `focus`: the part of the field that takes the keys."""
        label, fault = QLabel(self), QLabel(self)
        label.setProperty("role", "label")
        label.setMinimumWidth(self._theme.size(84))
        label.setBuddy(focus or field)
        fault.setProperty("role", "fault")
        fault.setWordWrap(True)
        fault.hide()
        at = len(self.rows) * 2
        tall = isinstance(field, QPlainTextEdit) or field.sizeHint().height() > self._theme.size(80)
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, at, 1)
        self._grid.addWidget(fault, at + 1, 1)
        row = self.rows[key] = Row(label, field, fault)
        (focus or field).setAccessibleName(key)
        (focus or field).installEventFilter(self)
        (focus or field).setProperty("row", key)
        return row

    def stretch_last(self) -> None:
        """What is left of the height goes below."""
        self._grid.setRowStretch(len(self.rows) * 2, 1)

    def name(self, key: str, words: str) -> None:
        """The label of a row."""
        row = self.rows[key]
        row.label.setText(words)
        row.field.setAccessibleName(words)

    def tell(self, key: str, words: str) -> None:
        """What is wrong with a field; nothing: it is right."""
        row = self.rows[key]
        if row.fault.text() != words:
            row.fault.setText(words)
        row.fault.setVisible(bool(words) and not row.field.isHidden())
        target = row.label.buddy() or row.field
        if bool(target.property("wrong")) != bool(words):
            target.setProperty("wrong", bool(words))
            target.style().unpolish(target)
            target.style().polish(target)

    def wrong(self) -> list[str]:
        """Keys of the rows that say what is wrong, in order."""
        return [key for key, row in self.rows.items() if row.fault.text() and not row.field.isHidden()]

    def focus(self, key: str) -> None:
        """Go to a field, and bring it into sight where the form is scrolled."""
        row = self.rows[key]
        (row.label.buddy() or row.field).setFocus(Qt.FocusReason.TabFocusReason)
        viewport = self.parentWidget()
        area = viewport.parentWidget() if viewport is not None else None
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(row.fault if row.fault.isVisible() else row.field)
            area.ensureWidgetVisible(row.field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field; in a text of many lines it is a line, and Ctrl+Enter is the form's."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if isinstance(watched, Finder) and watched.list.isVisible():
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not isinstance(watched, QPlainTextEdit):
            key = str(watched.property("row") or "")
            self.entered.emit(key)
            self.after(key)
            return True
        return False

    def after(self, key: str) -> None:
        """Go to the field after this one."""
        keys = [one for one, row in self.rows.items() if not row.field.isHidden()]
        if key in keys and keys.index(key) + 1 < len(keys):
            self.focus(keys[keys.index(key) + 1])


class Choice(QComboBox):
    """One of a few values, by arrows or by its first letter. Its words can be set anew without losing the value."""

    def show_items(self, items: list[tuple[str, str]]) -> None:
        """(value, words) in their order."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        for value, words in items:
            self.addItem(words, value)
        self.setCurrentIndex(max(0, self.findData(kept)))
        self.blockSignals(False)

    def value(self) -> str:
        """What is chosen."""
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        """Choose it; the first one where it is not there, so that nothing of the form before stays chosen."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past a field changes nothing."""
        event.ignore()


class TextBox(QPlainTextEdit):
    """A text of many lines. Tab goes on; of a huge paste no more is taken than is plainly too much, so that a book
    from the clipboard neither stops the form nor fills the disk with drafts."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(height)

    def text(self) -> str:
        """What stands in it, without what surrounds it."""
        return self.toPlainText().strip()

    def too_many(self) -> int:
        """How many characters are too many."""
        return max(0, len(self.text()) - MOST_WORDS)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Text only."""
        self.insertPlainText(source.text()[:_MOST_PASTED])


def line(most: int, parent: QWidget | None = None) -> QLineEdit:
    """A line for at most so many characters."""
    field = QLineEdit(parent)
    field.setMaxLength(most)
    return field
