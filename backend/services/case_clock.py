"""The clocks of a case as its acts set them: the handling limit, its pauses, the limit of the post whose turn it is.

What a limit means is `backend.rules`; here is only which of them an act starts, stops or ends.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from backend.course import Course, Milestone
from backend.records import CaseRecord, whole_ms
from backend.rules.limits import deadline, deadline_after_rework, limit_of
from backend.rules.worktime import add, calendar_of, resume
from backend.transaction import Transaction
from contract.entities import CaseState
from contract.limits import Limit
from contract.profile import LimitRule

_TURNS = frozenset(CaseState) - {CaseState.DEPARTED, CaseState.HANDLING, CaseState.SUSPENDED}
"""States whose step has a limit of its own; the others run under the handling limit or none."""


def handling_starts(
    tx: Transaction, record: CaseRecord, course: Course, at: datetime
) -> tuple[datetime, tuple[Milestone, ...]]:
    """The deadline of a handling that begins now, and its deadlines in a row (R3)."""
    del course
    return whole_ms(deadline(tx.profile, record.class_code, at)), ()


def reworked(tx: Transaction, record: CaseRecord, course: Course, at: datetime) -> dict[str, Any]:
    """The deadline after a failed check: the clock stood still meanwhile, or begins anew, as the profile says."""
    del course
    if record.deadline_at is None or record.handled_at is None:
        return {}
    if tx.profile.rules.rework_clock == "new_limit":
        return {"deadline_at": whole_ms(deadline(tx.profile, record.class_code, at))}
    later = deadline_after_rework(tx.profile, record.class_code, record.deadline_at, record.handled_at, at)
    return {"deadline_at": whole_ms(later)}


def resumed(tx: Transaction, record: CaseRecord, course: Course, at: datetime) -> dict[str, Any]:
    """Changes of a case whose handling clock stood still and runs again."""
    if course.paused_at is None or record.deadline_at is None:
        return {}
    unit = limit_of(tx.profile, record.class_code).unit
    later = resume(calendar_of(tx.profile), record.deadline_at, course.paused_at, at, unit)
    return {"deadline_at": whole_ms(later)}


def pause_stops(reason: str, tx: Transaction, course: Course) -> bool:
    """Whether the handling clock stands still for this reason (`contract.limits.PAUSES`)."""
    rule = next((one for one in tx.profile.rules.pauses if one.reason == reason), None)
    return rule is not None and (not rule.times or course.pauses.get(reason, 0) < rule.times)


def step_ends(tx: Transaction, record: CaseRecord, state: CaseState, at: datetime) -> datetime | None:
    """Until when the post whose turn it is has time; None where the profile says nothing."""
    return turn_ends(tx, state, record.urgency, at)


def turn_ends(tx: Transaction, state: CaseState, urgency: str, at: datetime) -> datetime | None:
    """The same of a case that is not there yet."""
    if state not in _TURNS:
        return None
    found = None
    for one in tx.profile.rules.steps:
        if one.step == state and one.urgency in ("", urgency) and (found is None or one.urgency):
            found = one
    if found is None:
        return None
    return after(tx, at, found.limit)


def arrive_by(tx: Transaction, at: datetime) -> datetime:
    """到场: "紧急事项半小时到达现场" unless the profile says otherwise."""
    return beside(tx, "arrive", at) or whole_ms(at + timedelta(minutes=30))


def beside(tx: Transaction, clock: str, at: datetime) -> datetime | None:
    """The end of a clock that runs beside the state of a case (`contract.limits.ASIDE`)."""
    found = next((one for one in tx.profile.rules.steps if one.step == clock), None)
    return None if found is None else after(tx, at, found.limit)


def appeal_ends(tx: Transaction, record: CaseRecord) -> datetime | None:
    """Until when a department may appeal."""
    return None if record.closed_at is None else beside(tx, "appeal", record.closed_at)


def after(tx: Transaction, at: datetime, limit: Limit) -> datetime:
    """When a limit that starts now ends."""
    rule = LimitRule(class_code="", value=limit.value, unit=limit.unit)
    return whole_ms(add(calendar_of(tx.profile), at, rule))
