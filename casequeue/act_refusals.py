"""Why an act is not possible, in one sentence that names the rule."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from casequeue.acts import Act
from contract.entities import Case, CaseState
from panelkit.rule_words import rule_sentence
from panelkit.words import act_name, role_name, state_name

translate = QCoreApplication.translate
_UNCHECKED = frozenset(set(CaseState) - {CaseState.CHECKED, CaseState.CLOSED, CaseState.ARCHIVED})


def why_not(act: Act, case: Case) -> str:
    """One sentence: which rule, whose act, or in which states."""
    assert act.refusal is not None
    name, refusal = act_name(act.name), act.refusal
    if refusal.code == "against_rule":
        return translate("act_refusals", "{act} not possible: {rule}").format(
            act=name, rule=rule_sentence(refusal.rule)
        )
    if refusal.code == "wrong_role":
        roles = "、".join(role_name(role) for role in refusal.roles)
        return translate("act_refusals", "{act} is not for this seat: it belongs to {roles}").format(
            act=name, roles=roles
        )
    if act.name == "close_case" and case.state in _UNCHECKED:
        return translate("act_refusals", "{act} not possible: the check has not passed (rule R4)").format(act=name)
    states = "、".join(state_name(state) for state in dict.fromkeys(refusal.allowed_states))
    return translate("act_refusals", "{act} not possible: the case must be {states}").format(act=name, states=states)
