"""Earlier calls of the same number: what they were about and how they stand. No number is kept or shown here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from backend_client.asking import Pending
from contract.errors import Problem
from contract.personal import SubjectCase, SubjectQuery, Subjects
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.refusal import words_for
from panelkit.words import state_name


class CallerHistory(QWidget):
    """`opened(case_id)`: Enter on one of them. `ask` looks a number up once; each look-up is in the security log."""

    opened = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = ""
        self._pending: Pending | None = None
        self.cases: tuple[SubjectCase, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.size(4))
        self.head, self.note = QLabel(self), QLabel(self)
        self.head.setProperty("role", "title")
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setUniformItemSizes(False)
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(Qt.ItemDataRole.UserRole)))
        for widget in (self.head, self.note):
            column.addWidget(widget)
        column.addWidget(self.list, 1)

    def ask(self, phone: str) -> None:
        """Who called with this number before."""
        digits = "".join(letter for letter in phone if letter.isdigit())
        if digits == self._asked:
            return
        self.clear()
        self._asked = digits
        if len(digits) < 5:
            return
        self._pending = self._context.api.post(
            "/api/subjects/search", SubjectQuery(phone=phone.strip()), Subjects, lane="commands"
        )
        self._pending.succeeded.connect(self._found)
        self._pending.failed.connect(self._failed)
        self.note.setText(self.tr("Looking for earlier calls …"))

    def clear(self) -> None:
        """Nobody calls."""
        self._asked, self.cases, self._pending = "", (), None
        self.list.clear()
        self.retranslate()

    def retranslate(self) -> None:
        """Words."""
        self.head.setText(self.tr("Earlier calls of this number"))
        if self._pending is None:
            self.note.setText(self.tr("Shown once the number is typed.") if not self._asked else self._count())
        self._draw()

    def _found(self, found: object) -> None:
        if not isinstance(found, Subjects) or self._pending is None or self._pending.result is not found:
            return
        self._pending = None
        self.cases = tuple(case for subject in found.subjects for case in subject.cases)
        self.retranslate()

    def _failed(self, problem: object) -> None:
        if self._pending is None or self._pending.problem is not problem:
            return
        self._pending, self._asked = None, ""
        assert isinstance(problem, Problem)
        self.note.setText(words_for(problem))

    def _count(self) -> str:
        if not self.cases:
            return self.tr("This number never called before.")
        return self.tr("{n} earlier; Enter opens one").format(n=len(self.cases))

    def _draw(self) -> None:
        self.list.clear()
        context = self._context
        for case in self.cases:
            when = fmt.moment(case.reported_at, context.now(), context.profile.timezone)
            first = " · ".join(part for part in (when, state_name(case.state), case.number) if part)
            name = context.class_name(case.class_code) if case.class_code else ""
            item = QListWidgetItem(
                "\n".join(part for part in (" · ".join(p for p in (name, case.place) if p), first) if part)
            )
            item.setData(Qt.ItemDataRole.UserRole, case.case_id)
            self.list.addItem(item)
        if self.cases:
            self.list.setCurrentRow(0)  # so that who comes here by key sees where he is
