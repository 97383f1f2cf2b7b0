"""The queue's table: keys of the desk, and a reader who is never scrolled or out-sorted."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from panelkit.columns import FittedTable
from panelkit.theme import Theme

Index = QModelIndex | QPersistentModelIndex
HOLD_S = 2.0
"""A row under the pointer or the keyboard keeps its place so long."""
DIGITS_MS = 1500


class QueueTable(FittedTable):
    """`digits_typed(str)`, `opened(QModelIndex)`, `hold_ended()`."""

    digits_typed = Signal(str)
    opened = Signal(QModelIndex)
    hold_ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._digits = ""
        self._touched_at = -HOLD_S
        self._stood = 0
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.viewport().setMouseTracking(True)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(theme.size(32))
        head = self.horizontalHeader()
        head.setFixedHeight(theme.size(32))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self._digit_timer = QTimer(self)
        self._digit_timer.setSingleShot(True)
        self._digit_timer.timeout.connect(self._forget_digits)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.timeout.connect(self.hold_ended)

    @property
    def held(self) -> bool:
        """Whether the reader's hand or eye is on the rows right now."""
        return time.monotonic() - self._touched_at < HOLD_S

    def touch(self) -> None:
        """The reader did something: hold the order."""
        self._touched_at = time.monotonic()
        self._hold.start(round(HOLD_S * 1000) + 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """j, k, arrows; Enter opens; digits jump to a number. `/` is the room's: the command line."""
        self.touch()
        text = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._forget_digits()
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
        elif text in ("j", "J"):
            self._step(1)
        elif text in ("k", "K"):
            self._step(-1)
        elif text.isdigit() and text.isascii() and not event.modifiers() & _HELD:
            self._digits = (self._digits + text)[-6:]
            self._digit_timer.start(DIGITS_MS)
            self.digits_typed.emit(self._digits)
        elif event.key() == Qt.Key.Key_Backspace and self._digits:
            self._digits = self._digits[:-1]
            self.digits_typed.emit(self._digits)
        elif event.key() in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Where the reader is, or was."""
        if current.isValid():
            self._stood = current.row()
        super().currentChanged(current, previous)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A pointer on the rows holds them."""
        self.touch()
        super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went away; the keyboard may still hold."""
        super().leaveEvent(event)

    def _step(self, by: int) -> None:
        model = self.model()
        if model is None or model.rowCount() == 0:
            return
        row = self.currentIndex().row()
        if row < 0:  # the case went elsewhere: on with whatever stands where it stood
            row = self._stood - (by > 0)
        row = min(max(row + by, 0), model.rowCount() - 1)
        self.setCurrentIndex(model.index(row, 0))

    def _forget_digits(self) -> None:
        if self._digits:
            self._digits = ""
            self.digits_typed.emit("")


_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End}
