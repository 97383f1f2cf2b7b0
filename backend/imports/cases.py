"""Rows of cases into drafts: every column by its profile, every fault with its field. Pure: no database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec

from backend.imports.mapping import Profile, to_wgs
from backend.imports.report import Report
from backend.imports.times import Times
from backend.tables import from_ms
from contract.entities import CaseSource, CaseState
from contract.profile import ClassName

NUMBER_MOST = 100
PLACE_MOST = 200
DESCRIPTION_MOST = 2000
Word = TypeVar("Word", bound=StrEnum)
FIELDS = (
    *("key", "number", "class_code", "state", "source", "place", "description", "lon", "lat"),
    *("department_code", "department_name", "reported_at", "filed_at", "dispatched_at", "signed_at", "deadline_at"),
    *("handled_at", "closed_at"),
)
_TIMES = ("filed_at", "dispatched_at", "signed_at", "deadline_at", "handled_at", "closed_at")


class BadRow(ValueError):
    """A row that cannot be taken: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class Read(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a row says, times as epoch milliseconds: `draft` is the same with times."""

    line: int
    key: str
    number: str
    short: int
    class_code: str
    state: CaseState
    source: CaseSource
    place: str
    description: str
    lon: float | None
    lat: float | None
    department_code: str
    department_name: str
    reported_at: int
    filed_at: int | None
    dispatched_at: int | None
    signed_at: int | None
    deadline_at: int | None
    handled_at: int | None
    closed_at: int | None
    new_class: ClassName | None

    def draft(self) -> Draft:
        """For those who reckon with times."""
        said = msgspec.structs.asdict(self)
        for name in ("reported_at", *_TIMES):
            said[name] = None if said[name] is None else from_ms(said[name])
        return Draft(**said)


class Draft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A case as its row tells it; department and cell still have to be found."""

    line: int
    key: str
    number: str
    short: int
    class_code: str
    state: CaseState
    source: CaseSource
    reported_at: datetime
    place: str = ""
    description: str = ""
    lon: float | None = None
    lat: float | None = None
    department_code: str = ""
    department_name: str = ""
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    deadline_at: datetime | None = None
    handled_at: datetime | None = None
    closed_at: datetime | None = None
    new_class: ClassName | None = None


class Reader:
    """Makes drafts of the rows of one file."""

    def __init__(self, profile: Profile, columns: tuple[str, ...], classes: frozenset[str], report: Report) -> None:
        """`classes` are the codes of the city profile; empty means that every legal code will do."""
        self._profile, self._report, self._classes = profile, report, classes
        self._at = {name: at for at, name in enumerate(columns)}
        self._empty = frozenset(profile.empty)
        # Texts that are made of none or of several columns stand behind those of the row.
        self._joined: list[list[int]] = []
        self._pick = itemgetter(*[self._place_of(field, len(columns)) for field in FIELDS])
        self._ms = Times(profile.time_formats, ZoneInfo(profile.timezone)).ms
        # Hashes, not texts: a file may have millions of rows.
        self._keys: set[int] = set()
        self._numbers: set[int] = set()
        self._words: dict[tuple[str, str], StrEnum] = {}
        self._codes: dict[str, str] = {}

    def _place_of(self, field: str, width: int) -> int:
        places = [self._at[one] for one in self._profile.named(field) if one in self._at]
        if len(places) == 1:
            return places[0]
        self._joined.append(places)
        return width + len(self._joined) - 1

    @property
    def missing(self) -> list[str]:
        """Columns without which no row can be read."""
        named = [name for field in ("key", "class_code", "state", "reported_at") for name in self._profile.named(field)]
        return [name for name in named if name not in self._at]

    def draft(self, line: int, fields: Sequence[str]) -> Draft:
        """One row. BadRow where it cannot be taken; a second row with the same key is one."""
        return self.read(line, fields).draft()

    def read(self, line: int, fields: Sequence[str]) -> Read:
        """The same before its times are made: for many rows."""
        empty = self._empty
        texts = ["" if (text := one.strip()) in empty else text for one in fields]
        for places in self._joined:
            texts.append(" ".join([texts[one] for one in places if texts[one]]))
        key, number, said_class, state, source, place, description, east, north, department, name, *times = self._pick(
            texts
        )
        if not key:
            raise BadRow("key", "empty: the row could not be known again")
        known_by = hash(key)
        if known_by in self._keys:
            raise BadRow("key", f"{key!r} is in this file twice")
        if not number:
            number = f"{self._profile.number_prefix}{key}"
        if len(number) > NUMBER_MOST:
            raise BadRow("number", f"longer than {NUMBER_MOST} letters")
        named = hash(number)
        if named in self._numbers:
            raise BadRow("number", f"{number!r} is in this file twice")
        lon, lat = self._place(east, north)
        new_class: ClassName | None = None
        class_code = self._codes.get(said_class)
        if class_code is None:
            class_code, new_class = self._class(said_class, fields)
        if not times[0]:
            raise BadRow("reported_at", "empty")
        reported_at, filed_at, dispatched_at, signed_at, deadline_at, handled_at, closed_at = self._times(times)
        if closed_at is not None and closed_at < reported_at:
            raise BadRow("closed_at", "before the report")
        if len(place) > PLACE_MOST:
            place = self._cut(place, PLACE_MOST, "place")
        if len(description) > DESCRIPTION_MOST:
            description = self._cut(description, DESCRIPTION_MOST, "description")
        found = Read(
            line,
            key,
            number,
            _short(number),
            class_code,
            self._word(CaseState, "state", state or self._profile.state),
            self._word(CaseSource, "source", source or "import"),
            place,
            description,
            lon,
            lat,
            f"{self._profile.departments.prefix}{department}" if department else "",
            name,
            reported_at,
            filed_at,
            dispatched_at,
            signed_at,
            deadline_at,
            handled_at,
            closed_at,
            new_class,
        )
        self._keys.add(known_by)
        self._numbers.add(named)
        return found

    def _times(self, texts: Sequence[str]) -> list[Any]:
        ms = self._ms
        try:
            return [ms(one) if one else None for one in texts]
        except ValueError:
            for field, one in zip(("reported_at", *_TIMES), texts, strict=True):
                try:
                    _ = ms(one) if one else None
                except ValueError as fault:
                    raise BadRow(field, str(fault)) from None
            raise

    def _place(self, east: str, north: str) -> tuple[float | None, float | None]:
        if not east and not north:
            self._report.tally("cases without coordinates live in the queue")
            return None, None
        lon, lat = _degrees(east, "lon", 180), _degrees(north, "lat", 90)
        if lon == 0 and lat == 0:
            self._report.tally("cases at 0, 0, which is no place: they live in the queue")
            return None, None
        lon, lat = to_wgs(lon, lat, self._profile.crs)
        box = self._profile.box
        if box is not None and not (box[0] <= lon <= box[2] and box[1] <= lat <= box[3]):
            self._report.tally("points outside the source's own district were dropped, their cases kept")
            return None, None
        return lon, lat

    def _class(self, said: str, fields: Sequence[str]) -> tuple[str, ClassName | None]:
        rule = self._profile.class_
        if rule is not None:
            if not (said.isascii() and said.isdigit() and len(said) <= rule.digits):
                raise BadRow("class_code", f"{said!r} is no number of at most {rule.digits} digits")
            code = f"{rule.prefix}{int(said):0{rule.digits}d}"
            name = self._raw(rule.name, fields) or said
            major = self._raw(rule.major, fields) or self._profile.title
            return code, ClassName(code=code, name=name, name_en="", major=major, major_en="Imported", glyph=name[:1])
        code = self._profile.values.get("class_code", {}).get(said, said) or self._profile.class_code
        if not (code[:1] in ("C", "E") and code[1:].isascii() and code[1:].isdigit() and len(code) in (5, 6)):
            raise BadRow("class_code", f"{said!r} is no class")
        if self._classes and code not in self._classes:
            raise BadRow("class_code", f"{said!r} is no class of this city")
        self._codes[said] = code
        return code, None

    def _raw(self, column: str, fields: Sequence[str]) -> str:
        return fields[self._at[column]].strip() if column in self._at else ""

    def _word(self, kind: type[Word], field: str, said: str) -> Word:
        if (known := self._words.get((field, said))) is not None:
            return cast(Word, known)
        word = self._profile.values.get(field, {}).get(said, said)
        try:
            self._words[field, said] = found = kind(word)
            return found
        except ValueError:
            raise BadRow(field, f"{said[:40]!r} is not one of {', '.join(kind)}") from None

    def _cut(self, said: str, most: int, field: str) -> str:
        self._report.tally(f"texts of {field} were longer than {most} letters and were cut")
        return said[:most]


def _degrees(word: str, field: str, most: float) -> float:
    try:
        value = float(word)
    except ValueError:
        raise BadRow(field, f"{word[:40]!r} is no number") from None
    if not math.isfinite(value) or abs(value) > most:
        raise BadRow(field, f"{word[:40]} is out of range: -{most} to {most} degrees")
    return value


def _short(number: str) -> int:
    tail = number[-6:]
    if tail.isascii() and tail.isdigit():
        return int(tail)
    digits = ""
    for letter in reversed(number):
        if not (letter.isascii() and letter.isdigit()):
            break
        digits = letter + digits
    return int(digits[-6:] or "0")
