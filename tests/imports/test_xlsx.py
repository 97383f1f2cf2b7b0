"""Workbooks as people send them: what a spreadsheet did to the data is undone or told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from backend.imports.mapping import EXCEL, RFC3339, moment
from backend.imports.rows import Row, Unreadable, sheet_of
from backend.imports.tables import CsvTable
from backend.imports.xlsx import XlsxTable, refuse_bomb


def book(path: Path, *rows: tuple[Any, ...], merge: tuple[str, ...] = ()) -> Path:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    made.save(path)
    return path


def read(path: Path, **options: Any) -> tuple[list[list[str]], list[tuple[int, str]]]:
    table = XlsxTable(path, **options)
    rows, faults = [], []
    for block in table.blocks(2):
        rows += block.rows
        faults += [(one.line, one.fault) for one in block.faulty]
    return rows, faults


def test_cells_become_the_texts_that_people_meant(tmp_path: Path) -> None:
    row = (1, 2.0, 2.5, True, date(2026, 11, 20), datetime(2026, 11, 20, 8, 30), time(8, 30), "0012", None)  # noqa: DTZ001
    rows, faults = read(book(tmp_path / "x.xlsx", tuple("abcdefghi"), row, (None,) * 9, ("z",)))
    assert rows == [
        ["1", "2", "2.5", "1", "2026-11-20T00:00:00", "2026-11-20T08:30:00", "08:30:00", "0012", ""],
        ["z", *[""] * 8],
    ]
    assert faults == []


def test_a_cell_over_several_rows_speaks_for_each_and_one_over_columns_for_the_first(tmp_path: Path) -> None:
    rows, _ = read(
        book(
            tmp_path / "x.xlsx",
            ("a", "b"),
            ("1", "one"),
            ("2", None),
            ("3", None),
            ("4", None),
            merge=("B2:B4", "A5:B5"),
        )
    )
    assert rows == [["1", "one"], ["2", "one"], ["3", "one"], ["4", ""]]


def test_formulas_without_a_value_errors_and_long_numbers_refuse_their_rows(tmp_path: Path) -> None:
    made = book(tmp_path / "x.xlsx", ("a", "b"), ("=1+1", 1), (2, 1e15), (3, "#N/A"), (4, "good"))
    rows, faults = read(made)
    assert rows == [["4", "good"]]
    assert [(line, said.split(":")[0]) for line, said in faults] == [(2, "a"), (3, "b"), (4, "b")]


def test_the_head_may_stand_below_a_title_and_the_sheet_be_named(tmp_path: Path) -> None:
    made = book(tmp_path / "x.xlsx", ("一览表", None), ("编号", "名称"), ("1", "甲"))
    table = XlsxTable(made, "Sheet", 2)
    assert (table.columns, table.total) == (("编号", "名称"), 1)
    with pytest.raises(Unreadable, match="there is no sheet 'x'; there are: Sheet"):
        XlsxTable(made, "x")
    with pytest.raises(Unreadable, match="names a column twice"):
        XlsxTable(book(tmp_path / "y.xlsx", ("a", "a")))
    with pytest.raises(Unreadable, match="line 9 is empty"):
        XlsxTable(made, "", 9)


def test_what_is_no_workbook_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    for content in (b"", b"a,b\n1,2\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 an old .xls"):
        path.write_bytes(content)
        with pytest.raises(Unreadable):
            XlsxTable(path)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<nothing")
    with pytest.raises(Unreadable):
        XlsxTable(path)


def test_a_packed_file_that_would_unpack_into_far_more_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as out,
    ):
        for _ in range(20):
            out.write(bytes(1 << 20))
    assert path.stat().st_size < 100_000
    with pytest.raises(Unreadable, match="packed to a 200th"):
        refuse_bomb(path)
    with pytest.raises(Unreadable, match="at most 1,000,000"):
        refuse_bomb(path, 1_000_000)


@pytest.mark.parametrize(
    ("text", "hour"), [("46346.375", 9), ("46346", 0), ("2026-11-20T09:00:00", 9), ("46346.37500001", 9)]
)
def test_days_of_a_spreadsheet_are_times(text: str, hour: int) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    expected = datetime(2026, 11, 20, hour, tzinfo=zone)
    assert abs((moment(text, (RFC3339, EXCEL), zone) - expected).total_seconds()) < 1.5


@pytest.mark.parametrize("text", ["2026", "1e300", "nan", "20261120", "-5"])
def test_other_numbers_are_no_times(text: str) -> None:
    with pytest.raises(ValueError, match="is no time"):
        moment(text, (EXCEL,), ZoneInfo("UTC"))


def test_a_csv_table_of_mixed_encodings_is_refused_with_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    good = "编号,名称\n" + "1,长兴路\n" * 300_000
    path.write_bytes(good.encode() + "2,街道\n".encode("gb18030"))
    with pytest.raises(Unreadable, match="not UTF-8 at line 300002") as refused:
        CsvTable(path)
    assert f"byte {len(good.encode()) + 2}" in str(refused.value)


def test_rows_are_read_alike_whatever_the_size_of_a_block(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    text = 'a,b\r\n1,"x\n""y"""\r\n\r\n2,"open\n3,4\n5\n6,\x00\n7,8\n' + '9,"1\n2\n3"\n' * 40 + "10,end"
    path.write_text(text, encoding="utf-8-sig", newline="")
    known = list(sheet_of(path.read_bytes()).rows())
    assert any(one.fault for one in known)
    for size in (1, 2, 3, 7, 500):
        blocks = list(CsvTable(path).blocks(size))
        rows = [Row(line, tuple(row)) for block in blocks for line, row in zip(block.lines, block.rows, strict=True)]
        assert sorted([*rows, *(one for block in blocks for one in block.faulty)], key=lambda one: one.line) == known


SHEET = "xl/worksheets/sheet1.xml"


def spoilt(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with its sheet changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, change(data) if name == SHEET else data)
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'<row r="2000"', b'<row & r="2000"'),
        lambda data: data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1),
    ],
    ids=["cut", "no XML", "entities"],
)
def test_a_sheet_that_breaks_off_is_refused_before_a_row_is_taken(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    rows = [("a", "b"), *((f"t{one}", one + 0.5) for one in range(3000))]
    path = spoilt(book(tmp_path / "x.xlsx", *rows), change)
    with pytest.raises(Unreadable):
        XlsxTable(path)


def test_a_workbook_that_was_damaged_on_its_way_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", ("a", "b"), *((f"t{one}", one + 0.5) for one in range(3000)))
    with zipfile.ZipFile(path) as packed:
        begin = packed.getinfo(SHEET).header_offset
    data = bytearray(path.read_bytes())
    for at in range(begin + 2000, begin + 2200):
        data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="not a workbook that can be read"):
        XlsxTable(path)
