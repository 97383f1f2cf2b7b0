"""The mapping file: which table and column of the old platform is what here, and what its words mean (TOML).

docs/admin/migration.md has one with every key explained. A key that is not known is refused by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from backend.imports import cases
from backend.imports.mapping import RFC3339, DepartmentRule, Profile, moment
from backend.imports.rows import Unreadable
from backend.imports.tables import CsvTable, Table
from backend.imports.xlsx import XlsxTable
from contract.editions import edition_of

FILE = "mapping.toml"
_LONGEST_NAME, _LONGEST_PATH = 255, 2000  # bytes
_MORE_OF_CASES = (
    *("remaining", "suspended_until", "urgency", "grade", "condition", "order_number", "component_code", "rework"),
    *("step_at", "step_deadline_at", "checked_at", "course"),
)
_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # table -> needed fields, further ones
    "departments": (("code", "name"), ("name_en", "short_name", "parent")),
    "people": (("name", "roles"), ("department", "area", "username")),
    "cases": (("key", "class_code", "state", "reported_at"), (*cases.FIELDS, *_MORE_OF_CASES)),
    "trail": (("case", "act", "at"), ("actor", "opinion")),
    "attachments": (("case", "file"), ("kind", "name", "sha256")),
}
Unit = Literal["urgent_hour", "urgent_day", "work_hour", "work_day"]


class TableOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table: a CSV file, or a sheet of a workbook."""

    file: str
    sheet: str = ""  # of a workbook; empty: the first
    head_row: int = 1  # of a workbook: the row that names the columns
    encoding: str = "utf-8"  # of a CSV file
    columns: dict[str, str | tuple[str, ...]]  # our field -> its column, or columns that are joined
    values: dict[str, dict[str, str]] = {}  # our field -> the old platform's word -> ours
    empty: tuple[str, ...] = ("",)  # texts that mean nothing

    def named(self, field: str) -> tuple[str, ...]:
        """The columns of a field."""
        said = self.columns.get(field, ())
        return ((said,) if said else ()) if isinstance(said, str) else said


class CasesOf(TableOf, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cases."""

    number_prefix: str = ""  # of numbers made from the key
    state: str = ""  # of a row without one
    source: str = "import"
    class_code: str = ""
    edition: str = ""  # of the class codes, where it is another than the city's
    remaining_unit: Unit = "urgent_hour"  # of `remaining`; below zero: so long over


class AttachmentsOf(TableOf, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The files of cases."""

    folder: str = "files"
    kind: str = "document"  # of a row without one


class PlatformMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    format: Literal[1] = 1
    name: str  # what comes is known again by this name and its key
    title: str = ""
    as_of: str = ""  # when the tables were taken; `remaining` counts from then. Empty: when they are read
    timezone: str = "Asia/Shanghai"
    crs: Literal["wgs84", "gcj02", "bd09"] = "wgs84"
    time_formats: tuple[str, ...] = (RFC3339, "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d")
    box: tuple[float, float, float, float] | None = None
    aliases: dict[str, str] = {}  # a department's name in these tables -> its code
    accounts: Literal["none", "disabled"] = "none"  # of people with a user name
    departments: TableOf | None = None
    people: TableOf | None = None
    cases: CasesOf | None = None
    trail: TableOf | None = None
    attachments: AttachmentsOf | None = None

    def tables(self) -> Mapping[str, TableOf]:
        """Those it names, in the order in which they are read."""
        listed = {name: getattr(self, name) for name in _COLUMNS}
        return {name: one for name, one in listed.items() if one is not None}

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the tables."""
        return ZoneInfo(self.timezone)

    def taken_at(self, now: datetime) -> datetime:
        """When the tables were taken."""
        return moment(self.as_of, (RFC3339,), self.zone) if self.as_of else now

    def time(self, text: str) -> datetime:
        """A time in a table, UTC. ValueError."""
        return moment(text, (*self.time_formats, "excel"), self.zone)

    def case_profile(self) -> Profile:
        """The cases as the reader of past cases wants them."""
        of = self.cases
        assert of is not None, "asked for a mapping with cases"
        return Profile(
            kind="cases",
            title=self.title or self.name,
            columns={name: said for name, said in of.columns.items() if name in cases.FIELDS},
            crs=self.crs,
            timezone=self.timezone,
            time_formats=(*self.time_formats, "excel"),
            box=self.box,
            number_prefix=of.number_prefix,
            empty=of.empty,
            class_code=of.class_code,
            state=of.state,
            values=of.values,
            departments=DepartmentRule(),
        )


def load(folder: Path) -> PlatformMapping:
    """The mapping in a folder. Unreadable with the key that is wrong."""
    path = folder / FILE
    if not path.is_file():
        raise Unreadable(f"there is no {FILE}: it says which table and column is what (docs/admin/migration.md)")
    try:
        found = msgspec.toml.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=PlatformMapping)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as fault:
        raise Unreadable(f"{FILE}: {fault}") from None
    _check(found)
    return found


def _check(found: PlatformMapping) -> None:
    if not found.name.isidentifier() or not found.name.isascii() or len(found.name) > 40:
        raise Unreadable(f"{FILE}: name {found.name[:60]!r}: letters, digits and _ only, at most 40")
    try:
        found.taken_at(datetime.now(UTC))
    except (ValueError, ZoneInfoNotFoundError) as fault:
        raise Unreadable(f"{FILE}: as_of or timezone: {fault}") from None
    if found.cases is not None and found.cases.edition and edition_of(found.cases.edition) is None:
        raise Unreadable(f"{FILE}: cases.edition: {found.cases.edition!r} is no known edition (docs/codes.md)")
    for name, one in found.tables().items():
        needed, more = _COLUMNS[name]
        unknown = sorted(one.columns.keys() - {*needed, *more})
        if unknown:
            raise Unreadable(f"{FILE}: {name}.columns: {unknown[0]!r} is not one of {', '.join((*needed, *more))}")
        given = {"state": getattr(one, "state", ""), "class_code": getattr(one, "class_code", "")}
        lacking = [field for field in needed if not one.named(field) and not given.get(field)]
        if lacking:
            raise Unreadable(f"{FILE}: {name}.columns: {', '.join(lacking)} must be named")


def opened(folder: Path, name: str, of: TableOf) -> Table:
    """A table of the mapping. Unreadable where it is missing, cannot be read, or lacks a column."""
    path = inside(folder, of.file)
    if path is None or not path.is_file():
        raise Unreadable(f"{name}: there is no {of.file}")
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            table: Table = XlsxTable(path, of.sheet, of.head_row)
        elif path.suffix.lower() in (".csv", ".txt"):
            table = CsvTable(path, of.encoding)
        else:
            raise Unreadable("neither .csv nor .xlsx; save it as one of these")
    except Unreadable as fault:
        raise Unreadable(f"{of.file}: {fault}") from None
    lacking = sorted({column for said in of.columns for column in of.named(said)} - set(table.columns))
    if lacking:
        raise Unreadable(f"{of.file}: the head lacks {', '.join(lacking)}; it has {', '.join(table.columns)}")
    return table


def inside(folder: Path, name: str) -> Path | None:
    """A file of the folder by its name in a table; None for one that points out of it, or that no file can have."""
    plain = name.replace("\\", "/").strip("/")
    path = folder / plain
    parts = Path(plain).parts
    if not plain or "\x00" in plain or ".." in parts or Path(plain).is_absolute():
        return None
    if len(plain.encode()) > _LONGEST_PATH or any(len(one.encode()) > _LONGEST_NAME for one in parts):
        return None  # no file system has it; a description where a name should be
    return path


class Fields:
    """The texts of a row by our names, its words translated."""

    def __init__(self, of: TableOf, columns: tuple[str, ...]) -> None:
        place = {name: at for at, name in enumerate(columns)}
        self._places = {field: [place[one] for one in of.named(field)] for field in of.columns}
        self._of = of

    def raw(self, field: str, row: list[str]) -> str:
        """As it stands there."""
        parts = [row[at].strip() for at in self._places.get(field, ())]
        return " ".join(part for part in parts if part not in self._of.empty)

    def text(self, field: str, row: list[str]) -> str:
        """In our words."""
        said = self.raw(field, row)
        return self._of.values.get(field, {}).get(said, said)
