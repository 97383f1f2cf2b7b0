"""One chart as the tokens want it: three grid lines, labels of 12, no frame, no legend, no animation, hover values."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from panelkit.theme import Theme

pg.setConfigOptions(antialias=True, useOpenGL=False)


class Chart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot without mouse, whose items are kept and given new data: nothing flickers.

    `hover` maps the nearest whole x to words.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, upright: bool = True) -> None:
        super().__init__(parent)
        self._theme, self._upright = theme, upright
        self.hover: dict[int, str] = {}
        self._lines: dict[str, Any] = {}
        self._bars: dict[str, Any] = {}
        self._texts: list[Any] = []
        self._target: Any = None
        self._grid: list[Any] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setContentsMargins(0, 10, 10, 0)
        view = item.getViewBox()
        view.setMouseEnabled(False, False)
        view.setDefaultPadding(0.0)
        self._axes = {side: item.getAxis(side) for side in ("left", "bottom")}
        for axis in self._axes.values():
            # A tick of no length still leaves a dot unless it is transparent; labels may stand over the chart's corner.
            axis.setStyle(tickLength=0, tickAlpha=0, tickTextOffset=6, autoExpandTextSpace=False)
            axis.setStyle(hideOverlappingLabels=24)
        self._axes["left"].setWidth(theme.size(34))
        self._axes["bottom"].setHeight(theme.size(22))
        self.restyle()

    def restyle(self) -> None:
        """Colours and fonts of the theme; the data are drawn again by their panel."""
        theme = self._theme
        self.setBackground(theme.color("bg-1"))
        for axis in self._axes.values():
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTextPen(theme.color("tx-3"))
            axis.setTickFont(theme.font("caption"))

    def frame(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """The window of the chart."""
        self.getPlotItem().getViewBox().setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    def ticks(self, left: list[tuple[float, str]], bottom: list[tuple[float, str]]) -> None:
        """Labels; those at the left also get a grid line where the chart is upright."""
        self._axes["left"].setTicks([left])
        self._axes["bottom"].setTicks([bottom])
        for line in self._grid:
            self.removeItem(line)
        self._grid = []
        if self._upright:
            pen = QPen(self._theme.color("grid"), 1)
            pen.setCosmetic(True)
            for value, _ in left:
                line = pg.InfiniteLine(pos=value, angle=0, pen=pen)
                line.setZValue(-10)
                self.addItem(line)
                self._grid.append(line)

    def line(self, key: str, xs: list[float], ys: list[float], token: str, width: float = 2.0) -> None:
        """A plain line; gaps (nan) stay gaps."""
        if key not in self._lines:
            self._lines[key] = pg.PlotCurveItem(connect="finite")
            self.addItem(self._lines[key])
        pen = QPen(self._theme.color(token), width)
        pen.setCosmetic(True)
        self._lines[key].setData(xs, ys, pen=pen)

    def dot(self, at: tuple[float, float] | None, token: str) -> None:
        """The newest value."""
        if "dot" not in self._lines:
            self._lines["dot"] = pg.ScatterPlotItem(size=self._theme.size(9), pxMode=True)
            self.addItem(self._lines["dot"])
        points = [] if at is None else [{"pos": at}]
        self._lines["dot"].setData(points, brush=self._theme.color(token), pen=None)

    def bars(self, key: str, xs: list[float], heights: list[float], width: float, token: str) -> None:
        """Upright bars, or lying ones where the chart is not upright."""
        color = self._theme.color(token)
        if self._upright:
            options: dict[str, Any] = {"x": xs, "height": heights, "width": width}
        else:
            options = {"x0": [0.0] * len(xs), "y": xs, "width": heights, "height": width}
        options |= {"pen": QPen(Qt.PenStyle.NoPen), "brush": color}
        if not xs:
            options = {"x": [0.0], "height": [0.0], "width": 0.0, "pen": options["pen"], "brush": color}
        if key not in self._bars:
            self._bars[key] = pg.BarGraphItem(**options)
            self.addItem(self._bars[key])
        else:
            self._bars[key].setOpts(**options)

    def target(self, value: float, words: str, token: str = "tx-2") -> None:
        """A dashed line with its word at the right, above it where there is room."""
        if self._target is None:
            self._target = pg.InfiniteLine(angle=0)
            self.addItem(self._target)
        pen = QPen(self._theme.color(token), 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 4])
        pen.setCosmetic(True)
        self._target.setPen(pen)
        self._target.setValue(value)
        (_, right), (low, high) = self.getPlotItem().getViewBox().viewRange()
        crowded = value > high - 0.2 * (high - low)
        self.words([(right, value, words, (1.0, -0.05 if crowded else 1.05))])

    def words(self, texts: list[tuple[float, float, str, tuple[float, float]]]) -> None:
        """Words in the chart: x, y, text, anchor."""
        while len(self._texts) < len(texts):
            text = pg.TextItem()
            self.addItem(text, ignoreBounds=True)
            self._texts.append(text)
        for at, item in enumerate(self._texts):
            item.setVisible(at < len(texts))
            if at < len(texts):
                x, y, words, anchor = texts[at]
                item.setFont(self._theme.font("caption"))
                item.setText(words, QColor(self._theme.color("tx-1")))
                item.setAnchor(anchor)
                item.setPos(x, y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The values under the pointer."""
        point: QPointF = self.getPlotItem().getViewBox().mapSceneToView(self.mapToScene(event.position().toPoint()))
        words = self.hover.get(round(point.x() if self._upright else point.y()))
        QToolTip.showText(event.globalPosition().toPoint(), words or "", self)

    def wheelEvent(self, event: QEvent) -> None:
        """A chart does not zoom; the page behind may scroll."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nothing to drag."""
        event.ignore()
