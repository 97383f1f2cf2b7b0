"""The frame around a whole monitor that tells a mode: server lost (grey, dashed) or ON AIR (magenta)."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from panelkit.theme import Theme

FRAME_W = 10
PLATE_H = 40


class ModeFrame(QWidget):
    """Lies over all panels, lets every click through, and draws nothing in the normal mode.

    Its mask leaves only the frame and the plate, so that the panels beneath are neither covered nor repainted.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)
        self._mode = ""
        self._text = ""
        self._plate_top = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def mode(self) -> str:
        """`lost`, `air` or empty."""
        return self._mode

    def hang_below(self, height: int) -> None:
        """Hang the plate below a bar of this height, whose counts must stay readable."""
        if height != self._plate_top:
            self._plate_top = height
            self._shape()

    def show_mode(self, mode: str, text: str) -> None:
        """Show a mode with its words at the top centre; empty hides it."""
        if (mode, text) == (self._mode, self._text):
            return
        self._mode, self._text = mode, text
        self._shape()
        self.setVisible(bool(mode))
        if mode:
            self.raise_()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mask follows the size."""
        self._shape()

    def plate(self) -> QRect:
        """Where the words are."""
        width = QFontMetrics(self._theme.font("strong")).horizontalAdvance(self._text) + 48
        return QRect((self.width() - width) // 2, self._plate_top, width, PLATE_H)

    def _shape(self) -> None:
        inner = self.rect().adjusted(FRAME_W, FRAME_W, -FRAME_W, -FRAME_W)
        region = QRegion(self.rect()).subtracted(QRegion(inner))
        self.setMask(region.united(QRegion(self.plate())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame and its plate."""
        painter = QPainter(self)
        air = self._mode == "air"
        painter.fillRect(self.rect(), self._theme.color("air" if air else "bg-0"))
        if not air:
            pen = QPen(self._theme.color("line-2"), FRAME_W, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            half = FRAME_W // 2
            painter.drawRect(self.rect().adjusted(half, half, -half, -half))
        plate = self.plate()
        painter.fillRect(plate, self._theme.color("air" if air else "bg-3"))
        painter.setPen(self._theme.color("air-on" if air else "tx-1"))
        painter.setFont(self._theme.font("strong"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
