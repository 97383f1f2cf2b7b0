"""The case beside the map: ring, facts, nearest cameras and poles, trail, acts; one narrow column."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

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
from panelkit.limit import limit_of
from panelkit.ring import LimitRing
from panelkit.words import state_name


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
        self._lay_out()

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

    def draw_time(self, case: Case) -> None:
        """Ring and the words beside it."""
        limit = limit_of(case, self.context.now())
        self.ring.show_limit(limit)
        until, used = case_words.limit_lines(self.context, case, limit)
        major = self.context.major_name(case.class_code)
        self.until.setText(f"{until} · {major}" if major else until)  # what is cut is never the time
        self.tag.setText(f"{state_name(case.state)} · {used}" if limit.left_s is not None else used)

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
        for part in ((self.fields,), (self.cameras_head, self.cameras), (self.poles_head, self.poles)):
            block = QVBoxLayout()
            block.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
            block.setSpacing(theme.size(4))
            for widget in part:
                block.addWidget(widget)
            self.body.addLayout(block)
            self.body.addWidget(rule(self))
        rest = QVBoxLayout()
        rest.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
        rest.setSpacing(theme.size(4))
        rest.addWidget(self.trail_head)
        rest.addWidget(self.trail, 1)
        self.body.addLayout(rest, 1)
        self.body.addWidget(rule(self))
        acts = QVBoxLayout()
        acts.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
        acts.addWidget(self.pad)
        self.body.addLayout(acts)
