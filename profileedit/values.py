"""Codes of cells in words, as a person reads them; the files and the cell that is open keep the codes."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from contract.entities import CaseState
from contract.lifecycle import COMMANDS, Role
from contract.profile_files.cells import Choice, Kind, Listed, Span, YesNo, parts
from contract.profile_files.schema import SETTINGS, Row, Table
from contract.profile_files.settings import SETTINGS as KNOWN
from panelkit.words import act_name, role_name, state_name

_WORDS = {
    "report_case": QT_TRANSLATE_NOOP("ProfileValue", "report"),
    "standard": QT_TRANSLATE_NOOP("ProfileValue", "standard"),
    "extension": QT_TRANSLATE_NOOP("ProfileValue", "city's own"),
    "reserved": QT_TRANSLATE_NOOP("ProfileValue", "reserved"),
    "normal": QT_TRANSLATE_NOOP("ProfileValue", "normal"),
    "urgent": QT_TRANSLATE_NOOP("ProfileValue", "urgent"),
    "major": QT_TRANSLATE_NOOP("ProfileValue", "major"),
    "yes": QT_TRANSLATE_NOOP("ProfileValue", "yes"),
    "no": QT_TRANSLATE_NOOP("ProfileValue", "no"),
    "arrive": QT_TRANSLATE_NOOP("ProfileValue", "arrival"),
    "decide_return": QT_TRANSLATE_NOOP("ProfileValue", "decision on a return"),
    "decide_extension": QT_TRANSLATE_NOOP("ProfileValue", "decision on an extension"),
    "decide_suspension": QT_TRANSLATE_NOOP("ProfileValue", "decision on a suspension"),
    "reply_supervision": QT_TRANSLATE_NOOP("ProfileValue", "reply to a supervision"),
    "sign_instruction": QT_TRANSLATE_NOOP("ProfileValue", "signing an instruction"),
    "answer_instruction": QT_TRANSLATE_NOOP("ProfileValue", "answer to an instruction"),
    "reply_caller": QT_TRANSLATE_NOOP("ProfileValue", "reply to the caller"),
    "appeal": QT_TRANSLATE_NOOP("ProfileValue", "appeal"),
    "decide_appeal": QT_TRANSLATE_NOOP("ProfileValue", "decision on an appeal"),
    "return_asked": QT_TRANSLATE_NOOP("ProfileValue", "return asked for"),
    "extension_asked": QT_TRANSLATE_NOOP("ProfileValue", "extension asked for"),
    "suspension_asked": QT_TRANSLATE_NOOP("ProfileValue", "suspension asked for"),
    "suspended": QT_TRANSLATE_NOOP("ProfileValue", "suspended"),
    "waiting_for_check": QT_TRANSLATE_NOOP("ProfileValue", "waiting for the check"),
    "milestone": QT_TRANSLATE_NOOP("ProfileValue", "milestone"),
    "person": QT_TRANSLATE_NOOP("ProfileValue", "whose turn it is"),
    "holiday": QT_TRANSLATE_NOOP("ProfileValue", "day off"),
    "workday": QT_TRANSLATE_NOOP("ProfileValue", "worked in exchange"),
    "area": QT_TRANSLATE_NOOP("ProfileValue", "area"),
    "supervisor": QT_TRANSLATE_NOOP("ProfileValue", "inspector (post)"),
    "acceptor": QT_TRANSLATE_NOOP("ProfileValue", "intake (post)"),
    "count": QT_TRANSLATE_NOOP("ProfileValue", "count"),
    "percent": QT_TRANSLATE_NOOP("ProfileValue", "percent"),
    "minute": QT_TRANSLATE_NOOP("ProfileValue", "minutes"),
    "times": QT_TRANSLATE_NOOP("ProfileValue", "times"),
    "higher": QT_TRANSLATE_NOOP("ProfileValue", "higher is better"),
    "lower": QT_TRANSLATE_NOOP("ProfileValue", "lower is better"),
    "F": QT_TRANSLATE_NOOP("ProfileValue", "found in a source"),
    "G": QT_TRANSLATE_NOOP("ProfileValue", "general knowledge"),
    "U": QT_TRANSLATE_NOOP("ProfileValue", "uncertain"),
    "own": QT_TRANSLATE_NOOP("ProfileValue", "our own"),
    "same_clock_time": QT_TRANSLATE_NOOP("ProfileValue", "same clock time on the n-th working day"),
    "rolling_duty_hours": QT_TRANSLATE_NOOP("ProfileValue", "n times the hours of duty"),
    "end_of_day": QT_TRANSLATE_NOOP("ProfileValue", "end of duty of the n-th working day"),
    "supervised": QT_TRANSLATE_NOOP("ProfileValue", "supervised"),
    "dispatch+close": QT_TRANSLATE_NOOP("ProfileValue", "dispatch and close"),
    "dispatch+file": QT_TRANSLATE_NOOP("ProfileValue", "dispatch and file"),
    "handle+check": QT_TRANSLATE_NOOP("ProfileValue", "handle and check"),
    "ask+decide": QT_TRANSLATE_NOOP("ProfileValue", "apply and decide"),
    "urgent_hour": QT_TRANSLATE_NOOP("ProfileValue", "urgent hours"),
    "urgent_day": QT_TRANSLATE_NOOP("ProfileValue", "urgent days"),
    "work_hour": QT_TRANSLATE_NOOP("ProfileValue", "working hours"),
    "work_day": QT_TRANSLATE_NOOP("ProfileValue", "working days"),
    "remaining": QT_TRANSLATE_NOOP("ProfileValue", "what was left"),
    "new_limit": QT_TRANSLATE_NOOP("ProfileValue", "a new limit"),
    "yellow": QT_TRANSLATE_NOOP("ProfileValue", "yellow"),
    "red": QT_TRANSLATE_NOOP("ProfileValue", "red"),
}
_STATES = frozenset(str(one) for one in CaseState)
_ROLES = frozenset(str(one) for one in Role)
BETWEEN = "   "
"""Between a code and its words where both are offered."""


def value_word(code: str) -> str:
    """What a code means; itself where nobody said."""
    if code in _WORDS:
        return QCoreApplication.translate("ProfileValue", str(_WORDS[code]))
    if code in _STATES:
        return state_name(CaseState(code))
    if code in _ROLES:
        return role_name(code)
    return act_name(code) if code in COMMANDS else code


def kind_of(table: Table, row: Row, column: int) -> Kind:
    """What a cell holds; of a setting, what that setting does."""
    setting = KNOWN.get(row[0]) if table.name == SETTINGS and column == 1 else None
    return setting.kind if setting is not None else table.fields[column].kind


def shown(kind: Kind, text: str) -> str:
    """A cell in words. What is no code of its kind comes as it is written."""
    match kind:
        case Choice() | YesNo():
            return value_word(text) if text in kind.choices else text
        case Listed(of=Choice() as one):
            return "; ".join(shown(one, part) for part in parts(text))
        case Span():
            number, _, unit = text.partition(" ")
            return f"{number} {value_word(unit)}" if unit else text
        case _:
            return text


def offered(code: str) -> str:
    """A choice as it is offered: the code, and what it means."""
    word = value_word(code)
    return code if word == code else f"{code}{BETWEEN}{word}"


def chosen(text: str) -> str:
    """The code in what was taken from the offer."""
    return text.partition(BETWEEN)[0]
