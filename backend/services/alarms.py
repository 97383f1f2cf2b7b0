"""Alarms: raised by people and gateways, acknowledged by a person, cleared when the cause is gone."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from backend.records import natural_key
from backend.services.checks import missing
from backend.transaction import Actor, Outcome, Transaction
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


def _standing(tx: Transaction, alarm_id: Id) -> Alarm:
    alarm = tx.entity("alarm", alarm_id)
    if not isinstance(alarm, Alarm):
        raise missing("alarm", "$.command.alarm_id")
    return alarm
