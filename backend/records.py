"""A case as the database keeps it, and the card that the live state shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from backend.course import Course
from backend.course import read as read_course
from backend.tables import from_ms, to_ms
from contract.entities import (
    ENDED,
    Alarm,
    AnyEntity,
    Area,
    Camera,
    Case,
    CaseSource,
    CaseState,
    Department,
    Id,
    Point,
    Pole,
    Scene,
    Unit,
    Urgency,
    Vehicle,
    WallState,
)

RUNNING = frozenset({CaseState.DISPATCHED, CaseState.SIGNED, CaseState.DEPARTED, CaseState.HANDLING})
"""States in which the handling limit runs."""


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row of `cases`, whole. Times are kept to the millisecond."""

    id: Id
    number: str
    short: int
    class_code: str
    state: CaseState
    source: CaseSource
    reported_at: datetime
    version: int = 1
    urgency: Urgency = Urgency.NORMAL
    place: str = ""
    description: str = ""
    lon: float | None = None
    lat: float | None = None
    cell_code: str | None = None
    area_id: Id | None = None
    department_id: Id | None = None
    component_code: str = ""
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    deadline_at: datetime | None = None
    handled_at: datetime | None = None
    checked_at: datetime | None = None
    closed_at: datetime | None = None
    rework: int = 0
    photos: int = 0
    import_key: str | None = None
    import_id: str | None = None
    course: str = ""  # `backend.course`
    step_at: datetime | None = None
    step_deadline_at: datetime | None = None
    parent_id: Id | None = None
    chain_length: int = 0  # kept by the flush, as the next; see derived.evidence
    chain_head: bytes | None = None

    @property
    def is_live(self) -> bool:
        """Whether seats see it: an open case."""
        return self.state not in ENDED


class CaseAct(msgspec.Struct, frozen=True, gc=False):
    """One line of a case's trail: what somebody did, and the case after it."""

    after: CaseRecord
    name: str
    happened_at: datetime
    actor_id: Id | None = None
    actor_name: str = ""
    opinion: str = ""
    params: Mapping[str, str] = msgspec.field(default_factory=dict)
    seq: int = 0  # of the outbox; 0 for acts that an import brought
    subject_id: Id | None = None  # whose personal fields came with it
    personal: Mapping[str, str] = msgspec.field(default_factory=dict)  # field -> salted commitment
    files: tuple[str, ...] = ()  # SHA-256 of what was attached, hex


class CaseChange(msgspec.Struct, frozen=True, gc=False):
    """A case before and after a whole transaction."""

    before: CaseRecord | None
    after: CaseRecord


def record_of(row: Mapping[Any, Any]) -> CaseRecord:
    """The record of a row of `cases` (`Result.mappings()`)."""
    fields: dict[str, Any] = {str(name): value for name, value in row.items()}
    fields["state"] = CaseState(fields["state"])
    fields["source"] = CaseSource(fields["source"])
    fields["urgency"] = Urgency(fields["urgency"])
    return CaseRecord(**fields)


def row_of(record: CaseRecord) -> dict[str, Any]:
    """The row of a record, for insert and update."""
    row = msgspec.structs.asdict(record)
    for name in ("state", "source", "urgency"):
        row[name] = str(row[name])
    return row


CASE_COLUMNS = CaseRecord.__struct_fields__
"""The columns of `cases`, in the order of `stored`."""
_MOMENTS = tuple(at for at, name in enumerate(CASE_COLUMNS) if name.endswith("_at"))
_IDS = tuple(CASE_COLUMNS.index(name) for name in ("id", "area_id", "department_id", "parent_id"))
_CHOICES = tuple(CASE_COLUMNS.index(name) for name in ("state", "source", "urgency"))


def stored(record: CaseRecord) -> tuple[Any, ...]:
    """A record's row as plain values of the database: ids as numbers, times as epoch milliseconds."""
    row: list[Any] = list(msgspec.structs.astuple(record))
    for at in _MOMENTS:
        if row[at] is not None:
            row[at] = to_ms(row[at])
    for at in _IDS:
        if row[at] is not None:
            row[at] = int(row[at])
    for at in _CHOICES:
        row[at] = str(row[at])
    return tuple(row)


def card(record: CaseRecord) -> Case:
    """The card of a case, live or not; the clock shows only while the handling limit runs."""
    running = record.state in RUNNING
    plain = Case(
        id=record.id,
        version=record.version,
        number=record.number,
        short=record.short,
        class_code=record.class_code,
        state=record.state,
        source=record.source,
        reported_at=whole_ms(record.reported_at),
        place=record.place,
        point=Point(record.lon, record.lat) if record.lon is not None and record.lat is not None else None,
        cell_code=record.cell_code,
        area_id=record.area_id,
        department_id=record.department_id,
        urgency=record.urgency,
        clock_started_at=whole_ms(record.dispatched_at) if running and record.dispatched_at else None,
        deadline_at=whole_ms(record.deadline_at) if running and record.deadline_at else None,
        rework=record.rework,
        photos=record.photos,
        step_started_at=whole_ms(record.step_at) if record.step_at else None,
        step_deadline_at=whole_ms(record.step_deadline_at) if record.step_deadline_at else None,
        parent_id=record.parent_id,
    )
    return with_course(plain, record.course) if record.course else plain


def with_course(plain: Case, text: str) -> Case:
    """A card with what is special about its course."""
    course = read_course(text)
    paused = course.paused_at is not None
    return msgspec.structs.replace(
        plain,
        clock_started_at=None if paused else course.limit_start_at or plain.clock_started_at,
        deadline_at=None if paused else plain.deadline_at,
        asked=course.asked,
        verified=course.verified,
        supervised=course.supervised,
        instructed=any(one.answered_at is None for one in course.instructions),
        urged=course.urged,
        unit_id=course.unit_id,
        unit_kind=course.unit_kind,
        grade=course.grade,
        report_kind=course.report_kind,
        self_handled=course.self_handled,
        level=course.level,
        entrusted_id=course.entrusted_id,
        again_of_id=course.again_of_id,
        suspended_until_at=course.suspended_until_at,
        near_at=None if paused else course.near_at,
        step_near_at=course.step_near_at,
        milestone=next((one.name for one in course.milestones[:-1] if one.passed_at is None), ""),
        overall_at=course.overall_at,
        order=course.order,
        task_of_id=_task_of(plain.state, course),
    )


def _task_of(state: CaseState, course: Course) -> Id | None:
    if state is CaseState.VERIFYING:
        return course.verifier_id
    return course.checker_id if state is CaseState.CHECKING else None


def whole_ms(moment: datetime) -> datetime:
    """A time as the database gives it back."""
    if moment.tzinfo is UTC and moment.microsecond % 1000 == 0:
        return moment
    return from_ms(to_ms(moment))


def natural_key(entity: AnyEntity) -> str | None:
    """What a person or an import calls this entity; unique within its kind. None for those that have only an id."""
    match entity:
        case Camera() | Pole() | Unit() | Vehicle():
            return str(entity.number)
        case Area() | Department():
            return entity.code
        case Scene() | WallState():
            return entity.name
        case Alarm() if entity.about_id:
            return f"{entity.code}:{entity.about_kind}:{entity.about_id}"
        case _:
            return None
