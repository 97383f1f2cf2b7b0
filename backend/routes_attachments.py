"""Files of cases: a streamed body in, evidence out."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import ETag, State
from litestar.response import File

from backend.door import read_id, read_query
from backend.forms import AROUND, Form, is_form
from backend.outcome import Outcome
from backend.parts import Parts, needs, settled, shape
from backend.records import whole_ms
from backend.rules.media import IMAGES, Unfit
from backend.services.accounts import Seat
from backend.services.attachments import Found, attach, may_see, seen_by
from backend.services.filestore import Incoming
from backend.services.pictures import examine
from backend.services.received import look, most_bytes
from backend.transaction import Transaction
from contract.attachments import ATTACHERS, Attachment, AttachmentKind
from contract.errors import Code, Refused

AnyRequest = Request[None, None, State]
_BLOCK = 1 << 18


class UploadQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the file is; its type is told by its content."""

    kind: AttachmentKind
    name: Annotated[str, msgspec.Meta(max_length=500)] = ""


@post(
    "/api/cases/{case_id:str}/attachments",
    opt=shape(query=UploadQuery, body=bytes, answer=Attachment, status=201, also=(200,)),
    status_code=201,
    request_max_body_size=None,
)
async def attach_file(request: AnyRequest, case_id: str, parts: Parts, seat: Seat) -> Response[Attachment]:
    """Attach a file to an open case; the body is the file, or a form (multipart/form-data) whose only part is.

    The same file again is answered 200 with the first one.
    """
    body = request.stream()
    try:
        needs(seat, *ATTACHERS)
        read_id(case_id, "case_id")
        query = read_query(request.query_params, UploadQuery)
        most = most_bytes(query.kind, parts.settings.files)
        content_type = request.headers.get("content-type", "")
        form = Form(body, content_type) if is_form(content_type) else None
        said = request.headers.get("content-length", "")
        if said.isascii() and said.isdigit() and int(said[:18]) > most + (AROUND if form is not None else 0):
            raise _too_large(most)
        if not await asyncio.to_thread(_sees, parts, case_id, seat):
            raise Refused(Code.NOT_FOUND, field="case_id", reason="no such case")
        incoming = await asyncio.to_thread(parts.files.incoming)
        try:
            await _receive(body if form is None else form.blocks(), incoming, most)
            name = query.name or (form.name if form is not None else "")
            found = await asyncio.to_thread(
                partial(look, parts.files, incoming, query.kind, name, parts.settings.files, keep=True)
            )
            return await _attached(parts, seat, case_id, found)
        finally:
            await asyncio.to_thread(incoming.drop)
    except Refused:
        # A sender that is still sending hears the refusal only once it has sent everything.
        async for _ in body:
            pass
        raise
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(Code.DISK_FULL, reason="no room for the file") from None
        raise


@get("/api/attachments/{attachment_id:str}", opt=shape(media="*/*", answer=bytes, also=(304,)), sync_to_thread=True)
def attachment(request: AnyRequest, attachment_id: str, parts: Parts, seat: Seat) -> Any:
    """A file, as it came."""
    with parts.db.read() as connection:
        found = seen_by(connection, attachment_id, seat.scope)
    shown = found.media_type in IMAGES
    return _answer(
        request, parts.files.path(found.sha256), found, found.media_type, "inline" if shown else "attachment"
    )


@get(
    "/api/attachments/{attachment_id:str}/thumbnail",
    opt=shape(media="image/webp", answer=bytes, also=(304,)),
    sync_to_thread=True,
)
def thumbnail(request: AnyRequest, attachment_id: str, parts: Parts, seat: Seat) -> Any:
    """A picture of at most 320 px of an attached photo, the right way up."""
    with parts.db.read() as connection:
        found = seen_by(connection, attachment_id, seat.scope)
    path = parts.files.thumbnail_path(found.sha256)
    if not found.thumbnail:
        raise Refused(Code.NOT_FOUND, field="attachment_id", reason="this file has no thumbnail")
    if not path.exists() and parts.files.path(found.sha256).exists():
        with contextlib.suppress(Unfit):
            picture = examine(parts.files.path(found.sha256), found.media_type, parts.settings.files.max_pixels)
            parts.files.put_thumbnail(found.sha256, picture.thumbnail)
    return _answer(request, path, found, "image/webp", "inline")


def _answer(
    request: AnyRequest, path: Path, found: Attachment, media: str, how: Literal["inline", "attachment"]
) -> Any:
    if not path.exists():
        raise Refused(Code.UNAVAILABLE, field="attachment_id", reason="the file is not on this server's disk")
    tag = found.sha256 if media == found.media_type else f"{found.sha256}-small"
    # Whoever opens the address itself gets a page that can do nothing.
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=86400, immutable",
    }
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={**headers, "ETag": f'"{tag}"'})
    name = found.name if media == found.media_type else f"{found.name}.webp"
    return File(
        path,
        filename=name,
        media_type=media,
        headers=headers,
        etag=ETag(value=tag),
        content_disposition_type=how,
    )


def _too_large(most: int) -> Refused:
    return Refused(Code.TOO_LARGE, field="$", reason=f"a file of this kind has at most {most:,} bytes", most=str(most))


def _sees(parts: Parts, case_id: str, seat: Seat) -> bool:
    with parts.db.read() as connection:
        return may_see(connection, case_id, seat.scope)


async def _receive(body: AsyncIterator[bytes], incoming: Incoming, most: int) -> None:
    size = 0
    waiting = bytearray()
    async for chunk in body:
        size += len(chunk)
        if size > most:
            raise _too_large(most)
        waiting += chunk
        if len(waiting) >= _BLOCK:
            await asyncio.to_thread(incoming.write, bytes(waiting))
            waiting.clear()
    if size == 0:
        raise Refused(Code.MALFORMED, field="$", reason="the file is empty")
    await asyncio.to_thread(incoming.write, bytes(waiting))


async def _attached(parts: Parts, seat: Seat, case_id: str, found: Found) -> Response[Attachment]:
    now = whole_ms(datetime.now(UTC))

    def act(tx: Transaction) -> Outcome:
        return attach(tx, case_id, found, seat.actor, min(now, tx.now))

    try:
        done = await settled(parts.writer.act(act, seat.actor))
        attachment_id, status = done.ids[0], 201
    except Refused as refused:
        if refused.problem.code is not Code.DUPLICATE or "id" not in refused.problem.params:
            raise
        attachment_id, status = refused.problem.params["id"], 200

    def stored() -> Attachment:
        with parts.db.read() as connection:
            return seen_by(connection, attachment_id, seat.scope)

    return Response(await asyncio.to_thread(stored), status_code=status)


HANDLERS = (attach_file, attachment, thumbnail)
