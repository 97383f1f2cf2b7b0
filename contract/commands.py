"""Intents. One door: `POST /api/commands` with an `Envelope`; the answer is a `Done` or a `contract.errors.Problem`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.entities import (
    BroadcastState,
    CaseSource,
    Cell,
    ClassCode,
    Id,
    Link,
    Point,
    PoleState,
    Receipt,
    Urgency,
)
from contract.personal import Caller

Words = Annotated[str, msgspec.Meta(max_length=2000)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Command(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """An imperative; its tag is the snake-case name that `lifecycle.TABLE` uses."""


class ReportCase(Command, frozen=True, kw_only=True, tag="report_case"):
    """上报. The server finds cell, responsibility grid and number; coordinates may be missing."""

    class_code: ClassCode
    source: CaseSource
    place: Line = ""
    description: Words = ""
    point: Point | None = None
    urgency: Urgency = Urgency.NORMAL
    component_code: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{16})?$")] = ""
    caller: Caller | None = None  # kept apart and sealed; no event, list or log ever holds it


class OnCase(Command, frozen=True, kw_only=True):
    """What every later act on a case carries. `expected_version`, where given, refuses a stale act (`conflict`)."""

    case_id: Id
    opinion: Words = ""
    expected_version: int | None = None


class AcceptCase(OnCase, frozen=True, kw_only=True, tag="accept_case"):
    """受理登记."""


class RefuseCase(OnCase, frozen=True, kw_only=True, tag="refuse_case"):
    """不予受理 or 不予立案. `opinion` is required: a refusal has a reason (R8)."""


class FileCase(OnCase, frozen=True, kw_only=True, tag="file_case"):
    """立案."""


class DispatchCase(OnCase, frozen=True, kw_only=True, tag="dispatch_case"):
    """派遣. The deadline follows from the class's rule in the city profile."""

    department_id: Id


class SignCase(OnCase, frozen=True, kw_only=True, tag="sign_case"):
    """签收."""


class StartHandling(OnCase, frozen=True, kw_only=True, tag="start_handling"):
    """处置."""


class FeedBack(OnCase, frozen=True, kw_only=True, tag="feed_back"):
    """反馈."""


class CheckCase(OnCase, frozen=True, kw_only=True, tag="check_case"):
    """核查."""

    passed: bool


class CloseCase(OnCase, frozen=True, kw_only=True, tag="close_case"):
    """结案."""


class AcknowledgeAlarm(Command, frozen=True, kw_only=True, tag="acknowledge_alarm"):
    alarm_id: Id


class RaiseAlarm(Command, frozen=True, kw_only=True, tag="raise_alarm"):
    priority: Annotated[int, msgspec.Meta(ge=1, le=3)]
    code: Name
    about_kind: Line = ""
    about_id: Line = ""
    params: dict[str, str] = {}


class ClearAlarm(Command, frozen=True, kw_only=True, tag="clear_alarm"):
    alarm_id: Id


class SaveScene(Command, frozen=True, kw_only=True, tag="save_scene"):
    name: Name
    title: Line = ""
    profile: Line = "desk"
    cells: tuple[Cell, ...] = ()
    scene_id: Id | None = None


class ShowScene(Command, frozen=True, kw_only=True, tag="show_scene"):
    """Put a scene, and optionally tiles, on a wall."""

    wall: Name
    scene_id: Id
    tiles: dict[str, str] | None = None


class SaveDepartment(Command, frozen=True, kw_only=True, tag="save_department"):
    code: Name
    name: Name
    name_en: Line = ""
    short_name: Line = ""
    parent_id: Id | None = None


class SaveArea(Command, frozen=True, kw_only=True, tag="save_area"):
    """Add or change the area with this code: its names and where it stands in the tree. Its geometry is an import's."""

    code: Name
    name: Name
    level: Annotated[str, msgspec.Meta(pattern="^(city|district|street|community|grid)$")]
    name_en: Line = ""
    parent_id: Id | None = None


class SaveCamera(Command, frozen=True, kw_only=True, tag="save_camera"):
    """Add or change the camera with this number.

    An address may hold user and password; they are sealed and never shown again. Saving the address as it is shown
    keeps them, saving another one forgets them, and so does `forget_secret`.
    """

    number: Annotated[int, msgspec.Meta(ge=1, le=999999)]
    name: Name
    point: Point | None = None
    azimuth_deg: Annotated[float, msgspec.Meta(ge=0, lt=360)] = 0.0
    field_deg: Annotated[float, msgspec.Meta(gt=0, le=360)] = 54.0
    range_m: Annotated[float, msgspec.Meta(gt=0, le=5000)] = 80.0
    main_url: Line = ""
    sub_url: Line = ""
    group: Line = ""
    forget_secret: bool = False


class SavePole(Command, frozen=True, kw_only=True, tag="save_pole"):
    number: Annotated[int, msgspec.Meta(ge=1, le=999999)]
    name: Name
    point: Point | None = None
    range_m: Annotated[float, msgspec.Meta(gt=0, le=2000)] = 80.0
    address: Line = ""
    group: Line = ""
    forget_secret: bool = False


class ReportPole(Command, frozen=True, kw_only=True, tag="report_pole"):
    """The gateway saw a pole change."""

    pole_id: Id
    state: PoleState
    answered_at: datetime | None = None


class ReportLink(Command, frozen=True, kw_only=True, tag="report_link"):
    """A gateway or wall saw a camera, vehicle or unit come or go."""

    kind: Annotated[str, msgspec.Meta(pattern="^(camera|vehicle|unit)$")]
    entity_id: Id
    link: Link


class RecordBroadcast(Command, frozen=True, kw_only=True, tag="record_broadcast"):
    """The gateway's evidence; sent at each change of a broadcast, the last one is final."""

    broadcast_id: Id
    state: BroadcastState
    by_person_id: Id | None = None
    clip: Line = ""
    text: Words = ""
    pole_ids: tuple[Id, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: Line = ""


AnyCommand = (
    ReportCase
    | AcceptCase
    | RefuseCase
    | FileCase
    | DispatchCase
    | SignCase
    | StartHandling
    | FeedBack
    | CheckCase
    | CloseCase
    | AcknowledgeAlarm
    | RaiseAlarm
    | ClearAlarm
    | SaveScene
    | ShowScene
    | SaveDepartment
    | SaveArea
    | SaveCamera
    | SavePole
    | ReportPole
    | ReportLink
    | RecordBroadcast
)


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A command with its idempotency id: the same id gets the first answer again.

    `happened_at` is when the act was done where that differs from now (an offline phone); the server refuses times
    more than a minute ahead of its own clock.
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    command: AnyCommand
    happened_at: datetime | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The command is durable. `seq` is its event's; a seat is done waiting when its own cursor reached it."""

    seq: int
    name: str
    ids: tuple[Id, ...] = ()
    repeated: bool = False
