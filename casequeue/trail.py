"""The trail of a case (办理过程) as a line with dots: when, who, what, in which words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from panelkit import format as fmt
from panelkit.theme import Theme


@dataclass(frozen=True)
class TrailLine:
    """One act in words."""

    clock: str
    text: str


class _Lines(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines: tuple[TrailLine, ...] = ()
        self.empty = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, self._theme.size(25) * max(2, len(self.lines)) + 4)

    def minimumSizeHint(self) -> QSize:
        """Never squeezed; the scroll area cuts."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Clock, line, dot, words."""
        theme, high = self._theme, self._theme.size(25)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("body"))
        if not self.lines:
            painter.setPen(theme.color("tx-3"))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            painter.drawText(self.rect(), int(flags) | int(Qt.TextFlag.TextWordWrap), self.empty)
            painter.end()
            return
        metrics = painter.fontMetrics()
        clock_wide = max(metrics.horizontalAdvance(line.clock) for line in self.lines)
        x = clock_wide + theme.size(12)
        painter.setPen(QPen(theme.color("d1"), 1.5))
        painter.drawLine(QPointF(x, high / 2), QPointF(x, high * (len(self.lines) - 0.5)))
        for at, line in enumerate(self.lines):
            middle = high * (at + 0.5)
            newest = at == len(self.lines) - 1
            painter.setPen(theme.color("tx-3"))
            row = QRect(0, at * high, clock_wide, high)
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.clock)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("d2" if newest else "d1"))
            radius = theme.size(5) if newest else theme.size(4)
            painter.drawEllipse(QPointF(x, middle), radius, radius)
            painter.setPen(theme.color("tx-1"))
            room = QRect(x + theme.size(10), at * high, self.width() - x - theme.size(14), high)
            words = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class Trail(QScrollArea):
    """Scrolls to the newest act unless the reader scrolled up."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Lines(theme, self)
        self.setWidget(self._lines)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAutoFillBackground(False)
        self._lines.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._to_newest)
        self._follow = True
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_lines(self, lines: tuple[TrailLine, ...], empty: str) -> None:
        """Become these lines; `empty` is said where there are none."""
        if (lines, empty) != (self._lines.lines, self._lines.empty):
            self._lines.lines, self._lines.empty = lines, empty
            self._lines.setToolTip(fmt.tip("\n".join(f"{line.clock}  {line.text}" for line in lines)))
            self._lines.updateGeometry()
            self._lines.update()

    def lines(self) -> tuple[TrailLine, ...]:
        """What is shown."""
        return self._lines.lines

    def _to_newest(self, _low: int, high: int) -> None:
        if self._follow:
            self.verticalScrollBar().setValue(high)

    def _scrolled(self, value: int) -> None:
        self._follow = value >= self.verticalScrollBar().maximum() - 2
