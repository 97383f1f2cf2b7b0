"""A limit that began does not begin anew: the clock of a department goes on where a case comes back to it.

However it went away: by a return, a new dispatch, by way of another department. And a limit that was missed is not
forgotten by it. Only a correction of what the limit is found by (class, condition, grade, urgency) gives another one;
so does reopening, which is another handling.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from backend.course import Course, Held
from backend.records import CaseRecord, whole_ms
from backend.rules import clocks
from backend.rules.limits import whole_of
from backend.rules.worktime import calendar_of, resume
from backend.services import case_clock
from backend.services.case_step import Stand
from backend.transaction import Transaction
from contract.entities import Id
from contract.lifecycle import Role

_MOST = 50


def is_missed(record: CaseRecord, course: Course, at: datetime) -> bool:
    """Whether the handling limit that runs, or ran until the feedback, was over by then."""
    deadline = record.deadline_at
    return deadline is not None and deadline < (record.handled_at or course.paused_at or at)


def bar_missed(stand: Stand) -> None:
    """Refused(against_rule) where a limit was missed and somebody else than the leader makes the case go away (R27)."""
    if not (stand.course.missed or is_missed(stand.record, stand.course, stand.at)):
        return
    if Role.LEADER not in stand.powers.roles:
        raise stand.refuse("R27", "its limit was missed: the leader decides")


def taken_away(record: CaseRecord, course: Course, at: datetime) -> dict[str, Any]:
    """What changes in the course when a case leaves its department."""
    start = course.limit_start_at or record.dispatched_at
    if record.department_id is None or record.deadline_at is None or start is None:
        return {}
    one = Held(
        department_id=record.department_id,
        limit_of=_limit_of(record, course),
        started_at=start,
        deadline_at=record.deadline_at,
        stopped_at=course.paused_at or at,
        extensions=course.extensions,
        milestones=course.milestones,
    )
    others = tuple(held for held in course.held if held.department_id != one.department_id)
    return {"held": (*others, one)[-_MOST:], "missed": course.missed + is_missed(record, course, at)}


def begun(
    tx: Transaction, record: CaseRecord, course: Course, department_id: Id, at: datetime
) -> tuple[datetime, dict[str, Any]]:
    """The deadline of a department that gets a case now, and what changes in the course with it (R3)."""
    limit_of = _limit_of(record, course)
    held = next((one for one in course.held if (one.department_id, one.limit_of) == (department_id, limit_of)), None)
    if held is None:
        deadline, row = case_clock.handling_starts(tx, record, course, at)
        left = int((deadline - at).total_seconds())
        return deadline, {"milestones": row, "limit_start_at": None, "extensions": 0, "original_limit_s": left}
    calendar, unit = calendar_of(tx.profile), whole_of(case_clock.limit_line(tx, record, course)).unit
    row = tuple(
        one
        if one.passed_at is not None
        else msgspec.structs.replace(
            one, deadline_at=whole_ms(resume(calendar, one.deadline_at, held.stopped_at, at, unit))
        )
        for one in held.milestones
    )
    deadline = whole_ms(resume(calendar, held.deadline_at, held.stopped_at, at, unit))
    started = held.started_at
    if deadline != held.deadline_at:
        started = whole_ms(clocks.begun_after_pause(calendar, unit, started, held.stopped_at, at))
    return deadline, {"milestones": row, "limit_start_at": started, "extensions": held.extensions}


def _limit_of(record: CaseRecord, course: Course) -> str:
    return "|".join((record.class_code, course.condition, course.grade, record.urgency))
