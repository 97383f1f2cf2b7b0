"""From terminals to the city's vehicles: who is known, where they are, who comes and goes.

Positions go to the sample lane; coming and going is a fact and goes through the command door like everyone's.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from backend.gateways.jt808.codec import Location
from contract.entities import AnyEntity, Link, Vehicle
from contract.samples import Position

log = logging.getLogger(__name__)
# A terminal with a wrong clock still has a position; one that sends yesterday's back-fill does not move its vehicle.
_OLDEST = timedelta(minutes=5)
_LOOK_AGAIN_S = 1.0
_SAY_AGAIN_S = 20.0


class Fleet:
    """The vehicles by their terminal. `vehicles` gives the live ones, `report` says that one came or went."""

    def __init__(
        self,
        vehicles: Callable[[], Mapping[str, AnyEntity]],
        place: Callable[[Position], None],
        report: Callable[[Vehicle, Link], None],
    ) -> None:
        self._vehicles = vehicles
        self._place = place
        self._report = report
        self._key = secrets.token_bytes(16)
        self._sessions: dict[str, int] = {}
        self._by_phone: dict[str, str] = {}  # bare terminal number -> vehicle id, as of the last look
        self._looked_at = float("-inf")
        self._said_at: dict[str, float] = {}
        self._last_fix: dict[str, datetime] = {}

    def find(self, phone: str) -> Vehicle | None:
        """The vehicle of a terminal; leading zeros of the two editions do not matter."""
        bare = phone.lstrip("0")
        if not bare:
            return None
        vehicles = self._vehicles()
        found = vehicles.get(self._by_phone.get(bare, ""))
        if isinstance(found, Vehicle) and found.terminal.lstrip("0") == bare:
            return found
        # Strangers must not make us read the whole fleet again for each of their calls.
        if time.monotonic() - self._looked_at < _LOOK_AGAIN_S:
            return None
        self._looked_at = time.monotonic()
        every = (one for one in vehicles.values() if isinstance(one, Vehicle))
        self._by_phone = {one.terminal.lstrip("0"): one.id for one in every}
        found = vehicles.get(self._by_phone.get(bare, ""))
        return found if isinstance(found, Vehicle) else None

    def code(self, phone: str) -> str:
        """The authentication code given to a terminal at its registration."""
        return hmac.new(self._key, phone.lstrip("0").encode(), "sha256").hexdigest()[:16]

    def came(self, vehicle: Vehicle) -> None:
        """A session of this vehicle opened."""
        self._sessions[vehicle.id] = self._sessions.get(vehicle.id, 0) + 1
        if self._sessions[vehicle.id] == 1:
            self._say(vehicle, Link.ONLINE)

    def went(self, vehicle: Vehicle) -> None:
        """One of its sessions ended; a terminal that reconnects before the old socket dies stays online."""
        left = self._sessions.get(vehicle.id, 1) - 1
        self._sessions[vehicle.id] = left
        if left <= 0:
            self._sessions.pop(vehicle.id, None)
            self._say(vehicle, Link.OFFLINE)

    def settle(self) -> None:
        """Say of every vehicle that is called online, but has no session, that it is offline.

        After a restart the last word of the old life still stands; terminals have had their time to come back.
        """
        for one in list(self._vehicles().values()):
            if isinstance(one, Vehicle) and one.link is Link.ONLINE and one.id not in self._sessions:
                self._say(one, Link.OFFLINE)

    def moved(self, vehicle: Vehicle, location: Location) -> bool:
        """Take a position; False for one that is no fix, off the globe, five minutes old or older than the last one."""
        self._say_again(vehicle)
        now = datetime.now(UTC)
        if not location.positioned or not location.valid:
            return False
        if location.at is not None:
            if now - location.at > _OLDEST or location.at < self._last_fix.get(vehicle.id, location.at):
                return False
            # A clock that runs ahead must not shut out the fixes that come after it was set right.
            self._last_fix[vehicle.id] = min(location.at, now)
        speed = round(location.speed_kmh / 3.6)
        self._place(Position(vehicle.number, location.lon, location.lat, location.heading_deg, min(speed, 127)))
        return True

    def _say(self, vehicle: Vehicle, link: Link) -> None:
        self._said_at[vehicle.id] = time.monotonic()
        self._report(vehicle, link)

    def _say_again(self, vehicle: Vehicle) -> None:
        """A word that was lost (full queue), or undone by an import of the city, is said again while positions come."""
        known = self._vehicles().get(vehicle.id)
        lost = isinstance(known, Vehicle) and known.link is not Link.ONLINE
        if lost and time.monotonic() - self._said_at.get(vehicle.id, 0.0) > _SAY_AGAIN_S:
            self._say(vehicle, Link.ONLINE)
