"""When a worker process is started, given up and started again: pure, with the clock handed in.

STARTING and RUNNING are judged by the silence since its last report: after 5 s it is killed (SIGKILL, the one signal a
stopped process obeys). DOWN waits 0.5, 1, 2, 5, 10 s; a worker that ran for 30 s has earned a fresh start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

SILENCE_S = 5.0
START_S = 15.0  # a cold disk, a busy machine: loading the library may take a while
SUSPECT_S = 2.0
BACKOFF_S = (0.5, 1.0, 2.0, 5.0, 10.0)
EARNED_S = 30.0


class Life(StrEnum):
    DOWN = "down"
    STARTING = "starting"
    RUNNING = "running"


class Deed(StrEnum):
    NOTHING = "nothing"
    SPAWN = "spawn"
    KILL = "kill"


@dataclass(frozen=True, slots=True)
class Vigil:
    """What is remembered of one worker."""

    life: Life = Life.DOWN
    since: float = 0.0
    heard: float = 0.0
    deaths: int = 0
    due: float = 0.0


def spawned(vigil: Vigil, now: float) -> Vigil:
    """It was started."""
    return replace(vigil, life=Life.STARTING, since=now, heard=now)


def heard(vigil: Vigil, now: float) -> Vigil:
    """It reported."""
    if vigil.life is Life.DOWN:
        return vigil
    since = now if vigil.life is Life.STARTING else vigil.since
    return replace(vigil, life=Life.RUNNING, since=since, heard=now)


def died(vigil: Vigil, now: float) -> Vigil:
    """It ended, by itself or by our hand."""
    if vigil.life is Life.DOWN:
        return vigil
    deaths = 0 if vigil.life is Life.RUNNING and now - vigil.since >= EARNED_S else vigil.deaths
    wait = BACKOFF_S[min(deaths, len(BACKOFF_S) - 1)]
    return Vigil(life=Life.DOWN, since=now, deaths=deaths + 1, due=now + wait)


def deed(vigil: Vigil, now: float) -> Deed:
    """What to do now."""
    match vigil.life:
        case Life.DOWN:
            return Deed.SPAWN if now >= vigil.due else Deed.NOTHING
        case Life.STARTING:
            return Deed.KILL if now - vigil.heard >= START_S else Deed.NOTHING
        case Life.RUNNING:
            return Deed.KILL if now - vigil.heard >= SILENCE_S else Deed.NOTHING


def suspect(vigil: Vigil, now: float) -> bool:
    """Whether its silence is worth a word on the tiles: two heartbeats are missing, or it is down."""
    return vigil.life is not Life.RUNNING or now - vigil.heard >= SUSPECT_S
