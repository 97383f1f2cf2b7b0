"""What seats take out of their video: a line of the security log for each clip, picture and replay."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from litestar import Request, post
from litestar.datastructures import State

from backend.door import read
from backend.parts import Parts, shape
from backend.records import whole_ms
from backend.services.accounts import Seat
from backend.services.security_log import Entry
from contract.entities import Camera
from contract.errors import Code, Refused
from contract.scope import View, project
from contract.taken import EvidenceNoted, EvidenceTaken, TakenKind, check

AnyRequest = Request[None, None, State]
PER_MINUTE = 120


@post("/api/cameras/{camera_id:str}/evidence", opt=shape(body=EvidenceTaken, answer=EvidenceNoted), status_code=200)
async def note_evidence(camera_id: str, request: AnyRequest, parts: Parts, seat: Seat) -> EvidenceNoted:
    """`evidence.taken` or `video.replayed` in the security log, on the disk before the answer; nothing else."""
    if seat.scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only the full view opens streams")
    parts.accounts.tries.take(("evidence_of", seat.token_hash), PER_MINUTE)
    taken = read(await request.body(), EvidenceTaken)
    check(taken)
    camera = parts.hub.live["camera"].get(camera_id)
    if not isinstance(camera, Camera) or project(camera, seat.scope) is None:
        raise Refused(Code.NOT_FOUND, field="camera_id", reason="no such camera")
    what = "video.replayed" if taken.kind is TakenKind.REPLAY else "evidence.taken"
    detail = {
        "job": taken.job,
        "kind": taken.kind.value,
        "since": taken.since.astimezone(UTC).isoformat(timespec="milliseconds"),
        "until": taken.until.astimezone(UTC).isoformat(timespec="milliseconds"),
    }
    if taken.sha256:
        detail |= {"sha256": taken.sha256, "size": str(taken.size)}
    entry = Entry.by(seat.actor, what, seat.address, f"camera:{camera_id}", **detail)
    await asyncio.to_thread(parts.accounts.security.write, entry)
    return EvidenceNoted(at=whole_ms(datetime.now(UTC)))


HANDLERS = (note_evidence,)
