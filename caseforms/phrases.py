"""常用语 of the city profile as buttons: Alt+1 to Alt+9 says one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from panelkit.context import Context
from panelkit.controls import FlowLayout

MOST = 9


class Phrases(QWidget):
    """`said(words)`. `commands` are those whose phrases are offered; the keys hold within `owner`."""

    said = Signal(str)

    def __init__(self, context: Context, commands: tuple[str, ...], owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._commands = context, commands
        self._row = FlowLayout(self, context.theme.size(6))
        self._row.setContentsMargins(0, 0, 0, 0)
        for number in range(1, MOST + 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.press, number))

    def show_commands(self, commands: tuple[str, ...]) -> None:
        """Offer those of other commands."""
        if commands != self._commands:
            self._commands = commands
            self.retranslate()

    def retranslate(self) -> None:
        """In the seat's language."""
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        zh = self._context.lang.startswith("zh")
        found = [one for one in self._context.profile.phrases if one.command in self._commands][:MOST]
        for number, one in enumerate(found, start=1):
            words = one.text if zh or not one.text_en else one.text_en
            button = QPushButton(f"{number} {words}", self)
            button.setProperty("role", "flat")
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(lambda _checked, text=words: self.said.emit(text))
            button.show()
            self._row.addWidget(button)
        self.setVisible(bool(found))

    def press(self, number: int) -> None:
        """The phrase with this number."""
        item = self._row.itemAt(number - 1)
        button = item.widget() if item is not None else None
        if isinstance(button, QPushButton):
            button.click()
