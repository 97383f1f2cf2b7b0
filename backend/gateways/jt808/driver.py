"""From terminals to the city's vehicles: who is known, where they are, who comes and goes.

Positions go to the sample lane; coming and going is a fact and goes through the command door like everyone's.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from backend.gateways.jt808.codec import Location
from contract.entities import Link, Vehicle
from contract.samples import Position

log = logging.getLogger(__name__)
# A terminal with a wrong clock still has a position; one that sends yesterday's back-fill does not move its vehicle.
_OLDEST = timedelta(minutes=5)


class Fleet:
    """The vehicles by their terminal. `vehicles` gives the live ones, `report` says that one came or went."""

    def __init__(
        self,
        vehicles: Callable[[], dict[str, Vehicle]],
        place: Callable[[Position], None],
        report: Callable[[Vehicle, Link], None],
    ) -> None:
        self._vehicles = vehicles
        self._place = place
        self._report = report
        self._key = secrets.token_bytes(16)
        self._sessions: dict[str, int] = {}

    def find(self, phone: str) -> Vehicle | None:
        """The vehicle of a terminal; leading zeros of the two editions do not matter."""
        bare = phone.lstrip("0")
        return next((one for one in self._vehicles().values() if one.terminal.lstrip("0") == bare and bare), None)

    def code(self, phone: str) -> str:
        """The authentication code given to a terminal at its registration."""
        return hmac.new(self._key, phone.lstrip("0").encode(), "sha256").hexdigest()[:16]

    def came(self, vehicle: Vehicle) -> None:
        """A session of this vehicle opened."""
        self._sessions[vehicle.id] = self._sessions.get(vehicle.id, 0) + 1
        if self._sessions[vehicle.id] == 1:
            self._report(vehicle, Link.ONLINE)

    def went(self, vehicle: Vehicle) -> None:
        """One of its sessions ended; a terminal that reconnects before the old socket dies stays online."""
        left = self._sessions.get(vehicle.id, 1) - 1
        self._sessions[vehicle.id] = left
        if left <= 0:
            self._sessions.pop(vehicle.id, None)
            self._report(vehicle, Link.OFFLINE)

    def moved(self, vehicle: Vehicle, location: Location) -> bool:
        """Take a position; False for one that is no fix, off the globe or older than five minutes."""
        late = location.at is not None and datetime.now(UTC) - location.at > _OLDEST
        if not location.positioned or not location.valid or late:
            return False
        speed = round(location.speed_kmh / 3.6)
        self._place(Position(vehicle.number, location.lon, location.lat, location.heading_deg, min(speed, 127)))
        return True
