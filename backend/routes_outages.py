"""What walls observe of cameras, and the list of outages."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State

from backend.door import read, read_query
from backend.parts import Parts, needs, shape
from backend.services import outages
from backend.services.accounts import Seat
from contract.entities import Camera, Id
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.outages import HEALTH_PATH, MOST_DAYS, OUTAGES_PATH, PER_MINUTE, HealthReport, HealthTaken, Outages
from contract.scope import View, project

AnyRequest = Request[None, None, State]


class OutageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many days up to now."""

    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 30


@post(HEALTH_PATH, opt=shape(body=HealthReport, answer=HealthTaken), status_code=200)
async def camera_health(request: AnyRequest, parts: Parts, seat: Seat) -> HealthTaken:
    """Tell which cameras broke and which are well again, as this wall sees them. Seats of the hall and devices."""
    needs(seat, Role.DUTY, Role.SHIFT_LEADER, Role.DISPATCHER, Role.INTAKE, Role.ADMIN, Role.DEVICE, Role.LEADER)
    _may_see(seat)
    parts.accounts.tries.take(("camera_health", seat.token_hash), PER_MINUTE)
    report = read(await request.body(), HealthReport)
    if any(one.at.tzinfo is None for one in report.changes):
        raise Refused(Code.MALFORMED, field="$.changes", reason="a time without its zone")
    seen = [one for one in report.changes if _sees(parts, seat, one.camera_id)]
    return HealthTaken(taken=await asyncio.wrap_future(parts.writer.bulk(lambda tx: outages.take(tx, seen))))


@get(OUTAGES_PATH, opt=shape(query=OutageQuery, answer=Outages), sync_to_thread=True)
def camera_outages(request: AnyRequest, parts: Parts, seat: Seat) -> Outages:
    """Which cameras gave no true picture, since when, why, how often; of cameras that this seat sees."""
    _may_see(seat)
    query = read_query(request.query_params, OutageQuery)
    with parts.db.read() as connection:
        found = outages.outages(connection, datetime.now(UTC), query.days)
    return Outages(days=query.days, outages=tuple(one for one in found if _sees(parts, seat, one.camera_id)))


def _may_see(seat: Seat) -> None:
    if seat.scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only the full view knows of outages")


def _sees(parts: Parts, seat: Seat, camera_id: Id) -> bool:
    camera = parts.hub.live["camera"].get(camera_id)
    return isinstance(camera, Camera) and project(camera, seat.scope) is not None


HANDLERS = (camera_health, camera_outages)
