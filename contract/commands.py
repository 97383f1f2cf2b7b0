"""Intents. One door: `POST /api/commands` with an `Envelope`; the answer is a `Done` or a `contract.errors.Problem`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.case_commands import (
    AcceptCase,
    AdoptCase,
    AmendCase,
    AnswerInstruction,
    AnswerVerification,
    AnyCaseCommand,
    AppealCase,
    ArchiveCase,
    Arrive,
    AskExtension,
    AskOrderReturn,
    AskReturn,
    AskSuspension,
    AuditSelfHandled,
    CheckCase,
    CloseCase,
    Command,
    ConfirmCase,
    DecideAppeal,
    DecideExtension,
    DecideOrderReturn,
    DecideReturn,
    DecideSuspension,
    DeclineCase,
    Depart,
    DispatchCase,
    DispatchUnit,
    EntrustCase,
    FeedBack,
    FileCase,
    HandOverCase,
    Instruct,
    Line,
    MarkShirking,
    MergeCase,
    Name,
    OnCase,
    PassMilestone,
    RedispatchCase,
    RefuseCase,
    ReopenCase,
    ReplyCaller,
    ReplySupervision,
    ReportCase,
    RequestCheck,
    RequestVerification,
    ResumeCase,
    RevisitCaller,
    SendBack,
    SignCase,
    SignInstruction,
    SplitCase,
    StartHandling,
    SuperviseCase,
    UrgeCase,
    VoidCase,
    Words,
)
from contract.entities import BroadcastState, Cell, Id, Link, Point, PoleState, Receipt
from contract.wall_commands import AnyWallCommand, ArrangeWall, CallPreset, RemovePreset, SavePreset

__all__ = [
    "AcceptCase",
    "AcknowledgeAlarm",
    "AdoptCase",
    "AmendCase",
    "AnswerInstruction",
    "AnswerVerification",
    "AnyCaseCommand",
    "AnyCommand",
    "AnyWallCommand",
    "AppealCase",
    "ArchiveCase",
    "ArrangeWall",
    "Arrive",
    "AskExtension",
    "AskOrderReturn",
    "AskReturn",
    "AskSuspension",
    "AuditSelfHandled",
    "CallPreset",
    "CheckCase",
    "ClearAlarm",
    "CloseCase",
    "Command",
    "ConfirmCase",
    "DecideAppeal",
    "DecideExtension",
    "DecideOrderReturn",
    "DecideReturn",
    "DecideSuspension",
    "DeclineCase",
    "Depart",
    "DispatchCase",
    "DispatchUnit",
    "Done",
    "EntrustCase",
    "Envelope",
    "FeedBack",
    "FileCase",
    "HandOverCase",
    "Instruct",
    "Line",
    "MarkShirking",
    "MergeCase",
    "Name",
    "OnCase",
    "PassMilestone",
    "RaiseAlarm",
    "RecordBroadcast",
    "RedispatchCase",
    "RefuseCase",
    "RemovePreset",
    "ReopenCase",
    "ReplyCaller",
    "ReplySupervision",
    "ReportCase",
    "ReportLink",
    "ReportPole",
    "RequestCheck",
    "RequestVerification",
    "ResumeCase",
    "RevisitCaller",
    "SaveArea",
    "SaveCamera",
    "SaveDepartment",
    "SavePole",
    "SavePreset",
    "SaveScene",
    "SendBack",
    "ShowScene",
    "SignCase",
    "SignInstruction",
    "SplitCase",
    "StartHandling",
    "SuperviseCase",
    "UrgeCase",
    "VoidCase",
    "Words",
]


Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


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
    replayed: bool = False
    place: Line = ""
    owner: Line = ""
    tags: Annotated[tuple[Tag, ...], msgspec.Meta(max_length=20)] = ()
    control_url: Line = ""
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
    AnyCaseCommand
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
    | AnyWallCommand
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
