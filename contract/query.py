"""What can be asked of the cases, and the exports of an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contract.entities import Id

Text = Annotated[str, msgspec.Meta(max_length=200)]
List = Annotated[str, msgspec.Meta(max_length=2000)]
"""Values separated by commas; any of them may be met."""


class CaseQuery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/cases`: what is given must all be met. Times carry their zone; `_from` is in, `_to` is out."""

    state: List = ""  # reported,accepted
    class_code: List = ""  # codes or their beginnings: E0110,C01,E
    department_id: List = ""  # ids; `none`: with no department
    source: List = ""
    report_kind: Literal["", "problem", "request", "consultation", "suggestion", "praise"] = ""
    urgency: Annotated[str, msgspec.Meta(pattern="^(normal|urgent)?$")] = ""
    area_id: List = ""  # areas of any level, with all inside them
    cell_code: Annotated[str, msgspec.Meta(pattern="^([1-9][0-9]{14})?$")] = ""
    number: Text | None = None  # exactly
    text: Text = ""  # words of number, place, description, names of class and department: 长兴路 86
    place: Text = ""  # words of the place alone
    reported_from: datetime | None = None
    reported_to: datetime | None = None
    closed_from: datetime | None = None
    closed_to: datetime | None = None
    deadline_from: datetime | None = None
    deadline_to: datetime | None = None
    overdue: bool = False  # the handling limit runs and is over, now
    unplaced: bool = False  # without coordinates
    again: bool = False  # reported where a case of its class was closed lately: closed but not fixed
    came_back: bool = False  # the closed ones of these
    sort: Literal["reported", "deadline", "number"] = "reported"
    order: Literal["desc", "asc"] = "desc"
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 50
    cursor: Text = ""
    total: bool = False  # also say how many there are


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases a query has: counted, or estimated where counting would be dear."""

    count: int
    exact: bool


class ExportOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/exports`. `cursor`, `limit` and `total` of the query are not used."""

    query: CaseQuery
    format: Literal["csv", "xlsx"] = "csv"
    lang: Literal["zh", "en"] = "zh"


ExportFault = Literal["", "too_many_rows", "refused", "disk_full", "unavailable", "server_ended", "defect"]
"""`server_ended`: it was killed or stopped in the middle; order it again."""


class ExportProgress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/exports/{id}`. The file is there while `state` is done."""

    id: str
    state: Literal["waiting", "running", "done", "failed", "cancelled", "expired"]
    format: str
    lang: str
    created_at: datetime
    by_person_id: Id | None = None
    rows: int = 0
    of: int | None = None  # None until it is counted
    size: int = 0  # bytes, once done
    expires_at: datetime | None = None
    reason: str = ""
    fault: ExportFault = ""  # why it failed, for programs; `reason` says it in words
