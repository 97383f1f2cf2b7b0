"""Outages of cameras: kept from what walls observe, the latest observation counts, and a case for a long one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy import Connection

from backend.outcome import SYSTEM, Outcome
from backend.services.cases import report_case
from backend.tables.outages import camera_outages as table
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import ENDED, Camera, CaseSource, Id
from contract.errors import Code, Refused
from contract.outages import MOST_ROWS, Observation, Outage, OutageReason

OLDEST = timedelta(days=1)
"""What a wall saw longer ago is taken as this old: its clock is wrong, or it was away for long."""


def take(tx: Transaction, seen: Iterable[Observation]) -> int:
    """Keep what changed; the number of changes. Times are held between a day ago and now."""
    taken = 0
    for one in seen:
        at = min(max(one.at, tx.now - OLDEST), tx.now)
        taken += _take(tx, one, at)
    return taken


def _take(tx: Transaction, one: Observation, at: datetime) -> bool:
    query = sa.select(table).where(table.c.camera_id == one.camera_id).order_by(table.c.told_at.desc()).limit(1)
    last = tx.connection.execute(query).mappings().first()
    if last is not None and at < last["told_at"]:
        return False  # another wall has said something newer
    stands = last is not None and last["until"] is None
    if one.reason is None:
        if not stands:
            return False
        assert last is not None
        tx.connection.execute(sa.update(table).where(table.c.id == last["id"]).values(until=at, told_at=at))
        return True
    if stands:
        assert last is not None
        change = sa.update(table).where(table.c.id == last["id"]).values(told_at=at, reason=one.reason.value)
        tx.connection.execute(change)
        return bool(last["reason"] != one.reason.value)
    row = {
        "id": tx.new_id(),
        "camera_id": one.camera_id,
        "since": at,
        "told_at": at,
        "reason": one.reason.value,
        "case_id": _open_case_of(tx, one.camera_id),  # the one of an earlier outage serves this one, too
    }
    tx.connection.execute(sa.insert(table).values(row))
    return True


def outages(connection: Connection, now: datetime, days: int) -> list[Outage]:
    """Those of the last days and the standing ones; the standing first, then the newest."""
    begin = now - timedelta(days=days)
    lately = sa.or_(table.c.until.is_(None), table.c.until >= begin)
    query = sa.select(table).where(lately).order_by(table.c.since.desc()).limit(MOST_ROWS)
    found = [
        Outage(
            id=row["id"],
            camera_id=row["camera_id"],
            since=row["since"],
            until=row["until"],
            reason=OutageReason(row["reason"]),
            case_id=row["case_id"],
        )
        for row in connection.execute(query).mappings()
    ]
    times: dict[Id, int] = {}
    lost: dict[Id, float] = {}
    for one in found:
        times[one.camera_id] = times.get(one.camera_id, 0) + 1
        span = (one.until or now) - max(one.since, begin)
        lost[one.camera_id] = lost.get(one.camera_id, 0.0) + max(span.total_seconds(), 0.0)
    counted = [replace(one, times=times[one.camera_id], lost_s=round(lost[one.camera_id], 1)) for one in found]
    return sorted(counted, key=lambda one: one.until is not None)


def overdue(connection: Connection, now: datetime, limit_s: float) -> list[Id]:
    """Cameras that have been out for longer than the limit and have no case; the oldest first."""
    late = (table.c.until.is_(None), table.c.case_id.is_(None), table.c.since <= now - timedelta(seconds=limit_s))
    query = sa.select(table.c.camera_id).where(*late).order_by(table.c.since).limit(100)
    return list(connection.execute(query).scalars())


def open_case(tx: Transaction, camera_id: Id, class_code: str, limit_s: float) -> Outcome:
    """The device case (物联设备) of a long outage.

    Refused(wrong_state) where there is nothing to do any more: the camera is back, or another server was faster.
    """
    query = sa.select(table).where(table.c.camera_id == camera_id, table.c.until.is_(None))
    row = tx.connection.execute(query).mappings().first()
    camera = tx.entity("camera", camera_id)
    late = row is not None and row["case_id"] is None and row["since"] <= tx.now - timedelta(seconds=limit_s)
    if row is None or not late or not isinstance(camera, Camera):
        raise Refused(Code.WRONG_STATE, field="$.camera_id", reason="no outage that asks for a case")
    minutes = round((tx.now - row["since"]).total_seconds() / 60)
    wanted = c.ReportCase(
        class_code=class_code,
        source=CaseSource.DEVICE,
        place=camera.place or camera.name,
        point=camera.point,
        description=f"摄像机 {camera.number} {camera.name}：{minutes} 分钟没有可信的画面（{row['reason']}）",
    )
    outcome = report_case(tx, wanted, SYSTEM, tx.now)
    tx.connection.execute(sa.update(table).where(table.c.id == row["id"]).values(case_id=outcome.ids[0]))
    return outcome


def _open_case_of(tx: Transaction, camera_id: Id) -> Id | None:
    named = (table.c.camera_id == camera_id, table.c.case_id.is_not(None))
    query = sa.select(table.c.case_id).where(*named).order_by(table.c.since.desc()).limit(1)
    case_id: Id | None = tx.connection.execute(query).scalar()
    record = tx.case(case_id) if case_id is not None else None
    return record.id if record is not None and record.state not in ENDED else None
