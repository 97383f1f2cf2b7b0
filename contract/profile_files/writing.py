"""Tables as files: the same tables are the same bytes. Also the templates of an empty folder."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping

import msgspec

from contract.profile_files.assembling import Tables
from contract.profile_files.checking import DEFAULTS
from contract.profile_files.schema import SETTINGS, Row, Table
from contract.profile_files.settings import ALL
from contract.profile_files.settings import SETTINGS as KNOWN
from contract.profile_files.tables import TABLES
from contract.profile_files.values import plain_value

_MOMENT = (1980, 1, 1, 0, 0, 0)  # of every file in a zip: the earliest that a zip can say
_UNIX = 3


def files_of(tables: Tables) -> dict[str, bytes]:
    """Name and content of every file. UTF-8, line ends of Unix."""
    return {table.file: _file(table, tables[table.name]) for table in TABLES if table.name in tables}


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files; the same files are the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = _UNIX
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name])
    return buffer.getvalue()


def templates() -> dict[str, bytes]:
    """The files of an empty folder: heads without rows, and every setting with its default."""
    empty: dict[str, tuple[Row, ...]] = {table.name: () for table in TABLES}
    return files_of(empty | {SETTINGS: tuple((one.name, DEFAULTS[one.name]) for one in ALL)})


def fingerprint(tables: Tables) -> str:
    """SHA-256 over the content of tables: whoever changes them says what he changes."""
    content = [(table.name, tables[table.name]) for table in TABLES if table.name in tables]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def _file(table: Table, rows: tuple[Row, ...]) -> bytes:
    return (_toml(rows) if table.name == SETTINGS else _csv(table, rows)).encode()


def _csv(table: Table, rows: tuple[Row, ...]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(rows)
    return text.getvalue()


def _toml(rows: tuple[Row, ...]) -> str:
    lines: list[str] = []
    section = ""
    for name, text in rows:
        one = KNOWN[name]
        if one.section != section:
            section = one.section
            lines += ["", f"[{section}]"] if lines else [f"[{section}]"]
        value = plain_value(one.kind, text)
        if value == "" and not text:
            lines.append(f'{one.key} = ""')
        else:
            lines.append(f"{one.key} = {_literal(value)}")
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return "[" + ", ".join(_literal(one) for one in value) + "]"
        case str():
            # JSON escapes are TOML's, but for the bare delete character, which no cell can hold.
            return msgspec.json.encode(value).decode()
        case _:
            return str(value)
