"""Every count of the evaluation once more, straight from the event log and slowly: what the kept counts must equal.

On purpose another way than `backend.rules.case_counts`, and nothing of it is used here: each count is a question of its
own to the list of a case's events, each with the whole row before and after it. `evaluation_audit` and the tests set
both side by side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

PUBLIC = ("hotline", "citizen", "media", "petition")
DEAD = ("void", "merged")
BEFORE_FILING = ("unconfirmed", "reported", "accepted", "verifying", "refused", "not_filed")
NO_LIMIT = (*BEFORE_FILING, *DEAD, "filed", "entrusted", "suspended")
DISPATCHES = ("case.dispatched", "case.unit_dispatched", "case.redispatched")


@dataclass(frozen=True)
class Event:
    """One line of the log, with the row before and after it."""

    name: str
    at: int
    state: str
    was: str
    person: int
    params: dict[str, str]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def late(self) -> bool:
        limit = self.before.get("step_deadline_at")
        return limit is not None and limit < self.at

    @property
    def department(self) -> int:
        return int(self.before.get("department_id") or self.after.get("department_id") or 0)


Found = tuple[str, int, int | None, str, int]
"""object, object_id, moment (ms), code, amount"""


def read_case(bodies: Sequence[str]) -> list[Event]:
    """The events of a case from the bodies of its links, in order."""
    events: list[Event] = []
    row: dict[str, Any] = {}
    state = ""
    for body in bodies:
        fact = json.loads(body)
        params = fact.get("params", {})
        after = {**row, **fact.get("changed", {})}
        person = params.get("on_behalf_of") or fact.get("actor_id") or "0"
        events.append(
            Event(
                fact["name"], fact["happened_at"], fact["state"], state, int(person) if person.isdigit() else 0,
                params, row, after,
            )
        )  # fmt: skip
        row, state = after, fact["state"]
    return events


def of_case(events: Sequence[Event]) -> Iterator[Found]:
    """Everything that one case gives."""
    row, state = events[-1].after, events[-1].state
    area = int(row.get("area_id") or 0)
    department = int(row.get("department_id") or 0)
    for moment, code in _area_counts(events, row, state):
        yield "area", area, moment, code, 1
    for moment, code, amount in _limit_counts(events, row, state):
        yield "area", area, moment, code, amount
        if department:
            yield "department", department, moment, code, amount
    for moment, whose in _missed_before(events, state):
        yield "area", area, moment, "overtime_dispose_num", 1
        if whose:
            yield "department", whose, moment, "overtime_dispose_num", 1
    for event, code in _event_counts(events):
        yield "area", area, event.at, code, 1
        if event.department:
            yield "department", event.department, event.at, code, 1
    yield from _supervisor(events, row, state)
    yield from _acceptor(events, row, state)
    yield from _leader(events, state)
    yield from _dispatcher(events, state)


def _named(events: Sequence[Event], *names: str) -> list[Event]:
    return [one for one in events if one.name in names]


def _is_filed(row: dict[str, Any], state: str) -> bool:
    return row.get("filed_at") is not None and state not in BEFORE_FILING and state not in DEAD


def _area_counts(events: Sequence[Event], row: dict[str, Any], state: str) -> Iterator[tuple[int | None, str]]:
    reported, source = row["reported_at"], row["source"]
    imported = events[0].name != "case.reported"
    nothing_else = ("unconfirmed",) if imported else ("unconfirmed", "refused", "void", "merged")
    alarm = all(one.state in nothing_else for one in events)
    course = json.loads(row.get("course") or "{}")
    if not alarm and course.get("report_kind") != "praise":
        yield reported, "report_num"
        if source == "inspector":
            yield reported, "patrol_report_num"
        if source in PUBLIC:
            yield reported, "public_report_num"
    if _is_filed(row, state):
        yield reported, "valid_report_num"
        yield row["filed_at"], "inst_num"
        if source in PUBLIC:
            yield row["filed_at"], "confirmed_public_num"
    acceptances = _named(events, "case.accepted")
    if acceptances:
        yield acceptances[-1].at, "operate_num"
    elif imported and (state == "accepted" or state not in (*BEFORE_FILING, *DEAD)):
        yield reported, "operate_num"
    declined = [one for one in _named(events, "case.refused", "case.not_filed") if not _at_the_door(one)]
    refused = [one for one in _named(events, "case.refused") if _at_the_door(one)]
    if state in ("refused", "not_filed") and declined:
        yield declined[-1].at, "not_inst_num"
    if state == "refused" and not declined and not alarm:
        yield (refused[-1].at if refused else reported), "not_operate_num"
    for end, name in (("void", "case.voided"), ("merged", "case.merged")):
        if state == end:
            acts = _named(events, name)
            yield (acts[-1].at if acts else reported), f"{end}_num"
    if _named(events, "case.self_handled_audited") and state not in DEAD:
        yield row.get("closed_at"), "self_handled_num"


def _at_the_door(event: Event) -> bool:
    return event.name == "case.refused" and event.was in ("reported", "unconfirmed")


def _excused(events: Sequence[Event]) -> bool:
    decisions = _named(events, "case.appeal_granted", "case.reopened")
    return bool(decisions) and decisions[-1].name == "case.appeal_granted"


def _missed_before(events: Sequence[Event], state: str) -> Iterator[tuple[int, int]]:
    """The limit and the department of each handling that was late, excused by nobody, and then began anew."""
    for at, event in enumerate(events):
        limit, handled = event.before.get("deadline_at"), event.before.get("handled_at")
        if event.name != "case.reopened" or state in DEAD or limit is None or handled is None or handled <= limit:
            continue
        if not _excused(events[:at]):
            yield limit, int(event.before.get("department_id") or 0)


def _limit_counts(events: Sequence[Event], row: dict[str, Any], state: str) -> Iterator[tuple[int | None, str, int]]:
    if state in DEAD:
        return
    dispatched, handled, closed = row.get("dispatched_at"), row.get("handled_at"), row.get("closed_at")
    limit, excused = row.get("deadline_at"), _excused(events)
    yield dispatched, "dispatch_num", 1
    missed = limit is not None and (handled or float("inf")) > limit
    judged = limit is not None and state not in NO_LIMIT
    paused = json.loads(row.get("course") or "{}").get("paused_at")
    if state == "suspended" and limit is not None and paused is not None:
        judged = True  # where it was over before
    if judged and paused is not None and handled is None:
        stopped = (datetime.fromisoformat(paused) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        judged = int(limit or 0) < stopped
    if judged and handled is None:
        yield limit, "overtime_to_dispose_num", 1
    if judged and handled is not None:
        yield limit, "overtime_dispose_num" if missed and not excused else "intime_dispose_num", 1
        if missed and excused:
            yield limit, "excused_num", 1
    if judged and closed is None:
        yield limit, "to_archive_num", 1
    if closed is not None:
        whole = json.loads(row.get("course") or "{}").get("overall_at")
        if whole is not None:
            missed = datetime.fromtimestamp(closed / 1000, UTC) > datetime.fromisoformat(whole)
        late = missed and not excused
        yield closed, "overtime_archive_num" if late else "intime_archive_num", 1
        if late and row["source"] in PUBLIC:
            yield closed, "public_late_num", 1
    signed = row.get("signed_at")
    if handled is not None and signed is not None:
        yield handled, "timed_num", 1
        yield handled, "handling_ms", max(0, handled - signed)
    if handled is not None and limit is not None and dispatched is not None and limit > dispatched:
        yield handled, "limited_num", 1
        yield handled, "limit_milli", max(0, (handled - dispatched)) * 1000 // (limit - dispatched)


def _event_counts(events: Sequence[Event]) -> Iterator[tuple[Event, str]]:
    for name, code in (
        ("case.returned_for_rework", "rework_num"),
        ("case.suspended", "hang_num"),
        ("case.extended", "postpone_num"),
    ):
        if acts := _named(events, name):
            yield acts[-1], code
    for event in events:
        if event.name == "case.returned_for_rework":
            yield event, "multi_rework_num"
        if event.name == "case.shirking_marked" or (
            event.name == "case.return_rejected" and event.params.get("shirking")
        ):
            yield event, "shuffle_num"


def _since(events: Sequence[Event]) -> int:
    """When the case came into the state that it is in."""
    state = events[-1].state
    at = len(events) - 1
    while at > 0 and events[at - 1].state == state:
        at -= 1
    if at == 0 and events[0].name != "case.reported":
        return int(events[0].after["reported_at"])
    return events[at].at


def _asked(events: Sequence[Event], name: str) -> int:
    given = [one.params.get("person_id", "0") for one in _named(events, name)]
    return int(given[-1]) if given and given[-1].isdigit() else 0


def _supervisor(events: Sequence[Event], row: dict[str, Any], state: str) -> Iterator[Found]:
    reporters = _named(events, "case.reported")
    if reporters and row["source"] == "inspector":
        who = reporters[-1].person
        yield "supervisor", who, row["reported_at"], "report_num", 1
        if _is_filed(row, state):
            yield "supervisor", who, row["reported_at"], "valid_report_num", 1
        if state in ("refused", "not_filed", "void"):
            yield "supervisor", who, row["reported_at"], "invalid_report_num", 1
    for at, event in enumerate(events):
        if event.name == "case.verified":
            yield "supervisor", event.person, event.at, f"{_when(event)}_verify_num", 1
        if event.name in ("case.checked", "case.returned_for_rework"):
            yield "supervisor", event.person, event.at, f"{_when(event)}_check_num", 1
        if event.name == "case.reopened":
            checks = _named(events[:at], "case.checked", "case.returned_for_rework")
            if checks:
                yield "supervisor", checks[-1].person, event.at, "invalid_check_num", 1
    # Whom the last task of either kind was given.
    tasks = _named(events, "case.verification_requested", "case.check_requested")
    who = _asked(tasks[-1:], tasks[-1].name) if tasks else 0
    if state == "verifying":
        yield "supervisor", who, _since(events), "to_verify_num", 1
    if state == "checking":
        yield "supervisor", who, _since(events), "to_check_num", 1


def _when(event: Event) -> str:
    return "overtime" if event.late else "intime"


def _acceptor(events: Sequence[Event], row: dict[str, Any], state: str) -> Iterator[Found]:
    for at, event in enumerate(events):
        if event.name == "case.accepted":
            yield "acceptor", event.person, event.at, f"{_when(event)}_operate_num", 1
            later = events[at + 1 :]
            until = next((n for n, one in enumerate(later) if one.name == "case.accepted"), len(later))
            if not any(_takes_back_acceptance(one) for one in later[:until]):
                yield "acceptor", event.person, event.at, "accurate_operate_num", 1
        if _at_the_door(event):
            yield "acceptor", event.person, event.at, "not_operate_num", 1
        for name, code in (
            ("case.verification_requested", "send_verify_num"),
            ("case.check_requested", "send_check_num"),
        ):
            if event.name == name:
                yield "acceptor", event.person, event.at, code, 1
                if not event.late:
                    yield "acceptor", event.person, event.at, f"intime_{code}", 1
    audits = _named(events, "case.self_handled_audited")
    if audits and state not in DEAD:
        yield "acceptor", audits[-1].person, row.get("closed_at"), "self_handled_num", 1
    if state == "reported":
        yield "acceptor", 0, _since(events), "to_operate_num", 1


def _takes_back_acceptance(event: Event) -> bool:
    if event.name == "case.sent_back":
        return event.was != "filed"
    if event.name == "case.refused":
        return not _at_the_door(event)
    return event.name in ("case.not_filed", "case.voided")


def _leader(events: Sequence[Event], state: str) -> Iterator[Found]:
    for at, event in enumerate(events):
        if event.name == "case.filed":
            yield "shift_leader", event.person, event.at, f"{_when(event)}_inst_num", 1
            later = events[at + 1 :]
            until = next((n for n, one in enumerate(later) if one.name == "case.filed"), len(later))
            if not any(
                one.name in ("case.voided", "case.merged") or (one.name == "case.sent_back" and one.was == "filed")
                for one in later[:until]
            ):
                yield "shift_leader", event.person, event.at, "accurate_inst_num", 1
        if event.name == "case.closed":
            yield "shift_leader", event.person, event.at, f"{_when(event)}_archive_num", 1
        if event.name == "case.not_filed" or (event.name == "case.refused" and not _at_the_door(event)):
            yield "shift_leader", event.person, event.at, "not_inst_num", 1
    if state == "accepted":
        yield "shift_leader", 0, _since(events), "to_inst_num", 1
    if state == "checked":
        yield "shift_leader", 0, _since(events), "to_archive_num", 1


def _dispatcher(events: Sequence[Event], state: str) -> Iterator[Found]:
    for at, event in enumerate(events):
        if event.name in (*DISPATCHES, "case.entrusted"):
            yield "dispatcher", event.person, event.at, f"{_when(event)}_dispatch_num", 1
        if event.name in DISPATCHES:
            later = events[at + 1 :]
            until = next((n for n, one in enumerate(later) if one.name == "case.reopened"), len(later))
            sent = [one.after.get("department_id") for one in later[:until] if one.name in DISPATCHES]
            right = all(one == event.after.get("department_id") for one in sent)
            yield "dispatcher", event.person, event.at, f"{'accurate' if right else 'wrong'}_dispatch_num", 1
    if state in ("filed", "entrusted"):
        yield "dispatcher", 0, _since(events), "to_dispatch_num", 1
