"""The bar at the top of a monitor: hall, scenes with their keys, alarms, connection, person, date, clock, monitor."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from panelkit.theme import Theme
from panelkit.tokens import TOP_BAR_H

_INSET = 16
_METER_BARS = 10


@dataclass(frozen=True)
class Tab:
    """One scene's tab."""

    name: str
    title: str
    key: str


@dataclass(frozen=True)
class BarState:
    """Everything that the bar shows."""

    hall: str = ""
    tabs: tuple[Tab, ...] = ()
    scene: str = ""
    alarms: tuple[int, int, int] = (0, 0, 0)
    alarms_per_10_min: int = 0
    link_title: str = ""
    link_text: str = ""
    link_late: bool = False
    duty_title: str = ""
    duty_text: str = ""
    date: str = ""
    weekday: str = ""
    clock: str = ""
    monitor: str = ""
    words: dict[str, str] = field(default_factory=dict)


def polygon(sides: int, centre: QPointF, radius: float) -> QPolygonF:
    """The alarm shapes: 8 octagon (A), 3 triangle (B), 4 diamond (C)."""
    turn = {8: pi / 8, 3: -pi / 2, 4: 0.0}[sides]
    return QPolygonF(
        [
            QPointF(
                centre.x() + radius * cos(turn + 2 * pi * k / sides),
                centre.y() + radius * sin(turn + 2 * pi * k / sides),
            )
            for k in range(sides)
        ]
    )


class TopBar(QWidget):
    """Paints a `BarState`; `scene_requested` with a scene's name after a click on its tab."""

    scene_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)
        self._state = BarState()
        self._tabs: list[tuple[QRect, str]] = []
        self.setFixedHeight(TOP_BAR_H)

    def show_state(self, state: BarState) -> None:
        """Paint anew where something changed."""
        if state != self._state:
            self._state = state
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a tab asks for its scene."""
        for rect, name in self._tabs:
            if rect.contains(event.position().toPoint()):
                self.scene_requested.emit(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Left to right: hall and tabs; right to left: all else, so that what does not fit is dropped in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.color("bg-1"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("line-1"))
        left = self._hall_and_tabs(painter)
        right = self._clock(painter, self.width() - _INSET)
        # What does not fit is left out: the alarms are the last to go.
        blocks = [self._alarms, self._link, self._duty, self._meter]
        room, kept = right - left, set()
        for block, width in zip(blocks, self._widths(), strict=True):
            if 0 < width <= room:
                room -= width
                kept.add(block)
        for block in (self._duty, self._link, self._meter, self._alarms):
            if block in kept:
                right = block(painter, right)
        painter.end()

    def _widths(self) -> list[int]:
        """Of alarms, link, duty and meter, each with its separator; 0 for one with nothing to say."""
        state, words = self._state, self._state.words
        alarms = sum(44 + self._width(str(count), "strong") for count in state.alarms) + 32
        link = self._pair_width(state.link_title, state.link_text) + 32
        duty = self._pair_width(state.duty_title, state.duty_text) + 32 if state.duty_text else 0
        meter = self._pair_width(words.get("rate_title", ""), self._rate()) + 158
        return [alarms, link, duty, meter]

    def _rate(self) -> str:
        return self._state.words.get("rate", "{n}").format(n=self._state.alarms_per_10_min)

    def _pair_width(self, above: str, below: str) -> int:
        return max(self._width(above, "caption"), self._width(below, "label"))

    def _text(self, painter: QPainter, x: int, y: int, w: int, h: int, text: str, role: str, token: str,
              align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:  # fmt: skip
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(token))
        painter.drawText(QRect(x, y, w, h), align | Qt.AlignmentFlag.AlignVCenter, text)

    def _width(self, text: str, role: str) -> int:
        return QFontMetrics(self._theme.font(role)).horizontalAdvance(text) + 1

    def _hall_and_tabs(self, painter: QPainter) -> int:
        height = self.height()
        x = _INSET
        width = self._width(self._state.hall, "title")
        self._text(painter, x, 0, width, height, self._state.hall, "title", "tx-1")
        x += width + 20
        self._tabs = []
        for tab in self._state.tabs:
            title, key = self._width(tab.title, "title"), self._width(tab.key, "label")
            span = title + key + 44
            active = tab.name == self._state.scene
            self._text(painter, x + 14, 0, title, height, tab.title, "title", "tx-1" if active else "tx-2")
            self._text(painter, x + 30 + title, 0, key, height, tab.key, "label", "tx-2" if active else "tx-3")
            if active:
                painter.fillRect(x, height - 3, span, 3, self._theme.color("acc"))
            self._tabs.append((QRect(x, 0, span, height), tab.name))
            x += span
        return x + 12

    def _separator(self, painter: QPainter, x: int) -> int:
        painter.fillRect(x - 16, 12, 1, 24, self._theme.color("line-2"))
        return x - 32

    def _clock(self, painter: QPainter, right: int) -> int:
        state, height = self._state, self.height()
        plate = self._width(state.monitor, "label") + 18
        box = QRect(right - plate, 12, plate, 24)
        painter.setPen(QPen(self._theme.color("line-2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 3, 3)
        self._text(painter, box.x(), box.y(), box.width(), box.height(), state.monitor, "label", "tx-2",
                   Qt.AlignmentFlag.AlignHCenter)  # fmt: skip
        right = box.x() - 16
        width = self._width("88:88:88", "clock") + 4
        self._text(painter, right - width, 0, width, height, state.clock, "clock", "tx-1", Qt.AlignmentFlag.AlignRight)
        right -= width + 12
        width = max(self._width(state.date, "label"), self._width(state.weekday, "label"))
        self._pair(painter, right - width, width, state.date, state.weekday, Qt.AlignmentFlag.AlignRight)
        return right - width - 2

    def _pair(self, painter: QPainter, x: int, width: int, above: str, below: str,
              align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft, token: str = "tx-1") -> None:  # fmt: skip
        self._text(painter, x, 7, width, 17, above, "caption", "tx-3", align)
        self._text(painter, x, 24, width, 18, below, "label", token, align)

    def _duty(self, painter: QPainter, right: int) -> int:
        return self._block(painter, right, self._state.duty_title, self._state.duty_text)

    def _link(self, painter: QPainter, right: int) -> int:
        state = self._state
        if state.link_late:
            # Said in words and by a raised plate: colour alone would be an alarm.
            width = self._pair_width(state.link_title, state.link_text)
            painter.fillRect(right - 38 - width, 5, width + 12, 38, self._theme.color("bg-4"))
        return self._block(painter, right, state.link_title, state.link_text)

    def _block(self, painter: QPainter, right: int, above: str, below: str) -> int:
        width = self._pair_width(above, below)
        right = self._separator(painter, right)
        self._pair(painter, right - width, width, above, below)
        return right - width

    def _meter(self, painter: QPainter, right: int) -> int:
        words = self._state.words
        first = self._pair_width(words.get("rate_title", ""), self._rate())
        width = first + 126
        right = self._separator(painter, right)
        x = right - width
        self._pair(painter, x, first, words.get("rate_title", ""), self._rate())
        x += first + 10
        for bar in range(_METER_BARS):
            token = "d2" if bar < self._state.alarms_per_10_min else "bg-3"
            painter.fillRect(x + bar * 11, 9, 10, 14, self._theme.color(token))
        self._text(painter, x, 25, 58, 16, words.get("calm", ""), "caption", "tx-3")
        self._text(painter, x + 50, 25, 60, 16, words.get("flood", ""), "caption", "tx-3", Qt.AlignmentFlag.AlignRight)
        return right - width

    def _alarms(self, painter: QPainter, right: int) -> int:
        shapes = (("A", 8, "p1"), ("B", 3, "p2"), ("C", 4, "p3"))
        widths = [44 + self._width(str(count), "strong") for count in self._state.alarms]
        right = self._separator(painter, right)
        x = begin = right - sum(widths)
        for (letter, sides, token), count, width in zip(shapes, self._state.alarms, widths, strict=True):
            self._alarm(painter, x, letter, sides, token, count)
            self._text(painter, x + 30, 0, width - 30, self.height(), str(count), "strong", "tx-1" if count else "tx-2")
            x += width
        return begin

    def _alarm(self, painter: QPainter, x: int, letter: str, sides: int, token: str, count: int) -> None:
        """Filled where there are any, else hollow grey; B and C have a dark outline in the light theme."""
        middle, lower = round(self.height() / 2), 3 if sides == 3 else 0
        outline, fill = QPen(self._theme.color("line-2"), 1.5), QColor(Qt.GlobalColor.transparent)
        if count:
            fill = self._theme.color(token)
            outline = QPen(self._theme.color("tx-1"), 1.5) if self._theme.mode == "light" else QPen(fill, 1)
        painter.setPen(outline)
        painter.setBrush(fill)
        painter.drawPolygon(polygon(sides, QPointF(x + 12, middle + lower), 13 if sides == 3 else 12))
        ink = f"{token}-on" if count else "tx-3"
        self._text(painter, x, middle - 12 + lower, 24, 24, letter, "caption", ink, Qt.AlignmentFlag.AlignHCenter)
