"""Answers as files: an order, its progress, the file."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.response import File

from backend.door import read
from backend.parts import Parts, needs, shape
from backend.services.accounts import Seat
from backend.services.security_log import Entry
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.query import ExportOrder, ExportProgress
from contract.scope import View

AnyRequest = Request[None, None, State]
EXPORTERS = (Role.ADMIN, Role.DUTY, Role.SHIFT_LEADER, Role.LEADER)
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@post("/api/exports", opt=shape(body=ExportOrder, answer=ExportProgress, status=202), status_code=202)
async def start_export(request: AnyRequest, parts: Parts, seat: Seat) -> ExportProgress:
    """Begin to write the answer of a query into a file (admin, duty, shift leader, leader; not on public screens)."""
    _may_export(seat)
    order = read(await request.body(), ExportOrder)
    progress = await asyncio.to_thread(parts.exports.take, order, seat.actor, seat.scope)
    entry = Entry.by(seat.actor, "export.ordered", seat.address, f"export:{progress.id}")
    await asyncio.to_thread(parts.accounts.security.write, entry)
    return progress


@get("/api/exports/{export_id:str}", opt=shape(answer=ExportProgress), sync_to_thread=True)
def export_progress(export_id: str, parts: Parts, seat: Seat) -> ExportProgress:
    """How far an export is: of one's own, or any (admin)."""
    return _own(export_id, parts, seat)


@post("/api/exports/{export_id:str}/cancel", opt=shape(answer=ExportProgress), status_code=200, sync_to_thread=True)
def cancel_export(export_id: str, parts: Parts, seat: Seat) -> ExportProgress:
    """End an export, or throw its file away."""
    _own(export_id, parts, seat)
    return parts.exports.cancel(export_id)


@get("/api/exports/{export_id:str}/file", opt=shape(media="*/*", answer=bytes), sync_to_thread=True)
def export_file(export_id: str, parts: Parts, seat: Seat) -> Any:
    """The file of an export that is done; kept for a day. Only whoever ordered it gets it."""
    progress = _own(export_id, parts, seat, owner_only=True)
    path = parts.exports.path(progress)
    if progress.state != "done":
        raise Refused(Code.NOT_FOUND, field="export_id", reason=f"the export is {progress.state}", state=progress.state)
    return File(
        path,
        filename=f"cases-{progress.created_at:%Y%m%d-%H%M%S}.{progress.format}",
        media_type=_MEDIA[progress.format],
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
        content_disposition_type="attachment",
    )


def _may_export(seat: Seat) -> None:
    needs(seat, *EXPORTERS)
    if seat.scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only for those who see the cases whole")


def _own(export_id: str, parts: Parts, seat: Seat, *, owner_only: bool = False) -> ExportProgress:
    _may_export(seat)
    found = parts.exports.progress(export_id)
    mine = found.by_person_id == seat.actor.person_id
    if not mine and (owner_only or Role.ADMIN not in seat.actor.roles):
        raise Refused(Code.NOT_FOUND, field="export_id", reason="no such export")
    return found


HANDLERS = (start_export, export_progress, cancel_export, export_file)
