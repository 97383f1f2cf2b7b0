"""When the server itself raises an alarm, and when that alarm's cause is gone.

Few alarms, each asking for an act (EEMUA 191, ISA-18.2): an overdue case is an alarm only where the profile's ladder
names its kind (urgent, major, supervised), and climbs until somebody acknowledges it; every other overdue case is a
figure and a colour in the queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from backend.rules.ladder import begins, climbs, height
from contract.entities import Alarm, AnyEntity, Case, Id
from contract.limits import Ladder

CASE_OVERDUE, DISK_LOW = "case_overdue", "disk_low"
HEADS_AWAY = {"file": "heads_file_away", "url": "heads_url_away"}
"""Where the heads of the evidence cannot be published -> the alarm about it."""
PRIORITY = {CASE_OVERDUE: 2, DISK_LOW: 3} | dict.fromkeys(HEADS_AWAY.values(), 3)
USUAL = Ladder()
_ENOUGH = 1.2
"""An alarm of the disk ends only with this much more than its limit, or it would come and go."""


def is_overdue(case: AnyEntity | None, now: datetime) -> bool:
    """Whether a limit of an open case is past, of the handling or of its step."""
    ended = begins(case) if isinstance(case, Case) else None
    return ended is not None and ended < now


def asks_for_alarm(case: AnyEntity | None, now: datetime, ladder: Ladder = USUAL) -> bool:
    """Whether this case deserves an alarm of its own."""
    if not isinstance(case, Case) or not climbs(ladder, case) or not is_overdue(case, now):
        return False
    return not ladder.rungs or bool(rung_of(case, now, ladder))


def rung_of(case: Case, now: datetime, ladder: Ladder) -> dict[str, str]:
    """How far the alarm of a case has climbed, as its params: rung (1 is the first) and post."""
    began = begins(case)
    reached = None if began is None else height(ladder, began, now)
    return {} if reached is None else {"rung": str(reached.rung), "post": reached.post}


def priority_of(params: Mapping[str, str]) -> int:
    """Of an overdue case's alarm: the highest from the second rung on."""
    return 1 if rung(params) > 1 else PRIORITY[CASE_OVERDUE]


def rung(params: Mapping[str, str]) -> int:
    """The rung of an alarm's params; 0: it stands on none."""
    told = params.get("rung", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else 0


def must_climb(alarm: Alarm, case: AnyEntity | None, now: datetime, ladder: Ladder = USUAL) -> bool:
    """Whether nobody acknowledged the alarm of a case in time, so that the next post is alarmed."""
    if alarm.acked_at is not None or not isinstance(case, Case) or not climbs(ladder, case):
        return False
    return rung(rung_of(case, now, ladder)) > rung(alarm.params)


def cases_to_settle(
    cases: Mapping[str, AnyEntity], alarms: Iterable[AnyEntity], now: datetime, ladder: Ladder = USUAL
) -> tuple[Id, ...]:
    """Cases whose alarm is no longer true, has to climb, or is missing; of the missing the longest overdue first."""
    standing = {
        one.about_id: one
        for one in alarms
        if isinstance(one, Alarm) and one.code == CASE_OVERDUE and one.about_kind == "case" and one.about_id
    }
    over = sorted(one for one in standing if not is_overdue(cases.get(one), now))
    up = sorted(about for about, one in standing.items() if must_climb(one, cases.get(about), now, ladder))
    late = [
        (begins(one), one.id)
        for one in cases.values()
        if isinstance(one, Case) and one.id not in standing and asks_for_alarm(one, now, ladder)
    ]
    return (*over, *(one for one in up if one not in set(over)), *(one for _, one in sorted(late)))


def disk_is_low(free_bytes: int, limit_bytes: int, *, standing: bool) -> bool:
    """Whether the alarm of the disk is due; `standing`: it is up already."""
    return free_bytes < limit_bytes * (_ENOUGH if standing else 1)


def disk_needs_settling(alarms: Iterable[AnyEntity], server: str, free_bytes: int, limit_bytes: int) -> bool:
    """Whether the alarm of this server's disk is missing or no longer true."""
    standing = any(isinstance(one, Alarm) and one.code == DISK_LOW and one.about_id == server for one in alarms)
    return disk_is_low(free_bytes, limit_bytes, standing=standing) is not standing
