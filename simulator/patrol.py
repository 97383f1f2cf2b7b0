"""Inspectors on patrol: their phones tell the server where they are, through the relay of the centre."""

from __future__ import annotations

import asyncio
import csv
import logging
import random
from dataclasses import dataclass
from pathlib import Path

import msgspec
import requests

from contract.errors import Refused
from contract.samples import PositionReport
from simulator.seats import Desk, Seat
from simulator.street_map import StreetMap, Walker, grounds

log = logging.getLogger(__name__)
_EVERY_S = 5.0
_WALK_MPS = (0.8, 1.6)


@dataclass(frozen=True)
class Beat:
    """An inspector on the move: the number of the unit, its name, the grid it walks."""

    number: int
    name: str
    area_code: str
    walker: Walker
    pace_mps: float


class Patrol:
    """All inspectors of a city folder, each in the responsibility grid that is theirs."""

    def __init__(self, city: Path, streets: StreetMap, chance: random.Random) -> None:
        self.beats: list[Beat] = []
        path = city / "units.csv"
        if not path.exists() or not streets.ways:
            return
        known = grounds(city)
        homes: dict[str, frozenset[tuple[int, int]]] = {}
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["role"] != "inspector":
                    continue
                area = row["area_code"]
                if area in known and area not in homes:
                    homes[area] = frozenset(streets.places_in(known[area]))
                home = homes.get(area) or None
                way = chance.randrange(len(streets.ways))
                start = chance.choice(sorted(home)) if home else (way, 0)
                walker = Walker(streets, chance, start, home)
                self.beats.append(Beat(int(row["number"]), row["name"], area, walker, chance.uniform(*_WALK_MPS)))

    def named(self, name: str) -> Beat | None:
        """The beat of a person."""
        return next((beat for beat in self.beats if beat.name == name), None)

    async def run(self, desk: Desk) -> None:
        """Walk and report every five seconds, until cancelled."""
        seat: Seat | None = None
        while self.beats:
            for beat in self.beats:
                beat.walker.move(beat.pace_mps * _EVERY_S)
            reports = [
                PositionReport(
                    number=beat.number, lon=beat.walker.lon, lat=beat.walker.lat,
                    heading_deg=round(beat.walker.heading) % 360, speed_mps=1,
                )
                for beat in self.beats
            ]  # fmt: skip
            try:
                if seat is None:
                    seat = await asyncio.to_thread(desk.phones)
                await asyncio.to_thread(seat.request, "POST", "/api/positions", msgspec.json.encode(reports))
            except (Refused, requests.RequestException) as error:
                log.info("positions not sent: %s", type(error).__name__)
                seat = None
            await asyncio.sleep(_EVERY_S)
