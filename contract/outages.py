"""Cameras that gave no true picture: what walls observed of them, and the list of outages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from contract.entities import Id

HEALTH_PATH, OUTAGES_PATH = "/api/cameras/health", "/api/cameras/outages"
MOST_AT_ONCE = 200
PER_MINUTE = 60
"""Reports that one session may send; each holds up to `MOST_AT_ONCE` changes."""
MOST_DAYS = 365
MOST_ROWS = 5000


class OutageReason(StrEnum):
    """Why there is no true picture: it broke (the words of the player), or what comes is doubted."""

    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    SILENT = "silent"
    AUTH = "auth"
    NOT_FOUND = "not_found"
    TRANSPORT = "transport"
    NO_VIDEO = "no_video"
    NO_BYTES = "no_bytes"
    NO_KEY = "no_key"
    UNDECODABLE = "undecodable"
    CLOSED = "closed"
    OTHER = "other"
    BLANK = "blank"
    SAME = "same"
    LOOP = "loop"
    TWIN = "twin"
    COVERED = "covered"
    BLURRED = "blurred"
    JUMP = "jump"
    FAST = "fast"
    DELAY = "delay"


class Observation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change that a wall saw. Without a reason the camera is well again; `at` by the wall's clock."""

    camera_id: Id
    at: datetime
    reason: OutageReason | None = None


class HealthReport(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/cameras/health`: changes only, oldest first."""

    changes: Annotated[tuple[Observation, ...], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


class HealthTaken(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: so many changed what is known. The others were known, older, or not of this seat's cameras."""

    taken: int


class Outage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One outage of one camera; without `until` it goes on."""

    id: Id
    camera_id: Id
    since: datetime
    reason: OutageReason
    until: datetime | None = None
    case_id: Id | None = None  # the device case that was opened about it
    times: int = 0  # outages of this camera in the asked days, this one among them
    lost_s: float = 0.0  # seconds without a true picture in them


class Outages(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/cameras/outages?days=30`: the standing ones first, then the newest; at most `MOST_ROWS`."""

    days: int
    outages: tuple[Outage, ...]
