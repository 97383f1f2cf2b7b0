"""The limit ring fills clockwise from 12 o'clock; overdue it is full, with a dashed outer one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from panelkit import format as fmt
from panelkit.limit import STOPPED, Limit
from panelkit.theme import Theme


class LimitRing(QWidget):
    """Number of hours left in the middle, a word under it."""

    def __init__(self, theme: Theme, size: int = 92, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.limit: Limit = STOPPED
        self.setFixedSize(QSize(theme.size(size), theme.size(size)))

    def show_limit(self, limit: Limit) -> None:
        """Follow a limit; repaints only where it differs to the eye."""
        old, self.limit = self.limit, limit
        if (fmt.time_left(old.left_s), round(old.used, 3), old.lamp) != (
            fmt.time_left(limit.left_s),
            round(limit.used, 3),
            limit.lamp,
        ):
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, ring, number, word."""
        theme, limit = self._theme, self.limit
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        width = max(5.0, ring.width() * 0.075)
        painter.setPen(QPen(theme.color("d4"), width, c=Qt.PenCapStyle.FlatCap))
        painter.drawEllipse(ring)
        if limit.left_s is not None:
            painter.setPen(QPen(theme.color(limit.bar_token), width, c=Qt.PenCapStyle.FlatCap))
            painter.drawArc(ring, 90 * 16, -round(min(limit.used, 1.0) * 360 * 16))
        if limit.lamp == "late":
            painter.setPen(QPen(theme.color("sla-late"), 1.5, Qt.PenStyle.DashLine))
            painter.drawEllipse(ring.adjusted(-6, -6, 6, 6))
        inside = self.rect()
        number = QFont(theme.font("strong"))
        number.setPixelSize(round(ring.width() * 0.28))
        painter.setFont(number)
        painter.setPen(theme.color(limit.text_token if limit.lamp != "near" else "tx-1"))
        upper = inside.adjusted(0, 0, 0, -round(ring.height() * 0.20))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, fmt.time_left(limit.left_s))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("tx-2"))
        words = {"late": self.tr("overdue"), "none": self.tr("no clock")}.get(limit.lamp, self.tr("left"))
        painter.drawText(inside.adjusted(0, round(ring.height() * 0.42), 0, 0), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
