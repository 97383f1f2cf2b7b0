"""What the system does by itself on a case: 催办 and 置期届满 at the end of a limit, waking, pauses that end, 归档.

`backend.rules.due` says what is due when; here it is found from a case's row and done in a transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from backend import course as courses
from backend.course import Course
from backend.outcome import SYSTEM, Outcome
from backend.records import RUNNING, CaseRecord
from backend.rules import clocks, due
from backend.rules.due import Due, Waiting, due_now, dues
from backend.rules.limits import limits_of, whole_of
from backend.rules.orders import order_clocks
from backend.rules.turns import turn_of
from backend.rules.worktime import add, calendar_of
from backend.services import case_applications, case_clock, case_ends
from backend.services.orders import UNSIGNED
from backend.tables.columns import from_ms
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import CaseState, Id
from contract.errors import Code, Refused
from contract.profile import CityProfile

LONG_AGO = from_ms(0)


def waiting_of(profile: CityProfile, record: CaseRecord, course: Course) -> Waiting:
    """The running clocks of a case. ValueError where a limit of the profile cannot be computed."""
    state, rules, conduct = record.state, profile.rules, profile.conduct
    if state is CaseState.CLOSED:
        days = conduct.archive_days
        # Those that an import brought were over before: archiving a million of them would be noise.
        own = record.closed_at is not None and record.import_key is None
        return Waiting(
            archive_at=record.closed_at + timedelta(days=days) if own and days and record.closed_at else None
        )
    if not record.is_live:
        return Waiting()
    suspended = state is CaseState.SUSPENDED
    runs = state in RUNNING and course.paused_at is None
    found = Waiting(
        handling_ends_at=record.deadline_at if runs else None,
        step_ends_at=record.step_deadline_at,
        aside=tuple(_aside(profile, record, course, runs=runs)),
        suspended_until_at=course.suspended_until_at if suspended else None,
        pause_ends_at=None if suspended else _pause_ends(profile, course),
        urged_at=course.urged_at,
        urge_at=rules.urge_at,
        urge_again_min=conduct.urge_again_min,
    )
    return _with_yellow(profile, record, course, found) if "yellow" in rules.urge_at else found


def _with_yellow(profile: CityProfile, record: CaseRecord, course: Course, found: Waiting) -> Waiting:
    calendar, part = calendar_of(profile), profile.rules.lamps.yellow / 100
    table = limits_of(profile)
    handling = step = None
    start = course.limit_start_at or record.dispatched_at
    if found.handling_ends_at is not None and start is not None:
        line = table.handling(record.class_code, course.condition, course.grade, record.urgency)
        handling = clocks.turns(calendar, part, start, found.handling_ends_at, whole_of(line).unit)
    if found.step_ends_at is not None and record.step_at is not None:
        post = turn_of(record.state, entrusted=course.entrusted_id is not None)
        limit = table.step(record.state, post, record.urgency, course.grade)
        unit = "urgent_hour" if limit is None else limit.unit
        step = clocks.turns(calendar, part, record.step_at, found.step_ends_at, unit)
    return msgspec.structs.replace(found, handling_yellow_at=handling, step_yellow_at=step)


def _aside(profile: CityProfile, record: CaseRecord, course: Course, *, runs: bool) -> list[tuple[str, datetime]]:
    found = []
    if runs and course.arrive_by_at is not None and course.arrived_at is None and course.unit_id is not None:
        found.append(("arrive", course.arrive_by_at))
    if course.supervised and course.supervision_due_at is not None:
        found.append(("reply_supervision", course.supervision_due_at))
    found += [
        ("answer_instruction", one.deadline_at)
        for one in course.instructions
        if one.deadline_at is not None and one.answered_at is None
    ]
    if course.overall_at is not None and record.state is not CaseState.SUSPENDED:
        found.append(("overall", course.overall_at))
    found += _of_order(profile, record, course)
    # The last of several deadlines in a row is the end of the handling itself.
    found += [("milestone", one.deadline_at) for one in course.milestones[:-1] if runs and one.passed_at is None]
    if course.asked and course.asked_at is not None:
        limit = limits_of(profile).step(f"decide_{course.asked}", "", record.urgency, course.grade)
        if limit is not None:
            found.append((f"decide_{course.asked}", add(calendar_of(profile), course.asked_at, limit)))
    if course.order_back == "asked" and course.order_back_at is not None:
        limit = limits_of(profile).step("decide_order_return", "", record.urgency, course.grade)
        if limit is not None:
            found.append(("decide_order_return", add(calendar_of(profile), course.order_back_at, limit)))
    return found


def _of_order(profile: CityProfile, record: CaseRecord, course: Course) -> list[tuple[str, datetime]]:
    """The clocks of the hotline's order: until it is accepted, and until its caller is answered."""
    if not course.order_number or not profile.rules.orders:
        return []
    ends = order_clocks(calendar_of(profile), profile.rules.orders, record.urgency, record.reported_at)
    waiting = (
        ("order_sign", ends.sign_at if record.state in UNSIGNED and course.order_back != "asked" else None),
        ("order_answer", ends.answer_at if course.replied_at is None else None),
    )
    return [(name, at) for name, at in waiting if at is not None]


def _pause_ends(profile: CityProfile, course: Course) -> datetime | None:
    if course.paused_at is None:
        return None
    rule = next((one for one in profile.rules.pauses if one.reason == course.paused_for), None)
    return None if rule is None else clocks.pause_ends(calendar_of(profile), rule, course.paused_at)


def wakes(profile: CityProfile, record: CaseRecord) -> datetime | None:
    """When something is due on this case that was not done yet; None: never by itself."""
    course = courses.read(record.course)
    since = course.looked_at or LONG_AGO
    return min((one.at for one in dues(waiting_of(profile, record, course)) if one.at > since), default=None)


def do_due(tx: Transaction, case_id: Id) -> Outcome:
    """Do the first thing that is due on a case now. Refused(not_found), Refused(wrong_state) where nothing is."""
    record = tx.case(case_id)
    if record is None:
        raise Refused(Code.NOT_FOUND, field="$.command.case_id", reason="no such case")
    course = courses.read(record.course)
    since = (course.looked_at or LONG_AGO) + timedelta(microseconds=1)
    one = due_now(dues(waiting_of(tx.profile, record, course)), since, tx.now)
    if one is None:
        raise Refused(Code.WRONG_STATE, field="$.command.case_id", reason="nothing is due", state=record.state)
    if one.kind == due.WAKE:
        return case_applications.resume_case(tx, c.ResumeCase(case_id=case_id), SYSTEM, tx.now)
    if one.kind == due.ARCHIVE:
        return case_ends.archive_case(tx, c.ArchiveCase(case_id=case_id), SYSTEM, tx.now)
    return _noted(tx, record, course, one)


def _noted(tx: Transaction, record: CaseRecord, course: Course, one: Due) -> Outcome:
    changes: dict[str, Any] = {}
    more: dict[str, Any] = {"looked_at": one.at}
    if one.kind == due.PAUSE_OVER:
        changes, clock = case_clock.resumed(tx, record, course, tx.now)
        more |= clock
    elif one.kind == due.URGE:
        more |= {"urged": course.urged + 1, "urged_at": tx.now}
    if one.kind != due.PAUSE_OVER:
        more |= {"noted_to": record.version + 1}
        if course.noted_to != record.version:
            more |= {"noted_from": record.version}
    after = msgspec.structs.replace(
        record,
        version=record.version + 1,
        course=courses.written(msgspec.structs.replace(course, **more)),
        **changes,
    )
    told = {"auto": "yes", "clock": one.cause, "post": turn_of(record.state, entrusted=course.entrusted_id is not None)}
    if record.department_id is not None:
        told["department_id"] = record.department_id
    return Outcome(
        _EVENTS[one.kind], case=after, ids=(record.id,), params={k: v for k, v in told.items() if v}, happened_at=tx.now
    )


_EVENTS = {due.URGE: "case.urged", due.LIMIT_ENDED: "case.limit_ended", due.PAUSE_OVER: "case.pause_ended"}
