"""上报 and 来电登记: a new case, typed by keyboard alone, kept as a draft until the server has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from caseforms.arrangement import button_row, inset_column, keys_within, side_by_side
from caseforms.draft import Draft, DraftBox, sweep
from caseforms.duplicates import Duplicates
from caseforms.ground_facts import GroundFacts
from caseforms.history import CallerHistory
from caseforms.phrases import Phrases
from caseforms.report_fields import ReportFields
from caseforms.report_words import row_of
from caseforms.sending import Sending, new_id
from contract.entities import Case, Point
from contract.errors import Code, Problem
from contract.profile import Condition
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import KeyButton, rule
from panelkit.panel import Panel, guarded

SAVE_MS = 600
_UNSURE = frozenset({Code.UNAVAILABLE, Code.OVERLOADED})


class ReportPanel(Panel):
    """A form, and beside it what is known: where it lies, what it may repeat, and on a call what this number said
    before. `hotline`: a call is taken down, too. `drafts`: where what is not sent yet is kept."""

    def __init__(
        self, context: Context, drafts: Path, *, hotline: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        name = name or ("hotline" if hotline else "report")
        super().__init__(context, sources=("local",), name=name, parent=parent)
        self._hotline = hotline
        self._picking = False
        self._command_id = ""
        self._thrown: Draft | None = None
        self._unsure = False  # what stands here may have reached the server already
        self._made = ""  # the case that was made of the last report, until its number is told
        self._photo_faults: list[str] = []
        self._came_from: QWidget | None = None
        person = context.api.session.person_id if context.api.session is not None else "0"
        sweep(drafts)
        self.box = DraftBox(drafts, person, name)
        self.form = ReportFields(context, hotline=hotline)
        self.ground = GroundFacts(context)
        self.duplicates = Duplicates(context)
        self.history = CallerHistory(context) if hotline else None
        self.sending = Sending(context.api, self)
        theme = context.theme
        self.send_button = KeyButton(theme, "", "Ctrl+Enter", primary=True)
        self.clear_button = KeyButton(theme, "", "Alt+X")
        self._phrases = Phrases(context, ("report_case",), self)
        self._lay_out()
        self._saving = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._connect()
        self._keys()
        self._ask_conditions()
        left = self.box.load()
        if left is not None:
            self._show(left)
            self._unsure = bool(left.command_id)
            QTimer.singleShot(0, self, self._tell_draft)

    # Panel.

    def retranslate(self) -> None:
        """Every word."""
        self.set_title(self.tr("Call") if self._hotline else self.tr("New report"))
        self.form.retranslate()
        self.ground.retranslate()
        self.duplicates.retranslate()
        if self.history is not None:
            self.history.retranslate()
        self._name_send()
        self.clear_button.set_words(self.tr("Throw away"))
        self._phrases.retranslate()

    def restyle(self) -> None:
        """Painted parts."""
        super().restyle()
        self.duplicates.photo.update()

    def showEvent(self, event: QShowEvent) -> None:
        """The map shows this form's place."""
        super().showEvent(event)
        self.context.selection.select_point(self.form.point())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing typed is lost, and the map's mark goes."""
        super().hideEvent(event)
        self._save()
        if not event.spontaneous():
            self._stop_picking()
            self.context.selection.select_point(None)

    # Acts.

    @guarded
    def send(self) -> None:
        """Check what is typed and send it."""
        if self.sending.busy:
            return
        wrong = self.form.check()
        if wrong:
            self.form.focus(wrong[0])
            return
        self._command_id = self._command_id or new_id()
        self._save()
        self._made, self._photo_faults = "", []
        self.say(self.tr("Sent; waiting for the server"))
        self.sending.send(self.form.command(), self._command_id, self.form.photos.photos)
        self._hold(True)

    @guarded
    def throw_away(self) -> None:
        """Empty the form; what was in it can be brought back until the next one is thrown away."""
        if self.sending.busy:
            return
        self._thrown = None if self.form.draft().empty else self.form.draft()
        self._begin_anew()
        if self._thrown is not None:
            self.say(self.tr("Thrown away. Alt+Z brings it back."))

    @guarded
    def bring_back(self) -> None:
        """What was thrown away last."""
        if self._thrown is not None and not self.sending.busy:
            self._show(self._thrown)
            self._thrown = None
            self._save()

    @guarded
    def pick(self) -> None:
        """Ask for a place on the map."""
        self._picking = True
        self.context.selection.want_point()

    def draft(self) -> Draft:
        """What is typed now."""
        return msgspec.structs.replace(self.form.draft(), command_id=self._command_id)

    # What comes of it.

    @guarded
    def _done(self, case_id: str) -> None:
        """The case is there: nothing is left to lose but its photos."""
        self._made = case_id
        self.box.forget()
        self._command_id, self._unsure = "", False

    @guarded
    def _finished(self, case_id: str) -> None:
        self._hold(False)
        self._begin_anew()
        self._tell_number()
        if self._made:
            self.say(" ".join([self.tr("Reported."), *self._photo_faults]))
        self.context.selection.select_case(case_id)

    @guarded
    def _tell_number(self, *_kinds: object) -> None:
        """As soon as the card is here; an id says nothing to anybody."""
        case = self.context.store.of(Case, self._made) if self._made else None
        if case is not None and not self.sending.busy:
            self._made = ""
            words = self.tr("Reported as case {n}.").format(n=fmt.short(case.short))
            self.say(" ".join([words, *self._photo_faults]))

    @guarded
    def _refused(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        self._hold(False)
        if problem.code in _UNSURE:
            self._unsure = True
            self.say(self.tr("The server does not answer. The report is kept here and sent when it is back."))
            return
        self._command_id, self._unsure = "", False
        self._save()
        key = row_of(problem)
        if key and key in self.form.rows and not self.form.rows[key].field.isHidden():
            self.form.tell(key, self.tr("The server does not take this: {reason}").format(reason=problem.reason))
            self.form.focus(key)
        self.refuse(problem)

    @guarded
    def _photo_refused(self, words: str) -> None:
        self._photo_faults.append(words)
        self.say(words)

    def _hold(self, held: bool) -> None:
        """While a report is on its way nothing can be typed: it would be lost with the form that it was typed into."""
        inside = self._is_here()
        if held:
            self._came_from = self.form.focusWidget()
            if inside:
                self.send_button.setFocus()  # not to a neighbour, whose keys are acts
        self.form.setEnabled(not held)
        if not held and inside and self._came_from is not None:
            self._came_from.setFocus()
        self._name_send()

    def _name_send(self) -> None:
        self.send_button.set_words(self.tr("Sending …") if self.sending.busy else self.tr("Report"))

    def _is_here(self) -> bool:
        """Whether the keys are this form's: nobody is called back who went on to something else."""
        holder = QApplication.focusWidget()
        return self.isVisible() and (holder is None or self.isAncestorOf(holder))

    @guarded
    def _reachable(self, there: bool) -> None:
        """The server is back: what it may not have got is sent again, under the same id."""
        if there and self._command_id and not self.sending.busy:
            self.send()

    def _progressed(self, sent: int, of: int) -> None:
        if of and sent < of:
            self.say(self.tr("Photo {n} of {of} …").format(n=sent + 1, of=of))

    # Changes.

    @guarded
    def _changed(self) -> None:
        if self.sending.busy:
            return
        self._command_id = ""  # other words are another report
        if self._unsure:
            self._unsure = False
            self.say(self.tr("What was sent may have arrived: look whether it is there before you send this."))
        self._saving.start()
        self._follow()

    def _follow(self) -> None:
        """What is known about this place and this class."""
        draft, point = self.form.draft(), self.form.point()
        self.ground.look_at(point, draft.class_code, draft.component_code)
        self.duplicates.look_for(point, draft.class_code, f"{draft.place} {draft.description}".strip())
        if self.isVisible() and not self.context.selection.picking:
            self.context.selection.select_point(point)

    @guarded
    def _left(self, key: str) -> None:
        if key == "caller_phone" and self.history is not None:
            self.history.ask(self.form.phone.text())

    @guarded
    def _picked(self, point: Point) -> None:
        if self._picking and not self.sending.busy:
            self._picking = False
            self.form.set_point(point)
            self.window().activateWindow()
            self.form.focus("coordinates")

    @guarded
    def _selection(self, name: str) -> None:
        if name == "picking" and not self.context.selection.picking and self._picking:
            QTimer.singleShot(0, self, self._left_the_map)

    def _left_the_map(self) -> None:
        """Esc on the map: back to the form."""
        if self._picking:
            self._picking = False
            self.form.focus("coordinates")

    def _stop_picking(self) -> None:
        if self._picking:
            self._picking = False
            self.context.selection.want_point(False)

    @guarded
    def _ground_known(self) -> None:
        self.form.set_components(self.ground.components)

    def _begin_anew(self) -> None:
        self._unsure = False
        self._show(Draft())
        self.box.forget()
        if self.history is not None:
            self.history.clear()
        if self._is_here():
            self.form.focus("caller_phone" if self._hotline else "class_code")

    def _show(self, draft: Draft) -> None:
        self._command_id = draft.command_id
        self.form.put(draft)
        self._follow()

    def _save(self) -> None:
        self._saving.stop()
        if self._made and self.sending.busy:
            return  # the case is there; only its photos are on their way
        if not self.box.save(self.draft()):
            self.say(self.tr("This machine's disk does not take the draft: what is typed is not safe yet."))

    def _tell_draft(self) -> None:
        self.say(self.tr("A report that was not sent is here again. Alt+X throws it away."))

    # Phrases and conditions.

    def _ask_conditions(self) -> None:
        pending = self.context.api.get("/api/profile/conditions", None, tuple[Condition, ...])
        pending.succeeded.connect(self._take_conditions)

    @guarded
    def _take_conditions(self, conditions: object) -> None:
        assert isinstance(conditions, tuple)
        self.form.set_conditions(conditions)

    def _say_phrase(self, words: str) -> None:
        if self.sending.busy:
            return
        self.form.description.insertPlainText(words)
        self.form.focus("description")

    # Building.

    def _connect(self) -> None:
        self._saving.timeout.connect(self._save)
        self.form.changed.connect(self._changed)
        self.form.left.connect(self._left)
        self.form.pick_wanted.connect(self.pick)
        self.ground.changed.connect(self._ground_known)
        self.duplicates.opened.connect(self.context.selection.open_case)
        if self.history is not None:
            self.history.opened.connect(self.context.selection.open_case)
        self.sending.done.connect(self._done)
        self.sending.finished.connect(self._finished)
        self.sending.refused.connect(self._refused)
        self.sending.progressed.connect(self._progressed)
        self.sending.photo_refused.connect(self._photo_refused)
        self.form.photos.told.connect(self.say)
        self.context.store.changed.connect(self._tell_number)
        self._phrases.said.connect(self._say_phrase)
        self.send_button.clicked.connect(self.send)
        self.clear_button.clicked.connect(self.throw_away)
        self.context.selection.point_picked.connect(self._picked)
        self.context.selection.changed.connect(self._selection)
        self.context.api.reachable_changed.connect(self._reachable)

    def _keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+Return": self.send,
            "Ctrl+Enter": self.send,
            "Alt+X": self.throw_away,
            "Alt+Z": self.bring_back,
            "Alt+M": self.pick,
            "Alt+P": lambda: self.form.photos.choose(after=False),
            "Alt+O": lambda: self.form.photos.choose(after=True),
            "Alt+D": self.duplicates.list.setFocus,
        }
        if self.history is not None:
            keys["Alt+H"] = self.history.list.setFocus
        keys_within(self, keys)

    def _lay_out(self) -> None:
        theme = self.context.theme
        left, right = inset_column(theme), inset_column(theme, 10)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.form)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.addWidget(scroll, 1)
        left.addWidget(self._phrases)
        left.addLayout(button_row(theme, self.send_button, self.clear_button))
        right.addWidget(self.ground)
        if self.history is not None:
            right.addWidget(rule(self))
            right.addWidget(self.history, 1)
        right.addWidget(rule(self))
        right.addWidget(self.duplicates, 2)
        side_by_side(self.body, left, right, (3, 2))
        self.setFocusProxy(self.form.phone if self._hotline else self.form.class_)
