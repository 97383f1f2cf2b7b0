"""The field's words for codes of the contract: states, posts, sources, acts. Chinese ones are in assets/i18n."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from contract.entities import BroadcastState, CaseSource, CaseState, PoleState, ReportKind, Urgency

_STATES: dict[CaseState, object] = {
    CaseState.REPORTED: QT_TRANSLATE_NOOP("words", "to accept"),
    CaseState.ACCEPTED: QT_TRANSLATE_NOOP("words", "to file"),
    CaseState.FILED: QT_TRANSLATE_NOOP("words", "to dispatch"),
    CaseState.DISPATCHED: QT_TRANSLATE_NOOP("words", "to sign for"),
    CaseState.SIGNED: QT_TRANSLATE_NOOP("words", "to handle"),
    CaseState.HANDLING: QT_TRANSLATE_NOOP("words", "handling"),
    CaseState.FEEDBACK: QT_TRANSLATE_NOOP("words", "to check"),
    CaseState.CHECKED: QT_TRANSLATE_NOOP("words", "to close"),
    CaseState.CLOSED: QT_TRANSLATE_NOOP("words", "closed"),
    CaseState.REFUSED: QT_TRANSLATE_NOOP("words", "refused"),
    CaseState.UNCONFIRMED: QT_TRANSLATE_NOOP("words", "to confirm"),
    CaseState.VERIFYING: QT_TRANSLATE_NOOP("words", "being verified"),
    CaseState.ENTRUSTED: QT_TRANSLATE_NOOP("words", "to dispatch again"),
    CaseState.DEPARTED: QT_TRANSLATE_NOOP("words", "on the way"),
    CaseState.RETURNED: QT_TRANSLATE_NOOP("words", "return asked for"),
    CaseState.SUSPENDED: QT_TRANSLATE_NOOP("words", "suspended"),
    CaseState.CHECKING: QT_TRANSLATE_NOOP("words", "being checked"),
    CaseState.ARCHIVED: QT_TRANSLATE_NOOP("words", "archived"),
    CaseState.NOT_FILED: QT_TRANSLATE_NOOP("words", "not filed"),
    CaseState.VOID: QT_TRANSLATE_NOOP("words", "void"),
    CaseState.MERGED: QT_TRANSLATE_NOOP("words", "merged"),
}
_SOURCES: dict[CaseSource, object] = {
    CaseSource.INSPECTOR: QT_TRANSLATE_NOOP("words", "inspector"),
    CaseSource.HOTLINE: QT_TRANSLATE_NOOP("words", "12345"),
    CaseSource.VIDEO: QT_TRANSLATE_NOOP("words", "video patrol"),
    CaseSource.DEVICE: QT_TRANSLATE_NOOP("words", "device"),
    CaseSource.LEADER: QT_TRANSLATE_NOOP("words", "leader's note"),
    CaseSource.IMPORT: QT_TRANSLATE_NOOP("words", "import"),
    CaseSource.DEPARTMENT: QT_TRANSLATE_NOOP("words", "department's own check"),
    CaseSource.CITIZEN: QT_TRANSLATE_NOOP("words", "citizen"),
    CaseSource.CAMERA: QT_TRANSLATE_NOOP("words", "camera alarm"),
    CaseSource.SUPERIOR: QT_TRANSLATE_NOOP("words", "superior"),
    CaseSource.MEDIA: QT_TRANSLATE_NOOP("words", "media"),
    CaseSource.PETITION: QT_TRANSLATE_NOOP("words", "petition"),
    CaseSource.OTHER: QT_TRANSLATE_NOOP("words", "other system"),
}
_ROLES: dict[str, object] = {
    "admin": QT_TRANSLATE_NOOP("words", "administrator"),
    "inspector": QT_TRANSLATE_NOOP("words", "inspector"),
    "intake": QT_TRANSLATE_NOOP("words", "intake"),
    "shift_leader": QT_TRANSLATE_NOOP("words", "shift leader"),
    "dispatcher": QT_TRANSLATE_NOOP("words", "dispatcher"),
    "department": QT_TRANSLATE_NOOP("words", "department"),
    "duty": QT_TRANSLATE_NOOP("words", "duty officer"),
    "broadcaster": QT_TRANSLATE_NOOP("words", "broadcaster"),
    "leader": QT_TRANSLATE_NOOP("words", "leader"),
    "kiosk": QT_TRANSLATE_NOOP("words", "meeting-room screen"),
    "security": QT_TRANSLATE_NOOP("words", "security officer"),
    "audit": QT_TRANSLATE_NOOP("words", "auditor"),
    "device": QT_TRANSLATE_NOOP("words", "device"),
    "district": QT_TRANSLATE_NOOP("words", "district dispatcher"),
}
_ACTS: dict[str, object] = {
    "accept_case": QT_TRANSLATE_NOOP("words", "Accept"),
    "refuse_case": QT_TRANSLATE_NOOP("words", "Refuse"),
    "file_case": QT_TRANSLATE_NOOP("words", "File"),
    "dispatch_case": QT_TRANSLATE_NOOP("words", "Dispatch"),
    "sign_case": QT_TRANSLATE_NOOP("words", "Sign for"),
    "start_handling": QT_TRANSLATE_NOOP("words", "Handle"),
    "feed_back": QT_TRANSLATE_NOOP("words", "Feed back"),
    "check_case": QT_TRANSLATE_NOOP("words", "Check"),
    "check_failed": QT_TRANSLATE_NOOP("words", "Check failed"),
    "close_case": QT_TRANSLATE_NOOP("words", "Close"),
    "confirm_case": QT_TRANSLATE_NOOP("words", "Confirm"),
    "audit_self_handled": QT_TRANSLATE_NOOP("words", "Audit"),
    "ask_order_return": QT_TRANSLATE_NOOP("words", "Send order back"),
    "decide_order_return": QT_TRANSLATE_NOOP("words", "Decide on order back"),
    "amend_case": QT_TRANSLATE_NOOP("words", "Correct"),
    "request_verification": QT_TRANSLATE_NOOP("words", "Have verified"),
    "answer_verification": QT_TRANSLATE_NOOP("words", "Answer verification"),
    "decline_case": QT_TRANSLATE_NOOP("words", "Decline"),
    "send_back": QT_TRANSLATE_NOOP("words", "Send back"),
    "entrust_case": QT_TRANSLATE_NOOP("words", "Entrust"),
    "dispatch_unit": QT_TRANSLATE_NOOP("words", "Send directly"),
    "redispatch_case": QT_TRANSLATE_NOOP("words", "Dispatch elsewhere"),
    "hand_over_case": QT_TRANSLATE_NOOP("words", "Hand over"),
    "depart": QT_TRANSLATE_NOOP("words", "Depart"),
    "arrive": QT_TRANSLATE_NOOP("words", "Arrive"),
    "pass_milestone": QT_TRANSLATE_NOOP("words", "Pass stage"),
    "ask_return": QT_TRANSLATE_NOOP("words", "Ask return"),
    "decide_return": QT_TRANSLATE_NOOP("words", "Decide return"),
    "ask_extension": QT_TRANSLATE_NOOP("words", "Ask extension"),
    "decide_extension": QT_TRANSLATE_NOOP("words", "Decide extension"),
    "ask_suspension": QT_TRANSLATE_NOOP("words", "Ask suspension"),
    "decide_suspension": QT_TRANSLATE_NOOP("words", "Decide suspension"),
    "resume_case": QT_TRANSLATE_NOOP("words", "Resume"),
    "mark_shirking": QT_TRANSLATE_NOOP("words", "Mark shirking"),
    "request_check": QT_TRANSLATE_NOOP("words", "Have checked"),
    "archive_case": QT_TRANSLATE_NOOP("words", "Archive"),
    "reopen_case": QT_TRANSLATE_NOOP("words", "Reopen"),
    "appeal_case": QT_TRANSLATE_NOOP("words", "Appeal"),
    "decide_appeal": QT_TRANSLATE_NOOP("words", "Decide appeal"),
    "void_case": QT_TRANSLATE_NOOP("words", "Void"),
    "merge_case": QT_TRANSLATE_NOOP("words", "Merge"),
    "split_case": QT_TRANSLATE_NOOP("words", "Split off"),
    "adopt_case": QT_TRANSLATE_NOOP("words", "Make child"),
    "urge_case": QT_TRANSLATE_NOOP("words", "Urge"),
    "supervise_case": QT_TRANSLATE_NOOP("words", "Supervise"),
    "reply_supervision": QT_TRANSLATE_NOOP("words", "Reply supervision"),
    "instruct": QT_TRANSLATE_NOOP("words", "Instruct"),
    "sign_instruction": QT_TRANSLATE_NOOP("words", "Sign instruction"),
    "answer_instruction": QT_TRANSLATE_NOOP("words", "Answer instruction"),
    "reply_caller": QT_TRANSLATE_NOOP("words", "Reply to caller"),
    "revisit_caller": QT_TRANSLATE_NOOP("words", "Call back"),
}
_EVENTS: dict[str, object] = {
    "case.reported": QT_TRANSLATE_NOOP("words", "reported"),
    "case.accepted": QT_TRANSLATE_NOOP("words", "accepted"),
    "case.filed": QT_TRANSLATE_NOOP("words", "filed"),
    "case.dispatched": QT_TRANSLATE_NOOP("words", "dispatched"),
    "case.signed": QT_TRANSLATE_NOOP("words", "signed for"),
    "case.handling_started": QT_TRANSLATE_NOOP("words", "handling started"),
    "case.fed_back": QT_TRANSLATE_NOOP("words", "fed back"),
    "case.checked": QT_TRANSLATE_NOOP("words", "check passed"),
    "case.returned_for_rework": QT_TRANSLATE_NOOP("words", "check failed, sent back"),
    "case.closed": QT_TRANSLATE_NOOP("words", "closed"),
    "case.refused": QT_TRANSLATE_NOOP("words", "refused"),
    "case.imported": QT_TRANSLATE_NOOP("words", "imported"),
    "case.history": QT_TRANSLATE_NOOP("words", "told by the earlier platform"),
    "case.attached": QT_TRANSLATE_NOOP("words", "file attached"),
    "case.caller_revealed": QT_TRANSLATE_NOOP("words", "caller's data shown"),
    "case.caller_exported": QT_TRANSLATE_NOOP("words", "caller's data exported"),
    "case.caller_erased": QT_TRANSLATE_NOOP("words", "caller's data erased"),
    "case.confirmed": QT_TRANSLATE_NOOP("words", "confirmed"),
    "case.self_handled_audited": QT_TRANSLATE_NOOP("words", "self-handling audited"),
    "case.self_handling_rejected": QT_TRANSLATE_NOOP("words", "self-handling not accepted"),
    "case.order_return_asked": QT_TRANSLATE_NOOP("words", "asked to send the order back"),
    "case.order_returned": QT_TRANSLATE_NOOP("words", "order went back to 12345"),
    "case.order_return_rejected": QT_TRANSLATE_NOOP("words", "order not taken back"),
    "case.amended": QT_TRANSLATE_NOOP("words", "corrected"),
    "case.verification_requested": QT_TRANSLATE_NOOP("words", "verification asked for"),
    "case.verified": QT_TRANSLATE_NOOP("words", "verified"),
    "case.not_filed": QT_TRANSLATE_NOOP("words", "not filed"),
    "case.sent_back": QT_TRANSLATE_NOOP("words", "sent back"),
    "case.entrusted": QT_TRANSLATE_NOOP("words", "entrusted for dispatch"),
    "case.unit_dispatched": QT_TRANSLATE_NOOP("words", "sent directly"),
    "case.redispatched": QT_TRANSLATE_NOOP("words", "dispatched elsewhere"),
    "case.handed_over": QT_TRANSLATE_NOOP("words", "handed over"),
    "case.departed": QT_TRANSLATE_NOOP("words", "departed"),
    "case.arrived": QT_TRANSLATE_NOOP("words", "arrived"),
    "case.milestone_passed": QT_TRANSLATE_NOOP("words", "stage passed"),
    "case.return_asked": QT_TRANSLATE_NOOP("words", "asked for return"),
    "case.return_granted": QT_TRANSLATE_NOOP("words", "return granted"),
    "case.return_rejected": QT_TRANSLATE_NOOP("words", "return rejected"),
    "case.extension_asked": QT_TRANSLATE_NOOP("words", "extension asked for"),
    "case.extended": QT_TRANSLATE_NOOP("words", "extended"),
    "case.extension_rejected": QT_TRANSLATE_NOOP("words", "extension rejected"),
    "case.suspension_asked": QT_TRANSLATE_NOOP("words", "suspension asked for"),
    "case.suspended": QT_TRANSLATE_NOOP("words", "suspension granted"),
    "case.suspension_rejected": QT_TRANSLATE_NOOP("words", "suspension rejected"),
    "case.resumed": QT_TRANSLATE_NOOP("words", "resumed"),
    "case.shirking_marked": QT_TRANSLATE_NOOP("words", "shirking marked"),
    "case.check_requested": QT_TRANSLATE_NOOP("words", "check asked for"),
    "case.archived": QT_TRANSLATE_NOOP("words", "archived"),
    "case.reopened": QT_TRANSLATE_NOOP("words", "reopened"),
    "case.appealed": QT_TRANSLATE_NOOP("words", "appealed"),
    "case.appeal_granted": QT_TRANSLATE_NOOP("words", "appeal granted"),
    "case.appeal_rejected": QT_TRANSLATE_NOOP("words", "appeal rejected"),
    "case.voided": QT_TRANSLATE_NOOP("words", "voided"),
    "case.merged": QT_TRANSLATE_NOOP("words", "merged into another"),
    "case.absorbed": QT_TRANSLATE_NOOP("words", "took up another"),
    "case.split_off": QT_TRANSLATE_NOOP("words", "one was split off again"),
    "case.came_back": QT_TRANSLATE_NOOP("words", "reported again after it was closed"),
    "case.split": QT_TRANSLATE_NOOP("words", "split off again"),
    "case.adopted": QT_TRANSLATE_NOOP("words", "made a child case"),
    "case.released": QT_TRANSLATE_NOOP("words", "no child case any more"),
    "case.urged": QT_TRANSLATE_NOOP("words", "urged"),
    "case.limit_ended": QT_TRANSLATE_NOOP("words", "limit ended"),
    "case.pause_ended": QT_TRANSLATE_NOOP("words", "clock runs again"),
    "case.supervised": QT_TRANSLATE_NOOP("words", "supervised"),
    "case.supervision_replied": QT_TRANSLATE_NOOP("words", "supervision replied to"),
    "case.instructed": QT_TRANSLATE_NOOP("words", "leader's note"),
    "case.instruction_signed": QT_TRANSLATE_NOOP("words", "note signed for"),
    "case.instruction_answered": QT_TRANSLATE_NOOP("words", "note answered"),
    "case.caller_replied": QT_TRANSLATE_NOOP("words", "caller replied to"),
    "case.caller_revisited": QT_TRANSLATE_NOOP("words", "caller called back"),
}
_URGENCIES: dict[Urgency, object] = {
    Urgency.NORMAL: QT_TRANSLATE_NOOP("words", "normal"),
    Urgency.URGENT: QT_TRANSLATE_NOOP("words", "urgent"),
    Urgency.MAJOR: QT_TRANSLATE_NOOP("words", "major"),
}
_KINDS: dict[ReportKind, object] = {
    ReportKind.PROBLEM: QT_TRANSLATE_NOOP("words", "problem"),
    ReportKind.REQUEST: QT_TRANSLATE_NOOP("words", "request for help"),
    ReportKind.CONSULTATION: QT_TRANSLATE_NOOP("words", "question"),
    ReportKind.SUGGESTION: QT_TRANSLATE_NOOP("words", "suggestion"),
    ReportKind.PRAISE: QT_TRANSLATE_NOOP("words", "praise"),
}
_POLES: dict[PoleState, object] = {
    PoleState.UNKNOWN: QT_TRANSLATE_NOOP("words", "not asked yet"),
    PoleState.ONLINE: QT_TRANSLATE_NOOP("words", "ready"),
    PoleState.CONNECTING: QT_TRANSLATE_NOOP("words", "calling"),
    PoleState.PLAYING: QT_TRANSLATE_NOOP("words", "playing"),
    PoleState.BUSY: QT_TRANSLATE_NOOP("words", "busy"),
    PoleState.REJECTED: QT_TRANSLATE_NOOP("words", "call refused"),
    PoleState.FAULT: QT_TRANSLATE_NOOP("words", "fault"),
    PoleState.OFFLINE: QT_TRANSLATE_NOOP("words", "does not answer"),
}
_BROADCASTS: dict[BroadcastState, object] = {
    BroadcastState.REQUESTED: QT_TRANSLATE_NOOP("words", "asked for"),
    BroadcastState.CONNECTING: QT_TRANSLATE_NOOP("words", "calling"),
    BroadcastState.LIVE: QT_TRANSLATE_NOOP("words", "on air"),
    BroadcastState.DRAINING: QT_TRANSLATE_NOOP("words", "ending"),
    BroadcastState.ENDED: QT_TRANSLATE_NOOP("words", "done"),
    BroadcastState.FAILED: QT_TRANSLATE_NOOP("words", "failed"),
    BroadcastState.PREEMPTED: QT_TRANSLATE_NOOP("words", "cut by rank"),
}


def _word(text: object) -> str:
    return QCoreApplication.translate("words", str(text))


def state_name(state: CaseState) -> str:
    """待派遣, ..."""
    return _word(_STATES[state])


def source_name(source: CaseSource) -> str:
    """监督员, 12345, ..."""
    return _word(_SOURCES[source])


def role_name(role: str) -> str:
    """值班长, ...; an unknown post as it is."""
    return _word(_ROLES[role]) if role in _ROLES else role


def act_name(command: str) -> str:
    """派遣, ..., for a button."""
    return _word(_ACTS[command])


def event_name(name: str) -> str:
    """What happened to a case, for its trail; an unknown event as it is."""
    return _word(_EVENTS[name]) if name in _EVENTS else name


def urgency_name(urgency: Urgency) -> str:
    """紧急, ..."""
    return _word(_URGENCIES[urgency])


def report_kind_name(kind: ReportKind) -> str:
    """表扬, ..."""
    return _word(_KINDS[kind])


def pole_state_name(state: PoleState) -> str:
    """What a pole does now."""
    return _word(_POLES[state])


def broadcast_state_name(state: BroadcastState) -> str:
    """Where a broadcast stands."""
    return _word(_BROADCASTS[state])
