"""The cases behind a number of an evaluation, and the table that leaves letters to its panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from contract.evaluation_answers import CountedCase
from panelkit import format as fmt
from panelkit.columns import FittedTable
from panelkit.context import Context
from panelkit.controls import rule
from panelkit.table_model import Column, TableModel
from panelkit.words import state_name

_LEFT = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Backspace})


def leaves(event: QKeyEvent) -> bool:
    """Whether a table leaves this key to its panel: letters and signs, Enter, Esc."""
    return event.key() in _LEFT or (len(event.text()) == 1 and event.text().isprintable() and event.text() != " ")


class NumberTable(QTableView):
    """Cells to walk through; more columns than fit are scrolled."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, everything else is the panel's."""
        if leaves(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _CaseTable(FittedTable):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if leaves(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


def plain(table: QTableView, row_px: int) -> None:
    """No grid, no numbers of rows, whole pixels."""
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(row_px)
    table.horizontalHeader().setHighlightSections(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)


class CountedList(QWidget):
    """`wants_more()` when the reader comes to the end; `chosen(case id)` by double click."""

    wants_more = Signal()
    opened = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self._context, self.behind = context, ""
        self.words = QLabel(self)
        self.words.setContentsMargins(theme.size(12), theme.size(8), theme.size(12), theme.size(8))
        columns = (
            Column[CountedCase]("number", lambda: self.tr("Case"), lambda one: one.case.number or str(one.case.short)),
            Column[CountedCase]("class", lambda: self.tr("Class"), lambda one: context.class_name(one.case.class_code)),
            Column[CountedCase]("place", lambda: self.tr("Place"), lambda one: one.case.place),
            Column[CountedCase]("state", lambda: self.tr("State"), lambda one: state_name(one.case.state)),
            Column[CountedCase]("day", lambda: self.tr("Day"), lambda one: one.day.isoformat()),
            Column[CountedCase]("amount", lambda: self.tr("Adds"), lambda one: fmt.minus(one.amount), right=True),
        )
        self.model: TableModel[CountedCase] = TableModel(columns, lambda one: f"{one.case.id} {one.day}", self)
        self.table = _CaseTable(theme, self)
        self.table.setModel(self.model)
        plain(self.table, theme.size(30))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.fit_columns((150, 140, 200, 90, 96, 60), (1, 2), {4: 560})
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(rule(self))
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.doubleClicked.connect(lambda _index: self.open())
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)

    def begin(self, behind: str) -> None:
        """The cases behind this are being fetched."""
        self.behind = behind
        self.model.set_rows([])
        self.words.setText(self.tr("{name}: counting …").format(name=behind))

    def show_cases(self, found: Sequence[CountedCase], total: int | None, *, done: bool) -> None:
        """What is known so far."""
        self.model.set_rows(found)
        if done:
            words = self.tr("{name}: {n} lines, together {amount} · Enter opens a case · Esc back")
        else:  # no sum of a part: it would be taken for the number itself
            words = self.tr("{name}: the first {n} of {total} lines · Enter opens a case · Esc back")
        amount = sum(one.amount for one in found)
        self.words.setText(words.format(name=self.behind, n=len(found), total=total or len(found), amount=amount))
        if found and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        if not done and self.table.verticalScrollBar().maximum() == 0:
            self.wants_more.emit()

    def fail(self, reason: str) -> None:
        """They cannot be had; the way back is said all the same."""
        self.words.setText(self.tr("{name}: {reason} · Esc back").format(name=self.behind, reason=reason))

    def open(self) -> None:
        """The chosen case."""
        one = self.model.at(self.table.currentIndex().row())
        if one is not None:
            self.opened.emit(one.case.id)

    def retranslate(self) -> None:
        """Headings."""
        self.model.retranslate()

    def _scrolled(self, value: int) -> None:
        if value >= self.table.verticalScrollBar().maximum() - 2:
            self.wants_more.emit()
