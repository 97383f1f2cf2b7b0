"""The acts of a case as buttons with key caps; what is not allowed says why beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from backend_client.asking import Pending
from casequeue.acts import ASKS, Act, acts_of, command_for
from casequeue.ask_box import AskBox
from casequeue.nearby import nearest
from contract.commands import Done
from contract.entities import Camera, Case, Department, Pole
from panelkit.context import Context
from panelkit.controls import KeyButton
from panelkit.words import act_name, role_name, state_name


class ActPad(QWidget):
    """`refused(Problem)` when the server said no. `press(key)` does what a button's key does."""

    refused = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None, *, columns: int = 2) -> None:
        super().__init__(parent)
        self._context, self._columns = context, columns
        self._case: Case | None = None
        self._acts: tuple[Act, ...] = ()
        self._waiting_seq: int | None = None
        self._pending: Pending | None = None
        self._asking = ""
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
        self.ask = AskBox(theme, self)
        self._stack.addWidget(page)
        self._stack.addWidget(self.ask)
        self.ask.answered.connect(self._answered)
        self.ask.left.connect(self._leave)
        context.store.changed.connect(self._on_store)

    def show_case(self, case: Case | None) -> None:
        """Offer this case's acts."""
        before, self._case = self._case, case
        if before is not None and (case is None or case.id != before.id):
            self._waiting_seq = None
            self._leave()
        self._acts = acts_of(case, self._context.roles()) if case is not None else ()
        self._draw()

    def press(self, key: str) -> bool:
        """The key of an act: do it, or say why not. False for a key that is none of ours."""
        key = key.upper()
        if key == "V":
            self._show_cameras()
            return True
        if key == "B":
            self._choose_poles()
            return True
        act = next((act for act in self._acts if act.key == key), None)
        if act is None:
            return False
        if act.refusal is not None:
            self.reason.setText(self.why_not(act))
        elif self._pending is None:
            self._begin(act.command)
        return True

    def why_not(self, act: Act) -> str:
        """One sentence: which rule."""
        assert act.refusal is not None
        name = self._name(act.command)
        if act.refusal.code == "wrong_role":
            roles = "、".join(role_name(role) for role in act.refusal.roles)
            return self.tr("{act} is not for this seat: it belongs to {roles}").format(act=name, roles=roles)
        if act.command == "close_case":
            return self.tr("{act} not possible: the check has not passed (rule R4)").format(act=name)
        states = "、".join(state_name(state) for state in act.refusal.allowed_states)
        return self.tr("{act} not possible: the case must be {states}").format(act=name, states=states)

    def _name(self, command: str) -> str:
        return self.tr("Check failed") if command == "check_failed" else act_name(command)

    def _draw(self) -> None:
        wanted = [act.command for act in self._acts] + (["cameras", "poles"] if self._case is not None else [])
        if list(self.buttons) != wanted:
            self._rebuild(wanted)
        busy = self._pending is not None or self._waiting_seq is not None
        first = next((act.command for act in self._acts if act.allowed), None)
        for act in self._acts:
            button = self.buttons[act.command]
            button.set_words(self._name(act.command))
            button.setEnabled(act.allowed and not busy)
            button.setToolTip("" if act.refusal is None else self.why_not(act))
            role = "primary" if act.command == first else ""
            if button.property("role") != role:
                button.setProperty("role", role)
                button.style().unpolish(button)
                button.style().polish(button)
        if self._case is not None:
            placed = self._case.point is not None
            for command, words in (("cameras", self.tr("To the wall")), ("poles", self.tr("Speak"))):
                self.buttons[command].set_words(words)
                self.buttons[command].setEnabled(placed)
        refused = [act for act in self._acts if act.refusal is not None]
        closing = next((act for act in refused if act.command == "close_case"), None)
        spoken = closing or next(iter(refused), None)
        if busy:
            self.reason.setText(self.tr("Sent; waiting for the server"))
        else:
            self.reason.setText(self.why_not(spoken) if spoken is not None else "")

    def _rebuild(self, wanted: list[str]) -> None:
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        for at, command in enumerate(wanted):
            key = {"cameras": "V", "poles": "B"}.get(command) or next(a.key for a in self._acts if a.command == command)
            button = KeyButton(self._context.theme, "", key, parent=self)
            button.clicked.connect(lambda _checked, pressed=key: self.press(pressed))
            button.installEventFilter(self)
            self._grid.addWidget(button, at // self._columns, at % self._columns)
            self.buttons[command] = button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A disabled button under the pointer explains itself."""
        if event.type() == QEvent.Type.Enter:
            for act in self._acts:
                if self.buttons.get(act.command) is watched and act.refusal is not None:
                    self.reason.setText(self.why_not(act))
        return False

    # Doing.

    def _begin(self, command: str) -> None:
        self._asking = command
        asks = ASKS.get(command)
        if asks == "department":
            self.ask.ask(self.tr("Dispatch to which department?"), self._departments(), free=False)
        elif asks == "reason":
            words = (
                self.tr("not a city-management matter"),
                self.tr("reported twice"),
                self.tr("place cannot be found"),
                self.tr("evidence does not suffice"),
            )
            question = self.tr("{act}: for what reason? (rule R8)").format(act=self._name(command))
            self.ask.ask(question, [(text, text, "") for text in words], free=True)
        else:
            self._send("")
            return
        self._stack.setCurrentWidget(self.ask)

    def _answered(self, answer: str) -> None:
        self._stack.setCurrentIndex(0)
        self.setFocus()
        self._send(answer)

    def _leave(self) -> None:
        if self._stack.currentWidget() is self.ask:
            self._stack.setCurrentIndex(0)
            self.setFocus()

    def _send(self, answer: str) -> None:
        if self._case is None:
            return
        self._pending = self._context.send(command_for(self._asking, self._case, answer))
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

    def _departments(self) -> list[tuple[str, str, str]]:
        zh = self._context.lang.startswith("zh")
        bodies = sorted(self._context.store.each(Department), key=lambda body: body.code)
        return [
            (body.id, body.name if zh else body.name_en or body.name, f"{body.code} {body.short_name} {body.name_en}")
            for body in bodies
        ]

    def _show_cameras(self) -> None:
        if self._case is not None and self._case.point is not None:
            found = nearest(self._case.point, self._context.store.each(Camera), 3)
            self._context.selection.want_cameras(near.thing.id for near in found)

    def _choose_poles(self) -> None:
        if self._case is not None and self._case.point is not None:
            found = nearest(self._case.point, self._context.store.each(Pole), 1)
            self._context.selection.want_poles(near.thing.id for near in found)
