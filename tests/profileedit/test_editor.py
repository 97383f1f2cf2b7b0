"""The table editor by keyboard, on a real server."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot

from contract import commands as c
from contract.entities import CaseSource
from contract.profile_files.wire import ProfileOrder, ProfileTables, ProfileVersion
from profileedit.profile_panel import ProfilePanel
from profileedit.sheet import ORDER
from tests.backend.server import Backend

K, M = Qt.Key, Qt.KeyboardModifier
Editor = Callable[[], ProfilePanel]


def press(panel: ProfilePanel, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(panel.page.grid, key, held)


def turn_to(panel: ProfilePanel, table: str) -> None:
    """With Ctrl+PgDn, as a person does."""
    for _ in ORDER:
        if panel.page.table == table:
            return
        press(panel, K.Key_PageDown, M.ControlModifier)
    raise AssertionError(table)


def write(qtbot: QtBot, panel: ProfilePanel, text: str) -> None:
    """Enter, a text, Enter, in the cell with the cursor."""
    grid = panel.page.grid
    grid.setFocus()
    press(panel, K.Key_Return)
    lines = [one for one in grid.viewport().findChildren(QLineEdit) if one.isVisible()]
    assert lines, "no cell is open"
    lines[0].selectAll()
    lines[0].insert(text)  # as an input method does
    QTest.keyClick(lines[0], K.Key_Return)
    qtbot.waitUntil(lambda: grid.state() is not QAbstractItemView.State.EditingState, timeout=5000)


def cell(panel: ProfilePanel, table: str, row: int, column: int) -> str:
    assert panel.sheet is not None
    return panel.sheet.rows(table)[row][column]


def test_a_limit_is_changed_weighed_and_put_into_use_by_keyboard(
    editor: Editor, backend: Backend, qtbot: QtBot
) -> None:
    backend.account("inspector").send(c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR))
    panel = editor()
    turn_to(panel, "classes")
    panel.page.grid.go(2, panel.page.model.table.at("limit"))
    write(qtbot, panel, "3紧急工作时")  # as the trade says it
    assert cell(panel, "classes", 2, 8) == "3 urgent_hour"
    press(panel, K.Key_S, M.ControlModifier)
    preview = panel.preview
    qtbot.waitUntil(lambda: preview.can_save, timeout=10_000)
    lines = [preview.list.item(at).text() for at in range(preview.list.count())]
    assert lines[-1].startswith("~  Classes E0110: Limit 2 urgent hours → 3 urgent hours  [open cases: ")
    QTest.keyClicks(preview.note, "longer")
    version = panel.sheet.version if panel.sheet is not None else 0
    QTest.keyClick(preview.note, K.Key_Return)
    qtbot.waitUntil(lambda: panel.sheet is not None and panel.sheet.version == version + 1, timeout=10_000)
    newest = backend.admin().get("/api/profile/versions", list[ProfileVersion])[0]
    assert (newest.note, newest.changes, newest.source) == ("longer", 1, "tables")
    assert panel.pages.currentWidget() is panel.page
    again = editor()  # as the wall makes its panels anew after a change
    assert (again.page.table, again.page.grid.place()) == ("classes", (2, 8))


def test_a_fault_is_marked_found_by_key_and_keeps_from_saving(editor: Editor, qtbot: QtBot) -> None:
    panel = editor()
    turn_to(panel, "step_limits")
    panel.page.grid.go(1, 4)
    write(qtbot, panel, "soon")
    qtbot.waitUntil(lambda: panel.sheet is not None and panel.sheet.marks.count("step_limits") == 1, timeout=5000)
    assert "!1" in panel.page.tables.item(ORDER.index("step_limits")).text()
    turn_to(panel, "phrases")
    press(panel, K.Key_E, M.ControlModifier)
    assert panel.page.table == "step_limits"
    assert panel.page.grid.place() == (1, 4)
    assert "is no limit" in panel.page.line.text()
    press(panel, K.Key_S, M.ControlModifier)
    preview = panel.preview
    qtbot.waitUntil(lambda: preview.list.count() > 0 and preview.list.item(0).text().startswith("!"), timeout=10_000)
    assert not preview.can_save
    QTest.keyClick(preview.list, K.Key_Return)
    assert panel.pages.currentWidget() is panel.page
    assert panel.page.grid.place() == (1, 4)
    press(panel, K.Key_Z, M.ControlModifier)
    qtbot.waitUntil(lambda: panel.sheet is not None and panel.sheet.marks.count("step_limits") == 0, timeout=5000)
    assert panel.sheet is not None
    assert not panel.sheet.is_changed


def test_rows_come_go_and_move_by_keys(editor: Editor, qtbot: QtBot) -> None:
    panel = editor()
    turn_to(panel, "phrases")
    assert panel.sheet is not None
    before = panel.sheet.rows("phrases")
    panel.page.grid.go(0, 1)
    press(panel, K.Key_N, M.ControlModifier)
    assert panel.page.grid.place() == (1, 0)
    write(qtbot, panel, "archive_case")
    assert cell(panel, "phrases", 1, 0) == "archive_case"
    press(panel, K.Key_D, M.ControlModifier)
    assert panel.sheet.rows("phrases")[2] == panel.sheet.rows("phrases")[1]
    press(panel, K.Key_Delete, M.ControlModifier)
    press(panel, K.Key_Up, M.AltModifier)
    assert len(panel.sheet.rows("phrases")) == len(before) + 1
    for _ in range(5):
        press(panel, K.Key_Z, M.ControlModifier)
    assert panel.sheet.rows("phrases") == before
    press(panel, K.Key_Y, M.ControlModifier)
    assert len(panel.sheet.rows("phrases")) == len(before) + 1


def test_cells_go_to_a_spreadsheet_and_come_back(editor: Editor, qtbot: QtBot) -> None:
    panel = editor()
    turn_to(panel, "ladder")
    panel.page.grid.go(0, 0)
    press(panel, K.Key_Down, M.ShiftModifier)
    press(panel, K.Key_Right, M.ShiftModifier)
    press(panel, K.Key_C, M.ControlModifier)
    assert QGuiApplication.clipboard().text() == "person\t0\nshift_leader\t5\n"
    QGuiApplication.clipboard().setText("leader\t20\r\nduty\t30\r\n")
    panel.page.grid.go(1, 0)
    press(panel, K.Key_V, M.ControlModifier)
    assert panel.sheet is not None
    assert panel.sheet.rows("ladder") == (("person", "0"), ("leader", "20"), ("duty", "30"))
    panel.page.grid.go(2, 1)
    press(panel, K.Key_Delete)
    assert cell(panel, "ladder", 2, 1) == ""


def test_the_filter_shows_rows_and_edits_the_right_one(editor: Editor, qtbot: QtBot) -> None:
    panel = editor()
    turn_to(panel, "settings")
    press(panel, K.Key_F, M.ControlModifier)
    QTest.keyClicks(panel.page.filter, "duty_from")
    assert [panel.page.model.row_at(at)[0] for at in range(panel.page.model.rowCount())] == [
        "time.duty_from",
        "time.duty_to",
        "time.duty",
    ]
    QTest.keyClick(panel.page.filter, K.Key_Return)
    panel.page.grid.go(0, 1)
    write(qtbot, panel, "07:30")
    assert panel.sheet is not None
    assert ("time.duty_from", "07:30") in panel.sheet.rows("settings")


def test_what_is_not_saved_is_there_again(editor: Editor, qtbot: QtBot) -> None:
    panel = editor()
    turn_to(panel, "phrases")
    panel.page.grid.go(0, 2)
    write(qtbot, panel, "Confirmed.")
    folder = panel.desk.folder
    assert folder is not None
    qtbot.waitUntil(lambda: list(folder.glob("*.draft")) != [], timeout=5000)
    mode = next(folder.glob("*.draft")).stat().st_mode
    assert mode & 0o077 == 0
    again = editor()
    assert again.sheet is not None
    assert again.sheet.rows("phrases")[0][2] == "Confirmed."
    assert again.sheet.is_changed


def test_somebody_elses_change_comes_under_ones_own(editor: Editor, backend: Backend, qtbot: QtBot) -> None:
    panel = editor()
    turn_to(panel, "phrases")
    panel.page.grid.go(0, 2)
    write(qtbot, panel, "Mine.")
    admin = backend.admin()
    now = admin.get("/api/profile/tables", ProfileTables)
    theirs = {name: rows for name, rows in now.tables.items() if name != "people"} | {"calendar": ()}
    made = admin.post("/api/profile/tables", ProfileOrder(tables=theirs, base=now.base), ProfileVersion)
    qtbot.waitUntil(lambda: panel.sheet is not None and panel.sheet.version == made.number, timeout=10_000)
    assert panel.sheet is not None
    assert panel.sheet.rows("calendar") == ()
    assert panel.sheet.rows("phrases")[0][2] == "Mine."
    assert panel.banner.isVisible()


def test_an_earlier_version_is_taken_and_looked_at(editor: Editor, backend: Backend, qtbot: QtBot) -> None:
    admin = backend.admin()
    now = admin.get("/api/profile/tables", ProfileTables)
    fewer = {name: rows for name, rows in now.tables.items() if name != "people"} | {"phrases": ()}
    admin.post("/api/profile/tables", ProfileOrder(tables=fewer, base=now.base), ProfileVersion)
    panel = editor()
    press(panel, K.Key_H, M.ControlModifier)
    history = panel.history
    qtbot.waitUntil(lambda: history.list.count() > 1, timeout=10_000)
    history.list.setCurrentRow(1)
    QTest.keyClick(history.list, K.Key_Return)
    qtbot.waitUntil(lambda: panel.sheet is not None and panel.sheet.is_changed, timeout=10_000)
    assert panel.sheet is not None
    assert panel.sheet.rows("phrases") == now.tables["phrases"]
    assert {one.table for one in panel.sheet.changes()} == {"phrases"}


def test_who_is_no_administrator_is_told_so(
    editor: Editor, backend: Backend, qtbot: QtBot, make_seat: Callable[..., object]
) -> None:
    room = make_seat(roles=("duty",))
    panel = ProfilePanel(room.context)  # type: ignore[attr-defined]
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.state == "empty", timeout=5000)
    assert panel.sheet is None
