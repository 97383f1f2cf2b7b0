"""What is special about the course of a case (办理情况): kept as one text in its row, empty where nothing is.

Most cases need none of it, and no board sums it: so it costs the plain case nothing. A field once named is never
renamed: stored texts are evidence.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from contract.entities import Id, ReportKind


class Milestone(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One of several deadlines in a row (责令停止, 处罚, 拆除)."""

    name: str
    deadline_at: datetime
    passed_at: datetime | None = None


class Instruction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A leader's note (批示) and what became of it. Its words are in the trail."""

    id: Id
    by_person_id: Id | None
    person_id: Id | None = None  # to a named recipient,
    department_id: Id | None = None  # or to a department
    deadline_at: datetime | None = None
    signed_at: datetime | None = None
    answered_at: datetime | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The handling clock of a department that the case was taken from: it goes on where the case comes back to it."""

    department_id: Id
    limit_of: str  # by what the limit was found: class, condition, grade, urgency
    started_at: datetime
    deadline_at: datetime
    stopped_at: datetime
    extensions: int = 0
    milestones: tuple[Milestone, ...] = ()


class Course(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """All of it. Ids are decimal strings, times UTC."""

    report_kind: ReportKind = ReportKind.PROBLEM
    order_number: str = ""  # of 12345 or another system
    order_back: str = ""  # 退单: asked, granted, rejected
    order_back_at: datetime | None = None  # when it was asked for
    condition: str = ""  # filing condition, C0101-2
    grade: str = ""  # A, B, C at filing
    self_handled: bool = False
    unseen: bool = False  # said to be an inspector's, and entered by somebody who is none and named none
    # 核实, 核查
    verified: str = ""  # yes, no
    verifier_id: Id | None = None  # whom the task was given
    checker_id: Id | None = None
    # who did what, for the separation of powers
    filed_by: Id | None = None
    dispatched_by: Id | None = None
    handled_by: Id | None = None
    hands: dict[str, tuple[Id, ...]] = {}  # and who else ever did the same, or entered it: file, dispatch, handle
    # dispatch
    level: str = ""  # town: in a town's own loop
    town_id: Id | None = None  # its area
    entrusted_id: Id | None = None
    unit_id: Id | None = None
    unit_kind: str = ""
    arrive_by_at: datetime | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    first_department_id: Id | None = None
    redispatches: int = 0  # to another department (R7)
    held: tuple[Held, ...] = ()
    missed: int = 0  # how often it was taken from a department after the end of its limit
    milestones: tuple[Milestone, ...] = ()
    # clocks
    overall_at: datetime | None = None  # 总时限: until when it is to be closed
    limit_start_at: datetime | None = None  # of the handling limit, where it is not the dispatch
    paused_at: datetime | None = None  # since when the handling clock stands still
    paused_for: str = ""  # contract.limits.PAUSES
    pauses: dict[str, int] = {}  # reason -> times
    back_to: str = ""  # the state to which a rejected return, a resumption or a split leads
    # applications
    asked: str = ""  # extension, suspension
    asked_until_at: datetime | None = None
    asked_at: datetime | None = None
    asked_by: tuple[Id, ...] = ()  # who applied, and who entered it: also of a return and of an appeal
    asked_body: Id | None = None  # the department for which they did
    returns: int = 0
    rejected_returns: int = 0
    extensions: int = 0
    original_limit_s: int = 0  # of the first handling limit, for the measure of extensions
    suspensions: int = 0
    suspended_until_at: datetime | None = None
    shirkings: int = 0
    # voices from beside
    urged: int = 0
    urged_at: datetime | None = None
    supervised: bool = False
    supervisions: int = 0
    supervision_by: Id | None = None
    supervision_due_at: datetime | None = None
    instructions: tuple[Instruction, ...] = ()
    near_at: datetime | None = None  # when the lamp of the handling limit turns yellow, where it is no plain part of it
    step_near_at: datetime | None = None
    noted_from: int = 0  # of these two versions the second differs from the first by urgings of the system only
    noted_to: int = 0
    looked_at: datetime | None = None  # what was due by then, the system has done
    # after the end
    reopened: int = 0
    appeal: str = ""  # asked, granted, rejected
    replied_at: datetime | None = None
    revisited_at: datetime | None = None
    satisfaction: int = 0  # 1..5 of the caller at the revisit
    # relatives
    merged_into_id: Id | None = None
    step_before: tuple[datetime | None, datetime | None] | None = None  # began, ends: of the step of a merged case
    children: int = 0  # open child cases
    merged_ids: tuple[Id, ...] = ()  # cases that ended in this one, the last hundred
    again_of_id: Id | None = None  # a closed case at the same place: closed but not fixed
    came_back_ids: tuple[Id, ...] = ()  # and that one's: the reports that came after it was closed

    @property
    def order(self) -> str:
        """What `contract.entities.Case.order` says."""
        return self.order_back or ("held" if self.order_number else "")


PLAIN = Course()
_decode = msgspec.json.Decoder(Course).decode
_encode = msgspec.json.Encoder().encode


def read(text: str) -> Course:
    """The course of a case from the text of its row. msgspec.DecodeError where it is none."""
    return _decode(text) if text else PLAIN


def written(course: Course) -> str:
    """The text for its row."""
    return "" if course == PLAIN else _encode(course).decode()
