"""What follows from changes of cases, written in the same transaction."""

from __future__ import annotations

from backend.derived import evidence
from backend.derived.commit import Commit


def follow(commit: Commit) -> None:
    """Write everything that is derived from what a transaction did to cases."""
    evidence.write(commit)
