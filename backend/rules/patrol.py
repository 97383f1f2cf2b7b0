"""When rounds of a patrol plan begin, and what was seen in one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from backend.rules.duty import moment_of
from backend.rules.workdays import Calendar
from contract.entities import Id
from contract.patrol import KeptPlan, Missed, PatrolLook, PatrolRound, RoundState, Seen, attended_s

Looked = tuple[Id, PatrolLook]
"""A person and a look of his."""
_DAY = timedelta(days=1)


def begins(
    kept: Sequence[KeptPlan], calendar: Calendar, since: datetime, until: datetime
) -> Iterator[tuple[KeptPlan, datetime]]:
    """Every round of one plan that begins in [since, until), by the version that held then. `kept`: all its versions,
    the oldest first. A clock that a change of zone leaves out is the moment after it."""
    for at, one in enumerate(kept):
        ends = kept[at + 1].since if at + 1 < len(kept) else until
        first, last = max(since, one.since), min(until, ends)
        if one.plan.ended or first >= last:
            continue
        day = calendar.local_day(first)
        while calendar.midnight(day) < last:
            works = calendar.is_working_day(day)
            if one.plan.days == "all" or works == (one.plan.days == "work"):
                for clock in sorted(set(one.plan.starts)):
                    moment = moment_of(calendar.at(day, time.fromisoformat(clock)))
                    if first <= moment < last:
                        yield one, moment
            day += _DAY


def judged(kept: KeptPlan, begins_at: datetime, looks: Iterable[Looked], now: datetime) -> PatrolRound:
    """What was seen in the round that began then. A look counts as far as it lies within the round, its picture was
    live and somebody was there (a key not long before its end)."""
    plan = kept.plan
    ends_at = begins_at + timedelta(minutes=plan.minutes)
    of_camera: dict[Id, list[Looked]] = {}
    case_ids: dict[Id, None] = {}
    for person, look in looks:
        of_camera.setdefault(look.camera_id, []).append((person, look))
        case_ids.update(dict.fromkeys(look.case_ids))
    seen: list[Seen] = []
    missed: list[Missed] = []
    for camera in plan.camera_ids:
        found = _of_camera(camera, of_camera.get(camera, []), plan.dwell_s, begins_at, ends_at)
        if isinstance(found, Seen):
            seen.append(found)
        else:
            missed.append(found)
    return PatrolRound(
        plan_id=kept.id,
        name=plan.name,
        dwell_s=plan.dwell_s,
        begins_at=begins_at,
        ends_at=ends_at,
        state=_state(begins_at, ends_at, len(seen), len(missed), now),
        seen=tuple(seen),
        missed=tuple(missed),
        case_ids=tuple(case_ids),
    )


def _of_camera(
    camera: Id, looks: Sequence[Looked], dwell_s: int, begins_at: datetime, ends_at: datetime
) -> Seen | Missed:
    total, reason = timedelta(0), "not_looked"
    first: datetime | None = None
    for person, look in sorted(looks, key=lambda one: one[1].from_at):
        since, until = max(look.from_at, begins_at), min(look.until_at, ends_at)
        if since >= until:
            continue
        if not look.live:
            reason = look.reason or "no_picture"
            continue
        if (look.until_at - look.keyed_at).total_seconds() > attended_s(dwell_s):
            reason = "unattended"
            continue
        first = first or since
        total += until - since
        if total.total_seconds() >= dwell_s:
            return Seen(camera_id=camera, person_id=person, from_at=first, until_at=until)
        reason = "short"
    return Missed(camera_id=camera, reason=reason)


def _state(begins_at: datetime, ends_at: datetime, seen: int, missed: int, now: datetime) -> RoundState:
    if now < begins_at:
        return "coming"
    if not missed:
        return "whole"
    if now < ends_at:
        return "running"
    return "partly" if seen else "missed"
