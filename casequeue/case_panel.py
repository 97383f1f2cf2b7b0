"""The case beside the map: ring, facts, nearest cameras and poles, trail, acts; one narrow column.

What a low column has no room for is left out whole, the least needed first: never squeezed into another part.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from casequeue import case_words
from casequeue.case_view import CaseView
from casequeue.flow import flow_of
from casequeue.flow_picture import FlowPicture
from casequeue.near_list import NearList
from casequeue.nearby import nearest
from casequeue.trail import Trail
from casequeue.trail_words import trail_lines
from contract.entities import Camera, Case, Pole
from panelkit.context import Context
from panelkit.controls import Fields, rule
from panelkit.header import ElidedLabel
from panelkit.limit import shown_limit_of
from panelkit.ring import LimitRing
from panelkit.words import state_name

_TRAIL_ROWS = 3
_BUTTONS = (8, 6, 4)
"""So many acts stand there before "more", in a high column and in low ones."""


class CasePanel(CaseView):
    """For the right column of the map screen, about 420 px wide."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "case", columns=2, parent=parent)
        theme = context.theme
        self.ring = LimitRing(theme, 92, self)
        self.name_label = ElidedLabel(role="strong", parent=self)
        self.until = ElidedLabel(role="subtitle", parent=self)
        self.tag = QLabel(self)
        self.tag.setProperty("role", "tag")
        self.fields = Fields(theme, self)
        self.flow = FlowPicture(theme, self)
        self.cameras_head, self.poles_head, self.trail_head = (ElidedLabel(role="title", parent=self) for _ in range(3))
        self.cameras = NearList(theme, self)
        self.poles = NearList(theme, self)
        self.trail = Trail(theme, self)
        self.cameras.chosen.connect(lambda camera_id: context.selection.want_cameras((camera_id,)))
        self.poles.chosen.connect(lambda pole_id: context.selection.want_poles((pole_id,)))
        self._spare: list[QWidget] = []
        self._lay_out()
        self.pad.began.connect(self._fit)
        self.pad.left.connect(self._fit)

    def draw_case(self, case: Case) -> None:
        """Facts, what stands near, trail."""
        context, detail = self.context, self.watch.detail
        self.name_label.setText(context.class_name(case.class_code))
        skipped = {self.fields_label_class()}
        rows = [row for row in case_words.fields(context, case, detail) if row[0] not in skipped]
        self.fields.show_fields(rows)
        self.cameras_head.setText(self.tr("Nearest cameras"))
        self.poles_head.setText(self.tr("Nearest poles"))
        self.trail_head.setText(self.tr("Trail"))
        nowhere = self.tr("The case has no coordinates.")
        if case.point is None:
            self.cameras.show_rows((), nowhere)
            self.poles.show_rows((), nowhere)
        else:
            near_cameras = nearest(case.point, context.store.each(Camera), 3)
            near_poles = nearest(case.point, context.store.each(Pole), 2)
            self.cameras.show_rows(tuple(near_cameras), self.tr("No camera has a place."))
            self.poles.show_rows(tuple(near_poles), self.tr("No pole has a place."))
        known = detail.trail if detail is not None else ()
        self.flow.show_flow(flow_of(case, known), context.now(), context.profile.timezone)
        waiting = self.tr("The trail is being fetched.")
        self.trail.show_lines(trail_lines(context, detail), self.trail_note or waiting)
        self._fit()

    def draw_time(self, case: Case) -> None:
        """Ring and the words beside it."""
        limit = shown_limit_of(case, self.context.now())
        self.ring.show_limit(limit)
        until, used = case_words.limit_lines(self.context, case, limit)
        major = self.context.major_name(case.class_code)
        self.until.setText(f"{until} · {major}" if major else until)  # what is cut is never the time
        self.tag.setText(f"{state_name(case.state)} · {used}" if limit.left_s is not None else used)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self, _case_id: str = "") -> None:
        """Poles go first, then cameras (the map shows both), then the flow (the trail tells it)."""
        self.fields.updateGeometry()  # its rows may be new: what was measured before does not count
        for buttons in _BUTTONS:
            self.pad.set_room(buttons)
            self.pad.setMinimumHeight(self.pad.wanted_height())
            if self._needed_height() <= self.height() - self.header.height():
                break
        room = self.height() - self.header.height() - self._needed_height()
        for part in reversed(self._spare):
            high = max(part.sizeHint().height(), part.minimumHeight())
            room = room - high if high <= room else 0
            part.setVisible(room > 0)

    def _needed_height(self) -> int:
        """px of what is never left out, with a few lines of the trail."""
        theme = self.context.theme
        spare: list[QWidget | None] = [*self._spare]
        needed = self.trail_head.sizeHint().height() + theme.size(25 * _TRAIL_ROWS + 24)
        for item in (self.body.itemAt(at) for at in range(self.body.count())):
            if item is not None and item.layout() is not self._rest and item.widget() not in spare:
                needed += item.sizeHint().height()
        return needed

    def fields_label_class(self) -> str:
        """The label of the row that the headline already says."""
        return case_words.fields(self.context, self.watch.case, None)[0][0] if self.watch.case is not None else ""

    def _lay_out(self) -> None:
        theme = self.context.theme
        inset = theme.size(14)
        top = QHBoxLayout()
        top.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
        top.setSpacing(theme.size(14))
        words = QVBoxLayout()
        words.setSpacing(theme.size(4))
        words.addStretch(1)
        words.addWidget(self.name_label)
        words.addWidget(self.until)
        words.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        top.addWidget(self.ring)
        top.addLayout(words, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.flow)
        self.body.addWidget(rule(self))
        self.body.addWidget(self._block(self.fields))
        cameras, poles = self._block(self.cameras_head, self.cameras), self._block(self.poles_head, self.poles)
        self._spare = [poles, cameras, self.flow]
        for block in (cameras, poles):
            self.body.addWidget(block)
        rest = QVBoxLayout()
        rest.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
        rest.setSpacing(theme.size(4))
        rest.addWidget(self.trail_head)
        rest.addWidget(self.trail, 1)
        self.body.addLayout(rest, 1)
        self._rest = rest
        self.body.addWidget(rule(self))
        acts = QVBoxLayout()
        acts.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
        acts.addWidget(self.pad)
        self.body.addLayout(acts)

    def _block(self, *widgets: QWidget) -> QWidget:
        """One part with the hairline below it, as high as it needs and no less."""
        theme = self.context.theme
        block = QWidget(self)
        block.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(theme.size(14), theme.size(10), theme.size(14), theme.size(10))
        inside.setSpacing(theme.size(4))
        for widget in widgets:
            inside.addWidget(widget)
        column.addLayout(inside)
        column.addWidget(rule(block))
        return block
