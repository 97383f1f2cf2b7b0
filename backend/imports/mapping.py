"""Profiles: data files that say which column of somebody's table is which field of ours.

A profile is a TOML file in `backend/imports/profiles`; adding a source is adding a file. What every key means stands at
the fields of `Profile`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from contract import geo
from contract.profile import ClassName

DEFAULTS: dict[str, str] = {"cases": "city", "components": "components", "cameras": "cameras"}
RFC3339, EXCEL = "rfc3339", "excel"
"""Forms of times beside those of strptime; excel: the days since 1899-12-30 that a spreadsheet keeps."""
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - the zone of the source follows


class ClassColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Classes numbered by the source: `prefix` and the number with `digits` digits; names come from columns."""

    prefix: str
    digits: int
    name: str
    major: str = ""


class DepartmentRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes of the source's departments get a prefix; unknown ones are added where `add`."""

    prefix: str = ""
    add: bool = False


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source."""

    kind: Literal["cases", "components", "cameras"]
    title: str
    columns: dict[str, str | tuple[str, ...]]  # our field -> its column, or columns that are joined
    encoding: str = "utf-8"
    form: Literal["csv", "geojson"] = "csv"
    crs: Literal["wgs84", "gcj02", "bd09"] = "wgs84"
    timezone: str = "Asia/Shanghai"
    time_formats: tuple[str, ...] = (RFC3339,)
    box: tuple[float, float, float, float] | None = None  # points outside are dropped with a note
    number_prefix: str = ""  # of case numbers made from the key
    empty: tuple[str, ...] = ("",)  # texts that mean nothing
    class_code: str = ""  # of every row
    state: str = ""  # of a row without one
    key: tuple[
        tuple[str, ...], ...
    ] = ()  # a row is known again by the first of these that is complete; @lon, @lat are the place
    values: dict[str, dict[str, str]] = {}  # field -> the source's value -> ours
    class_: ClassColumn | None = msgspec.field(default=None, name="class")
    departments: DepartmentRule = DepartmentRule()
    classes: tuple[NamedClass, ...] = ()  # classes that the city profile learns

    def named(self, field: str) -> tuple[str, ...]:
        """The columns of the source that make our field; none where it has none."""
        said = self.columns.get(field, ())
        return ((said,) if said else ()) if isinstance(said, str) else said


class NamedClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of the source, as the city profile will name it."""

    code: str
    name: str
    name_en: str = ""
    major: str = "外部数据"
    major_en: str = "External data"
    glyph: str = ""

    def named(self) -> ClassName:
        """As the city profile has it."""
        return ClassName(
            code=self.code,
            name=self.name,
            name_en=self.name_en,
            major=self.major,
            major_en=self.major_en,
            glyph=self.glyph or self.name[:1],
        )


class UnknownProfile(ValueError):
    """There is no such profile for this kind; the text lists those there are."""


def names(kind: str) -> list[str]:
    """The profiles for one kind of import."""
    found = (entry for entry in files("backend.imports").joinpath("profiles").iterdir() if entry.name.endswith(".toml"))
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in found
        if msgspec.toml.decode(entry.read_bytes(), type=Profile).kind == kind
    )


def load(kind: str, name: str) -> Profile:
    """The profile `name` for a kind of import; empty means the city folder's own columns. UnknownProfile otherwise."""
    name = name or DEFAULTS[kind]
    entry = files("backend.imports").joinpath("profiles", f"{name}.toml")
    if name.isidentifier() and entry.is_file():
        profile = msgspec.toml.decode(entry.read_bytes(), type=Profile)
        if profile.kind == kind:
            return profile
    raise UnknownProfile(f"no profile {name!r} for {kind}; there are: {', '.join(names(kind))}")


def moment(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> datetime:
    """The UTC time in a text. A time without an offset is of the source's zone. ValueError on what fits no format."""
    for form in formats:
        if form == EXCEL:
            if (days := _serial(text)) is not None:
                return (_EXCEL_ZERO + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
            continue
        try:
            read = datetime.fromisoformat(text) if form == RFC3339 else datetime.strptime(text, form)  # noqa: DTZ007
            return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):  # the first and last day of the calendar have no UTC
            continue
    raise ValueError(f"{text!r} is no time of the form {' or '.join(formats)}")


def _serial(text: str) -> float | None:
    """Days, where they lie between 1954 and 2119: no year, no date written as a number."""
    try:
        days = float(text)
    except ValueError:
        return None
    return round(days * 86_400) / 86_400 if 20_000 <= days <= 80_000 else None


def to_wgs(lon: float, lat: float, crs: str) -> tuple[float, float]:
    """A point of the source's coordinate system in WGS-84 degrees with 7 decimals, about 1 cm."""
    if crs == "bd09":
        lon, lat = geo.gcj_from_bd(lon, lat)
    if crs in ("gcj02", "bd09"):
        lon, lat = geo.wgs_from_gcj(lon, lat)
    return round(lon, 7), round(lat, 7)
