"""The clocks of many cases, read together, are those read one by one."""

from __future__ import annotations

import msgspec

from backend.rules.clocks import Clock
from backend.rules.readings import STILL, readings
from backend.rules.workdays import calendar_of
from contract.entities import CaseState, Urgency
from tests.rules.test_ladder import case
from tests.rules.test_limits import PROFILE
from tests.rules.test_worktime import local


def test_each_case_is_read_by_its_own_limit() -> None:
    started, deadline, now = local("2026-11-20 10:00"), local("2026-11-21 12:00"), local("2026-11-21 03:00")
    running = {"clock_started_at": started, "deadline_at": deadline}
    cases = [
        case(),
        case(**running),
        msgspec.structs.replace(case(**running), id="2", class_code="C0101", urgency=Urgency.URGENT),
        msgspec.structs.replace(
            case(step_started_at=started, step_deadline_at=deadline), id="3", state=CaseState.REPORTED
        ),
        msgspec.structs.replace(
            case(step_started_at=started, step_deadline_at=deadline), id="4", state=CaseState.FILED
        ),
    ]
    clock = Clock(calendar_of(PROFILE), PROFILE.rules.lamps, now)
    by_hours, by_clock = (clock.read(started, deadline, unit) for unit in ("work_hour", "urgent_hour"))
    assert by_hours != by_clock
    found = readings(PROFILE, cases, now, {"2": "C0101-1"})
    assert found[0] == STILL
    assert (found[1].handling, found[1].step) == (by_hours, None)
    assert found[2].handling == by_clock  # the condition's urgent line counts by the clock
    assert found[3].step == by_hours
    assert found[4].step == by_clock  # of a step of which the profile says nothing, the clock
    assert readings(PROFILE, (), now) == []
