"""One step of a case: who may take it now, and what every step does to a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from backend import course as courses
from backend.course import Course
from backend.outcome import SYSTEM, Actor, Outcome
from backend.records import CaseRecord, card
from backend.services import case_clock, case_hands
from backend.services.case_powers import Powers
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import PUBLIC_SOURCES, CaseState, Id
from contract.errors import Code, Refused
from contract.lifecycle import Refusal, Standing, Step, decide, target
from contract.scope import project

_RULE_OF = {"handle+check": "R10", "ask+decide": "R26"}
SKEW = timedelta(minutes=1)
"""How much earlier than the act before it an act may say it happened: two phones' clocks."""


@dataclass(frozen=True)
class Stand:
    """A case and a step that may be taken on it now."""

    tx: Transaction
    command: c.OnCase
    record: CaseRecord
    course: Course
    step: Step
    at: datetime
    powers: Powers

    @property
    def by(self) -> Id | None:
        """Whose act it is: the person on whose behalf it was entered, else who enters it."""
        return self.powers.person_id

    def refuse(self, rule: str, reason: str, field: str = "$.command.case_id") -> Refused:
        """The refusal by a rule of the life cycle."""
        return against(self.tx, rule, reason, self.record, field=field)

    def separate(self, pair: str, *others: Id | None) -> None:
        """Refused(against_rule) where who acts did the other half of `pair` on this case (R9, R10, R26).

        A profile may allow it; then the act bears it in its params for ever.
        """
        if not self.powers.shared(others):
            return
        self._doubled(pair, "one person in two posts on one case")

    def apart_from_handling(self) -> None:
        """Refused(against_rule) where who acts, or who enters it, handled the case or is of its department (R10)."""
        self.separate("handle+check", *case_hands.of(self.course, case_hands.HANDLE))
        if self.record.department_id in self.powers.bodies - {None}:
            self._doubled("handle+check", "of the department that handled it")

    def apart_from_asking(self) -> None:
        """Refused(against_rule) where who decides, or who enters it, applied for it, or his department did (R26)."""
        self.separate("ask+decide", *self.course.asked_by)
        if self.course.asked_body in self.powers.bodies - {None}:
            self._doubled("ask+decide", "of the department that applied for it")

    def _doubled(self, pair: str, reason: str) -> None:
        if pair not in self.tx.profile.conduct.double_posts:
            raise self.refuse(_RULE_OF.get(pair, "R9"), f"{reason}: {pair}")
        self.powers.params["double_post"] = pair

    def done(
        self,
        event: str,
        *,
        answer: bool = True,
        to: CaseState | None = None,
        changes: dict[str, Any] | None = None,
        course: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
        **more: Any,
    ) -> Outcome:
        """The outcome: `changes` to the row, `course` to what is special, `more` for `Outcome`."""
        record, now = self.record, self.course
        back = CaseState(now.back_to) if now.back_to else record.state
        state = to or target(self.step, answer=answer, back=back)
        if course:
            now = msgspec.structs.replace(now, **course)
        given: dict[str, Any] = {"version": record.version + 1, "state": state, **(changes or {})}
        if state is not record.state:
            given.setdefault("step_at", self.at)
            if not changes or "step_deadline_at" not in changes:
                given["step_deadline_at"] = case_clock.step_ends(self.tx, record, now, state, self.at)
        after = msgspec.structs.replace(record, **given)
        if "deadline_at" in given or "step_at" in given:
            now = case_clock.with_lamps(self.tx, after, now)
        if now is not self.course:
            after = msgspec.structs.replace(after, course=courses.written(now))
        said = {**(params or {}), **self.powers.params}
        return Outcome(
            event,
            case=after,
            ids=(record.id,),
            opinion=self.command.opinion,
            params=said,
            happened_at=self.at,
            **more,
        )


def begin(
    tx: Transaction, command: c.OnCase, by: Actor, at: datetime, *, late: bool = False, children: bool = False
) -> Stand:
    """The case and the step, or Refused: not found, stale, wrong state, wrong post, against a rule."""
    name = str(command.__struct_config__.tag)
    record = tx.case(command.case_id)
    if record is None or project(card(record), by.scope) is None:
        raise Refused(Code.NOT_FOUND, field="$.command.case_id", reason="no such case")
    course = courses.read(record.course)
    if not _as_seen(command.expected_version, record, course):
        raise _stale(tx, record)
    powers = Powers.of(tx, command.on_behalf_of, by)
    standing = standing_of(tx, record, course, late=late, children=children)
    step = decide(standing, name, powers.roles, conduct=tx.profile.conduct)
    if isinstance(step, Refusal):
        raise _refused(tx, step, record)
    if by is not SYSTEM:
        powers.check_department(step, record, course)
        if "R8" in step.rules and not command.opinion.strip():
            raise Refused(
                Code.REASON_REQUIRED,
                field="$.command.opinion",
                reason="this has a reason",
                rule="R8",
                state=record.state,
            )
    longest = tx.profile.conduct.late_entry_min
    if longest and tx.now - at > timedelta(minutes=longest):
        # Else a limit is met, or a clock stopped, by saying so afterwards.
        raise against(tx, "R29", f"more than {longest} minutes ago", record, field="$.happened_at")
    if at < _last_act(record) - SKEW:
        raise Refused(Code.OUT_OF_RANGE, field="$.happened_at", reason="earlier than the act before it")
    return Stand(tx, command, record, course, step, at, powers)


def standing_of(
    tx: Transaction, record: CaseRecord, course: Course, *, late: bool = False, children: bool = False
) -> Standing:
    """What the table asks of a case, from its row."""
    conduct = tx.profile.conduct
    return Standing(
        state=record.state,
        public=record.source in PUBLIC_SOURCES or course.unseen,
        verified=course.verified,
        asked=course.asked,
        supervised=course.supervised,
        direct=course.unit_id is not None,
        self_handled=course.self_handled,
        has_condition=True,  # `cases.file_case` looks: the command may bring one
        placed=not conduct.place_to_file or record.cell_code is not None or not tx.has_cells,
        proved=not conduct.evidence_to_file or record.photos > 0 or course.verified == "yes",
        appeal=course.appeal,
        instructed=any(one.answered_at is None for one in course.instructions),
        staged=any(one.passed_at is None for one in course.milestones[:-1]),
        children=children,
        order=course.order,
        late=late,
    )


def against(
    tx: Transaction, rule: str, reason: str, record: CaseRecord, *, field: str = "$.command.case_id"
) -> Refused:
    """Refused(against_rule), with the last act on it: it may be what changed since somebody looked."""
    told = _last(tx, record)
    return Refused(Code.AGAINST_RULE, field=field, reason=reason, rule=rule, state=record.state, **told)


def _last_act(record: CaseRecord) -> datetime:
    known = (
        record.filed_at,
        record.dispatched_at,
        record.signed_at,
        record.handled_at,
        record.checked_at,
        record.closed_at,
    )
    return max((one for one in known if one is not None), default=record.reported_at)


def _as_seen(version: int | None, record: CaseRecord, course: Course) -> bool:
    """Whether the case is as somebody saw it. That the system urged meanwhile takes nothing from what he decides."""
    if version is None or version == record.version:
        return True
    return course.noted_to == record.version and course.noted_from <= version < record.version


def _stale(tx: Transaction, record: CaseRecord) -> Refused:
    return Refused(
        Code.CONFLICT,
        field="$.command.expected_version",
        reason="somebody else was faster",
        version=str(record.version),
        state=record.state,
        **_last(tx, record),
    )


def _last(tx: Transaction, record: CaseRecord) -> dict[str, str]:
    """Who was faster, and what they did."""
    who, what = tx.last_act_on(record.id)
    return {"actor_name": who, "act": what}


def _refused(tx: Transaction, refusal: Refusal, record: CaseRecord) -> Refused:
    if refusal.code == "wrong_state":
        return Refused(
            Code.WRONG_STATE,
            field="$.command.case_id",
            reason=f"the case is {record.state}",
            state=record.state,
            allowed_states=",".join(refusal.allowed_states),
            **_last(tx, record),
        )
    if refusal.code == "against_rule":
        return against(tx, refusal.rule, "a rule of the life cycle forbids it", record)
    return Refused(
        Code.WRONG_ROLE, field="$.command.type", reason="not an act of your post", roles=",".join(refusal.roles)
    )
