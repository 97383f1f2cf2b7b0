"""Where cases were closed lately, in squares: so that a report asks the database only where one may have come back.

A square too many is a question too many, never a wrong answer; `services.again` looks at the cases themselves. What
this server closes is added as it is written, what others close is heard of over the live stream.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from backend.tables import cases
from contract.entities import Id
from contract.profile import CityProfile

_DEGREE_M = 60_000.0
"""A degree of longitude is longer up to a latitude of 57 degrees."""
_STEPS = (-1, 0, 1)
_RENEWED = timedelta(days=1)
_LOOKUP = 400


class ClosedLately:
    """Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._squares: set[int] | None = None
        self._size = 1.0
        self._until: datetime | None = None
        self._heard: list[Id] = []

    def forget(self) -> None:
        """Read them again at the next use: the city's measures may have changed, or the database's past."""
        with self._lock:
            self._squares = None

    def heard(self, ids: Iterable[Id]) -> None:
        """Cases that left the live state on another server; whether they were closed is asked at the next use."""
        with self._lock:
            self._heard.extend(ids)

    def add(self, class_code: str, lon: float | None, lat: float | None) -> None:
        """A case of this class was closed here."""
        squares = self._squares
        if squares is not None and lon is not None and lat is not None:
            squares.add(hash((class_code, math.floor(lon / self._size), math.floor(lat / self._size))))

    def near(
        self, connection: Connection, profile: CityProfile, class_code: str, where: tuple[float, float], now: datetime
    ) -> bool:
        """Whether a case of this class may have been closed around (lon, lat) within the city's measures."""
        squares = self.loaded(connection, profile, now)
        if not squares:
            return False
        column, row = math.floor(where[0] / self._size), math.floor(where[1] / self._size)
        return any(hash((class_code, column + x, row + y)) in squares for x in _STEPS for y in _STEPS)

    def loaded(self, connection: Connection, profile: CityProfile, now: datetime) -> set[int]:
        """The squares, read where they are not known or a day old."""
        with self._lock:
            if self._squares is None or self._until is None or now >= self._until:
                self._size = max(0.002, 2 * profile.conduct.same_place_m / _DEGREE_M)
                self._squares, self._until, self._heard = set(), now + _RENEWED, []
                since = now - timedelta(days=profile.conduct.same_place_days)
                query = select(cases.c.class_code, cases.c.lon, cases.c.lat).where(cases.c.closed_at >= since)
                for found in connection.execute(query):
                    self.add(*found)
            elif self._heard:
                heard, self._heard = self._heard, []
                for start in range(0, len(heard), _LOOKUP):
                    query = select(cases.c.class_code, cases.c.lon, cases.c.lat).where(
                        cases.c.id.in_(heard[start : start + _LOOKUP]), cases.c.closed_at.is_not(None)
                    )
                    for found in connection.execute(query):
                        self.add(*found)
            return self._squares
