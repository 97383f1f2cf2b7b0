"""The clocks of many cases at one moment: lamp and time left of the handling and of the step of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from backend.rules.clocks import Clock, Reading
from backend.rules.limits import limits_of, whole_of
from backend.rules.workdays import calendar_of
from contract.entities import Case, Id
from contract.profile import CityProfile


class CaseReading(NamedTuple):
    """None: that clock does not run now."""

    handling: Reading | None
    step: Reading | None


STILL = CaseReading(None, None)
_NONE: Mapping[Id, str] = {}


def readings(
    profile: CityProfile, cases: Iterable[Case], now: datetime, conditions: Mapping[Id, str] = _NONE
) -> list[CaseReading]:
    """One for each case, in order. `conditions`: the filing conditions of those that have one, by the case's id."""
    clock = Clock(calendar_of(profile), profile.rules.lamps, now)
    table = limits_of(profile)
    units: dict[tuple[str, str, str, str], str] = {}
    found = []
    for case in cases:
        handling = step = None
        deadline, ends = case.deadline_at, case.step_deadline_at
        if deadline is not None:
            started = case.clock_started_at
            key = (case.class_code, conditions.get(case.id, ""), case.grade, case.urgency)
            unit = units.get(key)
            if unit is None:
                unit = units[key] = whole_of(table.handling(*key)).unit
            handling = clock.read(deadline if started is None else started, deadline, unit)
        if ends is not None:
            named = ("", str(case.state), str(case.urgency), case.grade)
            unit = units.get(named)
            if unit is None:
                limit = table.step(case.state, "", case.urgency, case.grade)
                unit = units[named] = "urgent_hour" if limit is None else limit.unit
            since = case.step_started_at
            step = clock.read(ends if since is None else since, ends, unit)
        found.append(CaseReading(handling, step) if handling or step else STILL)
    return found
