"""The line at the bottom of a monitor: how old each kind of data is, at the left; where one is, at the right."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from panelkit.theme import Theme
from panelkit.tokens import STATUS_H

Pairs = tuple[tuple[str, str], ...]
_INSET, _SPACE = 16, 24


class StatusLine(QWidget):
    """Paints pairs of a grey label and a value."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)
        self._left: Pairs = ()
        self._right: Pairs = ()
        self.setFixedHeight(STATUS_H)

    def show_pairs(self, left: Pairs, right: Pairs) -> None:
        """Paint anew where something changed."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Left pairs from the left until they would meet the right ones."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("bg-1"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("line-1"))
        painter.setFont(self._theme.font("label"))
        metrics = QFontMetrics(self._theme.font("label"))
        base = (self.height() + metrics.ascent() - metrics.descent()) // 2
        right = self.width() - _INSET
        for label, value in reversed(self._right):
            right -= self._span(metrics, label, value)
            self._pair(painter, metrics, right, base, label, value)
            right -= _SPACE
        x = _INSET
        for label, value in self._left:
            span = self._span(metrics, label, value)
            if x + span > right:
                break
            self._pair(painter, metrics, x, base, label, value)
            x += span + _SPACE
        painter.end()

    def _span(self, metrics: QFontMetrics, label: str, value: str) -> int:
        return metrics.horizontalAdvance(label) + (6 if label else 0) + metrics.horizontalAdvance(value)

    def _pair(self, painter: QPainter, metrics: QFontMetrics, x: int, base: int, label: str, value: str) -> None:
        painter.setPen(self._theme.color("tx-3"))
        painter.drawText(x, base, label)
        if label:
            x += metrics.horizontalAdvance(label) + 6
        painter.setPen(self._theme.color("tx-2"))
        painter.drawText(x, base, value)
