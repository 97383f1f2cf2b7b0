"""The live entities of a city, as the server publishes them and every seat holds them.

Every entity is a frozen struct tagged by `kind`. Ids are opaque decimal strings (docs/adr/0002): they are 63-bit
numbers in the database, and nobody outside it computes with them. Times are aware UTC datetimes ending in `_at`.
Coordinates are WGS-84/CGCS2000 degrees. Personal data (names of callers, phones, homes) is never in an entity.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, get_args

import msgspec

from contract.walls import Cell as Cell
from contract.walls import TileLayout, Tour

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,19}$")]
Longitude = Annotated[float, msgspec.Meta(ge=-180.0, le=180.0)]
Latitude = Annotated[float, msgspec.Meta(ge=-90.0, le=90.0)]
CellCode = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{14}$")]
ClassCode = Annotated[str, msgspec.Meta(pattern=r"^[CE][0-9]{4,5}$")]
"""`E0110`: an event class; `C0102`: a component class. Names live in the city profile."""

Kind = Literal[
    "case",
    "unit",
    "vehicle",
    "camera",
    "pole",
    "alarm",
    "scene",
    "wall_state",
    "area",
    "department",
    "person",
    "broadcast",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


class CaseState(StrEnum):
    """Where a case stands (GB/T 30428, 案件办理流程), named by what it waits for."""

    UNCONFIRMED = "unconfirmed"  # 待人工确认: a device or a camera says so
    REPORTED = "reported"  # 待受理
    ACCEPTED = "accepted"  # 待立案
    VERIFYING = "verifying"  # 核实中
    FILED = "filed"  # 待派遣
    ENTRUSTED = "entrusted"  # 待二次派遣: with a district or street
    DISPATCHED = "dispatched"  # 待签收
    SIGNED = "signed"  # 待处置
    DEPARTED = "departed"  # 赶赴现场: an officer or vehicle on the way (直派)
    HANDLING = "handling"  # 处置中
    RETURNED = "returned"  # 回退待定
    SUSPENDED = "suspended"  # 挂账
    FEEDBACK = "feedback"  # 待核查
    CHECKING = "checking"  # 核查中
    CHECKED = "checked"  # 待结案
    CLOSED = "closed"  # 已结案
    ARCHIVED = "archived"  # 已归档
    REFUSED = "refused"  # 不予受理
    NOT_FILED = "not_filed"  # 不予立案
    VOID = "void"  # 作废
    MERGED = "merged"  # 已并案


ENDED: frozenset[CaseState] = frozenset(
    {
        CaseState.CLOSED,
        CaseState.ARCHIVED,
        CaseState.REFUSED,
        CaseState.NOT_FILED,
        CaseState.VOID,
        CaseState.MERGED,
    }
)


class CaseSource(StrEnum):
    INSPECTOR = "inspector"  # 监督员上报
    DEPARTMENT = "department_check"  # 部门自查
    HOTLINE = "hotline"  # 12345 / 12319
    CITIZEN = "citizen"  # 公众: app, web, letters
    VIDEO = "video"  # 视频巡查
    DEVICE = "device"  # 物联设备
    CAMERA = "camera_alarm"  # 视频智能告警
    SUPERIOR = "superior"  # 上级交办
    LEADER = "leader"  # 领导批示
    MEDIA = "media"  # 媒体
    PETITION = "petition"  # 信访
    OTHER = "other_system"  # 其他系统
    IMPORT = "import"  # 历史导入


PUBLIC_SOURCES: frozenset[CaseSource] = frozenset(
    {CaseSource.HOTLINE, CaseSource.CITIZEN, CaseSource.MEDIA, CaseSource.PETITION}
)
"""Verified on the spot before filing (R1)."""
ALARM_SOURCES: frozenset[CaseSource] = frozenset({CaseSource.DEVICE, CaseSource.CAMERA})
"""A person confirms these before they count (待人工确认)."""


class ReportKind(StrEnum):
    """What somebody wants (诉求类别)."""

    PROBLEM = "problem"  # 问题
    REQUEST = "request"  # 求助
    CONSULTATION = "consultation"  # 咨询
    SUGGESTION = "suggestion"  # 建议
    PRAISE = "praise"  # 表扬


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"  # 紧急
    MAJOR = "major"  # 重大


class Link(StrEnum):
    """Whether a device answers."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    FAULT = "fault"


class PoleState(StrEnum):
    """A loudspeaker pole as the gateway sees it (design: VOICE, state machines)."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    CONNECTING = "connecting"
    PLAYING = "playing"
    BUSY = "busy"
    REJECTED = "rejected"
    FAULT = "fault"
    OFFLINE = "offline"


class BroadcastState(StrEnum):
    REQUESTED = "requested"
    CONNECTING = "connecting"
    LIVE = "live"
    DRAINING = "draining"
    ENDED = "ended"
    FAILED = "failed"
    PREEMPTED = "preempted"


class Point(msgspec.Struct, frozen=True):
    """A place on the ground, WGS-84/CGCS2000 degrees."""

    lon: Longitude
    lat: Latitude


class Entity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", gc=False):
    """What every live thing has: an id, and the version that counts its changes from 1.

    Frozen and made of plain values, none can be part of a cycle: the garbage collector need not look at 40,000 cards.
    """

    id: Id
    version: int = 1


class Case(Entity, frozen=True, kw_only=True, tag="case"):
    """An open case's card (案件): some 450 bytes as JSON, 1,100 at most; the rest comes by query."""

    number: str  # 20261121-000128: day and counter of the platform
    short: int  # 128: what people say
    class_code: ClassCode
    state: CaseState
    source: CaseSource
    reported_at: datetime
    place: str = ""  # where it is, in words; hidden from kiosks
    point: Point | None = None  # None: lives in the queue and says so
    cell_code: CellCode | None = None
    area_id: Id | None = None  # responsibility grid
    department_id: Id | None = None
    urgency: Urgency = Urgency.NORMAL
    clock_started_at: datetime | None = None  # of the running limit
    deadline_at: datetime | None = None  # of the running limit; overdue is computed by the reader
    rework: int = 0  # times sent back by a failed check
    photos: int = 0
    step_started_at: datetime | None = None  # since when it waits for the post whose turn it is
    step_deadline_at: datetime | None = None  # and until when that post has time; `deadline_at` is the handling limit
    asked: str = ""  # extension | suspension: an application of the department that waits for its decision
    verified: str = ""  # yes | no: what the verification (核实) found
    supervised: bool = False  # a 督办 waits for its reply
    instructed: bool = False  # a leader's note (批示) waits for somebody
    urged: int = 0  # times (催办)
    unit_id: Id | None = None  # sent directly (直派)
    unit_kind: str = ""  # unit | vehicle
    grade: str = ""  # A | B | C: management level of its grid
    report_kind: ReportKind = ReportKind.PROBLEM
    self_handled: bool = False  # 自处置
    level: str = ""  # town: with a town's own loop (小循环); empty: the city's
    entrusted_id: Id | None = None  # the district or street that dispatches it a second time
    parent_id: Id | None = None  # of a child case
    again_of_id: Id | None = None  # a case closed lately at the same place: closed but not fixed
    suspended_until_at: datetime | None = None
    near_at: datetime | None = None  # when the lamp of the handling limit turns yellow; None: after 80 % of its time
    step_near_at: datetime | None = None
    milestone: str = ""  # of several deadlines in a row the one to pass before the feedback
    overall_at: datetime | None = None  # 总时限: until when it is to be closed, counted from the report
    order: str = ""  # of 12345: held | asked | granted | rejected, the last three of sending it back (退单)
    task_of_id: Id | None = None  # the person whose verification or check it waits for; None: any inspector's


class Unit(Entity, frozen=True, kw_only=True, tag="unit"):
    """People one can send: a patrol inspector or a crew. Its position is a sample."""

    number: int
    name: str
    role: str  # inspector | crew
    department_id: Id | None = None
    area_id: Id | None = None
    link: Link = Link.UNKNOWN


class Vehicle(Entity, frozen=True, kw_only=True, tag="vehicle"):
    """A vehicle with a JT/T 808 terminal. Its position is a sample, joined by `number`."""

    number: int  # 1..65535, the key of samples
    name: str  # 环卫 15
    plate: str  # hidden from kiosks
    use: str  # sanitation | muck | enforcement
    terminal: str = ""  # 12-digit terminal phone
    department_id: Id | None = None
    link: Link = Link.UNKNOWN


class Camera(Entity, frozen=True, kw_only=True, tag="camera"):
    """A camera and where its streams are.

    Addresses here never hold a password. Where `secret` is set, the whole address is for seats that open streams
    (`GET /api/cameras/{id}/address`).
    """

    number: int  # what one types: 37 ENTER
    name: str
    point: Point | None = None
    azimuth_deg: float = 0.0  # clockwise from north
    field_deg: float = 54.0
    range_m: float = 80.0
    main_url: str = ""
    sub_url: str = ""
    secret: int = 0  # when its password was last set, epoch ms; 0: there is none
    group: str = ""  # of devices, for scopes: 长兴路沿线
    area_id: Id | None = None
    link: Link = Link.UNKNOWN
    replayed: bool = False  # known to be a recording that begins again and again: a demonstration, a trial
    place: str = ""  # where it hangs, in words
    owner: str = ""  # whose it is: 公安, 城管, a school
    tags: tuple[str, ...] = ()
    control_url: str = ""  # the ONVIF device service of one that can be steered: http://10.0.0.7/onvif/device_service
    steered_by_id: Id | None = None  # who steers it by hand; hidden from public screens
    steered_until_at: datetime | None = None  # it is his until then; public screens show a card as long as this is set


class Pole(Entity, frozen=True, kw_only=True, tag="pole"):
    """A loudspeaker pole (音柱)."""

    number: int
    name: str
    point: Point | None = None
    range_m: float = 80.0
    address: str = ""  # sip:12@127.0.0.1:15012, never with its password
    secret: int = 0  # when its password was last set, epoch ms; 0: there is none; `GET /api/poles/{id}/address`
    group: str = ""
    camera_ids: tuple[Id, ...] = ()  # whose picture confirms the target, best first
    state: PoleState = PoleState.UNKNOWN
    answered_at: datetime | None = None
    area_id: Id | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one pole did in a broadcast: the evidence that it played, or why not."""

    pole_id: Id
    state: PoleState
    connected_ms: int | None = None  # from the call to its answer
    sent_packets: int = 0
    heard_packets: int = 0  # RTP that came back: the best sign of life
    reason: str = ""  # code: rejected_486, no_answer, ...


class Broadcast(Entity, frozen=True, kw_only=True, tag="broadcast"):
    """Something said, or about to be said, through poles. Kept in the live state for a day after it ended."""

    state: BroadcastState
    by_person_id: Id | None = None
    clip: str = ""
    text: str = ""
    pole_ids: tuple[Id, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""


class Alarm(Entity, frozen=True, kw_only=True, tag="alarm"):
    """Something abnormal that asks for an act. `priority` 1..3 is A..C."""

    priority: Annotated[int, msgspec.Meta(ge=1, le=3)]
    code: str  # case_overdue, camera_offline, ...: the client words it
    raised_at: datetime
    about_kind: str = ""
    about_id: str = ""
    params: dict[str, str] = {}
    acked_at: datetime | None = None
    acked_by: Id | None = None


class Scene(Entity, frozen=True, kw_only=True, tag="scene"):
    """A named arrangement of panels over monitors."""

    name: str  # duty, leader, kiosk: the shipped ones are worded by the client
    title: str = ""
    profile: str = "desk"  # desk | wall: type sizes and interaction
    cells: tuple[Cell, ...] = ()
    preset: int = 0  # its number, where it is a part of a wall (预置) and no whole scene
    layouts: dict[str, TileLayout] = {}  # place -> its tiles
    tiles: dict[str, str] = {}
    tours: dict[str, Tour] = {}


class WallState(Entity, frozen=True, kw_only=True, tag="wall_state"):
    """What one wall shows now. The last writer is named."""

    name: str
    scene_id: Id
    tiles: dict[str, str] = {}  # tile key -> camera id
    layouts: dict[str, TileLayout] = {}  # place -> its tiles, where they are not the scene's own
    tours: dict[str, Tour] = {}  # place -> what goes round there
    changed_by: Id | None = None
    changed_at: datetime | None = None


class Area(Entity, frozen=True, kw_only=True, tag="area"):
    """A city, district, street (街道), community or responsibility grid; geometry comes from the map's routes."""

    level: str  # city | district | street | community | grid
    code: str
    name: str
    name_en: str = ""
    parent_id: Id | None = None


class Department(Entity, frozen=True, kw_only=True, tag="department"):
    """A body that handles cases (专业部门)."""

    code: str
    name: str
    name_en: str = ""
    short_name: str = ""
    parent_id: Id | None = None


class Person(Entity, frozen=True, kw_only=True, tag="person"):
    """Somebody who acts here. A working name and posts only; phones and homes are never live."""

    name: str
    roles: tuple[str, ...] = ()
    department_id: Id | None = None
    area_id: Id | None = None


AnyEntity = Case | Unit | Vehicle | Camera | Pole | Alarm | Scene | WallState | Area | Department | Person | Broadcast
ENTITY_TYPES: dict[Kind, type[AnyEntity]] = {
    "case": Case,
    "unit": Unit,
    "vehicle": Vehicle,
    "camera": Camera,
    "pole": Pole,
    "alarm": Alarm,
    "scene": Scene,
    "wall_state": WallState,
    "area": Area,
    "department": Department,
    "person": Person,
    "broadcast": Broadcast,
}
_KIND_OF: dict[type, Kind] = {struct: kind for kind, struct in ENTITY_TYPES.items()}


def kind_of(entity: AnyEntity) -> Kind:
    """The kind under which this entity is kept and sent."""
    return _KIND_OF[type(entity)]
