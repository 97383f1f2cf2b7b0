"""What a row of the queue says, column by column, and all the words that the filter looks into."""

from __future__ import annotations

from PySide6.QtCore import QObject

from casequeue.company_words import company_words
from contract.entities import Case, Department, Urgency
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.table_model import Column
from panelkit.words import source_name, state_name


class QueueWords(QObject):
    """Words of one seat. What the filter looks into is kept per case; `forget` when a card or a name changed."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self._texts: dict[str, str] = {}

    def forget(self, case_id: str | None = None) -> None:
        """The words of one case, or of all, are not what they were."""
        if case_id is None:
            self._texts.clear()
        else:
            self._texts.pop(case_id, None)

    def text_of(self, case: Case) -> str:
        """All that the filter looks into, in small letters."""
        found = self._texts.get(case.id)
        if found is None:
            parts = [fmt.short(case.short), case.number, self.context.class_name(case.class_code), case.place]
            parts += [case.cell_code or "", self.department_text(case), state_name(case.state)]
            found = self._texts[case.id] = " ".join(parts).casefold()
        return found

    def source_text(self, case: Case) -> str:
        """The word beside the source's shape."""
        return source_name(case.source)

    def tag_text(self, case: Case) -> str:
        """At most one tag per row."""
        if case.supervised:
            return self.tr("supervised")
        if case.urgency is not Urgency.NORMAL:
            return self.tr("major") if case.urgency is Urgency.MAJOR else self.tr("urgent")
        if case.asked or case.instructed:
            return self.tr("leader's note") if case.instructed else self._asked_text(case.asked)
        if case.urged:
            return self.tr("urged {n}").format(n=case.urged)
        return self.tr("rework {n}").format(n=case.rework) if case.rework else ""

    def _asked_text(self, asked: str) -> str:
        return {"extension": self.tr("extension asked"), "suspension": self.tr("suspension asked")}.get(asked, asked)

    def company_text(self, case: Case) -> str:
        """Who else is at it."""
        presence = self.context.presence
        return company_words(presence.at(case.id)) if presence is not None else ""

    def no_clock_text(self) -> str:
        """Instead of a time where no limit runs."""
        return self.tr("no clock")

    def department_text(self, case: Case) -> str:
        """Short name of whoever handles it."""
        body = self.context.store.of(Department, case.department_id)
        if body is None:
            return ""
        return (body.short_name or body.name) if self.context.lang.startswith("zh") else (body.name_en or body.name)

    def columns(self) -> tuple[Column[Case], ...]:
        """The queue's columns."""
        context = self.context
        return (
            Column("left", lambda: self.tr("Time left"), self._left_text, right=True),
            Column("step", lambda: self.tr("Step"), self._step_text, right=True),
            Column("short", lambda: self.tr("No."), lambda case: fmt.short(case.short), right=True),
            Column("class", lambda: self.tr("Class"), lambda case: context.class_name(case.class_code)),
            Column("place", lambda: self.tr("Place"), lambda case: case.place or fmt.NO_VALUE),
            Column("cell", lambda: self.tr("Grid"), self._cell_text),
            Column("department", lambda: self.tr("Department"), self.department_text),
            Column("state", lambda: self.tr("State"), lambda case: state_name(case.state)),
            Column("source", lambda: self.tr("Source"), self.source_text),
        )

    def widths(self) -> tuple[tuple[int, ...], tuple[int, ...], dict[int, int]]:
        """Widths in desk px, columns that share the rest, and under which room a column is left out."""
        return (104, 84, 54, 190, 190, 80, 130, 124, 108), (3, 4), {1: 720, 5: 880, 8: 960, 6: 640, 7: 430}

    def chip_name(self, key: str) -> str:
        """The word on a chip."""
        return {
            "mine": self.tr("For me"),
            "all": self.tr("All"),
            "confirm": self.tr("To confirm"),
            "verify": self.tr("Verifying"),
            "decide": self.tr("To decide"),
            "suspended": self.tr("Suspended"),
            "accept": self.tr("To accept"),
            "file": self.tr("To file"),
            "dispatch": self.tr("To dispatch"),
            "sign": self.tr("To sign for"),
            "handle": self.tr("Handling"),
            "check": self.tr("To check"),
            "close": self.tr("To close"),
            "urgent": self.tr("Urgent"),
            "supervised": self.tr("Supervised"),
            "overdue": self.tr("Overdue"),
            "nowhere": self.tr("No coordinates"),
        }[key]

    def _left_text(self, case: Case) -> str:
        if case.deadline_at is None:
            return self.no_clock_text()
        return fmt.time_left((case.deadline_at - self.context.now()).total_seconds())

    def _step_text(self, case: Case) -> str:
        if case.step_deadline_at is None:
            return ""
        return fmt.time_left((case.step_deadline_at - self.context.now()).total_seconds())

    def _cell_text(self, case: Case) -> str:
        return self.tr("no place") if case.point is None else fmt.cell_short(case.cell_code)
