"""Plans of the video patrol, looks as they come in, and the rounds that follow from both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, select

from backend.outcome import Actor
from backend.rules.patrol import Looked, begins, judged
from backend.rules.workdays import Calendar
from backend.services.security_log import Entry, append
from backend.tables import patrol_looks, patrol_plans
from backend.transaction import Transaction
from contract.entities import Id
from contract.errors import Code, Refused
from contract.patrol import KeptPlan, PatrolLook, PatrolPlan, PatrolRound

MOST_PLANS = 500
LONGEST_LOOK = timedelta(hours=1)
AHEAD = timedelta(minutes=1)
Knows = Callable[[Id], bool]


def plans(connection: Connection) -> dict[Id, list[KeptPlan]]:
    """Every plan with its versions, the oldest first."""
    found: dict[Id, list[KeptPlan]] = {}
    rows = connection.execute(select(patrol_plans).order_by(patrol_plans.c.id, patrol_plans.c.version)).mappings()
    for row in rows:
        body = msgspec.json.decode(row["body"], type=PatrolPlan)
        kept = KeptPlan(id=row["id"], version=row["version"], since=row["since"], plan=body)
        found.setdefault(kept.id, []).append(kept)
    return found


def save_plan(tx: Transaction, plan: PatrolPlan, by: Actor, knows: Knows) -> KeptPlan:
    """A new plan, or a new version of one. Refused(not_found | duplicate | out_of_range | too_large)."""
    there = plans(tx.connection)
    if plan.plan_id is not None and plan.plan_id not in there:
        raise Refused(Code.NOT_FOUND, field="$.plan_id", reason="no such plan")
    if plan.plan_id is None and len(there) >= MOST_PLANS:
        raise Refused(Code.TOO_LARGE, field="$", reason=f"at most {MOST_PLANS} plans")
    if len(set(plan.camera_ids)) != len(plan.camera_ids):
        raise Refused(Code.OUT_OF_RANGE, field="$.camera_ids", reason="a camera stands twice in the plan")
    if (strange := next((one for one in plan.camera_ids if not knows(one)), None)) is not None:
        raise Refused(Code.NOT_FOUND, field="$.camera_ids", reason="no such camera", id=strange)
    if plan.dwell_s * len(plan.camera_ids) > plan.minutes * 60:
        raise Refused(
            Code.OUT_OF_RANGE, field="$.minutes", reason="the cameras together take longer than the round may last"
        )
    if _overlapping(plan):
        raise Refused(Code.OUT_OF_RANGE, field="$.starts", reason="a round begins before the one before it has ended")
    same = next(
        (key for key, all_ in there.items() if all_[-1].plan.name == plan.name and not all_[-1].plan.ended), None
    )
    if same is not None and same != plan.plan_id:
        raise Refused(Code.DUPLICATE, field="$.name", reason="another plan has this name", id=same)
    plan_id = plan.plan_id or tx.new_id()
    version = there[plan_id][-1].version + 1 if plan_id in there else 1
    since = tx.now if version > 1 else tx.now.replace(second=0, microsecond=0)  # of this minute: it begins at once
    kept = KeptPlan(id=plan_id, version=version, since=since, plan=msgspec.structs.replace(plan, plan_id=None))
    row = {"id": plan_id, "version": version, "since": since, "by_person_id": by.person_id}
    tx.connection.execute(patrol_plans.insert().values(**row, body=msgspec.json.encode(kept.plan).decode()))
    append(tx, Entry.by(by, "patrol.saved", about=f"patrol:{plan_id}", version=str(version), ended=str(plan.ended)))
    return kept


def record(tx: Transaction, look: PatrolLook, by: Actor, calendar: Calendar) -> None:
    """Keep a look; the same one again is no second one. Refused(not_found | out_of_range | conflict)."""
    body = msgspec.json.encode(look).decode()
    old = tx.connection.execute(
        select(patrol_looks.c.body, patrol_looks.c.person_id).where(patrol_looks.c.key == look.key)
    ).first()
    if old is not None:
        if (old.body, old.person_id) != (body, by.person_id):
            raise Refused(Code.CONFLICT, field="$.key", reason="this key is of another look")
        return
    kept = plans(tx.connection).get(look.plan_id)
    if kept is None:
        raise Refused(Code.NOT_FOUND, field="$.plan_id", reason="no such plan")
    found = next(begins(kept, calendar, look.round_at, look.round_at + timedelta(milliseconds=1)), None)
    if found is None:
        raise Refused(Code.OUT_OF_RANGE, field="$.round_at", reason="no round of this plan begins then")
    plan = found[0].plan
    if look.camera_id not in plan.camera_ids:
        raise Refused(Code.NOT_FOUND, field="$.camera_id", reason="the plan has no such camera")
    ends_at = look.round_at + timedelta(minutes=plan.minutes)
    if not look.from_at <= look.until_at <= look.from_at + LONGEST_LOOK:
        raise Refused(Code.OUT_OF_RANGE, field="$.until_at", reason="a look ends after it began, within an hour")
    if look.until_at > tx.now + AHEAD or look.keyed_at > tx.now + AHEAD:
        raise Refused(Code.OUT_OF_RANGE, field="$.until_at", reason="ahead of the server's clock")
    if look.until_at < look.round_at or look.from_at > ends_at:
        raise Refused(Code.OUT_OF_RANGE, field="$.from_at", reason="outside the round")
    values = {"key": look.key, "plan_id": look.plan_id, "round_at": look.round_at, "recorded_at": tx.now}
    tx.connection.execute(patrol_looks.insert().values(**values, person_id=by.person_id, body=body))


def rounds(
    connection: Connection, calendar: Calendar, since: datetime, until: datetime, now: datetime, sees: Knows
) -> tuple[PatrolRound, ...]:
    """The rounds that begin in [since, until), the newest first; of plans whose every camera `sees`."""
    looks: dict[tuple[Id, datetime], list[Looked]] = {}
    query = select(patrol_looks).where(patrol_looks.c.round_at >= since, patrol_looks.c.round_at < until)
    for row in connection.execute(query).mappings():
        look = msgspec.json.decode(row["body"], type=PatrolLook)
        looks.setdefault((row["plan_id"], row["round_at"]), []).append((row["person_id"], look))
    found = [
        judged(one, at, looks.get((key, at), ()), now)
        for key, kept in shown(plans(connection), sees).items()
        for one, at in begins(kept, calendar, since, until)
    ]
    return tuple(sorted(found, key=lambda one: (one.begins_at, one.name), reverse=True))


def shown(all_: dict[Id, list[KeptPlan]], sees: Knows) -> dict[Id, list[KeptPlan]]:
    """The plans of which a session sees every camera."""
    return {key: kept for key, kept in all_.items() if _seen(kept[-1].plan.camera_ids, sees)}


def _seen(cameras: Iterable[Id], sees: Knows) -> bool:
    return all(sees(one) for one in cameras)


def _overlapping(plan: PatrolPlan) -> bool:
    minutes = sorted(int(clock[:2]) * 60 + int(clock[3:]) for clock in set(plan.starts))
    following: Sequence[int] = [*minutes[1:], minutes[0] + 24 * 60]
    return any(later - one < plan.minutes for one, later in zip(minutes, following, strict=True))
