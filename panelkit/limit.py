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
    """The case's limit at `now` (server time)."""
    if case.deadline_at is None or case.state in ENDED:
        return STOPPED
    left = (case.deadline_at - now).total_seconds()
    started = case.clock_started_at or case.reported_at
    whole = (case.deadline_at - started).total_seconds()
    used = 1.0 - left / whole if whole > 0 else 1.0
    return Limit(left, max(used, 0.0), "late" if left < 0 else "near" if used >= NEAR else "ok")


def sort_key(case: Case) -> tuple[float, int]:
    """By time left, those without a running limit last, then by number."""
    running = case.deadline_at is not None and case.state not in ENDED
    return (case.deadline_at.timestamp() if running and case.deadline_at else float("inf"), case.short)
