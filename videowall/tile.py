"""Paints one tile: the picture or the empty ground, the veil, the sentences, the six-step bar, badge and strip.

Video is always on a dark tile, in the light theme too, so the dark values are used throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen

from panelkit.theme import Theme
from panelkit.tokens import TILE_STRIP_H
from videowall import grid
from videowall.face import Face
from videowall.grid import Box
from videowall.shm import Picture
from videowall.zoom import WHOLE, Zoom

translate = QCoreApplication.translate

WALL_STRIP_H = 52
STEPS = 6
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Plate:
    """Who a tile belongs to, and whether the keyboard is on it. `typed`: digits so far, `mark`: a tour's countdown."""

    number: int | None = None
    name: str = ""
    selected: bool = False
    typed: str = ""
    target: bool = False
    mark: str = ""


def bytes_of(pixels: memoryview) -> bytes:
    """The pixels as QImage's signature wants them: it takes any buffer and does not copy it."""
    return cast(bytes, pixels)


class TilePainter:
    """Draws tiles for one display."""

    def __init__(self, theme: Theme) -> None:
        self._dark = Theme("dark", theme.display, scale=theme.scale)
        wall = theme.display == "wall"
        self.strip_h = round(WALL_STRIP_H * theme.scale) if wall else TILE_STRIP_H
        self._unit = self.strip_h / TILE_STRIP_H
        self._plain = self._dark.font("label")
        self._strong = self._dark.font("label", 500)
        self._title = self._dark.font("title")
        self._small = self._dark.font("caption")
        veil = QColor(self._dark.color("veil"))
        veil.setAlphaF(0.80)
        self._veil = veil

    def picture_box(self, tile: Box) -> Box:
        """The part of a tile that pictures fill: inside the outline, above the strip."""
        return Box(tile.x + 1, tile.y + 1, max(tile.w - 2, 2), max(tile.h - 1 - self.strip_h, 2))

    def strip_box(self, tile: Box) -> Box:
        """The strip at the bottom."""
        return Box(tile.x, tile.y + tile.h - self.strip_h, tile.w, self.strip_h)

    def paint(self, painter: QPainter, tile: Box, plate: Plate, face: Face, picture: Picture | None) -> None:
        """The whole tile."""
        inside = self.picture_box(tile)
        self.paint_picture(painter, inside, face, picture)
        self.paint_strip(painter, tile, plate, face)
        self.paint_outline(painter, tile, plate)

    def paint_picture(
        self, painter: QPainter, box: Box, face: Face, picture: Picture | None, zoom: Zoom = WHOLE
    ) -> None:
        """Everything above the strip."""
        area = QRect(*box)
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        if face.picture and picture is not None:
            self._blit(painter, box, picture, zoom)
        else:
            painter.fillRect(area, self._dark.color("tile-empty"))
        if face.veil:
            painter.fillRect(area, self._veil)
        if face.title:
            self._say(painter, area, face)
        if face.doubt:
            area.setTop(self._doubt(painter, area, face.doubt))
        if face.badge:
            self._badge(painter, area, face.badge)
        if zoom != WHOLE and face.picture:
            self._inset(painter, area, zoom)
        painter.restore()

    def _blit(self, painter: QPainter, box: Box, picture: Picture, zoom: Zoom) -> None:
        # The shared memory itself, no copy; the raster engine has read it when drawImage returns.
        image = QImage(
            bytes_of(picture.pixels), picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32
        )
        ratio = painter.device().devicePixelRatio()
        room = (round(box.w * ratio), round(box.h * ratio))
        scaled = grid.scaled(picture.width, picture.height, *room)
        # A picture still of the former size, just after a tile grew or shrank, is stretched for a moment.
        stretch = scaled[0] / picture.width if abs(scaled[0] - picture.width) > 4 else 1.0
        part, to = grid.laid(round(picture.width * stretch), round(picture.height * stretch), *room)
        seen = zoom.part
        size = (seen.w * part.w / stretch, seen.h * part.h / stretch)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom != WHOLE)
        if (to.w, to.h) != room:
            painter.fillRect(QRect(*box), self._dark.color("tile-empty"))
        painter.drawImage(
            QRectF(box.x + to.x / ratio, box.y + to.y / ratio, to.w / ratio, to.h / ratio),
            image,
            QRectF((part.x + seen.x * part.w) / stretch, (part.y + seen.y * part.h) / stretch, *size),
        )

    def _inset(self, painter: QPainter, area: QRect, zoom: Zoom) -> None:
        """The whole tile in small, the part that is seen in it, and how many times it is enlarged."""
        width, offset, part = max(round(area.width() * 0.16), 48), round(8 * self._unit), zoom.part
        whole = QRect(0, 0, width, round(width * area.height() / max(area.width(), 1)))
        whole.moveBottomRight(area.bottomRight() - QPoint(offset, offset))
        painter.fillRect(whole, self._veil)
        painter.setPen(QPen(self._dark.color("tile-tx"), 1))
        painter.drawRect(whole.adjusted(0, 0, -1, -1))
        painter.setPen(QPen(self._dark.color("acc"), 2))
        w, h = whole.width(), whole.height()
        painter.drawRect(QRectF(whole.x() + part.x * w, whole.y() + part.y * h, part.w * w, part.h * h))
        painter.setFont(self._small)
        painter.setPen(self._dark.color("tile-tx"))
        words = translate("videowall", "{n}× digital").replace("{n}", f"{zoom.factor:.1f}")
        high, room = self._dark.line_px("caption") + 4, QFontMetrics(self._small).horizontalAdvance(words) + 8
        plate = QRect(whole.right() - room, whole.top() - high - 2, room + 1, high)
        painter.fillRect(plate, self._dark.color("tile-strip"))
        painter.drawText(plate, _CENTRE, words)

    def _say(self, painter: QPainter, area: QRect, face: Face) -> None:
        title_h, line_h = self._dark.line_px("title") + 2, self._dark.line_px("label") + 1
        bar_h = round(4 * self._unit)
        total = title_h + line_h * len(face.lines) + (round(8 * self._unit) + bar_h if face.step else 0)
        y = area.top() + max((area.height() - total) // 2, 2)
        inset = area.adjusted(10, 0, -10, 0)
        first, second = ("veil-tx", "tile-tx2") if face.veil else ("tile-tx", "tile-tx2")
        painter.setFont(self._title)
        painter.setPen(self._dark.color(first))
        self._line(painter, QRect(inset.left(), y, inset.width(), title_h), face.title)
        y += title_h
        painter.setFont(self._plain)
        painter.setPen(self._dark.color(second))
        for line in face.lines:
            self._line(painter, QRect(inset.left(), y, inset.width(), line_h), line)
            y += line_h
        if face.step:
            self._steps(painter, area, y + round(8 * self._unit), bar_h, face.step)

    def _line(self, painter: QPainter, area: QRect, text: str) -> None:
        fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _CENTRE, fitted)

    def _steps(self, painter: QPainter, area: QRect, y: int, height: int, step: int) -> None:
        """Six bars: done ones filled, the one at work (or that failed) outlined, the rest dark."""
        width, gap = round(26 * self._unit), round(3 * self._unit)
        width = min(width, max((area.width() - 20 - gap * (STEPS - 1)) // STEPS, 4))
        x = area.center().x() - (STEPS * width + (STEPS - 1) * gap) // 2
        for number in range(1, STEPS + 1):
            bar = QRect(x, y, width, height)
            if number < step:
                painter.fillRect(bar, self._dark.color("tile-age"))
            elif number > step:
                painter.fillRect(bar, self._dark.color("veil"))
            else:
                painter.setPen(QPen(self._dark.color("tile-tx"), 1))
                painter.drawRect(bar.adjusted(0, 0, -1, -1))
            x += width + gap

    def _doubt(self, painter: QPainter, area: QRect, text: str) -> int:
        """A dark strip across the top with an outlined mark; returns where the picture goes on."""
        pad = round(6 * self._unit)
        strip = QRect(area.left(), area.top(), area.width(), self._dark.line_px("label") + round(7 * self._unit))
        painter.fillRect(strip, self._dark.color("tile-strip"))
        painter.setFont(self._plain)
        mark, metrics = translate("videowall", "?", "suspect"), painter.fontMetrics()
        width = metrics.horizontalAdvance(mark) + round(8 * self._unit)
        box = QRect(strip.left() + pad, strip.top() + 3, max(width, strip.height() - 6), strip.height() - 6)
        painter.setPen(QPen(self._dark.color("tile-tx"), 1))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.drawText(box, _CENTRE, mark)
        room = QRect(box.right() + pad, strip.top(), max(strip.right() - box.right() - 2 * pad, 0), strip.height())
        painter.drawText(room, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))
        return strip.bottom() + 1

    def _badge(self, painter: QPainter, area: QRect, text: str) -> None:
        painter.setFont(self._small)
        metrics = QFontMetrics(self._small)
        pad, height = round(6 * self._unit), self._dark.line_px("caption") + 4
        room = area.width() - 2 * round(8 * self._unit) - 2 * pad
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        offset = round(8 * self._unit)
        box = QRect(area.left() + offset, area.top() + offset, metrics.horizontalAdvance(text) + 2 * pad, height)
        painter.fillRect(box, self._dark.color("tile-strip"))
        painter.setPen(QPen(self._dark.color("line-2"), 1))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setPen(self._dark.color("tile-tx"))
        painter.drawText(box, _CENTRE, text)

    def paint_strip(self, painter: QPainter, tile: Box, plate: Plate, face: Face) -> None:
        """Number plate, name, age at the right."""
        strip = QRect(*self.strip_box(tile))
        painter.fillRect(strip, self._dark.color("tile-strip"))
        pad = round(8 * self._unit)
        left = strip.left()
        painter.setFont(self._strong)
        number = plate.typed + "_" if plate.typed else "" if plate.number is None else str(plate.number)
        if number:
            width = max(round(34 * self._unit), painter.fontMetrics().horizontalAdvance(number) + 2 * pad)
            box = QRect(left, strip.top(), width, strip.height())
            painter.fillRect(box, self._dark.color("acc-fill" if plate.selected else "bg-3"))
            painter.setPen(self._dark.color("tile-tx"))
            painter.drawText(box, _CENTRE, number)
            left = box.right() + 1
        right = strip.right() + 1
        if face.right:
            painter.setFont(self._strong if face.late else self._plain)
            inset = round(6 * self._unit) if face.late else pad
            width = painter.fontMetrics().horizontalAdvance(face.right) + 2 * inset
            box = QRect(strip.right() + 1 - width, strip.top(), width, strip.height())
            if face.late:
                painter.fillRect(box, self._dark.color("p2"))
            painter.setPen(self._dark.color("p2-on" if face.late else "tile-age"))
            painter.drawText(box.adjusted(inset, 0, -inset, 0), _RIGHT, face.right)
            right = box.left()
        if plate.mark:
            painter.setFont(self._plain)
            width = painter.fontMetrics().horizontalAdvance(plate.mark) + 2 * pad
            box = QRect(right - width, strip.top(), width, strip.height())
            painter.setPen(self._dark.color("tile-tx"))
            painter.drawText(box, _CENTRE, plate.mark)
            right = box.left()
        painter.setFont(self._plain)
        painter.setPen(self._dark.color("tile-tx"))
        room = QRect(left + pad, strip.top(), max(right - left - 2 * pad, 0), strip.height())
        name = painter.fontMetrics().elidedText(plate.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, name)

    def paint_outline(self, painter: QPainter, tile: Box, plate: Plate) -> None:
        """A hairline; two pixels of the accent inside the edge where the keyboard is."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = QRect(*tile)
        if plate.selected or plate.target:
            pen = QPen(self._dark.color("acc"), 2, Qt.PenStyle.DashLine if plate.target else Qt.PenStyle.SolidLine)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
            return
        painter.setPen(QPen(self._dark.color("line-1"), 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
