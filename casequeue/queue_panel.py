"""案件队列: every open case by time left, filtered by chips and words, driven from the keyboard."""

from __future__ import annotations

import time

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from casequeue.queue_delegate import QueueDelegate
from casequeue.queue_rows import counts_of, held_order, shown
from casequeue.queue_table import QueueTable
from contract.entities import Case, Department, Urgency
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import Chip, FlowLayout, rule
from panelkit.panel import Panel, guarded
from panelkit.table_model import Column, TableModel
from panelkit.words import source_name, state_name

REFRESH_MS = 150
"""Facts come in bursts; the queue follows at most so often, and less often where a pass costs more."""


class QueuePanel(Panel):
    """The queue. It selects a case in `context.selection`; Enter opens it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("cases", "departments", "areas"), name="queue", parent=parent)
        self.chip = "all"
        self._order: list[str] = []
        self._cost_s = 0.0
        self._model: TableModel[Case] = TableModel(self._columns(), lambda case: case.id, self)
        self._model.sorted_by = "left"
        self._chips = {key: Chip(key, self) for key in _CHIPS}
        self._filter = QLineEdit(self)
        self._typed = QLabel(self)
        self._typed.setProperty("role", "badge")
        self._typed.hide()
        self.add_header_widget(self._typed)
        self.table = QueueTable(context.theme, self)
        self.table.setModel(self._model)
        self.table.setItemDelegate(QueueDelegate(self, tuple(column.key for column in self._model.columns), self))
        self.table.fit_columns((104, 54, 200, 200, 80, 140, 92, 108), (2, 3), {4: 780, 7: 880, 5: 640, 6: 430})
        self._lay_out()
        self.setFocusProxy(self.table)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.opened.connect(self._open)
        self.table.digits_typed.connect(self._jump)
        self.table.filter_wanted.connect(self._filter.setFocus)
        self.table.hold_ended.connect(self._show)
        self._filter.textChanged.connect(self._show)
        self._filter.returnPressed.connect(self.table.setFocus)
        context.selection.changed.connect(self._follow_selection)

    # What a row says.

    def source_text(self, case: Case) -> str:
        """The word beside the source's shape."""
        return source_name(case.source)

    def tag_text(self, case: Case) -> str:
        """At most one tag per row."""
        if case.urgency is Urgency.URGENT:
            return self.tr("urgent")
        return self.tr("rework {n}").format(n=case.rework) if case.rework else ""

    def no_clock_text(self) -> str:
        """Instead of a time where no limit runs."""
        return self.tr("no clock")

    def department_text(self, case: Case) -> str:
        """Short name of whoever handles it."""
        body = self.context.store.of(Department, case.department_id)
        if body is None:
            return ""
        return (body.short_name or body.name) if self.context.lang.startswith("zh") else (body.name_en or body.name)

    def text_of(self, case: Case) -> str:
        """All that the filter looks into."""
        parts = (fmt.short(case.short), case.number, self.context.class_name(case.class_code), case.place)
        return " ".join((*parts, case.cell_code or "", self.department_text(case), state_name(case.state)))

    # Panel.

    def retranslate(self) -> None:
        """Titles, chips, placeholder."""
        self.set_title(self.tr("Case queue"))
        self._filter.setPlaceholderText(self.tr("Filter: number, class, place"))
        self._nothing.setText(self.tr("No case fits this filter. Esc clears it."))
        self._model.retranslate()
        self._show()

    def restyle(self) -> None:
        """Painted rows follow the theme."""
        super().restyle()
        self.table.viewport().update()

    def refresh(self) -> None:
        """Soon: facts come in bursts."""
        if not self._later.isActive():
            self._later.start(max(REFRESH_MS, round(self._cost_s * 4000)))

    def second(self) -> None:
        """The visible rows' time cells."""
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        if first >= 0:
            self._model.repaint(first, last if last >= 0 else self._model.rowCount() - 1)

    def choose(self, chip: str) -> None:
        """Show the cases of one chip."""
        self.chip = chip
        self._order.clear()
        self._show()
        if self._model.rowCount():
            self.table.scrollToTop()

    @guarded
    def _show(self, _text: str = "") -> None:
        self._later.stop()
        began, now = time.perf_counter(), self.context.now()
        cases = self.context.store.each(Case)
        self._show_counts(cases)
        words = self._filter.text()
        rows = shown(cases, self.chip, words, self.text_of, now, self.context.selection.area_id)
        if self.table.held and self._order:
            rows = held_order(rows, self._order)
        self._put(rows)
        self._order = [case.id for case in rows]
        self._cost_s = time.perf_counter() - began
        if self.context.store.loaded and not cases:
            self.show_empty(self.tr("No open case"), self.tr("New cases appear here by themselves."))
        elif self.context.store.loaded:
            self._nothing.setVisible(not rows)
            self.table.setVisible(bool(rows))
            self.show_body()

    def _put(self, rows: list[Case]) -> None:
        bar = self.table.verticalScrollBar()
        top = self._model.at(self.table.rowAt(0))
        at_top = bar.value() == 0
        self.table.setUpdatesEnabled(False)
        self._model.set_rows(rows)
        where = self._model.row_of(top.id if top else None)
        if not at_top and where >= 0:
            bar.setValue(where)
        self.table.setUpdatesEnabled(True)
        self._follow_selection("case_id")

    def _show_counts(self, cases: tuple[Case, ...]) -> None:
        counts = counts_of(cases, self.context.now())
        for key, chip in self._chips.items():
            chip.show_count(self._chip_name(key), counts.by_chip[key])
            chip.setVisible(key in _ALWAYS or counts.by_chip[key] > 0 or key == self.chip)
            chip.setChecked(key == self.chip)
        text = self.tr("open {open} · overdue {late} · nearly {near}")
        self.set_subtitle(text.format(open=counts.by_chip["all"], late=counts.overdue, near=counts.near))

    # Choosing.

    @guarded
    def _row_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        case = self._model.at(current.row())
        if case is not None:
            self.context.selection.select_case(case.id)

    def _open(self, index: QModelIndex) -> None:
        case = self._model.at(index.row())
        if case is not None:
            self.context.selection.open_case(case.id)

    def _jump(self, digits: str) -> None:
        self._typed.setText(digits)
        self._typed.setVisible(bool(digits))
        found = next((case for case in self._model.rows() if digits and case.short == int(digits)), None)
        if found is not None:
            self.table.setCurrentIndex(self._model.index(self._model.row_of(found.id), 0))

    def _follow_selection(self, name: object) -> None:
        if name == "area_id":
            self._show()
            return
        row = self._model.row_of(self.context.selection.case_id)
        choice = self.table.selectionModel()
        if row < 0:
            choice.clear()
        elif self.table.currentIndex().row() != row:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            choice.setCurrentIndex(self._model.index(row, 0), flags)

    def keyPressEvent(self, event: object) -> None:
        """Esc: first the filter, then the banner."""
        key = event.key()  # type: ignore[attr-defined]  # a QKeyEvent
        if key == Qt.Key.Key_Escape and self._filter.text():
            self._filter.clear()
            self.table.setFocus()
            return
        super().keyPressEvent(event)

    # Building.

    def _lay_out(self) -> None:
        theme = self.context.theme
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.size(12), theme.size(6), theme.size(12), theme.size(6))
        chips = QWidget(bar)
        flow = FlowLayout(chips, theme.size(6))
        flow.setContentsMargins(0, 0, 0, 0)
        for key, chip in self._chips.items():
            flow.addWidget(chip)
            chip.clicked.connect(lambda _checked, chosen=key: self.choose(chosen))
        self._filter.setFixedWidth(theme.size(200))
        self._filter.setClearButtonEnabled(True)
        row.addWidget(chips, 1)
        row.addWidget(self._filter, 0, Qt.AlignmentFlag.AlignTop)
        self._nothing = QLabel(self)
        self._nothing.setProperty("role", "second")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(bar)
        self.body.addWidget(rule(self))
        self.body.addWidget(self._nothing, 1)
        self.body.addWidget(self.table, 1)
        self._filter.setVisible(self.context.display == "desk")

    def _columns(self) -> tuple[Column[Case], ...]:
        context = self.context
        return (
            Column("left", lambda: self.tr("Time left"), self._left_text, right=True),
            Column("short", lambda: self.tr("No."), lambda case: fmt.short(case.short), right=True),
            Column("class", lambda: self.tr("Class"), lambda case: context.class_name(case.class_code)),
            Column("place", lambda: self.tr("Place"), lambda case: case.place or fmt.NO_VALUE),
            Column("cell", lambda: self.tr("Grid"), self._cell_text),
            Column("department", lambda: self.tr("Department"), self.department_text),
            Column("state", lambda: self.tr("State"), lambda case: state_name(case.state)),
            Column("source", lambda: self.tr("Source"), self.source_text),
        )

    def _left_text(self, case: Case) -> str:
        if case.deadline_at is None:
            return self.no_clock_text()
        return fmt.time_left((case.deadline_at - self.context.now()).total_seconds())

    def _cell_text(self, case: Case) -> str:
        return self.tr("no place") if case.point is None else fmt.cell_short(case.cell_code)

    def _chip_name(self, key: str) -> str:
        return {
            "all": self.tr("All"),
            "accept": self.tr("To accept"),
            "file": self.tr("To file"),
            "dispatch": self.tr("To dispatch"),
            "sign": self.tr("To sign for"),
            "handle": self.tr("Handling"),
            "check": self.tr("To check"),
            "close": self.tr("To close"),
            "urgent": self.tr("Urgent"),
            "overdue": self.tr("Overdue"),
            "nowhere": self.tr("No coordinates"),
        }[key]


_CHIPS = ("all", "accept", "file", "dispatch", "sign", "handle", "check", "close", "overdue", "urgent", "nowhere")
_ALWAYS = {"all", "dispatch", "sign", "handle", "check", "nowhere"}
