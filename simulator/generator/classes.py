"""The class tables and limits that a generated city brings, read from `assets/profile`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "profile"


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
def rows(name: str) -> tuple[ClassRow, ...]:
    """`components` or `events`."""
    with (ASSETS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            ClassRow(
                code=row["code"],
                major=row["major"],
                major_en=row["major_en"],
                name=row["name"],
                name_en=row["name_en"],
                glyph=row["glyph"],
                department=row["department"],
                place=row["place"],
                weight=float(row["weight"]),
                limit_value=float(row["limit_value"]),
                limit_unit=row["limit_unit"],
            )
            for row in csv.DictReader(lines)
        )
