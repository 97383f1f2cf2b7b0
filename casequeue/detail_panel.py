"""One case in full: facts, trail, photos, acts, side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from casequeue import case_words
from casequeue.case_print import CasePrint
from casequeue.case_view import CaseView
from casequeue.flow import flow_of
from casequeue.flow_picture import FlowPicture
from casequeue.media import Door
from casequeue.photo_strip import PhotoStrip
from casequeue.time_plate import TimePlate
from casequeue.trail import Trail
from casequeue.trail_words import trail_lines
from contract.entities import Case
from panelkit.context import Context
from panelkit.controls import Fields, rule
from panelkit.header import ElidedLabel
from panelkit.limit import shown_limit_of


class DetailPanel(CaseView):
    """The selected case. Letters are its acts, O opens its photos, ⇧P adds one, P prints the case file into `prints`.
    `door` makes who plays sounds."""

    fullness = 1

    def __init__(
        self,
        context: Context,
        door: Callable[[QWidget], Door] | None = None,
        parent: QWidget | None = None,
        prints: Path | None = None,
    ) -> None:
        super().__init__(context, "detail", columns=3, room=9, parent=parent)
        theme = context.theme
        self.flow = FlowPicture(theme, self)
        self.body.addWidget(self.flow)
        self.body.addWidget(rule(self))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.body.addLayout(row, 1)
        inset = theme.size(14)

        facts = QVBoxLayout()
        facts.setContentsMargins(inset, theme.size(8), inset, theme.size(6))
        facts.setSpacing(theme.size(6))
        top = QHBoxLayout()
        top.setSpacing(theme.size(12))
        self.plate = TimePlate(theme, self)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.until = ElidedLabel(role="subtitle", parent=self)
        self.used = ElidedLabel(role="subtitle", parent=self)
        lines.addWidget(self.until)
        lines.addWidget(self.used)
        top.addWidget(self.plate)
        top.addLayout(lines, 1)
        self.fields = Fields(theme, self)
        facts.addLayout(top)
        facts.addWidget(self.fields)
        facts.addStretch(1)

        middle = QVBoxLayout()
        middle.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
        middle.setSpacing(theme.size(4))
        self.trail = Trail(theme, self)
        self.note = QLabel(self)
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.note.hide()
        middle.addWidget(self.trail, 1)
        middle.addWidget(self.note)

        acts = QVBoxLayout()
        acts.setContentsMargins(inset, theme.size(10), inset, theme.size(10))
        acts.addWidget(self.pad)

        photos = QVBoxLayout()
        photos.setContentsMargins(inset, theme.size(8), inset, theme.size(8))
        self.strip = PhotoStrip(context, door(self) if door is not None else None, self)
        self.strip.said.connect(self.say)
        self.print = CasePrint(context, prints, self)
        self.print.said.connect(self.say)
        photos.addWidget(self.strip)

        for part, share in ((facts, 5), (middle, 5), (photos, 7), (acts, 6)):
            if row.count():
                row.addWidget(rule(self, upright=True))
            row.addLayout(part, share)

    def draw_case(self, case: Case) -> None:
        """Facts and trail."""
        detail = self.watch.detail
        rows = case_words.fields(self.context, case, detail, tight=True)
        if case.point is not None:
            del rows[1]  # the header says the place; a case without coordinates says so here
        self.fields.show_fields(rows)
        trail = detail.trail if detail is not None else ()
        self.flow.show_flow(flow_of(case, trail), self.context.now(), self.context.profile.timezone)
        waiting = self.tr("The trail is being fetched.")
        self.trail.show_lines(trail_lines(self.context, detail), self.trail_note or waiting)
        self.note.setText(self.trail_note)
        self.note.setVisible(bool(self.trail_note) and detail is not None)
        self.strip.show_case(case, detail)

    def no_case(self) -> None:
        """No photos either."""
        self.strip.show_case(None, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """P prints, ⇧P adds a photo, O shows them large."""
        case, held = self.watch.case, event.modifiers()
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if case is not None and event.key() == Qt.Key.Key_P and (shift or not held):
            self.strip.choose() if shift else self.print.begin(case.id)
            return
        if case is not None and event.key() == Qt.Key.Key_O and not held:
            self.strip.open_first()
            return
        super().keyPressEvent(event)

    def draw_time(self, case: Case) -> None:
        """Plate and the two lines beside it."""
        limit = shown_limit_of(case, self.context.now())
        self.plate.show_limit(limit)
        until, used = case_words.limit_lines(self.context, case, limit)
        self.until.setText(until)
        self.used.setText(used)
