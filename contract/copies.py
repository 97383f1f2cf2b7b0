"""调阅复制登记: who asked for a copy of pictures, why, by which letter, who allowed it, the hash of what was given."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contract.entities import Id
from contract.lifecycle.posts import Role

CLERKS = (Role.INTAKE, Role.DUTY, Role.SHIFT_LEADER)
"""Who takes an application down and hands the copy over."""
APPROVERS = (Role.SHIFT_LEADER, Role.LEADER)
"""Who decides; never the person who took the application down."""
READERS = (*CLERKS, Role.LEADER, Role.ADMIN, Role.AUDIT)
CopyState = Literal["applied", "approved", "refused", "given"]
Told = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class CopyApplication(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /api/copies`. `letter_number` is that of the letter, which follows as a file."""

    applicant: Told
    unit: Told
    purpose: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    camera_ids: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=200)]
    from_at: datetime
    until_at: datetime
    letter_number: Annotated[str, msgspec.Meta(max_length=200)] = ""


class CopyDecision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /api/copies/{id}/decision`. A refusal has words."""

    approved: bool
    words: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class CopyEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the register. `file_sha256` is of what was handed over; the copy itself is not kept."""

    id: Id
    number: str
    state: CopyState
    applied_at: datetime
    by_person_id: Id
    applicant: str
    unit: str
    purpose: str
    camera_ids: tuple[Id, ...]
    from_at: datetime
    until_at: datetime
    letter_number: str = ""
    letter_name: str = ""
    letter_sha256: str = ""
    decided_at: datetime | None = None
    decided_by: Id | None = None
    decision: str = ""
    file_name: str = ""
    file_size: int | None = None  # bytes
    file_sha256: str = ""
    given_at: datetime | None = None
    given_by: Id | None = None


class CopyPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/copies`, newest first; `cursor` is `before` of the next page."""

    entries: tuple[CopyEntry, ...]
    cursor: str = ""
