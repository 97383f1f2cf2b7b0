"""How a row of the queue is painted: the 4 px bar, the tinted time cell, tags, source shapes, hairlines."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from casequeue.queue_words import QueueWords
from contract.entities import Case, Urgency
from panelkit import format as fmt
from panelkit import icons
from panelkit.context import Context
from panelkit.limit import limit_of, step_limit_of
from panelkit.sources import color_of
from panelkit.table_model import ROW_ROLE

Index = QModelIndex | QPersistentModelIndex
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class Rows(Protocol):
    """What the delegate asks its panel."""

    context: Context
    words: QueueWords

    @property
    def is_stale(self) -> bool: ...
    @property
    def value_token(self) -> str: ...


class QueueDelegate(QStyledItemDelegate):
    """Paints every cell itself: nothing of a native style shows through."""

    def __init__(self, panel: Rows, keys: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._keys = panel, keys
        self._theme = panel.context.theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        case = index.data(ROW_ROLE)
        if not isinstance(case, Case):
            return
        theme, rect = self._theme, QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, theme.color("acc-fill"))
        painter.setPen(theme.color("line-1"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        key = self._keys[index.column()]
        value = "acc-tx" if selected else self._panel.value_token
        second = "tx-2" if selected or not self._panel.is_stale else "tx-3"
        if key in ("left", "step"):
            self._time(painter, rect, case, key, selected=selected)
        elif key == "source":
            self._source(painter, rect, case, second)
        elif key == "class":
            self._class(painter, rect, index, case, value)
        elif key == "state":
            self._state(painter, rect, index, case, second)
        else:
            strong = key == "short"
            painter.setFont(theme.font("body", 500 if strong else 400))
            nowhere = key == "cell" and case.point is None
            painter.setPen(theme.color(value if key in ("short", "place") else "tx-3" if nowhere else second))
            side = Qt.AlignmentFlag.AlignRight if strong else Qt.AlignmentFlag.AlignLeft
            self._text(painter, rect.adjusted(6, 0, -10 if strong else -6, 0), str(index.data()), side)
        painter.restore()

    def _time(self, painter: QPainter, rect: QRect, case: Case, key: str, *, selected: bool) -> None:
        theme, size = self._theme, self._theme.size
        if selected and key == "left":
            painter.fillRect(QRect(rect.x(), rect.y(), size(3), rect.height()), theme.color("acc"))
        limit = (limit_of if key == "left" else step_limit_of)(case, self._panel.context.now())
        if key == "step" and limit.left_s is None:
            return
        high = size(24)
        cell = QRect(rect.x() + size(8), rect.y() + (rect.height() - high) // 2, rect.width() - size(16), high)
        if limit.fill_token is not None:
            painter.fillRect(cell, theme.color(limit.fill_token))
        short = limit.lamp == "ok"
        bar = QRect(cell.x(), cell.y() + (size(4) if short else 0), size(4), cell.height() - (size(8) if short else 0))
        if limit.lamp != "none":
            painter.fillRect(bar, theme.color(limit.bar_token))
        painter.setFont(theme.font("title" if key == "left" else "body"))
        token = limit.text_token
        if token == "tx-1":
            token = "acc-tx" if selected else self._panel.value_token
        painter.setPen(theme.color("tx-2" if selected and token == "tx-3" else token))
        words = fmt.time_left(limit.left_s) if limit.left_s is not None else self._panel.words.no_clock_text()
        painter.drawText(cell.adjusted(0, 0, -size(8), 0), Qt.AlignmentFlag.AlignRight | _MIDDLE, words)

    def _source(self, painter: QPainter, rect: QRect, case: Case, token: str) -> None:
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.size(12)
        box = QRectF(rect.x() + 4, rect.center().y() - side / 2 + 0.5, side, side)
        icons.source(painter, box, theme.color(color_of(case.source) if token != "tx-3" else "d3"), case.source)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color(token))
        self._text(painter, rect.adjusted(theme.size(20), 0, -6, 0), self._panel.words.source_text(case))

    def _state(self, painter: QPainter, rect: QRect, index: Index, case: Case, token: str) -> None:
        """The state, and who else is there: a bust, or a padlock where he acts."""
        theme, presence = self._theme, self._panel.context.presence
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color(token))
        room = rect.adjusted(6, 0, -6, 0)
        used = self._text(painter, room, str(index.data()))
        people = presence.at(case.id) if presence is not None else ()
        side = theme.size(14)
        if not people or used + side + 6 > room.width():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(room.x() + used + 6, rect.center().y() - side / 2 + 0.5, side, side)
        (icons.padlock if people[0].acting else icons.person)(painter, box, theme.color("tx-1"))
        rest = room.adjusted(used + 8 + side, 0, 0, 0)
        if rest.width() > theme.size(24):
            painter.setPen(theme.color("tx-2"))
            self._text(painter, rest, people[0].name)

    def _class(self, painter: QPainter, rect: QRect, index: Index, case: Case, token: str) -> None:
        theme = self._theme
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color(token))
        tag = self._panel.words.tag_text(case)
        tag_wide = 0
        if tag:
            metrics = painter.fontMetrics()
            tag_wide = metrics.horizontalAdvance(tag) + 14
            if metrics.horizontalAdvance(str(index.data())) > rect.width() - 12 - tag_wide:
                tag, tag_wide = "", 0  # the name comes first
        room = rect.adjusted(6, 0, -6 - tag_wide, 0)
        used = self._text(painter, room, str(index.data()))
        if tag:
            painter.setFont(theme.font("caption"))
            high = theme.line_px("caption") + 2
            box = QRect(room.x() + used + 6, rect.center().y() - high // 2, 0, high)
            box.setWidth(painter.fontMetrics().horizontalAdvance(tag) + 10)
            painter.setPen(theme.color("tx-3" if case.urgency is Urgency.NORMAL and not case.supervised else "tx-2"))
            painter.drawRoundedRect(box, 2, 2)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag)

    @staticmethod
    def _text(painter: QPainter, room: QRect, text: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> int:
        metrics = painter.fontMetrics()
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | _MIDDLE, cut)
        return metrics.horizontalAdvance(cut)
