"""Who looks at which case right now, and who is filling in an act of it. Never stored, gone by itself, names only."""

from __future__ import annotations

from datetime import datetime

import msgspec

from contract.entities import Id

PRESENCE_PATH = "/api/presence"
TELL_S = 5.0
"""A seat says so often where it is, and hears of the others in the same answer."""
KEPT_S = 20.0
"""Whoever was not heard of for so long is not there any more; his lock is gone with him."""
ACTING_S = 180.0
"""A form that was begun and neither sent nor left holds its lock no longer than this."""
MOST_TOLD = 500

RANKS: dict[str, int] = {
    "leader": 5,
    "shift_leader": 4,
    "duty": 3,
    "dispatcher": 2,
    "district": 2,
    "intake": 1,
    "department": 1,
    "inspector": 1,
}
"""Who takes over a lock: a higher one, never an equal one."""


def rank_of(roles: frozenset[str]) -> int:
    """The highest rank of these posts; 0 for posts that act on no case."""
    return max((RANKS.get(role, 0) for role in roles), default=0)


class Here(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /api/presence`: where this seat is. `acting`: an act is filled in; `take`: over another one's lock."""

    case_id: Id | None = None
    acting: bool = False
    take: bool = False


class Present(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody at another seat."""

    case_id: Id
    name: str
    since_at: datetime
    acting: bool = False  # holds the case's lock


class Around(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer: everybody else at cases that this seat may see, the newest first, at most `MOST_TOLD`.

    `lock` is how an act stands: `mine`, `theirs` (its holder is among `people`), or empty. `lost_to`: who took over.
    """

    people: tuple[Present, ...] = ()
    lock: str = ""
    lost_to: str = ""
