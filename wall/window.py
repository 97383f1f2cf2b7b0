"""One monitor's window. It places panels and does nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from contract.entities import Cell
from wall.layout import Area, place
from wall.monitors import Monitor


class WallWindow(QWidget):
    """Frameless and as large as its monitor: a bar above, panels, and feet below."""

    close_requested = Signal()
    key_pressed = Signal(object)

    def __init__(self, monitor: Monitor) -> None:
        super().__init__(None)
        self.monitor = monitor
        self._bar: QWidget | None = None
        self._feet: list[QWidget] = []
        self._overlays: list[QWidget] = []
        self._placed: list[tuple[Cell, QWidget]] = []
        self._gap = 8
        self._strip = self._edge = 0
        self.setObjectName("wallWindow")
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setGeometry(monitor.rect)

    def open(self) -> None:
        """Show it: full screen on its own monitor, or in its place on a virtual screen that is many monitors."""
        real = next((screen for screen in QGuiApplication.screens() if screen.geometry() == self.monitor.rect), None)
        if real is None:
            self.show()
            return
        self.setScreen(real)
        self.setGeometry(self.monitor.rect)
        self.showFullScreen()

    def furnish(self, bar: QWidget, feet: Sequence[QWidget], overlays: Sequence[QWidget], gap: int) -> None:
        """Set what stands above and below the panels, and what lies over all; panels keep their cells."""
        for old in ([self._bar] if self._bar is not None else []) + self._feet:
            if old is not bar and old not in feet:
                old.hide()
        self._bar, self._feet, self._overlays, self._gap = bar, list(feet), list(overlays), gap
        for widget in (bar, *feet):
            widget.setParent(self)
            widget.show()
        for widget in overlays:
            widget.setParent(self)
        self._arrange()

    def show_panels(self, placed: Sequence[tuple[Cell, QWidget]]) -> None:
        """Show exactly these panels; those that were here and are not among them are hidden."""
        kept = {panel for _, panel in placed}
        for _, panel in self._placed:
            if panel not in kept and panel.parent() is self:
                panel.hide()
        self._placed = list(placed)
        for _, panel in placed:
            if panel.parent() is not self:
                panel.setParent(self)
        self._arrange()
        for _, panel in placed:
            panel.show()
        for overlay in self._overlays:
            overlay.raise_()

    def reserve(self, edge: int, strip: int) -> None:
        """Keep the edges free, and a strip between bar and panels: for a frame and a plate that hide nothing."""
        if (edge, strip) != (self._edge, self._strip):
            self._edge, self._strip = edge, strip
            self._arrange()

    def panel_area(self) -> Area:
        """What bar, strip and feet leave."""
        edge = self._edge
        top = edge + (self._bar.height() if self._bar is not None else 0) + self._strip
        bottom = edge + sum(foot.height() for foot in self._feet)
        return Area(edge, top, self.width() - 2 * edge, self.height() - top - bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything keeps its share."""
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no panel wanted."""
        self.key_pressed.emit(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing one window closes the wall."""
        self.close_requested.emit()
        event.accept()

    def _arrange(self) -> None:
        if self._bar is not None:
            self._bar.setGeometry(self._edge, self._edge, self.width() - 2 * self._edge, self._bar.height())
        bottom = self.height() - self._edge
        for foot in reversed(self._feet):
            bottom -= foot.height()
            foot.setGeometry(self._edge, bottom, self.width() - 2 * self._edge, foot.height())
        area = self.panel_area()
        for cell, panel in self._placed:
            at = place(cell, area, self._gap)
            panel.setGeometry(at.x, at.y, at.w, at.h)
        for overlay in self._overlays:
            overlay.setGeometry(0, 0, self.width(), self.height())
