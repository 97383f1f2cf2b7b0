"""逐柱回执: what each pole did. Nothing counts as played without its receipt."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from contract.entities import Broadcast, BroadcastState, Pole, PoleState, Receipt
from panelkit import format as fmt
from panelkit.columns import FittedTable
from panelkit.context import Context
from panelkit.table_model import ROW_ROLE, Column, TableModel
from panelkit.theme import Theme
from panelkit.words import pole_state_name

translate = QCoreApplication.translate

OVER = frozenset({BroadcastState.ENDED, BroadcastState.FAILED, BroadcastState.PREEMPTED})


@dataclass(frozen=True)
class ReceiptRow:
    """One pole in the table; `chosen` are the targets of the next broadcast."""

    pole: Pole
    receipt: Receipt | None
    over: bool
    chosen: bool
    answered: str


def current(context: Context) -> Broadcast | None:
    """The broadcast on air, else the newest one."""
    known = list(context.store.each(Broadcast))
    running = [one for one in known if one.state not in OVER]
    chosen = running or known
    return max(chosen, key=lambda one: (one.started_at is not None, one.started_at or 0, int(one.id)), default=None)


def rows_of(context: Context, broadcast: Broadcast | None) -> list[ReceiptRow]:
    """Poles of the broadcast first, then the chosen ones, then the rest by number."""
    receipts = {receipt.pole_id: receipt for receipt in broadcast.receipts} if broadcast else {}
    aimed = broadcast.pole_ids if broadcast else ()
    chosen = context.selection.pole_ids
    poles = sorted(
        context.store.each(Pole), key=lambda pole: (pole.id not in aimed, pole.id not in chosen, pole.number)
    )
    over = broadcast is None or broadcast.state in OVER
    now = context.now()
    rows = []
    for pole in poles:
        span = "" if pole.answered_at is None else fmt.span(max(0.0, (now - pole.answered_at).total_seconds()))
        rows.append(ReceiptRow(pole, receipts.get(pole.id), over, pole.id in chosen, span))
    return rows


def state_text(row: ReceiptRow) -> str:
    """In words; playing only where the receipt says so."""
    receipt = row.receipt
    if receipt is None or row.over:
        words = pole_state_name(row.pole.state)
        chosen = translate("receipts", "chosen")
        return f"{words} · {chosen}" if row.chosen else words
    return pole_state_name(receipt.state)


def evidence_text(row: ReceiptRow) -> str:
    """What proves it, or what comes next."""
    receipt = row.receipt
    if receipt is not None:
        if receipt.reason:
            return reason_text(receipt.reason)
        if receipt.heard_packets:
            return translate("receipts", "sound came back: {heard} of {sent}").format(
                heard=receipt.heard_packets, sent=receipt.sent_packets
            )
        if receipt.sent_packets:
            return translate("receipts", "sent {sent}, nothing came back: not confirmed").format(
                sent=receipt.sent_packets
            )
        return translate("receipts", "no sound yet")
    if row.pole.state in (PoleState.OFFLINE, PoleState.FAULT):
        return translate("receipts", "asked again every 10 s")
    return translate("receipts", "answered {span} ago").format(span=row.answered) if row.answered else fmt.NO_VALUE


def reason_text(code: str) -> str:
    """Why a pole did not play, for the codes of the gateway; an unknown code as it is."""
    known = {
        "rejected_486": translate("receipts", "busy (486)"),
        "rejected_603": translate("receipts", "declined (603)"),
        "no_answer": translate("receipts", "no answer"),
        "lost": translate("receipts", "call lost"),
        "silence": translate("receipts", "went silent"),
        "stopped": translate("receipts", "stopped by hand"),
        "preempted": translate("receipts", "cut by a higher rank"),
        "in_use": translate("receipts", "plays something else"),
        "bad_address": translate("receipts", "its address is no SIP address"),
        "defect": translate("receipts", "a defect of the gateway; see its log"),
        "rejected_404": translate("receipts", "not known there (404)"),
        "rejected_480": translate("receipts", "not available (480)"),
        "rejected_503": translate("receipts", "out of service (503)"),
        "no_pole": translate("receipts", "no pole answered"),
        "interrupted": translate("receipts", "the gateway was interrupted"),
    }
    return known.get(code, code)


class ReceiptTable(FittedTable):
    """Rows of 34 px; a click or Space chooses a pole."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        columns = (
            Column[ReceiptRow](
                "number", lambda: translate("receipts", "Pole"), lambda row: str(row.pole.number), right=True
            ),
            Column[ReceiptRow]("name", lambda: translate("receipts", "Name"), lambda row: row.pole.name),
            Column[ReceiptRow]("state", lambda: translate("receipts", "State"), state_text),
            Column[ReceiptRow]("connected", lambda: translate("receipts", "Connected"), _connected, right=True),
            Column[ReceiptRow]("evidence", lambda: translate("receipts", "Evidence / next step"), evidence_text),
        )
        self.rows: TableModel[ReceiptRow] = TableModel(columns, lambda row: row.pole.id, self)
        self.setModel(self.rows)
        self.setItemDelegate(_ReceiptDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(theme.size(34 * 3))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.size(34))
        head = self.horizontalHeader()
        head.setFixedHeight(theme.size(32))
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.fit_columns((62, 150, 150, 92, 190), (1, 4), {3: 560})


def _connected(row: ReceiptRow) -> str:
    ms = row.receipt.connected_ms if row.receipt else None
    return fmt.NO_VALUE if ms is None else translate("receipts", "{n} s").format(n=f"{ms / 1000:.2f}")


class _ReceiptDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, ReceiptRow):
            return
        theme, rect = self._theme, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.chosen:
            painter.fillRect(rect, theme.color("acc-fill"))
        painter.setPen(theme.color("line-1"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("acc"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        first = index.column() == 0
        room = rect.adjusted(theme.size(8), 0, -theme.size(8), 0)
        if index.column() == 2:
            state = row.receipt.state if row.receipt is not None and not row.over else row.pole.state
            self._shape(painter, QPointF(rect.x() + theme.size(12), rect.center().y()), state)
            room.setLeft(rect.x() + theme.size(26))
        painter.setFont(theme.font("strong" if first else "body"))
        token = "acc-tx" if row.chosen and index.column() < 3 else "tx-1" if index.column() < 3 else "tx-2"
        painter.setPen(theme.color(token))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if index.column() in (0, 3) else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _shape(self, painter: QPainter, at: QPointF, state: PoleState) -> None:
        theme, side = self._theme, self._theme.size(10)
        box = QRectF(0, 0, side, side)
        box.moveCenter(at)
        if state is PoleState.PLAYING:
            painter.fillRect(box, theme.color("air"))
        elif state in (PoleState.ONLINE, PoleState.CONNECTING):
            painter.setPen(QPen(theme.color("d1"), 1.5))
            painter.setBrush(theme.color("d1") if state is PoleState.ONLINE else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        elif state in (PoleState.BUSY, PoleState.REJECTED):
            painter.setPen(QPen(theme.color("tx-1"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        else:
            painter.setPen(QPen(theme.color("d3"), 2))
            painter.drawLine(QPointF(box.left(), at.y()), QPointF(box.right(), at.y()))
