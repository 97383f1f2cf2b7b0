"""The big time-left cell of one case: bar, tint, number."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from panelkit import format as fmt
from panelkit.limit import STOPPED, Limit
from panelkit.theme import Theme


class TimePlate(QWidget):
    """112 x 36."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.limit: Limit = STOPPED
        self.setFixedSize(QSize(theme.size(112), theme.size(36)))

    def show_limit(self, limit: Limit) -> None:
        """Follow a limit."""
        if (fmt.time_left(limit.left_s), limit.lamp) != (fmt.time_left(self.limit.left_s), self.limit.lamp):
            self.limit = limit
            self.update()
        self.limit = limit

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tint, bar, number."""
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self.limit.fill_token or "bg-2"))
        bar = self.rect()
        bar.setWidth(theme.size(4))
        painter.fillRect(bar, theme.color(self.limit.bar_token))
        painter.setFont(theme.font("clock" if theme.display == "desk" else "strong"))
        painter.setPen(theme.color(self.limit.text_token))
        room = self.rect().adjusted(0, 0, -theme.size(10), 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, fmt.time_left(self.limit.left_s)
        )
        painter.end()
