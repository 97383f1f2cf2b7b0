"""The trail of a case read once: who did what, in time or late, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

NOT_THERE = frozenset({"void", "merged"})
"""A case that is none, or is in another one."""
UNFILED = frozenset({"unconfirmed", "reported", "accepted", "verifying", "refused", "not_filed", *NOT_THERE})
JUDGED = frozenset(
    {
        "dispatched",
        "signed",
        "departed",
        "handling",
        "returned",
        "feedback",
        "checking",
        "checked",
        "closed",
        "archived",
    }
)
"""States in which the end of the handling limit counts: not while suspended (挂账)."""
STARTED = JUDGED | {"suspended"}
FILED = STARTED | {"filed", "entrusted"}


class Told(msgspec.Struct, frozen=True, gc=False):
    """What is read of a link of the chain (`backend.rules.chain.Fact`)."""

    name: str
    happened_at: int  # epoch ms
    state: str
    changed: dict[str, Any] = {}
    params: dict[str, str] = {}
    actor_id: str | None = None


told_of = msgspec.json.Decoder(Told).decode
"""Of the body of a link, as stored."""


@dataclass
class Act:
    """Somebody's act. `late`: after the limit of the step. `undone`: it turned out to be wrong."""

    at: int  # epoch ms
    person: int  # 0: nobody known
    late: bool = False
    department: int = 0
    undone: bool = False


class Story:
    """Read it, then look at what it holds: `row` and `state` as they are after the last act."""

    def __init__(self, facts: Sequence[Told]) -> None:
        self.row: dict[str, Any] = {}
        self.state = ""
        self.since = 0
        """When the case came into its state."""
        self.brought = facts[0].name != "case.reported"
        """Whether an import brought it: its past is known from its row alone."""
        self.reporter: int | None = None
        self.asked_person = 0
        self.excused = False
        self.is_report = False
        """Whether it ever was more than an alarm that nobody confirmed."""
        self.audited: Act | None = None
        self._reopened_at = 0
        self.missed: list[Act] = []  # ends of limits before a reopening that the handling of that time missed
        self.accepted: list[Act] = []
        self.refused: list[Act] = []  # before filing was asked for
        self.declined: list[Act] = []  # 不予立案
        self.filings: list[Act] = []
        self.dispatches: list[Act] = []
        self.entrusted: list[Act] = []
        self.verifications: list[Act] = []
        self.sent_verifications: list[Act] = []
        self.checks: list[Act] = []
        self.wrong_checks: list[Act] = []
        self.sent_checks: list[Act] = []
        self.reworks: list[Act] = []
        self.closings: list[Act] = []
        self.suspensions: list[Act] = []
        self.extensions: list[Act] = []
        self.shirkings: list[Act] = []
        self.voided: list[Act] = []
        self.merged: list[Act] = []
        self.go_on(facts)

    def go_on(self, facts: Iterable[Told]) -> None:
        """What happened next."""
        for fact in facts:
            self._take(fact)

    def _take(self, fact: Told) -> None:
        was, department = self.state, self.row.get("department_id")
        if fact.name == "case.reopened":
            self._remember_missed(int(department or 0))
        late = fact.name in _TIMED and self._is_late(fact.happened_at)
        self.row.update(fact.changed)
        self.state = fact.state
        if self.state not in _NO_REPORT or (self.brought and self.state != "unconfirmed"):
            self.is_report = True
        if self.state != was:
            brought = self.brought and not was
            self.since = self.row["reported_at"] if brought else fact.happened_at
        read = _READERS.get(fact.name)
        if read is not None:
            act = Act(fact.happened_at, _person(fact), late, int(department or self.row.get("department_id") or 0))
            read(self, act, fact, was)

    def _remember_missed(self, department: int) -> None:
        """A limit that a handling missed stays missed when the case is opened again, unless an appeal excused it."""
        deadline, handled = self.row.get("deadline_at"), self.row.get("handled_at")
        if not self.excused and deadline is not None and handled is not None and handled > deadline:
            self.missed.append(Act(deadline, 0, department=department))

    def _is_late(self, at: int) -> bool:
        """Whether the limit of the step that is done now was over; a step without one is never late."""
        limit = self.row.get("step_deadline_at")
        return limit is not None and at > limit

    @property
    def course(self) -> Course:
        """What is special about it."""
        text = self.row.get("course")
        return course_of(text) if text else _PLAIN

    @property
    def is_praise(self) -> bool:
        """表扬: no report of a problem."""
        return self.course.report_kind == "praise"

    def overall_ends(self) -> int | None:
        """Until when it is to be closed, where it has an overall limit (总时限)."""
        overall = self.course.overall_at
        return None if overall is None else (overall - _EPOCH) // _MS

    def ends(self) -> int | None:
        """The end of the handling limit, where it is judged: not while suspended, nor while its clock stands still."""
        deadline: int | None = self.row.get("deadline_at")
        if deadline is None or self.state not in STARTED:
            return None
        if self.row.get("handled_at") is None and (paused := self.course.paused_at) is not None:
            # A limit that was over before the pause stays over.
            return deadline if deadline < (paused - _EPOCH) // _MS else None
        return deadline if self.state in JUDGED else None

    def _reported(self, act: Act, _fact: Told, _was: str) -> None:
        self.reporter = act.person

    def _is_accepted(self, act: Act, _fact: Told, _was: str) -> None:
        self.accepted.append(act)

    def _is_refused(self, act: Act, _fact: Told, was: str) -> None:
        if was in ("reported", "unconfirmed"):
            self.refused.append(act)
        else:
            self._is_not_filed(act, _fact, was)

    def _is_not_filed(self, act: Act, _fact: Told, _was: str) -> None:
        self.declined.append(act)
        _undo(self.accepted)

    def _is_filed(self, act: Act, _fact: Told, _was: str) -> None:
        self.filings.append(act)

    def _sent_back(self, _act: Act, _fact: Told, was: str) -> None:
        _undo(self.filings if was == "filed" else self.accepted)

    def _dispatched(self, act: Act, _fact: Told, _was: str) -> None:
        act.department = int(self.row.get("department_id") or 0)
        for one in self.dispatches[self._reopened_at :]:
            one.undone = one.undone or one.department != act.department
        self.dispatches.append(act)

    def _entrusted(self, act: Act, _fact: Told, _was: str) -> None:
        self.entrusted.append(act)

    def _asked_to_verify(self, act: Act, fact: Told, _was: str) -> None:
        self.sent_verifications.append(act)
        self.asked_person = _number(fact.params.get("person_id"))

    def _verified(self, act: Act, _fact: Told, _was: str) -> None:
        self.verifications.append(act)

    def _asked_to_check(self, act: Act, fact: Told, _was: str) -> None:
        self.sent_checks.append(act)
        self.asked_person = _number(fact.params.get("person_id"))

    def _checked(self, act: Act, _fact: Told, _was: str) -> None:
        self.checks.append(act)

    def _reworked(self, act: Act, _fact: Told, _was: str) -> None:
        self.checks.append(act)
        self.reworks.append(act)

    def _closed(self, act: Act, _fact: Told, _was: str) -> None:
        self.closings.append(act)

    def _reopened(self, act: Act, _fact: Told, _was: str) -> None:
        self.excused = False
        self._reopened_at = len(self.dispatches)
        if self.checks:
            self.wrong_checks.append(Act(act.at, self.checks[-1].person))

    def _is_excused(self, _act: Act, _fact: Told, _was: str) -> None:
        self.excused = True

    def _suspended(self, act: Act, _fact: Told, _was: str) -> None:
        self.suspensions.append(act)

    def _extended(self, act: Act, _fact: Told, _was: str) -> None:
        self.extensions.append(act)

    def _shirked(self, act: Act, _fact: Told, _was: str) -> None:
        self.shirkings.append(act)

    def _is_voided(self, act: Act, _fact: Told, _was: str) -> None:
        self.voided.append(act)
        _undo(self.accepted)
        _undo(self.filings)

    def _is_merged(self, act: Act, _fact: Told, _was: str) -> None:
        self.merged.append(act)
        _undo(self.filings)

    def _rejected(self, act: Act, fact: Told, _was: str) -> None:
        if fact.params.get("shirking"):
            self.shirkings.append(act)

    def _audited(self, act: Act, _fact: Told, _was: str) -> None:
        self.audited = act


_READERS: Mapping[str, Callable[[Story, Act, Told, str], None]] = {
    "case.reported": Story._reported,
    "case.accepted": Story._is_accepted,
    "case.refused": Story._is_refused,
    "case.not_filed": Story._is_not_filed,
    "case.filed": Story._is_filed,
    "case.sent_back": Story._sent_back,
    "case.dispatched": Story._dispatched,
    "case.unit_dispatched": Story._dispatched,
    "case.redispatched": Story._dispatched,
    "case.verification_requested": Story._asked_to_verify,
    "case.verified": Story._verified,
    "case.check_requested": Story._asked_to_check,
    "case.checked": Story._checked,
    "case.returned_for_rework": Story._reworked,
    "case.closed": Story._closed,
    "case.reopened": Story._reopened,
    "case.appeal_granted": Story._is_excused,
    "case.suspended": Story._suspended,
    "case.extended": Story._extended,
    "case.shirking_marked": Story._shirked,
    "case.voided": Story._is_voided,
    "case.merged": Story._is_merged,
    "case.entrusted": Story._entrusted,
    "case.return_rejected": Story._rejected,
    "case.self_handled_audited": Story._audited,
}
_TIMED = frozenset(
    {
        "case.accepted",
        "case.filed",
        "case.dispatched",
        "case.unit_dispatched",
        "case.redispatched",
        "case.entrusted",
        "case.verification_requested",
        "case.verified",
        "case.check_requested",
        "case.checked",
        "case.returned_for_rework",
        "case.closed",
    }
)


_NO_REPORT = frozenset({"unconfirmed", "refused", *NOT_THERE})


class Course(msgspec.Struct, frozen=True, gc=False):
    """What is read of `backend.course.Course`."""

    report_kind: str = ""
    paused_at: datetime | None = None  # since when the handling clock stands still
    overall_at: datetime | None = None  # until when it is to be closed


_EPOCH, _MS = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
_PLAIN = Course()
course_of = msgspec.json.Decoder(Course).decode


QUIET = frozenset({"case.signed", "case.handling_started", "case.attached"})
_QUIET_FIELDS = frozenset({"version", "state", "signed_at", "step_at", "step_deadline_at", "photos"})


def is_quiet(facts: Iterable[Told]) -> bool:
    """Whether these change no count by themselves: what they tell counts only with what comes later."""
    return all(fact.name in QUIET and fact.changed.keys() <= _QUIET_FIELDS for fact in facts)


def _undo(acts: list[Act]) -> None:
    if acts:
        acts[-1].undone = True


def _person(fact: Told) -> int:
    """Who did it: of an act entered for somebody else (代录) he."""
    return _number(fact.params.get("on_behalf_of")) or _number(fact.actor_id)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
