"""Keys of the whole room: function keys everywhere, `/`, `?` and digits wherever nobody is typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from casequeue.queue_panel import QueuePanel
from wall.wording import scene_title

_ROWS = frozenset({Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter})
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


class Keyboard(QObject):
    """`scene_key(n)` for F1..F11, `stop_all` for F12, `line_wanted(text)` for `/` and digits, `help_wanted` for `?`.

    Function keys are shortcuts of the application. (An event filter on the application would see every event of
    WebEngine's own objects, too, and Python wrapping those while they are made or destroyed crashes the process.)
    """

    scene_key = Signal(int)
    stop_all = Signal()
    line_wanted = Signal(str)
    help_wanted = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._shortcuts: list[QShortcut] = []

    def live_on(self, window: QWidget) -> None:
        """Hang the function keys on a window; they work in every window of the program."""
        for shortcut in self._shortcuts:
            shortcut.setParent(None)
            shortcut.deleteLater()
        self._shortcuts = []
        for number in range(1, 13):
            shortcut = QShortcut(QKeySequence(f"F{number}"), window)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            act = self._act_of(number)
            shortcut.activated.connect(act)
            # A panel may bind the same key (the broadcast panel binds F12): whoever is asked acts.
            shortcut.activatedAmbiguously.connect(act)
            self._shortcuts.append(shortcut)

    def _act_of(self, number: int) -> Callable[[], None]:
        if number == 12:
            return self.stop_all.emit
        return lambda: self.scene_key.emit(number)

    def unclaimed(self, event: QKeyEvent, placed: Sequence[tuple[object, QWidget]] = ()) -> bool:
        """A key that no panel wanted; True where it means something to the room, or to the queue among `placed`."""
        text = event.text()
        if isinstance(self._app.focusWidget(), _FIELDS):
            return False
        if text == "/":
            self.line_wanted.emit("")
        elif text in ("?", "？"):
            self.help_wanted.emit()
        elif text.isascii() and text.isdigit() and not event.modifiers() & _HELD:
            self.line_wanted.emit(text)
        else:
            return self._to_queue(event, placed)
        return True

    def _to_queue(self, event: QKeyEvent, placed: Sequence[tuple[object, QWidget]]) -> bool:
        """Nobody needs a mouse to come to the rows: the queue takes the keys that walk through it, and its filters'."""
        queue = next((panel for _, panel in placed if isinstance(panel, QueuePanel) and panel.isVisible()), None)
        if queue is None or queue.window().focusWidget() is queue.table:
            return False
        walks = event.key() in _ROWS and not event.modifiers() & _HELD
        if not walks and not queue.filters_by(event):
            return False
        queue.window().activateWindow()
        queue.table.setFocus(Qt.FocusReason.OtherFocusReason)
        again = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
        return bool(self._app.sendEvent(queue.table, again))


def help_rows(keys: dict[str, int], *, hall: bool = True) -> list[tuple[str, str]]:
    """Keys and what they do: of the hall's wall, or of a seat of one post."""
    rows = [(f"F{number}", scene_title(name)) for name, number in keys.items()]
    for_hall, for_seat = (frozenset({"F12", "pole 12", "pair CODE NAME"}), frozenset({"logout"}))
    rows += [row for row in _rows() if row[0] not in (for_seat if hall else for_hall)]
    return rows


def _rows() -> list[tuple[str, str]]:
    return [
        ("F12", QCoreApplication.translate("Room", "Stop all: silence every loudspeaker pole")),
        ("j k ↑ ↓", QCoreApplication.translate("Room", "Through the queue; Enter: to the case, whose letters act")),
        ("[ ] Ctrl+F Ctrl+G", QCoreApplication.translate("Room", "The queue: chips, by words, by choices; Esc clears")),
        ("Ctrl+S Alt+1", QCoreApplication.translate("Room", "Keep this filter by name; ask the first kept one")),
        (". P O !", QCoreApplication.translate("Room", "At a case: all its acts, print, photos, take over")),
        ("/", QCoreApplication.translate("Room", "Command line, from anywhere; Esc: back to where one was")),
        ("3 7 Enter", QCoreApplication.translate("Room", "Camera 37 on the wall")),
        ("C", QCoreApplication.translate("Room", "On a live tile: report a case with its picture")),
        ("Alt+V", QCoreApplication.translate("Room", "At a check: a camera's picture beside the first (inspector)")),
        ("Space ← N", QCoreApplication.translate("Room", "Video patrol: begin or hold, back, next; Ctrl+E saves")),
        (
            "P · 5 P",
            QCoreApplication.translate("Room", "On a live tile: steer the camera; go to its preset 5; Esc: let go"),
        ),
        ("16 L · L · U", QCoreApplication.translate("Room", "Video: 16 tiles, the menu of layouts, the one before")),
        (
            "15 T · N · B · F",
            QCoreApplication.translate("Room", "Tour of 15 s, hold; next, last; this tile goes round"),
        ),
        ("5 M · 5 ⇧M · keep 5 …", QCoreApplication.translate("Room", "Preset 5 of a part of the wall; keep it")),
        (
            "S K A V",
            QCoreApplication.translate("Room", "On a tile: keep a picture, a clip; attach it to the case; replay"),
        ),
        ("+ − Ctrl+arrows Home", QCoreApplication.translate("Room", "Zoom a tile, look around in it, the whole again")),
        ("find …", QCoreApplication.translate("Room", "Open the most urgent case with this word")),
        ("case 128", QCoreApplication.translate("Room", "Open a case by its short number")),
        ("pole 12", QCoreApplication.translate("Room", "Broadcast at a pole")),
        (
            "pq 128 hw",
            QCoreApplication.translate("Room", "Act on a case: act, number, what it asks; Tab completes"),
        ),
        ("ack", QCoreApplication.translate("Room", "Acknowledge the most urgent alarm")),
        ("pair CODE NAME", QCoreApplication.translate("Room", "Pair the kiosk screen that shows this code")),
        ("profile", QCoreApplication.translate("Room", "Tables of the city profile (administrators)")),
        ("logout", QCoreApplication.translate("Room", "Somebody else takes this seat")),
        ("lang zh | en", QCoreApplication.translate("Room", "Language")),
        ("theme dark | light", QCoreApplication.translate("Room", "Colours")),
        ("?", QCoreApplication.translate("Room", "These keys")),
    ]
