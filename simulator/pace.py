"""How long people take for each step of a case, and what they decide. Pure.

A speed of 20 brings twenty times the reports of a real centre. Its people act faster as well, but only by 20 ** 0.6: so
a full queue of cases stays open at every speed, and the minutes on the boards do not become seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from contract.entities import Case, CaseState
from contract.lifecycle import Role


@dataclass(frozen=True)
class Step:
    """What happens next to a case: who does what, after how many seconds."""

    role: Role
    command: str
    seconds: float


_PLAN: dict[CaseState, tuple[Role, str, tuple[float, float]]] = {
    CaseState.REPORTED: (Role.INTAKE, "accept_case", (2, 8)),
    CaseState.ACCEPTED: (Role.SHIFT_LEADER, "file_case", (2, 6)),
    CaseState.FILED: (Role.DISPATCHER, "dispatch_case", (2, 9)),
    CaseState.DISPATCHED: (Role.DEPARTMENT, "sign_case", (3, 12)),
    CaseState.SIGNED: (Role.DEPARTMENT, "start_handling", (2, 9)),
    CaseState.HANDLING: (Role.DEPARTMENT, "feed_back", (12, 70)),
    CaseState.FEEDBACK: (Role.INSPECTOR, "check_case", (8, 24)),
    CaseState.CHECKED: (Role.SHIFT_LEADER, "close_case", (2, 7)),
}
REFUSED_SHARE = 0.04
FAILED_CHECK_SHARE = 0.07
SLOW_SHARE = 0.1  # takes hours: material, weather, a second crew
LATE_SHARE = 0.03  # goes over its limit
_SLOW_TIMES = (6.0, 16.0)
_HASTE = 0.6
_LATE_BY_S = (180.0, 1500.0)
_LATEST_S = 6000.0


def next_step(case: Case, chance: random.Random, now: datetime, speed: float) -> Step | None:
    """The next act on a case, None for one that has ended. A few are refused, some take long, a few come late."""
    if case.state not in _PLAN:
        return None
    role, command, (low, high) = _PLAN[case.state]
    seconds = chance.triangular(low, high, low + (high - low) * 0.35) * 60 / speed**_HASTE
    if case.state is CaseState.HANDLING:
        seconds = _handling_s(case, chance, now, seconds)
    if case.state in (CaseState.REPORTED, CaseState.ACCEPTED) and chance.random() < REFUSED_SHARE:
        command = "refuse_case" if case.state is CaseState.REPORTED else "decline_case"
    return Step(role, command, seconds)


def _handling_s(case: Case, chance: random.Random, now: datetime, seconds: float) -> float:
    left = (case.deadline_at - now).total_seconds() if case.deadline_at else _LATEST_S
    if left <= 0:
        # What is late already has a reason, and stays to be seen.
        return chance.uniform(*_LATE_BY_S)
    draw = chance.random()
    if draw < LATE_SHARE and left < _LATEST_S:
        return left + chance.uniform(*_LATE_BY_S)
    return seconds * chance.uniform(*_SLOW_TIMES) if draw < SLOW_SHARE + LATE_SHARE else seconds


# Share of a day's reports by hour of the city's day: two peaks, quiet nights.
_HOURS = (0.3, 0.2, 0.2, 0.2, 0.3, 0.8, 2, 5, 9, 12, 11, 8, 6, 7, 9, 9, 8, 7, 6, 5, 4, 3, 1.5, 0.8)
REPORTS_PER_DAY = 130.0
# The demo is watched at any hour: a night is not quieter than this share of the mean.
_QUIETEST = 0.5


def report_gap_s(hour: int, speed: float, chance: random.Random) -> float:
    """Seconds to the next report (exponential), at an hour of the city's day and a speed factor."""
    mean = sum(_HOURS) / 24
    share = max(_HOURS[hour % 24] / mean, _QUIETEST)
    per_s = REPORTS_PER_DAY / 86_400 * share * speed
    return chance.expovariate(per_s)
