"""The life cycle of one case as a row of stations: what is done and when, where it stands, what happened beside."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from casequeue.flow import Station
from panelkit import format as fmt
from panelkit.theme import Theme
from panelkit.words import event_name

translate = QCoreApplication.translate
HIGH, NARROW = 40, 640


def station_name(name: str) -> str:
    """上报, 受理, ..."""
    return {
        "report": translate("flow_picture", "Report"),
        "accept": translate("flow_picture", "Accept"),
        "verify": translate("flow_picture", "Verify"),
        "file": translate("flow_picture", "File"),
        "dispatch": translate("flow_picture", "Dispatch"),
        "sign": translate("flow_picture", "Sign for"),
        "handle": translate("flow_picture", "Handle"),
        "check": translate("flow_picture", "Check"),
        "close": translate("flow_picture", "Close"),
        "archive": translate("flow_picture", "Archive"),
    }[name]


def branch_words(station: Station) -> str:
    """`改派 · 返工 ×2`."""
    return " · ".join(
        event_name(branch.event) + (f" ×{branch.count}" if branch.count > 1 else "") for branch in station.branches
    )


class FlowPicture(QWidget):
    """A strip. In a narrow panel only the station where the case stands is named; the tooltip names them all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.stations: tuple[Station, ...] = ()
        self._now: datetime | None = None
        self._zone = "UTC"
        self.setFixedHeight(theme.size(HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_flow(self, stations: tuple[Station, ...], now: datetime, timezone: str) -> None:
        """Become this flow."""
        if stations == self.stations and self._zone == timezone:
            return
        self.stations, self._now, self._zone = stations, now, timezone
        lines = [
            "  ".join(part for part in (station_name(one.name), self._clock(one), branch_words(one)) if part)
            for one in stations
        ]
        self.setToolTip(fmt.tip("\n".join(lines)))
        self.setAccessibleName("; ".join(lines))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line, a dot per station; above it its name, and its time or what happened beside the path."""
        painter = QPainter(self)
        self.draw(painter)
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """The same on any paper."""
        if not self.stations:
            return
        theme, size = self._theme, self._theme.size
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self.stations)
        narrow = self.width() < size(NARROW)
        middle = self.height() * 0.68
        centres = [QPointF(step * (at + 0.5), middle) for at in range(len(self.stations))]
        for at, one in enumerate(self.stations[:-1]):
            done = one.standing == "done"
            painter.setPen(QPen(theme.color("d2" if done else "d4"), 2 if done else 1))
            painter.drawLine(centres[at], centres[at + 1])
        for centre, one in zip(centres, self.stations, strict=True):
            self._dot(painter, centre, one)
            self._words(painter, centre, step, one, narrow=narrow)

    def _dot(self, painter: QPainter, centre: QPointF, one: Station) -> None:
        theme = self._theme
        radius = theme.size(7) if one.standing in ("here", "ended") else theme.size(4)
        filled = one.standing in ("done", "here")
        painter.setPen(
            QPen(theme.color("d4" if one.standing == "ahead" else "tx-1" if one.standing == "here" else "d2"), 2)
        )
        painter.setBrush(theme.color("tx-1" if one.standing == "here" else "d2" if filled else "bg-1"))
        painter.drawEllipse(centre, radius, radius)
        if one.standing == "ended":
            reach = radius * 0.6
            painter.drawLine(centre + QPointF(-reach, -reach), centre + QPointF(reach, reach))
            painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))
        if one.branches and self.width() < theme.size(NARROW):
            painter.setPen(QPen(theme.color("tx-2"), 1))
            painter.setBrush(theme.color("bg-1"))
            side = theme.size(5)
            painter.drawRect(QRectF(centre.x() - side / 2, centre.y() + radius + 3, side, side))

    def _words(self, painter: QPainter, centre: QPointF, step: float, one: Station, *, narrow: bool) -> None:
        theme, here = self._theme, one.standing in ("here", "ended")
        if narrow and not here:
            return
        name = station_name(one.name)
        beside = "" if narrow else branch_words(one) or self._clock(one)
        wide = step * 3 if narrow else step - theme.size(6)
        left = min(max(centre.x() - wide / 2, 0.0), self.width() - wide)
        line = theme.line_px("caption")
        room = QRect(round(left), round(centre.y()) - theme.size(9) - line, round(wide), line)
        strong, plain = theme.font("caption", 500), theme.font("caption")
        painter.setFont(strong if here else plain)
        name_wide = painter.fontMetrics().horizontalAdvance(name)
        gap = theme.size(6) if beside else 0
        painter.setFont(plain)
        beside = self._cut(painter, beside, room.width() - name_wide - gap) if beside else ""
        whole = name_wide + gap + painter.fontMetrics().horizontalAdvance(beside)
        start = room.x() + max(0, (room.width() - whole) // 2)
        painter.setPen(theme.color("tx-2" if one.branches else "tx-3"))
        at_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(start + name_wide + gap, room.y(), room.right(), line), at_left, beside)
        painter.setFont(strong if here else plain)
        painter.setPen(theme.color("tx-1" if here else "tx-2" if one.standing == "done" else "tx-3"))
        painter.drawText(QRect(start, room.y(), room.width(), line), at_left, name)

    @staticmethod
    def _cut(painter: QPainter, text: str, room: int) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _clock(self, one: Station) -> str:
        return fmt.moment(one.at, self._now, self._zone) if one.at is not None and self._now is not None else ""
