"""The clocks of a case as its acts set them: the handling limit, its pauses, the limit of the post whose turn it is.

What a limit means is `backend.rules`; here is only which of them an act starts, stops or ends. Functions that change
more than the row give (changes to the row, changes to the course).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from backend.course import Course, Milestone
from backend.records import RUNNING, CaseRecord, whole_ms
from backend.rules import clocks
from backend.rules.limits import limits_of, whole_of
from backend.rules.turns import turn_of
from backend.rules.worktime import add, calendar_of, resume
from backend.transaction import Transaction
from contract.entities import CaseState
from contract.limits import HandlingLimit, Limit

_TURNS = frozenset(CaseState) - {CaseState.DEPARTED, CaseState.HANDLING, CaseState.SUSPENDED}
"""States whose step has a limit of its own; the others run under the handling limit or none."""
Changes = tuple[dict[str, Any], dict[str, Any]]


def limit_line(tx: Transaction, record: CaseRecord, course: Course) -> HandlingLimit:
    """The line of the profile by which a case is handled: condition, grade and urgency, else class, else default."""
    return limits_of(tx.profile).handling(record.class_code, course.condition, course.grade, record.urgency)


def handling_starts(
    tx: Transaction, record: CaseRecord, course: Course, at: datetime
) -> tuple[datetime, tuple[Milestone, ...]]:
    """The deadline of a handling that begins now, and its deadlines in a row (R3)."""
    line = limit_line(tx, record, course)
    ends = [whole_ms(one) for one in clocks.deadlines(calendar_of(tx.profile), line, at)]
    row = tuple(Milestone(one.name, end) for one, end in zip(line.milestones, ends, strict=False))
    return ends[-1], row


def milestone_passed(tx: Transaction, record: CaseRecord, course: Course, row: tuple[Milestone, ...]) -> Changes:
    """After a stage: deadlines that count from the one before move with it."""
    line = limit_line(tx, record, course)
    start = course.limit_start_at or record.dispatched_at
    named = [one.name for one in line.milestones] == [one.name for one in row]
    if start is None or not named or not any(one.after_previous for one in line.milestones):
        return {}, {"milestones": row}
    ends = clocks.deadlines(calendar_of(tx.profile), line, start, [one.passed_at for one in row])
    moved = tuple(
        one if one.passed_at is not None else msgspec.structs.replace(one, deadline_at=whole_ms(end))
        for one, end in zip(row, ends, strict=True)
    )
    return {"deadline_at": moved[-1].deadline_at}, {"milestones": moved}


def reworked(tx: Transaction, record: CaseRecord, course: Course, at: datetime) -> Changes:
    """The deadline after a failed check: the clock stood still meanwhile, or begins anew, as the profile says."""
    if record.deadline_at is None or record.handled_at is None:
        return {}, {}
    line, calendar = limit_line(tx, record, course), calendar_of(tx.profile)
    if tx.profile.rules.rework_clock == "new_limit":
        ends, row = handling_starts(tx, record, course, at)
        return {"deadline_at": ends}, {"limit_start_at": at, "milestones": row}
    limit = whole_of(line)
    later = clocks.after_rework(calendar, tx.profile.rules, limit, record.deadline_at, record.handled_at, at)
    return {"deadline_at": whole_ms(later)}, _begun(tx, record, course, limit.unit, record.handled_at, at, later)


def resumed(tx: Transaction, record: CaseRecord, course: Course, at: datetime) -> Changes:
    """A case whose handling clock stood still and runs again; it stood no longer than the profile lets it."""
    still: dict[str, Any] = {"paused_at": None, "paused_for": ""}
    if course.paused_at is None or record.deadline_at is None:
        return {}, still
    calendar, unit = calendar_of(tx.profile), whole_of(limit_line(tx, record, course)).unit
    rule = next((one for one in tx.profile.rules.pauses if one.reason == course.paused_for), None)
    until = at
    if rule is not None and (most := clocks.pause_ends(calendar, rule, course.paused_at)) is not None:
        until = min(at, most)
    later = resume(calendar, record.deadline_at, course.paused_at, until, unit)
    if course.paused_for == "suspended":
        still |= overall_moved(tx, record, course, course.paused_at, until)
    begun = _begun(tx, record, course, unit, course.paused_at, until, later)
    row = tuple(
        one
        if one.passed_at is not None
        else msgspec.structs.replace(
            one, deadline_at=whole_ms(resume(calendar, one.deadline_at, course.paused_at, until, unit))
        )
        for one in course.milestones
    )
    return {"deadline_at": whole_ms(later)}, still | begun | ({"milestones": row} if row else {})


def _begun(
    tx: Transaction, record: CaseRecord, course: Course, unit: str, paused_at: datetime, at: datetime, later: datetime
) -> dict[str, Any]:
    start = course.limit_start_at or record.dispatched_at
    if start is None or record.deadline_at == later:
        return {}
    moved = clocks.begun_after_pause(calendar_of(tx.profile), unit, start, paused_at, at)
    return {"limit_start_at": whole_ms(moved)}


def furthest(tx: Transaction, record: CaseRecord, course: Course, deadline: datetime) -> datetime:
    """The latest deadline that one extension may give (R13)."""
    limit = whole_of(limit_line(tx, record, course))
    return whole_ms(clocks.furthest(calendar_of(tx.profile), tx.profile.rules.extension, limit, deadline))


def pause_stops(reason: str, tx: Transaction, course: Course) -> bool:
    """Whether the handling clock stands still for this reason (`contract.limits.PAUSES`)."""
    return clocks.may_pause(tx.profile.rules, reason, course.pauses.get(reason, 0)) is not None


def with_lamps(tx: Transaction, record: CaseRecord, course: Course) -> Course:
    """The course with the moments at which lamps turn yellow, where the clock on the wall does not tell them."""
    calendar, table, lamps = calendar_of(tx.profile), limits_of(tx.profile), tx.profile.rules.lamps
    near = step = None
    start = course.limit_start_at or record.dispatched_at
    if record.deadline_at is not None and start is not None and record.state in RUNNING:
        unit = whole_of(limit_line(tx, record, course)).unit
        near = clocks.near(calendar, lamps, start, record.deadline_at, unit)
    if record.step_deadline_at is not None and record.step_at is not None:
        post = turn_of(record.state, entrusted=course.entrusted_id is not None)
        limit = table.step(record.state, post, record.urgency, course.grade)
        if limit is not None:
            step = clocks.near(calendar, lamps, record.step_at, record.step_deadline_at, limit.unit)
    if (near, step) == (course.near_at, course.step_near_at):
        return course
    return msgspec.structs.replace(course, near_at=near and whole_ms(near), step_near_at=step and whole_ms(step))


def step_ends(tx: Transaction, record: CaseRecord, course: Course, state: CaseState, at: datetime) -> datetime | None:
    """Until when the post whose turn it is has time; None where the profile says nothing."""
    return turn_ends(tx, state, record.urgency, at, grade=course.grade, entrusted=course.entrusted_id is not None)


def turn_ends(
    tx: Transaction, state: CaseState, urgency: str, at: datetime, *, grade: str = "", entrusted: bool = False
) -> datetime | None:
    """The same of a case that is not there yet."""
    if state not in _TURNS:
        return None
    found = limits_of(tx.profile).step(state, turn_of(state, entrusted=entrusted), urgency, grade)
    return None if found is None else after(tx, at, found)


def arrive_by(tx: Transaction, urgency: str, at: datetime) -> datetime:
    """到场: "紧急事项半小时到达现场" unless the profile says otherwise."""
    return beside(tx, "arrive", at, urgency) or whole_ms(at + timedelta(minutes=30))


def beside(tx: Transaction, clock: str, at: datetime, urgency: str = "") -> datetime | None:
    """The end of a clock that runs beside the state of a case (`contract.limits.ASIDE`)."""
    found = limits_of(tx.profile).step(clock, "", urgency)
    return None if found is None else after(tx, at, found)


def overall_ends(tx: Transaction, urgency: str, grade: str, since: datetime) -> datetime | None:
    """Until when a case is to be closed (总时限), counted from its report; None where the profile says nothing."""
    found = limits_of(tx.profile).step("overall", "", urgency, grade)
    return None if found is None else after(tx, since, found)


def overall_moved(
    tx: Transaction, record: CaseRecord, course: Course, paused_at: datetime, until: datetime
) -> dict[str, Any]:
    """The same after a suspension (挂账): it stood still, too."""
    found = limits_of(tx.profile).step("overall", "", record.urgency, course.grade)
    if course.overall_at is None or found is None or course.overall_at <= paused_at:
        return {}
    return {"overall_at": whole_ms(resume(calendar_of(tx.profile), course.overall_at, paused_at, until, found.unit))}


def appeal_ends(tx: Transaction, record: CaseRecord) -> datetime | None:
    """Until when a department may appeal."""
    return None if record.closed_at is None else beside(tx, "appeal", record.closed_at, record.urgency)


def after(tx: Transaction, at: datetime, limit: Limit) -> datetime:
    """When a limit that starts now ends."""
    return whole_ms(add(calendar_of(tx.profile), at, limit))
