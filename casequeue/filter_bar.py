"""Above the queue: chips with their counts, kept filters, the words to look for, and a row of choices."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from casequeue.choice_row import ChoiceRow
from casequeue.queue_counts import CHIPS, Counts
from casequeue.queue_filter import Filter
from casequeue.saved_filters import SavedFilters
from panelkit.controls import Chip, FlowLayout
from panelkit.theme import Theme

ALWAYS = frozenset({"mine", "all", "dispatch", "sign", "handle", "check", "nowhere"})
"""Chips that stand there even where they count nothing."""


class FilterBar(QWidget):
    """`changed(Filter)` when something else is asked, `left()` when the hand goes back to the rows."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, kept: SavedFilters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = Filter()
        self.kept = kept
        self._theme = theme
        self._names: Callable[[str], str] = lambda key: key
        self._counts: Counts | None = None
        self.chips = {key: Chip(key, self) for key in CHIPS}
        self.kept_chips: dict[str, Chip] = {}
        self.text = QLineEdit(self)
        self.text.setFixedWidth(theme.size(200))
        self.text.setClearButtonEnabled(True)
        self.more, self.save = QPushButton(self), QPushButton(self)
        self.name = QLineEdit(self)
        self.name.setFixedWidth(theme.size(200))
        self.name.hide()
        self.choices = ChoiceRow(theme, self)
        self.choices.hide()
        self._lay_out()
        self.text.textChanged.connect(lambda words: self.ask(msgspec.structs.replace(self.filter, text=words[:200])))
        self.text.returnPressed.connect(self.left)
        self.name.returnPressed.connect(self._named)
        self.more.clicked.connect(self.toggle)
        self.save.clicked.connect(self.begin_keeping)
        self.choices.chosen.connect(self._chosen)

    def ask(self, asked: Filter) -> None:
        """Ask for this; every control follows."""
        if asked == self.filter:
            return
        self.filter = asked
        self._follow()
        self.changed.emit(asked)

    def choose(self, chip: str) -> None:
        """One chip; what else was asked stays."""
        self.ask(msgspec.structs.replace(self.filter, chip=chip))

    def step(self, by: int) -> None:
        """The chip beside this one, round and round among those that stand there."""
        shown = [key for key, chip in self.chips.items() if chip.isVisibleTo(self)]
        if shown:
            at = shown.index(self.filter.chip) if self.filter.chip in shown else 0
            self.choose(shown[(at + by) % len(shown)])

    def clear(self) -> None:
        """Everything of this chip, and the row of choices is put away."""
        self.ask(Filter(chip=self.filter.chip))
        if self.choices.isVisible():
            self.toggle()

    def toggle(self) -> None:
        """Show or hide the row of choices."""
        self.choices.setVisible(not self.choices.isVisible())
        self.more.setChecked(self.choices.isVisible())
        if self.choices.isVisible():
            self.choices.take_focus()

    def begin_words(self) -> None:
        """Go to the words to look for."""
        self.text.setFocus()
        self.text.selectAll()

    def begin_keeping(self) -> None:
        """Ask for the name under which this filter is kept."""
        self._ask_name(True)
        self.name.setText(next((name for name in self.kept.names() if self.kept.get(name) == self.filter), ""))
        self.name.setFocus()
        self.name.selectAll()

    def forget(self) -> None:
        """Forget the kept filter that is asked now."""
        for name in self.kept.names():
            if self.kept.get(name) == self.filter:
                self.kept.drop(name)
        self._draw_kept()

    def use(self, at: int) -> None:
        """The kept filter at a place, 0 is the first."""
        names = self.kept.names()
        if 0 <= at < len(names) and (found := self.kept.get(names[at])) is not None:
            self.ask(found)

    def show_counts(self, counts: Counts) -> None:
        """The numbers on the chips."""
        self._counts = counts
        for key, chip in self.chips.items():
            chip.show_count(self._names(key), counts.by_chip[key])
            shown = key in ALWAYS or counts.by_chip[key] > 0 or key == self.filter.chip
            if chip.isVisibleTo(self) != shown:
                chip.setVisible(shown)

    def retranslate(self, chip_names: Callable[[str], str]) -> None:
        """Every fixed text."""
        self._names = chip_names
        self.text.setPlaceholderText(self.tr("Filter Ctrl+F"))
        self.text.setToolTip(self.tr("Words of a case: number, class, place, department. Enter: back to the rows"))
        self.name.setPlaceholderText(self.tr("Name of this filter, Enter"))
        self.more.setText(self.tr("Choose Ctrl+G"))
        self.save.setText(self.tr("Keep Ctrl+S"))
        self.save.setToolTip(self.tr("Ctrl+S keeps this filter by name, Alt+1 to 9 asks it again, Ctrl+D forgets it"))
        self.choices.retranslate()
        if self._counts is not None:
            self.show_counts(self._counts)
        self._draw_kept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: out of the name, out of the words, back to the rows."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        if self.name.isVisible():
            self._ask_name(False)
        elif self.text.hasFocus() and self.text.text():
            self.text.clear()
        elif self.choices.isVisible() and not self.filter.narrows:  # what narrows the rows stays in sight
            self.toggle()
        self.left.emit()

    def _ask_name(self, asked: bool) -> None:
        """The name stands where the words stand otherwise: beside them it would leave the chips no room."""
        self.name.setVisible(asked)
        self.text.setVisible(not asked)

    def _named(self) -> None:
        if self.kept.put(self.name.text(), self.filter):
            self._ask_name(False)
            self._draw_kept()
            self.left.emit()

    def _chosen(self, asked: object) -> None:
        assert isinstance(asked, Filter)
        self.ask(msgspec.structs.replace(asked, chip=self.filter.chip, text=self.filter.text))

    def _follow(self) -> None:
        for key, chip in self.chips.items():
            chip.setChecked(key == self.filter.chip)
        for name, chip in self.kept_chips.items():
            chip.setChecked(self.kept.get(name) == self.filter)
        if self.text.text() != self.filter.text:
            self.text.blockSignals(True)
            self.text.setText(self.filter.text)
            self.text.blockSignals(False)
        self.choices.show_filter(self.filter)

    def _draw_kept(self) -> None:
        names = self.kept.names()
        if tuple(self.kept_chips) != names:
            for chip in self.kept_chips.values():
                self._flow.removeWidget(chip)
                chip.deleteLater()
            self.kept_chips = {name: Chip(name, self) for name in names}
            for name, chip in self.kept_chips.items():
                chip.setText(f"★ {name}")
                chip.clicked.connect(lambda _checked, wanted=name: self.ask(self.kept.get(wanted) or self.filter))
                self._flow.addWidget(chip)
                chip.show()
        self._follow()

    def _lay_out(self) -> None:
        size = self._theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(size(12), size(6), size(12), size(6))
        column.setSpacing(size(6))
        row = QHBoxLayout()
        row.setSpacing(size(6))
        chips = QWidget(self)
        self._flow = FlowLayout(chips, size(6))
        self._flow.setContentsMargins(0, 0, 0, 0)
        for key, chip in self.chips.items():
            self._flow.addWidget(chip)
            chip.clicked.connect(lambda _checked, chosen=key: self.choose(chosen))
        row.addWidget(chips, 1)
        for widget in (self.text, self.more, self.save, self.name):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        for button in (self.more, self.save):
            button.setProperty("role", "flat")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setCheckable(True)
        column.addLayout(row)
        column.addWidget(self.choices)
        self._follow()
