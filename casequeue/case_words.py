"""A case in words, for every panel that shows one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from casequeue.file_words import kind_name
from casequeue.trail import TrailLine
from contract.attachments import AttachmentKind
from contract.entities import Area, Case, Department
from contract.figures import CaseDetail, TrailEntry
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.limit import Limit
from panelkit.words import event_name, source_name, state_name

translate = QCoreApplication.translate


def department_name(context: Context, department_id: str | None) -> str:
    """The body's name in the seat's language; a dash for none."""
    body = context.store.of(Department, department_id)
    if body is None:
        return fmt.NO_VALUE
    return body.name if context.lang.startswith("zh") else body.name_en or body.name


def area_name(context: Context, area_id: str | None) -> str:
    """The responsibility grid's name."""
    area = context.store.of(Area, area_id)
    if area is None:
        return fmt.NO_VALUE
    return area.name if context.lang.startswith("zh") else area.name_en or area.name


def class_line(context: Context, case: Case) -> str:
    """`市容环境 / 暴露垃圾`."""
    major = context.major_name(case.class_code)
    name = context.class_name(case.class_code)
    return f"{major} / {name}" if major else name


def place_line(case: Case) -> str:
    """The place; a case without coordinates says so."""
    place = case.place or fmt.NO_VALUE
    return (
        place
        if case.point is not None
        else translate("case_words", "{place} (no coordinates: not on the map)").format(place=place)
    )


def limit_lines(context: Context, case: Case, limit: Limit) -> tuple[str, str]:
    """Until when, and how much of the limit is used."""
    if limit.left_s is None or case.deadline_at is None:
        return translate("case_words", "no limit is running"), state_name(case.state)
    started = case.clock_started_at or case.reported_at
    whole = fmt.span((case.deadline_at - started).total_seconds())
    until = fmt.moment(case.deadline_at, context.now(), context.profile.timezone)
    first = translate("case_words", "limit {span}, until {clock}").format(span=whole, clock=until)
    if limit.lamp == "late":
        return first, translate("case_words", "overdue by {span}").format(span=fmt.span(-limit.left_s))
    return first, translate("case_words", "{percent} % used").format(percent=int(limit.used * 100))


def fields(context: Context, case: Case, detail: CaseDetail | None) -> list[tuple[str, str]]:
    """Label and value, in the order one asks for them."""
    zone = context.profile.timezone
    reported = f"{source_name(case.source)} · {fmt.moment(case.reported_at, context.now(), zone)}"
    if case.photos:
        photos = translate("case_words", "{n} photos").format(n=case.photos)
        reported = f"{reported} · {photos}"
    rows = [
        (translate("case_words", "Class"), class_line(context, case)),
        (translate("case_words", "Place"), place_line(case)),
        (translate("case_words", "Unit grid"), fmt.cell_long(case.cell_code)),
        (translate("case_words", "Duty grid"), area_name(context, case.area_id)),
        (translate("case_words", "Department"), department_name(context, case.department_id)),
        (
            translate("case_words", "State"),
            state_name(case.state)
            + (translate("case_words", ", rework {n}").format(n=case.rework) if case.rework else ""),
        ),
        (translate("case_words", "Reported"), reported),
    ]
    if detail is not None and detail.component_code:
        rows.append((translate("case_words", "Component"), detail.component_code))
    if detail is not None and detail.description:
        rows.append((translate("case_words", "Description"), detail.description))
    return rows


def trail_lines(context: Context, detail: CaseDetail | None) -> tuple[TrailLine, ...]:
    """The trail, oldest first."""
    if detail is None:
        return ()
    return tuple(_line(context, entry) for entry in sorted(detail.trail, key=lambda entry: entry.seq))


def _line(context: Context, entry: TrailEntry) -> TrailLine:
    words = [event_name(entry.name)]
    body = entry.params.get("department_id")
    if body:
        words.append(department_name(context, body))
    kind = entry.params.get("kind", "")
    if entry.name == "case.attached" and kind in set(AttachmentKind):
        words.append(kind_name(AttachmentKind(kind)))
    if entry.actor_name:
        words.append(entry.actor_name)
    head = " ".join(words)
    text = f"{head} · {entry.opinion}" if entry.opinion else head
    return TrailLine(fmt.moment(entry.happened_at, context.now(), context.profile.timezone), text)
