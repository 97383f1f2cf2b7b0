"""The trail of every case, append-only."""

from __future__ import annotations

import msgspec

from backend.derived.commit import Commit
from backend.tables import case_events


def write(commit: Commit) -> None:
    """Append the acts."""
    rows = [
        {
            "id": act.id,
            "case_id": act.after.id,
            "seq": act.seq,
            "name": act.name,
            "happened_at": act.happened_at,
            "recorded_at": commit.now,
            "actor_id": act.actor_id,
            "actor_name": act.actor_name,
            "opinion": act.opinion,
            "params": msgspec.json.encode(dict(act.params)).decode(),
        }
        for act in commit.acts
    ]
    if rows:
        commit.connection.execute(case_events.insert(), rows)
