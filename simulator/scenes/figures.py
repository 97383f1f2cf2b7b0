"""People, drawn in pixels: they walk with their own steps, ride, stand, or dance."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from simulator.scenes.ink import Air, Colour, shade
from simulator.scenes.movers import Chain, Figure

_HAIR: Colour = (52, 47, 44)


def draw_person(
    painter: QPainter, chain: Chain, x: float, y: float, metre: float, air: Air, depth: float, phase: float, *,
    moving: bool,
) -> None:  # fmt: skip
    """One person with the feet at pixel (x, y); `metre` is pixels per metre there."""
    figure = chain.look
    assert isinstance(figure, Figure)
    high = figure.high_m * metre
    if high < 3:
        return

    def seen(colour: Colour) -> QColor:
        r, g, b = air.seen(colour, depth)
        return QColor(int(r), int(g), int(b))

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(24, 28, 32, 70))
    painter.drawEllipse(QPointF(x + high * 0.1, y), high * (0.3 if figure.rides else 0.2), high * 0.055)
    along_x = chain.axis == "x"
    facing = not along_x and chain.way < 0
    step = math.sin(2 * math.pi * (figure.stride / 2 * chain.law(phase) if moving else 0.0) + chain.first)
    if figure.rides:
        _bicycle(painter, chain, figure, x, y, high, seen)
        y -= high * 0.22
        step = 0.0
    sway = 0.0 if moving else 0.012 * high * math.sin(2 * math.pi * phase + chain.first)
    if figure.dances:
        sway = 0.07 * high * math.sin(2 * math.pi * 8 * phase)
    swing = high * (0.15 if along_x else 0.035) * step
    if high < 11:
        painter.setBrush(seen(figure.legs))
        painter.drawRect(QRectF(x - high * 0.08 + sway, y - high * 0.48, high * 0.16, high * 0.48))
        painter.setBrush(seen(figure.coat))
        painter.drawRect(QRectF(x - high * 0.13 + sway, y - high * 0.84, high * 0.26, high * 0.42))
        painter.setBrush(seen(_HAIR))
        painter.drawEllipse(QPointF(x + sway, y - high * 0.92), high * 0.08, high * 0.085)
        return
    _legs(painter, figure, x + sway, y, high, swing, step, seen)
    lift = abs(step) * high * 0.012
    x += sway
    y -= lift
    coat = seen(figure.coat)
    painter.setPen(QPen(seen(shade(figure.coat, 0.84)), high * 0.062, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    reach = high * (0.13 if along_x else 0.03) * -step
    raised = 0.5 + 0.5 * math.sin(2 * math.pi * 4 * phase) if figure.dances else 0.0
    for side in (-1, 1):
        shoulder = QPointF(x + side * high * 0.115, y - high * 0.78)
        hand = QPointF(x + side * (high * (0.14 + 0.14 * raised)) + side * reach, y - high * (0.5 + 0.42 * raised))
        painter.drawLine(shoulder, hand)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(coat)
    painter.drawRoundedRect(
        QRectF(x - high * 0.125, y - high * 0.845, high * 0.25, high * 0.42), high * 0.07, high * 0.07
    )
    if figure.vest:
        painter.setBrush(seen((206, 208, 198)))
        painter.drawRect(QRectF(x - high * 0.125, y - high * 0.64, high * 0.25, high * 0.045))
    if figure.bag is not None:
        painter.setBrush(seen(figure.bag))
        side = -chain.way if along_x else 0
        painter.drawRoundedRect(
            QRectF(x + side * high * 0.13 - high * 0.085, y - high * 0.8, high * 0.17, high * 0.27),
            high * 0.04,
            high * 0.04,
        )
    painter.setBrush(seen(_HAIR))
    painter.drawEllipse(QPointF(x, y - high * 0.925), high * 0.072, high * 0.08)
    if facing or along_x:
        painter.setBrush(seen(figure.skin))
        painter.drawEllipse(
            QPointF(x + (chain.way * high * 0.018 if along_x else 0), y - high * 0.91), high * 0.054, high * 0.062
        )
    if figure.vest:
        painter.setBrush(seen((196, 170, 92)))
        painter.drawEllipse(QPointF(x, y - high * 0.962), high * 0.08, high * 0.05)


def _legs(
    painter: QPainter, figure: Figure, x: float, y: float, high: float, swing: float, step: float, seen: object
) -> None:
    assert callable(seen)
    for side in (-1, 1):
        tone = figure.legs if side > 0 else shade(figure.legs, 0.86)
        painter.setPen(QPen(seen(tone), high * 0.085, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        lift = max(0.0, side * step) * high * 0.045
        painter.drawLine(
            QPointF(x + side * high * 0.05, y - high * 0.45),
            QPointF(x + side * (high * 0.05 + swing), y - high * 0.04 - lift),
        )


def _bicycle(painter: QPainter, chain: Chain, figure: Figure, x: float, y: float, high: float, seen: object) -> None:
    assert callable(seen)
    painter.setBrush(seen((44, 46, 50)))
    if chain.axis == "x":
        for side in (-1, 1):
            painter.drawEllipse(QPointF(x + side * high * 0.36, y - high * 0.16), high * 0.16, high * 0.16)
    else:
        painter.drawEllipse(QPointF(x, y - high * 0.14), high * 0.06, high * 0.17)
    painter.setBrush(seen(shade(figure.coat, 1.15)))
    wide = 0.8 if chain.axis == "x" else 0.22
    painter.drawRoundedRect(
        QRectF(x - high * wide / 2, y - high * 0.46, high * wide, high * 0.24), high * 0.06, high * 0.06
    )
    painter.setBrush(seen((60, 62, 66)))
    painter.drawRect(QRectF(x - high * 0.17, y - high * 0.6, high * 0.34, high * 0.035))
