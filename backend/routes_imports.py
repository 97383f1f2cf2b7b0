"""Files that come in: a streamed body of any size, then its progress until it is done."""

from __future__ import annotations

import asyncio
import errno
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
from litestar import Request, delete, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State
from litestar.response import File

from backend.door import read_query
from backend.imports.geometry import FROM_14
from backend.imports.jobs import KINDS
from backend.imports.mapping import DEFAULTS, UnknownProfile, load
from backend.imports.rows import ENCODINGS
from backend.imports.takeover.export import export
from backend.parts import Parts, needs, shape
from backend.services.accounts import Seat
from contract.errors import Code, Refused
from contract.figures import ImportProgress
from contract.lifecycle import Role

AnyRequest = Request[None, None, State]
_BLOCK = 1 << 20


class ImportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How to read the file."""

    profile: str = ""
    name: str = ""
    encoding: str = ""
    dry_run: bool = False  # of an existing platform or a grid: look at everything, write nothing


class FormQuery(msgspec.Struct, frozen=True, kw_only=True):
    """In which form: json, xlsx, csv."""

    form: Literal["json", "xlsx", "csv"] = "json"


@post(
    "/api/imports/{kind:str}",
    opt=shape(query=ImportQuery, body=bytes, answer=ImportProgress, status=202),
    status_code=202,
    request_max_body_size=None,
)
async def start_import(request: AnyRequest, kind: str, parts: Parts, seat: Seat) -> ImportProgress:
    """Take a file and begin to read it (admin). The body is the file; a city is a tar of its folder."""
    body = request.stream()
    try:
        needs(seat, Role.ADMIN)
        query = read_query(request.query_params, ImportQuery)
        _check(kind, query)
        return await _taken(body, kind, query, parts, seat)
    except Refused:
        # A sender that is still sending hears the refusal only once it has sent everything.
        async for _ in body:
            pass
        raise


async def _taken(body: AsyncIterator[bytes], kind: str, query: ImportQuery, parts: Parts, seat: Seat) -> ImportProgress:
    import_id, path = await asyncio.to_thread(parts.imports.new_file)
    try:
        if await _receive(body, path, parts.settings.server.max_import_bytes) == 0:
            raise Refused(Code.MALFORMED, field="$", reason="the file is empty")
        return parts.imports.take(
            import_id,
            kind,
            path,
            actor=seat.actor,
            profile=query.profile,
            name=query.name,
            encoding=query.encoding,
            dry=query.dry_run,
        )
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, path.parent, ignore_errors=True)
        raise


def _check(kind: str, query: ImportQuery) -> None:
    if kind not in KINDS:
        raise Refused(Code.NOT_FOUND, field="kind", reason=f"there are imports of {', '.join(KINDS)}")
    if query.encoding and query.encoding.lower() not in ENCODINGS:
        raise Refused(Code.MALFORMED, field="encoding", reason=f"not one of {', '.join(ENCODINGS)}")
    if kind == "cells" and query.profile not in ("", FROM_14):
        raise Refused(Code.NOT_FOUND, field="profile", reason=f"of a unit grid there is only {FROM_14}")
    if kind in DEFAULTS:
        try:
            load(kind, query.profile)
        except UnknownProfile as fault:
            raise Refused(Code.NOT_FOUND, field="profile", reason=str(fault)) from None


async def _receive(body: AsyncIterator[bytes], path: Path, most: int) -> int:
    """Write the body to `path`; returns its size. Refused(too_large | disk_full)."""
    size = 0
    waiting = bytearray()
    try:
        with await asyncio.to_thread(path.open, "wb") as stream:
            async for chunk in body:
                size += len(chunk)
                if size > most:
                    raise Refused(Code.TOO_LARGE, field="$", reason=f"a file has at most {most:,} bytes")
                waiting += chunk
                if len(waiting) >= _BLOCK:
                    await _flush(stream, waiting)
            await _flush(stream, waiting)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(Code.DISK_FULL, reason="no room for the file") from None
        raise
    return size


async def _flush(stream: BinaryIO, waiting: bytearray) -> None:
    if waiting:
        await asyncio.to_thread(stream.write, bytes(waiting))
        waiting.clear()


@get("/api/imports/{import_id:str}", opt=shape(answer=ImportProgress), sync_to_thread=True)
def import_progress(import_id: str, parts: Parts, seat: Seat) -> ImportProgress:
    """What an import has done so far (admin)."""
    needs(seat, Role.ADMIN)
    found = parts.imports.progress(import_id)
    if found is None:
        raise Refused(Code.NOT_FOUND, field="id", reason="no such import")
    return found


@delete("/api/imports/{import_id:str}", opt=shape(answer=ImportProgress), status_code=200, sync_to_thread=True)
def cancel_import(import_id: str, parts: Parts, seat: Seat) -> ImportProgress:
    """Let an import end at its next chunk (admin); what was accepted is kept."""
    needs(seat, Role.ADMIN)
    found = parts.imports.cancel(import_id, seat.actor.name)
    if found is None:
        raise Refused(Code.NOT_FOUND, field="id", reason="no such import, or it has ended")
    return found


@get(
    "/api/imports/{import_id:str}/reconciliation",
    opt=shape(query=FormQuery, media="*/*", answer=bytes),
    sync_to_thread=True,
)
def reconciliation(request: AnyRequest, import_id: str, parts: Parts, seat: Seat) -> File:
    """What an existing platform held against what is here (admin)."""
    needs(seat, Role.ADMIN)
    query = read_query(request.query_params, FormQuery)
    path = parts.imports.reconciliation(import_id, query.form)
    if path is None:
        raise Refused(Code.NOT_FOUND, field="id", reason="no such import, or it made no reconciliation")
    return File(path, filename=path.name, media_type=_MEDIA[query.form], content_disposition_type="attachment")


@get("/api/platform", opt=shape(media="application/zip", answer=bytes), sync_to_thread=True)
def export_platform(parts: Parts, seat: Seat) -> File:
    """Organisation, people, open cases with history and files as a package that can come in elsewhere (admin)."""
    needs(seat, Role.ADMIN)
    folder = parts.files.scratch()
    target = folder / "platform.zip"
    try:
        export(parts.db, parts.files, target)
    except BaseException as fault:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(Code.DISK_FULL, reason="no room for the package") from None
        raise
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return File(
        target,
        filename="platform.zip",
        media_type="application/zip",
        content_disposition_type="attachment",
        background=gone,
    )


_MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HANDLERS = (start_import, import_progress, cancel_import, reconciliation, export_platform)
