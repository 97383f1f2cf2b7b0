"""What the two panels of one case have in common: whom they follow, and when they are empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from casequeue.act_pad import ActPad
from casequeue.case_watch import CaseWatch
from casequeue.company import Company
from casequeue.company_words import TAKE_KEY
from contract.entities import Case
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.panel import Panel, guarded

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class CaseView(Panel):
    """Follows the selected case. Subclasses override `draw_case` and `draw_time`."""

    fullness = 0

    def __init__(
        self, context: Context, name: str, *, columns: int, room: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context, sources=("cases", "departments", "areas", "cameras", "poles"), name=name, parent=parent
        )
        self.watch = CaseWatch(context, self)
        self.pad = ActPad(context, self, columns=columns, room=room)
        self.trail_note = ""
        self.watch.changed.connect(self.refresh_case)
        self.watch.failed.connect(self._no_trail)
        self.pad.refused.connect(self.refuse)
        context.selection.case_opened.connect(self._opened)
        self.company = Company(context, self.pad, self)
        self.company.said.connect(self.say)
        self.add_header_widget(self.company.badge)

    def draw_case(self, case: Case) -> None:
        """Everything but the running time."""

    def draw_time(self, case: Case) -> None:
        """What changes with the clock."""

    def no_case(self) -> None:
        """Nothing is followed now."""

    @guarded
    def refresh_case(self) -> None:
        """Draw the case that is followed now."""
        case = self.watch.case
        self.trail_note = ""
        if case is None:
            self.set_subtitle("")
            self.set_title(self.tr("Case"))
            self.show_empty(self.tr("No case selected"), self.tr("Choose one in the queue or on the map."))
            self.pad.show_case(None)
            self.company.show_case(None)
            self.no_case()
            return
        head = self.tr("Case")
        self.set_title(f"{head}  {fmt.short(case.short)}  {self.context.class_name(case.class_code)}")
        self.set_subtitle(" · ".join(part for part in (case.number, case.place) if part))
        self.pad.show_case(case)
        self.company.show_case(case)
        self.draw_case(case)
        self.draw_time(case)
        self.show_body()

    def refresh(self) -> None:
        """Names of departments and areas may have changed, or what stands near. Cases are the watch's: only its own."""
        if set(self.context.store.batch) - {"case"} or not self.context.store.batch:
            self.refresh_case()

    def retranslate(self) -> None:
        """All words are set when the case is drawn."""
        self.refresh_case()

    def restyle(self) -> None:
        """Painted parts follow the theme."""
        super().restyle()
        for widget in self.findChildren(QWidget):
            widget.update()

    def second(self) -> None:
        """The running time."""
        if self.watch.case is not None:
            self.draw_time(self.watch.case)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are acts."""
        letter = chr(event.key()) if Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z else event.text()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and letter.isalpha():
            letter = f"⇧{letter}"  # the shift key counts, the lock of capitals does not
        if event.key() == Qt.Key.Key_Escape and not self.banner.isVisible():
            self.context.selection.want_queue()
            return
        if letter == TAKE_KEY and self.company.take():
            return
        if letter and not event.modifiers() & _HELD and self.pad.press(letter):
            return
        super().keyPressEvent(event)

    @guarded
    def _opened(self, _case_id: object) -> None:
        """Enter on a case: its letters are acts now. The fuller of two panels in one window takes the keys."""
        focused = QApplication.focusWidget()
        if self.context.display != "desk" or not self.isVisible() or focused is None:
            return
        views = [view for view in self.window().findChildren(CaseView) if view.isVisible()]
        if focused.window() is self.window() and self is max(views, key=lambda view: view.fullness):
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @guarded
    def _no_trail(self, _problem: object) -> None:
        self.trail_note = self.tr("The trail cannot be fetched now; it is asked for again with the next change.")
        if self.watch.case is not None:
            self.draw_case(self.watch.case)
