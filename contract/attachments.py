"""Files that belong to a case as evidence: photos, sound, clips, documents."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from contract.entities import Id
from contract.lifecycle import Role


class AttachmentKind(StrEnum):
    SCENE = "scene"  # 现场照片
    BEFORE = "before"  # 处置前
    AFTER = "after"  # 处置后
    SOUND = "sound"
    CLIP = "clip"
    DOCUMENT = "document"


PHOTOS = frozenset({AttachmentKind.SCENE, AttachmentKind.BEFORE, AttachmentKind.AFTER})
ATTACHERS = (
    Role.INSPECTOR, Role.INTAKE, Role.SHIFT_LEADER, Role.DISPATCHER, Role.DEPARTMENT, Role.DUTY, Role.DEVICE
)  # fmt: skip
"""Who may attach a file to a case they see."""


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of a case. `GET /api/attachments/{id}` gives it, `/thumbnail` a picture of at most 320 px.

    `taken_at` is what the camera wrote, as text; `lon`, `lat` too: neither is proven.
    """

    id: Id
    case_id: Id
    kind: AttachmentKind
    name: str
    media_type: str
    size: int
    sha256: str
    recorded_at: datetime
    by_person_id: Id | None = None
    width: int | None = None
    height: int | None = None
    taken_at: str = ""
    lon: float | None = None
    lat: float | None = None
    thumbnail: bool = False
