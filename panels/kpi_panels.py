"""The four charts of the duty screen: in and out, on-time rate, load by department, mean handling time."""

from __future__ import annotations

import math
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from contract.entities import Department
from contract.figures import KpiBoard
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.header import ElidedLabel
from panelkit.panel import Panel, guarded
from panelkit.theme import Theme
from panels.chart import Chart
from panels.kpi_source import EVERY_MS, KpiSource

NAMES_SHARE = 0.46
"""Names of departments take at most so much of their chart."""
STALE_AFTER_S = 3 * EVERY_MS / 1000


class Swatches(QWidget):
    """Small squares with words in the header, instead of a legend."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pairs: tuple[tuple[str, str], ...] = ()

    def show_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """(token, word) each."""
        self._pairs = pairs
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all."""
        self.setFont(self._theme.font("label"))
        wide = sum(self.fontMetrics().horizontalAdvance(word) + self._theme.size(28) for _, word in self._pairs)
        return QSize(wide, self._theme.line_px("label") + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Squares and words."""
        painter = QPainter(self)
        painter.setFont(self._theme.font("label"))
        x, side = 0, self._theme.size(11)
        for token, word in self._pairs:
            painter.fillRect(QRect(x, (self.height() - side) // 2, side, side), self._theme.color(token))
            wide = painter.fontMetrics().horizontalAdvance(word)
            painter.setPen(self._theme.color("tx-2"))
            room = QRect(x + side + self._theme.size(6), 0, wide + 4, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
            x += wide + self._theme.size(28)
        painter.end()


class KpiPanel(Panel):
    """Big number left, its unit and its comparison under it, the chart right. One source may feed several panels."""

    def __init__(self, context: Context, name: str, source: KpiSource | None = None, *, upright: bool = True) -> None:
        super().__init__(context, sources=("query",), name=name, stale_after_s=STALE_AFTER_S)
        theme = context.theme
        self.source = source or KpiSource(context, self)
        self.swatches = Swatches(theme, self)
        self.add_header_widget(self.swatches)
        self.figure, self.unit, self.compare = QLabel(self), QLabel(self), ElidedLabel(role="label", parent=self)
        self.figure.setProperty("role", "figure")
        self.unit.setProperty("role", "unit")
        self.chart = Chart(theme, self, upright=upright)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.setContentsMargins(theme.size(12), theme.size(2), 0, theme.size(8))
        for widget in (self.figure, self.unit, self.compare):
            left.addWidget(widget)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, theme.size(8), theme.size(4))
        row.setSpacing(theme.size(8))
        row.addLayout(left, 3)
        row.addWidget(self.chart, 8)
        self.body.addLayout(row, 1)
        self.source.changed.connect(self._have)
        self.source.failed.connect(self.refuse)

    def draw(self, board: KpiBoard) -> None:
        """Show a board."""

    def refresh(self) -> None:
        """Draw the last board."""
        if self.source.board is not None:
            self._have(self.source.board)
        else:
            self.show_empty(self.tr("No figures yet"), self.tr("They are fetched from the server every few seconds."))

    def restyle(self) -> None:
        """Charts keep their own colours."""
        super().restyle()
        self.chart.restyle()
        if self.source.board is not None:
            self._have(self.source.board)

    @guarded
    def _have(self, board: object) -> None:
        assert isinstance(board, KpiBoard)
        self.show_body()
        self.draw(board)
        self.mark_fresh(board.at)

    def _number(self, figure: str, unit: str, compare: str) -> None:
        self.figure.setText(figure)
        self.unit.setText(unit)
        self.compare.setText(compare)


class FlowPanel(KpiPanel):
    """进出量: cases in and out by hour."""

    def __init__(self, context: Context, source: KpiSource | None = None) -> None:
        super().__init__(context, "kpi_flow", source)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("In and out"))
        self.swatches.show_pairs((("d2", self.tr("reported")), ("d3", self.tr("closed"))))
        self.refresh()

    def draw(self, board: KpiBoard) -> None:
        """Two bars an hour."""
        closed = self.tr("closed {n}").format(n=board.closed_today)
        self._number(fmt.minus(board.reported_today), self.tr("reported today"), closed)
        hours = board.by_hour
        if not hours:
            return
        top = nice_top(max([*(hour.reported for hour in hours), *(hour.closed for hour in hours), 1]))
        xs = [float(hour.hour) for hour in hours]
        self.chart.frame((xs[0] - 0.6, xs[-1] + 0.6), (0, top * 1.04))
        step = 1 if len(hours) <= 10 else 3
        labels = [(x, str(int(x))) for at, x in enumerate(xs) if at % step == 0]
        self.chart.ticks([(value, f"{value:g}") for value in (0, top / 2, top)], labels)
        self.chart.bars("in", [x - 0.19 for x in xs], [float(hour.reported) for hour in hours], 0.34, "d2")
        self.chart.bars("out", [x + 0.19 for x in xs], [float(hour.closed) for hour in hours], 0.34, "d3")
        words = self.tr("{hour}:00 · reported {a} · closed {b}")
        self.chart.hover = {hour.hour: words.format(hour=hour.hour, a=hour.reported, b=hour.closed) for hour in hours}


class RatePanel(KpiPanel):
    """按期处置率: today against the same weekday a week ago, with the target."""

    def __init__(self, context: Context, source: KpiSource | None = None) -> None:
        super().__init__(context, "kpi_rate", source)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("On-time rate"))
        self.swatches.show_pairs((("d2", self.tr("today")), ("d3", self.tr("last week"))))
        self.refresh()

    def draw(self, board: KpiBoard) -> None:
        """Two lines and a dashed one."""
        last = self.tr("last week {n}").format(n=fmt.percent(board.on_time_last_week))
        self._number(fmt.percent(board.on_time_rate), self.tr("% today"), last)
        labels = [rate.label for rate in board.on_time_by_hour] or [
            rate.label for rate in board.on_time_by_hour_last_week
        ]
        if not labels:
            return
        today = [rate.value for rate in board.on_time_by_hour]
        before = [rate.value for rate in board.on_time_by_hour_last_week]
        known = [value for value in (*today, *before) if value is not None]
        low = min([95.0, *(math.floor((value - 1) / 5) * 5 for value in known)])
        low = max(0.0, min(low, 90.0))
        count = max(len(today), len(before))
        self.chart.frame((-0.3, count - 0.7 + 0.2), (low, 100.5))
        step = max(1, round(count / 5))
        bottom = [(float(at), label.lstrip("0") or "0") for at, label in enumerate(labels) if at % step == 0]
        self.chart.ticks([(value, f"{value:g}") for value in (low, (low + 100) / 2, 100.0)], bottom)
        self.chart.line("before", *_series(before), "d3", 1.6)
        self.chart.line("today", *_series(today), "d2", 2.0)
        newest = [(float(at), value) for at, value in enumerate(today) if value is not None]
        self.chart.dot(newest[-1] if newest else None, "d2")
        self.chart.target(board.on_time_target, self.tr("target {n}").format(n=f"{board.on_time_target:g}"))
        words = self.tr("{label}: {a} % · last week {b} %")
        self.chart.hover = {
            at: words.format(
                label=label,
                a=fmt.percent(today[at] if at < len(today) else None),
                b=fmt.percent(before[at] if at < len(before) else None),
            )
            for at, label in enumerate(labels)
        }


class LoadPanel(KpiPanel):
    """部门在办: the five departments with most open cases."""

    TOP = 5

    def __init__(self, context: Context, source: KpiSource | None = None) -> None:
        super().__init__(context, "kpi_load", source, upright=False)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Open by department"))
        self.set_subtitle(self.tr("first five"))
        self.refresh()

    def draw(self, board: KpiBoard) -> None:
        """Lying bars with their number."""
        overdue = self.tr("overdue {n}").format(n=board.overdue)
        self._number(fmt.minus(board.open), self.tr("open cases"), overdue)
        rows = board.by_department[: self.TOP]
        most = max([row.open for row in rows] or [1]) or 1
        names = [self._name(row.department_id) for row in rows]
        places = [float(self.TOP - 1 - at) for at in range(len(rows))]
        metrics = self.chart.fontMetrics()
        most_px = max(self.context.theme.size(92), int(self.chart.width() * NAMES_SHARE))
        cut = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, most_px) for name in names]
        wide = max((metrics.horizontalAdvance(name) for name in cut), default=0)
        self.chart.getPlotItem().getAxis("left").setWidth(wide + self.context.theme.size(10))
        self.chart.getPlotItem().getAxis("bottom").setHeight(self.context.theme.size(6))
        self.chart.frame((0, most * 1.18), (-0.6, self.TOP - 0.4))
        self.chart.ticks(list(zip(places, cut, strict=True)), [])
        self.chart.bars("open", places, [float(row.open) for row in rows], 0.58, "d1")
        self.chart.words(
            [(row.open, place, f" {row.open}", (0.0, 0.5)) for row, place in zip(rows, places, strict=True)]
        )
        words = self.tr("{name}: open {a}, overdue {b}")
        self.chart.hover = {
            round(place): words.format(name=name, a=row.open, b=row.overdue)
            for place, name, row in zip(places, names, rows, strict=True)
        }

    def _name(self, department_id: str) -> str:
        body = self.context.store.of(Department, department_id)
        if body is None:
            return fmt.NO_VALUE
        return (body.short_name or body.name) if self.context.lang.startswith("zh") else (body.name_en or body.name)


class HandlingPanel(KpiPanel):
    """平均处置用时: minutes from signing to feedback over 14 days, with the limit."""

    def __init__(self, context: Context, source: KpiSource | None = None) -> None:
        super().__init__(context, "kpi_handling", source)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Mean handling time"))
        self.set_subtitle(self.tr("last 14 days"))
        self.refresh()

    def draw(self, board: KpiBoard) -> None:
        """One line and the limit."""
        last = board.mean_handling_last_week
        compare = self.tr("last week {n}").format(n=fmt.percent(last, 0))
        self._number(fmt.percent(board.mean_handling_min, 0), self.tr("minutes"), compare)
        values = [day.minutes for day in board.handling_by_day]
        if not values:
            return
        known = [value for value in values if value is not None]
        top = nice_top(max([*known, board.handling_limit_min * 1.1]))
        self.chart.frame((-0.5, len(values) - 0.5), (0, top * 1.02))
        days = [
            (float(at), _day(entry.day))
            for at, entry in enumerate(board.handling_by_day)
            if (len(values) - 1 - at) % 4 == 0
        ]
        self.chart.ticks([(value, f"{value:g}") for value in (0, top / 2, top)], days)
        self.chart.line("days", *_series(values), "d2", 2.0)
        self.chart.target(board.handling_limit_min, self.tr("limit {n} min").format(n=f"{board.handling_limit_min:g}"))
        words = self.tr("{day}: {n} min")
        self.chart.hover = {
            at: words.format(day=_day(entry.day), n=fmt.percent(entry.minutes, 0))
            for at, entry in enumerate(board.handling_by_day)
        }


def nice_top(value: float) -> float:
    """The next 1, 2, 3, 4, 6, 8 or 10 times a power of ten at or above `value`: halves are round too."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-9)))
    return next(step * power for step in (1, 2, 3, 4, 6, 8, 10, 20) if step * power >= value)


def _series(values: list[float | None]) -> tuple[list[float], list[float]]:
    return [float(at) for at in range(len(values))], [math.nan if value is None else value for value in values]


def _day(day: date) -> str:
    return day.strftime("%m-%d")
