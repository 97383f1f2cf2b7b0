"""`simulate live CITY`: people and vehicles of a city folder act on a running server through its public protocols."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import sys
from pathlib import Path

import msgspec

from contract.errors import Refused
from contract.profile import CityProfile, Condition
from contract.trust import TrustError, fault_of, sentence, trust_of
from simulator import vehicles
from simulator.parent import data_folder, until_told
from simulator.patrol import Patrol
from simulator.people import Crowd
from simulator.seats import Desk, log_in
from simulator.street_map import StreetMap
from simulator.witness import Witness

log = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """0 after a stop, 1 where the city or the key cannot be read or the server does not let us in."""
    parser = argparse.ArgumentParser(prog="simulate live", description=__doc__)
    parser.add_argument("city", type=Path, nargs="?", help="the city folder that the server was loaded from")
    parser.add_argument("--city", type=Path, dest="city_option", metavar="CITY", help="the same")
    parser.add_argument("--api", "--server", default="http://127.0.0.1:8800", help="the server (default: %(default)s)")
    parser.add_argument("--jt808", default="127.0.0.1:6808", help="HOST:PORT of the vehicle gateway")
    parser.add_argument(
        "--credentials", type=Path, help="the administrator's key (default: DATA/credentials/admin.json)"
    )
    parser.add_argument("--speed", type=_factor, default=20.0, help="how much faster than a real centre (default: 20)")
    parser.add_argument("--burst", type=int, default=0, help="begin with an incident of so many reports")
    parser.add_argument(
        "--leave", default="", metavar="POSTS", help="posts whose acts are left to people, e.g. intake,dispatcher"
    )
    parser.add_argument("--seed", type=int, default=None, help="the same seed makes the same choices")
    chosen = parser.parse_args(argv)
    chosen.city = chosen.city or chosen.city_option
    if chosen.city is None:
        parser.error("which city? name its folder")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    try:
        return asyncio.run(_run(chosen))
    except (OSError, ValueError, KeyError, Refused, TrustError) as error:
        print(f"The city cannot live: {sentence(fault_of(error)) or error}", file=sys.stderr)
        return 1


def _factor(text: str) -> float:
    value = float(text)
    if not 0.01 <= value <= 10_000:
        raise argparse.ArgumentTypeError("a speed lies between 0.01 and 10,000")
    return value


async def _run(chosen: argparse.Namespace) -> int:
    key_file = chosen.credentials or data_folder() / "credentials" / "admin.json"
    key = json.loads(key_file.read_text(encoding="utf-8"))
    admin = (str(key["username"]), str(key["password"]))
    streets = await asyncio.to_thread(StreetMap.load, chosen.city)
    chance = random.Random(chosen.seed)
    trust = trust_of(key_file.parent.parent)
    seat = await asyncio.to_thread(log_in, chosen.api, *admin, trust)
    profile = msgspec.json.decode(await asyncio.to_thread(seat.request, "GET", "/api/profile"), type=CityProfile)
    conditions = await asyncio.to_thread(seat.request, "GET", "/api/profile/conditions")
    desk = Desk(chosen.api, admin, key_file.parent / "simulator.json", trust)
    patrol = await asyncio.to_thread(Patrol, chosen.city, streets, chance)
    crowd = Crowd(desk, streets, patrol, chosen.speed, profile.timezone, chance)
    crowd.leave = frozenset(post for post in chosen.leave.split(",") if post)
    for one in msgspec.json.decode(conditions, type=tuple[Condition, ...]):
        crowd.conditions.setdefault(one.class_code, []).append(one.id)
    crowd.witness = Witness(seat, crowd.told)
    host, _, port = chosen.jt808.rpartition(":")
    fleet = vehicles.trucks(chosen.city, streets, chance)
    stop = asyncio.Event()
    parts = [
        crowd.witness.follow(), crowd.act(), crowd.report(), crowd.look_back(), patrol.run(desk),
        vehicles.run(fleet, host, int(port), stop, chance),
    ]  # fmt: skip
    if chosen.burst > 0:
        parts.append(crowd.burst(chosen.burst))
    tasks = [asyncio.create_task(part) for part in parts]
    for task in tasks:
        task.add_done_callback(lambda done: _ended(done, stop))
    told = asyncio.create_task(until_told(stop))
    await asyncio.sleep(0)  # from here on a signal is heard
    print("ready " + json.dumps({"vehicles": len(fleet), "speed": chosen.speed}), flush=True)
    await told
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return 1 if any(not task.cancelled() and task.exception() for task in tasks) else 0


def _ended(task: asyncio.Task[None], stop: asyncio.Event) -> None:
    """A part that fails for a reason nobody foresaw ends the program; its keeper starts it again."""
    if not task.cancelled() and (error := task.exception()):
        log.error("a part of the city failed", exc_info=error)
        stop.set()
