"""Drawing in two steps: shapes in pixels are noted first, then painted, so that a thing can become a sprite.

Colours are (r, g, b) of 0..255; haze mixes them with the distance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from simulator.scenes.lens import Lens, Point3

Colour = tuple[float, float, float]


def shade(colour: Colour, factor: float) -> Colour:
    """The colour in more or less light."""
    return min(255.0, colour[0] * factor), min(255.0, colour[1] * factor), min(255.0, colour[2] * factor)


def mix(first: Colour, second: Colour, part: float) -> Colour:
    """`part` 0: first, 1: second."""
    return (
        first[0] + (second[0] - first[0]) * part,
        first[1] + (second[1] - first[1]) * part,
        first[2] + (second[2] - first[2]) * part,
    )


class Shape(NamedTuple):
    """One noted shape: a polygon (points), an ellipse (centre, radii) or a round-ended line (ends, width)."""

    kind: str  # polygon | ellipse | line
    points: list[tuple[float, float]]
    width: float
    colour: Colour
    alpha: float


@dataclass
class Air:
    """The light of a scene: what is between the camera and a thing, and where the light comes from."""

    haze: Colour = (170, 178, 184)
    clear_m: float = 18.0
    depth_m: float = 190.0
    left: float = 0.74  # light on faces that look to the left, right, to the camera, away, up
    right: float = 0.86
    front: float = 0.94
    back: float = 0.9
    top: float = 1.08

    def seen(self, colour: Colour, distance_m: float) -> Colour:
        """The colour as it arrives at the camera."""
        return mix(colour, self.haze, min(0.86, max(0.0, (distance_m - self.clear_m) / self.depth_m)))


@dataclass
class Ink:
    """Notes shapes through one lens and air."""

    lens: Lens
    air: Air
    shapes: list[Shape] = field(default_factory=list)

    def polygon(self, points: list[Point3], colour: Colour, alpha: float = 1.0) -> None:
        """A flat face given in metres."""
        pixels, depth = self.lens.polygon(points)
        if len(pixels) >= 3:
            self.shapes.append(Shape("polygon", pixels, 0.0, self.air.seen(colour, depth), alpha))

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0) -> None:
        """In pixels; the colour is taken as it is."""
        self.shapes.append(Shape("ellipse", [(x, y), (rx, ry)], 0.0, colour, alpha))

    def line(self, start: tuple[float, float], end: tuple[float, float], width: float, colour: Colour) -> None:
        """In pixels; the colour is taken as it is."""
        self.shapes.append(Shape("line", [start, end], width, colour, 1.0))

    def wall(self, p: Point3, q: Point3, low: float, high: float, colour: Colour, alpha: float = 1.0) -> None:
        """An upright face over the ground line p-q, between two heights."""
        self.polygon(
            [(p[0], low, p[2]), (q[0], low, q[2]), (q[0], high, q[2]), (p[0], high, p[2])], colour, alpha
        )  # fmt: skip

    def ground(self, x0: float, z0: float, x1: float, z1: float, colour: Colour, alpha: float = 1.0) -> None:
        """A rectangle on the ground, cut in depth so that the haze follows it."""
        parts = max(1, math.ceil((z1 - z0) / 14))
        for index in range(parts):
            near = z0 + (z1 - z0) * index / parts
            far = z0 + (z1 - z0) * (index + 1) / parts + (0.06 if index < parts - 1 else 0.0)
            self.polygon([(x0, 0, near), (x1, 0, near), (x1, 0, far), (x0, 0, far)], colour, alpha)

    def box(
        self, x: float, z: float, wide: float, deep: float, high: float, colour: Colour, low: float = 0.0,
        top: Colour | None = None,
    ) -> None:  # fmt: skip
        """An upright box on (x, z), standing at `low`; only the faces that the camera can see."""
        x0, x1, z0, z1, y = x - wide / 2, x + wide / 2, z - deep / 2, z + deep / 2, low + high
        lens, air = self.lens, self.air
        if lens.x < x0:
            self.wall((x0, 0, z1), (x0, 0, z0), low, y, shade(colour, air.left))
        if lens.x > x1:
            self.wall((x1, 0, z0), (x1, 0, z1), low, y, shade(colour, air.right))
        if z0 > 0:
            self.wall((x0, 0, z0), (x1, 0, z0), low, y, shade(colour, air.front))
        if lens.up > y:
            lid = [(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]
            self.polygon(lid, top or shade(colour, air.top))
        elif lens.up < low:
            self.polygon([(x0, low, z0), (x1, low, z0), (x1, low, z1), (x0, low, z1)], shade(colour, 0.6))

    def shadow(self, x: float, z: float, wide: float, deep: float, alpha: float = 0.2) -> None:
        """A soft dark patch on the ground."""
        for grow, part in ((0.5, 0.45), (0.0, 0.55)):
            x0, x1, z0, z1 = x - wide / 2 - grow / 2, x + wide / 2 + grow, z - deep / 2 - grow / 2, z + deep / 2 + grow
            self.polygon([(x0, 0, z0), (x1, 0, z0), (x1, 0, z1), (x0, 0, z1)], (28, 32, 36), alpha * part)


def paint(painter: QPainter, shapes: list[Shape]) -> None:
    """Paint noted shapes; the painter is antialiased."""
    for shape in shapes:
        colour = QColor(int(shape.colour[0]), int(shape.colour[1]), int(shape.colour[2]))
        if shape.alpha < 1.0:
            colour.setAlphaF(shape.alpha)
        if shape.kind == "line":
            painter.setPen(QPen(colour, shape.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(*shape.points[0]), QPointF(*shape.points[1]))
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if shape.kind == "ellipse":
            (x, y), (rx, ry) = shape.points
            painter.drawEllipse(QPointF(x, y), rx, ry)
        else:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in shape.points]))


def bounds(shapes: list[Shape]) -> QRectF:
    """The rectangle of pixels that the shapes touch."""
    box = QRectF()
    for shape in shapes:
        if shape.kind == "ellipse":
            (x, y), (rx, ry) = shape.points
            box = box.united(QRectF(x - rx - 1, y - ry - 1, 2 * rx + 2, 2 * ry + 2))
            continue
        xs, ys = [point[0] for point in shape.points], [point[1] for point in shape.points]
        rim = shape.width / 2 + 1
        box = box.united(QRectF(min(xs) - rim, min(ys) - rim, max(xs) - min(xs) + 2 * rim, max(ys) - min(ys) + 2 * rim))
    return box


def sprite(shapes: list[Shape], width: int, height: int) -> tuple[int, int, QImage] | None:
    """(left, top, picture) of the shapes inside a picture of this size; None where nothing of them is in it."""
    box = bounds(shapes).intersected(QRectF(0, 0, width, height)).toAlignedRect()
    if box.isEmpty():
        return None
    image = QImage(box.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-box.left(), -box.top())
    paint(painter, shapes)
    painter.end()
    return box.left(), box.top(), image
