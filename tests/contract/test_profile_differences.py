"""What differs between two profiles."""

from __future__ import annotations

from contract.profile_files.differing import CellChange, differences
from tests.contract.profile_maker import ROWS, tables


def test_the_same_differ_in_nothing() -> None:
    assert differences(tables(), tables()) == ()


def test_rows_are_told_apart_by_their_keys() -> None:
    first, second = ROWS["phrases"]
    changed = (second, (*first[:2], "Filed."), ("archive_case", "归档。", ""))
    found = differences(tables(), tables(phrases=changed, calendar=()))
    assert [(one.table, one.kind, one.key[0] if one.key else "") for one in found] == [
        ("calendar", "removed", "2026-10-01"),
        ("calendar", "removed", "2026-10-10"),
        ("phrases", "changed", "file_case"),
        ("phrases", "added", "archive_case"),
        ("phrases", "moved", ""),
    ]
    assert found[2].cells == (CellChange("text_en", "Confirmed; filed.", "Filed."),)
    assert found[2].sentence == "phrases: file_case, 情况属实，予以立案。: text_en: 'Confirmed; filed.' -> 'Filed.'"


def test_a_person_with_a_number_may_change_his_name() -> None:
    before = tables(people=(("17", "李敏", "", "HW", ""),))
    found = differences(before, tables(people=(("17", "李明", "", "HW", ""),)))
    assert [(one.kind, one.cells) for one in found] == [("changed", (CellChange("name", "李敏", "李明"),))]


def test_a_table_that_is_left_out_is_left_as_it_is() -> None:
    after = {name: rows for name, rows in tables().items() if name != "people"}
    assert differences(tables(), after) == ()
