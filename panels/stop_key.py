"""STOP ALL: the one inverted face on the desk, big, and apart from everything else."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QWidget

from panelkit.theme import Theme


class StopKey(QPushButton):
    """At least 160 x 160. It is never disabled."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumSize(QSize(theme.size(160), theme.size(160)))
        self.setMaximumSize(QSize(theme.size(200), theme.size(260)))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Octagon with a square, words in both languages."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("tx-2" if self.isDown() else "stop"))
        painter.drawRoundedRect(self.rect(), 3, 3)
        ink = theme.color("stop-on")
        if self.hasFocus():
            painter.setPen(QPen(theme.color("acc"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 3, 3)
        side = theme.size(56)
        high = side + theme.size(14) + theme.line_px("clock") + theme.line_px("body")
        top = (self.height() - high) / 2
        center = QPointF(self.width() / 2, top + side / 2)
        corners = [math.radians(22.5 + 45 * step) for step in range(8)]
        octagon = QPolygonF([center + QPointF(math.cos(a), math.sin(a)) * side / 2 for a in corners])
        painter.setPen(QPen(ink, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(octagon)
        core = QRectF(0, 0, side * 0.36, side * 0.36)
        core.moveCenter(center)
        painter.fillRect(core, ink)
        painter.setPen(ink)
        painter.setFont(theme.font("clock", 700))
        words = QRectF(0, top + side + theme.size(12), self.width(), theme.line_px("clock"))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, "全部停播")
        painter.setFont(theme.font("body", 700))
        below = QRectF(0, words.bottom(), self.width(), theme.line_px("body"))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "STOP ALL")
        painter.end()
