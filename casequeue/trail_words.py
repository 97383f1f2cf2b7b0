"""The trail of a case in words: what happened, to whom it went, until when, who did it and for whom, in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from PySide6.QtCore import QCoreApplication

from casequeue.file_words import kind_name
from casequeue.trail import TrailLine
from contract.attachments import AttachmentKind
from contract.entities import Area, CaseState, Department, Entity, Person, Unit, Vehicle
from contract.figures import CaseDetail, TrailEntry
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.words import event_name, role_name, state_name

translate = QCoreApplication.translate


def trail_lines(context: Context, detail: CaseDetail | None) -> tuple[TrailLine, ...]:
    """The trail, oldest first."""
    if detail is None:
        return ()
    return tuple(line_of(context, entry) for entry in sorted(detail.trail, key=lambda entry: entry.seq))


def line_of(context: Context, entry: TrailEntry) -> TrailLine:
    """One act."""
    head = " ".join(
        part for part in (event_name(entry.name), *particulars(context, entry), _who(context, entry)) if part
    )
    text = f"{head} · {entry.opinion}" if entry.opinion else head
    return TrailLine(fmt.moment(entry.happened_at, context.now(), context.profile.timezone), text)


def particulars(context: Context, entry: TrailEntry) -> list[str]:
    """What an event says beside its name, in the seat's language."""
    params = entry.params
    return [words for key, say in _SAID.items() if (value := params.get(key)) and (words := say(context, value))]


def _who(context: Context, entry: TrailEntry) -> str:
    behalf = context.store.of(Person, entry.params.get("on_behalf_of"))
    if behalf is None:
        return entry.actor_name
    return translate("trail_words", "{name}, entered by {writer}").format(name=behalf.name, writer=entry.actor_name)


def _named(
    struct: type[Department] | type[Area] | type[Unit] | type[Vehicle] | type[Person],
) -> Callable[[Context, str], str]:
    def say(context: Context, value: str) -> str:
        found: Entity | None = context.store.of(struct, value)
        english = getattr(found, "name_en", "")
        chinese = getattr(found, "name", "")
        return chinese if context.lang.startswith("zh") else english or chinese

    return say


def _until(context: Context, value: str) -> str:
    try:
        at = msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        return ""
    clock = fmt.moment(at, context.now(), context.profile.timezone)
    return translate("trail_words", "until {clock}").format(clock=clock)


def _kind(_context: Context, value: str) -> str:
    return kind_name(AttachmentKind(value)) if value in set(AttachmentKind) else ""


def _state(_context: Context, value: str) -> str:
    known = value in set(CaseState)
    return translate("trail_words", "from: {state}").format(state=state_name(CaseState(value))) if known else ""


def _answer(_context: Context, value: str) -> str:
    return {
        "yes": translate("trail_words", "it is so"),
        "no": translate("trail_words", "it is not so"),
    }.get(value, "")


def _in_time(_context: Context, value: str) -> str:
    return {
        "yes": translate("trail_words", "in time"),
        "no": translate("trail_words", "too late"),
    }.get(value, "")


def _to(_context: Context, value: str) -> str:
    return translate("trail_words", "to the city") if value == "city" else ""


def _plain(_context: Context, value: str) -> str:
    return value


def _marks(_context: Context, value: str) -> str:
    return translate("trail_words", "satisfaction {n} of 5").format(n=value)


def _number(_context: Context, value: str) -> str:
    return value.partition("-")[2].lstrip("0") or value


def _shirked(_context: Context, value: str) -> str:
    return translate("trail_words", "counted as shirking") if value == "yes" else ""


def _double(_context: Context, _value: str) -> str:
    return translate("trail_words", "by one person in two posts")


def _clock(_context: Context, value: str) -> str:
    return {
        "handling": translate("trail_words", "the handling limit"),
        "step": translate("trail_words", "the limit of the step"),
        "milestone": translate("trail_words", "a stage"),
        "arrive": translate("trail_words", "the arrival"),
        "reply_supervision": translate("trail_words", "the reply to a supervision"),
        "answer_instruction": translate("trail_words", "the answer to a note"),
        "decide_extension": translate("trail_words", "the decision on an extension"),
        "decide_suspension": translate("trail_words", "the decision on a suspension"),
        "order_sign": translate("trail_words", "signing for the order"),
        "order_answer": translate("trail_words", "the answer to the caller"),
    }.get(value, "")


def _by_itself(_context: Context, value: str) -> str:
    return translate("trail_words", "by the system") if value == "yes" else ""


_SAID: dict[str, Callable[[Context, str], str]] = {
    "clock": _clock,
    "post": lambda _, value: role_name(value),
    "department_id": _named(Department),
    "unit_id": lambda context, value: _named(Unit)(context, value) or _named(Vehicle)(context, value),
    "person_id": _named(Person),
    "town_id": _named(Area),
    "to": _to,
    "from": _state,
    "until_at": _until,
    "due_at": _until,
    "condition": _plain,
    "name": _plain,
    "confirmed": _answer,
    "in_time": _in_time,
    "into_number": _number,
    "by_number": _number,
    "parent_number": _number,
    "satisfaction": _marks,
    "shirking": _shirked,
    "kind": _kind,
    "double_post": _double,
    "auto": _by_itself,
}
"""Of the params of an event: those that people read, in this order."""
