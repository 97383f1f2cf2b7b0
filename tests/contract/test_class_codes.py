"""Classes of a profile against the form of codes of their edition: warnings with a reason, none for the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.profile_files.checking import check
from contract.profile_files.class_codes import class_warnings
from contract.profile_files.reading import read_folder
from contract.profile_files.schema import SETTINGS, Row
from contract.profile_files.tables import BY_NAME

SAMPLE = Path(__file__).parents[2] / "assets" / "profile"


def _row(code: str, name: str, status: str, edition: str = "") -> Row:
    table = BY_NAME["classes"]
    row = [""] * len(table.fields)
    for column, text in (("code", code), ("name", name), ("status", status), ("edition", edition)):
        row[table.at(column)] = text
    return tuple(row)


def _reasons(*rows: Row, edition: str = "GB/T 30428.2-2013") -> list[str]:
    tables = {SETTINGS: (("edition", edition),), "classes": rows}
    found = list(class_warnings(tables, {"classes": range(2, 2 + len(rows))}))
    assert all(one.warning and one.column == "code" for one in found)
    return [f"{one.line} {one.sentence}" for one in found]


STANDARD = _row("C0157", "露天燃气管道", "standard")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (_row("C0199", "爱心驿站", "extension"), ""),
        (_row("C0120", "驿站", "extension"), "3 C0120 is not in the table of GB/T 30428.2-2013; a city's own classes"),
        (_row("C01002", "污水井盖", "standard"), "3 a class code of GB/T 30428.2-2013 has 4 digits"),
        (_row("C01002", "污水井盖", "standard", "GB/T 30428.2 draft"), ""),
        (_row("C01999", "驿站", "extension", "GB/T 30428.2 draft"), "3 a city's own class of GB/T 30428.2 draft has"),
        (_row("C01999", "驿站（自定义）", "extension", "GB/T 30428.2 draft"), ""),
        (_row("C01007", "驿站（自定义）", "extension", "GB/T 30428.2 draft"), "3 C01007 is not in the table of"),
        (_row("C0100", "无", "standard"), "3 the minor class (two digits) starts at 01"),
        (_row("C0100", "无", "standard", "our own list"), ""),
    ],
)
def test_what_is_unusual_in_a_code_is_said(row: Row, reason: str) -> None:
    found = _reasons(STANDARD, row)
    assert len(found) == bool(reason), found
    assert not reason or found[0].startswith(reason)


def test_the_sample_profile_has_nothing_unusual() -> None:
    said, faults = read_folder(SAMPLE)
    assert not faults
    checked = check(said)
    assert [one.sentence for one in checked.faults if one.file == "classes.csv"] == []
