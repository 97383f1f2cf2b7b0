"""Keys of the whole room: function keys everywhere, `/`, `?` and digits wherever nobody is typing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from wall.wording import scene_title

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


class Keyboard(QObject):
    """`scene_key(n)` for F1..F11, `stop_all` for F12, `line_wanted(text)` for `/` and digits, `help_wanted` for `?`."""

    scene_key = Signal(int)
    stop_all = Signal()
    line_wanted = Signal(str)
    help_wanted = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Function keys come before any panel; digits only before tables, which would search with them."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.isAutoRepeat():
            return False
        key, plain = (
            event.key(),
            event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier),
        )
        if not plain and event.text() != "?":
            return False
        if key == Qt.Key.Key_F12:
            if watched.isWidgetType():
                self.stop_all.emit()
            return watched.isWidgetType()
        if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F11:
            if watched.isWidgetType():
                self.scene_key.emit(key - Qt.Key.Key_F1 + 1)
            return watched.isWidgetType()
        if isinstance(self._app.focusWidget(), QAbstractItemView) and watched.isWidgetType():
            return self.unclaimed(event)
        return False

    def unclaimed(self, event: QKeyEvent) -> bool:
        """A key that no panel wanted; True where it means something to the room."""
        text = event.text()
        if isinstance(self._app.focusWidget(), _FIELDS):
            return False
        if text == "/":
            self.line_wanted.emit("")
        elif text in ("?", "？"):
            self.help_wanted.emit()
        elif text.isascii() and text.isdigit():
            self.line_wanted.emit(text)
        else:
            return False
        return True


def help_rows(keys: dict[str, int]) -> list[tuple[str, str]]:
    """Keys and what they do."""
    rows = [(f"F{number}", scene_title(name)) for name, number in keys.items()]
    rows += [
        ("F12", QCoreApplication.translate("Room", "Stop all: silence every loudspeaker pole")),
        ("/", QCoreApplication.translate("Room", "Command line")),
        ("3 7 Enter", QCoreApplication.translate("Room", "Camera 37 on the wall")),
        ("find …", QCoreApplication.translate("Room", "Open the most urgent case with this word")),
        ("case 128", QCoreApplication.translate("Room", "Open a case by its short number")),
        ("pole 12", QCoreApplication.translate("Room", "Broadcast at a pole")),
        ("file / close 128", QCoreApplication.translate("Room", "File or close a case")),
        ("ack", QCoreApplication.translate("Room", "Acknowledge the most urgent alarm")),
        ("lang zh | en", QCoreApplication.translate("Room", "Language")),
        ("theme dark | light", QCoreApplication.translate("Room", "Colours")),
        ("?", QCoreApplication.translate("Room", "These keys")),
    ]
    return rows
