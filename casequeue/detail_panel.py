"""One case in full, three columns wide: facts, trail, acts."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from casequeue import case_words
from casequeue.case_view import CaseView
from casequeue.time_plate import TimePlate
from casequeue.trail import Trail
from contract.entities import Case
from panelkit.context import Context
from panelkit.controls import Fields, rule
from panelkit.header import ElidedLabel
from panelkit.limit import limit_of


class DetailPanel(CaseView):
    """The selected case. Letters on the keyboard are its acts."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "detail", columns=2, parent=parent)
        theme = context.theme
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

        row.addLayout(facts, 5)
        row.addWidget(rule(self, upright=True))
        row.addLayout(middle, 6)
        row.addWidget(rule(self, upright=True))
        row.addLayout(acts, 4)

    def draw_case(self, case: Case) -> None:
        """Facts and trail."""
        detail = self.watch.detail
        rows = case_words.fields(self.context, case, detail)
        if case.point is not None:
            del rows[1]  # the header says the place; a case without coordinates says so here
        self.fields.show_fields(rows)
        waiting = self.tr("The trail is being fetched.")
        self.trail.show_lines(case_words.trail_lines(self.context, detail), self.trail_note or waiting)
        self.note.setText(self.trail_note)
        self.note.setVisible(bool(self.trail_note) and detail is not None)

    def draw_time(self, case: Case) -> None:
        """Plate and the two lines beside it."""
        limit = limit_of(case, self.context.now())
        self.plate.show_limit(limit)
        until, used = case_words.limit_lines(self.context, case, limit)
        self.until.setText(until)
        self.used.setText(used)
