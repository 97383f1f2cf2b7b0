"""Whatever bytes come as a profile: faults with places, never an exception, never a half-read profile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.profile_files.assembling import profile_of
from contract.profile_files.cells import limit_of, numeral
from contract.profile_files.checking import canonical, check
from contract.profile_files.reading import read_files, read_folder, read_zip
from contract.profile_files.schema import SETTINGS
from contract.profile_files.tables import BY_NAME, TABLES
from contract.profile_files.taking_apart import tables_of
from contract.profile_files.writing import files_of, zip_of
from tests.contract.profile_maker import lines, tables

FILES = files_of(tables())
_NAMES = sorted(FILES)
_CELL = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "",
        "C0101",
        "E0110",
        "4 work_hour",
        "1e400 work_day",
        "٣ work_day",
        "=1",
        "-0",
        "nan",
        "0=1; 2",
        "a > 1",
        "yes",
        "HW",
    ]
)


def taken(files: dict[str, bytes]) -> None:
    """Read and checked; where nothing is wrong it is a profile, which is written as it is read."""
    said, faults = read_files(files, [])
    checked = check(said)
    for one in (*faults, *checked.faults):
        assert one.sentence
        assert one.place or one.file == ""
    if not faults and checked.sound:
        profile = profile_of(checked.tables)
        kept = tables_of(profile)
        assert tables_of(profile_of(kept)) == kept


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_NAMES), st.binary(max_size=400))
def test_any_bytes_in_place_of_a_file(name: str, data: bytes) -> None:
    taken(FILES | {name: data})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_NAMES), st.data())
def test_any_damage_in_a_file(name: str, data: st.DataObject) -> None:
    body = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, max(0, len(body) - 1)))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    taken(FILES | {name: bytes(body)})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([table.name for table in TABLES]), st.data())
def test_any_text_in_a_cell(name: str, data: st.DataObject) -> None:
    table = BY_NAME[name]
    rows = tables()[name]
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(1 if name == SETTINGS else 0, len(table.fields) - 1))
    text = data.draw(_CELL)
    changed = (*rows[at][:column], text, *rows[at][column + 1 :])
    whole = tables() | {name: (*rows[:at], changed, *rows[at + 1 :])}
    checked = check(lines(whole))
    if checked.sound:
        again = check(lines(checked.tables))
        assert again.tables == checked.tables
        said, faults = read_files(files_of(checked.tables), [])
        assert not faults
        assert check(said).tables == checked.tables
        profile_of(checked.tables)
    kept = canonical(table, rows[at], column, text)
    assert canonical(table, rows[at], column, kept) == kept


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5000))
def test_any_damage_of_a_zip(data: bytes, at: int) -> None:
    whole = bytearray(zip_of(FILES))
    whole[at % len(whole) : at % len(whole) + len(data)] = data
    said, faults = read_zip(bytes(whole))
    assert faults or check(said) is not None


@settings(max_examples=200, deadline=None)
@given(st.floats(0.001, 9999))
def test_a_number_is_written_in_one_way(value: float) -> None:
    assert limit_of(f"{numeral(value)} work_day").value == value


@pytest.mark.parametrize("depth", [200, 5000])
def test_a_deep_toml_is_a_fault(depth: int) -> None:
    said, faults = read_files({"profile.toml": b"a = " + b"[" * depth + b"]" * depth}, [])
    assert faults or check(said).faults


def test_huge_files_are_refused_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_bytes(FILES["profile.toml"])
    (tmp_path / "phrases.csv").write_bytes(b"command,text,text_en\n" + b"file_case,a,\n" * 700_000)
    assert [one.code for one in read_folder(tmp_path)[1]] == ["too_large"]
    rows = b"".join(b"file_case,%d,\n" % number for number in range(30_000))
    said, faults = read_files(FILES | {"phrases.csv": b"command,text,text_en\n" + rows}, [])
    assert not faults
    assert [one.code for one in check(said).faults] == ["too_large"]


def test_a_folder_with_strange_things_in_it(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "phrases.csv").unlink()
    (tmp_path / "phrases.csv").mkdir()
    (tmp_path / "~$conditions.csv").write_bytes(b"lock of a spreadsheet")
    assert [one.code for one in read_folder(tmp_path)[1]] == ["unreadable"]
    assert [one.code for one in read_folder(tmp_path / "nowhere")[1]] == ["unreadable", "missing_file"]


def test_a_zip_that_says_less_than_it_holds_is_cut() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("phrases.csv", b"command,text,text_en\n" + b"x" * 9_000_000)
    assert {one.code for one in read_zip(packed.getvalue())[1]} == {"too_large", "missing_file"}
