"""The classes of a generated city: names and limits of the sample profile, and how often and where such things are."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contract.profile import CityProfile
from contract.profile_files.assembling import profile_of
from contract.profile_files.checking import check
from contract.profile_files.reading import read_folder

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
PROFILE = _ASSETS / "profile"
SHARES = _ASSETS / "simulator" / "classes.csv"
_LETTER = {"components": "C", "events": "E"}


@dataclass(frozen=True)
class ClassRow:
    """One class. `weight` is its share of a generated census or of the reports; `place` says where such things lie."""

    code: str
    major: str
    major_en: str
    name: str
    name_en: str
    glyph: str
    department: str
    place: str
    weight: float
    limit_value: float
    limit_unit: str


@cache
def profile() -> CityProfile:
    """The sample profile. ValueError where its folder has a fault."""
    said, faults = read_folder(PROFILE)
    checked = check(said)
    if faults or checked.faults:
        raise ValueError("; ".join(f"{one.place}: {one.sentence}" for one in (*faults, *checked.faults)))
    return profile_of(checked.tables)


@cache
def rows(name: str) -> tuple[ClassRow, ...]:
    """`components` or `events`."""
    named = {one.code: one for one in profile().classes}
    limits = {one.class_code: one for one in profile().limits}
    with SHARES.open(encoding="utf-8", newline="") as lines:
        shares = [row for row in csv.DictReader(lines) if row["code"].startswith(_LETTER[name])]
    return tuple(
        ClassRow(
            code=row["code"],
            major=named[row["code"]].major,
            major_en=named[row["code"]].major_en,
            name=named[row["code"]].name,
            name_en=named[row["code"]].name_en,
            glyph=named[row["code"]].glyph,
            department=row["department"],
            place=row["place"],
            weight=float(row["weight"]),
            limit_value=limits[row["code"]].value,
            limit_unit=limits[row["code"]].unit,
        )
        for row in shares
    )
