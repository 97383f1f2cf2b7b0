"""Departments, cameras, poles, links and broadcasts: what stands in the city and how it answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from backend.outcome import Actor, Outcome
from backend.records import whole_ms
from backend.services.checks import missing
from backend.services.device_secrets import keep
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import (
    AnyEntity,
    Broadcast,
    BroadcastState,
    Camera,
    Id,
    Kind,
    Point,
    Pole,
    Unit,
    Vehicle,
)
from contract.errors import Code, Refused
from contract.events import Gone

OVER = frozenset({BroadcastState.ENDED, BroadcastState.FAILED, BroadcastState.PREEMPTED})
KEEP_BROADCASTS = timedelta(days=1)


def save_camera(tx: Transaction, command: c.SaveCamera, _by: Actor, at: datetime) -> Outcome:
    """Add or change the camera with this number; its responsibility grid follows from its point."""
    before = tx.find("camera", str(command.number))
    base = before if isinstance(before, Camera) else Camera(id=tx.new_id(), version=0, number=command.number, name="")
    camera = replace(
        base,
        version=base.version + 1,
        name=command.name,
        point=command.point,
        azimuth_deg=command.azimuth_deg,
        field_deg=command.field_deg,
        range_m=command.range_m,
        main_url=command.main_url,
        sub_url=command.sub_url,
        group=command.group,
        replayed=command.replayed,
        place=command.place,
        owner=command.owner,
        tags=command.tags,
        control_url=command.control_url,
        area_id=_area_of(tx, command.point),
    )
    kept = keep(tx, camera, before, forget=command.forget_secret)
    return replace(kept, name="camera.changed", happened_at=at)


def save_pole(tx: Transaction, command: c.SavePole, _by: Actor, at: datetime) -> Outcome:
    """Add or change the pole with this number."""
    before = tx.find("pole", str(command.number))
    base = before if isinstance(before, Pole) else Pole(id=tx.new_id(), version=0, number=command.number, name="")
    pole = replace(
        base,
        version=base.version + 1,
        name=command.name,
        point=command.point,
        range_m=command.range_m,
        address=command.address,
        group=command.group,
        area_id=_area_of(tx, command.point),
    )
    kept = keep(tx, pole, before, forget=command.forget_secret)
    return replace(kept, name="pole.changed", happened_at=at)


def report_pole(tx: Transaction, command: c.ReportPole, _by: Actor, at: datetime) -> Outcome:
    """The broadcast gateway saw a pole change."""
    pole = tx.entity("pole", command.pole_id)
    if not isinstance(pole, Pole):
        raise missing("pole", "$.command.pole_id")
    answered = whole_ms(command.answered_at) if command.answered_at else pole.answered_at
    after = replace(pole, version=pole.version + 1, state=command.state, answered_at=answered)
    return Outcome("pole.changed", upsert=(after,), ids=(pole.id,), happened_at=at)


_LINKED: dict[str, Kind] = {"camera": "camera", "vehicle": "vehicle", "unit": "unit"}


def report_link(tx: Transaction, command: c.ReportLink, _by: Actor, at: datetime) -> Outcome:
    """A gateway or wall saw a camera, vehicle or unit come or go."""
    thing = tx.entity(_LINKED[command.kind], command.entity_id)
    if not isinstance(thing, Camera | Vehicle | Unit):
        raise missing(command.kind, "$.command.entity_id")
    after: AnyEntity = replace(thing, version=thing.version + 1, link=command.link)
    return Outcome(f"{command.kind}.changed", upsert=(after,), ids=(thing.id,), happened_at=at)


def record_broadcast(tx: Transaction, command: c.RecordBroadcast, _by: Actor, at: datetime) -> Outcome:
    """The gateway's evidence of a broadcast. What it leaves out stays as recorded before; an end is final."""
    before = tx.entity("broadcast", command.broadcast_id)
    if not isinstance(before, Broadcast):
        before = Broadcast(id=command.broadcast_id, version=0, state=command.state)
    elif before.state in OVER and command.state not in OVER:
        raise Refused(Code.WRONG_STATE, field="$.command.state", reason="the broadcast is over", state=before.state)
    after = replace(
        before,
        version=before.version + 1,
        state=command.state,
        by_person_id=command.by_person_id or before.by_person_id,
        clip=command.clip or before.clip,
        text=command.text or before.text,
        pole_ids=command.pole_ids or before.pole_ids,
        receipts=command.receipts or before.receipts,
        started_at=whole_ms(command.started_at) if command.started_at else before.started_at,
        ended_at=whole_ms(command.ended_at) if command.ended_at else before.ended_at,
        reason=command.reason or before.reason,
    )
    return Outcome("broadcast.recorded", upsert=(after,), ids=(after.id,), happened_at=at)


def forget_broadcast(_: Transaction, broadcast_id: Id) -> Outcome:
    """A day after its end a broadcast leaves the live state; its row stays."""
    return Outcome("broadcast.forgotten", remove=(Gone("broadcast", broadcast_id),), ids=(broadcast_id,))


def _area_of(tx: Transaction, point: Point | None) -> Id | None:
    hit = tx.cell_of(point) if point else None
    return hit.area_id if hit else None
