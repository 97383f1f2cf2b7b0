"""Photos of a case in words: stage, caption, whose and when, what is awaited, and why none may be added."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from casequeue.file_words import size_words, type_name
from casequeue.stages import Stage
from contract.attachments import ATTACHERS, Attachment
from contract.entities import ENDED, Case, CaseState, Person
from contract.errors import Code, Problem
from contract.figures import CaseDetail
from contract.lifecycle import Role
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.refusal import words_for
from panelkit.words import role_name

translate = QCoreApplication.translate
_BEFORE_CHECK = frozenset({CaseState.DISPATCHED, CaseState.SIGNED, CaseState.DEPARTED, CaseState.HANDLING})
_OVER = ENDED


def stage_name(stage: Stage) -> str:
    """上报照片, 处置照片, 核查照片."""
    return {
        Stage.REPORT: translate("photo_words", "Reported"),
        Stage.HANDLING: translate("photo_words", "Handled"),
        Stage.CHECK: translate("photo_words", "Checked"),
    }[stage]


def caption(context: Context, one: Attachment, stage: Stage, number: int) -> str:
    """`12:15 上报照片 1`."""
    return f"{short_clock(context, one)} {stage_name(stage)} {number}"


def short_clock(context: Context, one: Attachment) -> str:
    """`12:15`; with the day where that is another one."""
    clock = fmt.moment(one.recorded_at, context.now(), context.profile.timezone)
    return clock[:-3] if clock.count(":") == 2 else clock


def long_words(context: Context, one: Attachment, stage: Stage) -> tuple[str, str]:
    """Left: stage, time, whose, name. Right: type, pixels, size, and what the camera itself noted."""
    person = context.store.of(Person, one.by_person_id)
    clock = fmt.moment(one.recorded_at, context.now(), context.profile.timezone)
    left = [stage_name(stage), clock, person.name if person is not None else "", one.name]
    right = [type_name(one.media_type), f"{one.width} × {one.height}" if one.width else "", size_words(one.size)]
    if one.taken_at:
        right.append(translate("photo_words", "the camera says {time}").format(time=one.taken_at))
    return " · ".join(part for part in left if part), " · ".join(part for part in right if part)


def fault_words(fault: Problem) -> str:
    """Why there is no picture."""
    if fault.code is Code.UNAVAILABLE and fault.field:
        return translate("photo_words", "The server's disk does not have this file")
    return words_for(fault)


def place_words(case: Case | None, detail: CaseDetail | None, stages: set[Stage]) -> dict[Stage, tuple[str, str]]:
    """The dashed places: what is missing at this stage, and from whom it will come."""
    if case is None:
        return {}
    if detail is None:
        if not case.photos:
            return {}
        return {Stage.REPORT: (translate("photo_words", "Photos are being fetched"), "")}
    places: dict[Stage, tuple[str, str]] = {}
    if Stage.REPORT not in stages:
        places[Stage.REPORT] = (translate("photo_words", "No photo with the report"), "")
    if Stage.HANDLING not in stages and case.state in _BEFORE_CHECK:
        places[Stage.HANDLING] = (
            translate("photo_words", "Photo after handling is awaited"),
            translate("photo_words", "the department attaches it with its feedback"),
        )
    elif Stage.CHECK not in stages and case.state is CaseState.FEEDBACK:
        places[Stage.CHECK] = (
            translate("photo_words", "Photo of the check is awaited"),
            translate("photo_words", "the inspector attaches it on the spot"),
        )
    return places


def why_not(context: Context, case: Case) -> str:
    """Why this seat cannot add a file to this case; empty where it can."""
    if case.state in _OVER:
        return translate("photo_words", "The case is over: its files stay as they are.")
    if not context.roles().intersection(ATTACHERS):
        roles = "、".join(role_name(role) for role in ATTACHERS if role is not Role.DEVICE)
        return translate("photo_words", "Files are attached by: {roles}").format(roles=roles)
    return ""
