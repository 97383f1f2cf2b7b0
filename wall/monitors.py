"""The monitors of a wall: every QScreen, or the parts of one big virtual screen that CITYWALL_MONITORS names."""

from __future__ import annotations

import os
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen

MONITORS = "CITYWALL_MONITORS"
_SETTLE_MS = 300


@dataclass(frozen=True)
class Monitor:
    """One monitor: its number from 1, its place on the desktop in px, and the scale of its pixels."""

    number: int
    rect: QRect
    ratio: float = 1.0


def parse(text: str) -> list[Monitor]:
    """Monitors from `x,y,w,h;x,y,w,h`. ValueError on anything else."""
    monitors: list[Monitor] = []
    for part in filter(None, text.split(";")):
        x, y, w, h = (int(number) for number in part.split(","))
        if w <= 0 or h <= 0:
            raise ValueError(f"a monitor of {w} x {h}")
        monitors.append(Monitor(len(monitors) + 1, QRect(x, y, w, h)))
    return monitors


def arranged(rects: list[tuple[QRect, float]], at_most: int = 0) -> list[Monitor]:
    """Screens as monitors in reading order, at most `at_most` of them (0: all)."""
    ordered = sorted(rects, key=lambda pair: (pair[0].y() // 400, pair[0].x()))
    chosen = ordered[:at_most] if at_most else ordered
    return [Monitor(index, rect, ratio) for index, (rect, ratio) in enumerate(chosen, 1)]


class Monitors(QObject):
    """The monitors now; `changed` after one came, went or changed its size, once things have settled."""

    changed = Signal()

    def __init__(self, at_most: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at_most = at_most
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._look)
        self.all: list[Monitor] = self._now()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self._added)
        app.screenRemoved.connect(self._removed)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self._later)

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._later)
        self._settle.start()

    def _removed(self, _screen: QScreen) -> None:
        self._settle.start()

    def _later(self, _rect: QRect) -> None:
        self._settle.start()

    def _look(self) -> None:
        now = self._now()
        # Between unplugging one monitor and plugging another there may be none: keep what we had.
        if now and now != self.all:
            self.all = now
            self.changed.emit()

    def _now(self) -> list[Monitor]:
        if named := os.environ.get(MONITORS):
            given = parse(named)
            return given[: self._at_most] if self._at_most else given
        screens = [(screen.geometry(), screen.devicePixelRatio()) for screen in QGuiApplication.screens()]
        return arranged(screens, self._at_most)
