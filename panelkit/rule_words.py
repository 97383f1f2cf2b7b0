"""The rules of the life cycle as sentences for people, by number (`contract.lifecycle.TEXT`)."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_RULES: dict[str, object] = {
    "R1": QT_TRANSLATE_NOOP("rule_words", "A report of the public is verified on the spot before it is filed."),
    "R2": QT_TRANSLATE_NOOP(
        "rule_words", "Filing needs class, filing condition, a place inside a unit grid and evidence."
    ),
    "R3": QT_TRANSLATE_NOOP("rule_words", "The limit comes from the filing condition."),
    "R4": QT_TRANSLATE_NOOP("rule_words", "A case is closed only after a passed check."),
    "R5": QT_TRANSLATE_NOOP("rule_words", "A check that contradicts the feedback sends the case back."),
    "R6": QT_TRANSLATE_NOOP("rule_words", "Rework goes back to the same department and is counted."),
    "R7": QT_TRANSLATE_NOOP("rule_words", "A dispatch is correct when the case is never sent elsewhere."),
    "R8": QT_TRANSLATE_NOOP("rule_words", "This needs a reason."),
    "R9": QT_TRANSLATE_NOOP("rule_words", "Who dispatches neither files nor closes."),
    "R10": QT_TRANSLATE_NOOP("rule_words", "Who handled a case, or is of its department, does not check or close it."),
    "R11": QT_TRANSLATE_NOOP("rule_words", "One application at a time: the one before waits for its decision."),
    "R12": QT_TRANSLATE_NOOP("rule_words", "There is no such application to decide."),
    "R13": QT_TRANSLATE_NOOP("rule_words", "Extensions: so many times, so long, and not once the limit is over."),
    "R14": QT_TRANSLATE_NOOP("rule_words", "Suspensions: so many times and so long."),
    "R15": QT_TRANSLATE_NOOP("rule_words", "No supervision waits for a reply."),
    "R16": QT_TRANSLATE_NOOP("rule_words", "Only who was sent directly departs and arrives."),
    "R17": QT_TRANSLATE_NOOP("rule_words", "What was handled on the spot is audited, not dispatched."),
    "R18": QT_TRANSLATE_NOOP("rule_words", "An appeal is against a missed limit, once, and within its days."),
    "R19": QT_TRANSLATE_NOOP("rule_words", "There is no appeal to decide."),
    "R20": QT_TRANSLATE_NOOP("rule_words", "A parent case is closed after its child cases."),
    "R21": QT_TRANSLATE_NOOP("rule_words", "No leader's note waits for this."),
    "R30": QT_TRANSLATE_NOOP(
        "rule_words", "An order goes back to 12345 once, before it is signed for and within its time."
    ),
    "R31": QT_TRANSLATE_NOOP("rule_words", "This order goes back to 12345 or went back: it is not handled here."),
    "R22": QT_TRANSLATE_NOOP("rule_words", "The verification refuted the report: it is not filed."),
    "R23": QT_TRANSLATE_NOOP("rule_words", "This extension is the leader's to grant."),
    "R24": QT_TRANSLATE_NOOP("rule_words", "The stages are passed in their order, the last one by the feedback."),
    "R25": QT_TRANSLATE_NOOP("rule_words", "The case is with the other loop: city or town."),
    "R26": QT_TRANSLATE_NOOP("rule_words", "Who applied for it does not decide it."),
    "R27": QT_TRANSLATE_NOOP("rule_words", "Its limit was missed: the leader alone voids or merges it."),
    "R28": QT_TRANSLATE_NOOP(
        "rule_words", "It is merged only into a confirmed case, a filed one only into a filed one."
    ),
    "R29": QT_TRANSLATE_NOOP("rule_words", "It is too late to enter this for that moment."),
}


def rule_sentence(rule: str) -> str:
    """`规则 R4：核查通过后方可结案。`; an unknown rule as it is."""
    if rule not in _RULES:
        return rule
    said = QCoreApplication.translate("rule_words", str(_RULES[rule]))
    return QCoreApplication.translate("rule_words", "Rule {rule}: {sentence}").format(sentence=said, rule=rule)
