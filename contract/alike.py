"""Cases that a report may repeat: `GET /api/alike`, offered while it is typed, and how they are ranked.

The measures of a city are its conduct's (`same_place_m`, `same_place_days`); the weights are ours, not a standard's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.entities import Case, ClassCode, Id, Latitude, Longitude
from contract.query import Text

MOST = 20
PHOTOS_MOST = 4


class AlikeQuery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is being reported. Of the same major class (大类) count, too, unless `exact`."""

    lon: Longitude
    lat: Latitude
    class_code: ClassCode
    text: Text = ""  # place and description as far as they are typed
    radius_m: Annotated[float, msgspec.Meta(gt=0, le=500)] | None = None  # None: the city's
    days: Annotated[int, msgspec.Meta(ge=0, le=366)] | None = None  # since the closing; None: the city's; 0: open ones
    exact: bool = False
    not_id: str = ""  # the case that is looked at itself
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = 5


class Alike(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case that may be the same."""

    case: Case
    score: int  # 0..100
    distance_m: float
    description: str = ""
    closed_at: datetime | None = None  # closed but not fixed? None: it is open
    photo_ids: tuple[Id, ...] = ()  # of attachments, of the scene first, the newest first
    photo_count: int = 0


class AlikePage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Best first, and what was looked at."""

    cases: tuple[Alike, ...]
    within_m: float
    days: int
    open: int = 0  # how many there are in all, shown or not
    closed: int = 0


def score(
    *, distance_m: float, within_m: float, same_class: bool, age_days: float, days: float, is_open: bool, shared: float
) -> int:
    """How likely it is the same, 0..100: place 40, class 30 (its major class alone 10), time 15, words 15.

    `age_days`: since the closing, or of an open one since its report. `shared`: of the words, 0..1. An open case is
    never too old, yet counts less with every month.
    """
    near = 1.0 - min(distance_m / within_m, 1.0)
    span = 30.0 if is_open else max(days, 1.0)
    fresh = 1.0 / (1.0 + max(age_days, 0.0) / span) if is_open else max(1.0 - max(age_days, 0.0) / span, 0.0)
    return round(40 * near + (30 if same_class else 10) + 15 * fresh + 15 * min(max(shared, 0.0), 1.0))


def shared(words: frozenset[str] | set[str], others: frozenset[str] | set[str]) -> float:
    """How much of the words typed the other text has, 0..1; 0 where nothing is typed."""
    return len(words & others) / len(words) if words else 0.0
