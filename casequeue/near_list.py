"""The nearest cameras or poles of a case: symbol, number, name, distance, whether they reach the place."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from casequeue.nearby import Near
from contract.entities import Camera, Link, Pole, PoleState
from panelkit import format as fmt
from panelkit import icons
from panelkit.theme import Theme
from panelkit.words import pole_state_name

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class NearList(QWidget):
    """`chosen(id)` on a click."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[Near[Camera] | Near[Pole], ...] = ()
        self._empty = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: tuple[Near[Camera] | Near[Pole], ...], empty: str) -> None:
        """Become these rows; `empty` is said where there are none."""
        if (rows, empty) != (self._rows, self._empty):
            self._rows, self._empty = rows, empty
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """44 px a row."""
        return QSize(200, self._theme.size(44) * max(1, len(self._rows)))

    def words_of(self, near: Near[Camera] | Near[Pole]) -> tuple[str, str]:
        """Name line and the line under it."""
        thing = near.thing
        if isinstance(thing, Pole):
            reach = self.tr("reaches the place") if near.sees else self.tr("does not reach the place")
            under = f"{fmt.metres(near.distance_m)} · {pole_state_name(thing.state)} · {reach}"
        else:
            sees = self.tr("sees the place") if near.sees else self.tr("looks elsewhere")
            dead = "" if thing.link in (Link.ONLINE, Link.UNKNOWN) else " · " + self.tr("offline")
            under = f"{fmt.metres(near.distance_m)} · {sees}{dead}"
        return f"{thing.number}  {thing.name}", under

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row."""
        row = int(event.position().y()) // self._theme.size(44)
        if 0 <= row < len(self._rows):
            self.chosen.emit(self._rows[row].thing.id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Rows."""
        theme, high = self._theme, self._theme.size(44)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("tx-3"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | _MIDDLE, self._empty)
        for at, near in enumerate(self._rows):
            box = QRectF(0, at * high + theme.size(10), theme.size(24), theme.size(24))
            thing = near.thing
            if isinstance(thing, Pole):
                icons.pole(painter, box, theme.color("d2"), offline=thing.state in (PoleState.OFFLINE, PoleState.FAULT))
            else:
                icons.camera(painter, box, theme.color("d1"), offline=thing.link in (Link.OFFLINE, Link.FAULT))
            name, under = self.words_of(near)
            room = QRect(
                theme.size(36), at * high + theme.size(3), self.width() - theme.size(36), theme.line_px("body")
            )
            self._line(painter, room, name, "body", "tx-1")
            self._line(painter, room.translated(0, theme.line_px("body") - 1), under, "label", "tx-3")
        painter.end()

    def _line(self, painter: QPainter, room: QRect, text: str, role: str, token: str) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(token))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | _MIDDLE, cut)
