"""Tables as people send them: encodings, broken rows, and the line of each."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.imports.rows import Unreadable, sheet_of, text_of
from tests.imports.city_maker import csv_bytes


def test_a_gb18030_file_is_refused_with_its_line_and_its_likely_encoding() -> None:
    data = "编号,名称\n1,路灯\n2,长兴路的井盖\n".encode("gb18030")
    with pytest.raises(Unreadable, match=r"not UTF-8 at line 1.*gb18030"):
        text_of(data)
    assert text_of(data, "gb18030").startswith("编号")


def test_a_big5_file_is_told_from_a_gb_one() -> None:
    with pytest.raises(Unreadable, match="big5"):
        text_of("編號,位置\n1,大里區的道路\n2,中山區的街道\n".encode("big5"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n1,2\n", "empty"),
        (b"a,b,a\n", "twice"),
        (b"a,\x00b\n1,2\n", "zero byte at line 1"),
        ("a,b\n1,2\n".encode("utf-16-le"), "UTF-16"),
        (b"a,b\r1,2\r", "old Mac"),
        ("a,b\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04....", "XLSX"),
        (b"\xff\xfe\xfd\xfc\xfb", "UTF-16"),
        (b"a,b\n\xff\xff\xff\n", "not UTF-8 at line 2"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_says_what_it_is(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        sheet_of(data)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    sheet = sheet_of(b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n3,4\r\n")
    assert sheet.columns == ("a", "b")
    assert [(row.line, row.fields) for row in sheet.rows()] == [(2, ("1", "2")), (4, ("3", "4"))]


def test_a_quoted_field_may_hold_commas_quotes_and_line_breaks() -> None:
    sheet = sheet_of(b'a,b\n"1,""x""\ny",2\n3,4\n')
    assert [(row.line, row.fields) for row in sheet.rows()] == [(2, ('1,"x"\ny', "2")), (4, ("3", "4"))]


def test_an_open_quotation_mark_spoils_its_own_row_only() -> None:
    lines = ["a,b", '1,"open', *(f"{n},{n}" for n in range(3, 40))]
    rows = list(sheet_of("\n".join(lines).encode()).rows())
    assert [row.line for row in rows if row.fault] == [2]
    assert sum(not row.fault for row in rows) == 37


def test_a_row_with_too_few_or_too_many_fields_is_a_fault_of_that_row() -> None:
    rows = list(sheet_of(b"a,b\n1\n1,2,3\n1,2\n").rows())
    assert [(row.line, row.fault) for row in rows] == [
        (2, "1 fields, the head has 2"),
        (3, "3 fields, the head has 2"),
        (4, ""),
    ]


letters = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r"), max_size=8)


@given(st.lists(st.tuples(letters, letters), max_size=30), st.integers(1, 7))
def test_blocks_and_rows_read_the_same(table: list[tuple[str, str]], size: int) -> None:
    sheet = sheet_of(csv_bytes(("a", "b"), table))
    plain = [(row.line, row.fields) for row in sheet.rows() if not row.fault]
    blocks = [
        (int(line), tuple(fields))
        for _, lines, rows in sheet.blocks(size)
        for line, fields in zip(lines, rows, strict=True)
    ]
    assert blocks == plain


@given(st.binary(max_size=300), st.integers(1, 5))
def test_any_bytes_are_a_table_or_unreadable(data: bytes, size: int) -> None:
    with contextlib.suppress(Unreadable):
        list(sheet_of(data).rows())
        list(sheet_of(data).blocks(size))


@pytest.mark.parametrize("spoilt", ["9" * 200_000, "1\r2", "1\x002"])
def test_in_blocks_too_a_field_that_is_no_csv_spoils_its_own_row_only(spoilt: str) -> None:
    sheet = sheet_of(f"a,b\n1,2\n{spoilt},2\n3,4\n".encode())
    blocks = list(sheet.blocks(2))
    assert [row.line for faulty, _, _ in blocks for row in faulty] == [3]
    assert [row for _, _, rows in blocks for row in rows] == [["1", "2"], ["3", "4"]]
