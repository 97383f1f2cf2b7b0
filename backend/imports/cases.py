"""Rows of cases into drafts: every column by its profile, every fault with its field. Pure: no database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec

from backend.imports.mapping import Profile, moment, to_wgs
from backend.imports.report import Report
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
        self._zone = ZoneInfo(profile.timezone)
        self._at = {name: at for at, name in enumerate(columns)}
        self._places = {field: [self._at[one] for one in profile.named(field) if one in self._at] for field in FIELDS}
        self._empty = frozenset(profile.empty)
        # Hashes, not texts: a file may have millions of rows.
        self._keys: set[int] = set()
        self._numbers: set[int] = set()
        self._words: dict[tuple[str, str], StrEnum] = {}

    @property
    def missing(self) -> list[str]:
        """Columns without which no row can be read."""
        named = [name for field in ("key", "class_code", "state", "reported_at") for name in self._profile.named(field)]
        return [name for name in named if name not in self._at]

    def draft(self, line: int, fields: Sequence[str]) -> Draft:
        """One row. BadRow where it cannot be taken; a second row with the same key is one."""
        key = self._text("key", fields)
        if not key:
            raise BadRow("key", "empty: the row could not be known again")
        known_by = hash(key)
        if known_by in self._keys:
            raise BadRow("key", f"{key!r} is in this file twice")
        number = self._text("number", fields) or f"{self._profile.number_prefix}{key}"
        if len(number) > NUMBER_MOST:
            raise BadRow("number", f"longer than {NUMBER_MOST} letters")
        named = hash(number)
        if named in self._numbers:
            raise BadRow("number", f"{number!r} is in this file twice")
        lon, lat = self._place(self._text("lon", fields), self._text("lat", fields))
        class_code, new_class = self._class(self._text("class_code", fields), fields)
        reported_at = self._time("reported_at", fields)
        if reported_at is None:
            raise BadRow("reported_at", "empty")
        times = [self._time(field, fields) for field in _TIMES]
        closed_at = times[-1]
        if closed_at is not None and closed_at < reported_at:
            raise BadRow("closed_at", "before the report")
        department = self._text("department_code", fields)
        draft = Draft(
            line=line,
            key=key,
            number=number,
            short=_short(number),
            class_code=class_code,
            state=self._word(CaseState, "state", self._text("state", fields) or self._profile.state),
            source=self._word(CaseSource, "source", self._text("source", fields) or "import"),
            reported_at=reported_at,
            place=self._cut(self._text("place", fields), PLACE_MOST, "place"),
            description=self._cut(self._text("description", fields), DESCRIPTION_MOST, "description"),
            lon=lon,
            lat=lat,
            department_code=f"{self._profile.departments.prefix}{department}" if department else "",
            department_name=self._text("department_name", fields),
            filed_at=times[0],
            dispatched_at=times[1],
            signed_at=times[2],
            deadline_at=times[3],
            handled_at=times[4],
            closed_at=closed_at,
            new_class=new_class,
        )
        self._keys.add(known_by)
        self._numbers.add(named)
        return draft

    def _text(self, field: str, fields: Sequence[str]) -> str:
        places = self._places[field]
        if len(places) == 1:
            said = fields[places[0]].strip()
            return "" if said in self._empty else said
        found = [fields[one].strip() for one in places]
        return " ".join(part for part in found if part not in self._empty)

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

    def _time(self, field: str, fields: Sequence[str]) -> datetime | None:
        said = self._text(field, fields)
        if not said:
            return None
        try:
            return moment(said, self._profile.time_formats, self._zone)
        except ValueError as fault:
            raise BadRow(field, str(fault)) from None

    def _cut(self, said: str, most: int, field: str) -> str:
        if len(said) <= most:
            return said
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
