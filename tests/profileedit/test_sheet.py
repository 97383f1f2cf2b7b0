"""The tables while somebody changes them, without any window."""

from __future__ import annotations

import pytest

from contract.profile_files.tables import BY_NAME
from contract.profile_files.wire import ProfileTables
from contract.profile_files.writing import fingerprint
from profileedit.clipboard import block_of, text_of
from profileedit.sheet import Sheet, blank
from tests.contract.profile_maker import ROWS, tables


def given(**changed: tuple[tuple[str, ...], ...]) -> ProfileTables:
    whole = tables(**changed)
    return ProfileTables(version=3, base=fingerprint(whole), tables=whole)


def test_every_step_can_be_undone_and_done_again() -> None:
    sheet = Sheet(given())
    sheet.set_cells("phrases", [(0, 2, "Filed."), (1, 2, "Closed.")])
    sheet.insert("phrases", 1, [("archive_case", "归档。", "")])
    sheet.remove("calendar", [0])
    assert sheet.move("phrases", 0, 1) == 1
    after = {name: sheet.rows(name) for name in ("phrases", "calendar")}
    assert [sheet.undo() for _ in range(5)] == ["phrases", "calendar", "phrases", "phrases", ""]
    assert not sheet.is_changed
    assert [sheet.redo() for _ in range(5)] == ["phrases", "phrases", "calendar", "phrases", ""]
    assert {name: sheet.rows(name) for name in after} == after
    sheet.undo()
    sheet.set_cells("ladder", [(0, 1, "1")])
    assert sheet.redo() == ""


def test_settings_keep_their_rows() -> None:
    sheet = Sheet(given())
    rows = sheet.rows("settings")
    sheet.insert("settings", 0, [("a", "b")])
    sheet.remove("settings", [0])
    sheet.move("settings", 0, 1)
    sheet.paste("settings", [len(rows) - 1], 1, [["x"], ["y"]])
    assert len(sheet.rows("settings")) == len(rows)


def test_a_block_is_pasted_over_rows_and_below_the_last() -> None:
    sheet = Sheet(given())
    sheet.paste("phrases", [1], 0, [["close_case", "好。"], ["file_case", "可以。", "Yes.", "too far"]])
    assert sheet.rows("phrases")[1:] == (("close_case", "好。", ""), ("file_case", "可以。", "Yes."))
    assert sheet.undo() == "phrases"
    assert sheet.rows("phrases") == ROWS["phrases"]


def test_faults_are_marked_in_their_cells() -> None:
    sheet = Sheet(given(responsibility=(("C01", "", "HW"),)))
    sheet.check()
    assert sheet.marks.faults == ()
    sheet.set_cells("step_limits", [(0, 4, "soon")])
    names = [row[0] for row in sheet.rows("settings")]
    sheet.set_cells("settings", [(names.index("city.division"), 1, "12")])
    sheet.check()
    fault = sheet.marks.at("step_limits", 0, "limit")
    assert fault is not None
    assert fault.code == "not_limit"
    assert sheet.marks.at("settings", names.index("city.division"), "value") is not None
    assert (sheet.marks.count("step_limits"), sheet.marks.count("settings")) == (1, 1)
    assert sheet.marks.places("step_limits") == [(0, "limit")]


def test_only_changed_departments_and_people_are_sent() -> None:
    sheet = Sheet(given())
    assert {"people", "departments"}.isdisjoint(sheet.order().tables)
    sheet.set_cells("departments", [(0, 1, "环卫处")])
    assert "departments" in sheet.order().tables
    assert "people" not in sheet.order().tables


def test_own_changes_come_on_top_of_somebody_elses() -> None:
    sheet = Sheet(given())
    sheet.set_cells("phrases", [(0, 2, "Mine.")])
    sheet.insert("ladder", 2, [("leader", "15")])
    sheet.remove("calendar", [0])
    theirs = given(
        phrases=((*ROWS["phrases"][0][:2], "Theirs."), (*ROWS["phrases"][1][:2], "Closed.")),
        grades=ROWS["grades"][:1],
    )
    assert sheet.rebase(theirs) == (("phrases", BY_NAME["phrases"].key_of(ROWS["phrases"][0])),)
    assert sheet.base == theirs.base
    assert [row[2] for row in sheet.rows("phrases")] == ["Mine.", "Closed."]
    assert sheet.rows("ladder")[-1] == ("leader", "15")
    assert [row[0] for row in sheet.rows("calendar")] == ["2026-10-10"]
    assert sheet.rows("grades") == ROWS["grades"][:1]
    assert {one.table for one in sheet.changes()} == {"phrases", "ladder", "calendar"}
    assert sheet.undo() == ""


def test_a_new_row_has_what_is_likely() -> None:
    assert "standard" in blank("classes")
    assert set(blank("phrases")) == {""}


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\nc\td\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\r\nc\td\r\n\r\n", [["a", "b"], ["c", "d"]]),
        ('"two\nlines"\t"a ""word"""\n', [["two lines", 'a "word"']]),
        ("", []),
    ],
)
def test_what_a_spreadsheet_copies_is_read(text: str, block: list[list[str]]) -> None:
    assert block_of(text) == block


def test_what_is_copied_is_what_is_pasted() -> None:
    rows = [["a", 'x "y"'], ["", "城市"]]
    assert block_of(text_of(rows)) == rows
    with pytest.raises(ValueError, match="cells"):
        block_of("a\n" * 300_000)
    with pytest.raises(ValueError, match="field larger"):
        block_of("井" * 200_000)
    with pytest.raises(ValueError, match="characters"):
        block_of("x" * 30_000_000)
