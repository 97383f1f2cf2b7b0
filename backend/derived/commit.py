"""What one transaction did to cases, as everything derived from it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from backend.records import CaseAct, CaseChange
from contract.profile import CityProfile


@dataclass(frozen=True)
class Commit:
    """Cases are already written, on PostgreSQL the ordering lock is held: numbers given now stay in order."""

    connection: Connection
    now: datetime  # the transaction's `recorded_at`, UTC, whole milliseconds
    profile: CityProfile
    acts: Sequence[CaseAct]  # in order; several may be of one case
    changes: Sequence[CaseChange]  # one for each case
