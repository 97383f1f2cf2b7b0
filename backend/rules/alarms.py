"""When the server itself raises an alarm, and when that alarm's cause is gone.

Few alarms, each asking for an act (EEMUA 191, ISA-18.2): an overdue case is an alarm only where it is urgent; every
other overdue case is a figure and a colour in the queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from contract.entities import Alarm, AnyEntity, Case, Id, Urgency

CASE_OVERDUE, DISK_LOW = "case_overdue", "disk_low"
HEADS_AWAY = {"file": "heads_file_away", "url": "heads_url_away"}
"""Where the heads of the evidence cannot be published -> the alarm about it."""
PRIORITY = {CASE_OVERDUE: 2, DISK_LOW: 3} | dict.fromkeys(HEADS_AWAY.values(), 3)
_ENOUGH = 1.2
"""An alarm of the disk ends only with this much more than its limit, or it would come and go."""


def is_overdue(case: AnyEntity | None, now: datetime) -> bool:
    """Whether the handling limit of an open case is past."""
    return isinstance(case, Case) and case.deadline_at is not None and case.deadline_at < now


def asks_for_alarm(case: AnyEntity | None, now: datetime) -> bool:
    """Whether this case deserves an alarm of its own."""
    return isinstance(case, Case) and case.urgency is Urgency.URGENT and is_overdue(case, now)


def cases_to_settle(cases: Mapping[str, AnyEntity], alarms: Iterable[AnyEntity], now: datetime) -> tuple[Id, ...]:
    """Cases whose alarm is missing or no longer true, the longest overdue first."""
    standing = {
        one.about_id
        for one in alarms
        if isinstance(one, Alarm) and one.code == CASE_OVERDUE and one.about_kind == "case" and one.about_id
    }
    over = sorted(one for one in standing if not is_overdue(cases.get(one), now))
    late = [
        one
        for one in cases.values()
        if isinstance(one, Case) and one.id not in standing and asks_for_alarm(one, now) and one.deadline_at
    ]
    return (*over, *(one.id for one in sorted(late, key=lambda one: (one.deadline_at, one.id))))


def disk_is_low(free_bytes: int, limit_bytes: int, *, standing: bool) -> bool:
    """Whether the alarm of the disk is due; `standing`: it is up already."""
    return free_bytes < limit_bytes * (_ENOUGH if standing else 1)


def disk_needs_settling(alarms: Iterable[AnyEntity], server: str, free_bytes: int, limit_bytes: int) -> bool:
    """Whether the alarm of this server's disk is missing or no longer true."""
    standing = any(isinstance(one, Alarm) and one.code == DISK_LOW and one.about_id == server for one in alarms)
    return disk_is_low(free_bytes, limit_bytes, standing=standing) is not standing
