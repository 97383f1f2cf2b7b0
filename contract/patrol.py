"""视频巡查 by plan: which cameras are looked at in which order and when, who looked, and what was missed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contract.entities import Id
from contract.lifecycle.posts import Role

MOST_CAMERAS = 200
MOST_STARTS = 24
MOST_DAYS = 31
"""Of rounds that are asked for at once."""
PLANNERS = (Role.SHIFT_LEADER, Role.ADMIN)
"""Who makes and changes plans."""
PATROLLERS = (Role.DUTY, Role.SHIFT_LEADER, Role.INTAKE, Role.INSPECTOR, Role.LEADER)
"""Whose looks count."""
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
PlanName = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Days = Literal["all", "work", "rest"]
"""Of the city's calendar: every day, legal working days, the others."""


def attended_s(dwell_s: int) -> float:
    """For so long after a key somebody is taken to be at the wall: two cameras' time, a minute at least."""
    return max(60.0, 2.0 * dwell_s)


class PatrolPlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rounds begin on `days` at each of `starts` (the city's clock) and may last `minutes`. A camera counts as seen
    once its live picture was looked at for `dwell_s` in all."""

    name: PlanName
    camera_ids: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=MOST_CAMERAS)]
    starts: Annotated[tuple[Clock, ...], msgspec.Meta(min_length=1, max_length=MOST_STARTS)]
    days: Days = "all"
    minutes: Annotated[int, msgspec.Meta(ge=5, le=720)] = 60
    dwell_s: Annotated[int, msgspec.Meta(ge=3, le=600)] = 10
    plan_id: Id | None = None  # None: a new one
    ended: bool = False  # no more rounds


class KeptPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as it holds since `since`. Rounds are judged by the version that held when they began."""

    id: Id
    version: int
    since: datetime
    plan: PatrolPlan


class PatrolLook(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /api/patrol/looks`: somebody had this camera before his eyes from when to when.

    `live`: its picture was live all the time; else `reason` says what the tile said. `keyed_at`: the last key before
    the end. `key` makes sending it again harmless. `case_ids`: what was reported meanwhile.
    """

    key: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    plan_id: Id
    round_at: datetime
    camera_id: Id
    from_at: datetime
    until_at: datetime
    keyed_at: datetime
    live: bool
    reason: Annotated[str, msgspec.Meta(max_length=40)] = ""
    case_ids: Annotated[tuple[Id, ...], msgspec.Meta(max_length=20)] = ()


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A camera that was seen in a round."""

    camera_id: Id
    person_id: Id
    from_at: datetime
    until_at: datetime


class Missed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A camera that was not. `reason`: `not_looked`, `short` (not for the whole dwell), `unattended` (no key), or what
    its tile said where it had no live picture (`stalled`, `not_found`, ...)."""

    camera_id: Id
    reason: str


RoundState = Literal["coming", "running", "whole", "partly", "missed"]


class PatrolRound(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One round. While it runs, `missed` are those that are still to be seen."""

    plan_id: Id
    name: str
    dwell_s: int
    begins_at: datetime
    ends_at: datetime
    state: RoundState
    seen: tuple[Seen, ...] = ()
    missed: tuple[Missed, ...] = ()
    case_ids: tuple[Id, ...] = ()
