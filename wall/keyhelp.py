"""The overlay that tells the keys (`?`)."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from panelkit.theme import Theme

Rows = list[tuple[str, str]]
_ROW_H, _WIDTH, _KEY_W = 36, 860, 240
_HEAD_H, _FOOT_H = 64, 16


class KeyHelp(QWidget):
    """A card in the middle of the monitor; any key or click closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)
        self._rows: Rows = []
        self._title = ""
        self._before: QWidget | None = None
        self._row_h = _ROW_H
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open(self, title: str, rows: Rows) -> None:
        """Show these keys; who had the keyboard gets it back afterwards."""
        before = QApplication.focusWidget()
        if before is not self:
            self._before = before
        self._title, self._rows = title, rows
        parent = self.parentWidget()
        assert parent is not None
        room = parent.height() - _HEAD_H - _FOOT_H
        self._row_h = min(_ROW_H, room // max(1, len(rows)))  # closer together where the monitor is low
        height = _HEAD_H + len(rows) * self._row_h + _FOOT_H
        self.setGeometry((parent.width() - _WIDTH) // 2, max(0, (parent.height() - height) // 2), _WIDTH, height)
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Closes it."""
        self._close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Closes it."""
        self._close()

    def _close(self) -> None:
        self.hide()
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A title, then one key and its act per row."""
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg-1"))
        painter.setPen(QPen(theme.color("acc"), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.setPen(theme.color("tx-1"))
        painter.setFont(theme.font("strong"))
        painter.drawText(QRect(28, 8, _WIDTH - 56, 48), Qt.AlignmentFlag.AlignVCenter, self._title)
        for index, (key, act) in enumerate(self._rows):
            y = 60 + index * self._row_h
            painter.fillRect(28, y, _WIDTH - 56, 1, theme.color("line-1"))
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("tx-2"))
            painter.drawText(QRect(28, y, _KEY_W, self._row_h), Qt.AlignmentFlag.AlignVCenter, key)
            painter.setPen(theme.color("tx-1"))
            painter.drawText(
                QRect(28 + _KEY_W, y, _WIDTH - _KEY_W - 56, self._row_h), Qt.AlignmentFlag.AlignVCenter, act
            )
        painter.end()
