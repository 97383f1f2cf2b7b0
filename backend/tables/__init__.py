"""The tables of the city, for SQLite and PostgreSQL alike.

`case_events` and `checkpoints` are append-only for ever, `outbox` is never changed and only pruned from its old end;
triggers made by the migrations hold that.
"""

from __future__ import annotations

from backend.tables.columns import IdText, Moment, from_ms, metadata, to_ms
from backend.tables.evaluation import evaluation_marks, evaluation_sums
from backend.tables.evidence import case_events, checkpoints
from backend.tables.files import attachments, exports
from backend.tables.ground import areas, cells, components
from backend.tables.life import cases
from backend.tables.operations import leases
from backend.tables.outages import camera_outages
from backend.tables.own import clips, counters, entities, idempotency, imports, meta, outbox
from backend.tables.patrol import copies, patrol_looks, patrol_plans
from backend.tables.people import accounts, lockouts, pairings, recovery_codes, second_factors, tokens
from backend.tables.personal import personal, subjects
from backend.tables.rollups import ROLLUPS
from backend.tables.security import device_secrets, security_log
from backend.tables.versions import profile_versions

APPEND_ONLY = ("case_events", "checkpoints", "security_log")
"""No UPDATE, no DELETE."""
UNCHANGING = ("outbox",)
"""No UPDATE; old rows may be pruned."""

__all__ = [
    "APPEND_ONLY",
    "ROLLUPS",
    "UNCHANGING",
    "IdText",
    "Moment",
    "accounts",
    "areas",
    "attachments",
    "camera_outages",
    "case_events",
    "cases",
    "cells",
    "checkpoints",
    "clips",
    "components",
    "copies",
    "counters",
    "device_secrets",
    "entities",
    "evaluation_marks",
    "evaluation_sums",
    "exports",
    "from_ms",
    "idempotency",
    "imports",
    "leases",
    "lockouts",
    "meta",
    "metadata",
    "outbox",
    "pairings",
    "patrol_looks",
    "patrol_plans",
    "personal",
    "profile_versions",
    "recovery_codes",
    "second_factors",
    "security_log",
    "subjects",
    "to_ms",
    "tokens",
]
