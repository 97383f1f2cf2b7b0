"""The register of copies (调阅复制登记): application, letter, decision, hand-over; list, search and table."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import File

from backend.door import read, read_id, read_query
from backend.parts import Parts, needs, shape
from backend.services import copies
from backend.services.accounts import Seat
from backend.services.acts import check_fields
from backend.services.copies import Given
from backend.services.received import look, most_bytes
from backend.services.security_log import Entry
from backend.services.sheets import open_sheet
from backend.transaction import Transaction
from contract.attachments import AttachmentKind
from contract.copies import APPROVERS, CLERKS, READERS, CopyApplication, CopyDecision, CopyEntry, CopyPage
from contract.entities import Camera, Id
from contract.errors import Code, Refused
from contract.scope import View, project

AnyRequest = Request[None, None, State]
MOST_GIVEN = 8 << 30
MOST_ROWS = 20_000
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEAD_ZH = (
    "编号", "状态", "登记时间", "申请人", "单位", "用途", "函号", "摄像机", "自", "至", "审批时间", "审批意见",
    "交付时间", "文件", "SHA-256",
)  # fmt: skip
_HEAD_EN = (
    "number", "state", "applied", "applicant", "unit", "purpose", "letter", "cameras", "from", "until", "decided",
    "decision", "given", "file", "SHA-256",
)  # fmt: skip


class CopyQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of the register."""

    words: Annotated[str, msgspec.Meta(max_length=100)] = ""
    state: Literal["", "applied", "approved", "refused", "given"] = ""
    before: Id | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class TableQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The whole register, or what holds these words."""

    format: Literal["csv", "xlsx"] = "xlsx"
    lang: Literal["zh", "en"] = "zh"
    words: Annotated[str, msgspec.Meta(max_length=100)] = ""


class FileQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the file is called; `sha256`: what the sender counted, where it did."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    sha256: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = ""


@post("/api/copies", opt=shape(body=CopyApplication, answer=CopyEntry, status=201), status_code=201)
async def apply_for_copy(request: AnyRequest, parts: Parts, seat: Seat) -> CopyEntry:
    """Take an application down (intake, duty, shift leader)."""
    _may(seat, *CLERKS)
    said = read(await request.body(), CopyApplication)
    check_fields(said, "$")
    return await _write(parts, lambda tx: copies.apply(tx, said, seat.actor, _sees(parts, seat), seat.address))


@post(
    "/api/copies/{copy_id:str}/letter",
    opt=shape(query=FileQuery, body=bytes, answer=CopyEntry),
    status_code=200,
    request_max_body_size=64 << 20,
)
async def put_copy_letter(request: AnyRequest, copy_id: str, parts: Parts, seat: Seat) -> CopyEntry:
    """The applicant's letter (PDF or picture), put in by who took the application down."""
    _may(seat, *CLERKS)
    read_id(copy_id, "copy_id")
    query = read_query(request.query_params, FileQuery)
    body = await request.body()
    kind, most = AttachmentKind.DOCUMENT, most_bytes(AttachmentKind.DOCUMENT, parts.settings.files)
    if not 0 < len(body) <= most:
        raise Refused(Code.TOO_LARGE if body else Code.MALFORMED, field="$", reason=f"a letter of 1 to {most:,} bytes")

    def kept() -> Given:
        incoming = parts.files.incoming()
        try:
            incoming.write(body)
            found = look(parts.files, incoming, kind, query.name, parts.settings.files, keep=True)
            return Given(found.name, found.size, found.sha256, found.media_type)
        finally:
            incoming.drop()

    letter = await asyncio.to_thread(kept)
    act = partial(copies.put_letter, copy_id=copy_id, letter=letter, by=seat.actor, sees=_sees(parts, seat))
    return await _write(parts, lambda tx: act(tx, address=seat.address))


@post("/api/copies/{copy_id:str}/decision", opt=shape(body=CopyDecision, answer=CopyEntry), status_code=200)
async def decide_copy(request: AnyRequest, copy_id: str, parts: Parts, seat: Seat) -> CopyEntry:
    """Allow a copy or not (shift leader, leader); never by who took the application down."""
    _may(seat, *APPROVERS)
    said = read(await request.body(), CopyDecision)
    act = partial(copies.decide, copy_id=copy_id, said=said, by=seat.actor, sees=_sees(parts, seat))
    return await _write(parts, lambda tx: act(tx, address=seat.address))


@post(
    "/api/copies/{copy_id:str}/given",
    opt=shape(query=FileQuery, body=bytes, answer=CopyEntry),
    status_code=200,
    request_max_body_size=MOST_GIVEN,
)
async def give_copy(request: AnyRequest, copy_id: str, parts: Parts, seat: Seat) -> CopyEntry:
    """The file that is handed over: its SHA-256 is counted here and written down, the file is not kept."""
    _may(seat, *CLERKS)
    query = read_query(request.query_params, FileQuery)
    counted, size = hashlib.sha256(), 0
    async for chunk in request.stream():
        counted.update(chunk)
        size += len(chunk)
    if not size:
        raise Refused(Code.MALFORMED, field="$", reason="the file is empty")
    if query.sha256 and query.sha256 != counted.hexdigest():
        raise Refused(Code.BROKEN_FILE, field="$", reason="the file has another SHA-256 than was said")
    file = Given(query.name, size, counted.hexdigest())
    act = partial(copies.give, copy_id=copy_id, file=file, by=seat.actor, sees=_sees(parts, seat))
    return await _write(parts, lambda tx: act(tx, address=seat.address))


@get("/api/copies", opt=shape(query=CopyQuery, answer=CopyPage), sync_to_thread=True)
def copy_register(request: AnyRequest, parts: Parts, seat: Seat) -> CopyPage:
    """The register (clerks, approvers, admin, audit); each look at it is logged."""
    _may(seat, *READERS)
    query = read_query(request.query_params, CopyQuery)
    if query.before is not None:
        read_id(query.before, "before")
    parts.accounts.security.write(Entry.by(seat.actor, "copies.read", seat.address))
    with parts.db.read() as connection:
        sees = _sees(parts, seat)
        return copies.listed(connection, sees, query.words, query.state, query.before, query.limit)


@get("/api/copies/file", opt=shape(query=TableQuery, media="*/*", answer=bytes), sync_to_thread=True)
def copy_table(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """The register as CSV or XLSX, at most 20,000 lines; logged."""
    _may(seat, *READERS)
    query = read_query(request.query_params, TableQuery)
    parts.accounts.security.write(Entry.by(seat.actor, "copies.exported", seat.address, format=query.format))
    with parts.db.read() as connection:
        zone = ZoneInfo(parts.city.profile(connection).timezone)
        page = copies.listed(connection, _sees(parts, seat), query.words, "", None, MOST_ROWS)
    folder = parts.files.scratch()
    try:
        path = folder / f"copies.{query.format}"
        sheet = open_sheet(query.format, path, _HEAD_ZH if query.lang == "zh" else _HEAD_EN)
        for one in page.entries:
            sheet.add(_cells(parts, one, zone))
        sheet.close()
        content = path.read_bytes()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    headers = {
        "Content-Disposition": f'attachment; filename="copies.{query.format}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=_MEDIA[query.format], headers=headers)


@get("/api/copies/{copy_id:str}/letter", opt=shape(media="*/*", answer=bytes), sync_to_thread=True)
def copy_letter(copy_id: str, parts: Parts, seat: Seat) -> Any:
    """The applicant's letter; logged."""
    _may(seat, *READERS)
    with parts.db.read() as connection:
        entry = copies.find(connection, copy_id, _sees(parts, seat))
        media = copies.media_of(connection, copy_id)
    path = parts.files.path(entry.letter_sha256) if entry.letter_sha256 else None
    if path is None or not path.exists():
        raise Refused(Code.NOT_FOUND, field="copy_id", reason="there is no letter")
    parts.accounts.security.write(Entry.by(seat.actor, "copy.letter_read", seat.address, f"copy:{copy_id}"))
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return File(path, filename=entry.letter_name, media_type=media, headers=headers)


def _may(seat: Seat, *roles: Any) -> None:
    needs(seat, *roles)
    if seat.scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only for the full view")


def _sees(parts: Parts, seat: Seat) -> copies.Sees:
    def sees(camera_id: Id) -> bool:
        camera = parts.hub.live["camera"].get(camera_id)
        return isinstance(camera, Camera) and project(camera, seat.scope) is not None

    return sees


async def _write(parts: Parts, work: Callable[[Transaction], CopyEntry]) -> CopyEntry:
    return await asyncio.wrap_future(parts.writer.bulk(work))


def _cells(parts: Parts, one: CopyEntry, zone: ZoneInfo) -> list[Any]:
    def clock(moment: Any) -> Any:
        return moment.astimezone(zone).replace(tzinfo=None, microsecond=0) if moment is not None else ""

    known = parts.hub.live["camera"]
    numbers = [str(found.number) for key in one.camera_ids if isinstance(found := known.get(key), Camera)]
    return [
        one.number, one.state, clock(one.applied_at), one.applicant, one.unit, one.purpose, one.letter_number,
        " ".join(numbers), clock(one.from_at), clock(one.until_at), clock(one.decided_at), one.decision,
        clock(one.given_at), one.file_name, one.file_sha256,
    ]  # fmt: skip


HANDLERS = (
    apply_for_copy,
    put_copy_letter,
    decide_copy,
    give_copy,
    copy_register,
    copy_table,
    copy_letter,
)
