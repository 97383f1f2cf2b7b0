"""A profile folder, or a zip of it, as people and spreadsheets write it: every fault with its file and line.

Nothing is followed or unpacked: only files of known names are read, each up to a size, all of them together, too.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from contract.profile_files.checking import Line
from contract.profile_files.faults import Fault
from contract.profile_files.schema import SETTINGS, Table
from contract.profile_files.tables import BY_FILE, BY_NAME
from contract.profile_files.values import cell_of

MOST_FILE = 8_000_000
MOST_ALL = 32_000_000
MOST_ZIP = 16_000_000
_MOST_MEMBERS = 200
_MOST_PACKED = 200  # times smaller than what it holds: more is a bomb
_ENCODINGS = ("utf-8", "gb18030", "gbk", "big5")
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError)
"""What zipfile raises on files that are none; RuntimeError: a password or a method that it does not know."""
Said = dict[str, list[Line]]


def read_folder(folder: Path, encoding: str = "utf-8") -> tuple[Said, list[Fault]]:
    """The tables of a folder as they were written, and what could not be read."""
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    try:
        for path in sorted(folder.iterdir()):
            if not _is_table(path.name):
                continue
            if not path.is_file():
                faults.append(Fault(file=path.name, code="unreadable", params={"reason": "it is no file"}))
                continue
            with path.open("rb") as stream:
                files[path.name] = stream.read(MOST_FILE + 1)
    except OSError as fault:
        faults.append(Fault(file=folder.name, code="unreadable", params={"reason": fault.strerror or str(fault)}))
    return read_files(files, faults, encoding)


def read_zip(data: bytes, encoding: str = "utf-8") -> tuple[Said, list[Fault]]:
    """The tables in a zip of a folder. A bomb is not unpacked: it is a fault."""
    faults: list[Fault] = []
    files: dict[str, bytes] = {}
    try:
        if len(data) > MOST_ZIP:
            raise _Bad("too_large", most=f"{MOST_ZIP:,} bytes")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
            for name, member in members.items():
                files[name] = _member(archive, member)
                if sum(len(one) for one in files.values()) > MOST_ALL:
                    raise _Bad("too_large", most=f"{MOST_ALL:,} bytes unpacked")
    except _Bad as bad:
        return {}, [Fault(file="", code=bad.code, params=bad.params)]
    except _DAMAGED as fault:
        return {}, [
            Fault(file="", code="unreadable", params={"reason": f"no zip file, or a damaged one: {fault}"[:150]})
        ]
    return read_files(files, faults, encoding)


def read_files(files: Mapping[str, bytes], faults: list[Fault], encoding: str = "utf-8") -> tuple[Said, list[Fault]]:
    """The tables in files by their names."""
    said: Said = {}
    if sum(len(one) for one in files.values()) > MOST_ALL:
        return {}, [*faults, Fault(file="", code="too_large", params={"most": f"{MOST_ALL:,} bytes"})]
    for name, data in files.items():
        table = BY_FILE.get(name)
        if table is None:
            faults.append(Fault(file=name, code="unknown_file", params={"allowed": ", ".join(sorted(BY_FILE))}))
            continue
        try:
            if len(data) > MOST_FILE:
                raise _Bad("too_large", most=f"{MOST_FILE:,} bytes")
            text = _text(data, encoding)
            said[table.name] = _toml(text) if table.name == SETTINGS else list(_csv(table, text, faults))
        except _Bad as bad:
            faults.append(Fault(file=name, line=bad.line, code=bad.code, params=bad.params))
            if table.name != SETTINGS:
                said.setdefault(table.name, [])
    if BY_NAME[SETTINGS].file not in files:
        faults.append(Fault(file=BY_NAME[SETTINGS].file, code="missing_file"))
    return said, faults


class _Bad(Exception):
    """A file that cannot be read."""

    def __init__(self, code: str, line: int = 0, **params: str) -> None:
        super().__init__(code)
        self.code, self.line, self.params = code, line, params


def _is_table(name: str) -> bool:
    """Whether a file of a folder is meant as a table: other files, as a README, may lie there."""
    return name.endswith((".csv", ".toml")) and not name.startswith((".", "~"))


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = [one for one in archive.infolist() if not one.is_dir()]
    if len(infos) > _MOST_MEMBERS:
        raise _Bad("too_large", most=f"{_MOST_MEMBERS} files in a zip")
    tables = [one for one in infos if _is_table(PurePosixPath(one.filename).name)]
    tables = [one for one in tables if not one.filename.startswith("__MACOSX/")]
    folders = {PurePosixPath(one.filename).parent for one in tables}
    if len(folders) > 1:
        raise _Bad("unreadable", reason="tables in several folders: " + ", ".join(sorted(map(str, folders)))[:100])
    found: dict[str, zipfile.ZipInfo] = {}
    for one in tables:
        name = PurePosixPath(one.filename).name
        if name in found:
            raise _Bad("unreadable", reason=f"{name} is in it twice")
        found[name] = one
    return found


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & 1:
        raise _Bad("unreadable", reason=f"{member.filename[:60]} is encrypted")
    if member.file_size > max(member.compress_size, 1) * _MOST_PACKED and member.file_size > 1_000_000:
        raise _Bad("too_large", most=f"{_MOST_PACKED} times its packed size: {member.filename[:60]}")
    with archive.open(member) as stream:
        return stream.read(MOST_FILE + 1)  # whatever its head says


def _text(data: bytes, encoding: str) -> str:
    if encoding.lower() not in _ENCODINGS:
        raise _Bad("unreadable", reason=f"the encoding is not one of {', '.join(_ENCODINGS)}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Bad("encoding", encoding="UTF-8", at="0", hint="; it is UTF-16: save it as CSV UTF-8")
    if data.startswith(b"PK\x03\x04") or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _Bad("unreadable", reason="it is a workbook or a zip file: save the sheet as CSV UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        hint = "; it reads as GB18030" if encoding.lower() == "utf-8" and _reads(data, "gb18030") else ""
        raise _Bad("encoding", line, encoding=encoding.upper(), at=str(fault.start), hint=hint) from None
    if "\x00" in text:
        raise _Bad(
            "unreadable", text.count("\n", 0, text.index("\x00")) + 1, reason="it holds zero bytes: no text file"
        )
    return text


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _csv(table: Table, text: str, faults: list[Fault]) -> Iterator[Line]:
    """Rows in the order of the table's columns. Any line ends; a spreadsheet's `sep=;`, semicolons and tabs, too."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = 0
    if re.fullmatch(r"sep=.", lines[0].strip()):
        first = 1
    head = lines[first] if len(lines) > first else ""
    if not head.strip():
        raise _Bad("unreadable", first + 1, reason="it is empty: the first line names the columns")
    divider = max(",;\t", key=head.count) if any(mark in head for mark in ",;\t") else ","
    try:
        columns = [name.strip() for name in next(csv.reader([head], delimiter=divider, strict=True))]
    except csv.Error as fault:
        raise _Bad("not_csv", first + 1, reason=str(fault)) from None
    while columns and not columns[-1]:  # commas after the last column
        columns.pop()
    places = _places(table, columns, first + 1, faults)
    for line, cells in _rows(lines, first + 1, divider):
        if isinstance(cells, str):
            faults.append(Fault(file=table.file, line=line, code="not_csv", params={"reason": cells}))
            continue
        while len(cells) > len(columns) and not cells[-1].strip():
            cells.pop()
        if not any(cell.strip() for cell in cells):
            continue  # rows of nothing but commas, as spreadsheets leave them
        if len(cells) != len(columns):
            params = {"count": str(len(cells)), "head": str(len(columns))}
            faults.append(Fault(file=table.file, line=line, code="fields", params=params))
            continue
        yield Line(line, tuple("" if at is None else cells[at] for at in places))


def _places(table: Table, columns: list[str], line: int, faults: list[Fault]) -> list[int | None]:
    there = ", ".join(columns)
    for name in dict.fromkeys(columns):
        if columns.count(name) > 1:
            faults.append(Fault(file=table.file, line=line, column=name, code="double_column"))
        if name not in table.columns:
            allowed = ", ".join(table.columns)
            faults.append(
                Fault(file=table.file, line=line, column=name[:60], code="unknown_column", params={"allowed": allowed})
            )
    places: list[int | None] = []
    for one in table.fields:
        at = columns.index(one.name) if one.name in columns else None
        if at is None and (one.needed or one.name in table.key):
            params = {"column": one.name, "there": there}
            faults.append(Fault(file=table.file, line=line, column=one.name, code="missing_column", params=params))
        places.append(at)
    return places


def _rows(lines: list[str], first: int, divider: str) -> Iterator[tuple[int, list[str] | str]]:
    """(line, cells, or why it is none). A quoted cell may hold line breaks; an open quote ends with its tenth line."""
    at = first
    while at < len(lines):
        text, span = lines[at], 1
        while text.count('"') % 2 and span < 10 and at + span < len(lines):
            text += "\n" + lines[at + span]
            span += 1
        if text.count('"') % 2:
            text, span = lines[at], 1
        if text.strip():
            try:
                yield at + 1, next(csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True))
            except (csv.Error, StopIteration) as fault:
                yield at + 1, str(fault) or "an open quotation mark"
        at += span


def _toml(text: str) -> list[Line]:
    """Settings of profile.toml with their lines."""
    try:
        flat = list(_flat(tomllib.loads(text), ""))
    except ValueError as fault:
        found = re.search(r"at line (\d+)", str(fault))
        raise _Bad("unreadable", int(found[1]) if found else 0, reason=str(fault)[:150]) from None
    except RecursionError:
        raise _Bad("unreadable", reason="nested too deeply") from None
    places = _toml_lines(text)
    return [Line(places.get(name, 0), (name, value)) for name, value in flat]


def _flat(node: dict[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in node.items():
        full = f"{before}.{name}" if before else name
        if isinstance(value, dict):
            yield from _flat(value, full)
        else:
            yield full, cell_of(value)


def _toml_lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if head := re.match(r"\s*\[([A-Za-z0-9_.-]+)\]\s*(#.*)?$", line):
            section = head[1]
        elif key := re.match(r"\s*([A-Za-z0-9_.-]+)\s*=", line):
            found.setdefault(f"{section}.{key[1]}" if section else key[1], number)
    return found
