"""Whether tables are a profile: cells by their kind, keys once, what rows point at, and what only the whole shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contract.profile import CityProfile
from contract.profile_files.cells import Listed, Words, parts
from contract.profile_files.class_codes import class_warnings
from contract.profile_files.faults import CellFault, Fault
from contract.profile_files.schema import SETTINGS, Field, Row, Table
from contract.profile_files.settings import ALL
from contract.profile_files.settings import SETTINGS as KNOWN
from contract.profile_files.tables import BY_NAME, TABLES
from contract.profile_files.values import cell_of, value_at

_NOTHING = CityProfile(name="", name_en="", division="", edition="", timezone="", bounds=(0, 0, 0, 0))
DEFAULTS: dict[str, str] = {
    one.name: "" if one.needed or one.path[:2] == ("evaluation", "counts") else cell_of(value_at(_NOTHING, one.path))
    for one in ALL
}
"""Of settings that a folder does not name."""
MOST_FAULTS = 1000
_MOST_CELL = 4000


@dataclass(frozen=True)
class Line:
    """A row as it was written, with its line in the file."""

    number: int
    cells: Row


@dataclass(frozen=True)
class Checked:
    """Rows as they are kept, in the order of TABLES, and what is wrong. `lines` are the lines of those rows."""

    tables: dict[str, tuple[Row, ...]]
    faults: tuple[Fault, ...]
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing hinders taking it."""
        return all(one.warning for one in self.faults)


def check(said: Mapping[str, Sequence[Line]], areas: frozenset[str] | None = None) -> Checked:
    """Check whole tables. `areas` are the codes of the areas there are; None: not known here, so not asked.

    A table that is left out and may be (`Table.optional`) is not in the answer, nor asked for what points at it.
    """
    faults: list[Fault] = []
    tables: dict[str, tuple[Row, ...]] = {}
    lines: dict[str, tuple[int, ...]] = {}
    for table in TABLES:
        if table.optional and table.name not in said:
            continue
        rows = said.get(table.name, ())
        if len(rows) > table.most:
            faults.append(_fault(table, "too_large", 0, "", most=f"{table.most:,} rows"))
            rows = rows[: table.most]
        kept = [(line.number, _row(table, line, faults)) for line in rows]
        if table.name == SETTINGS:
            kept = _settings(kept, faults, there=SETTINGS in said)
        _once(table, kept, faults)
        tables[table.name] = tuple(row for _, row in kept)
        lines[table.name] = tuple(number for number, _ in kept)
    _references(tables, lines, faults, areas)
    _whole(tables, lines, faults)
    order = {table.file: at for at, table in enumerate(TABLES)}
    faults.sort(key=lambda one: (order.get(one.file, 0), one.line))
    return Checked(tables, tuple(faults[:MOST_FAULTS]), lines)


def canonical(table: Table, row: Row, column: int, text: str) -> str:
    """A cell as it is kept; as it was written where it has a fault. `row` says which setting it is of."""
    kind = (
        KNOWN[row[0]].kind if table.name == SETTINGS and column == 1 and row[0] in KNOWN else table.fields[column].kind
    )
    text = text.strip()
    try:
        return kind.canon(text) if text else ""
    except CellFault:
        return text


def setting_fault(name: str, text: str) -> CellFault | None:
    """What is wrong with the value of a setting, for an editor."""
    known = KNOWN.get(name)
    if known is None:
        return CellFault("unknown_key")
    if not text:
        return CellFault("empty") if known.needed else None
    try:
        known.kind.canon(text)
    except CellFault as fault:
        return fault
    return None


def _fault(table: Table, code: str, line: int, column: str, /, **params: str) -> Fault:
    return Fault(file=table.file, line=line, column=column, code=code, params=params)


def _cell(column: Field, text: str) -> str:
    text = text.strip()
    if not text:
        if column.needed:
            raise CellFault("empty")
        return ""
    if len(text) > _MOST_CELL:
        raise CellFault("too_long", length=str(len(text)), most=str(_MOST_CELL))
    return column.kind.canon(text)


def _row(table: Table, line: Line, faults: list[Fault]) -> Row:
    """The row as it is kept; a cell with a fault stays as it was written."""
    kept: list[str] = []
    for column, text in zip(table.fields, line.cells, strict=True):
        try:
            kept.append(_cell(column, text))
        except CellFault as fault:
            kept.append(text.strip())
            faults.append(_fault(table, fault.code, line.number, column.name, **fault.params))
    return tuple(kept)


def _settings(kept: list[tuple[int, Row]], faults: list[Fault], *, there: bool) -> list[tuple[int, Row]]:
    """Every setting once, in the order of ALL; one that is not said has its default."""
    table = BY_NAME[SETTINGS]
    said: dict[str, tuple[int, str]] = {}
    for line, (name, text) in kept:
        if name not in KNOWN:
            faults.append(_fault(table, "unknown_key", line, name))
        elif name in said:
            faults.append(_fault(table, "twice", line, name, other=str(said[name][0]), value=name))
        else:
            said[name] = (line, _setting(table, name, text, line, faults))
    for one in ALL:
        if there and one.needed and one.name not in said:
            faults.append(_fault(table, "missing_key", 0, one.name))
    whole: list[tuple[int, Row]] = []
    for one in ALL:
        line, text = said.get(one.name, (0, DEFAULTS[one.name]))
        if not text and not isinstance(one.kind, Listed | Words):
            text = DEFAULTS[one.name]  # an empty number is none; an empty list is one
        whole.append((line, (one.name, text)))
    return whole


def _setting(table: Table, name: str, text: str, line: int, faults: list[Fault]) -> str:
    fault = setting_fault(name, text)
    if fault is not None:
        faults.append(_fault(table, fault.code, line, name, **fault.params))
        return text
    return KNOWN[name].kind.canon(text) if text else ""


def _once(table: Table, kept: list[tuple[int, Row]], faults: list[Fault]) -> None:
    seen: dict[Row, int] = {}
    for line, row in kept:
        key = table.key_of(row)
        if table.name == "people" and not row[0]:
            key = ("", *key[1:])
        if key in seen:
            value = ", ".join(part for part in key if part)
            faults.append(_fault(table, "twice", line, table.key[0], other=str(seen[key]), value=value))
        seen.setdefault(key, line)


def _references(
    tables: Mapping[str, tuple[Row, ...]],
    lines: Mapping[str, tuple[int, ...]],
    faults: list[Fault],
    areas: frozenset[str] | None,
) -> None:
    keys = {name: {row[0] for row in rows} for name, rows in tables.items()}
    for table in TABLES:
        for column in table.fields:
            if column.name == "area_code":
                known, noun = areas, "areas"
            elif column.refers and all(name in keys for name in column.refers):
                known, noun = frozenset().union(*(keys[name] for name in column.refers)), " / ".join(column.refers)
            else:
                continue
            if known is None:
                continue
            at = table.at(column.name)
            for line, row in zip(lines.get(table.name, ()), tables.get(table.name, ()), strict=True):
                for value in parts(row[at]):
                    if value not in known:
                        faults.append(_fault(table, "unknown", line, column.name, value=value, table=noun))


def _whole(tables: Mapping[str, tuple[Row, ...]], lines: Mapping[str, tuple[int, ...]], faults: list[Fault]) -> None:
    """What is seen only over several cells."""
    _zone(tables, faults)
    _reserved(tables, lines, faults)
    _rings(tables, lines, faults)
    _owners_of_milestones(tables, lines, faults)
    faults.extend(class_warnings(tables, lines))


def _zone(tables: Mapping[str, tuple[Row, ...]], faults: list[Fault]) -> None:
    zone = next(text for name, text in tables[SETTINGS] if name == "city.timezone")
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        faults.append(_fault(BY_NAME[SETTINGS], "not_zone", 0, "city.timezone", value=zone))


def _reserved(tables: Mapping[str, tuple[Row, ...]], lines: Mapping[str, tuple[int, ...]], faults: list[Fault]) -> None:
    table = BY_NAME["classes"]
    status, name = table.at("status"), table.at("name")
    reserved = {row[0] for row in tables["classes"] if row[status] == "reserved"}
    for line, row in zip(lines["classes"], tables["classes"], strict=True):
        if row[status] != "reserved" and not row[name]:
            faults.append(_fault(table, "empty", line, "name"))
    conditions = BY_NAME["conditions"]
    for line, row in zip(lines["conditions"], tables["conditions"], strict=True):
        if row[1] in reserved:
            faults.append(_fault(conditions, "reserved", line, "class_code", value=row[1]))


def _rings(tables: Mapping[str, tuple[Row, ...]], lines: Mapping[str, tuple[int, ...]], faults: list[Fault]) -> None:
    if "departments" not in tables:
        return
    above = {row[0]: row[-1] for row in tables["departments"]}
    for line, row in zip(lines["departments"], tables["departments"], strict=True):
        seen, at = {row[0]}, above.get(row[0], "")
        while at and at not in seen:
            seen.add(at)
            at = above.get(at, "")
        if at == row[0] and at:
            faults.append(_fault(BY_NAME["departments"], "ring", line, "parent_code", value=row[0]))


def _owners_of_milestones(
    tables: Mapping[str, tuple[Row, ...]], lines: Mapping[str, tuple[int, ...]], faults: list[Fault]
) -> None:
    there = {row[:3] for row in tables["limits"]}
    for name in ("classes", "conditions"):
        table = BY_NAME[name]
        for column, grade in (("limit", ""), ("limit_a", "A"), ("limit_b", "B"), ("limit_c", "C")):
            at = table.at(column)
            there |= {(row[0], grade, "") for row in tables[name] if row[at]}
    for line, row in zip(lines["milestones"], tables["milestones"], strict=True):
        if row[:3] not in there:
            faults.append(
                _fault(BY_NAME["milestones"], "no_limit_line", line, "of", value=", ".join(filter(None, row[:3])))
            )
