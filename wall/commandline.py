"""The command line at the bottom: everything the room can do, typed. `/` goes to it, Escape leaves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from panelkit.theme import Theme
from panelkit.tokens import COMMAND_H
from wall.command_words import Intent, completions, parse

_SAY_MS = 8000
HISTORY = 200


class CommandLine(QWidget):
    """`requested(Intent)` on Enter. `preview` words an intent before it is done."""

    requested = Signal(object)

    def __init__(
        self,
        theme: Theme,
        preview: Callable[[Intent], str],
        parent: QWidget | None = None,
        more: Callable[[str], list[str]] | None = None,
    ) -> None:
        """`more` completes lines that say more than one word of ours: acts on cases."""
        super().__init__(parent)
        self._theme = theme
        self._preview, self._more = preview, more
        self._tabbed: tuple[str, list[str], int] = ("", [], 0)
        self._scenes: tuple[str, ...] = ()
        self._history: list[str] = []
        self._at = 0
        self._before: QWidget | None = None  # who had the keys before the line took them
        self.setObjectName("commandLine")
        self.setFixedHeight(COMMAND_H)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hall = True
        self._title = QLabel(self)
        self.field = QLineEdit(self)
        self.field.setFixedHeight(30)
        self.field.setFixedWidth(620)
        self._hint = QLabel(self)
        self._last = QLabel(self)
        self._keys = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        for widget in (self._title, self.field, self._hint):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._last)
        row.addWidget(self._keys)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._entered)
        self.field.installEventFilter(self)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(lambda: self._hint.setText(""))
        for label, role in (
            (self._title, "label"),
            (self._hint, "second"),
            (self._last, "label"),
            (self._keys, "label"),
        ):
            label.setProperty("role", role)
        theme.changed.connect(self._paint)
        self._paint()
        self.retranslate()

    def _paint(self) -> None:
        """Colours of the theme."""
        self._title.setFont(self._theme.font("title"))
        self.field.setFont(self._theme.font("title"))
        line, ground = self._theme.color("line-1").name(), self._theme.color("bg-1").name()
        self.setStyleSheet(f"#commandLine {{ background: {ground}; border: 0; border-top: 1px solid {line} }}")

    def retranslate(self) -> None:
        """The words of the language that is set now."""
        self._title.setText(self.tr("Command"))
        self.field.setPlaceholderText(self.tr("37, pq 128 hw, find manhole, case 128, help"))
        hall, seat = self.tr("37 Enter camera · F12 stop all · ? keys"), self.tr("37 Enter camera · ? keys")
        self._keys.setText(hall if self._hall else seat)

    def set_hall(self, hall: bool) -> None:
        """Whether this is the hall's wall, or the seat of one post: it stops no poles."""
        self._hall = hall
        self.retranslate()

    def set_scenes(self, names: tuple[str, ...]) -> None:
        """Scenes that can be completed."""
        self._scenes = names

    def say(self, text: str) -> None:
        """What became of the last line."""
        self._hint.setText(text)
        self._quiet.start(_SAY_MS)

    def note(self, text: str) -> None:
        """The last line that was done, at the right."""
        self._last.setText(text)

    def take_focus(self) -> None:
        """Go to the field; Esc will go back to where the hand came from."""
        before = QApplication.focusWidget()
        if before is not self.field:
            self._before = before
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _leave(self) -> None:
        self.field.clear()
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.window().activateWindow()
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.field.clearFocus()

    def _complete(self, by: int) -> None:
        """The first completion; again and again: the next ones, and then what was typed."""
        text = self.field.text()
        typed, found, at = self._tabbed
        if not found or text.strip() != found[at].strip():
            known = completions(text, self._scenes)
            typed, at = text, 0
            found = list(dict.fromkeys([*known, *(self._more(text) if self._more is not None else [])]))
            if not found:
                return
            found = [*found, typed]
        else:
            at = (at + by) % len(found)
        self._tabbed = (typed, found, at)
        self.field.setText(found[at] if found[at] == typed else found[at] + " ")

    def _typed(self, text: str) -> None:
        self._quiet.stop()
        self._hint.setText(self._preview(parse(text)))

    def _entered(self) -> None:
        text = self.field.text()
        intent = parse(text)
        if intent.verb == "empty":
            return
        self._history = [*(line for line in self._history if line != text), text][-HISTORY:]
        self._at = len(self._history)
        self.field.clear()
        self.requested.emit(intent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab completes, Up and Down walk the history, Escape leaves."""
        if watched is not self.field or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._leave()
            return True
        if key == Qt.Key.Key_Tab:
            self._complete(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        if key == Qt.Key.Key_Backtab:
            self._complete(-1)
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._history:
            self._at = max(0, min(len(self._history), self._at + (1 if key == Qt.Key.Key_Down else -1)))
            self.field.setText(self._history[self._at] if self._at < len(self._history) else "")
            return True
        return False
