"""Alarms: raised by people, gateways and the server, acknowledged by a person, cleared when the cause is gone."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from backend.door import is_id
from backend.outcome import SYSTEM, Actor, Outcome
from backend.records import card, natural_key
from backend.rules.alarms import (
    CASE_OVERDUE,
    DISK_LOW,
    HEADS_AWAY,
    PRIORITY,
    asks_for_alarm,
    disk_is_low,
    is_overdue,
    must_climb,
    priority_of,
    rung_of,
)
from backend.services.checks import missing
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import Alarm, Id
from contract.errors import Code, Refused
from contract.events import Gone


def raise_alarm(tx: Transaction, command: c.RaiseAlarm, _by: Actor, at: datetime) -> Outcome:
    """A new alarm; the same code about the same thing is one alarm until it is cleared."""
    alarm = Alarm(
        id=tx.new_id(),
        priority=command.priority,
        code=command.code,
        raised_at=at,
        about_kind=command.about_kind,
        about_id=command.about_id,
        params=command.params,
    )
    name = natural_key(alarm)
    if name is not None and (standing := tx.find("alarm", name)) is not None:
        raise Refused(Code.DUPLICATE, field="$.command.about_id", reason="this alarm stands already", id=standing.id)
    return Outcome("alarm.raised", upsert=(alarm,), ids=(alarm.id,), happened_at=at)


def acknowledge_alarm(tx: Transaction, command: c.AcknowledgeAlarm, by: Actor, at: datetime) -> Outcome:
    """Somebody has seen it and acts."""
    alarm = _standing(tx, command.alarm_id)
    if alarm.acked_at is not None:
        raise Refused(Code.WRONG_STATE, field="$.command.alarm_id", reason="acknowledged already")
    acked = replace(alarm, version=alarm.version + 1, acked_at=at, acked_by=by.person_id)
    return Outcome("alarm.acknowledged", upsert=(acked,), ids=(alarm.id,), happened_at=at)


def clear_alarm(tx: Transaction, command: c.ClearAlarm, _by: Actor, at: datetime) -> Outcome:
    """Its cause is gone."""
    alarm = _standing(tx, command.alarm_id)
    return Outcome("alarm.cleared", remove=(Gone("alarm", alarm.id),), ids=(alarm.id,), happened_at=at)


def settle_case(tx: Transaction, case_id: Id) -> Outcome:
    """Raise, lift or clear the alarm of an overdue case. Refused(wrong_state) where it is as it should be.

    Looks again inside the transaction: the case may have been handled since somebody saw that it is late.
    """
    # Whoever raises an alarm by hand may name anything; what cannot be an id is no open case.
    record = tx.case(case_id) if is_id(case_id) else None
    case = card(record) if record is not None and record.is_live else None
    standing, ladder = tx.find("alarm", f"{CASE_OVERDUE}:case:{case_id}"), tx.profile.rules.ladder
    due = is_overdue(case, tx.now) if standing is not None else asks_for_alarm(case, tx.now, ladder)
    params = {} if case is None else rung_of(case, tx.now, ladder)
    if isinstance(standing, Alarm) and due and must_climb(standing, case, tx.now, ladder):
        higher = replace(
            standing,
            version=standing.version + 1,
            priority=min(standing.priority, priority_of(params)),
            params=standing.params | params,
        )
        return Outcome("alarm.climbed", upsert=(higher,), ids=(higher.id,), happened_at=tx.now, params=params)
    return _settled(tx, CASE_OVERDUE, "case", case_id, due=due, params=params, priority=priority_of(params))


def settle_disk(tx: Transaction, server: str, free_bytes: int, limit_bytes: int) -> Outcome:
    """Raise or clear the alarm of a server's disk. Refused(wrong_state) where it is as it should be."""
    standing = tx.find("alarm", f"{DISK_LOW}:server:{server}")
    due = disk_is_low(free_bytes, limit_bytes, standing=standing is not None)
    return _settled(tx, DISK_LOW, "server", server, due=due)


def settle_heads(tx: Transaction, place: str, *, due: bool) -> Outcome:
    """Raise or clear the alarm that heads cannot be published. Refused(wrong_state) where it is as it should be."""
    return _settled(tx, HEADS_AWAY[place], "evidence", place, due=due)


def _settled(
    tx: Transaction,
    code: str,
    about_kind: str,
    about_id: str,
    *,
    due: bool,
    params: dict[str, str] | None = None,
    priority: int | None = None,
) -> Outcome:
    standing = tx.find("alarm", f"{code}:{about_kind}:{about_id}")
    if due == (standing is not None):
        raise Refused(Code.WRONG_STATE, field="$.command.about_id", reason="this alarm is as it should be")
    if standing is not None:
        return clear_alarm(tx, c.ClearAlarm(alarm_id=standing.id), SYSTEM, tx.now)
    wanted = c.RaiseAlarm(
        priority=PRIORITY[code] if priority is None else priority,
        code=code,
        about_kind=about_kind,
        about_id=about_id,
        params=params or {},
    )
    return raise_alarm(tx, wanted, SYSTEM, tx.now)


def _standing(tx: Transaction, alarm_id: Id) -> Alarm:
    alarm = tx.entity("alarm", alarm_id)
    if not isinstance(alarm, Alarm):
        raise missing("alarm", "$.command.alarm_id")
    return alarm
