"""Symbols of one weight: a 1.5 px line, a solid core, square caps, each drawn into a square.

Shape tells kind: camera rectangle, pole house, vehicle pointed block, person bust; alarm A octagon, B triangle, C
diamond. Only alarms have colours of their own.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from contract.entities import CaseSource
from panelkit.theme import Theme


def _pen(color: QColor, box: QRectF, weight: float = 1.5) -> QPen:
    pen = QPen(color, weight * max(1.0, box.width() / 20))
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.x() + x * box.width(), box.y() + y * box.height())


def _poly(box: QRectF, *points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([_at(box, x, y) for x, y in points])


def camera(painter: QPainter, box: QRectF, color: QColor, *, offline: bool = False) -> None:
    """Rectangle with lens."""
    painter.setPen(_pen(color, box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(_at(box, 0.10, 0.26), _at(box, 0.68, 0.74)))
    painter.drawPolyline(_poly(box, (0.72, 0.44), (0.92, 0.32), (0.92, 0.68), (0.72, 0.56)))
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRect(QRectF(_at(box, 0.28, 0.40), _at(box, 0.50, 0.60)))
    _slash(painter, box, color, offline)


def pole(painter: QPainter, box: QRectF, color: QColor, *, offline: bool = False) -> None:
    """House shape with a horn."""
    painter.setPen(_pen(color, box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(_poly(box, (0.5, 0.06), (0.92, 0.36), (0.92, 0.92), (0.08, 0.92), (0.08, 0.36)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(_poly(box, (0.24, 0.52), (0.36, 0.52), (0.52, 0.38), (0.52, 0.80), (0.36, 0.66), (0.24, 0.66)))
    painter.setPen(_pen(color, box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(_at(box, 0.42, 0.42), _at(box, 0.74, 0.76)), -50 * 16, 100 * 16)
    _slash(painter, box, color, offline)


def vehicle(painter: QPainter, box: QRectF, color: QColor, *, heading_deg: float = 0.0, offline: bool = False) -> None:
    """Pointed block, tip = heading."""
    painter.save()
    painter.translate(box.center())
    painter.rotate(heading_deg)
    painter.translate(-box.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(_poly(box, (0.5, 0.06), (0.80, 0.32), (0.80, 0.94), (0.20, 0.94), (0.20, 0.32)))
    painter.restore()
    _slash(painter, box, color, offline)


def person(painter: QPainter, box: QRectF, color: QColor, *, offline: bool = False) -> None:
    """Bust."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QRectF(_at(box, 0.32, 0.08), _at(box, 0.68, 0.44)))
    painter.drawPie(QRectF(_at(box, 0.14, 0.52), _at(box, 0.86, 1.36)), 0, 180 * 16)
    _slash(painter, box, color, offline)


def _slash(painter: QPainter, box: QRectF, color: QColor, offline: bool) -> None:
    if offline:
        painter.setPen(_pen(color, box, 2.0))
        painter.drawLine(_at(box, 0.06, 0.94), _at(box, 0.94, 0.06))


def padlock(painter: QPainter, box: QRectF, color: QColor) -> None:
    """Somebody holds it."""
    painter.setPen(_pen(color, box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(_at(box, 0.28, 0.08), _at(box, 0.72, 0.72)), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(QRectF(_at(box, 0.16, 0.44), _at(box, 0.84, 0.92)))


def alarm(painter: QPainter, box: QRectF, theme: Theme, priority: int, *, active: bool = True) -> None:
    """A octagon, B triangle, C diamond with its letter; hollow grey where there is none of that rank."""
    inset = box.adjusted(1, 1, -1, -1)
    shape = {1: _octagon(inset), 2: _poly(inset, (0.5, 0.02), (1.0, 0.94), (0.0, 0.94))}.get(
        priority, _poly(inset, (0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5))
    )
    letter = {1: "A", 2: "B"}.get(priority, "C")
    if active:
        dark_edge = theme.mode == "light" and priority > 1
        painter.setPen(QPen(theme.color("tx-1"), 1.5) if dark_edge else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"p{priority}"))
        ink = theme.color(f"p{priority}-on")
    else:
        painter.setPen(QPen(theme.color("line-2"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink = theme.color("tx-3")
    painter.drawPolygon(shape)
    font = QFont(theme.font("label", 700))
    font.setPixelSize(max(9, round(box.height() * 0.5)))
    painter.setFont(font)
    painter.setPen(ink)
    lower = box.height() * (0.12 if priority == 2 else 0.0)
    painter.drawText(box.adjusted(0, lower, 0, lower), Qt.AlignmentFlag.AlignCenter, letter)


def _octagon(box: QRectF) -> QPolygonF:
    radius = box.width() / 2
    corners = [math.radians(22.5 + 45 * step) for step in range(8)]
    return QPolygonF([box.center() + QPointF(math.cos(a), math.sin(a)) * radius for a in corners])


def source(painter: QPainter, box: QRectF, color: QColor, kind: CaseSource) -> None:
    """Own eyes a square, the public a hollow square, cameras rounded, a device a disc, from above a diamond, papers and
    letters a hollow diamond, other systems a bar."""
    side = max(8.0, box.width() * 2 / 3)
    middle = QRectF(0, 0, side, side)
    middle.moveCenter(box.center())
    shape = _SOURCES[kind]
    hollow = shape in ("hollow", "rounded", "hollow diamond")
    painter.setPen(QPen(color, 2) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else color)
    if shape == "disc":
        painter.drawEllipse(middle)
    elif shape in ("diamond", "hollow diamond"):
        painter.drawPolygon(_poly(middle.adjusted(-1, -1, 1, 1), (0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)))
    elif shape == "bar":
        painter.drawRect(middle.adjusted(-1, 2.5, 1, -2.5))
    elif shape == "square":
        painter.drawRect(middle)
    else:
        round_px = 3.0 if shape == "rounded" else 0.0
        painter.drawRoundedRect(middle.adjusted(-0.5, -0.5, 0.5, 0.5), round_px, round_px)


_SOURCES: dict[CaseSource, str] = {
    CaseSource.INSPECTOR: "square",
    CaseSource.DEPARTMENT: "square",
    CaseSource.HOTLINE: "hollow",
    CaseSource.CITIZEN: "hollow",
    CaseSource.VIDEO: "rounded",
    CaseSource.CAMERA: "rounded",
    CaseSource.DEVICE: "disc",
    CaseSource.LEADER: "diamond",
    CaseSource.SUPERIOR: "diamond",
    CaseSource.MEDIA: "hollow diamond",
    CaseSource.PETITION: "hollow diamond",
    CaseSource.OTHER: "bar",
    CaseSource.IMPORT: "bar",
}


class AlarmMark(QWidget):
    """One alarm shape as a widget, 24 px."""

    def __init__(
        self, theme: Theme, priority: int, size: int = 24, *, active: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self.priority, self.active = theme, priority, active
        self.setFixedSize(QSize(size, size))

    def set_active(self, active: bool) -> None:
        """Filled where there are alarms of this rank."""
        if active != self.active:
            self.active = active
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        alarm(painter, QRectF(self.rect()), self._theme, self.priority, active=self.active)
        painter.end()
