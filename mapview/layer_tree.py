"""The tree of layers at the left: groups with sums, rows with a tick and a count."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from mapview.layers import GROUPS, Count
from panelkit.theme import Theme

ROW_H, GROUP_H, WIDTH = 28, 32, 272


class _Row(QCheckBox):
    """One layer: tick, swatch of a component class, name, count at the right."""

    def __init__(self, theme: Theme, key: str, swatch: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.key, self._swatch, self._count = theme, key, swatch, ""
        self.setFixedHeight(ROW_H)

    def show_count(self, text: str) -> None:
        """At the right edge."""
        if text != self._count:
            self._count = text
            self.setAccessibleDescription(text)
            self.setToolTip(f"{self.text()} · {text}")
            self.update()

    def hitButton(self, pos: object) -> bool:
        """The whole row."""
        return True

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(WIDTH, ROW_H)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Flat: a box of 16, words, a number."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect(), theme.color("bg-2"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("acc"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        on = self.isChecked()
        box = QRectF(36.5, (ROW_H - 15) / 2, 15, 15)
        painter.setPen(QPen(theme.color("acc" if on else "line-2"), 1))
        painter.setBrush(theme.color("acc-fill" if on else "bg-0"))
        painter.drawRect(box)
        if on:
            painter.setPen(QPen(theme.color("acc-tx"), 2))
            corner = box.topLeft()
            painter.drawPolyline(
                QPolygonF([corner + QPointF(3.5, 7.5), corner + QPointF(6.5, 10.5), corner + QPointF(11.5, 4.5)])
            )
        left = 62
        if self._swatch:
            painter.fillRect(QRectF(left, ROW_H / 2 - 4, 8, 8), theme.color(self._swatch))
            left += 16
        painter.setFont(theme.font("body"))
        metrics = painter.fontMetrics()
        number = metrics.horizontalAdvance(self._count)
        painter.setPen(theme.color("tx-2" if on else "tx-3"))
        painter.drawText(self.rect().adjusted(0, 0, -12, 0), _RIGHT, self._count)
        painter.setPen(theme.color("tx-1" if on else "tx-3"))
        room = self.rect().adjusted(left, 0, -20 - number, 0)
        painter.drawText(room, _LEFT, metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width()))
        painter.end()


class _Group(QAbstractButton):
    """Head of a group: folds it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._count = theme, ""
        self.setCheckable(True)
        self.setChecked(True)
        self.setFixedHeight(GROUP_H)

    def show_count(self, text: str) -> None:
        """Sum at the right edge."""
        if text != self._count:
            self._count = text
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(WIDTH, GROUP_H)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box with minus or plus, title, sum."""
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg-2"))
        painter.setPen(QPen(theme.color("acc" if self.hasFocus() else "line-2"), 1))
        box = QRect(12, GROUP_H // 2 - 7, 14, 14)
        painter.drawRect(box)
        painter.setPen(QPen(theme.color("tx-1"), 1.5))
        painter.drawLine(box.left() + 4, box.center().y() + 1, box.right() - 3, box.center().y() + 1)
        if not self.isChecked():
            painter.drawLine(box.center().x() + 1, box.top() + 4, box.center().x() + 1, box.bottom() - 3)
        painter.setFont(theme.font("body", 500))
        painter.setPen(theme.color("tx-1"))
        painter.drawText(self.rect().adjusted(36, 0, -80, 0), _LEFT, self.text())
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("tx-2"))
        painter.drawText(self.rect().adjusted(0, 0, -12, 0), _RIGHT, self._count)
        painter.end()


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LayerTree(QScrollArea):
    """`toggled(key, on)` by people only."""

    toggled = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._groups: dict[str, _Group] = {}
        self._rows: dict[str, _Row] = {}
        for name, keys in GROUPS.items():
            group = self._groups[name] = _Group(theme, inner)
            column.addWidget(group)
            for key in keys:
                row = self._rows[key] = _Row(theme, key, f"c{key[-1]}" if name == "components" else "", inner)
                row.clicked.connect(lambda on, key=key: self.toggled.emit(key, on))
                group.toggled.connect(row.setVisible)
                column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inner)

    def name_all(self, groups: Mapping[str, str], rows: Mapping[str, str]) -> None:
        """Words of the seat's language."""
        for key, text in groups.items():
            self._groups[key].setText(text)
        for key, text in rows.items():
            self._rows[key].setText(text)

    def show_on(self, on: set[str]) -> None:
        """Which are ticked."""
        for key, row in self._rows.items():
            row.setChecked(key in on)

    def show_counts(self, rows: Mapping[str, str], groups: Mapping[str, str]) -> None:
        """Numbers, already worded."""
        for key, text in rows.items():
            self._rows[key].show_count(text)
        for key, text in groups.items():
            self._groups[key].show_count(text)

    def count_of(self, key: str) -> str:
        """The number beside a layer, as it reads."""
        return self._rows[key]._count

    def row(self, key: str) -> QCheckBox:
        """The row of a layer."""
        return self._rows[key]


def total(counts: Mapping[str, Count], keys: tuple[str, ...]) -> int:
    """Sum of a group."""
    return sum(counts[key].n for key in keys if key in counts)
