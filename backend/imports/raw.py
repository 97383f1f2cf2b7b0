"""Component rows of any source in one form: columns of text with the line of each row and, for foreign ones, a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backend.imports.mapping import Profile
from backend.imports.report import Report
from backend.imports.rows import Sheet, Unreadable, json_of, sheet_of

BLOCK = 20_000
FIELDS = ("code", "class_code", "lon", "lat", "cell_code", "department_code", "state")
_REQUIRED = ("lon", "lat")


@dataclass(frozen=True, slots=True)
class RawBlock:
    """Rows not yet checked. `keys` is empty for rows that bring their own legal code."""

    lines: npt.NDArray[np.int64]
    columns: dict[str, list[str]]
    keys: list[str] = field(default_factory=list)


def blocks(data: bytes, profile: Profile, encoding: str, report: Report) -> Iterator[RawBlock]:
    """The rows of a file, `BLOCK` or fewer at a time. Unreadable where the file is not of the profile's form."""
    if profile.form == "geojson":
        yield from _features(data, profile, encoding, report)
        return
    sheet = sheet_of(data, encoding)
    missing = [name for name in _needed(profile) if name not in sheet.columns]
    if missing:
        raise Unreadable(f"line 1 lacks the columns {', '.join(missing)}; it has {', '.join(sheet.columns)}")
    report.expect(sum(1 for line in sheet.lines[1:] if line.strip()))
    for faulty, lines, rows in sheet.blocks(BLOCK):
        report.count(read=len(faulty) + len(rows))
        for row in faulty:
            report.refuse(row.line, "", row.fault)
        if rows:
            yield _block(sheet, profile, lines, rows, report)


def _needed(profile: Profile) -> list[str]:
    of_ours = [name for name in profile.columns.values() if isinstance(name, str) and name]
    return [*of_ours, *(name for name in (profile.key[0] if profile.key else ()) if not name.startswith("@"))]


def _block(
    sheet: Sheet, profile: Profile, lines: npt.NDArray[np.int64], rows: list[list[str]], report: Report
) -> RawBlock:
    by_column = dict(zip(sheet.columns, (list(column) for column in zip(*rows, strict=True)), strict=True))
    columns = {name: _ours(profile, name, by_column, len(rows)) for name in FIELDS}
    if not profile.key:
        return RawBlock(lines, columns)
    records = [dict(zip(sheet.columns, row, strict=True)) for row in rows]
    return _keyed(profile, lines, columns, records, report)


def _ours(profile: Profile, name: str, by_column: dict[str, list[str]], count: int) -> list[str]:
    column = profile.columns.get(name, "")
    default = {"class_code": profile.class_code, "state": profile.state}.get(name, "")
    if not isinstance(column, str) or column not in by_column:
        return [default] * count
    words, empty = profile.values.get(name, {}), frozenset(profile.empty)
    if not words and not default:
        return by_column[column]
    return [default if text.strip() in empty else words.get(text.strip(), text) for text in by_column[column]]


def _features(data: bytes, profile: Profile, encoding: str, report: Report) -> Iterator[RawBlock]:
    document = json_of(data, encoding)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Unreadable("JSON, but no GeoJSON FeatureCollection: there is no list `features`")
    report.expect(len(features))
    report.note("lines count the features of the file, from 1")
    for first in range(0, len(features), BLOCK):
        chunk = features[first : first + BLOCK]
        report.count(read=len(chunk))
        lines: list[int] = []
        records: list[dict[str, str]] = []
        for number, feature in enumerate(chunk, first + 1):
            record = _record(feature)
            if isinstance(record, str):
                report.refuse(number, "geometry", record)
            else:
                lines.append(number)
                records.append(record)
        if not records:
            continue
        names = {name for record in records for name in record}
        by_column = {name: [record.get(name, "") for record in records] for name in names}
        columns = {name: _ours(profile, name, by_column, len(records)) for name in FIELDS}
        columns["lon"], columns["lat"] = by_column["@lon"], by_column["@lat"]
        yield _keyed(profile, np.array(lines, np.int64), columns, records, report)


def _record(feature: object) -> dict[str, str] | str:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return "not a feature with a Point"
    place = geometry.get("coordinates")
    if not isinstance(place, list) or len(place) < 2 or not all(isinstance(n, int | float) for n in place[:2]):
        return "a Point without two numbers"
    try:
        lon, lat = float(place[0]), float(place[1])
    except OverflowError:  # JSON has whole numbers of any length
        return "a Point with a number beyond all degrees"
    properties = feature.get("properties")
    texts = properties.items() if isinstance(properties, dict) else ()
    record = {str(name): "" if value is None else str(value) for name, value in texts}
    return {**record, "@lon": repr(lon), "@lat": repr(lat)}


def _keyed(
    profile: Profile,
    lines: npt.NDArray[np.int64],
    columns: dict[str, list[str]],
    records: list[dict[str, str]],
    report: Report,
) -> RawBlock:
    keys: list[str] = []
    kept: list[int] = []
    empty = frozenset(profile.empty)
    for at, record in enumerate(records):
        place = {"@lon": columns["lon"][at], "@lat": columns["lat"][at]}
        for names in profile.key:
            parts = [(place.get(name) or record.get(name, "")).strip() for name in names]
            if not any(part in empty for part in parts):
                keys.append("|".join(parts))
                kept.append(at)
                break
        else:
            report.refuse(int(lines[at]), profile.key[-1][0], "nothing by which this row could be known again")
    if len(kept) == len(records):
        return RawBlock(lines, columns, keys)
    return RawBlock(lines[kept], {name: [column[at] for at in kept] for name, column in columns.items()}, keys)
