"""Pictures of a loop: the painted background, sprites and movers from far to near, then the camera's own writing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from simulator.scenes import places
from simulator.scenes.figures import draw_person
from simulator.scenes.ink import Colour, paint, shade, sprite
from simulator.scenes.lens import Floats
from simulator.scenes.movers import Chain, Figure, Part, still
from simulator.scenes.stage import Stage

LOOP_S = 16.0
RATE = 12.5
PICTURES = int(LOOP_S * RATE)
_FINE_M = 60.0  # lamps and wheels are left out beyond
_NEAR_FACE, _LEFT, _RIGHT, _TOP = (0, 1, 5, 4), (3, 0, 4, 7), (1, 2, 6, 5), (4, 5, 6, 7)


@dataclass(frozen=True)
class _Body:
    """A vehicle's boxes as corners around its place, turned to its heading; the orders are for painting."""

    corners: Floats  # (parts, 8, 3)
    parts: tuple[Part, ...]
    colours: list[tuple[Colour, Colour, Colour, Colour]]  # near, left, right, top
    front_far: list[int]
    rear_far: list[int]
    long_m: float


class Film:
    """The loop of one camera. `picture(n)` is the same for the same n, and n = PICTURES is n = 0 again."""

    def __init__(self, scene: str, seed: int, size: tuple[int, int], *, title: str = "", grain: bool = True) -> None:
        self.size = size
        stage = places.build(scene, seed, size)
        self._stage = stage
        self._lens, self._air = stage.lens, stage.air
        self._background = self._paint_background(stage, seed, grain=grain)
        self._sprites: list[tuple[float, int, int, QImage]] = []
        for depth, shapes in stage.near:
            made = sprite(shapes, *size)
            if made is not None:
                self._sprites.append((depth, *made))
        self._sprites.sort(key=lambda one: -one[0])
        self._bodies = {id(chain): _body(chain, stage) for chain in stage.chains if not isinstance(chain.look, Figure)}
        self._glints = [(*stage.lens.spot(x, 0, z), wide, times, at) for x, z, wide, times, at in stage.glints]
        self._title = title
        self._font = QFont("Noto Sans CJK SC")
        self._font.setPixelSize(max(12, round(size[0] * 0.0205)))
        self._font.setWeight(QFont.Weight.Medium)
        self._image = QImage(size[0], size[1], QImage.Format.Format_RGB32)

    def picture(self, number: int) -> npt.NDArray[np.uint8]:
        """Picture `number` as BGRA of shape (height, width, 4)."""
        phase = (number % PICTURES) / PICTURES
        painter = QPainter(self._image)
        painter.drawImage(0, 0, self._background)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._water(painter, phase)
        self._things(painter, phase)
        self._write(painter, number % PICTURES)
        painter.end()
        width, height = self.size
        data = np.frombuffer(self._image.constBits(), np.uint8)
        # A copy: the array would not keep the image alive, and the next call draws over it.
        return data.reshape(height, self._image.bytesPerLine() // 4, 4)[:, :width].copy()

    def _things(self, painter: QPainter, phase: float) -> None:
        lens = self._lens
        width, height = self.size
        movers: list[tuple[float, Chain, float, float, float, float]] = []
        for chain in self._stage.chains:
            for x, z in chain.places(phase):
                px, py, depth = lens.spot(x, 0.0, z)
                reach = lens.scale / depth
                inside = -12 * reach < px < width + 12 * reach and py < height + 6 * reach
                if 4.0 < depth < 210 and inside:
                    movers.append((depth, chain, x, z, px, py))
        movers.sort(key=lambda mover: -mover[0])
        standing = iter(self._sprites)
        sprite_ahead = next(standing, None)
        for depth, chain, x, z, px, py in movers:
            while sprite_ahead is not None and sprite_ahead[0] >= depth:
                painter.drawImage(sprite_ahead[1], sprite_ahead[2], sprite_ahead[3])
                sprite_ahead = next(standing, None)
            if isinstance(chain.look, Figure):
                walks = chain.law is not still
                draw_person(painter, chain, px, py, lens.scale / depth, self._air, depth, phase, moving=walks)
            else:
                self._vehicle(painter, chain, x, z, depth)
        while sprite_ahead is not None:
            painter.drawImage(sprite_ahead[1], sprite_ahead[2], sprite_ahead[3])
            sprite_ahead = next(standing, None)

    def _vehicle(self, painter: QPainter, chain: Chain, x: float, z: float, depth: float) -> None:
        lens, air, body = self._lens, self._air, self._bodies[id(chain)]
        seen = lens.view(body.corners + np.array([x, 0.0, z]))
        if float(seen[..., 2].min()) < 1.5:
            return
        pixels = lens.screen(seen).tolist()
        painter.setPen(Qt.PenStyle.NoPen)
        self._shade_under(painter, chain, body, x, z)
        front_far = chain.way > 0 if chain.axis == "z" else chain.way * (x - lens.x) > 0
        fine = depth < _FINE_M
        for index in body.front_far if front_far else body.rear_far:
            part = body.parts[index]
            if part.fine and not fine:
                continue
            if part.end and (part.end > 0) == front_far:
                continue
            corners = pixels[index]
            near, left, right, top = body.colours[index]
            box = body.corners[index]
            if lens.x < x + float(box[0, 0]):
                _face(painter, corners, _LEFT, air.seen(left, depth))
            if lens.x > x + float(box[1, 0]):
                _face(painter, corners, _RIGHT, air.seen(right, depth))
            _face(painter, corners, _NEAR_FACE, air.seen(near, depth))
            if lens.up > float(box[4, 1]):
                _face(painter, corners, _TOP, air.seen(top, depth))

    def _shade_under(self, painter: QPainter, chain: Chain, body: _Body, x: float, z: float) -> None:
        across, along = 1.15, body.long_m / 2 + 0.25
        dx, dz = (across, along) if chain.axis == "z" else (along, across)
        spots = [
            self._lens.spot(x + a, 0, z + b)[:2] for a, b in ((-dx, -dz), (dx + 0.5, -dz), (dx + 0.5, dz), (-dx, dz))
        ]
        painter.setBrush(QColor(24, 28, 32, 78))
        painter.drawPolygon(QPolygonF([QPointF(px, py) for px, py in spots]))

    def _water(self, painter: QPainter, phase: float) -> None:
        for px, py, depth, wide, times, at in self._glints:
            alpha = 0.5 + 0.5 * math.sin(2 * math.pi * (times * phase + at))
            reach = self._lens.scale / depth
            painter.setPen(
                QPen(
                    QColor(176, 190, 197, int(110 * alpha)),
                    max(0.7, 0.1 * reach),
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.RoundCap,
                )
            )
            painter.drawLine(QPointF(px - wide * reach / 2, py), QPointF(px + wide * reach / 2, py))

    def _write(self, painter: QPainter, number: int) -> None:
        width = self.size[0]
        unit = self._font.pixelSize()
        painter.setFont(self._font)
        # A wall crops a picture to its tile by up to a tenth: the caption keeps clear of that.
        top = self.size[1] * 0.055
        clock = f"演示循环 {number / RATE:04.1f} / {LOOP_S:.0f} 秒"
        for text, box, flag in (
            (self._title, QRectF(unit * 0.8, top, width - unit, unit * 1.6), Qt.AlignmentFlag.AlignLeft),
            (clock, QRectF(0, top, width - unit * 0.8, unit * 1.6), Qt.AlignmentFlag.AlignRight),
        ):
            painter.setPen(QColor(18, 22, 26, 200))
            for dx, dy in ((-1, 0), (1, 0), (0, 1), (0, -1), (1, 1)):
                step = unit / 15
                painter.drawText(box.translated(dx * step, dy * step), flag | Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(QColor(238, 241, 242))
            painter.drawText(box, flag | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_background(self, stage: Stage, seed: int, *, grain: bool) -> QImage:
        width, height = self.size
        image = QImage(width, height, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        haze = stage.air.haze
        horizon = height / 2 - stage.lens.scale * math.tan(stage.lens.pitch)
        sky = QLinearGradient(0, min(-1.0, horizon - height * 0.45), 0, horizon)
        sky.setColorAt(0, _q(shade(haze, 0.82)))
        sky.setColorAt(1, _q(shade(haze, 1.06)))
        painter.fillRect(0, 0, width, height, QBrush(sky))
        # The polygons of one wall meet without antialiasing gaps because each is painted over a haze of its own colour.
        paint(painter, stage.background())
        painter.end()
        return _finished(image, seed, grain=grain)


def _q(colour: Colour) -> QColor:
    return QColor(int(min(255, colour[0])), int(min(255, colour[1])), int(min(255, colour[2])))


def _face(painter: QPainter, corners: list[list[float]], order: tuple[int, int, int, int], colour: Colour) -> None:
    painter.setBrush(QColor(int(colour[0]), int(colour[1]), int(colour[2])))
    painter.drawConvexPolygon(QPolygonF([QPointF(corners[i][0], corners[i][1]) for i in order]))


def _finished(image: QImage, seed: int, *, grain: bool) -> QImage:
    """Less colour, a fixed grain and darker corners, as a street camera gives it."""
    width, height = image.width(), image.height()
    data = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width, :3]
    values = data.astype(np.float32)
    grey = values @ np.array([0.114, 0.587, 0.299], np.float32)
    values = grey[..., None] + (values - grey[..., None]) * 0.92
    if grain:
        noise = np.random.default_rng(seed).normal(0.0, 2.0, (height // 2 + 1, width // 2 + 1)).astype(np.float32)
        values += np.kron(noise, np.ones((2, 2), np.float32))[:height, :width, None]
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    values *= (1.0 - 0.16 * np.clip(rows**2 * 0.6 + columns**2 * 0.7 - 0.35, 0, 1))[..., None]
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., :3] = np.clip(values, 0, 255)
    return QImage(out.tobytes(), width, height, width * 4, QImage.Format.Format_RGB32).copy()


def _body(chain: Chain, stage: Stage) -> _Body:
    parts = chain.look
    assert not isinstance(parts, Figure)
    corners = np.zeros((len(parts), 8, 3))
    colours: list[tuple[Colour, Colour, Colour, Colour]] = []
    air = stage.air
    for index, part in enumerate(parts):
        across, along = part.across * chain.way, part.along * chain.way
        for top in (0, 1):
            wide = part.wide / 2 - top * part.in_across
            long = part.long / 2 - top * part.in_along
            y = part.base + top * part.high
            if chain.axis == "z":
                box = (
                    (across - wide, along - long),
                    (across + wide, along - long),
                    (across + wide, along + long),
                    (across - wide, along + long),
                )
            else:
                box = (
                    (along - long, across - wide),
                    (along + long, across - wide),
                    (along + long, across + wide),
                    (along - long, across + wide),
                )
            for corner, (dx, dz) in enumerate(box):
                corners[index, top * 4 + corner] = dx, y, dz
        colour = part.colour
        colours.append(
            (shade(colour, air.front), shade(colour, air.left), shade(colour, air.right), shade(colour, air.top))
        )
    order = range(len(parts))
    front_far = sorted(order, key=lambda i: (parts[i].section != 0, -parts[i].section, i))
    rear_far = sorted(order, key=lambda i: (parts[i].section != 0, parts[i].section, i))
    return _Body(corners, parts, colours, front_far, rear_far, max(part.long for part in parts))


__all__ = ["LOOP_S", "PICTURES", "RATE", "Film"]
