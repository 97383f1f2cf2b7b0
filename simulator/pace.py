"""How long people take for each step of a case, and what they decide. Pure.

A speed of 20 brings twenty times the reports of a real centre. Its people act faster as well, but only by 20 ** 0.6: so
a full queue of cases stays open at every speed, and the minutes on the boards do not become seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from contract.entities import PUBLIC_SOURCES, Case, CaseSource, CaseState, Urgency
from contract.lifecycle import Role


@dataclass(frozen=True)
class Step:
    """What happens next to a case: who does what, after how many seconds; `answer` where the act answers a question."""

    role: Role
    command: str
    seconds: float
    answer: bool = True


S, R = CaseState, Role
_Way = tuple[float, Role, str, tuple[float, float]]
"""Share, who, what, and minutes from and to."""
_PLAIN: dict[CaseState, tuple[Role, str, tuple[float, float]]] = {
    S.UNCONFIRMED: (R.DUTY, "confirm_case", (1, 6)),
    S.REPORTED: (R.INTAKE, "accept_case", (2, 8)),
    S.ACCEPTED: (R.SHIFT_LEADER, "file_case", (2, 6)),
    S.VERIFYING: (R.INSPECTOR, "answer_verification", (5, 18)),
    S.FILED: (R.DISPATCHER, "dispatch_case", (2, 9)),
    S.ENTRUSTED: (R.DISTRICT, "dispatch_case", (3, 12)),
    S.DISPATCHED: (R.DEPARTMENT, "sign_case", (3, 12)),
    S.SIGNED: (R.DEPARTMENT, "start_handling", (2, 9)),
    S.DEPARTED: (R.DEPARTMENT, "arrive", (6, 34)),
    S.HANDLING: (R.DEPARTMENT, "feed_back", (12, 70)),
    S.RETURNED: (R.DISPATCHER, "decide_return", (4, 15)),
    S.SUSPENDED: (R.SHIFT_LEADER, "resume_case", (240, 900)),
    S.FEEDBACK: (R.INSPECTOR, "check_case", (8, 24)),
    S.CHECKING: (R.INSPECTOR, "check_case", (6, 20)),
    S.CHECKED: (R.SHIFT_LEADER, "close_case", (2, 7)),
}
"""What nearly always comes next."""
_ASIDE: dict[CaseState, tuple[_Way, ...]] = {
    S.UNCONFIRMED: ((0.25, R.INTAKE, "refuse_case", (1, 6)),),
    S.REPORTED: (
        (0.03, R.INTAKE, "refuse_case", (2, 8)),
        (0.01, R.INTAKE, "void_case", (2, 8)),
        (0.02, R.INTAKE, "amend_case", (1, 3)),
        (0.15, R.INTAKE, "ask_order_return", (2, 8)),
    ),
    S.ACCEPTED: (
        (0.03, R.SHIFT_LEADER, "decline_case", (2, 6)),
        (0.01, R.SHIFT_LEADER, "send_back", (2, 6)),
        (0.01, R.INTAKE, "merge_case", (2, 6)),
    ),
    S.FILED: (
        (0.07, R.DISPATCHER, "entrust_case", (2, 9)),
        (0.08, R.DISPATCHER, "dispatch_unit", (1, 4)),
        (0.01, R.DISPATCHER, "send_back", (2, 6)),
        (0.01, R.DISPATCHER, "hand_over_case", (2, 6)),
        (0.01, R.SHIFT_LEADER, "adopt_case", (1, 4)),
    ),
    S.DISPATCHED: (
        (0.04, R.DEPARTMENT, "ask_return", (5, 20)),
        (0.02, R.DISPATCHER, "redispatch_case", (3, 12)),
        (0.02, R.DISPATCHER, "urge_case", (10, 20)),
    ),
    S.SIGNED: ((0.02, R.DEPARTMENT, "ask_suspension", (5, 20)),),
    S.HANDLING: (
        (0.04, R.DEPARTMENT, "ask_extension", (10, 40)),
        (0.02, R.LEADER, "instruct", (5, 30)),
        (0.02, R.DUTY, "supervise_case", (10, 30)),
        (0.01, R.DISPATCHER, "mark_shirking", (10, 30)),
    ),
    S.FEEDBACK: ((0.35, R.INTAKE, "request_check", (2, 6)),),
}
"""What happens now and then instead, or before."""
NO_SHARE = {
    "answer_verification": 0.12,
    "audit_self_handled": 0.1,
    "decide_return": 0.4,
    "decide_order_return": 0.4,
    "decide_extension": 0.25,
    "decide_suspension": 0.3,
    "check_case": 0.07,
}
"""How often a question is answered with no."""
SLOW_SHARE = 0.1  # takes hours: material, weather, a second crew
LATE_SHARE = 0.03  # goes over its limit
_SLOW_TIMES = (6.0, 16.0)
_HASTE = 0.6
_LATE_BY_S = (180.0, 1500.0)
_LATEST_S = 6000.0


def next_step(case: Case, chance: random.Random, now: datetime, speed: float) -> Step | None:
    """The next act on a case, None for one that has ended. Most go the plain way; some are returned, extended,
    suspended, sent on, and a few come late."""
    if case.state not in _PLAIN:
        return None
    role, command, minutes = _way(case, chance)
    low, high = minutes
    seconds = chance.triangular(low, high, low + (high - low) * 0.35) * 60 / speed**_HASTE
    if command == "feed_back":
        seconds = _handling_s(case, chance, now, seconds)
    return Step(role, command, seconds, chance.random() >= NO_SHARE.get(command, 0.0))


def _way(case: Case, chance: random.Random) -> tuple[Role, str, tuple[float, float]]:
    waiting = _waiting(case, chance)
    if waiting is not None:
        return waiting
    draw = chance.random()
    for share, role, command, minutes in _ASIDE.get(case.state, ()):
        if draw < share:
            return (role, command, minutes) if _fits(case, command) else _PLAIN[case.state]
        draw -= share
    if case.state is S.SIGNED and case.unit_id is not None:
        return R.DEPARTMENT, "depart", (1, 5)
    return _PLAIN[case.state]


def _waiting(case: Case, chance: random.Random) -> tuple[Role, str, tuple[float, float]] | None:
    """What somebody waits for comes first."""
    if case.state in (S.REPORTED, S.ACCEPTED) and case.cell_code is None:
        return R.INTAKE, "amend_case", (2, 6)  # where is it?
    if case.order == "asked":
        return R.SHIFT_LEADER, "decide_order_return", (3, 12)
    if case.state is S.REPORTED and case.self_handled:
        return R.INTAKE, "audit_self_handled", (2, 8)
    if case.state is S.ACCEPTED and case.source in PUBLIC_SOURCES and not case.verified:
        return R.INTAKE, "request_verification", (1, 4)
    if case.state is S.ACCEPTED and case.verified == "no":
        return R.SHIFT_LEADER, "decline_case", (2, 6)
    if case.asked:
        return R.LEADER if case.asked == "extension" else R.SHIFT_LEADER, f"decide_{case.asked}", (4, 15)
    if case.supervised:
        return R.DEPARTMENT, "reply_supervision", (5, 25)
    if case.instructed and case.department_id is not None:
        # Nobody sees from afar whether it is signed for: who is wrong is told so.
        return R.DEPARTMENT, chance.choice(("sign_instruction", "answer_instruction")), (3, 20)
    if case.state is S.HANDLING and case.milestone:
        return R.DEPARTMENT, "pass_milestone", (30, 200)
    return None


def _fits(case: Case, command: str) -> bool:
    """Not the same thing again and again."""
    if command == "ask_order_return":
        return case.order == "held"
    seen = case.rework + case.urged
    return not (command in ("amend_case", "send_back", "hand_over_case") and case.version > 6) and seen < 3


def _handling_s(case: Case, chance: random.Random, now: datetime, seconds: float) -> float:
    left = (case.deadline_at - now).total_seconds() if case.deadline_at else _LATEST_S
    if left <= 0:
        # What is late already has a reason, and stays to be seen.
        return chance.uniform(*_LATE_BY_S)
    draw = chance.random()
    if draw < LATE_SHARE and left < _LATEST_S:
        return left + chance.uniform(*_LATE_BY_S)
    return seconds * chance.uniform(*_SLOW_TIMES) if draw < SLOW_SHARE + LATE_SHARE else seconds


_AFTER: tuple[tuple[float, Role, str], ...] = (
    (0.3, R.SHIFT_LEADER, "archive_case"),
    (0.1, R.DEPARTMENT, "appeal_case"),
    (0.06, R.DISPATCHER, "decide_appeal"),
    (0.03, R.SHIFT_LEADER, "reopen_case"),
    (0.25, R.INTAKE, "reply_caller"),
    (0.26, R.INTAKE, "revisit_caller"),
)


def after_step(case: Case, chance: random.Random) -> Step:
    """What somebody does about a case that has ended; the server refuses what its course does not ask for."""
    if case.state is S.MERGED:
        return Step(R.INTAKE, "split_case", 0.0)
    weights = [share for share, _, _ in _AFTER]
    _, role, command = chance.choices(_AFTER, weights)[0]
    return Step(role, command, 0.0, chance.random() >= 0.3)


SOURCES = (
    (CaseSource.INSPECTOR, 0.56), (CaseSource.HOTLINE, 0.19), (CaseSource.VIDEO, 0.12), (CaseSource.CITIZEN, 0.05),
    (CaseSource.DEVICE, 0.03), (CaseSource.CAMERA, 0.02), (CaseSource.DEPARTMENT, 0.02), (CaseSource.SUPERIOR, 0.01),
)  # fmt: skip
"""Who reports, and how often."""
SELF_HANDLED_SHARE = 0.04
"""Of what inspectors report."""


def reporter(source: CaseSource) -> Role:
    """The post that enters a report of this source."""
    known = {
        CaseSource.INSPECTOR: R.INSPECTOR, CaseSource.VIDEO: R.DUTY, CaseSource.DEVICE: R.DUTY,
        CaseSource.CAMERA: R.DUTY, CaseSource.SUPERIOR: R.LEADER,
    }  # fmt: skip
    return known.get(source, R.INTAKE)


def urgency_of(class_code: str, chance: random.Random) -> Urgency:
    """Sudden events are urgent, a few of them major."""
    if not class_code.startswith("E05"):
        return Urgency.NORMAL
    return Urgency.MAJOR if chance.random() < 0.1 else Urgency.URGENT


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
