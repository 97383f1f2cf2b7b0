"""Pieces of the status line and the top bar: connection, ages of each source, alarm counts, alarm rate."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from backend_client.link import LinkState
from contract.entities import Alarm
from contract.samples import UNITS, VEHICLES
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.icons import AlarmMark


class _Ticking(QWidget):
    """Follows the link, the language and the second."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        context.link.state_changed.connect(self.refresh)

    def refresh(self, _state: object = None) -> None:
        """Say it again."""

    def changeEvent(self, event: QEvent) -> None:
        """The language changed."""
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)


class _Line(_Ticking):
    """One line of text; `ROLE` is its style."""

    ROLE = "label"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.label = QLabel(self)
        self.label.setProperty("role", self.ROLE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label)
        self.refresh()

    def say(self, text: str) -> None:
        """Show it; the same text again costs nothing."""
        if text != self.label.text():
            self.label.setText(text)


class ConnectionLabel(_Line):
    """`已连接 · 0.4 秒前`, or since when not."""

    ROLE = "second"

    def refresh(self, _state: object = None) -> None:
        """State and age of the link."""
        link = self.context.link
        words = {
            LinkState.CONNECTING: self.tr("connecting"),
            LinkState.CURRENT: self.tr("connected · {age}"),
            LinkState.STALE: self.tr("connection lost · data {span} old"),
            LinkState.OFFLINE: self.tr("offline · data {span} old"),
        }[link.state]
        self.say(words.format(age=fmt.age(link.age_s()), span=fmt.span(link.age_s())))


class AgesLabel(_Line):
    """`案件 0.4 秒前  车辆 1.0 秒前  巡查员 2 秒前`."""

    def refresh(self, _state: object = None) -> None:
        """The age of each lane."""
        link = self.context.link
        cases = self.tr("cases")
        parts = [f"{cases} {fmt.age(link.age_s())}"]
        for lane, name in ((VEHICLES, self.tr("vehicles")), (UNITS, self.tr("people"))):
            at_ms = link.positions_at_ms[lane]
            if at_ms:
                old_s = max(0.0, self.context.now().timestamp() - at_ms / 1000)
                parts.append(f"{name} {fmt.age(old_s)}")
        self.say("    ".join(parts))


class AlarmCounts(_Ticking):
    """A, B, C with the number of open alarms; hollow grey where there is none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(context.theme.size(6))
        self.marks: dict[int, tuple[AlarmMark, QLabel]] = {}
        for priority in (1, 2, 3):
            mark = AlarmMark(context.theme, priority, context.theme.size(22), active=False, parent=self)
            number = QLabel("0", self)
            number.setProperty("role", "strong")
            row.addWidget(mark)
            row.addWidget(number)
            self.marks[priority] = (mark, number)
        context.store.changed.connect(self._on_store)
        context.store.reset.connect(self.refresh)
        self.refresh()

    def refresh(self, _state: object = None) -> None:
        """Count."""
        counts = {1: 0, 2: 0, 3: 0}
        for alarm in self.context.store.each(Alarm):
            counts[alarm.priority] += 1
        for priority, (mark, number) in self.marks.items():
            mark.set_active(counts[priority] > 0)
            number.setText(str(counts[priority]))

    def _on_store(self, kinds: set[str]) -> None:
        if "alarm" in kinds:
            self.refresh()


class AlarmRate(_Ticking):
    """Alarms raised in the last ten minutes: ten boxes, 1 calm, 10 a flood."""

    BOXES = 10

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.rate = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.refresh()

    def refresh(self, _state: object = None) -> None:
        """Count."""
        now = self.context.now()
        recent = sum((now - alarm.raised_at).total_seconds() < 600 for alarm in self.context.store.each(Alarm))
        if recent != self.rate:
            self.rate = recent
            self.update()
        self.setToolTip(self.tr("{n} alarms in 10 minutes; 1 is calm, 10 is a flood").format(n=recent))

    def sizeHint(self) -> QSize:
        """Ten small boxes."""
        return QSize(self.context.theme.size(11) * self.BOXES, self.context.theme.size(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Filled from the left."""
        theme = self.context.theme
        painter = QPainter(self)
        wide = theme.size(10)
        for at in range(self.BOXES):
            box = QRect(at * theme.size(11), 1, wide, self.height() - 2)
            painter.fillRect(box, theme.color("d2" if at < self.rate else "bg-3"))
        painter.end()


class StatusLine(QWidget):
    """Connection at the left, ages beside it; the room adds its own pieces at the right through `end`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self.setFixedHeight(theme.size(32))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size(12), 0, theme.size(12), 0)
        row.setSpacing(theme.size(24))
        self.connection = ConnectionLabel(context, self)
        self.ages = AgesLabel(context, self)
        self.end = QHBoxLayout()
        self.end.setSpacing(theme.size(16))
        row.addWidget(self.connection)
        row.addWidget(self.ages)
        row.addStretch(1)
        row.addLayout(self.end)
