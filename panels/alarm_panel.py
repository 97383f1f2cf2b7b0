"""报警: what asks for an act now. Shape and letter say the rank; unacknowledged rows have a blinking outline."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from contract.commands import AcknowledgeAlarm
from contract.entities import Alarm, Person
from panelkit import format as fmt
from panelkit import icons
from panelkit.columns import FittedTable
from panelkit.context import Context
from panelkit.controls import KeyButton, rule
from panelkit.panel import Panel, guarded
from panelkit.table_model import ROW_ROLE, Column, TableModel
from panels.alarm_words import alarm_about, alarm_text

FLOOD_PER_10_MIN = 10
"""From here on it is a flood, and blinking stops."""


class AlarmPanel(Panel):
    """Enter or double click goes to what the alarm is about; K acknowledges the chosen one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            context, sources=("alarms", "persons", "cases", "cameras", "poles"), name="alarms", parent=parent
        )
        theme = context.theme
        self.blink = False
        self.flood = False
        self._asked: set[str] = set()
        columns = (
            Column[Alarm]("rank", lambda: "", lambda alarm: "ABC"[alarm.priority - 1]),
            Column[Alarm]("what", lambda: self.tr("Alarm"), alarm_text),
            Column[Alarm]("about", lambda: self.tr("About"), lambda alarm: alarm_about(context, alarm)),
            Column[Alarm]("since", lambda: self.tr("Since"), self._since, right=True),
            Column[Alarm]("acked", lambda: self.tr("Acknowledged"), self._acked),
        )
        self.model: TableModel[Alarm] = TableModel(columns, lambda alarm: alarm.id, self)
        self.table = FittedTable(theme, self)
        self.table.setModel(self.model)
        self.table.setItemDelegate(_AlarmDelegate(self))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(theme.size(34))
        head = self.table.horizontalHeader()
        head.setFixedHeight(theme.size(32))
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.fit_columns((44, 160, 180, 72, 140), (1, 2), {4: 520})
        self.ack = KeyButton(theme, "", "K", parent=self)
        self.go = KeyButton(theme, "", "↵", parent=self)
        row = QHBoxLayout()
        row.setContentsMargins(theme.size(12), theme.size(8), theme.size(12), theme.size(8))
        row.setSpacing(theme.size(8))
        row.addWidget(self.ack)
        row.addWidget(self.go)
        row.addStretch(2)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(rule(self))
        self.body.addLayout(row)
        self.setFocusProxy(self.table)
        self.ack.clicked.connect(self.acknowledge)
        self.go.clicked.connect(self.open)
        self.table.doubleClicked.connect(self.open)
        self.table.selectionModel().currentRowChanged.connect(self._show_keys)
        for button in (self.ack, self.go):
            button.setVisible(context.display == "desk")

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Alarms"))
        self.ack.set_words(self.tr("Acknowledge"))
        self.go.set_words(self.tr("Go there"))
        self.model.retranslate()
        self.refresh()

    def restyle(self) -> None:
        """Painted rows."""
        super().restyle()
        self.table.viewport().update()

    def refresh(self) -> None:
        """Unacknowledged first, then by rank, newest first."""
        alarms = list(self.context.store.each(Alarm))
        alarms.sort(key=lambda one: (one.acked_at is not None, one.priority, -one.raised_at.timestamp(), one.id))
        self.model.set_rows(alarms)
        now = self.context.now()
        recent = sum((now - one.raised_at).total_seconds() < 600 for one in alarms)
        self.flood = recent >= FLOOD_PER_10_MIN
        waiting = sum(one.acked_at is None for one in alarms)
        text = self.tr("{open} open · {waiting} to acknowledge · {rate} in 10 min")
        self.set_subtitle(text.format(open=len(alarms), waiting=waiting, rate=recent))
        if alarms:
            self.show_body()
        else:
            self.show_empty(self.tr("No alarm"), self.tr("All quiet; events that ask for no act are not shown here."))
        self._show_keys()

    def second(self) -> None:
        """Outline 1 s on, 1 s off; never on a wall or kiosk, and not in a flood."""
        self.blink = not self.blink and self.context.display == "desk" and not self.flood
        self.model.repaint(0, self.model.rowCount() - 1)

    def chosen(self) -> Alarm | None:
        """The chosen alarm."""
        return self.model.at(self.table.currentIndex().row())

    @guarded
    def acknowledge(self, _checked: object = None) -> None:
        """Acknowledge the chosen alarm; the first one where none is chosen."""
        alarm = self.chosen() or self.model.at(0)
        if alarm is None or alarm.acked_at is not None or alarm.id in self._asked:
            return
        alarm_id = alarm.id
        self._asked.add(alarm_id)
        pending = self.context.send(AcknowledgeAlarm(alarm_id=alarm_id))
        pending.succeeded.connect(lambda _done: self._asked.discard(alarm_id))
        pending.failed.connect(self.refuse)
        pending.failed.connect(lambda _problem: self._asked.discard(alarm_id))

    @guarded
    def open(self, _index: object = None) -> None:
        """Select what the alarm is about."""
        alarm = self.chosen()
        if alarm is None:
            return
        selection = self.context.selection
        if alarm.about_kind == "case":
            selection.open_case(alarm.about_id)
        elif alarm.about_kind == "camera":
            selection.want_cameras((alarm.about_id,))
        elif alarm.about_kind == "pole":
            selection.want_poles((alarm.about_id,))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """K, Enter."""
        if event.text().upper() == "K":
            self.acknowledge()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open()
        else:
            super().keyPressEvent(event)

    def _show_keys(self, _now: object = None, _before: object = None) -> None:
        alarm = self.chosen()
        self.ack.setEnabled(alarm is None or alarm.acked_at is None)
        self.go.setEnabled(alarm is not None and alarm.about_kind in ("case", "camera", "pole"))

    def _since(self, alarm: Alarm) -> str:
        return fmt.moment(alarm.raised_at, self.context.now(), self.context.profile.timezone)

    def _acked(self, alarm: Alarm) -> str:
        if alarm.acked_at is None:
            return self.tr("sent") if alarm.id in self._asked else ""
        person = self.context.store.of(Person, alarm.acked_by)
        at = fmt.moment(alarm.acked_at, self.context.now(), self.context.profile.timezone)
        return f"{at} {person.name}" if person is not None else at


class _AlarmDelegate(QStyledItemDelegate):
    def __init__(self, panel: AlarmPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        alarm = index.data(ROW_ROLE)
        if not isinstance(alarm, Alarm):
            return
        theme, rect = self._panel.context.theme, QRect(option.rect)
        last = index.column() == (3 if self._panel.table.isColumnHidden(4) else 4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.color("acc-fill"))
        painter.setPen(theme.color("line-1"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == 0:
            side = theme.size(24)
            box = QRectF(0, 0, side, side)
            box.moveCenter(QRectF(rect).center())
            icons.alarm(painter, box, theme, alarm.priority)
        else:
            painter.setFont(theme.font("body", 500 if index.column() == 1 and alarm.acked_at is None else 400))
            token = "acc-tx" if selected else self._panel.value_token if index.column() < 3 else "tx-2"
            painter.setPen(theme.color(token))
            room = rect.adjusted(theme.size(6), 0, -theme.size(8), 0)
            text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
            side_flag = Qt.AlignmentFlag.AlignRight if index.column() == 3 else Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, side_flag | Qt.AlignmentFlag.AlignVCenter, text)
        if alarm.acked_at is None and not self._panel.blink:
            self._outline(painter, rect, first=index.column() == 0, last=last)
        painter.restore()

    def _outline(self, painter: QPainter, rect: QRect, *, first: bool, last: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self._panel.context.theme.color("line-2"), 1))
        inside = rect.adjusted(1 if first else 0, 1, -2 if last else 0, -2)
        painter.drawLine(inside.topLeft(), inside.topRight())
        painter.drawLine(inside.bottomLeft(), inside.bottomRight())
        if first:
            painter.drawLine(inside.topLeft(), inside.bottomLeft())
        if last:
            painter.drawLine(inside.topRight(), inside.bottomRight())
