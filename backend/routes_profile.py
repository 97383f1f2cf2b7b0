"""The city profile as tables and files: looked at, weighed, changed, brought back (admin only)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, TypeVar

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from sqlalchemy import Connection

from backend.door import read, read_query
from backend.every_request import seat_of
from backend.parts import Parts, needs, shape
from backend.rules.worktime import calendar_of
from backend.services.accounts import Seat
from backend.services.profile_changes import Now, Said, as_lines, change, look, restored
from backend.services.profile_store import tables_of_version, versions
from backend.services.security_log import Entry
from backend.transaction import Transaction
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.profile_files.faults import Fault
from contract.profile_files.reading import MOST_ZIP, read_zip
from contract.profile_files.wire import ProfileCheck, ProfileOrder, ProfileTables, ProfileVersion, Restore
from contract.profile_files.writing import files_of, templates, zip_of

AnyRequest = Request[None, None, State]
T = TypeVar("T")
ZIP = "application/zip"


class FilesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which profile: a version, an empty one (`template=1`), else the one in use."""

    version: Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)] | None = None
    template: Annotated[int, msgspec.Meta(ge=0, le=1)] = 0


class ReadQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How to read the files."""

    encoding: Annotated[str, msgspec.Meta(max_length=20)] = "utf-8"


class FolderQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How to read the files, what is there now as the sender knows it, and why."""

    encoding: Annotated[str, msgspec.Meta(max_length=20)] = "utf-8"
    base: Annotated[str, msgspec.Meta(max_length=64)] = ""
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


@get("/api/profile/tables", opt=shape(answer=ProfileTables))
async def profile_tables(parts: Parts, seat: Seat) -> ProfileTables:
    """The profile in use as tables, with departments and people (admin)."""
    needs(seat, Role.ADMIN)
    return await _reading(parts, lambda connection: Now(connection).answer)


@post(
    "/api/profile/check",
    opt=shape(body=ProfileOrder, answer=ProfileCheck),
    status_code=200,
    request_max_body_size=MOST_ZIP,
)
async def check_profile(request: AnyRequest, parts: Parts, seat: Seat) -> ProfileCheck:
    """What these tables would change, touch and break (admin); nothing is changed."""
    needs(seat, Role.ADMIN)
    order = read(await request.body(), ProfileOrder)
    return await _reading(
        parts, lambda connection: look(connection, as_lines(order.tables), (), _today(parts, connection))
    )


@post(
    "/api/profile/tables",
    opt=shape(body=ProfileOrder, answer=ProfileVersion, status=201),
    status_code=201,
    request_max_body_size=MOST_ZIP,
)
async def change_profile(request: AnyRequest, parts: Parts, seat: Seat) -> ProfileVersion:
    """Put these tables into use, whole or not at all (admin)."""
    needs(seat, Role.ADMIN)
    order = read(await request.body(), ProfileOrder)
    await _still(request, parts)
    return await _change(parts, seat, as_lines(order.tables), order.base, order.note, "tables")


@get("/api/profile/files", opt=shape(query=FilesQuery, media=ZIP, answer=bytes))
async def profile_files(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """A zip of the profile folder: the one in use, a version, or an empty one (admin). The same profile, the same
    bytes."""
    needs(seat, Role.ADMIN)
    query = read_query(request.query_params, FilesQuery)
    if query.template:
        data = await asyncio.to_thread(lambda: zip_of(templates()))
        return _zip(data, "profile-template")
    number = query.version

    def made(connection: Connection) -> tuple[int, bytes]:
        if number is None:
            now = Now(connection).answer
            return now.version, zip_of(files_of(now.tables))
        return number, zip_of(files_of(tables_of_version(connection, number)))

    shown, data = await _reading(parts, made)
    # People's names leave the server.
    entry = Entry.by(seat.actor, "profile.exported", seat.address, f"profile:{shown}")
    await asyncio.to_thread(parts.accounts.security.write, entry)
    return _zip(data, f"profile-{shown}")


@post(
    "/api/profile/files/check",
    opt=shape(query=ReadQuery, body=bytes, answer=ProfileCheck),
    status_code=200,
    request_max_body_size=MOST_ZIP,
)
async def check_folder(request: AnyRequest, parts: Parts, seat: Seat) -> ProfileCheck:
    """What a zip of a profile folder would change, touch and break (admin); nothing is changed."""
    needs(seat, Role.ADMIN)
    query = read_query(request.query_params, ReadQuery)
    said, faults = await asyncio.to_thread(read_zip, await request.body(), query.encoding)
    return await _look(parts, said, faults)


@post(
    "/api/profile/files",
    opt=shape(query=FolderQuery, body=bytes, answer=ProfileVersion, status=201),
    status_code=201,
    request_max_body_size=MOST_ZIP,
)
async def bring_folder(request: AnyRequest, parts: Parts, seat: Seat) -> ProfileVersion:
    """Put a zip of a profile folder into use, whole or not at all (admin)."""
    needs(seat, Role.ADMIN)
    query = read_query(request.query_params, FolderQuery)
    data = await request.body()
    await _still(request, parts)
    said, faults = await asyncio.to_thread(read_zip, data, query.encoding)
    _refuse(faults)
    return await _change(parts, seat, said, query.base, query.note, "folder")


@get("/api/profile/versions", opt=shape(answer=list[ProfileVersion]))
async def profile_versions(parts: Parts, seat: Seat) -> tuple[ProfileVersion, ...]:
    """Every version with who, when and why, newest first (admin)."""
    needs(seat, Role.ADMIN)
    return await _reading(parts, versions)


@post(
    "/api/profile/versions/{number:int}/restore",
    opt=shape(body=Restore, answer=ProfileVersion, status=201),
    status_code=201,
)
async def restore_profile(number: int, request: AnyRequest, parts: Parts, seat: Seat) -> ProfileVersion:
    """Put an earlier version into use again, as a new one (admin). Departments and people stay unless asked for."""
    needs(seat, Role.ADMIN)
    order = read(await request.body(), Restore)
    if not 0 <= number < 1 << 31:
        raise Refused(Code.NOT_FOUND, field="number", reason="no such version of the profile")
    said = await _reading(parts, lambda connection: restored(connection, number, organisation=order.organisation))
    return await _change(parts, seat, said, order.base, order.note, f"version {number}")


async def _change(parts: Parts, seat: Seat, said: Said, base: str, note: str, source: str) -> ProfileVersion:
    def work(tx: Transaction) -> ProfileVersion:
        return change(tx, said, base=base, note=note, source=source, actor=seat.actor)

    return await asyncio.wrap_future(parts.writer.bulk(work))


async def _look(parts: Parts, said: Said, faults: Sequence[Fault]) -> ProfileCheck:
    return await _reading(parts, lambda connection: look(connection, said, faults, _today(parts, connection)))


async def _reading(parts: Parts, work: Callable[[Connection], T]) -> T:
    def read_it() -> T:
        with parts.db.read() as connection:
            return work(connection)

    return await asyncio.to_thread(read_it)


async def _still(request: AnyRequest, parts: Parts) -> None:
    """Whoever sent a body for long may have been logged out meanwhile. Refused(expired_token | wrong_role)."""
    needs(await seat_of(parts, request.headers.get("authorization", "")), Role.ADMIN)


def _refuse(faults: list[Fault]) -> None:
    hard = [one for one in faults if not one.warning]
    if hard:
        params = {"faults": str(len(hard)), "fault": hard[0].code, "place": hard[0].place}
        raise Refused(Code.OUT_OF_RANGE, field="$", reason=f"{hard[0].place}: {hard[0].sentence}", **params)


def _today(parts: Parts, connection: Connection) -> date:
    return calendar_of(parts.city.profile(connection)).local_day(datetime.now(UTC))


def _zip(data: bytes, name: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.zip"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=ZIP, headers=headers)


HANDLERS = (
    profile_tables,
    check_profile,
    change_profile,
    profile_files,
    check_folder,
    bring_folder,
    profile_versions,
    restore_profile,
)
