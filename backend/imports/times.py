"""Times of a source's rows as epoch milliseconds, its days and its times of day each read once.

A table of a million rows has seven million times and perhaps a thousand days; reading each time anew would be a tenth
of the whole import.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.imports.mapping import RFC3339, moment
from backend.tables import to_ms

_DAY = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_REST = re.compile(r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{3})?)?(Z|[+-][0-9]{2}:[0-9]{2})?|", re.ASCII)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_MS = 86_400_000
_FIRST = to_ms(datetime(1900, 1, 1, tzinfo=UTC)) - _DAY_MS  # wherever on earth
_MOST = 200_000
"""Times of day that are kept: each second of a day, as two offsets write it."""


class Times:
    """`mapping.moment` for one source, in milliseconds (rounded down)."""

    def __init__(self, formats: tuple[str, ...], zone: ZoneInfo) -> None:
        self._formats, self._zone = formats, zone
        self._days: dict[str, int] = {}  # midnight of UTC
        self._own_days: dict[str, int | None] = {}  # midnight of the source, None where its clock is changed that day
        self._offset: dict[str, int] = {}  # times with an offset, which is taken off
        self._plain: dict[str, int] = {}

    def ms(self, text: str) -> int:
        """Epoch milliseconds. ValueError on what is no time of the source's forms."""
        day, rest = text[:10], text[10:]
        since = self._offset.get(rest)
        begin = self._days.get(day)
        if since is None:
            since = self._plain.get(rest)
            begin = self._own_days.get(day)
        if since is not None and begin is not None:
            return begin + since
        found = to_ms(moment(text, self._formats, self._zone))
        if found < _FIRST:
            raise ValueError(f"{text!r} is before the year 1900: no case is so old")
        if self._formats and self._formats[0] == RFC3339 and _DAY.fullmatch(day):
            self._learn(day, rest, found)
        return found

    def _learn(self, day: str, rest: str, found: int) -> None:
        match = _REST.fullmatch(rest)
        if match is None or len(self._offset) + len(self._plain) >= _MOST:
            return
        midnight = (date.fromisoformat(day).toordinal() - _EPOCH_DAY) * _DAY_MS
        self._days[day] = midnight
        if match[1]:
            self._offset[rest] = found - midnight
            return
        own = self._own_midnight(day)
        self._own_days[day] = own
        if own is not None:
            self._plain[rest] = found - own

    def _own_midnight(self, day: str) -> int | None:
        first = datetime.combine(date.fromisoformat(day), time(0))
        hours = (first + timedelta(hours=hour) for hour in range(25))
        offsets = {one.replace(tzinfo=self._zone, fold=fold).utcoffset() for one in hours for fold in (0, 1)}
        if len(offsets) != 1:
            return None
        return to_ms(first.replace(tzinfo=self._zone).astimezone(UTC))
