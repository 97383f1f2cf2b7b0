"""The bar of the leader and kiosk scenes: readable from four metres, nothing to operate."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from panelkit.theme import Theme
from wall.topbar import BarState

_INSET = 24


class WallBar(QWidget):
    """Title at the left; age of the data, day and time at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = BarState()
        self._title = self._since = self._data = ""
        theme.changed.connect(self.update)
        self.setFixedHeight(round(84 * theme.scale))

    def show_state(self, state: BarState, title: str, since: str, data: str) -> None:
        """`data`: how old what is shown is, in words."""
        shown = (self._state, self._title, self._since, self._data)
        self._state, self._title, self._since, self._data = state, title, since, data
        if shown != (state, title, since, data):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One line, on the ground of the room."""
        painter = QPainter(self)
        theme, state = self._theme, self._state
        painter.fillRect(self.rect(), theme.color("bg-0"))
        title = QFont(theme.font("strong"))
        title.setPixelSize(round(40 * theme.scale))
        self._left(painter, title)
        right = self.width() - _INSET
        plain = QFont(theme.font("label"))
        plain.setPixelSize(round(28 * theme.scale))
        right = self._put(painter, right, state.clock[:5], theme.font("clock"), "tx-1") - 28
        right = self._put(painter, right, f"{state.date} {state.weekday}", plain, "tx-2") - 44
        if state.link_late:
            width = QFontMetrics(plain).horizontalAdvance(self._data)
            painter.fillRect(right - width - 12, 20, width + 24, self.height() - 40, theme.color("bg-4"))
        self._put(painter, right, self._data, plain, "tx-1" if state.link_late else "tx-2")
        painter.end()

    def _left(self, painter: QPainter, font: QFont) -> None:
        theme = self._theme
        painter.setFont(font)
        painter.setPen(theme.color("tx-1"))
        painter.drawText(QRect(_INSET, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self._title)
        x = _INSET + painter.fontMetrics().horizontalAdvance(self._title) + 28
        plain = theme.font("body")
        painter.setFont(plain)
        painter.setPen(theme.color("tx-2"))
        painter.drawText(QRect(x, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self._since)

    def _put(self, painter: QPainter, right: int, text: str, font: QFont, token: str) -> int:
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(QRect(right - width, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return right - width


def wall_title() -> str:
    """城市管理运行."""
    return QCoreApplication.translate("Room", "City management today")


def wall_since() -> str:
    """今日 0:00 起."""
    return QCoreApplication.translate("Room", "since 0:00")
