"""The escalation of a case that nobody takes up in time: person, shift leader, leader (升级提醒).

Only cases of the kinds that the profile names climb: urgent, major, supervised. It begins when the limit of the step or
of the handling ends, whichever is first, and stops when somebody acknowledges the alarm.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from contract.entities import Case
from contract.limits import Ladder


class Height(NamedTuple):
    """How far a ladder has climbed: rung 1 is the first."""

    rung: int
    post: str
    since: datetime


def climbs(ladder: Ladder, case: Case) -> bool:
    """Whether this case is of a kind that climbs at all."""
    return str(case.urgency) in ladder.kinds or (case.supervised and "supervised" in ladder.kinds)


def begins(case: Case) -> datetime | None:
    """When the ladder of a case begins: at the end of the first limit that runs; None: none runs."""
    known = [one for one in (case.deadline_at, case.step_deadline_at) if one is not None]
    return min(known, default=None)


def height(ladder: Ladder, began: datetime, now: datetime) -> Height | None:
    """The highest rung that is reached, also when those below were never climbed; None: not even the first."""
    found = None
    for number, rung in enumerate(sorted(ladder.rungs, key=lambda one: one.after_min), start=1):
        since = began + timedelta(minutes=rung.after_min)
        if since <= now:
            found = Height(number, rung.post, since)
    return found


def next_rung(ladder: Ladder, began: datetime, now: datetime) -> datetime | None:
    """When it climbs next; None: it is at its top."""
    later = [began + timedelta(minutes=one.after_min) for one in ladder.rungs]
    return min((one for one in later if one > now), default=None)
