"""Cameras that go round on some tiles (巡航): which are shown at a time, and for how long still. Pure.

A tour is told once and then known by the clock: every node finds the same step from `Tour.since` and the server's time,
so nothing is sent while it runs. `at` is the server's time, aware.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec.structs import replace

from contract.walls import MOST_GUESTS, Tour

GUEST_S = 30.0


class Phase(StrEnum):
    """What a tour does now."""

    RUNNING = "running"
    HELD = "held"
    GUESTS = "guests"  # an event has its tiles; it comes back by itself


@dataclass(frozen=True, slots=True)
class Now:
    """One moment of a tour. `left_s` until the next step, or until the guests go; `cameras`: tile -> camera id."""

    phase: Phase
    step: int
    elapsed_s: float
    left_s: float
    cameras: dict[int, str]


def now(tour: Tour, at: datetime) -> Now:
    """Where a tour is."""
    if tour.since is None:
        left = tour.dwell_s - tour.elapsed_s
        return Now(Phase.HELD, tour.step, tour.elapsed_s, left, _cameras(tour, tour.step))
    gone = (at - tour.since).total_seconds()
    if gone < 0:
        usual = _cameras(tour, tour.step)
        guests = dict(zip(tour.tiles, tour.guests, strict=False))
        # A camera that is a guest is not shown twice: its usual tile gives it up.
        others = {tile: camera for tile, camera in usual.items() if camera not in guests.values()}
        return Now(Phase.GUESTS, tour.step, tour.elapsed_s, -gone, {**others, **guests})
    whole, elapsed = divmod(tour.elapsed_s + gone, tour.dwell_s)
    step = tour.step + int(whole)
    return Now(Phase.RUNNING, step, elapsed, tour.dwell_s - elapsed, _cameras(tour, step))


def coming(tour: Tour, at: datetime) -> list[str]:
    """Cameras of the next step that are not shown yet, to be opened in time."""
    here = now(tour, at)
    after = _cameras(tour, here.step if here.phase is Phase.GUESTS else here.step + 1)
    return [camera for camera in after.values() if camera not in here.cameras.values()]


def run(tour: Tour, at: datetime) -> Tour:
    """RUN: go on; guests leave."""
    here = now(tour, at)
    if here.phase is Phase.RUNNING:
        return tour
    return replace(tour, since=at, guests=())


def hold(tour: Tour, at: datetime) -> Tour:
    """HOLD: stay at this step, at this second of it; guests leave."""
    here = now(tour, at)
    return _at(tour, here.step, here.elapsed_s, None)


def skip(tour: Tour, at: datetime, by: int) -> Tour:
    """NEXT (1) or LAST (-1): another step from its beginning; a held tour stays held."""
    here = now(tour, at)
    step = (here.step + by) % _round(tour)
    return _at(tour, step, 0.0, None if here.phase is Phase.HELD else at)


def interrupt(tour: Tour, guests: Sequence[str], at: datetime, for_s: float = GUEST_S) -> Tour:
    """An event takes the tiles for a while; afterwards it goes on at the same second. A held tour is left alone."""
    here = now(tour, at)
    if here.phase is Phase.HELD or not guests:
        return tour
    shown = tuple(guests)[: min(len(tour.tiles), MOST_GUESTS)]
    return replace(_at(tour, here.step, here.elapsed_s, at + timedelta(seconds=for_s)), guests=shown)


def with_tiles(tour: Tour, tiles: Sequence[int], at: datetime) -> Tour | None:
    """Other tiles go round, from the cameras that are shown; None where none is left."""
    if not tiles:
        return None
    here = now(tour, at)
    first = here.step * len(tour.tiles) % len(tour.cameras)
    cameras = (*tour.cameras[first:], *tour.cameras[:first])
    since = None if here.phase is Phase.HELD else at
    return replace(_at(tour, 0, here.elapsed_s, since), cameras=cameras, tiles=tuple(sorted(tiles)))


def _at(tour: Tour, step: int, elapsed_s: float, since: datetime | None) -> Tour:
    return replace(tour, step=step % _round(tour), elapsed_s=min(elapsed_s, tour.dwell_s), since=since, guests=())


def _round(tour: Tour) -> int:
    """After so many steps the same cameras are on the same tiles again, at the latest."""
    return len(tour.cameras) if len(tour.cameras) > len(tour.tiles) else 1


def _cameras(tour: Tour, step: int) -> dict[int, str]:
    count, tiles = len(tour.cameras), len(tour.tiles)
    if count <= tiles:
        return dict(zip(tour.tiles, tour.cameras, strict=False))
    return {tile: tour.cameras[(step * tiles + index) % count] for index, tile in enumerate(tour.tiles)}
