"""A line that finds: what fits stands below it while one types; arrows and Enter choose, Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from panelkit.theme import Theme

Found = tuple[str, str]
"""A value and its words."""
_ROWS = 9


class Finder(QLineEdit):
    """`chosen(value)`. `value` is empty while what is typed is nothing that was chosen."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, find: Callable[[str], Sequence[Found]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._find = theme, find
        self.value = ""
        self.list = QListWidget()
        self.list.setProperty("role", "found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setParent(self)
        self.list.hide()
        self.destroyed.connect(self.list.deleteLater)  # it lives in the window while it is shown
        self.textEdited.connect(self._typed)
        self.list.itemClicked.connect(self._take)
        self.installEventFilter(self)

    @property
    def is_loose(self) -> bool:
        """Whether something is typed that was never chosen: sent like this it would be left out in silence."""
        return bool(self.text().strip()) and not self.value

    def put(self, value: str, words: str) -> None:
        """Show something as chosen; nobody is told."""
        self.value = value
        self.setText(words)
        self.list.hide()

    def open(self) -> None:
        """Show what fits now."""
        self.list.clear()
        for value, words in self._find(self.text() if not self.value else ""):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, value)
            self.list.addItem(item)
        if not self.list.count():
            self.list.hide()
            return
        self.list.setCurrentRow(0)
        window = self.window()
        if self.list.parent() is not window:
            self.list.setParent(window)
        row = max(self.list.sizeHintForRow(0), self._theme.size(24))
        high = row * min(_ROWS, self.list.count()) + 2
        at = self.mapTo(window, QPoint(0, self.height()))
        if at.y() + high > window.height():
            at = self.mapTo(window, QPoint(0, -high))
        self.list.setGeometry(at.x(), at.y(), self.width(), high)
        self.list.show()
        self.list.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list come first; what is not for it goes on to the form."""
        if watched is not self or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, listed = event.key(), self.list.isVisible()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if listed:
                step = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            else:
                self.open()
            return True
        if listed and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(self.list.currentItem())
            return key != Qt.Key.Key_Tab
        if listed and key == Qt.Key.Key_Escape:
            self.list.hide()
            return True
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        self.list.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """And with the form."""
        super().hideEvent(event)
        self.list.hide()

    def _typed(self, _text: str) -> None:
        before, self.value = self.value, ""
        self.open()
        if before:
            self.chosen.emit("")

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.put(str(item.data(Qt.ItemDataRole.UserRole)), item.text())
        self.chosen.emit(self.value)
