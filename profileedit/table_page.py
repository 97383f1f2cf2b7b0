"""The page on which tables are changed: tables left, rows right, a line for what is wrong under them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from contract.profile_files.checking import canonical
from contract.profile_files.faults import Fault
from contract.profile_files.schema import SETTINGS
from contract.profile_files.tables import BY_FILE, BY_NAME
from panelkit.context import Context
from profileedit.clipboard import block_of
from profileedit.grid import Grid
from profileedit.sheet import ORDER, Sheet, blank
from profileedit.table_model import SheetModel
from profileedit.words import fault_words, said, setting_help, table_title

CHECK_MS = 150


class TablePage(QWidget):
    """Changes `sheet`. `changed` when something in it is another, `checked` after it was looked at; `told(str)`."""

    changed = Signal()
    checked = Signal()
    told = Signal(str)
    moved_to = Signal(str, int, int)  # table, row of the sheet, column

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.model = SheetModel(self)
        theme = context.theme
        self.tables, self.filter, self.line = QListWidget(), QLineEdit(), QLabel()
        self.grid = Grid(theme, self.model)
        self.keys = QLabel()
        gap = theme.gap_px
        self.tables.setFixedWidth(theme.size(210))
        self.line.setProperty("role", "reason")
        self.line.setWordWrap(True)
        self.line.setMinimumHeight(theme.line_px("label") * 2)
        self.keys.setProperty("role", "caption")
        self.keys.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(theme.size(4))
        for widget in (self.filter, self.grid, self.line, self.keys):
            right.addWidget(widget, 1 if widget is self.grid else 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(gap, gap, gap, gap)
        row.setSpacing(gap)
        row.addWidget(self.tables)
        row.addLayout(right, 1)
        self._due = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._due.timeout.connect(self.check)
        self._connect()

    def _connect(self) -> None:
        self.tables.currentRowChanged.connect(self._table_chosen)
        self.filter.textChanged.connect(lambda _text: self.show_table())
        self.filter.returnPressed.connect(self.grid.setFocus)
        grid = self.grid
        grid.selectionModel().currentChanged.connect(lambda *_: self._cursor_moved())
        grid.written.connect(self._written)
        grid.cleared.connect(self._cleared)
        grid.pasted.connect(self._pasted)
        grid.added.connect(self._added)
        grid.removed.connect(self._removed)
        grid.moved.connect(self._moved)
        grid.undone.connect(lambda: self._went(back=True))
        grid.redone.connect(lambda: self._went(back=False))
        for keys, act in (
            ("Ctrl+F", self._find),
            ("Ctrl+PgDown", lambda: self._turn(1)),
            ("Ctrl+PgUp", lambda: self._turn(-1)),
            ("Ctrl+E", self._next_fault),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def retranslate(self) -> None:
        """Fixed words."""
        self.filter.setPlaceholderText(self.tr("Filter rows  (Ctrl+F)"))
        self.keys.setText(
            self.tr(
                "Enter edit · Ctrl+N new row · Ctrl+D copy row · Ctrl+Del delete rows · Alt+↑↓ move · Ctrl+C/X/V cells"
                " · Ctrl+Z/Y undo, redo · Ctrl+E next fault · Ctrl+PgUp/PgDn table · Ctrl+S preview · Ctrl+H versions"
            )
        )
        self.list_tables()
        self._show_line()

    def take(self, sheet: Sheet) -> None:
        """Show this one."""
        self.sheet = sheet
        self.list_tables()
        if self.tables.currentRow() < 0:
            self.tables.setCurrentRow(0)
        self.show_table()
        self.check()

    @property
    def table(self) -> str:
        """The table that is shown."""
        return ORDER[max(0, self.tables.currentRow())]

    def list_tables(self) -> None:
        """Names, rows and marks of the tables."""
        sheet = self.sheet
        current = self.tables.currentRow()
        self.tables.blockSignals(True)
        if self.tables.count() != len(ORDER):
            self.tables.clear()
            self.tables.addItems(list(ORDER))
        for at, name in enumerate(ORDER):
            item = self.tables.item(at)
            assert isinstance(item, QListWidgetItem)
            faults = sheet.marks.count(name) if sheet is not None else 0
            marks = ("~" if sheet is not None and sheet.is_table_changed(name) else "") + (
                f" !{faults}" if faults else ""
            )
            count = len(sheet.rows(name)) if sheet is not None else 0
            item.setText(f"{table_title(name)}  {count:,}  {marks}".rstrip())
            item.setToolTip(said(BY_NAME[name].help))
        self.tables.setCurrentRow(current)
        self.tables.blockSignals(False)
        self.changed.emit()

    def _table_chosen(self, _row: int) -> None:
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.show_table()

    def show_table(self) -> None:
        """The rows of the chosen table that the filter lets through."""
        if self.sheet is None:
            return
        self.model.show_table(self.sheet, self.table, self.filter.text())
        self.grid.fit_columns()
        self.grid.go(0, 1 if self.table == SETTINGS else 0)
        self._show_line()

    def _turn(self, by: int) -> None:
        self.tables.setCurrentRow((self.tables.currentRow() + by) % len(ORDER))
        self.grid.setFocus()

    def _find(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def _cursor_moved(self) -> None:
        self._show_line()
        row, column = self.grid.place()
        if 0 <= row < len(self.model.shown):
            self.moved_to.emit(self.table, self.model.shown[row], column)

    def _show_line(self) -> None:
        """What is wrong with the cell, else with its row or the table; else what the column holds."""
        sheet, (row, column) = self.sheet, self.grid.place()
        if sheet is None:
            self.line.setText("")
            return
        fault = self.model.fault_at(row, column)
        if fault is None and 0 <= row < len(self.model.shown):
            fault = sheet.marks.of_row(self.table, self.model.shown[row])
        fault = fault or sheet.marks.of_row(self.table, -1)
        if fault is not None:
            where = "" if fault.column not in self.model.table.columns else self._title_of(fault.column) + ": "
            self.line.setText(f"{'?' if fault.warning else '!'} {where}{fault_words(fault)}")
        elif self.table == SETTINGS and 0 <= row < len(self.model.shown):
            self.line.setText(setting_help(self.model.row_at(row)[0]))
        elif 0 <= column < len(self.model.table.fields):
            shown = self.model.table.fields[column]
            words = said(shown.help) or said(self.model.table.help)
            self.line.setText(f"{said(shown.title)}: {words}")

    def _title_of(self, column: str) -> str:
        table = self.model.table
        return said(table.fields[table.at(column)].title)

    # Changing.

    def after(self, *, reset: bool = False, table: str = "") -> None:
        """The sheet changed."""
        assert self.sheet is not None
        if table and table != self.table:
            self.tables.setCurrentRow(ORDER.index(table))
        row, column = self.grid.place()
        self.model.refresh(keep=not reset)
        if reset:
            self.grid.go(row, column)
        self.list_tables()
        self._due.start()

    def _written(self, row: int, column: int, text: str) -> None:
        if self.sheet is not None and row < len(self.model.shown):
            kept = canonical(self.model.table, self.model.row_at(row), column, text)
            self.sheet.set_cells(self.table, [(self.model.shown[row], column, kept)])
            self.after()

    def _cleared(self, cells: list[tuple[int, int]]) -> None:
        width = len(self.model.table.fields)
        kept = [(self.model.shown[row], column, "") for row, column in cells if column < width]
        if self.sheet is not None and self.table == SETTINGS:
            kept = [cell for cell in kept if cell[1] == 1]
        if self.sheet is not None and kept:
            self.sheet.set_cells(self.table, kept)
            self.after()

    def _pasted(self, row: int, column: int, text: str) -> None:
        if self.sheet is None or column < 0 or (self.table == SETTINGS and column != 1):
            return
        try:
            block = block_of(text)
        except ValueError:
            self.told.emit(self.tr("That is too much to paste."))
            return
        if block:
            before = len(self.sheet.rows(self.table))
            self.sheet.paste(self.table, self.model.shown[max(row, 0) :], column, block)
            self.after(reset=len(self.sheet.rows(self.table)) != before)

    def _added(self, copy: bool) -> None:
        if self.sheet is None or self.table == SETTINGS:
            return
        row, column = self.grid.place()
        at = self.model.shown[row] + 1 if 0 <= row < len(self.model.shown) else len(self.sheet.rows(self.table))
        new = self.model.row_at(row) if copy and row >= 0 else blank(self.table)
        if self.filter.text():
            self.filter.clear()  # a new row holds nothing of what is looked for
        self.sheet.insert(self.table, at, [new])
        self.after(reset=True)
        self.grid.go(at, column if copy else 0)

    def _removed(self, rows: list[int]) -> None:
        if self.sheet is not None and rows and self.table != SETTINGS:
            self.sheet.remove(self.table, [self.model.shown[row] for row in rows])
            self.after(reset=True)

    def _moved(self, by: int) -> None:
        row, column = self.grid.place()
        if self.sheet is None or row < 0 or self.filter.text() or not self.model.table.ordered:
            return
        to = self.sheet.move(self.table, row, by)
        self.after()
        self.grid.go(to, column)

    def _went(self, *, back: bool) -> None:
        if self.sheet is None:
            return
        table = self.sheet.undo() if back else self.sheet.redo()
        if table:
            self.after(reset=True, table=table)

    # Faults.

    def check(self) -> None:
        """Look for faults anew and mark them."""
        if self.sheet is not None:
            self.sheet.check()
            self.model.refresh()
            self.list_tables()
            self._show_line()
            self.checked.emit()

    def _next_fault(self) -> None:
        """The next cell with a fault: below in this table, else in the next table that has one."""
        if self.sheet is None:
            return
        row, column = self.grid.place()
        here = self.model.shown[row] if 0 <= row < len(self.model.shown) else -1
        start = ORDER.index(self.table)
        for step in range(len(ORDER) + 1):
            name = ORDER[(start + step) % len(ORDER)]
            for at, found in self.sheet.marks.places(name):
                place = BY_NAME[name].at(found) if found in BY_NAME[name].columns else 0
                if step or (at, place) > (here, column):
                    self.go(name, at, place)
                    return
        self.told.emit(self.tr("No fault."))

    def go(self, table: str, row: int, column: int) -> None:
        """Put the cursor into a cell of the sheet."""
        self.tables.setCurrentRow(ORDER.index(table))
        if self.filter.text():
            self.filter.clear()
        self.grid.go(row, column)
        self.grid.setFocus()

    def go_to(self, fault: Fault) -> None:
        """Show the place of a fault."""
        table = BY_FILE.get(fault.file)
        if table is None or self.sheet is None:
            return
        row, column = fault.line - 2, 0
        if table.name == SETTINGS:
            names = [one[0] for one in self.sheet.rows(SETTINGS)]
            row, column = (names.index(fault.column) if fault.column in names else 0), 1
        elif fault.column in table.columns:
            column = table.at(fault.column)
        self.go(table.name, max(row, 0), column)
