"""Departments, people, units, vehicles, cameras, poles: rows checked against the contract and found again by name.

What a row says replaces what an earlier import said; what the world says (whether a camera answers, what a pole is
doing) stays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from backend.imports.cases import BadRow
from backend.imports.mapping import Profile, to_wgs
from backend.imports.report import Report
from backend.imports.rows import Sheet, Unreadable, json_of, sheet_of
from contract.commands import SaveCamera, SavePole
from contract.entities import AnyEntity, Camera, Department, Id, Person, Pole, Unit, Vehicle
from contract.lifecycle import Role

Record = Mapping[str, str]
_Struct = TypeVar("_Struct", bound=msgspec.Struct)
_SCHEMES = ("rtsp", "rtsps", "http", "https")
_WORLD = {
    "camera": ("link", "steered_by_id", "steered_until_at"),
    "unit": ("link",),
    "vehicle": ("link",),
    "pole": ("state", "answered_at"),
}
"""Fields that an import never sets."""
_KEPT = {"camera": ("group", "place", "owner", "tags", "control_url"), "pole": ("group",)}
"""Fields that a row without them leaves as they are."""


@dataclass
class Known:
    """Ids of what is there, by what people call it."""

    departments: dict[str, Id] = field(default_factory=dict)
    areas: dict[str, Id] = field(default_factory=dict)
    cameras: dict[str, Id] = field(default_factory=dict)

    def department(self, code: str) -> Id | None:
        """The department with this code; BadRow where a code is given that is none."""
        return self._find(self.departments, code, "department_code", "department")

    def area(self, code: str) -> Id | None:
        """The area with this code; BadRow where a code is given that is none."""
        return self._find(self.areas, code, "area_code", "area")

    def camera(self, number: str) -> Id:
        """The camera with this number. BadRow where there is none."""
        found = self._find(self.cameras, number, "camera_numbers", "camera")
        if found is None:
            raise BadRow("camera_numbers", "an empty number")
        return found

    @staticmethod
    def _find(there: dict[str, Id], code: str, column: str, noun: str) -> Id | None:
        if not code:
            return None
        if code not in there:
            raise BadRow(column, f"{code[:40]!r} is no {noun}")
        return there[code]


def records(
    data: bytes, report: Report, *, encoding: str = "utf-8", needed: Iterable[str]
) -> Iterator[tuple[int, Record]]:
    """Rows of a CSV file or of a JSON list of objects, with their lines. Unreadable on anything else."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        yield from _json_records(data, report, encoding)
        return
    sheet = sheet_of(data, encoding)
    missing = [name for name in needed if name not in sheet.columns]
    if missing:
        raise Unreadable(f"line 1 lacks the columns {', '.join(missing)}; it has {', '.join(sheet.columns)}")
    report.expect(sum(1 for line in sheet.lines[1:] if line.strip()))
    yield from _sheet_records(sheet, report)


def _sheet_records(sheet: Sheet, report: Report) -> Iterator[tuple[int, Record]]:
    for row in sheet.rows():
        report.count(read=1)
        if row.fault:
            report.refuse(row.line, "", row.fault)
        else:
            yield row.line, dict(zip(sheet.columns, (text.strip() for text in row.fields), strict=True))


def _json_records(data: bytes, report: Report, encoding: str) -> Iterator[tuple[int, Record]]:
    document = json_of(data, encoding)
    if not isinstance(document, list):
        raise Unreadable("JSON, but no list of objects")
    report.expect(len(document))
    report.note("lines count the objects of the list, from 1")
    for number, item in enumerate(document, 1):
        report.count(read=1)
        if isinstance(item, dict):
            yield number, {str(name): "" if value is None else str(value).strip() for name, value in item.items()}
        else:
            report.refuse(number, "", "not an object")


def translated(record: Record, profile: Profile) -> Record:
    """A row of a foreign table under our names, its place in WGS-84. BadRow for a place that is none."""
    found: dict[str, str] = {}
    for ours in profile.columns:
        texts = [record.get(column, "") for column in profile.named(ours)]
        text = " ".join(text for text in texts if text not in profile.empty)
        found[ours] = profile.values.get(ours, {}).get(text, text)
    if profile.crs != "wgs84" and (place := _point(found)) is not None:
        lon, lat = to_wgs(place["lon"], place["lat"], profile.crs)
        found |= {"lon": repr(lon), "lat": repr(lat)}
    return found


def camera_of(record: Record) -> Camera:
    """A camera. BadRow where the row is out of the contract's ranges."""
    filled: dict[str, Any] = {**_filled(record, _CAMERA), "point": _point(record)}
    if tags := [tag.strip() for tag in record.get("tags", "").split(";") if tag.strip()]:
        filled["tags"] = tags
    said = _converted(SaveCamera, filled)
    for column, url in (("main_url", said.main_url), ("sub_url", said.sub_url)):
        if url and urlsplit(url).scheme not in _SCHEMES:
            raise BadRow(column, f"an address must start with one of {', '.join(s + '://' for s in _SCHEMES)}")
    if said.control_url and urlsplit(said.control_url).scheme not in ("http", "https"):
        raise BadRow("control_url", "the address of the ONVIF device service starts with http:// or https://")
    return Camera(id="0", **_own_fields(said))


def pole_of(record: Record, known: Known) -> Pole:
    """A pole with the cameras whose picture confirms it, best first."""
    said = _converted(SavePole, {**_filled(record, _POLE), "point": _point(record)})
    numbers = [number for number in record.get("camera_numbers", "").split(";") if number]
    cameras = tuple(known.camera(number) for number in numbers)
    return Pole(id="0", camera_ids=cameras, **_own_fields(said))


def department_of(record: Record) -> Department:
    """A department."""
    return Department(
        id="0",
        code=_text(record, "code", 40),
        name=_text(record, "name", 200),
        name_en=record.get("name_en", "")[:200],
        short_name=record.get("short_name", "")[:200],
    )


def person_of(record: Record, known: Known) -> Person:
    """Somebody who acts here."""
    roles = tuple(role for role in record.get("roles", "").split(";") if role)
    unknown = [role for role in roles if role not in frozenset(Role)]
    if unknown:
        raise BadRow("roles", f"{unknown[0][:40]!r} is not one of {', '.join(Role)}")
    department, area = known.department(record.get("department_code", "")), known.area(record.get("area_code", ""))
    return Person(id="0", name=_text(record, "name", 200), roles=roles, department_id=department, area_id=area)


def unit_of(record: Record, known: Known) -> Unit:
    """A patrol inspector or a crew."""
    role = record.get("role", "")
    if role not in ("inspector", "crew"):
        raise BadRow("role", f"{role[:40]!r} is not one of inspector, crew")
    return Unit(
        id="0",
        number=_number(record, 65_535),
        name=_text(record, "name", 200),
        role=role,
        department_id=known.department(record.get("department_code", "")),
        area_id=known.area(record.get("area_code", "")),
    )


def vehicle_of(record: Record, known: Known) -> Vehicle:
    """A vehicle with its terminal."""
    use = record.get("use", "")
    if use not in ("sanitation", "muck", "enforcement"):
        raise BadRow("use", f"{use[:40]!r} is not one of sanitation, muck, enforcement")
    terminal = record.get("terminal", "")
    if terminal and not (len(terminal) in (12, 20) and terminal.isascii() and terminal.isdigit()):
        raise BadRow("terminal", "a terminal has 12 digits (2019 edition: 20)")
    return Vehicle(
        id="0",
        number=_number(record, 65_535),
        name=_text(record, "name", 200),
        plate=_text(record, "plate", 20),
        use=use,
        terminal=terminal,
        department_id=known.department(record.get("department_code", "")),
    )


def renewed(kind: str, old: AnyEntity | None, new: AnyEntity, entity_id: Id) -> AnyEntity | None:
    """`new` under its id with the version it gets and the world's own fields kept; None where nothing changed."""
    if old is None:
        return msgspec.structs.replace(new, id=entity_id, version=1)
    kept: dict[str, Any] = {name: getattr(old, name) for name in _WORLD.get(kind, ())}
    if kind in ("camera", "pole"):
        kept["area_id"] = getattr(new, "area_id", None) or getattr(old, "area_id", None)
        for name in _KEPT[kind]:  # a table without groups empties none
            kept[name] = getattr(new, name, "") or getattr(old, name, "")
    same = msgspec.structs.replace(new, id=old.id, version=old.version, **kept)
    return None if same == old else msgspec.structs.replace(same, version=old.version + 1)


_CAMERA = (
    "number",
    "name",
    "azimuth_deg",
    "field_deg",
    "range_m",
    "main_url",
    "sub_url",
    "group",
    "replayed",
    "place",
    "owner",
    "control_url",
)
_POLE = ("number", "name", "range_m", "address", "group")


def _own_fields(said: SaveCamera | SavePole) -> dict[str, Any]:
    fields = msgspec.structs.asdict(said)
    del fields["forget_secret"]  # an order, no property
    return fields


def _filled(record: Record, names: tuple[str, ...]) -> dict[str, str]:
    return {name: record[name] for name in names if record.get(name)}


def _converted(kind: type[_Struct], values: dict[str, Any]) -> _Struct:
    for name in values:
        try:
            msgspec.convert({"number": 1, "name": "-", **{name: values[name]}}, kind, strict=False)
        except msgspec.ValidationError as fault:
            # The message names the rule, never the value: addresses hold passwords.
            raise BadRow(name, str(fault).split(" - at ")[0]) from None
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as fault:
        raise BadRow("", str(fault)) from None


def _point(record: Record) -> dict[str, float] | None:
    lon, lat = record.get("lon", ""), record.get("lat", "")
    if not lon and not lat:
        return None
    try:
        place = float(lon), float(lat)
    except ValueError:
        place = math.nan, math.nan
    if not (abs(place[0]) <= 180 and abs(place[1]) <= 90):
        raise BadRow("lon, lat", f"{lon[:20]!r}, {lat[:20]!r} is no place in degrees")
    return {"lon": round(place[0], 7), "lat": round(place[1], 7)}


def _text(record: Record, name: str, most: int) -> str:
    said = record.get(name, "")
    if not said or len(said) > most:
        raise BadRow(name, "empty" if not said else f"longer than {most} letters")
    return said


def _number(record: Record, most: int) -> int:
    said = record.get("number", "")
    if not (said.isascii() and said.isdigit() and len(said) <= 6 and 1 <= int(said) <= most):
        raise BadRow("number", f"{said[:40]!r} is no number from 1 to {most}")
    return int(said)
