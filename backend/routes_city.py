"""The live state, the city's profile, clips, positions, events."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import State
from sqlalchemy import select

from backend import tables
from backend.door import read, read_query
from backend.parts import Parts, needs, shape
from backend.services.accounts import Seat
from backend.services.live import event_page
from contract.errors import Code, Refused
from contract.events import Event
from contract.lifecycle import Role
from contract.profile import CityProfile, Condition, Responsibility, for_seats
from contract.samples import UNITS, Position, PositionReport
from contract.scope import FULL
from contract.snapshot import Snapshot

AnyRequest = Request[None, None, State]


class ClipTitle(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded clip; `ladder` 1 remind, 2 persuade, 3 warn, 4 send people."""

    id: str
    title: str
    title_en: str
    ladder: int
    text: str


class EventQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Where to go on reading events."""

    after: Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 200


@get("/api/snapshot", opt=shape(answer=Snapshot))
async def snapshot(parts: Parts, seat: Seat) -> Response[bytes]:
    """All live entities as this session may see them, at one seq."""
    return Response(parts.hub.snapshot(seat.scope), media_type=MediaType.JSON)


@get("/api/profile", opt=shape(answer=CityProfile), sync_to_thread=True)
def profile(parts: Parts, seat: Seat) -> CityProfile:  # noqa: ARG001 - asking for the seat is what needs the log-in
    """Names, limits and calendar of the city; what routes of their own give is left out."""
    with parts.db.read() as connection:
        return for_seats(parts.city.profile(connection))


@get("/api/profile/conditions", opt=shape(answer=list[Condition]), sync_to_thread=True)
def conditions(parts: Parts, seat: Seat) -> tuple[Condition, ...]:  # noqa: ARG001 - needs the log-in
    """The filing conditions of every class, in the order of the profile."""
    with parts.db.read() as connection:
        return parts.city.profile(connection).conditions


@get("/api/profile/responsibility", opt=shape(answer=list[Responsibility]), sync_to_thread=True)
def responsibility(parts: Parts, seat: Seat) -> tuple[Responsibility, ...]:  # noqa: ARG001 - needs the log-in
    """Which department owns which class where."""
    with parts.db.read() as connection:
        return parts.city.profile(connection).responsibility


@get("/api/events", opt=shape(query=EventQuery, answer=list[Event]), sync_to_thread=True)
def events(request: AnyRequest, parts: Parts, seat: Seat) -> list[Event]:
    """Events from the outbox, oldest first (admin, duty; only a session that sees the whole city)."""
    needs(seat, Role.ADMIN, Role.DUTY)
    if seat.scope != FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="the history is whole: not for a part of the city")
    query = read_query(request.query_params, EventQuery)
    with parts.db.read() as connection:
        return event_page(connection, query.after, query.limit)


@post("/api/positions", opt=shape(body=list[PositionReport], status=204), status_code=204)
async def positions(request: AnyRequest, parts: Parts, seat: Seat) -> None:
    """Where units' phones are now (device). Latest wins; nothing is stored."""
    needs(seat, Role.DEVICE, Role.ADMIN)
    reports = read(await request.body(), list[PositionReport])
    for index, one in enumerate(reports):
        if not 1 <= one.number <= 65535:
            raise Refused(Code.OUT_OF_RANGE, field=f"$[{index}].number", reason="1..65535")
    parts.samples.put(
        UNITS, [Position(one.number, one.lon, one.lat, one.heading_deg % 360, one.speed_mps) for one in reports]
    )


@get("/api/clips", opt=shape(answer=list[ClipTitle]), sync_to_thread=True)
def clips(parts: Parts, seat: Seat) -> list[ClipTitle]:  # noqa: ARG001 - needs the log-in
    """The recorded clips, mildest first."""
    columns = [tables.clips.c[name] for name in ClipTitle.__struct_fields__]
    with parts.db.read() as connection:
        rows = connection.execute(select(*columns).order_by(tables.clips.c.ladder, tables.clips.c.id)).mappings()
        return [ClipTitle(**row) for row in rows]


@get("/api/clips/{name:str}", opt=shape(media="audio/wav", answer=bytes), sync_to_thread=True)
def clip_sound(name: str, parts: Parts, seat: Seat) -> Response[bytes]:  # noqa: ARG001 - needs the log-in
    """The sound of clip `ID.wav`: 16 kHz mono PCM."""
    with parts.db.read() as connection:
        query = select(tables.clips.c.sound).where(tables.clips.c.id == name.removesuffix(".wav"))
        sound = connection.execute(query).scalar()
    if sound is None or not name.endswith(".wav"):
        raise Refused(Code.NOT_FOUND, field="id", reason="no such clip")
    return Response(bytes(sound), media_type="audio/wav", headers={"Cache-Control": "private, max-age=3600"})


HANDLERS = (snapshot, profile, conditions, responsibility, events, positions, clips, clip_sound)
