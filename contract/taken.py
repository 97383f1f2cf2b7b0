"""What a seat took out of its ring of video, or played again: a line for the security log. The files stay at the seat
until somebody attaches them to a case."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from contract.errors import Code, Refused


class TakenKind(StrEnum):
    SNAPSHOT = "snapshot"
    CLIP = "clip"
    REPLAY = "replay"


class EvidenceTaken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`job` is the seat's name for it: told again after a lost answer, the line is there twice with the same one.

    `since`, `until`: which time it shows, by the seat's clock. `sha256` of the file, none for a replay.
    """

    job: Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z-]{1,64}$")]
    kind: TakenKind
    since: Annotated[datetime, msgspec.Meta(tz=True)]
    until: Annotated[datetime, msgspec.Meta(tz=True)]
    sha256: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = ""
    size: Annotated[int, msgspec.Meta(ge=0, le=1 << 40)] = 0


class EvidenceNoted(msgspec.Struct, frozen=True, kw_only=True):
    """The line is on the server's disk. `at`: the server's time."""

    at: datetime


def check(taken: EvidenceTaken) -> None:
    """Refused(malformed) where it says what cannot be."""
    if taken.until < taken.since:
        raise Refused(Code.MALFORMED, field="$.until", reason="it ends before it begins")
    if (taken.kind is TakenKind.REPLAY) is bool(taken.sha256):
        raise Refused(Code.MALFORMED, field="$.sha256", reason="a file has a hash, a replay has none")
