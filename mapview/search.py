"""What a search on the map finds in the live state: cases, cameras, poles by number or words; coordinates. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from contract.entities import Camera, Case, Point, Pole

Kind = Literal["case", "camera", "pole", "point", "street", "place", "cell"]
CLOSE: Final = 17
"""Zoom at which one thing is looked at."""
OF_A_KIND: Final = 4
_NUMBER: Final = r"([NSEW]?)\s*(-?\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW]?)"
_PLACE: Final = re.compile(rf"{_NUMBER}\s*[,，;\s]\s*{_NUMBER}", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """One thing found. `point` is WGS-84; None where the thing has no place. `number` stands before the name."""

    kind: Kind
    id: str
    number: str
    name: str
    note: str = ""
    point: Point | None = None
    zoom: int = CLOSE


def coordinates(text: str) -> Point | None:
    """`121.47 31.23`, `31.23N, 121.47E`: a place, or None where the text is none. Longitude first unless letters or
    the range of latitudes say otherwise."""
    found = _PLACE.fullmatch(text.strip())
    if found is None or not ("." in text or "°" in text):
        return None  # two whole numbers are not meant as degrees
    before_a, a, after_a, before_b, b, after_b = found.groups()
    sides = ((before_a or after_a).upper(), (before_b or after_b).upper())
    first, second = _signed(a, sides[0]), _signed(b, sides[1])
    swapped = sides[0] in ("N", "S") or sides[1] in ("E", "W") or (not any(sides) and abs(second) > 90)
    lon, lat = (second, first) if swapped else (first, second)
    return Point(lon, lat) if abs(lon) <= 180 and abs(lat) <= 85 else None


def _signed(digits: str, side: str) -> float:
    value = float(digits)
    return -value if side in ("S", "W") else value


def find(
    text: str, cases: Iterable[Case], cameras: Iterable[Camera], poles: Iterable[Pole], class_name: Callable[[str], str]
) -> list[Hit]:
    """At most `OF_A_KIND` of each kind; what has exactly this number comes first."""
    words = text.strip().casefold()
    if not words:
        return []
    point = coordinates(text)
    found = [Hit("point", "", "", f"{point.lon:.5f}, {point.lat:.5f}", point=point)] if point is not None else []
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
    live: list[tuple[bool, Hit]] = []
    for case in cases:
        name = class_name(case.class_code)
        if case.short == number or _has(words, name, case.place, case.number):
            hit = Hit("case", case.id, f"{case.short:03d}", name, case.place, case.point)
            live.append((case.short == number, hit))
    for kind, things in (("camera", cameras), ("pole", poles)):
        for thing in things:
            if thing.number == number or _has(words, thing.name):
                hit = Hit(kind, thing.id, str(thing.number), thing.name, "", thing.point)  # type: ignore[arg-type]  # two of the literals
                live.append((thing.number == number, hit))
    live.sort(key=lambda pair: (not pair[0], ("case", "camera", "pole").index(pair[1].kind), pair[1].number.zfill(6)))
    counts: dict[str, int] = {}
    for _, hit in live:
        counts[hit.kind] = counts.get(hit.kind, 0) + 1
        if counts[hit.kind] <= OF_A_KIND:
            found.append(hit)
    return found


def _has(words: str, *texts: str) -> bool:
    return any(words in text.casefold() for text in texts)


def named(rows: Iterable[dict[str, object]]) -> list[Hit]:
    """Streets, places and cells as the page found them: `kind, name, note, lon, lat, zoom`; others are left out."""
    found = []
    for row in rows:
        kind, lon, lat = row.get("kind"), row.get("lon"), row.get("lat")
        if kind in ("street", "place", "cell") and isinstance(lon, int | float) and isinstance(lat, int | float):
            zoom = row.get("zoom")
            found.append(
                Hit(kind, "", "", str(row.get("name", "")), str(row.get("note", "")), Point(lon, lat),
                    zoom if isinstance(zoom, int) else CLOSE)
            )  # fmt: skip
    return found
