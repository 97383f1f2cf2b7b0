"""The log-in where a person is needed: the account, a code, a new password, or the set-up of a second factor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from backend_client.entry import ACCOUNT, CODE, FACTOR, PASSWORD, Entry
from contract.errors import Code, Problem
from contract.people import SecondFactor
from panelkit.refusal import words_for

_WRONG_CODE = frozenset({Code.BAD_CREDENTIALS, Code.SECOND_FACTOR})


class EntryForm(QFrame):
    """Shows what `entry` asks for and gives it the answer. `step` is what is asked for now."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self.step = ""
        self.post_title = ""  # whose seat this is; empty: the hall's
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        plate = QFrame(self)
        plate.setProperty("role", "plate")
        plate.setFixedWidth(620)
        column = QVBoxLayout(plate)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        self.headline, self.text, self.fault = QLabel(plate), QLabel(plate), QLabel(plate)
        self.headline.setProperty("role", "strong")
        self.text.setProperty("role", "second")
        for label in (self.text, self.fault):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.first, self.second = QLineEdit(plate), QLineEdit(plate)
        self.button = QPushButton(plate)
        self.button.setProperty("role", "primary")
        self.button.setFixedHeight(36)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        for widget in (self.headline, self.text, self.first, self.second, self.fault):
            column.addWidget(widget)
        column.addLayout(row)
        outer.addWidget(plate, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self.first.returnPressed.connect(self._answer)
        self.second.returnPressed.connect(self._answer)
        self.button.clicked.connect(self._answer)

    def ask(self, step: str, factor: object, problem: object) -> None:
        """Ask for this."""
        self.step = step
        self.first.clear()
        self.second.clear()
        hidden, plain = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal
        self.first.setEchoMode(hidden if step == PASSWORD else plain)
        self.second.setEchoMode(hidden if step in (ACCOUNT, PASSWORD) else plain)
        self.second.setVisible(step in (ACCOUNT, PASSWORD))
        self.first.setEnabled(True)
        self.button.setEnabled(True)
        self.button.setText(self.tr("Go on"))
        self.fault.setText(words_for(problem) if isinstance(problem, Problem) else "")
        wrong_code = isinstance(problem, Problem) and problem.code in _WRONG_CODE
        if step in (CODE, FACTOR) and wrong_code:
            self.fault.setText(self.tr("That code does not hold. Wait for the next one; each works once."))
        if step == ACCOUNT:
            self.headline.setText(self.post_title or self.tr("Log-in"))
            self.text.setText(self.tr("Log in with your own account. It must hold the post of this seat."))
            self.first.setPlaceholderText(self.tr("user name"))
            self.second.setPlaceholderText(self.tr("password"))
            self.first.setText(str(factor or ""))
            if isinstance(problem, Problem) and problem.code is Code.WRONG_ROLE:
                self.fault.setText(self.tr("This account does not hold the post of this seat."))
        elif step == CODE:
            self.headline.setText(self.tr("Second factor"))
            self.text.setText(self.tr("Enter the six digits of the authenticator, or a recovery code."))
            self.first.setPlaceholderText(self.tr("code"))
        elif step == PASSWORD:
            self.headline.setText(self.tr("A new password first"))
            words = self.tr("This seat has a one-time password. Choose its own; this seat's account file keeps it.")
            self.text.setText(words)
            self.first.setPlaceholderText(self.tr("new password"))
            if isinstance(problem, Problem) and problem.code is Code.OUT_OF_RANGE:
                self.fault.setText(self.tr("Too easy: longer, and not the user's name."))
            self.second.setPlaceholderText(self.tr("the same again"))
        elif step == FACTOR and isinstance(factor, SecondFactor):
            self.headline.setText(self.tr("Set up the second factor first"))
            text = self.tr(
                "The posts of this account need one. Put this key into an authenticator:\n{secret}\n\n"
                "Write these recovery codes down; they are never shown again:\n{codes}\n\n"
                "Then enter its first six digits."
            )
            self.text.setText(text.format(secret=factor.secret, codes="  ".join(factor.recovery_codes)))
            self.first.setPlaceholderText(self.tr("code"))
        known = step == ACCOUNT and bool(self.first.text())
        (self.second if known else self.first).setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed and told goes with it."""
        super().hideEvent(event)
        if not event.spontaneous():
            for secret in (self.first, self.second, self.text, self.fault):
                secret.clear()

    def _answer(self) -> None:
        typed = self.first.text()
        if not typed.strip() or not self.button.isEnabled():
            return
        if self.step == ACCOUNT and not self.second.text():
            self.second.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.step == PASSWORD and typed != self.second.text():
            if self.second.text():
                self.fault.setText(self.tr("The two are not the same."))
            self.second.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.fault.setText("")
        self.button.setEnabled(False)
        if self.step == ACCOUNT:
            self._entry.give_account(typed, self.second.text())
            return
        act = {CODE: self._entry.give_code, PASSWORD: self._entry.give_password, FACTOR: self._entry.give_factor}
        act[self.step](typed)
