"""Before a profile is changed: what is wrong, what differs, how many open cases that touches, and why it is done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from contract.profile_files.differing import RowChange
from contract.profile_files.faults import Fault
from contract.profile_files.wire import ProfileCheck
from panelkit.context import Context
from panelkit.controls import KeyButton
from profileedit.words import change_line, fault_line

MOST_LINES = 2000
_FAULT = Qt.ItemDataRole.UserRole + 1


class Preview(QWidget):
    """`accepted(note)` to change the profile, `left` to go on editing, `wanted(Fault)` to see the place of a fault."""

    accepted = Signal(str)
    left = Signal()
    wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self.headline, self.detail = QLabel(self), QLabel(self)
        self.headline.setProperty("role", "strong")
        self.detail.setProperty("role", "second")
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.note = QLineEdit(self)
        self.note.setMaxLength(500)
        self.save = KeyButton(theme, "", "Ctrl+Enter", primary=True)
        self.back = KeyButton(theme, "", "Esc")
        for button in (self.save, self.back):
            button.setFixedWidth(theme.size(220))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.gap_px, theme.gap_px, theme.gap_px, theme.gap_px)
        column.setSpacing(theme.size(6))
        for widget in (self.headline, self.detail):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        for part in (self.note, self.save, self.back):
            row.addWidget(part, 1 if part is self.note else 0)
        column.addLayout(row)
        self.can_save = False
        self.save.clicked.connect(self._accept)
        self.back.clicked.connect(self.left.emit)
        self.note.returnPressed.connect(self._accept)
        self.list.itemActivated.connect(self._activated)
        self.retranslate()

    def retranslate(self) -> None:
        """Fixed words."""
        self.note.setPlaceholderText(self.tr("Why? Kept with the version"))
        self.save.set_words(self.tr("Put into use"))
        self.back.set_words(self.tr("Go on editing"))

    def wait(self, changes: tuple[RowChange, ...]) -> None:
        """The server is asked; what differs is known already."""
        self.can_save = False
        self.save.setEnabled(False)
        self.headline.setText(self.tr("Rows that differ: {n}").format(n=f"{len(changes):,}"))
        self.detail.setText(self.tr("The server looks at what this touches …"))
        self.list.clear()
        self._add_changes(changes, {})
        self.note.setFocus()

    def show_check(self, weighed: ProfileCheck) -> None:
        """The server's word."""
        hard = [one for one in weighed.faults if not one.warning]
        self.can_save = not hard and bool(weighed.changes)
        self.save.setEnabled(self.can_save)
        self.headline.setText(
            self.tr("This cannot be put into use. Faults: {n}").format(n=f"{len(hard):,}")
            if hard
            else self.tr("Rows that differ: {n}").format(n=f"{len(weighed.changes):,}")
        )
        touched = {(one.table, one.key): one.cases for one in weighed.effects}
        most = max(touched.values(), default=0)
        self.detail.setText(
            self.tr("Enter on a fault goes to its place.")
            if hard
            else self.tr("Touches open cases: {n}").format(n=f"{most:,}")
            if most
            else self.tr("No open case is touched.")
        )
        self.list.clear()
        for fault in weighed.faults:
            mark = "?" if fault.warning else "!"
            item = QListWidgetItem(f"{mark}  {fault_line(fault)}")
            item.setData(_FAULT, fault)
            self.list.addItem(item)
        self._add_changes(weighed.changes, touched)
        if hard:
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.note.setFocus()

    def show_refusal(self, text: str) -> None:
        """The server could not be asked, or refused."""
        self.can_save = False
        self.save.setEnabled(False)
        self.detail.setText(text)

    def _add_changes(self, changes: tuple[RowChange, ...], touched: dict[tuple[str, tuple[str, ...]], int]) -> None:
        signs = {"added": "+", "removed": "−", "changed": "~", "moved": "↕"}
        for change in changes[:MOST_LINES]:
            cases = touched.get((change.table, change.key), 0)
            words = f"{signs.get(change.kind, ' ')}  {change_line(change)}"
            if cases:
                words += QCoreApplication.translate("Preview", "  [open cases: {n}]").format(n=f"{cases:,}")
            self.list.addItem(words)
        if len(changes) > MOST_LINES:
            self.list.addItem(self.tr("and {n} more").format(n=f"{len(changes) - MOST_LINES:,}"))

    def _accept(self) -> None:
        if self.can_save:
            self.accepted.emit(self.note.text().strip())

    def _activated(self, item: QListWidgetItem) -> None:
        fault = item.data(_FAULT)
        if isinstance(fault, Fault):
            self.wanted.emit(fault)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter and Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._accept()
        else:
            super().keyPressEvent(event)
