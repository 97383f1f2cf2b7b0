"""综合评价: areas, departments and posts in a period; a chart of the chosen number; Enter leads to its cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLabel, QStackedWidget, QVBoxLayout, QWidget

from contract.entities import Area, Department, Person
from contract.evaluation_answers import EvaluationTable
from panelkit.context import Context
from panelkit.controls import KeyButton, rule
from panelkit.panel import Panel, guarded
from panels.chart import Chart
from panels.evaluation_cases import CountedList, NumberTable, plain
from panels.evaluation_model import FIXED, EvaluationModel, Words
from panels.evaluation_source import EVERY_MS, MOST_BYTES, EvaluationSource, Question
from panels.evaluation_words import level_name, object_name, period_name
from panels.kpi_panels import nice_top

STALE_AFTER_S = 3 * EVERY_MS / 1000


class EvaluationPanel(Panel):
    """Keys: [ and ] the period before and after; P, O, L, N kind of period, of object, level, numbers; Enter the
    cases behind the chosen number, Esc back; C the colours on the map, E the report."""

    def __init__(self, context: Context, source: EvaluationSource | None = None, into: Path | None = None) -> None:
        super().__init__(context, sources=("query",), name="evaluation", stale_after_s=STALE_AFTER_S)
        theme = context.theme
        self.source = source or EvaluationSource(context, self)
        self._into = into
        self._saved: Path | None = None
        self.mark = QLabel(self)
        self.mark.setProperty("role", "tag")
        self.add_header_widget(self.mark)
        self.model = EvaluationModel(self._name, self)
        self.table = NumberTable(self)
        self.table.setModel(self.model)
        plain(self.table, theme.size(30))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        names = self.table.verticalHeader()
        names.setProperty("role", "names")
        names.setTextElideMode(Qt.TextElideMode.ElideRight)
        names.setMaximumWidth(theme.size(240))
        names.show()
        self.chart = Chart(theme, self)
        self.chart.setMinimumHeight(theme.size(96))
        self.chart_words = QLabel(self)
        self.chart_words.setProperty("role", "label")
        self.cases = CountedList(context, self)
        self.acts: dict[str, Callable[[], None]] = {
            "[": lambda: self.step(-1),
            "]": lambda: self.step(1),
            "P": lambda: self.ask(self.source.question.of_kind(1, self._now().date())),
            "O": lambda: self.ask(self.source.question.of_object()),
            "L": lambda: self.ask(self.source.question.of_level()),
            "N": self.switch_numbers,
            "↵": self.look_into,
            "C": self.switch_map,
            "E": self.export,
        }
        """By key cap."""
        self.keys = {cap: KeyButton(theme, "", cap, parent=self) for cap in self.acts}
        self._lay_out()
        self.setFocusProxy(self.table)
        self.source.changed.connect(self._have)
        self.source.no_cases.connect(self.cases.fail)
        self.source.cases.connect(lambda found, total, done: self.cases.show_cases(found, total, done=done))
        self.source.failed.connect(self._refused)
        self.table.doubleClicked.connect(self.look_into)
        self.table.selectionModel().currentChanged.connect(self._draw_chart)
        self.cases.opened.connect(context.selection.open_case)
        self.cases.wants_more.connect(self.source.more)

    # What it shows.

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Evaluation"))
        self.mark.setText(self.tr("sample, not verified"))
        self.keys["["].set_words(self.tr("Before"))
        self.keys["]"].set_words(self.tr("After"))
        self.keys["↵"].set_words(self.tr("Cases"))
        self.keys["E"].set_words(self.tr("Report"))
        self.cases.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Draw the last answer."""
        self._show_question()
        if self.source.table is not None:
            self._have(self.source.table)
        else:
            self.show_empty(self.tr("No evaluation yet"), self.tr("It is counted by the server from the event log."))

    def restyle(self) -> None:
        """The chart keeps its own colours."""
        super().restyle()
        self.chart.restyle()
        self._draw_chart()

    @property
    def looks_into(self) -> bool:
        """Whether the cases behind a number are shown."""
        return self.pages.currentIndex() == 1

    @guarded
    def _have(self, table: object) -> None:
        assert isinstance(table, EvaluationTable)
        was, by_counts = self.table.currentIndex(), self.model.by_counts
        self.model.show(table, self._words(table), by_counts=by_counts, chinese=self._chinese)
        self._fit()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            column = was.column() if was.isValid() else FIXED
            self.table.setCurrentIndex(self.model.index(0, min(column, self.model.columnCount() - 1)))
        self.mark.setVisible(not table.verified)
        self._show_question()
        self.show_body()
        self.mark_fresh(table.at)
        self._draw_chart()
        self._colour_map()

    @property
    def _chinese(self) -> bool:
        return self.context.lang.startswith("zh")

    def _now(self) -> datetime:
        return self.context.now().astimezone(ZoneInfo(self.context.profile.timezone))

    def _words(self, table: EvaluationTable) -> Words:
        return Words(object_name(table.object), self.tr("Grade"), self.tr("Score"), self.tr("Total"), self.tr("(none)"))

    def _fit(self) -> None:
        size = self.context.theme.size
        metrics = self.table.horizontalHeader().fontMetrics()
        for column in range(self.model.columnCount()):
            least = (180, 56, 64)[column] if column < FIXED else 72
            wide = metrics.horizontalAdvance(self.model.title(column)) + size(24)
            self.table.setColumnWidth(column, max(size(least), wide))
        self.table.setColumnHidden(0, True)  # the names stand at the left, where they stay

    def _show_question(self) -> None:
        asked, table = self.source.question, self.source.table
        words = period_name(asked.period)
        if table is not None and table.period == asked.period and table.behind:
            words += " · " + self.tr("{n} events not counted yet").format(n=table.behind)
        elif table is not None and table.period == asked.period and not table.complete:
            words += " · " + self.tr("not over")
        self.set_subtitle(words)
        self.keys["P"].set_words(words.split(" · ")[0])
        self.keys["O"].set_words(object_name(asked.object))
        self.keys["L"].set_words(level_name(asked.level))
        self.keys["L"].setEnabled(asked.object == "area")
        self.keys["N"].set_words(self.tr("Counts") if self.model.by_counts else self.tr("Rates"))
        coloured = bool(self.context.selection.shading)
        self.keys["C"].set_words(self.tr("Off the map") if coloured else self.tr("On the map"))
        self.keys["C"].setEnabled(asked.object == "area")

    def _name(self, of: str, key: str) -> str:
        store = self.context.store
        if of in ("area", "department"):
            one = store.of(Area, key) if of == "area" else store.of(Department, key)
            return key if one is None else one.name if self._chinese else one.name_en or one.name
        person = store.of(Person, key)
        return key if person is None else person.name

    @guarded
    def _draw_chart(self, *_: object) -> None:
        table, column = self.model.table, self.table.currentIndex().column()
        if table is None or not table.spans:
            self.chart.bars("value", [], [], 0.6, "d2")
            self.chart_words.setText("")
            return
        column = max(column, FIXED)
        at = min(column - FIXED, len(self.model.columns) - 1)
        spans = table.spans
        values = [float((one.counts if self.model.by_counts else one.values)[at] or 0) for one in spans]
        top = nice_top(max([*values, 1.0]))
        xs = [float(place) for place in range(len(spans))]
        step = max(1, round(len(spans) / 8))
        self.chart.frame((-0.7, len(spans) - 0.3), (0, top * 1.04))
        bottom = [(x, spans[int(x)].label[-2:]) for x in xs if int(x) % step == 0]
        self.chart.ticks([(value, f"{value:g}") for value in (0, top / 2, top)], bottom)
        self.chart.bars("value", xs, values, 0.6, "d2")
        self.chart.hover = {
            place: f"{one.label} · {value:g}" for place, (one, value) in enumerate(zip(spans, values, strict=True))
        }
        self.chart_words.setText(self.tr("{name}, all together").format(name=self.model.title(at + FIXED)))

    # What people do.

    def ask(self, question: Question) -> None:
        """Show another period, object or level."""
        self.back()
        self.source.ask(question)
        self._show_question()

    @guarded
    def switch_numbers(self) -> None:
        """Rates or counts."""
        self.model.by_counts = not self.model.by_counts
        table = self.source.table
        if table is not None:
            by_counts = self.model.by_counts
            self.model.by_counts = not by_counts  # so that it sees that its columns are others
            self.model.show(table, self._words(table), by_counts=by_counts, chinese=self._chinese)
            self._have(table)

    @guarded
    def look_into(self, _index: QModelIndex | None = None) -> None:
        """The cases behind the chosen number."""
        here = self.table.currentIndex()
        count = self.model.count_at(here.column())
        if not here.isValid() or count is None or self.model.table is None:
            return
        columns = {one.code: one.name if self._chinese else one.name_en for one in self.model.table.counts}
        self.cases.begin(f"{self.model.name_at(here.row())} · {columns.get(count, count)}")
        self.pages.setCurrentIndex(1)
        self.cases.setFocus()
        self.source.look_into(self.model.key_at(here.row()), count)

    def back(self) -> None:
        """From the cases to the table."""
        if self.looks_into:
            self.source.leave()
            self.pages.setCurrentIndex(0)
            self.table.setFocus()

    @guarded
    def switch_map(self) -> None:
        """Colours of the grades on the map, or none."""
        selection = self.context.selection
        if selection.shading:
            selection.shade({})
        elif self.model.table is not None and self.model.table.object == "area":
            selection.shade(self._shades(self.model.table))
        self._show_question()

    def _colour_map(self) -> None:
        table, selection = self.model.table, self.context.selection
        if selection.shading and table is not None:
            selection.shade(self._shades(table) if table.object == "area" else {})

    @staticmethod
    def _shades(table: EvaluationTable) -> dict[str, str]:
        colours = {one.code: one.colour for one in table.grades}
        return {one.key: colours[one.grade] for one in table.rows if one.key and one.grade in colours}

    @guarded
    def export(self) -> None:
        """The report as a workbook, into the folder of downloads."""
        asked = self.source.question
        params = asked.params() | {"lang": "zh" if self.context.lang.startswith("zh") else "en"}
        query = "&".join(f"{name}={value}" for name, value in params.items())
        pending = self.context.api.fetch(f"/api/evaluation/report?{query}", bytes, most=MOST_BYTES)
        pending.succeeded.connect(lambda content: self._save(asked, content))
        pending.failed.connect(self.refuse)

    @guarded
    def _save(self, asked: Question, content: object) -> None:
        assert isinstance(content, bytes)
        places = QStandardPaths.StandardLocation.DownloadLocation
        folder = self._into or Path(QStandardPaths.writableLocation(places) or Path.home())
        path = folder / f"evaluation-{asked.object}-{asked.period}-{self._now():%Y%m%d-%H%M%S}.xlsx"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as fault:
            self.say(self.tr("The report could not be saved: {reason}").format(reason=fault.strerror))
            return
        self._saved = path
        self.say(self.tr("Saved: {path}").format(path=path))

    def _refused(self, problem: object) -> None:
        self.refuse(problem)
        if self.source.table is None:
            self.show_body()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As the buttons say; in the list of cases Enter opens the case and Esc leads back."""
        letter = event.text().upper()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.cases.open() if self.looks_into else self.look_into()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace) and self.looks_into:
            self.back()
        elif letter in self.acts and self.keys[letter].isEnabled():
            self.acts[letter]()
        else:
            super().keyPressEvent(event)

    def step(self, steps: int) -> None:
        """The period before or after."""
        self.ask(self.source.question.moved(steps))

    # How it is made.

    def _lay_out(self) -> None:
        theme = self.context.theme
        table_page = QWidget(self)
        column = QVBoxLayout(table_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.chart_words.setContentsMargins(theme.size(12), theme.size(6), 0, 0)
        column.addWidget(self.table, 3)
        column.addWidget(rule(self))
        column.addWidget(self.chart_words)
        column.addWidget(self.chart, 1)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(table_page)
        self.pages.addWidget(self.cases)
        row = QHBoxLayout()
        row.setContentsMargins(theme.size(12), theme.size(8), theme.size(12), theme.size(8))
        row.setSpacing(theme.size(8))
        for button in self.keys.values():
            row.addWidget(button)
        self.body.addWidget(self.pages, 1)
        self.body.addWidget(rule(self))
        self.body.addLayout(row)
        for cap, button in self.keys.items():
            button.clicked.connect(lambda _checked=False, cap=cap: self.acts[cap]())
