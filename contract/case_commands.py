"""What may be done to a case: one struct per command of the life cycle's table (`contract.lifecycle.TABLE`)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.entities import CaseSource, ClassCode, Id, Point, ReportKind, Urgency
from contract.personal import Caller

Words = Annotated[str, msgspec.Meta(max_length=2000)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
ConditionId = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,39})?$")]
ComponentCode = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{16})?$")]


class Command(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """An imperative; its tag is the snake-case name that `lifecycle.TABLE` uses."""


class ReportCase(Command, frozen=True, kw_only=True, tag="report_case"):
    """上报. The server finds cell, responsibility grid and number; coordinates may be missing.

    A report of a device or a camera waits for a person to confirm it (待人工确认).
    """

    class_code: ClassCode
    source: CaseSource
    place: Line = ""
    description: Words = ""
    point: Point | None = None
    urgency: Urgency = Urgency.NORMAL
    component_code: ComponentCode = ""
    caller: Caller | None = None  # kept apart and sealed; no event, list or log ever holds it
    report_kind: ReportKind = ReportKind.PROBLEM
    condition: ConditionId = ""  # 立案条件, as the reporter sees it
    order_number: Line = ""  # of 12345 or another system
    self_handled: bool = False  # 自处置
    on_behalf_of: Id | None = None  # 代录: whose report this is


class OnCase(Command, frozen=True, kw_only=True):
    """What every later act on a case carries. `expected_version`, where given, refuses a stale act (`conflict`)."""

    case_id: Id
    opinion: Words = ""
    expected_version: int | None = None
    on_behalf_of: Id | None = None  # 代录: the person who did it; `lifecycle.PROXIES` says who may enter it


class ConfirmCase(OnCase, frozen=True, kw_only=True, tag="confirm_case"):
    """人工确认: what a device or a camera reported is there."""


class AcceptCase(OnCase, frozen=True, kw_only=True, tag="accept_case"):
    """受理登记."""


class RefuseCase(OnCase, frozen=True, kw_only=True, tag="refuse_case"):
    """不予受理. `opinion` is required: a refusal has a reason (R8)."""


class AuditSelfHandled(OnCase, frozen=True, kw_only=True, tag="audit_self_handled"):
    """自处置审核: what the inspector handled on the spot stands, or becomes a case like any other."""

    approved: bool


class AskOrderReturn(OnCase, frozen=True, kw_only=True, tag="ask_order_return"):
    """申请退单: an order of 12345 is not ours and shall go back, with a reason, before it is signed for (R30)."""


class DecideOrderReturn(OnCase, frozen=True, kw_only=True, tag="decide_order_return"):
    """退单审批: granted, the order is with 12345 again and the case ends here (R31)."""

    approved: bool


class AmendCase(OnCase, frozen=True, kw_only=True, tag="amend_case"):
    """更正: class, condition, place, urgency before filing. What is not given stays."""

    class_code: ClassCode | None = None
    condition: ConditionId | None = None
    place: Line | None = None
    description: Words | None = None
    point: Point | None = None
    urgency: Urgency | None = None
    component_code: ComponentCode | None = None
    report_kind: ReportKind | None = None
    order_number: Line | None = None


class RequestVerification(OnCase, frozen=True, kw_only=True, tag="request_verification"):
    """发核实: an inspector looks at a public report on the spot."""

    person_id: Id | None = None  # None: whoever's grid it is


class AnswerVerification(OnCase, frozen=True, kw_only=True, tag="answer_verification"):
    """核实反馈."""

    confirmed: bool


class FileCase(OnCase, frozen=True, kw_only=True, tag="file_case"):
    """立案."""

    condition: ConditionId = ""  # chosen now, where the report names none


class DeclineCase(OnCase, frozen=True, kw_only=True, tag="decline_case"):
    """不予立案, with a reason (R8)."""


class SendBack(OnCase, frozen=True, kw_only=True, tag="send_back"):
    """退回 to the post before: dispatcher to shift leader, shift leader to intake; with a reason."""


class DispatchCase(OnCase, frozen=True, kw_only=True, tag="dispatch_case"):
    """派遣. The deadline follows from the filing condition's limit in the city profile (R3)."""

    department_id: Id


class EntrustCase(OnCase, frozen=True, kw_only=True, tag="entrust_case"):
    """交区、街道二次派遣: its dispatcher chooses the department."""

    department_id: Id  # the district or street as a body


class DispatchUnit(OnCase, frozen=True, kw_only=True, tag="dispatch_unit"):
    """直派 to a named officer, crew or vehicle; the arrival clock begins to run."""

    unit_kind: Annotated[str, msgspec.Meta(pattern="^(unit|vehicle)$")]
    unit_id: Id
    department_id: Id | None = None  # None: the unit's own


class RedispatchCase(OnCase, frozen=True, kw_only=True, tag="redispatch_case"):
    """改派 to another department, with a reason; counted against the dispatch (R7)."""

    department_id: Id


class HandOverCase(OnCase, frozen=True, kw_only=True, tag="hand_over_case"):
    """移交 between the city's loop (大循环) and a town's (小循环), with a reason."""

    town_id: Id | None = None  # the town's or street's area; None: to the city


class SignCase(OnCase, frozen=True, kw_only=True, tag="sign_case"):
    """签收."""


class Depart(OnCase, frozen=True, kw_only=True, tag="depart"):
    """出发 (直派)."""


class Arrive(OnCase, frozen=True, kw_only=True, tag="arrive"):
    """到场 (直派): the arrival clock ends."""


class StartHandling(OnCase, frozen=True, kw_only=True, tag="start_handling"):
    """处置."""


class PassMilestone(OnCase, frozen=True, kw_only=True, tag="pass_milestone"):
    """阶段完成: the next of several deadlines in a row begins."""

    name: Name


class FeedBack(OnCase, frozen=True, kw_only=True, tag="feed_back"):
    """反馈."""


class AskReturn(OnCase, frozen=True, kw_only=True, tag="ask_return"):
    """申请回退, with a reason: the case is not theirs."""


class DecideReturn(OnCase, frozen=True, kw_only=True, tag="decide_return"):
    """回退审批: back to the dispatch, or rejected."""

    approved: bool


class AskExtension(OnCase, frozen=True, kw_only=True, tag="ask_extension"):
    """申请延期 until a moment, with a reason."""

    until_at: datetime


class DecideExtension(OnCase, frozen=True, kw_only=True, tag="decide_extension"):
    """延期审批."""

    approved: bool


class AskSuspension(OnCase, frozen=True, kw_only=True, tag="ask_suspension"):
    """申请挂账（缓办） until a moment, with a reason: season, engineering, no owner."""

    until_at: datetime


class DecideSuspension(OnCase, frozen=True, kw_only=True, tag="decide_suspension"):
    """挂账审批: the clock stands still until the case wakes."""

    approved: bool


class ResumeCase(OnCase, frozen=True, kw_only=True, tag="resume_case"):
    """恢复办理: by hand, or by the server on the day that was agreed."""


class MarkShirking(OnCase, frozen=True, kw_only=True, tag="mark_shirking"):
    """记推诿 against the department, with a reason."""


class RequestCheck(OnCase, frozen=True, kw_only=True, tag="request_check"):
    """发核查: an inspector looks whether it was done."""

    person_id: Id | None = None


class CheckCase(OnCase, frozen=True, kw_only=True, tag="check_case"):
    """核查."""

    passed: bool


class CloseCase(OnCase, frozen=True, kw_only=True, tag="close_case"):
    """结案."""


class ArchiveCase(OnCase, frozen=True, kw_only=True, tag="archive_case"):
    """归档."""


class ReopenCase(OnCase, frozen=True, kw_only=True, tag="reopen_case"):
    """重开 a closed case, with a reason: it is dispatched again."""


class AppealCase(OnCase, frozen=True, kw_only=True, tag="appeal_case"):
    """申诉 of the department against a limit that was missed."""


class DecideAppeal(OnCase, frozen=True, kw_only=True, tag="decide_appeal"):
    """申诉审批: granted means that it does not count as overdue; the raw fact stays."""

    approved: bool


class VoidCase(OnCase, frozen=True, kw_only=True, tag="void_case"):
    """作废, with a reason."""


class MergeCase(OnCase, frozen=True, kw_only=True, tag="merge_case"):
    """并案: this one is a duplicate of `into_id`."""

    into_id: Id


class SplitCase(OnCase, frozen=True, kw_only=True, tag="split_case"):
    """拆案: it was no duplicate; back to where it stood."""


class AdoptCase(OnCase, frozen=True, kw_only=True, tag="adopt_case"):
    """设为子案 of `parent_id`; None: a case of its own again."""

    parent_id: Id | None = None


class UrgeCase(OnCase, frozen=True, kw_only=True, tag="urge_case"):
    """催办: a notice, no change of state."""


class SuperviseCase(OnCase, frozen=True, kw_only=True, tag="supervise_case"):
    """督办: flag, notice, and a reply is required; with words."""

    due_at: datetime | None = None  # of the reply; None: by the profile


class ReplySupervision(OnCase, frozen=True, kw_only=True, tag="reply_supervision"):
    """督办回复."""


class Instruct(OnCase, frozen=True, kw_only=True, tag="instruct"):
    """领导批示 to a named person or a department: they sign for it and answer."""

    person_id: Id | None = None
    department_id: Id | None = None
    due_at: datetime | None = None


class SignInstruction(OnCase, frozen=True, kw_only=True, tag="sign_instruction"):
    """批示签收."""

    instruction_id: Id | None = None  # None: the only one that waits for who signs


class AnswerInstruction(OnCase, frozen=True, kw_only=True, tag="answer_instruction"):
    """批示反馈."""

    instruction_id: Id | None = None


class ReplyCaller(OnCase, frozen=True, kw_only=True, tag="reply_caller"):
    """回复诉求人: what the caller was told. No personal data in the words."""


class RevisitCaller(OnCase, frozen=True, kw_only=True, tag="revisit_caller"):
    """回访: how satisfied the caller is, 1 (not at all) to 5."""

    satisfaction: Annotated[int, msgspec.Meta(ge=1, le=5)]


AnyCaseCommand = (
    ReportCase
    | ConfirmCase
    | AcceptCase
    | RefuseCase
    | AuditSelfHandled
    | AskOrderReturn
    | DecideOrderReturn
    | AmendCase
    | RequestVerification
    | AnswerVerification
    | FileCase
    | DeclineCase
    | SendBack
    | DispatchCase
    | EntrustCase
    | DispatchUnit
    | RedispatchCase
    | HandOverCase
    | SignCase
    | Depart
    | Arrive
    | StartHandling
    | PassMilestone
    | FeedBack
    | AskReturn
    | DecideReturn
    | AskExtension
    | DecideExtension
    | AskSuspension
    | DecideSuspension
    | ResumeCase
    | MarkShirking
    | RequestCheck
    | CheckCase
    | CloseCase
    | ArchiveCase
    | ReopenCase
    | AppealCase
    | DecideAppeal
    | VoidCase
    | MergeCase
    | SplitCase
    | AdoptCase
    | UrgeCase
    | SuperviseCase
    | ReplySupervision
    | Instruct
    | SignInstruction
    | AnswerInstruction
    | ReplyCaller
    | RevisitCaller
)
"""Everything that may be said about a case."""
