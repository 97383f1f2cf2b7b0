"""Five big numbers for the leader's screen and meeting rooms."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from contract.figures import KpiBoard
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.panel import Panel, guarded
from panels.kpi_panels import STALE_AFTER_S
from panels.kpi_source import KpiSource

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Figure(QWidget):
    """One number: label above, unit beside, comparison under it; a bar at the left where it is late."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.label = self.value = self.unit = self.compare = ""
        self.late = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme = panel.context.theme
        self.setMinimumHeight(theme.line_px("body") + theme.line_px("figure") + theme.line_px("label") + theme.size(4))

    def show_figure(self, label: str, value: str, unit: str, compare: str, *, late: bool = False) -> None:
        """Become this number."""
        now = (label, value, unit, compare, late)
        if now != (self.label, self.value, self.unit, self.compare, self.late):
            self.label, self.value, self.unit, self.compare, self.late = now
            self.setAccessibleName(f"{label} {value} {unit}, {compare}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Plate, three lines."""
        theme = self._panel.context.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg-1"))
        painter.setPen(theme.color("line-1"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self.late:
            painter.fillRect(QRect(0, 0, theme.size(5), self.height()), theme.color("sla-late"))
        inset = theme.size(15)
        lines = (theme.line_px("body"), theme.line_px("figure"), theme.line_px("label"))
        y = max(0, (self.height() - sum(lines)) // 2)
        room = QRect(inset, y, self.width() - 2 * inset, lines[0])
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("tx-2"))
        painter.drawText(room, _LEFT, self._cut(painter, self.label, room.width()))
        painter.setFont(theme.font("figure"))
        painter.setPen(theme.color(self._panel.value_token))
        middle = QRect(inset, y + lines[0], room.width(), lines[1])
        painter.drawText(middle, _LEFT, self.value)
        wide = painter.fontMetrics().horizontalAdvance(self.value)
        below = painter.fontMetrics().descent()
        painter.setFont(theme.font("strong", 400))
        painter.setPen(theme.color("tx-2"))
        base = middle.y() + (lines[1] + theme.px("figure")) // 2 - below // 2
        painter.drawText(inset + wide + theme.size(6), base, self.unit)
        painter.setFont(theme.font("label"))
        painter.drawText(
            QRect(inset, y + lines[0] + lines[1], room.width(), lines[2]),
            _LEFT,
            self._cut(painter, self.compare, room.width()),
        )
        painter.end()

    @staticmethod
    def _cut(painter: QPainter, text: str, width: int) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


class FiguresPanel(Panel):
    """今日上报, 正在处置, 按期处置率, 超时未结, 平均处置用时."""

    def __init__(self, context: Context, source: KpiSource | None = None) -> None:
        super().__init__(context, sources=("query",), name="figures", stale_after_s=STALE_AFTER_S)
        self.source = source or KpiSource(context, self)
        gap = context.theme.gap_px
        row = QHBoxLayout()
        row.setSpacing(gap)
        row.setContentsMargins(gap, gap // 2, gap, gap // 2)
        self.figures = [Figure(self) for _ in range(5)]
        for figure in self.figures:
            row.addWidget(figure)
        self.body.addLayout(row, 1)
        self.source.changed.connect(self._have)
        self.source.failed.connect(self.refuse)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("City management today"))
        self.set_subtitle(self.tr("since 0:00"))
        self.refresh()

    def restyle(self) -> None:
        """Numbers are painted."""
        super().restyle()
        for figure in self.figures:
            figure.update()

    def refresh(self) -> None:
        """Draw the last board."""
        if self.source.board is not None:
            self._have(self.source.board)
        else:
            self.show_empty(self.tr("No figures yet"), self.tr("They are fetched from the server every few seconds."))

    @guarded
    def _have(self, board: object) -> None:
        assert isinstance(board, KpiBoard)
        cases = self.tr("cases")
        longest = board.longest_overdue_min
        bodies = len([load for load in board.by_department if load.open])
        rows = (
            (
                self.tr("Reported today"),
                str(board.reported_today),
                cases,
                self.tr("last week {n}").format(n=board.reported_last_week),
            ),
            (self.tr("Being handled"), str(board.open), cases, self.tr("{n} departments").format(n=bodies)),
            (
                self.tr("On-time rate"),
                fmt.percent(board.on_time_rate),
                "%",
                self.tr("target {n}").format(n=f"{board.on_time_target:g}"),
            ),
            (
                self.tr("Overdue, not closed"),
                str(board.overdue),
                cases,
                self.tr("longest {span}").format(span=fmt.span(longest * 60)) if longest else self.tr("none"),
            ),
            (
                self.tr("Mean handling time"),
                fmt.percent(board.mean_handling_min, 0),
                self.tr("min"),
                self.tr("last week {n}").format(n=fmt.percent(board.mean_handling_last_week, 0)),
            ),
        )
        for at, (label, value, unit, compare) in enumerate(rows):
            self.figures[at].show_figure(label, value, unit, compare, late=at == 3 and board.overdue > 0)
        self.show_body()
        self.mark_fresh(board.at)
