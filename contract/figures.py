"""Answers of the query routes: a case in full, the KPI board, the progress of an import."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from contract.attachments import Attachment
from contract.entities import Case, Id
from contract.personal import CallerShown
from contract.query import Total


class TrailEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act on a case, as the trail (办理过程) shows it."""

    seq: int
    name: str  # case.filed
    happened_at: datetime
    recorded_at: datetime
    actor_name: str = ""
    opinion: str = ""
    params: dict[str, str] = {}


Relation = Literal["merged_into", "parent", "again_of", "child", "merged", "came_back"]
"""How another case stands to this one: this one ended in it; it is its parent; it was closed at this place before;
it is its child; it ended in this one; it was reported here after this one was closed."""


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """A case that belongs to another (关联案件)."""

    relation: Relation
    case: Case


class OrderShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An order of the hotline (12345) and its own clocks, all from its receipt. None: it has no such clock."""

    number: str
    sign_by_at: datetime | None = None  # 签收
    send_back_by_at: datetime | None = None  # 退单
    answer_by_at: datetime | None = None  # 答复
    signed: bool = False
    back: str = ""  # asked, granted, rejected: to send it back
    back_asked_at: datetime | None = None
    answered_at: datetime | None = None


class CaseDetail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/cases/{id}`."""

    case: Case
    description: str = ""
    component_code: str = ""
    trail: tuple[TrailEntry, ...] = ()
    attachments: tuple[Attachment, ...] = ()  # oldest first
    caller: CallerShown | None = None  # as this post may see him
    relatives: tuple[Relative, ...] = ()  # that this session may see
    order: OrderShown | None = None  # from which it came


class CasePage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/cases`, see `query.CaseQuery`. `cursor` asks for the next page; empty: this was the last.

    A page may hold fewer than `limit` cases, even none, and still have a cursor: the search went on for a second and
    goes on from there.
    """

    cases: tuple[Case, ...]
    cursor: str = ""
    total: Total | None = None  # where it was asked for


class HourCount(msgspec.Struct, frozen=True, kw_only=True):
    hour: int  # 0..23 of the city's day
    reported: int
    closed: int


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Percent, None where the base is empty."""

    label: str  # hour or day
    value: float | None


class DepartmentLoad(msgspec.Struct, frozen=True, kw_only=True):
    department_id: Id
    open: int
    overdue: int


class DayMinutes(msgspec.Struct, frozen=True, kw_only=True):
    day: date
    minutes: float | None


class KpiBoard(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/kpi`. Rates in percent, times in minutes, days of the city profile's time zone."""

    at: datetime
    seq: int
    reported_today: int
    closed_today: int
    open: int
    overdue: int
    longest_overdue_min: float | None
    on_time_rate: float | None  # of the cases handled today: share handled before their deadline
    on_time_target: float
    on_time_last_week: float | None  # same weekday a week ago
    mean_handling_min: float | None  # last 14 days: signed for to feedback
    mean_handling_last_week: float | None
    handling_limit_min: float
    reported_last_week: int  # same weekday a week ago, up to the same time of day
    by_hour: tuple[HourCount, ...]
    on_time_by_hour: tuple[Rate, ...]  # the day's rate as it stood at the end of each hour
    on_time_by_hour_last_week: tuple[Rate, ...]
    by_department: tuple[DepartmentLoad, ...]  # most open first
    handling_by_day: tuple[DayMinutes, ...]  # 14 days, oldest first


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    line: int
    field: str
    reason: str


class ImportProgress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/imports/{id}`: what an import has done so far. At most 1,000 faults are listed, all are counted."""

    id: str
    kind: str  # city | osm | cases | components | cameras
    state: str  # waiting | running | done | failed
    read: int = 0
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    total: int | None = None
    part: str = ""  # of a city folder: the file that is being read
    faults: tuple[RowFault, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
