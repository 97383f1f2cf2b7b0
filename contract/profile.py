"""The city profile: names, limits, calendar, conditions and habits of one city. Data of the city, never code.

One struct holds all of it and is what the server works with. A seat gets the part that it needs all day
(`for_seats`); filing conditions, responsibilities and the evaluation have routes of their own. Every field that was
added later has a default, so that a profile stored by an older release still reads.
"""

from __future__ import annotations

from datetime import date

import msgspec

from contract.conduct import Conduct
from contract.evaluation import Evaluation
from contract.limits import ClassLimits, HandlingLimit, LimitRules

UNVERIFIED = "sample-unverified"
"""Mark of a profile whose numbers nobody has compared with the texts that hold for the city."""


class ClassName(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A minor class (小类) of cases."""

    code: str  # E0110 | C0102
    name: str
    name_en: str
    major: str
    major_en: str
    glyph: str  # the one character in the map's disc: 垃
    edition: str = ""  # of the class list; empty: the profile's own
    status: str = "standard"  # standard | extension | reserved: a reserved code has no name and takes no case


class LimitRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long a department has, by class: the editable sample profile, never code."""

    class_code: str
    value: float
    unit: str  # urgent_hour | urgent_day | work_hour | work_day


class Threshold(msgspec.Struct, frozen=True, omit_defaults=True):
    """A measure that must be reached: damage_area_cm2 gt 25. A text can only be compared with `eq`."""

    measure: str
    test: str  # lt | le | eq | ge | gt
    value: float | str


class Condition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A filing condition (立案条件): what must be the matter for a case of a class, and what ends it (结案条件)."""

    id: str  # C0101-2
    class_code: str
    triggers: tuple[str, ...] = ()  # words, one of which describes what was found: 破损
    triggers_en: tuple[str, ...] = ()
    thresholds: tuple[tuple[Threshold, ...], ...] = ()  # any of these, each of them whole
    limits: tuple[HandlingLimit, ...] = ()  # none: those of its class
    closing: tuple[str, ...] = ()
    closing_en: tuple[str, ...] = ()
    severity: str = "normal"  # normal | urgent | major
    note: str = ""


class DayName(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a holiday or an exchanged workday is called."""

    day: date
    name: str
    name_en: str = ""


class Phrase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sentence that is said often (常用语), offered with the command that it goes with."""

    command: str  # file_case
    text: str
    text_en: str = ""


class Responsibility(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who owns a class in an area (权属). The most particular line holds: `contract.responsibility.owner_of`."""

    department_code: str
    class_code: str = ""  # C0102, or a major class C01, or E, C; empty: every class
    area_code: str = ""  # empty: everywhere


class CityProfile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/profile`: names, limits and calendar of the city, with the edition they follow."""

    name: str
    name_en: str
    division: str  # six digits
    edition: str
    timezone: str
    bounds: tuple[float, float, float, float]  # west, south, east, north
    duty_from: str = "08:00"
    duty_to: str = "20:00"
    on_time_target: float = 95.0
    handling_limit_min: float = 60.0
    default_limit: LimitRule = LimitRule(class_code="", value=8, unit="work_hour")
    classes: tuple[ClassName, ...] = ()
    limits: tuple[LimitRule, ...] = ()  # of classes, where `class_limits` says nothing
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()  # weekends worked in exchange
    mark: str = ""  # UNVERIFIED, or empty
    version: int = 0  # counts the changes of this city's profile (`GET /api/profile/versions`)
    class_limits: tuple[ClassLimits, ...] = ()
    rules: LimitRules = LimitRules()
    conduct: Conduct = Conduct()
    evaluation: Evaluation = Evaluation()
    phrases: tuple[Phrase, ...] = ()
    day_names: tuple[DayName, ...] = ()
    conditions: tuple[Condition, ...] = ()
    responsibility: tuple[Responsibility, ...] = ()


def for_seats(profile: CityProfile) -> CityProfile:
    """The part that a seat keeps: without reserved codes, and what routes of their own give when it is asked for."""
    return msgspec.structs.replace(
        profile, classes=usable(profile), conditions=(), responsibility=(), evaluation=Evaluation()
    )


def usable(profile: CityProfile) -> tuple[ClassName, ...]:
    """The classes that a case can have: all but the reserved codes."""
    return tuple(one for one in profile.classes if one.status != "reserved")
