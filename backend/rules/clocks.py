"""The clocks of a case: deadlines in a row, pauses with a reason and a maximum, rework, extensions, and the lamp.

Everything is computed from moments and limits of the profile; nothing here knows where they are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from backend.rules.duty import moment_of, whole_us
from backend.rules.workdays import Calendar
from backend.rules.worktime import Term, add, resume
from contract.limits import ExtensionRule, HandlingLimit, Lamps, Limit, LimitRules, PauseRule

GREEN, YELLOW, RED = "green", "yellow", "red"


def deadlines(
    calendar: Calendar, line: HandlingLimit, start: datetime, passed: Sequence[datetime | None] = ()
) -> tuple[datetime, ...]:
    """When each milestone of a limit ends; without milestones, when the limit ends.

    `passed[i]` says when milestone i was passed. One that counts from the one before begins when that was passed, until
    then it is expected to begin at the other's end. Never out of order. ValueError as `worktime.add`.
    """
    if not line.milestones:
        return (add(calendar, start, line.limit),)
    found: list[datetime] = []
    begin = start
    for at, one in enumerate(line.milestones):
        ends = add(calendar, begin if one.after_previous else start, one.limit)
        if found:
            ends = max(ends, found[-1])
        found.append(ends)
        begin = (passed[at] if at < len(passed) else None) or ends
    return tuple(found)


def may_pause(rules: LimitRules, reason: str, times: int) -> PauseRule | None:
    """The rule by which the handling clock stands still for `reason`, of which it did `times` times; None: it runs."""
    for one in rules.pauses:
        if one.reason == reason:
            return None if one.times and times >= one.times else one
    return None


def pause_ends(calendar: Calendar, rule: PauseRule, paused_at: datetime) -> datetime | None:
    """When the clock runs again by itself, because the pause may last no longer; None: it may last."""
    return None if rule.maximum is None else add(calendar, paused_at, rule.maximum)


def after_pause(
    calendar: Calendar, rule: PauseRule | None, unit: str, deadline: datetime, paused_at: datetime, until: datetime
) -> datetime:
    """The deadline after a pause that ended at `until`: what was left is left again, but for the time over its maximum.

    Without a rule the clock did not stand still.
    """
    if rule is None:
        return deadline
    most = pause_ends(calendar, rule, paused_at)
    return resume(calendar, deadline, paused_at, until if most is None else min(until, most), unit)


def begun_after_pause(
    calendar: Calendar, unit: str, started: datetime, paused_at: datetime, resumed_at: datetime
) -> datetime:
    """From when a clock that ran from `started` and stood still counts as having run without a pause.

    So that the part of the limit that is used, and with it the lamp, is after the pause what it was before.
    """
    start, stop, on = whole_us(started), whole_us(paused_at), whole_us(resumed_at)
    if on <= stop or stop <= start:
        return started if on <= stop else resumed_at
    line = calendar.line(unit)
    if line is None:
        return moment_of(start + on - stop)
    used = line.passed(stop) - line.passed(start)
    if not used:
        return resumed_at
    # The first moment of that duty may be the end of the duty before the clock began.
    return moment_of(max(start, line.moment(line.passed(on) - used, on)))


def after_rework(
    calendar: Calendar, rules: LimitRules, limit: Term, deadline: datetime, handled_at: datetime, returned_at: datetime
) -> datetime:
    """The deadline after a failed check: what was left when it was handled, or the whole limit anew, by the profile."""
    if rules.rework_clock == "new_limit":
        return add(calendar, returned_at, limit)
    rule = may_pause(rules, "waiting_for_check", 0)
    return after_pause(calendar, rule, limit.unit, deadline, handled_at, returned_at)


def furthest(calendar: Calendar, rule: ExtensionRule, limit: Term, deadline: datetime) -> datetime:
    """The latest deadline that one extension may give; the deadline itself where it may give none."""
    if not rule.factor > 0:
        return deadline
    return add(calendar, deadline, Limit(limit.value * rule.factor, limit.unit))


def may_extend(rule: ExtensionRule, times: int, deadline: datetime, now: datetime) -> bool:
    """Whether a limit that was extended `times` times may be extended again."""
    return times < rule.times and (rule.when_overdue or now <= deadline)


class Reading(NamedTuple):
    """A clock as it stands: its lamp, and the time that is left in the limit's own time; negative: over by so much."""

    lamp: str
    left_us: int


class Clock:
    """Reads many clocks at one moment: what has passed by then is found once for all of them."""

    __slots__ = ("_calendar", "_now", "_passed", "_red", "_yellow")

    def __init__(self, calendar: Calendar, lamps: Lamps, now: datetime) -> None:
        self._calendar, self._now = calendar, whole_us(now)
        self._yellow, self._red = lamps.yellow / 100, lamps.red / 100
        self._passed: dict[str, int] = {}

    def read(self, started: datetime, deadline: datetime, unit: str) -> Reading:
        """The clock of a limit counted in `unit`. At its end the lamp is red whatever the profile's parts of it are."""
        start, end = whole_us(started), whole_us(deadline)
        line = self._calendar.line(unit)
        if line is None:
            whole, left = end - start, end - self._now
        else:
            now = self._passed.get(unit)
            if now is None:
                now = self._passed[unit] = line.passed(self._now)
            ends = line.passed(end)
            whole, left = ends - line.passed(start), ends - now
        if self._now >= end:
            return Reading(RED, min(left, 0))
        used = whole - left
        if used >= self._red * whole:
            return Reading(RED, left)
        return Reading(YELLOW if used >= self._yellow * whole else GREEN, left)


def near(calendar: Calendar, lamps: Lamps, started: datetime, deadline: datetime, unit: str) -> datetime | None:
    """When the lamp of a limit turns yellow; None where any clock tells it: after four fifths of its time."""
    at = turns(calendar, min(lamps.yellow / 100, 1.0), started, deadline, unit)
    plain = started + 0.8 * (deadline - started)
    return None if abs(at - plain) < timedelta(seconds=1) else at


def turns(calendar: Calendar, part: float, started: datetime, deadline: datetime, unit: str) -> datetime:
    """When so much of a limit (0..1) has passed, so when its lamp turns yellow: from the start to the end."""
    start, end = whole_us(started), whole_us(deadline)
    line = calendar.line(unit)
    if end <= start or part >= 1:
        return deadline
    if line is None:
        return moment_of(start + round((end - start) * part))
    begun = line.passed(start)
    used = round((line.passed(end) - begun) * part)
    if used <= 0:
        return started
    return min(moment_of(line.moment(begun + used, end)), deadline)
