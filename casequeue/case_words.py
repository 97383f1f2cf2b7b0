"""A case in words, for every panel that shows one."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from contract.entities import ENDED, Area, Case, Department, Person, Unit, Vehicle
from contract.figures import CaseDetail, OrderShown
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.limit import Limit
from panelkit.words import source_name, state_name

translate = QCoreApplication.translate


def department_name(context: Context, department_id: str | None) -> str:
    """The body's name in the seat's language; a dash for none."""
    body = context.store.of(Department, department_id)
    if body is None:
        return fmt.NO_VALUE
    return body.name if context.lang.startswith("zh") else body.name_en or body.name


def handler_name(context: Context, case: Case) -> str:
    """The department, and whoever was sent directly."""
    store = context.store
    sent = store.of(Vehicle, case.unit_id) if case.unit_kind == "vehicle" else store.of(Unit, case.unit_id)
    body = department_name(context, case.department_id)
    return body if sent is None else f"{body} · {sent.name}"


def _grids(context: Context, case: Case, *, tight: bool) -> list[tuple[str, str]]:
    grade = translate("case_words", "class {grade}").format(grade=case.grade) if case.grade else ""
    cell = " · ".join(part for part in (fmt.cell_long(case.cell_code), grade) if part)
    area = area_name(context, case.area_id)
    if tight:
        return [(translate("case_words", "Grid"), f"{cell} · {area}" if area != fmt.NO_VALUE else cell)]
    return [(translate("case_words", "Unit grid"), cell), (translate("case_words", "Duty grid"), area)]


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
    """Until when, and how much of the limit is used: of `panelkit.limit.shown_limit_of`."""
    started, ends = case.clock_started_at or case.reported_at, case.deadline_at
    words = translate("case_words", "limit {span}, until {clock}")
    if ends is None:
        started, ends = case.step_started_at or case.reported_at, case.step_deadline_at
        words = translate("case_words", "this step {span}, until {clock}")
    if limit.left_s is None or ends is None:
        return translate("case_words", "no limit is running"), state_name(case.state)
    until = fmt.moment(ends, context.now(), context.profile.timezone)
    first = words.format(span=fmt.span((ends - started).total_seconds()), clock=until)
    if limit.lamp == "late":
        return first, translate("case_words", "overdue by {span}").format(span=fmt.span(-limit.left_s))
    return first, translate("case_words", "{percent} % used").format(percent=int(limit.used * 100))


def standing_words(context: Context, case: Case) -> str:
    """The state, and everything beside it that one must know: counts, applications, notes, a sleep."""
    zone, now = context.profile.timezone, context.now()
    clock = fmt.moment(case.suspended_until_at, now, zone) if case.suspended_until_at is not None else ""
    asked = context.store.of(Person, case.task_of_id)
    parts = (
        state_name(case.state),
        translate("case_words", "until {clock}").format(clock=clock) if clock else "",
        translate("case_words", "rework {n}").format(n=case.rework) if case.rework else "",
        translate("case_words", "urged {n}").format(n=case.urged) if case.urged else "",
        translate("case_words", "supervision waits for its reply") if case.supervised else "",
        translate("case_words", "leader's note") if case.instructed else "",
        {
            "extension": translate("case_words", "extension asked for"),
            "suspension": translate("case_words", "suspension asked for"),
        }.get(case.asked, ""),
        {
            "yes": translate("case_words", "verified"),
            "no": translate("case_words", "refuted on the spot"),
        }.get(case.verified, ""),
        translate("case_words", "given to {name}").format(name=asked.name) if asked is not None else "",
        translate("case_words", "handled on the spot") if case.self_handled else "",
        translate("case_words", "town's loop") if case.level == "town" else "",
        translate("case_words", "closed here lately, reported again") if case.again_of_id is not None else "",
    )
    return " · ".join(part for part in parts if part)


def related_words(detail: CaseDetail) -> str:
    """Which cases belong to this one, by how they do, with the numbers that people say and the states."""
    heads = {
        "merged_into": translate("case_words", "merged into"),
        "parent": translate("case_words", "child of"),
        "again_of": translate("case_words", "closed here before"),
        "child": translate("case_words", "children"),
        "merged": translate("case_words", "merged in"),
        "came_back": translate("case_words", "reported again"),
    }
    parts: list[str] = []
    for relation, head in heads.items():
        mine = [one.case for one in detail.relatives if one.relation == relation]
        named = [f"{fmt.short(one.short)} ({state_name(one.state)})" for one in mine[:_RELATIVES]]
        if len(mine) > _RELATIVES:
            named.append(translate("case_words", "{n} more").format(n=len(mine) - _RELATIVES))
        if named:
            parts.append(f"{head} {', '.join(named)}")
    return " · ".join(parts)


_RELATIVES = 6


def order_words(context: Context, order: OrderShown) -> str:
    """An order of the hotline and what its own clocks wait for."""
    zone, now = context.profile.timezone, context.now()

    def until(sentence: str, at: datetime | None) -> str:
        return "" if at is None else sentence.format(clock=fmt.moment(at, now, zone))

    back = {
        "asked": translate("case_words", "asked to go back"),
        "granted": translate("case_words", "went back to 12345"),
        "rejected": translate("case_words", "not taken back"),
    }.get(order.back, "")
    parts = [order.number, back]
    if order.back == "granted":
        return " · ".join(parts)
    if not order.signed:
        parts.append(until(translate("case_words", "sign by {clock}"), order.sign_by_at))
        if not order.back:
            parts.append(until(translate("case_words", "send back by {clock}"), order.send_back_by_at))
    if order.answered_at is None:
        parts.append(until(translate("case_words", "answer by {clock}"), order.answer_by_at))
    else:
        parts.append(until(translate("case_words", "answered {clock}"), order.answered_at))
    return " · ".join(part for part in parts if part)


def fields(context: Context, case: Case, detail: CaseDetail | None, *, tight: bool = False) -> list[tuple[str, str]]:
    """Label and value, in the order one asks for them. `tight`: both grids in one row."""
    zone = context.profile.timezone
    reported = f"{source_name(case.source)} · {fmt.moment(case.reported_at, context.now(), zone)}"
    if case.photos:
        photos = translate("case_words", "{n} photos").format(n=case.photos)
        reported = f"{reported} · {photos}"
    rows = [
        (translate("case_words", "Class"), class_line(context, case)),
        (translate("case_words", "Place"), place_line(case)),
        *_grids(context, case, tight=tight),
        (translate("case_words", "Department"), handler_name(context, case)),
        (translate("case_words", "State"), standing_words(context, case)),
        (translate("case_words", "Reported"), reported),
    ]
    if case.overall_at is not None:
        until = fmt.moment(case.overall_at, context.now(), context.profile.timezone)
        late = case.overall_at < context.now() and case.state not in ENDED
        words = translate("case_words", "to be closed by {clock}, overdue") if late else ""
        words = words or translate("case_words", "to be closed by {clock}")
        rows.append((translate("case_words", "Overall limit"), words.format(clock=until)))
    if detail is not None and detail.component_code:
        rows.append((translate("case_words", "Component"), detail.component_code))
    if detail is not None and detail.order is not None:
        rows.append((translate("case_words", "Order"), order_words(context, detail.order)))
    if detail is not None and detail.relatives:
        rows.append((translate("case_words", "Related cases"), related_words(detail)))
    if detail is not None and detail.description:
        rows.append((translate("case_words", "Description"), detail.description))
    return rows
