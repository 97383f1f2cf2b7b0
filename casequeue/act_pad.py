"""The acts of a case as buttons with key caps; what is not allowed says why beside it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from backend_client.asking import Pending
from casequeue.act_form import ActForm
from casequeue.act_refusals import why_not
from casequeue.acts import Act, act_of, acts_of, deed_for_key
from casequeue.commands_of import command_for
from casequeue.company_words import held_words
from casequeue.deeds import Deed
from casequeue.nearby import nearest
from contract.commands import Done
from contract.entities import Camera, Case, CaseState, Pole
from panelkit.context import Context
from panelkit.controls import KeyButton
from panelkit.words import act_name

MORE_KEY = "."
_FORM_H = 230
"""px: a question, its line, some five answers."""
_OTHERS = {"cameras": "V", "poles": "B", "more": MORE_KEY}


class ActPad(QWidget):
    """`press(key)` does what a button's key does. `room` is how many buttons stand there before "more".

    `refused(Problem)` when the server said no; `began(str)` and `left()` when somebody begins to fill in an act of the
    case, and when the form is answered or left.
    """

    refused = Signal(object)
    began = Signal(str)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None, *, columns: int = 2, room: int = 8) -> None:
        super().__init__(parent)
        self._context, self._columns, self._room = context, columns, room
        self._case: Case | None = None
        self._acts: tuple[Act, ...] = ()
        self._said: object = None
        self._waiting_seq: int | None = None
        self._pending: Pending | None = None
        self.buttons: dict[str, KeyButton] = {}
        theme = context.theme
        self._stack = QStackedLayout(self)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size(6))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.size(8))
        self.reason = QLabel(page)
        self.reason.setProperty("role", "reason")
        self.reason.setWordWrap(True)
        column.addLayout(self._grid)
        column.addWidget(self.reason)
        column.addStretch(1)
        self.form = ActForm(context, self)
        self.ask = self.form.box
        self._stack.addWidget(page)
        self._stack.addWidget(self.form)
        self.form.filled.connect(self._filled)
        self.form.left.connect(self._leave)
        self.form.chosen.connect(self._chosen)
        context.store.changed.connect(self._on_store)

    def show_case(self, case: Case | None) -> None:
        """Offer this case's acts."""
        before, self._case = self._case, case
        if before is not None and (case is None or case.id != before.id):
            self._waiting_seq = None
            self._leave()
        roles = self._context.roles()
        acts = acts_of(case, roles, self._context.profile.conduct) if case is not None else ()
        said = (acts, case is not None and case.point is not None, act_name("dispatch_case"))  # the language, too
        self._acts = acts
        if case is not None and case.state is CaseState.ACCEPTED:
            self.form.choices.prepare()
        if said != self._said:  # a card changes more often than what it offers
            self._said = said
            self._draw()

    def press(self, key: str) -> bool:
        """The key of an act: do it, or say why not. False for a key that is none of ours."""
        key = key.upper()
        if key in ("V", "B"):
            self._show_cameras() if key == "V" else self._choose_poles()
            return True
        if self._case is None:
            return False
        if key == MORE_KEY:
            self.form.choose(act for act in self._acts if act.allowed)
            self._stack.setCurrentWidget(self.form)
            return True
        deed = deed_for_key(key, self._acts, self._case)
        if deed is None:
            return False
        act = act_of(deed, self._case, self._context.roles(), self._context.profile.conduct)
        if act.refusal is not None:
            self.reason.setText(why_not(act, self._case))
        elif self._pending is None and not self._held():
            self._begin(act)
        return True

    # Drawing.

    def _shown(self) -> tuple[Act, ...]:
        room = self._room - 2
        if len(self._acts) <= room:
            return self._acts
        barred = tuple(act for act in self._acts if not act.allowed)[: room // 3]  # what one waits for stays in sight
        open_ = tuple(act for act in self._acts if act.allowed)
        return (*open_[: room - 1 - len(barred)], *barred)

    def _draw(self) -> None:
        shown = self._shown()
        wanted = {act.name: act.key for act in shown}
        if self._case is not None:
            wanted |= {"cameras": "V", "poles": "B"}
            if len(shown) < len(self._acts):
                wanted["more"] = MORE_KEY
        if {name: button.key for name, button in self.buttons.items()} != wanted:
            self._rebuild(wanted)
        busy = self._pending is not None or self._waiting_seq is not None
        first = next((act.name for act in shown if act.allowed and not act.behalf), None)
        for act in shown:
            self._draw_act(act, busy=busy, primary=act.name == first)
        if self._case is not None:
            placed = self._case.point is not None
            more = self.tr("{n} more").format(n=len(self._acts) - len(shown))
            words = {"cameras": self.tr("To the wall"), "poles": self.tr("Speak"), "more": more}
            for name in _OTHERS.keys() & self.buttons.keys():
                self.buttons[name].set_words(words[name])
                self.buttons[name].setEnabled(placed or name == "more")
        refused = [act for act in self._acts if act.refusal is not None]
        spoken = next((act for act in refused if act.name == "close_case"), None) or next(iter(refused), None)
        if busy:
            self.reason.setText(self.tr("Sent; waiting for the server"))
        else:
            told = spoken is not None and self._case is not None
            self.reason.setText(why_not(spoken, self._case) if told and spoken and self._case else "")

    def _draw_act(self, act: Act, *, busy: bool, primary: bool) -> None:
        button = self.buttons[act.name]
        name = act_name(act.name)
        button.set_words(self.tr("For: {act}").format(act=name) if act.behalf else name)
        button.setEnabled(act.allowed and not busy)
        button.setToolTip(why_not(act, self._case) if act.refusal is not None and self._case is not None else "")
        role = "primary" if primary else ""
        if button.property("role") != role:
            button.setProperty("role", role)
            button.style().unpolish(button)
            button.style().polish(button)

    def _rebuild(self, wanted: Mapping[str, str]) -> None:
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        for at, (name, key) in enumerate(wanted.items()):
            button = KeyButton(self._context.theme, "", key, parent=self)
            button.clicked.connect(lambda _checked, pressed=key: self.press(pressed))
            button.installEventFilter(self)
            self._grid.addWidget(button, at // self._columns, at % self._columns)
            self._grid.setColumnStretch(at % self._columns, 1)
            self.buttons[name] = button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A disabled button under the pointer explains itself."""
        if event.type() == QEvent.Type.Enter and self._case is not None:
            for act in self._acts:
                if self.buttons.get(act.name) is watched and act.refusal is not None:
                    self.reason.setText(why_not(act, self._case))
        return False

    # Doing.

    def _begin(self, act: Act) -> None:
        assert self._case is not None
        if self.form.begin(act.deed, self._case, act.behalf):
            self._stack.setCurrentWidget(self.form)
            self.began.emit(self._case.id)

    def _held(self) -> bool:
        """Whether somebody else fills in an act of this case: said, and nothing is begun."""
        presence = self._context.presence
        holder = presence.holder(self._case.id) if presence is not None and self._case is not None else None
        if holder is None:
            return False
        self.reason.setText(held_words(self._context, holder))
        return True

    @property
    def filling(self) -> bool:
        """Whether a form of it is open."""
        return self._stack.currentWidget() is self.form

    def set_room(self, buttons: int) -> None:
        """How many buttons stand there from now on."""
        if buttons != self._room:
            self._room = buttons
            self._draw()

    def sizeHint(self) -> QSize:
        """As high as what is open now."""
        return QSize(super().sizeHint().width(), self.wanted_height())

    def wanted_height(self) -> int:
        """px that its buttons and their sentence need, or the form that is open."""
        if self.filling:
            return self._context.theme.size(_FORM_H)
        rows = -(-len(self.buttons) // self._columns)
        grid = rows * self._context.theme.size(36) + max(0, rows - 1) * self._grid.spacing()
        return grid + self._context.theme.size(6) + 2 * self.reason.fontMetrics().lineSpacing()

    def abandon(self) -> None:
        """The form is left as it is: the case is somebody else's now."""
        self._leave()

    def _leave(self) -> None:
        self.form.stop()
        if self._stack.currentWidget() is self.form:
            self._stack.setCurrentIndex(0)
            self.setFocus()
            self.left.emit()

    def _chosen(self, key: str) -> None:
        self._leave()
        self.press(key)

    def _filled(self, deed: Deed, answers: dict[str, str], behalf_of: str) -> None:
        self._leave()
        if self._case is None:
            return
        self._pending = self._context.send(command_for(deed, self._case, answers, behalf_of))
        self._pending.succeeded.connect(self._done)
        self._pending.failed.connect(self._failed)
        self._draw()

    def _done(self, done: object) -> None:
        assert isinstance(done, Done)
        self._pending = None
        self._waiting_seq = done.seq if self._context.store.seq < done.seq else None
        self._draw()

    def _failed(self, problem: object) -> None:
        self._pending = None
        self._draw()
        self.refused.emit(problem)

    def _on_store(self, _kinds: object) -> None:
        if self._waiting_seq is not None and self._context.store.seq >= self._waiting_seq:
            self._waiting_seq = None
            self._draw()

    def _show_cameras(self) -> None:
        if self._case is not None and self._case.point is not None:
            found = nearest(self._case.point, self._context.store.each(Camera), 3)
            self._context.selection.want_cameras(near.thing.id for near in found)

    def _choose_poles(self) -> None:
        if self._case is not None and self._case.point is not None:
            found = nearest(self._case.point, self._context.store.each(Pole), 1)
            self._context.selection.want_poles(near.thing.id for near in found)
