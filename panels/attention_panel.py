"""需要关注: the cases that are late or nearly so, largest first, as many as fit. Public screens get the street only."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from contract.entities import ENDED, Case, Department
from contract.scope import street_of
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.limit import Limit, limit_of
from panelkit.panel import Panel

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    case_id: str
    name: str
    where: str
    limit: Limit


class AttentionPanel(Panel):
    """Follows the store; a click on a desk selects the case."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("cases", "departments"), name="attention", parent=parent)
        self.rows: list[Row] = []
        self._list = _Rows(self)
        self.body.addWidget(self._list, 1)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Needs attention"))
        self.refresh()

    def restyle(self) -> None:
        """Rows are painted."""
        super().restyle()
        self._list.update()

    def second(self) -> None:
        """Limits run."""
        self.refresh()

    def refresh(self) -> None:
        """Late first, then nearly late."""
        now, context = self.context.now(), self.context
        found: list[tuple[float, Row]] = []
        for case in context.store.each(Case):
            if case.state in ENDED:
                continue
            limit = limit_of(case, now)
            if limit.left_s is not None and limit.lamp in ("late", "near"):
                where = " · ".join(part for part in (street_of(case.place), self._body_name(case)) if part)
                found.append((limit.left_s, Row(case.id, context.class_name(case.class_code), where, limit)))
        found.sort(key=lambda pair: (pair[0], pair[1].case_id))
        self.rows = [row for _, row in found]
        shown = min(len(self.rows), self._list.room())
        text = self.tr("first {shown} of {all}") if shown < len(self.rows) else self.tr("{all} cases")
        self.set_subtitle(text.format(shown=shown, all=len(self.rows)))
        if self.rows:
            self.show_body()
        else:
            self.show_empty(self.tr("Nothing is late"), self.tr("No open case has used 80 % of its limit."))
        self._list.update()

    def words_of(self, limit: Limit) -> str:
        """`超 42 分`, `剩 6 分`."""
        left = limit.left_s or 0.0
        if left < 0:
            return self.tr("late {span}").format(span=fmt.span(-left))
        return self.tr("{span} left").format(span=fmt.span(max(left, 0.0)))

    def _body_name(self, case: Case) -> str:
        body = self.context.store.of(Department, case.department_id)
        if body is None:
            return ""
        return (body.short_name or body.name) if self.context.lang.startswith("zh") else (body.name_en or body.name)


class _Rows(QWidget):
    def __init__(self, panel: AttentionPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        theme = panel.context.theme
        self._high = 88 if theme.display == "wall" else 52
        self.setMinimumHeight(self._high)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def room(self) -> int:
        """Whole rows that fit."""
        return max(1, self.height() // self._high)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A row selects its case on a desk; a wall is only looked at."""
        row = int(event.position().y()) // self._high
        if self._panel.context.display == "desk" and row < min(len(self._panel.rows), self.room()):
            self._panel.context.selection.open_case(self._panel.rows[row].case_id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bar, class, where, time."""
        theme, high, inset = self._panel.context.theme, self._high, self._panel.context.theme.size(14)
        painter = QPainter(self)
        for at, row in enumerate(self._panel.rows[: self.room()]):
            y = at * high
            bar = QRect(0, y + high // 6, theme.size(4), high - high // 3)
            painter.fillRect(bar, theme.color(row.limit.bar_token))
            painter.setPen(theme.color("line-1"))
            painter.drawLine(0, y + high - 1, self.width(), y + high - 1)
            words = self._panel.words_of(row.limit)
            painter.setFont(theme.font("strong"))
            painter.setPen(theme.color(row.limit.text_token))
            painter.drawText(QRect(0, y, self.width() - inset, high), _RIGHT, words)
            room = self.width() - 2 * inset - painter.fontMetrics().horizontalAdvance(words) - theme.size(8)
            upper, lower = theme.line_px("body"), theme.line_px("label")
            top = y + (high - upper - lower) // 2
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color(self._panel.value_token))
            cut = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(inset, top, room, upper), _LEFT, cut)
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("tx-3"))
            cut = painter.fontMetrics().elidedText(row.where, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(inset, top + upper, room, lower), _LEFT, cut)
        painter.end()
