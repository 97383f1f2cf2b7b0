"""What one transaction did to cases, as the sums are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from backend.records import CaseChange
from contract.profile import CityProfile


@dataclass(frozen=True)
class Commit:
    """Cases are already written, on PostgreSQL the ordering lock is held: numbers given now stay in order."""

    connection: Connection
    now: datetime  # the transaction's `recorded_at`, UTC, whole milliseconds
    profile: CityProfile
    changes: Sequence[CaseChange]  # in order; a case may be there more than once
