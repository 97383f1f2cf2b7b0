"""The census of components: rows of a city's own table, or of somebody else's with a profile.

Rows are checked by whole columns, 20,000 at a time, and compared with the census in memory. A foreign component without
a legal code gets one, kept with its own key, so that reading the file again finds it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backend.imports.columns import Mask, degrees, digits, looked_up
from backend.imports.mapping import Profile, to_wgs
from backend.imports.raw import RawBlock
from backend.imports.report import Report
from backend.map.census import STATES, Census, Rows

_SEQUENCES = 1_000_000


@dataclass
class Surroundings:
    """What rows may point at, and what is already there. One import uses and grows it."""

    census: Census
    division: str
    profile_name: str = ""
    departments: dict[str, int] = field(default_factory=dict)  # code -> id
    cells: frozenset[int] = frozenset()
    cell_of: Callable[[npt.NDArray[np.float64], npt.NDArray[np.float64]], npt.NDArray[np.int64]] | None = None
    classes: frozenset[str] = frozenset()  # empty: every legal class code
    keys: dict[str, int] = field(default_factory=dict)  # import key -> code, of what is already there
    seen: set[int] = field(default_factory=set)  # codes of this file
    seen_keys: set[str] = field(default_factory=set)
    next_sequence: dict[int, int] = field(default_factory=dict)  # class -> next free sequence


@dataclass(frozen=True, slots=True)
class Block:
    """Good rows that are not in the database as they are."""

    rows: Rows
    keys: list[str | None]  # import keys of foreign rows
    is_new: Mask


class _Check:
    """Takes bad rows out of a block, each with its first fault."""

    def __init__(self, raw: RawBlock, report: Report) -> None:
        self.raw, self.report = raw, report
        self.good: Mask = np.ones(len(raw.lines), np.bool_)

    def require(self, right: Mask, field_name: str, reason: str) -> None:
        """Refuse the rows that are not `right`; `{}` in the reason is the row's own text."""
        texts = self.raw.columns.get(field_name)
        for at in np.flatnonzero(self.good & ~right).tolist():
            said = repr(texts[at][:40]) if texts is not None else ""
            self.report.refuse(int(self.raw.lines[at]), field_name, reason.format(said))
        self.good &= right


def check(raw: RawBlock, profile: Profile, around: Surroundings, report: Report) -> Block:
    """The rows of a block that are right and new or changed; the others are refused or counted as unchanged."""
    taking = _Check(raw, report)
    lon, lat = _places(taking, profile)
    class4, known = looked_up(raw.columns["class_code"], lambda text: _class_of(text, around.classes), np.uint16)
    taking.require(known, "class_code", "{} is no component class of this city")
    state, known = looked_up(raw.columns["state"], _state_of, np.uint8)
    taking.require(known, "state", "{} is not one of " + ", ".join(STATES))
    department, known = looked_up(raw.columns["department_code"], lambda text: _id_of(text, around), np.int64)
    taking.require(known, "department_code", "{} is no department")
    cell = _cells(taking, around, lon, lat)
    keys: list[str | None] = [None] * len(raw.lines)
    if raw.keys:
        code = _given_codes(taking, around, class4)
        keys = [f"{around.profile_name}:{key}" for key in raw.keys]
    else:
        code = _own_codes(taking, class4)
    _refuse_doubles(taking, around, code)
    keep = np.flatnonzero(taking.good)
    rows = Rows(code[keep], class4[keep], state[keep], department[keep], cell[keep], lon[keep], lat[keep])
    return _changed(rows, [keys[at] for at in keep.tolist()], around, report)


def _places(taking: _Check, profile: Profile) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    lon, right = degrees(taking.raw.columns["lon"], 180.0)
    taking.require(right, "lon", "{} is no longitude in degrees")
    lat, right = degrees(taking.raw.columns["lat"], 90.0)
    taking.require(right, "lat", "{} is no latitude in degrees")
    taking.require((lon != 0.0) | (lat != 0.0), "lon", "0, 0 is no place")
    if profile.crs != "wgs84":
        moved = [to_wgs(x, y, profile.crs) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
        lon, lat = np.array([x for x, _ in moved]), np.array([y for _, y in moved])
    return lon, lat


def _class_of(text: str, classes: frozenset[str]) -> np.uint16 | None:
    legal = len(text) == 5 and text[0] == "C" and text[1:].isascii() and text[1:].isdigit()
    if not legal or (classes and text not in classes):
        return None
    number = np.uint16(int(text[1:]))
    return number if number else None


def _state_of(text: str) -> np.uint8 | None:
    return np.uint8(STATES.index(text)) if text in STATES else np.uint8(0) if not text else None


def _id_of(code: str, around: Surroundings) -> np.int64 | None:
    if not code:
        return np.int64(0)
    return np.int64(around.departments[code]) if code in around.departments else None


def _cells(
    taking: _Check, around: Surroundings, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    texts = taking.raw.columns["cell_code"]
    given = np.array([bool(text) for text in texts], np.bool_)
    cell, legal = digits(texts, 15)
    taking.require(legal | ~given, "cell_code", "{} is no unit grid code: 15 digits, not starting with 0")
    if around.cells:
        known = np.isin(cell, np.fromiter(around.cells, np.int64, len(around.cells)))
        strange = int((given & legal & ~known & taking.good).sum())
        if strange:
            taking.report.tally(
                "components name a cell that this city does not have: it was found by their place", strange
            )
        given &= known
        cell = np.where(given, cell, 0)
    if around.cell_of is not None and not given.all():
        cell = np.where(given, cell, around.cell_of(lon, lat))
    return cell


def _own_codes(taking: _Check, class4: npt.NDArray[np.uint16]) -> npt.NDArray[np.int64]:
    code, right = digits(taking.raw.columns["code"], 16)
    taking.require(right, "code", "{} is no component code: 16 digits, not starting with 0")
    taking.require(code % _SEQUENCES > 0, "code", "{} ends in 000000; the sequence starts at 000001")
    same = code // _SEQUENCES % 10_000 == class4
    taking.require(same, "code", "{} names another class in its digits 7 to 10 than class_code does")
    return code


def _given_codes(taking: _Check, around: Surroundings, class4: npt.NDArray[np.uint16]) -> npt.NDArray[np.int64]:
    """The codes that foreign rows have had since they first came, or the next free ones of their class."""
    code = np.zeros(len(class4), np.int64)
    for at in np.flatnonzero(taking.good).tolist():
        key = f"{around.profile_name}:{taking.raw.keys[at]}"
        if key in around.seen_keys:
            taking.report.refuse(int(taking.raw.lines[at]), "key", f"{taking.raw.keys[at]!r} is in this file twice")
            taking.good[at] = False
            continue
        around.seen_keys.add(key)
        known = around.keys.get(key)
        given = known if known is not None else _next_code(around, int(class4[at]))
        if given is None:
            taking.report.refuse(int(taking.raw.lines[at]), "key", f"no code is left in class C{class4[at]:04d}")
            taking.good[at] = False
        else:
            code[at] = given
    return code


def _next_code(around: Surroundings, class4: int) -> int | None:
    first = (int(around.division) * 10_000 + class4) * _SEQUENCES
    if class4 not in around.next_sequence:
        last = around.census.last_in(first, first + _SEQUENCES)
        around.next_sequence[class4] = 1 if last is None else last - first + 1
    sequence = around.next_sequence[class4]
    if sequence == _SEQUENCES:
        return None  # its six digits are used up
    around.next_sequence[class4] = sequence + 1
    return first + sequence


def _refuse_doubles(taking: _Check, around: Surroundings, code: npt.NDArray[np.int64]) -> None:
    numbers = code.tolist()
    for at in np.flatnonzero(taking.good).tolist():
        if numbers[at] in around.seen:
            taking.report.refuse(int(taking.raw.lines[at]), "code", f"{numbers[at]:016d} is in this file twice")
            taking.good[at] = False
        else:
            around.seen.add(numbers[at])


def _changed(rows: Rows, keys: list[str | None], around: Surroundings, report: Report) -> Block:
    at = around.census.find(rows.code)
    is_new = at < 0
    old = around.census.rows
    same: Mask = np.zeros(len(rows), np.bool_)
    if len(old):
        there = np.where(is_new, 0, at)
        same = ~is_new
        for mine, theirs in (
            (rows.class4, old.class4),
            (rows.state, old.state),
            (rows.department, old.department),
            (rows.cell, old.cell),
            (rows.lon, old.lon),
            (rows.lat, old.lat),
        ):
            same &= mine == theirs[there]
    report.count(unchanged=int(same.sum()))
    keep = np.flatnonzero(~same)
    return Block(rows.take(keep), [keys[i] for i in keep.tolist()], is_new[keep])
