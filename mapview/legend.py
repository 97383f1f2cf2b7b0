"""What the signs mean, under the tree."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from panelkit import icons
from panelkit.theme import Theme

HEAD_H, ROW_H, HEIGHT = 36, 36, 172


class Legend(QWidget):
    """Case rings, camera, pole, vehicle, person, alarm; the zoom in its head."""

    def __init__(self, theme: Theme, glyph: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._glyph, self._zoom = theme, glyph, 0.0
        self.setFixedHeight(HEIGHT)

    def show_zoom(self, zoom: float) -> None:
        """Level of the map."""
        if zoom != self._zoom:
            self._zoom = zoom
            self.update()

    def sizeHint(self) -> QSize:
        """Two columns."""
        return QSize(272, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head, then signs with their words."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("bg-1"))
        painter.fillRect(QRectF(0, 0, self.width(), HEAD_H), theme.color("bg-2"))
        painter.setFont(theme.font("title"))
        painter.setPen(theme.color("tx-1"))
        head = QRectF(12, 0, self.width() - 24, HEAD_H)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, QCoreApplication.translate("Legend", "Legend"))
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("tx-3"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        zoom = QCoreApplication.translate("Legend", "zoom {n}").format(n=f"{self._zoom:g}")
        painter.drawText(head, right, zoom)
        words = (
            QCoreApplication.translate("Legend", "within limit"),
            QCoreApplication.translate("Legend", "80 % used"),
            QCoreApplication.translate("Legend", "overdue"),
            QCoreApplication.translate("Legend", "camera"),
            QCoreApplication.translate("Legend", "pole"),
            QCoreApplication.translate("Legend", "vehicle"),
            QCoreApplication.translate("Legend", "inspector"),
            QCoreApplication.translate("Legend", "alarm"),
        )
        for index, word in enumerate(words):
            x, y = 12 + (index % 2) * self.width() / 2, HEAD_H + 6 + (index // 2) * 31
            self._sign(painter, index, QRectF(x, y + 3, 24, 24))
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("tx-2"))
            painter.drawText(QRectF(x + 32, y, self.width() / 2 - 44, 30), Qt.AlignmentFlag.AlignVCenter, word)
        painter.end()

    def _sign(self, painter: QPainter, index: int, box: QRectF) -> None:
        theme, small = self._theme, box.adjusted(2, 2, -2, -2)
        if index < 3:
            self._ring(painter, box.center(), ("ok", "near", "late")[index])
        elif index == 3:
            icons.camera(painter, small, theme.color("d1"))
        elif index == 4:
            icons.pole(painter, small, theme.color("d2"))
        elif index == 5:
            icons.vehicle(painter, small, theme.color("d2"), heading_deg=30)
        elif index == 6:
            icons.person(painter, small, theme.color("d2"))
        else:
            icons.alarm(painter, small, theme, 2)

    def _ring(self, painter: QPainter, middle: QPointF, lamp: str) -> None:
        theme, late = self._theme, lamp == "late"
        painter.setPen(QPen(theme.color("d4"), 2.5))
        painter.setBrush(theme.color("sla-late-fill" if late else "bg-3"))
        painter.drawEllipse(middle, 9.5, 9.5)
        pen = QPen(theme.color(f"sla-{lamp}"), 2.5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        share = {"ok": 0.4, "near": 0.87, "late": 1.0}[lamp]
        box = QRectF(middle.x() - 9.5, middle.y() - 9.5, 19, 19)
        painter.drawArc(box, 90 * 16, round(-360 * share) * 16)
        if late:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("sla-late"), 1, Qt.PenStyle.DashLine))
            painter.drawEllipse(middle, 13, 13)
        font = theme.font("caption")
        painter.setFont(font)
        painter.setPen(theme.color("sla-late-tx" if late else "tx-1"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._glyph)
