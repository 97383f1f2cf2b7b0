"""Inspectors on patrol: their phones tell the server where they are, through the relay of the centre."""

from __future__ import annotations

import asyncio
import csv
import logging
import random
from pathlib import Path

import msgspec
import requests

from contract.errors import Refused
from contract.samples import PositionReport
from simulator.seats import Desk, Seat
from simulator.street_map import StreetMap, Walker

log = logging.getLogger(__name__)
_EVERY_S = 5.0
_WALK_MPS = (0.8, 1.6)


async def run(city: Path, streets: StreetMap, desk: Desk, chance: random.Random) -> None:
    """Walk and report every five seconds, until cancelled. A city without units or streets has no patrol."""
    path = city / "units.csv"
    if not path.exists() or not streets.ways:
        return
    with path.open(encoding="utf-8", newline="") as lines:
        numbers = [int(row["number"]) for row in csv.DictReader(lines) if row["role"] == "inspector"]
    walkers = {number: Walker(streets, chance, chance.randrange(len(streets.ways))) for number in numbers}
    pace = {number: chance.uniform(*_WALK_MPS) for number in numbers}
    seat: Seat | None = None
    while True:
        for number, walker in walkers.items():
            walker.move(pace[number] * _EVERY_S)
        reports = [
            PositionReport(number=n, lon=w.lon, lat=w.lat, heading_deg=round(w.heading) % 360, speed_mps=1)
            for n, w in walkers.items()
        ]
        try:
            if seat is None:
                seat = await asyncio.to_thread(desk.phones)
            await asyncio.to_thread(seat.request, "POST", "/api/positions", msgspec.json.encode(reports))
        except (Refused, requests.RequestException) as error:
            log.info("positions not sent: %s", type(error).__name__)
            seat = None
        await asyncio.sleep(_EVERY_S)
