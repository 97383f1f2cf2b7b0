"""Files of cases: who may attach what, and who may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from backend.door import read_id
from backend.outcome import Actor, Outcome
from backend.records import card
from backend.rules.media import ALLOWED, EXTENSIONS, HEIC
from backend.services.pictures import Picture, decodes
from backend.services.query import within
from backend.tables import attachments, cases
from backend.transaction import Transaction
from contract.attachments import PHOTOS, Attachment, AttachmentKind
from contract.entities import Id
from contract.errors import Code, Refused
from contract.scope import Scope, View, project

MOST_OF_A_CASE = 200
_LOOKUP = 400


@dataclass(frozen=True)
class Found:
    """A file that was received and looked at."""

    kind: AttachmentKind
    name: str
    media_type: str
    size: int
    sha256: str
    picture: Picture | None


def attach(tx: Transaction, case_id: Id, found: Found, by: Actor, at: datetime) -> Outcome:
    """One more file of an open case. Refused(not_found | wrong_state | duplicate, with the `id` that it has)."""
    record = tx.case(case_id)
    if record is None or project(card(record), by.scope) is None:
        raise Refused(Code.NOT_FOUND, field="case_id", reason="no such case")
    if not record.is_live:
        raise Refused(Code.WRONG_STATE, field="case_id", reason=f"the case is {record.state}", state=record.state)
    there = tx.connection.execute(
        select(attachments.c.id, attachments.c.kind, attachments.c.sha256).where(attachments.c.case_id == case_id)
    ).all()
    if len(there) >= MOST_OF_A_CASE:
        raise Refused(Code.TOO_LARGE, field="case_id", reason=f"a case has at most {MOST_OF_A_CASE} files")
    for one in there:
        if (one.kind, one.sha256) == (found.kind, found.sha256):
            raise Refused(Code.DUPLICATE, field="$", reason="the case has this file already", id=one.id)
    new = tx.new_id()
    more = found.kind in PHOTOS
    after = msgspec.structs.replace(record, version=record.version + 1, photos=record.photos + more)
    row = {
        "id": new,
        "case_id": case_id,
        "kind": str(found.kind),
        "name": found.name or f"{found.kind}.{EXTENSIONS[found.media_type]}",
        "media_type": found.media_type,
        "size": found.size,
        "sha256": found.sha256,
        "recorded_at": tx.now,
        "by_person_id": by.person_id,
        **_of_picture(found.picture),
    }
    return Outcome(
        "case.attached",
        case=after,
        ids=(new,),
        params={
            "attachment_id": new,
            "kind": str(found.kind),
            "media_type": found.media_type,
            "size": str(found.size),
            "sha256": found.sha256,
        },
        files=(found.sha256,),
        rows=((attachments, row),),
        happened_at=at,
    )


def of_case(connection: Connection, case_id: Id) -> tuple[Attachment, ...]:
    """The files of a case, oldest first. The case's scope is the caller's to check."""
    rows = connection.execute(
        select(attachments).where(attachments.c.case_id == case_id).order_by(attachments.c.id)
    ).mappings()
    return tuple(_attachment(row) for row in rows)


def seen_by(connection: Connection, attachment_id: Id, scope: Scope) -> Attachment:
    """A file, for a session that sees its case. Refused(not_found), also on public screens."""
    read_id(attachment_id, "attachment_id")
    row = connection.execute(select(attachments).where(attachments.c.id == attachment_id)).mappings().first()
    if row is None or not may_see(connection, str(row["case_id"]), scope):
        raise Refused(Code.NOT_FOUND, field="attachment_id", reason="no such attachment")
    return _attachment(row)


def may_see(connection: Connection, case_id: Id, scope: Scope) -> bool:
    """Whether a session may see the files of a case."""
    if scope.view is View.PUBLIC:
        return False
    return connection.execute(select(cases.c.id).where(cases.c.id == case_id, within(scope))).first() is not None


def named(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Which of these contents some case has."""
    wanted, found = sorted(hashes), set[str]()
    for start in range(0, len(wanted), _LOOKUP):
        query = select(attachments.c.sha256).where(attachments.c.sha256.in_(wanted[start : start + _LOOKUP]))
        found.update(connection.execute(query).scalars())
    return found


def fits(kind: AttachmentKind, media_type: str | None) -> str:
    """The type, if a file of it may be attached as this kind. Refused(unsupported)."""
    allowed = {one for one in ALLOWED[kind] if one != HEIC or decodes(HEIC)}
    if media_type is None or media_type not in allowed:
        said = media_type or "a file of an unknown or refused type"
        reason = f"{said} is no {kind}"
        if media_type == HEIC and kind in PHOTOS:
            reason = "HEIC cannot be shown here: let the telephone take JPEG (iPhone: Camera, Formats, Most Compatible)"
        raise Refused(
            Code.UNSUPPORTED, field="$", reason=reason, allowed=",".join(sorted(allowed)), found=media_type or ""
        )
    return media_type


def _of_picture(picture: Picture | None) -> dict[str, object]:
    if picture is None:
        return {"thumbnail": False}
    return {
        "width": picture.width,
        "height": picture.height,
        "taken_at": picture.taken_at,
        "lon": picture.lon,
        "lat": picture.lat,
        "thumbnail": True,
    }


def _attachment(row: Mapping[Any, Any]) -> Attachment:
    return msgspec.convert({str(name): value for name, value in row.items()}, Attachment)
