"""Sentences for the codes of `contract.errors`: what the server said no to, and what helps."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from contract.entities import CaseState
from contract.errors import Code, Problem
from contract.trust import FAULT
from panelkit.rule_words import rule_sentence
from panelkit.words import role_name, state_name

_SENTENCES: dict[Code, object] = {
    Code.MALFORMED: QT_TRANSLATE_NOOP("refusal", "The request was not understood ({field})."),
    Code.UNKNOWN_COMMAND: QT_TRANSLATE_NOOP("refusal", "The server does not know this act."),
    Code.UNKNOWN_CLASS: QT_TRANSLATE_NOOP("refusal", "The city profile has no such class."),
    Code.OUT_OF_RANGE: QT_TRANSLATE_NOOP("refusal", "A value is out of range ({field})."),
    Code.TOO_LARGE: QT_TRANSLATE_NOOP("refusal", "That is too large."),
    Code.UNSUPPORTED: QT_TRANSLATE_NOOP("refusal", "A file of this type is not taken."),
    Code.BROKEN_FILE: QT_TRANSLATE_NOOP("refusal", "The file is broken."),
    Code.NOT_FOUND: QT_TRANSLATE_NOOP("refusal", "It is no longer there."),
    Code.WRONG_STATE: QT_TRANSLATE_NOOP("refusal", "Not possible in this state; allowed in: {states}."),
    Code.WRONG_ROLE: QT_TRANSLATE_NOOP("refusal", "That is the act of: {roles}."),
    Code.AGAINST_RULE: QT_TRANSLATE_NOOP("refusal", "Not allowed. {rule}"),
    Code.CONFLICT: QT_TRANSLATE_NOOP("refusal", "Somebody else was faster; look at the new state and decide again."),
    Code.DUPLICATE: QT_TRANSLATE_NOOP("refusal", "That already exists."),
    Code.REASON_REQUIRED: QT_TRANSLATE_NOOP("refusal", "A reason is needed (rule R8)."),
    Code.NOT_LOGGED_IN: QT_TRANSLATE_NOOP("refusal", "This seat is not logged in."),
    Code.EXPIRED_TOKEN: QT_TRANSLATE_NOOP("refusal", "The session has ended; log in again."),
    Code.BAD_CREDENTIALS: QT_TRANSLATE_NOOP("refusal", "User name or password is wrong."),
    Code.TOO_MANY_TRIES: QT_TRANSLATE_NOOP("refusal", "Too many tries; wait a minute."),
    Code.SECOND_FACTOR: QT_TRANSLATE_NOOP("refusal", "This account needs a code of its authenticator, too."),
    Code.DUE_FIRST: QT_TRANSLATE_NOOP("refusal", "First change the one-time password or set up the second factor."),
    Code.OVERLOADED: QT_TRANSLATE_NOOP("refusal", "The server is overloaded; nothing was done. Try again."),
    Code.DISK_FULL: QT_TRANSLATE_NOOP("refusal", "The server's disk is full; nothing was done."),
    Code.PROTOCOL: QT_TRANSLATE_NOOP("refusal", "This program does not fit the server's version; update it."),
    Code.UNAVAILABLE: QT_TRANSLATE_NOOP("refusal", "The server does not answer; it is not known whether it was done."),
    Code.DEFECT: QT_TRANSLATE_NOOP("refusal", "The server failed on this (reference {ref})."),
}


_CERTIFICATES: dict[str, object] = {
    "expired": QT_TRANSLATE_NOOP(
        "refusal", "The certificate of the server has expired. Whoever runs the server must renew it."
    ),
    "not_yet": QT_TRANSLATE_NOOP(
        "refusal", "The certificate of the server is not valid yet. Compare the clocks of this machine and the server."
    ),
    "wrong_name": QT_TRANSLATE_NOOP(
        "refusal", "The certificate of the server is for another name. Connect by the name that it was made for."
    ),
    "unknown_authority": QT_TRANSLATE_NOOP(
        "refusal",
        "Nobody here knows who signed the certificate of the server. Put the city's own authority into client.ca_file.",
    ),
    "other": QT_TRANSLATE_NOOP("refusal", "The certificate of the server is not accepted."),
}


def words_for(problem: Problem) -> str:
    """One sentence for a refusal, in the seat's language."""
    params = problem.params
    if (fault := params.get(FAULT, "")) in _CERTIFICATES:
        return QCoreApplication.translate("refusal", str(_CERTIFICATES[fault]))
    states = [
        state_name(CaseState(name)) for name in _split(params.get("allowed_states", "")) if name in set(CaseState)
    ]
    text = QCoreApplication.translate("refusal", str(_SENTENCES[problem.code]))
    return text.format(
        field=problem.field or "—",
        states="、".join(states) or "—",
        roles="、".join(role_name(name) for name in _split(params.get("roles", ""))) or "—",
        ref=params.get("ref", "—"),
        rule=rule_sentence(params.get("rule", "—")),
    )


def _split(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]
