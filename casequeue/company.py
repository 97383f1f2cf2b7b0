"""Who else is at the case that is looked at: a badge with names, and the lock of an act that is being filled in."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QWidget

from casequeue.act_pad import ActPad
from casequeue.company_words import company_words, held_words
from contract.entities import Case
from panelkit.context import Context


class Company(QObject):
    """`said(str)` for the panel's banner. `badge` is the panel's header."""

    said = Signal(str)

    def __init__(self, context: Context, pad: ActPad, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._pad, self._presence = context, pad, context.presence
        self._case: Case | None = None
        self._taking = ""
        self.badge = QLabel(parent)
        self.badge.setProperty("role", "badge")
        self.badge.hide()
        if self._presence is not None:
            self._presence.changed.connect(self._changed)
            self._presence.lost.connect(self._lost)
            self._presence.decided.connect(self._decided)
            pad.began.connect(self._presence.begin)
            pad.left.connect(self._presence.leave)

    def show_case(self, case: Case | None) -> None:
        """Follow this case."""
        self._case = case
        people = self._presence.at(case.id) if case is not None and self._presence is not None else ()
        words = company_words(people)
        self.badge.setText(words)
        self.badge.setVisible(bool(words))

    def take(self) -> bool:
        """Take the lock over; False where nobody holds one."""
        if self._presence is None or self._case is None or self._presence.holder(self._case.id) is None:
            return False
        self._taking = self._case.id
        self._presence.begin(self._case.id, take=True)
        return True

    def _changed(self, case_ids: set[str]) -> None:
        if self._case is not None and self._case.id in case_ids:
            self.show_case(self._case)

    def _lost(self, case_id: str, name: str) -> None:
        if self._case is not None and self._case.id == case_id:
            self._pad.abandon()
            self.said.emit(self.tr("{name} has taken over this case").format(name=name))

    def _decided(self, case_id: str, lock: str) -> None:
        if self._case is None or self._case.id != case_id or self._presence is None:
            return
        if self._taking != case_id and not self._pad.filling:
            return  # of another panel's form
        taking, self._taking = self._taking == case_id, ""
        if lock == "theirs":
            self._pad.abandon()
            self._presence.leave()
            holder = self._presence.holder(case_id)
            if taking:
                self.said.emit(self.tr("Not taken over: only a higher rank may"))
            elif holder is not None:
                self.said.emit(held_words(self._context, holder))
        elif taking and lock == "mine":
            self._presence.leave()
            self.said.emit(self.tr("Taken over; the act can begin"))
