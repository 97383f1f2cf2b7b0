"""Video patrol: plans, looks and rounds. For seats with the full view; a plan shows to who sees all its cameras."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State

from backend.door import read, read_query
from backend.parts import Parts, needs, shape
from backend.rules.workdays import Calendar, calendar_of
from backend.services import patrol
from backend.services.accounts import Seat
from backend.services.acts import check_fields
from contract.entities import Camera, Id
from contract.errors import Code, Refused
from contract.patrol import MOST_DAYS, PATROLLERS, PLANNERS, KeptPlan, PatrolLook, PatrolPlan, PatrolRound
from contract.scope import View, project

AnyRequest = Request[None, None, State]


class RoundQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Rounds of so many days up to the end of today's city day."""

    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 3


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/patrol/looks`: the look is durable."""

    key: str


@get("/api/patrol/plans", opt=shape(answer=list[KeptPlan]), sync_to_thread=True)
def patrol_plans(parts: Parts, seat: Seat) -> tuple[KeptPlan, ...]:
    """Every plan as it holds now, ended ones too, by name."""
    _may_see(seat)
    with parts.db.read() as connection:
        found = patrol.shown(patrol.plans(connection), lambda camera: _sees(parts, seat, camera))
    return tuple(sorted((kept[-1] for kept in found.values()), key=lambda one: one.plan.name))


@post("/api/patrol/plans", opt=shape(body=PatrolPlan, answer=KeptPlan, status=201), status_code=201)
async def save_patrol_plan(request: AnyRequest, parts: Parts, seat: Seat) -> KeptPlan:
    """Make or change a plan (shift leader, admin); rounds that began stay judged by the version before."""
    needs(seat, *PLANNERS)
    _may_see(seat)
    plan = read(await request.body(), PatrolPlan)
    check_fields(plan, "$")
    work = parts.writer.bulk(lambda tx: patrol.save_plan(tx, plan, seat.actor, lambda one: _sees(parts, seat, one)))
    return await asyncio.wrap_future(work)


@post("/api/patrol/looks", opt=shape(body=PatrolLook, answer=Kept, status=201), status_code=201)
async def record_look(request: AnyRequest, parts: Parts, seat: Seat) -> Kept:
    """Somebody looked at a camera of a round (duty, shift leader, intake, inspector, leader)."""
    needs(seat, *PATROLLERS)
    _may_see(seat)
    look = read(await request.body(), PatrolLook)
    check_fields(look, "$")
    if not _sees(parts, seat, look.camera_id):
        raise Refused(Code.NOT_FOUND, field="$.camera_id", reason="no such camera")
    calendar = await asyncio.to_thread(_calendar, parts)
    await asyncio.wrap_future(parts.writer.bulk(lambda tx: patrol.record(tx, look, seat.actor, calendar)))
    return Kept(key=look.key)


@get("/api/patrol/rounds", opt=shape(query=RoundQuery, answer=list[PatrolRound]), sync_to_thread=True)
def patrol_rounds(request: AnyRequest, parts: Parts, seat: Seat) -> tuple[PatrolRound, ...]:
    """Rounds with what was seen and missed, the newest first; those still to come today, too."""
    _may_see(seat)
    query = read_query(request.query_params, RoundQuery)
    calendar, now = _calendar(parts), datetime.now(UTC)
    today = calendar.local_day(now)
    since = calendar.midnight(today - timedelta(days=query.days - 1))
    until = calendar.midnight(today + timedelta(days=1))
    with parts.db.read() as connection:
        return patrol.rounds(connection, calendar, since, until, now, lambda camera: _sees(parts, seat, camera))


def _may_see(seat: Seat) -> None:
    needs(seat, *PATROLLERS, *PLANNERS)
    if seat.scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only the full view patrols")


def _sees(parts: Parts, seat: Seat, camera_id: Id) -> bool:
    camera = parts.hub.live["camera"].get(camera_id)
    return isinstance(camera, Camera) and project(camera, seat.scope) is not None


def _calendar(parts: Parts) -> Calendar:
    with parts.db.read() as connection:
        return calendar_of(parts.city.profile(connection))


HANDLERS = (patrol_plans, save_patrol_plan, record_look, patrol_rounds)
