"""The overlay that tells the keys (`?`)."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from panelkit.theme import Theme

Rows = list[tuple[str, str]]
_ROW_H, _WIDTH, _KEY_W = 36, 860, 240


class KeyHelp(QWidget):
    """A card in the middle of the monitor; any key or click closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)
        self._rows: Rows = []
        self._title = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open(self, title: str, rows: Rows) -> None:
        """Show these keys."""
        self._title, self._rows = title, rows
        parent = self.parentWidget()
        assert parent is not None
        height = 64 + len(rows) * _ROW_H + 16
        self.setGeometry((parent.width() - _WIDTH) // 2, max(0, (parent.height() - height) // 2), _WIDTH, height)
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Closes it."""
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Closes it."""
        self.hide()

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
            y = 60 + index * _ROW_H
            painter.fillRect(28, y, _WIDTH - 56, 1, theme.color("line-1"))
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("tx-2"))
            painter.drawText(QRect(28, y, _KEY_W, _ROW_H), Qt.AlignmentFlag.AlignVCenter, key)
            painter.setPen(theme.color("tx-1"))
            painter.drawText(QRect(28 + _KEY_W, y, _WIDTH - _KEY_W - 56, _ROW_H), Qt.AlignmentFlag.AlignVCenter, act)
        painter.end()
