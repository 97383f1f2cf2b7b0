"""The city profile: names, limits and calendar of one city, data and never code."""

from __future__ import annotations

from datetime import date

import msgspec


class ClassName(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: str  # E0110 | C0102
    name: str
    name_en: str
    major: str
    major_en: str
    glyph: str  # the one character in the map's disc: 垃


class LimitRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long a department has, by class: the editable sample profile, never code."""

    class_code: str
    value: float
    unit: str  # urgent_hour | urgent_day | work_hour | work_day


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
    limits: tuple[LimitRule, ...] = ()
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()  # weekends worked in exchange
