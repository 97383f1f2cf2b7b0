"""How numbers, times and codes are written, the same everywhere. Minus is U+2212; nothing is a relative word."""

from __future__ import annotations

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

MINUS = "\u2212"
NO_VALUE = "—"


def tip(text: str) -> str:
    """A tooltip that shows exactly this text: Qt takes what looks like HTML as such, and strangers write reports."""
    if "<" not in text and "&" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{escape(text, quote=False)}</p>"


def time_left(seconds: float | None) -> str:
    """h:mm until a limit, `−0:42` once past it; whole minutes begun, so the first minute past it is −0:00."""
    if seconds is None:
        return NO_VALUE
    if seconds >= 0:
        minutes = int(seconds // 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    minutes = int(-seconds // 60)
    return f"{MINUS}{minutes // 60}:{minutes % 60:02d}"


def minus(number: float, digits: int = 0) -> str:
    """A number with the real minus sign and thousands in groups."""
    return f"{number:,.{digits}f}".replace("-", MINUS)


def age(seconds: float) -> str:
    """`0.4 s ago`, `12 s ago`, `3 min ago`, `2 h ago`."""
    if seconds < 10:
        return translate("format", "{n} s ago").format(n=f"{max(seconds, 0.0):.1f}")
    return translate("format", "{span} ago").format(span=span(seconds))


def span(seconds: float) -> str:
    """A length of time in one unit: `38 s`, `3 min`, `2 h`, `4 d`."""
    if seconds < 90:
        return translate("format", "{n} s").format(n=int(seconds))
    if seconds < 90 * 60:
        return translate("format", "{n} min").format(n=int(seconds // 60))
    if seconds < 48 * 3600:
        return translate("format", "{n} h").format(n=int(seconds // 3600))
    return translate("format", "{n} d").format(n=int(seconds // 86400))


def clock(at: datetime | None, timezone: str = "UTC", *, seconds: bool = True) -> str:
    """hh:mm:ss (or hh:mm) in the city's time zone."""
    if at is None:
        return NO_VALUE
    return at.astimezone(ZoneInfo(timezone)).strftime("%H:%M:%S" if seconds else "%H:%M")


def day(at: datetime | None, timezone: str = "UTC") -> str:
    """11-21 in the city's time zone."""
    return NO_VALUE if at is None else at.astimezone(ZoneInfo(timezone)).strftime("%m-%d")


def moment(at: datetime | None, now: datetime, timezone: str = "UTC") -> str:
    """The clock of today; with the day in front where it was another one."""
    if at is None:
        return NO_VALUE
    text = clock(at, timezone, seconds=False)
    return text if day(at, timezone) == day(now, timezone) else f"{day(at, timezone)} {text}"


def long_day(at: datetime, timezone: str = "UTC") -> str:
    """`21 Nov` / `11 月 21 日`."""
    local = at.astimezone(ZoneInfo(timezone))
    return translate("format", "{month}-{day}").format(month=local.month, day=local.day)


def cell_short(code: str | None) -> str:
    """The last six digits of a grid code in threes: `007 014`."""
    return f"{code[9:12]} {code[12:15]}" if code and len(code) == 15 else NO_VALUE


def cell_long(code: str | None) -> str:
    """All fifteen: `310101 002 007 014`."""
    return f"{code[:6]} {code[6:9]} {code[9:12]} {code[12:15]}" if code and len(code) == 15 else NO_VALUE


def short(number: int) -> str:
    """What people say: `097`."""
    return f"{number:03d}"


def metres(distance_m: float) -> str:
    """`98 m`, `1.2 km`."""
    return f"{distance_m:.0f}\u2009m" if distance_m < 995 else f"{distance_m / 1000:.1f}\u2009km"


def percent(value: float | None, digits: int = 1) -> str:
    """`93.0`, or a dash where the base is empty; the unit is written beside it."""
    return NO_VALUE if value is None else f"{value:.{digits}f}"
