"""城市档案: the profile as tables, changed by keyboard, weighed before it is put into use (应用维护)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from contract.errors import Code, Problem
from contract.events import PROFILE_CHANGED, Event
from contract.lifecycle import Role
from contract.profile_files.faults import Fault
from contract.profile_files.tables import BY_NAME
from contract.profile_files.wire import ProfileCheck, ProfileTables, ProfileVersion
from panelkit.context import Context
from panelkit.panel import Panel, guarded
from panelkit.refusal import words_for
from profileedit.desk import EditDesk
from profileedit.history import History
from profileedit.preview import Preview
from profileedit.sheet import Sheet
from profileedit.table_page import TablePage
from profileedit.words import table_title

_NAMED = 3
"""So many rows that two people changed are named."""
TABLES_PATH, CHECK_PATH = "/api/profile/tables", "/api/profile/check"


class ProfilePanel(Panel):
    """The tables (`page`), what a change does (`preview`), earlier versions (`history`).

    `drafts`: where this machine keeps what is not saved yet.
    """

    def __init__(self, context: Context, drafts: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("local",), name="profile", parent=parent)
        person = context.api.session.person_id if context.api.session is not None else "0"
        self.desk = EditDesk(drafts, person)
        self.page, self.preview, self.history = TablePage(context), Preview(context), History(context)
        self.pages = QStackedWidget()
        for page in (self.page, self.preview, self.history):
            self.pages.addWidget(page)
        self.body.addWidget(self.pages, 1)
        self._asking = False
        self.page.changed.connect(self._changed)
        self.page.checked.connect(self._keep)
        self.page.told.connect(self.say)
        self.page.moved_to.connect(self._moved_to)
        self.preview.accepted.connect(self._save)
        self.preview.left.connect(self._edit)
        self.preview.wanted.connect(self._go_to)
        self.history.chosen.connect(self._take_version)
        self.history.left.connect(self._edit)
        context.store.happened.connect(self._happened)
        for keys, act in (("Ctrl+S", self.look), ("Ctrl+H", self._show_history)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @property
    def sheet(self) -> Sheet | None:
        """What is being changed."""
        return self.page.sheet

    def retranslate(self) -> None:
        """Every word."""
        self.set_title(self.tr("City profile"))
        for page in (self.page, self.preview, self.history):
            page.retranslate()

    def _changed(self) -> None:
        sheet = self.sheet
        if sheet is not None:
            changes = self.tr("not saved") if sheet.is_changed else ""
            version = self.tr("version {n}").format(n=sheet.version)
            self.set_subtitle(" · ".join(part for part in (self.context.profile.mark, version, changes) if part))

    def _moved_to(self, table: str, row: int, column: int) -> None:
        self.desk.place = (table, row, column)

    def _keep(self) -> None:
        self.desk.keep(self.sheet)

    def refresh(self) -> None:
        """Ask for the tables, once; what is being edited stays."""
        if Role.ADMIN not in self.context.roles():
            self.show_empty(self.tr("Only for administrators"), self.tr("The city profile is the administrator's."))
            return
        if self.sheet is None and not self._asking:
            self._asking = True
            pending = self.context.api.get(TABLES_PATH, None, ProfileTables)
            pending.succeeded.connect(self._have)
            pending.failed.connect(self._not_had)

    @guarded
    def _have(self, given: object) -> None:
        assert isinstance(given, ProfileTables)
        self._asking = False
        left = self.desk.load()
        if left is not None:
            self.say(self.tr("Changes that were not saved are here again."))
            if left.base != given.base:
                self._rebase(left, given)
        place = self.desk.place
        self.page.take(left or Sheet(given))
        self.show_body()
        self.page.go(*place)

    @guarded
    def _not_had(self, problem: object) -> None:
        self._asking = False
        self.refuse(problem)
        self.show_empty(self.tr("No tables"), words_for(problem) if isinstance(problem, Problem) else "")

    def _happened(self, event: object) -> None:
        """Somebody put another profile into use."""
        if not isinstance(event, Event) or event.name != PROFILE_CHANGED or self.sheet is None:
            return
        if event.params.get("version") != str(self.sheet.version):
            pending = self.context.api.get(TABLES_PATH, None, ProfileTables)
            pending.succeeded.connect(self._newer)

    @guarded
    def _newer(self, given: object) -> None:
        assert isinstance(given, ProfileTables)
        if self.sheet is None or given.base == self.sheet.base:
            return
        if self.sheet.is_changed:
            self._rebase(self.sheet, given)
            self.page.after(reset=True)
        else:
            self.page.take(Sheet(given))

    def _rebase(self, sheet: Sheet, given: ProfileTables) -> None:
        met = sheet.rebase(given)
        words = [self.tr("Somebody changed the profile; your changes were put on top of it.")]
        if met:
            rows = [f"{table_title(table)} {' '.join(part for part in key if part)}" for table, key in met[:_NAMED]]
            more = " …" if len(met) > _NAMED else ""
            both = self.tr("Both changed rows ({n}), yours are kept: {rows}")
            words.append(both.format(n=len(met), rows=", ".join(rows) + more))
        self.say(" ".join(words))

    # Preview, saving, versions.

    def _edit(self) -> None:
        self.pages.setCurrentWidget(self.page)
        self.page.grid.setFocus()

    def _go_to(self, fault: object) -> None:
        assert isinstance(fault, Fault)
        self._edit()
        self.page.go_to(fault)

    @guarded
    def look(self) -> None:
        """What the changes would do."""
        if self.sheet is None:
            return
        if not self.sheet.is_changed:
            self.say(self.tr("Nothing was changed."))
            return
        self.pages.setCurrentWidget(self.preview)
        self.preview.wait(self.sheet.changes())
        pending = self.context.api.post(CHECK_PATH, self.sheet.order(), ProfileCheck)
        pending.succeeded.connect(self._weighed)
        pending.failed.connect(self._not_weighed)

    @guarded
    def _weighed(self, weighed: object) -> None:
        assert isinstance(weighed, ProfileCheck)
        if self.pages.currentWidget() is self.preview:
            self.preview.show_check(weighed)

    @guarded
    def _not_weighed(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        self.preview.show_refusal(words_for(problem))

    @guarded
    def _save(self, note: str) -> None:
        assert self.sheet is not None
        self.preview.save.setEnabled(False)
        pending = self.context.api.post(TABLES_PATH, self.sheet.order(note), ProfileVersion)
        pending.succeeded.connect(self._saved)
        pending.failed.connect(self._not_saved)

    @guarded
    def _saved(self, made: object) -> None:
        assert isinstance(made, ProfileVersion)
        self.desk.keep(None)
        self.page.sheet = None
        self.preview.note.clear()
        self._edit()
        self.say(self.tr("Version {n} is in use.").format(n=made.number))
        self.refresh()

    @guarded
    def _not_saved(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        self.preview.show_refusal(words_for(problem))
        if problem.code is Code.CONFLICT and "version" in problem.params:
            pending = self.context.api.get(TABLES_PATH, None, ProfileTables)
            pending.succeeded.connect(self._newer)
            pending.succeeded.connect(lambda _given: self.look())

    def _show_history(self) -> None:
        if self.sheet is not None:
            self.pages.setCurrentWidget(self.history)
            self.history.ask()

    @guarded
    def _take_version(self, number: int, tables: object) -> None:
        """An earlier version becomes what is edited: it is looked at and saved as any change."""
        assert isinstance(tables, dict)
        assert self.sheet is not None
        profile = {name: rows for name, rows in tables.items() if not BY_NAME[name].optional}
        self.sheet.replace(profile)
        self._edit()
        self.page.after(reset=True)
        self.preview.note.setText(self.tr("back to version {n}").format(n=number))
        self.say(self.tr("Version {n} is here to be looked at; Ctrl+S weighs it.").format(n=number))
