"""A report's choices and faults in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from contract.entities import ReportKind, Urgency
from contract.errors import Problem
from contract.profile import Condition
from panelkit.context import Context

translate = QCoreApplication.translate

ROW_OF = {
    "class_code": "class_code", "condition": "condition", "place": "place", "point": "coordinates",
    "description": "description", "component_code": "component_code", "source": "source", "urgency": "urgency",
    "on_behalf_of": "on_behalf_of", "order_number": "order_number", "report_kind": "report_kind",
    "self_handled": "self_handled",
}  # fmt: skip


def urgency_name(urgency: Urgency) -> str:
    """一般, 紧急, 重大."""
    return {
        Urgency.NORMAL: translate("report_words", "normal"),
        Urgency.URGENT: translate("report_words", "urgent"),
        Urgency.MAJOR: translate("report_words", "major"),
    }[urgency]


def kind_name(kind: ReportKind) -> str:
    """What a caller wants."""
    return {
        ReportKind.PROBLEM: translate("report_words", "complaint"),
        ReportKind.REQUEST: translate("report_words", "request for help"),
        ReportKind.CONSULTATION: translate("report_words", "question"),
        ReportKind.SUGGESTION: translate("report_words", "suggestion"),
        ReportKind.PRAISE: translate("report_words", "praise"),
    }[kind]


def satisfaction_name(grade: int) -> str:
    """1 to 5, as a caller says it."""
    return {
        5: translate("report_words", "5 very satisfied"),
        4: translate("report_words", "4 satisfied"),
        3: translate("report_words", "3 partly"),
        2: translate("report_words", "2 dissatisfied"),
        1: translate("report_words", "1 very dissatisfied"),
    }[grade]


def condition_words(context: Context, condition: Condition) -> str:
    """`破损、缺失`: what must be the matter."""
    zh = context.lang.startswith("zh")
    words = condition.triggers if zh or not condition.triggers_en else condition.triggers_en
    said = ("、" if zh else ", ").join(words) or condition.note or condition.id
    return f"{said} · {condition.id}" if said != condition.id else said


def place_fault(why: str) -> str:
    """Why what was typed is no place of this city."""
    return {
        "two_numbers": translate("report_words", "Two numbers: longitude and latitude, in degrees."),
        "range": translate("report_words", "These are no coordinates on Earth."),
        "outside": translate("report_words", "This place lies far outside the city."),
    }.get(why, why)


def row_of(problem: Problem) -> str:
    """The field of the form that a refusal speaks of; empty: of none."""
    path = problem.field.removeprefix("$.command.")
    head, _, rest = path.partition(".")
    if head == "caller":
        return {"phone": "caller_phone", "name": "caller_name", "address": "caller_address"}.get(rest, "caller_phone")
    return ROW_OF.get(head, "")
