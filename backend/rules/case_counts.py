"""What one case gives to an evaluation, as a pure function of its trail in the event log.

The trail alone is read, never the row: what somebody writes into the database past the server changes no figure and is
found by the audit. A change of a case is what its trail gives with the new acts less what it gave without them, so
that rework, extensions, appeals, voiding and reopening need no rules of their own. Definitions stand in
contract/evaluation_counts.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from backend.rules.case_story import FILED, NOT_THERE, Act, Story, Told
from contract.entities import PUBLIC_SOURCES, CaseSource, CaseState
from contract.evaluation import Object
from contract.evaluation_counts import OBJECTS, STORED

NUMBER_OF: Mapping[Object, Mapping[str, int]] = {
    one: {code: number for number, code in enumerate(codes)} for one, codes in STORED.items()
}
"""The number under which a count is kept."""
_AREA, _DEPARTMENT, _SUPERVISOR, _ACCEPTOR, _LEADER, _DISPATCHER = range(len(OBJECTS))
PUBLIC = frozenset(map(str, PUBLIC_SOURCES))


class Key(NamedTuple):
    """Where an amount is counted."""

    object: int  # its place in OBJECTS
    object_id: int  # 0: none, nobody
    moment: int  # epoch ms
    number: int  # of the count


class Given(NamedTuple):
    """What a case gives. Every mark of it bears its area and department, by which scopes see it."""

    area_id: int
    department_id: int
    amounts: Mapping[Key, int]


NOTHING = Given(0, 0, {})


def before_and_after(was: Sequence[Told], then: Sequence[Told]) -> tuple[Given, Given]:
    """What a case gave by its trail up to now, and what it gives when that goes on."""
    if not was:
        return NOTHING, given(Story(then))
    story = Story(was)
    before = given(story)
    story.go_on(then)
    return before, given(story)


def given(story: Story) -> Given:
    """What the case of this story gives."""
    area_id = int(story.row.get("area_id") or 0)
    department_id = int(story.row.get("department_id") or 0)
    found: Counter[Key] = Counter()

    def put(place: int, object_id: int, moment: int | None, code: str, amount: int = 1) -> None:
        if moment is not None and amount:
            found[Key(place, object_id, moment, NUMBER_OF[OBJECTS[place]][code])] += amount

    def area(moment: int | None, code: str, amount: int = 1) -> None:
        put(_AREA, area_id, moment, code, amount)

    def both(moment: int | None, code: str, amount: int = 1, department: int = department_id) -> None:
        put(_AREA, area_id, moment, code, amount)
        if department:
            put(_DEPARTMENT, department, moment, code, amount)

    _reports(story, area)
    if story.state not in NOT_THERE:
        _handling(story, both)
        for act in story.missed:
            both(act.at, "overtime_dispose_num", department=act.department)
        _closing(story, both, area)
    for code, acts in (
        ("rework_num", story.reworks),
        ("hang_num", story.suspensions),
        ("postpone_num", story.extensions),
    ):
        for act in acts[-1:]:
            both(act.at, code, department=act.department)
    for code, acts in (("multi_rework_num", story.reworks), ("shuffle_num", story.shirkings)):
        for act in acts:
            both(act.at, code, department=act.department)
    _posts(story, put)
    return Given(area_id, department_id, found)


_Area = Callable[..., None]


def _reports(story: Story, area: _Area) -> None:
    row, state = story.row, story.state
    reported, public = row["reported_at"], row["source"] in PUBLIC
    filed = row.get("filed_at") if state in FILED else None
    if story.is_report and not story.is_praise:
        area(reported, "report_num")
        if row["source"] == CaseSource.INSPECTOR:
            area(reported, "patrol_report_num")
        if public:
            area(reported, "public_report_num")
    if public:
        area(filed, "confirmed_public_num")
    if filed is not None:
        area(reported, "valid_report_num")
    area(filed, "inst_num")
    if story.accepted:
        area(story.accepted[-1].at, "operate_num")
    elif story.brought and (state in FILED or state == CaseState.ACCEPTED):
        area(reported, "operate_num")
    if state == CaseState.REFUSED and story.is_report and not story.declined:
        area(story.refused[-1].at if story.refused else reported, "not_operate_num")
    if story.declined and state in (CaseState.REFUSED, CaseState.NOT_FILED):
        area(story.declined[-1].at, "not_inst_num")
    for code, acts, ended in (("void_num", story.voided, "void"), ("merged_num", story.merged, "merged")):
        if state == ended:
            area(acts[-1].at if acts else reported, code)


def _handling(story: Story, both: _Area) -> None:
    row = story.row
    deadline, handled, dispatched = row.get("deadline_at"), row.get("handled_at"), row.get("dispatched_at")
    both(dispatched, "dispatch_num")
    if (ends := story.ends()) is not None:
        if handled is None:
            both(ends, "overtime_to_dispose_num")
        elif handled <= ends:
            both(ends, "intime_dispose_num")
        elif story.excused:
            both(ends, "intime_dispose_num")
            both(ends, "excused_num")
        else:
            both(ends, "overtime_dispose_num")
    if handled is None:
        return
    if (signed := row.get("signed_at")) is not None:
        both(handled, "timed_num")
        both(handled, "handling_ms", max(handled - signed, 0))
    if deadline is not None and dispatched is not None and deadline > dispatched:
        both(handled, "limited_num")
        both(handled, "limit_milli", max(handled - dispatched, 0) * 1000 // (deadline - dispatched))


def _closing(story: Story, both: _Area, area: _Area) -> None:
    row = story.row
    deadline, handled, closed = row.get("deadline_at"), row.get("handled_at"), row.get("closed_at")
    if closed is None:
        both(story.ends(), "to_archive_num")
        return
    if (overall := story.overall_ends()) is not None:
        # Closed in time by the limit for the whole, whoever used it up.
        late = closed > overall and not story.excused
    else:
        late = deadline is not None and (handled is None or handled > deadline) and not story.excused
    both(closed, "overtime_archive_num" if late else "intime_archive_num")
    if late and row["source"] in PUBLIC:
        both(closed, "public_late_num")
    if story.audited is not None:
        area(closed, "self_handled_num")


def _posts(story: Story, put: Callable[..., None]) -> None:
    _supervisor(story, put)
    _acceptor(story, put)
    for act in story.filings:
        put(_LEADER, act.person, act.at, _timely("inst_num", act))
        if not act.undone:
            put(_LEADER, act.person, act.at, "accurate_inst_num")
    for act in story.declined:
        put(_LEADER, act.person, act.at, "not_inst_num")
    for act in story.closings:
        put(_LEADER, act.person, act.at, _timely("archive_num", act))
    for act in story.dispatches:
        put(_DISPATCHER, act.person, act.at, _timely("dispatch_num", act))
        put(_DISPATCHER, act.person, act.at, "wrong_dispatch_num" if act.undone else "accurate_dispatch_num")
    for act in story.entrusted:
        put(_DISPATCHER, act.person, act.at, _timely("dispatch_num", act))
    waiting = _WAITING.get(story.state)
    if waiting is not None:
        place, code = waiting
        put(place, story.asked_person if place == _SUPERVISOR else 0, story.since, code)


def _supervisor(story: Story, put: Callable[..., None]) -> None:
    row, state = story.row, story.state
    if story.reporter is not None and row["source"] == CaseSource.INSPECTOR:
        put(_SUPERVISOR, story.reporter, row["reported_at"], "report_num")
        if row.get("filed_at") is not None and state in FILED:
            put(_SUPERVISOR, story.reporter, row["reported_at"], "valid_report_num")
        if state in (CaseState.REFUSED, CaseState.NOT_FILED, CaseState.VOID):
            put(_SUPERVISOR, story.reporter, row["reported_at"], "invalid_report_num")
    for act in story.verifications:
        put(_SUPERVISOR, act.person, act.at, _timely("verify_num", act))
    for act in story.checks:
        put(_SUPERVISOR, act.person, act.at, _timely("check_num", act))
    for act in story.wrong_checks:
        put(_SUPERVISOR, act.person, act.at, "invalid_check_num")


def _acceptor(story: Story, put: Callable[..., None]) -> None:
    for act in story.accepted:
        put(_ACCEPTOR, act.person, act.at, _timely("operate_num", act))
        if not act.undone:
            put(_ACCEPTOR, act.person, act.at, "accurate_operate_num")
    for act in story.refused:
        put(_ACCEPTOR, act.person, act.at, "not_operate_num")
    for code, acts in (("send_verify_num", story.sent_verifications), ("send_check_num", story.sent_checks)):
        for act in acts:
            put(_ACCEPTOR, act.person, act.at, code)
            if not act.late:
                put(_ACCEPTOR, act.person, act.at, f"intime_{code}")
    if story.audited is not None and story.state not in NOT_THERE:
        put(_ACCEPTOR, story.audited.person, story.row.get("closed_at"), "self_handled_num")


def _timely(code: str, act: Act) -> str:
    return f"{'overtime' if act.late else 'intime'}_{code}"


_WAITING: dict[Any, tuple[int, str]] = {
    "reported": (_ACCEPTOR, "to_operate_num"),
    "accepted": (_LEADER, "to_inst_num"),
    "verifying": (_SUPERVISOR, "to_verify_num"),
    "filed": (_DISPATCHER, "to_dispatch_num"),
    "entrusted": (_DISPATCHER, "to_dispatch_num"),
    "checking": (_SUPERVISOR, "to_check_num"),
    "checked": (_LEADER, "to_archive_num"),
}
"""State -> whose turn it is, and the count."""
