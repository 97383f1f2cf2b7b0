"""The versions of the profile: who changed what, when and why, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from contract.errors import Problem
from contract.profile_files.checking import check
from contract.profile_files.reading import read_zip
from contract.profile_files.wire import ProfileVersion
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.refusal import words_for

_NUMBER = Qt.ItemDataRole.UserRole + 1


class History(QWidget):
    """`chosen(number, tables)` once the tables of a version are here; `left` to go back to editing."""

    chosen = Signal(int, object)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.headline, self.detail = QLabel(self), QLabel(self)
        self.headline.setProperty("role", "strong")
        self.detail.setProperty("role", "second")
        self.list = QListWidget(self)
        gap = context.theme.gap_px
        column = QVBoxLayout(self)
        column.setContentsMargins(gap, gap, gap, gap)
        for widget in (self.headline, self.detail):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        self.list.itemActivated.connect(self._activated)
        self.retranslate()

    def retranslate(self) -> None:
        """Fixed words."""
        self.headline.setText(self.tr("Versions"))
        self.detail.setText(self.tr("Enter takes a version to be looked at · Esc back"))

    def ask(self) -> None:
        """Ask for the list."""
        self.list.clear()
        pending = self._context.api.get("/api/profile/versions", None, list[ProfileVersion])
        pending.succeeded.connect(self._have)
        pending.failed.connect(self._not_had)
        self.list.setFocus()

    def _have(self, found: object) -> None:
        assert isinstance(found, list)
        self.list.clear()
        zone = self._context.profile.timezone
        for one in found:
            when = f"{fmt.day(one.at, zone)} {fmt.clock(one.at, zone)}"
            rows = self.tr("rows: {n}").format(n=f"{one.changes:,}")
            parts = (str(one.number), when, one.by, self._source(one.source), rows, one.note)
            item = QListWidgetItem("   ".join(part for part in parts if part))
            item.setData(_NUMBER, one.number)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _source(self, source: str) -> str:
        words = {
            "tables": self.tr("table editor"),
            "folder": self.tr("profile folder"),
            "city": self.tr("import of a city"),
            "found": self.tr("as it was found"),
        }
        if source.startswith("version "):
            return self.tr("back to version {n}").format(n=source.removeprefix("version "))
        return words.get(source, source)

    def _activated(self, item: QListWidgetItem) -> None:
        number = int(item.data(_NUMBER))
        pending = self._context.api.get("/api/profile/files", {"version": str(number)}, bytes)
        pending.succeeded.connect(lambda data: self._unpacked(number, data))
        pending.failed.connect(self._not_had)

    def _unpacked(self, number: int, data: object) -> None:
        assert isinstance(data, bytes)
        said, _faults = read_zip(data)
        self.chosen.emit(number, check(said).tables)

    def _not_had(self, problem: object) -> None:
        if isinstance(problem, Problem):
            self.detail.setText(words_for(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
