"""The ladder of wording: 提醒, 劝导, 警告, 派员. Each step says its words and how often they were used here."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from panelkit.controls import draw_key_cap
from panelkit.theme import Theme


class LadderStep(QPushButton):
    """One step as a card; checkable, with its number as key."""

    def __init__(self, theme: Theme, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.number = theme, number
        self.name = self.words = self.note = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(theme.size(120), theme.size(112)))

    def show_step(self, name: str, words: str, note: str, *, ready: bool) -> None:
        """Become this step; not `ready` where there is no recording for it."""
        self.name, self.words, self.note = name, words, note
        self.setEnabled(ready)
        self.setToolTip(words)
        self.setAccessibleName(f"{self.number} {name}: {words}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Card, number and name, key cap, words on at most three lines, note."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = "acc" if chosen or self.hasFocus() else "line-2"
        painter.setPen(theme.color(edge))
        painter.setBrush(theme.color("acc-fill" if chosen else "bg-2"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 3, 3)
        value = "acc-tx" if chosen else "tx-1" if self.isEnabled() else "tx-off"
        second = "tx-2" if self.isEnabled() else "tx-off"
        inset = theme.size(12)
        head = QRect(inset, theme.size(8), self.width() - 2 * inset, theme.line_px("strong"))
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color(value))
        name = painter.fontMetrics().elidedText(
            f"{self.number} {self.name}", Qt.TextElideMode.ElideRight, head.width() - theme.size(20)
        )
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        cap_row = QRect(0, head.y(), self.width(), head.height())
        draw_key_cap(painter, theme, cap_row, str(self.number), "tx-1" if self.isEnabled() else "tx-off")
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color(value if chosen else second))
        low = theme.line_px("label") + theme.size(10)
        room = QRect(
            inset, head.bottom() + theme.size(6), head.width(), self.height() - low - head.bottom() - theme.size(8)
        )
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(room, int(flags) | int(Qt.TextFlag.TextWordWrap), self._fit(painter, room))
        painter.setPen(theme.color("tx-2" if chosen else "tx-3"))
        foot = QRect(inset, self.height() - low, head.width(), theme.line_px("label"))
        note = painter.fontMetrics().elidedText(self.note, Qt.TextElideMode.ElideRight, foot.width())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, note)
        painter.end()

    def _fit(self, painter: QPainter, room: QRect) -> str:
        metrics = painter.fontMetrics()
        lines = max(1, room.height() // metrics.lineSpacing())
        return metrics.elidedText(
            self.words, Qt.TextElideMode.ElideRight, max(1, room.width() * lines - metrics.height())
        )
