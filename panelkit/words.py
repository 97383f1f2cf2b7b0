"""The field's words for codes of the contract: states, posts, sources, acts. Chinese ones are in assets/i18n."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from contract.entities import BroadcastState, CaseSource, CaseState, PoleState

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
}
_SOURCES: dict[CaseSource, object] = {
    CaseSource.INSPECTOR: QT_TRANSLATE_NOOP("words", "inspector"),
    CaseSource.HOTLINE: QT_TRANSLATE_NOOP("words", "12345"),
    CaseSource.VIDEO: QT_TRANSLATE_NOOP("words", "video patrol"),
    CaseSource.DEVICE: QT_TRANSLATE_NOOP("words", "device"),
    CaseSource.LEADER: QT_TRANSLATE_NOOP("words", "leader's note"),
    CaseSource.IMPORT: QT_TRANSLATE_NOOP("words", "import"),
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
    "close_case": QT_TRANSLATE_NOOP("words", "Close"),
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
    "case.attached": QT_TRANSLATE_NOOP("words", "file attached"),
    "case.caller_revealed": QT_TRANSLATE_NOOP("words", "caller's data shown"),
    "case.caller_exported": QT_TRANSLATE_NOOP("words", "caller's data exported"),
    "case.caller_erased": QT_TRANSLATE_NOOP("words", "caller's data erased"),
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


def pole_state_name(state: PoleState) -> str:
    """What a pole does now."""
    return _word(_POLES[state])


def broadcast_state_name(state: BroadcastState) -> str:
    """Where a broadcast stands."""
    return _word(_BROADCASTS[state])
