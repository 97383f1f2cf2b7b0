"""At which stage of a case its photos were taken: pure, from the kind, who attached it, and the trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from contract.attachments import PHOTOS, Attachment, AttachmentKind
from contract.entities import CaseState
from contract.figures import TrailEntry
from contract.lifecycle import Role


class Stage(StrEnum):
    """Whose photo it is: 上报, 处置, 核查."""

    REPORT = "report"
    HANDLING = "handling"
    CHECK = "check"


_HANDLING = frozenset(
    {
        "case.dispatched", "case.unit_dispatched", "case.redispatched", "case.signed", "case.departed", "case.arrived",
        "case.handling_started", "case.returned_for_rework", "case.resumed",
    }
)  # fmt: skip
_CHECK = frozenset({"case.fed_back", "case.check_requested", "case.checked", "case.closed"})
_SUFFIXES: dict[str, AttachmentKind] = {
    ".wav": AttachmentKind.SOUND,
    ".mp3": AttachmentKind.SOUND,
    ".ogg": AttachmentKind.SOUND,
    ".mp4": AttachmentKind.CLIP,
    ".pdf": AttachmentKind.DOCUMENT,
}
_LATE = frozenset({CaseState.HANDLING, CaseState.FEEDBACK, CaseState.CHECKING, CaseState.CHECKED})
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", *_SUFFIXES)
"""What the server takes, by the ends of names; it looks at the content itself."""


def stage_of(attachment: Attachment, trail: Iterable[TrailEntry], roles: frozenset[str]) -> Stage:
    """The stage of one photo. `roles` are the posts of whoever attached it; empty where that is not known."""
    if attachment.kind is AttachmentKind.BEFORE:
        return Stage.REPORT
    if attachment.kind is AttachmentKind.AFTER:
        # An inspector's is the proof of a check even where it comes a moment after the check itself.
        if Role.INSPECTOR in roles:
            return Stage.CHECK
        if Role.DEPARTMENT in roles:
            return Stage.HANDLING
    then = _stage_at(attachment.recorded_at, trail)
    if attachment.kind is AttachmentKind.AFTER and then is Stage.REPORT:
        return Stage.HANDLING
    return then


def _stage_at(at: datetime, trail: Iterable[TrailEntry]) -> Stage:
    stage = Stage.REPORT
    for entry in sorted(trail, key=lambda entry: entry.seq):
        if entry.recorded_at > at:
            break
        stage = Stage.HANDLING if entry.name in _HANDLING else Stage.CHECK if entry.name in _CHECK else stage
    return stage


def photos_of(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Those that are pictures, oldest first."""
    return tuple(sorted((one for one in attachments if one.kind in PHOTOS), key=lambda one: one.recorded_at))


def others_of(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Sounds, clips and documents, oldest first."""
    return tuple(sorted((one for one in attachments if one.kind not in PHOTOS), key=lambda one: one.recorded_at))


def kind_for(name: str, state: CaseState, roles: frozenset[str]) -> AttachmentKind:
    """What a file is attached as: by the end of its name, and a photo by who attaches it when."""
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    mending = bool({Role.DEPARTMENT, Role.INSPECTOR} & roles)
    return AttachmentKind.AFTER if mending and state in _LATE else AttachmentKind.SCENE
