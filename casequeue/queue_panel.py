"""案件队列: every open case by what is due first; what waits for this seat stands under the first chip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from casequeue.filter_bar import FilterBar
from casequeue.queue_counts import QueueCounts, first_chip
from casequeue.queue_delegate import QueueDelegate
from casequeue.queue_filter import wish_of
from casequeue.queue_model import QueueModel
from casequeue.queue_table import QueueTable
from casequeue.queue_words import QueueWords
from casequeue.saved_filters import SavedFilters
from contract.entities import Area, Case, CaseSource, Department
from panelkit.context import Context
from panelkit.controls import rule
from panelkit.panel import Panel, guarded
from panelkit.words import source_name

_CHIP_KEYS = {"[": -1, "]": 1}


class QueuePanel(Panel):
    """The queue. It selects a case in `context.selection`; Enter opens it. `folder` is where filters are kept."""

    def __init__(self, context: Context, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("cases", "departments", "areas"), name="queue", parent=parent)
        person = context.api.session.person_id if context.api.session is not None else ""
        self.words = QueueWords(context, self)
        self.counts = QueueCounts(context.roles(), person or None)
        self.model = QueueModel(self.words.columns(), self, self.words.company_text)
        self.bar = FilterBar(context.theme, SavedFilters(folder, person), self)
        self._typed = QLabel(self)
        self._typed.setProperty("role", "badge")
        self._typed.hide()
        self.add_header_widget(self._typed)
        self.table = QueueTable(context.theme, self)
        self.table.setModel(self.model)
        self.table.setItemDelegate(QueueDelegate(self, tuple(column.key for column in self.model.columns), self))
        self.table.fit_columns(*self.words.widths())
        self._seen_at = context.now().timestamp()
        self._following = False
        self._lay_out()
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.opened.connect(self._open)
        self.table.digits_typed.connect(self._jump)
        self.table.hold_ended.connect(self._settle)
        self.bar.changed.connect(self._asked)
        self.bar.left.connect(self.table.setFocus)
        context.selection.changed.connect(self._follow_selection)
        context.selection.queue_wanted.connect(self._wanted)
        if context.presence is not None:
            context.presence.changed.connect(self._company_changed)
        self.bar.choose(first_chip(context.roles()) if context.display == "desk" else "all")

    # Panel.

    def retranslate(self) -> None:
        """Titles, chips, placeholder."""
        self.set_title(self.tr("Case queue"))
        self._nothing.setText(self.tr("No case fits this filter. Esc clears it."))
        self.bar.retranslate(self.words.chip_name)
        self.model.retranslate()
        self._show_all()

    def restyle(self) -> None:
        """Painted rows follow the theme."""
        super().restyle()
        self.table.viewport().update()

    def refresh(self) -> None:
        """Follow what changed: the cards of the batch, or everything after a new snapshot or a new name."""
        batch = self.context.store.batch
        if set(batch) & {"department", "area"} or "case" not in batch:
            self._show_all()
        else:
            self._follow(batch["case"])

    def second(self) -> None:
        """The visible rows' time cells; what became overdue may belong elsewhere."""
        now = self.context.now().timestamp()
        crossed = {case.id: case for case in self.counts.due_between(self._seen_at, now)}
        self._seen_at = now
        if crossed and (self.bar.filter.overdue or self.bar.filter.chip == "overdue"):
            self._change(crossed)
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        if first >= 0:
            self.model.repaint(first, last if last >= 0 else self.model.rowCount() - 1)
        self._show_counts()

    def choose(self, chip: str) -> None:
        """Show the cases of one chip."""
        self.bar.choose(chip)

    @guarded
    def _asked(self, _asked: object) -> None:
        self._fill()
        if self.model.rowCount():
            self.table.scrollToTop()

    @guarded
    def _show_all(self) -> None:
        self.words.forget()
        self.bar.choices.offer(*self._offers())
        self.counts.roles, self.counts.person_id = self.context.roles(), self.context.person_id()
        self.counts.fill(self.context.store.each(Case))
        self._fill()

    def _fill(self) -> None:
        asked, top = self.bar.filter, self._top()
        wanted = wish_of(
            asked,
            roles=self.context.roles(),
            person_id=self.context.person_id(),
            now=self.context.now,
            text_of=self.words.text_of,
            areas=self.context.store.each(Area),
            area_id=self.context.selection.area_id,
        )
        self._moved(lambda: self.model.fill(self.context.store.each(Case), wanted), top)

    def _follow(self, case_ids: set[str]) -> None:
        store = self.context.store
        cards = {case_id: store.of(Case, case_id) for case_id in case_ids}
        for case_id, card in cards.items():
            self.words.forget(case_id)
            self.counts.put(case_id, card)
        self._change(cards)

    def _change(self, cards: Mapping[str, Case | None]) -> None:
        held, cases = self.table.held, self.context.store.each
        self._moved(lambda: self.model.change(cards, held=held, all_of=lambda: cases(Case)), self._top())

    @guarded
    def _company_changed(self, case_ids: set[str]) -> None:
        self.model.repaint_cases(case_ids)

    @guarded
    def _settle(self) -> None:
        self._moved(self.model.settle, self._top())

    def _top(self) -> Case | None:
        """The case at the upper edge, None where the reader is at the top anyway."""
        return self.model.at(self.table.rowAt(0)) if self.table.verticalScrollBar().value() else None

    def _moved(self, change: Callable[[], object], top: Case | None) -> None:
        """Change the rows; neither the selection nor what the reader sees at the upper edge changes with them."""
        self._following = True
        try:
            change()
        finally:
            self._following = False
        where = self.model.row_of(top.id) if top is not None else -1
        if where >= 0:
            self.table.verticalScrollBar().setValue(where)
        self._follow_selection("case_id")
        self._show_counts()
        if not self.context.store.loaded:
            return
        if self.counts.at(self.context.now()).by_chip["all"] == 0:
            self.show_empty(self.tr("No open case"), self.tr("New cases appear here by themselves."))
            return
        some = self.model.rowCount() > 0
        self._nothing.setVisible(not some)
        self.show_body()

    def _show_counts(self) -> None:
        counts = self.counts.at(self.context.now())
        self.bar.show_counts(counts)
        text = self.tr("open {open} · overdue {late} · nearly {near}")
        self.set_subtitle(text.format(open=counts.by_chip["all"], late=counts.overdue, near=counts.near))

    def _offers(self) -> tuple[list[tuple[str, str]], ...]:
        context, store = self.context, self.context.store
        chinese = context.lang.startswith("zh")
        majors = {entry.code[:3]: context.major_name(entry.code) for entry in context.profile.classes}
        bodies = sorted(store.each(Department), key=lambda body: body.code)
        places = sorted((area for area in store.each(Area) if area.level == "district"), key=lambda area: area.code)
        return (
            [(code, name or code) for code, name in sorted(majors.items())],
            [(body.id, body.name if chinese else body.name_en or body.name) for body in bodies],
            [(area.id, area.name if chinese else area.name_en or area.name) for area in places],
            [(source.value, source_name(source)) for source in CaseSource],
        )

    # Choosing.

    @guarded
    def _row_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        case = self.model.at(current.row())
        if case is not None and not self._following:
            self.context.selection.select_case(case.id)

    def _wanted(self) -> None:
        if self.isVisible() and self.context.display == "desk":
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self, index: QModelIndex) -> None:
        case = self.model.at(index.row())
        if case is not None:
            self.context.selection.open_case(case.id)

    def _jump(self, digits: str) -> None:
        self._typed.setText(digits)
        self._typed.setVisible(bool(digits))
        found = next((case for case in self.model.rows() if digits and case.short == int(digits)), None)
        if found is not None:
            self.table.setCurrentIndex(self.model.index(self.model.row_of(found.id), 0))

    def _follow_selection(self, name: object) -> None:
        if name == "area_id":
            self._fill()
            return
        row = self.model.row_of(self.context.selection.case_id)
        choice = self.table.selectionModel()
        self._following = True
        try:
            if row < 0:
                choice.clear()
            elif self.table.currentIndex().row() != row:
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                choice.setCurrentIndex(self.model.index(row, 0), flags)
        finally:
            self._following = False

    def filters_by(self, event: QKeyEvent) -> bool:
        """Whether a key is one of the filters': [ ] of the chips, Ctrl+F, Ctrl+G, Ctrl+S, Ctrl+D, Alt+1 to Alt+9."""
        key, held = event.key(), event.modifiers()
        if event.text() in _CHIP_KEYS:
            return True
        if held & Qt.KeyboardModifier.ControlModifier:
            return key in self._keys
        return bool(held & Qt.KeyboardModifier.AltModifier) and Qt.Key.Key_1 <= key <= Qt.Key.Key_9

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: first the words, then the banner. Ctrl+S keeps a filter, Alt and a digit asks a kept one."""
        key = event.key()
        if self.filters_by(event):
            self._filter(event)
        elif key == Qt.Key.Key_Escape and (self.bar.filter.text or self.bar.filter.narrows):
            self.bar.clear()
            self.table.setFocus()
        else:
            super().keyPressEvent(event)

    def _filter(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.text() in _CHIP_KEYS:
            self.bar.step(_CHIP_KEYS[event.text()])
        elif key in self._keys:
            self._keys[key]()
        else:
            self.bar.use(key - Qt.Key.Key_1)

    # Building.

    def _lay_out(self) -> None:
        self._nothing = QLabel(self.table.viewport())  # the table stays: it has the keys
        self._nothing.setProperty("role", "second")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        QVBoxLayout(self.table.viewport()).addWidget(self._nothing)
        for widget, share in ((self.bar, 0), (rule(self), 0), (self.table, 1)):
            self.body.addWidget(widget, share)
        for control in (self.bar.text, self.bar.more, self.bar.save):
            control.setVisible(self.context.display == "desk")
        self._keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_S: self.bar.begin_keeping,
            Qt.Key.Key_D: self.bar.forget,
            Qt.Key.Key_G: self.bar.toggle,
            Qt.Key.Key_F: self.bar.begin_words,
        }
