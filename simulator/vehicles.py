"""Sanitation and muck trucks that follow the streets, each with a JT/T 808 terminal of its own."""

from __future__ import annotations

import asyncio
import csv
import logging
import random
import time
from pathlib import Path

from simulator.street_map import StreetMap, Walker
from simulator.terminal import Fix, Terminal

log = logging.getLogger(__name__)
_TICK_S = 0.5
_SPEEDS: dict[str, tuple[float, float]] = {"sanitation": (2.5, 7.0), "muck": (7.0, 13.0)}
_STOPS: dict[str, tuple[float, float, float]] = {  # chance per second, seconds from, to
    "sanitation": (0.02, 15.0, 45.0),
    "muck": (0.008, 8.0, 60.0),
}
_TURN_MPS = 2.5
_RETRY_S = (2.0, 15.0)


class Truck:
    """One vehicle: where it drives and how fast."""

    def __init__(self, row: dict[str, str], streets: StreetMap, ways: list[int], chance: random.Random) -> None:
        self.terminal = Terminal(row["terminal"], row["plate"], 2019 if int(row["number"]) % 3 == 0 else 2013)
        self.every_s = chance.uniform(2.0, 4.0)
        self._use = row["use"] if row["use"] in _SPEEDS else "sanitation"
        way = chance.choice(ways)
        self._walker = Walker(streets, chance, (way, chance.randrange(len(streets.ways[way].points))))
        self._chance = chance
        self._wanted = chance.uniform(*_SPEEDS[self._use])
        self._speed = self._wanted
        self._rest_s = 0.0
        self._walker.move(chance.uniform(0, 400))

    def advance(self, seconds: float) -> None:
        """Drive on, stop now and then, speed up and slow down without jumps."""
        share, low, high = _STOPS[self._use]
        if self._rest_s > 0:
            self._rest_s -= seconds
            self._speed = 0.0
            return
        if self._chance.random() < share * seconds:
            self._rest_s = self._chance.uniform(low, high)
        if self._chance.random() < 0.05 * seconds:
            self._wanted = self._chance.uniform(*_SPEEDS[self._use])
        self._speed += max(-2.0, min(1.2, self._wanted - self._speed)) * seconds
        self._walker.move(max(0.0, self._speed) * seconds)
        if self._walker.turn_deg > 30:
            self._speed = min(self._speed, _TURN_MPS)

    def fix(self) -> Fix:
        """Where it is now."""
        return Fix(self._walker.lon, self._walker.lat, self._walker.heading, self._speed)


def trucks(city: Path, streets: StreetMap, chance: random.Random) -> list[Truck]:
    """The vehicles of a city folder; none where it has no vehicles or no streets to drive on."""
    path = city / "vehicles.csv"
    if not path.exists() or not streets.ways:
        log.warning("no vehicles: the city folder has no %s", "vehicles.csv" if streets.ways else "streets.geojson")
        return []
    ways = [index for index, way in enumerate(streets.ways) if way.rank <= 2 and len(way.points) > 8]
    with path.open(encoding="utf-8", newline="") as lines:
        return [Truck(row, streets, ways or list(range(len(streets.ways))), chance) for row in csv.DictReader(lines)]


async def run(fleet: list[Truck], host: str, port: int, stop: asyncio.Event, chance: random.Random) -> None:
    """Drive and report until told to stop; a broken line is tried again after a while."""
    lines = [asyncio.create_task(_line(truck, host, port, chance)) for truck in fleet]
    last = time.monotonic()
    try:
        while not stop.is_set():
            await asyncio.sleep(_TICK_S)
            now = time.monotonic()
            for truck in fleet:
                truck.advance(now - last)
            last = now
    finally:
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def _line(truck: Truck, host: str, port: int, chance: random.Random) -> None:
    await asyncio.sleep(chance.uniform(0, 2))
    while True:
        try:
            await truck.terminal.drive(host, port, truck.fix, truck.every_s)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError):
            await asyncio.sleep(chance.uniform(*_RETRY_S))
