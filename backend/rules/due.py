"""What a case waits for that nobody does: limits that end, automatic urging, pauses that are over, waking, archiving.

Every act on a case says when the system must look at it next (`wake_at`): the first moment for which something is due.
The job that looks does one thing at a time, in order, and sets the next moment by the same rule. So each is done once,
also after days in which no server ran, and what repeats (urging) begins to count anew when it was done: it never comes
in a heap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from backend.rules.duty import moment_of, whole_us
from contract.entities import Case, CaseSource, CaseState

WAKE = "wake"  # 挂账 is over: the case goes on by itself
PAUSE_OVER = "pause_over"  # a pause lasted as long as it may: the handling clock runs again
LIMIT_ENDED = "limit_ended"  # 置期届满
URGE = "urge"  # automatic 催办
ARCHIVE = "archive"  # 归档
KINDS = (WAKE, PAUSE_OVER, LIMIT_ENDED, URGE, ARCHIVE)
_TICK_US = 10_000
_APART_US = 1_000


class Due(NamedTuple):
    """Something that the system does at a moment. `cause` names the clock: handling, step, or another of ASIDE."""

    at: datetime
    kind: str
    cause: str = ""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """The running clocks of one case; None: it has no such clock now, or it stands still."""

    handling_ends_at: datetime | None = None
    handling_yellow_at: datetime | None = None
    step_ends_at: datetime | None = None
    step_yellow_at: datetime | None = None
    aside: tuple[tuple[str, datetime], ...] = ()  # (name of contract.limits.ASIDE, end) of clocks beside the state
    suspended_until_at: datetime | None = None
    pause_ends_at: datetime | None = None
    archive_at: datetime | None = None
    urged_at: datetime | None = None  # when last, by whomever
    urge_at: tuple[str, ...] = ("red",)  # contract.limits.LimitRules
    urge_again_min: float = 0  # 0: once


def dues(waiting: Waiting) -> tuple[Due, ...]:
    """Everything that is due at some time, in order, no two at the same moment.

    Each kind has its own millisecond after its hundredth of a second: so what is done is told from what is not by the
    moment alone, whatever else changes. Two urgings of one moment are one.
    """
    found: dict[datetime, Due] = {}
    for one in sorted(_dues(waiting)):
        tick = whole_us(one.at) // _TICK_US * _TICK_US + _TICK_US
        at = moment_of(tick + KINDS.index(one.kind) * _APART_US)
        found.setdefault(at, one._replace(at=at))
    return tuple(found[at] for at in sorted(found))


def next_wake(found: Iterable[Due], now: datetime, was: datetime | None = None) -> datetime | None:
    """When the system must look at the case next, after an act at `now`; None: never by itself.

    `was` is what it waited for before the act: where that had come already and nobody had looked, what it stood for is
    still to be done, if it is still due.
    """
    return min((one.at for one in found if one.at > now or (was is not None and one.at >= was)), default=None)


def done(one: Due) -> datetime:
    """What to give `next_wake` as `was` once this was done."""
    return one.at + timedelta(microseconds=1)


def due_now(found: Iterable[Due], wake_at: datetime, now: datetime) -> Due | None:
    """The first thing due from `wake_at` until now, so the one that was not done yet; None: it is due no more."""
    return min((one for one in found if wake_at <= one.at <= now), default=None)


def may_be_due(case: Case, now: datetime, *, yellow: bool = False, orders: bool = False) -> bool:
    """Whether something may be due on an open case, told by its card alone: never False where something is.

    `yellow`: the profile urges when a lamp turns yellow. `orders`: it has clocks for orders of the hotline.
    """
    if (
        case.order == "asked"
        or (case.overall_at is not None and case.overall_at <= now)
        or case.asked
        or case.supervised
        or case.instructed
        or case.milestone
        or case.unit_id is not None
    ):
        return True
    ends, step = case.deadline_at, case.step_deadline_at
    if (ends is not None and ends <= now) or (step is not None and step <= now):
        return True
    if case.state is CaseState.RETURNED or case.state is CaseState.SUSPENDED:
        return True
    if orders and case.source not in _OF_NO_ORDER:
        return True
    return yellow and (
        _is_yellow(case.clock_started_at, case.near_at, ends, now)
        or _is_yellow(case.step_started_at, case.step_near_at, step, now)
    )


_OF_NO_ORDER = frozenset({CaseSource.INSPECTOR, CaseSource.DEVICE, CaseSource.VIDEO, CaseSource.CAMERA})


def _is_yellow(started: datetime | None, near: datetime | None, ends: datetime | None, now: datetime) -> bool:
    if ends is None:
        return False
    if near is not None:
        return near <= now
    # A moment before four fifths: what the card tells is rounded.
    return started is None or started + 0.799 * (ends - started) <= now


def _dues(waiting: Waiting) -> Iterator[Due]:
    if waiting.suspended_until_at is not None:
        yield Due(waiting.suspended_until_at, WAKE)
    if waiting.pause_ends_at is not None:
        yield Due(waiting.pause_ends_at, PAUSE_OVER)
    if waiting.archive_at is not None:
        yield Due(waiting.archive_at, ARCHIVE)
    if waiting.handling_ends_at is not None:
        yield Due(waiting.handling_ends_at, LIMIT_ENDED, "handling")
    red = [("handling", waiting.handling_ends_at), ("step", waiting.step_ends_at), *waiting.aside]
    yellow = [("handling", waiting.handling_yellow_at), ("step", waiting.step_yellow_at)]
    if "yellow" in waiting.urge_at:
        for cause, at in yellow:
            if at is not None:
                yield Due(at, URGE, cause)
    if "red" not in waiting.urge_at:
        return
    ended = [(at, cause) for cause, at in red if at is not None]
    for at, cause in ended:
        yield Due(at, URGE, cause)
    # Again after a while, counted from the last urging, whatever it was for: never two of them in a row.
    if ended and waiting.urge_again_min > 0 and waiting.urged_at is not None:
        first, cause = min(ended)
        again = waiting.urged_at + timedelta(minutes=waiting.urge_again_min)
        if again > first:
            yield Due(again, URGE, cause)
