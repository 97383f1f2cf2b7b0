"""How a running time limit stands: pure, read by table cells, rings, bars and lists alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contract.entities import ENDED, Case

Lamp = Literal["ok", "near", "late", "none"]
NEAR = 0.8
"""Share of the limit from which the lamp is yellow."""


@dataclass(frozen=True)
class Limit:
    """`left_s` is negative once overdue, None where no clock runs; `used` is 0..1 and more once overdue."""

    left_s: float | None
    used: float
    lamp: Lamp

    @property
    def bar_token(self) -> str:
        """Token of the ring and the 4 px bar."""
        return {"ok": "sla-ok", "near": "sla-near", "late": "sla-late", "none": "d4"}[self.lamp]

    @property
    def fill_token(self) -> str | None:
        """Token behind the number, None for none."""
        return {"near": "sla-near-fill", "late": "sla-late-fill"}.get(self.lamp)

    @property
    def text_token(self) -> str:
        """Token of the number."""
        return {"near": "sla-near-tx", "late": "sla-late-tx", "ok": "tx-1", "none": "tx-3"}[self.lamp]


STOPPED = Limit(None, 0.0, "none")


def limit_of(case: Case, now: datetime) -> Limit:
    """The handling limit of a case at `now` (server time)."""
    return _limit(case, case.clock_started_at or case.reported_at, case.near_at, case.deadline_at, now)


def step_limit_of(case: Case, now: datetime) -> Limit:
    """The limit of the post whose turn it is."""
    return _limit(case, case.step_started_at or case.reported_at, case.step_near_at, case.step_deadline_at, now)


def next_limit_of(case: Case, now: datetime) -> Limit:
    """Whichever of the two ends first."""
    step = case.step_deadline_at is not None and case.step_deadline_at == due_at(case)
    return step_limit_of(case, now) if step else limit_of(case, now)


def shown_limit_of(case: Case, now: datetime) -> Limit:
    """The handling limit; where none runs, that of the post whose turn it is."""
    return limit_of(case, now) if case.deadline_at is not None else step_limit_of(case, now)


def due_at(case: Case) -> datetime | None:
    """When the first running limit of an open case ends: that of the post whose turn it is, or the handling limit."""
    if case.state in ENDED:
        return None
    step, whole = case.step_deadline_at, case.deadline_at
    return whole if step is None else step if whole is None or step < whole else whole


def near_at(case: Case) -> datetime | None:
    """When the first lamp of a case turns yellow: the server's word, else when four fifths of the limit are used."""
    found = [
        near or (started + NEAR * (ends - started) if ends > started else ends)
        for started, near, ends in (
            (case.step_started_at or case.reported_at, case.step_near_at, case.step_deadline_at),
            (case.clock_started_at or case.reported_at, case.near_at, case.deadline_at),
        )
        if ends is not None
    ]
    return min(found, default=None) if case.state not in ENDED else None


def sort_key(case: Case) -> tuple[float, int]:
    """By what is due first, those without a running limit last, then by number."""
    due = due_at(case)
    return (due.timestamp() if due is not None else float("inf"), case.short)


def _limit(case: Case, started: datetime, near: datetime | None, ends: datetime | None, now: datetime) -> Limit:
    if ends is None or case.state in ENDED:
        return STOPPED
    left = (ends - now).total_seconds()
    whole = (ends - started).total_seconds()
    used = 1.0 - left / whole if whole > 0 else 1.0
    if near is not None and started <= near <= ends:
        # Of a limit in working time nights do not count: as much is used as the lamp says.
        early, late = (near - started).total_seconds(), (ends - near).total_seconds()
        passed = whole - left
        if passed < early:
            used = NEAR * passed / early
        else:
            used = NEAR + (1.0 - NEAR) * ((passed - early) / late if late > 0 else 1.0)
    return Limit(left, max(used, 0.0), "late" if left < 0 else "near" if used >= NEAR else "ok")
