"""Moments as people type them: `3d`, `36h`, `14:30`, `11-25`, `11-25 14:00`, `2026-12-01`. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_SPAN = re.compile(r"^\+?(\d{1,4})\s*(d|天|日|h|小时|时|m|分|w|周)$")
_UNITS = {"d": 1440, "天": 1440, "日": 1440, "h": 60, "小时": 60, "时": 60, "m": 1, "分": 1, "w": 10080, "周": 10080}
_DAY = re.compile(r"^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:\s+(\d{1,2}):(\d{2}))?$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})$")
DAY_ENDS = (18, 0)
"""The clock of a day that was typed without one."""


def moment_of(typed: str, now: datetime, timezone: str) -> datetime | None:
    """The moment that is meant, aware and later than `now`, else None. A day without a year is the next such."""
    text = typed.strip().lower()
    if found := _SPAN.match(text):
        return now + timedelta(minutes=int(found[1]) * _UNITS[found[2]])
    here = now.astimezone(ZoneInfo(timezone))
    try:
        if found := _CLOCK.match(text):
            meant = here.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
            return meant if meant > here else meant + timedelta(days=1)
        if found := _DAY.match(text):
            year, month, day, hour, minute = (int(part) if part is not None else None for part in found.groups())
            meant = datetime(
                year or here.year,
                month or 1,
                day or 1,
                DAY_ENDS[0] if hour is None else hour,
                DAY_ENDS[1] if minute is None else minute,
                tzinfo=here.tzinfo,
            )
            if meant <= here and year is None:
                meant = meant.replace(year=here.year + 1)
            return meant if meant > here else None
    except ValueError:
        return None
    return None
