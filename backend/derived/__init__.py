"""What follows from changes of cases, written in the same transaction.

The chain itself (`evidence`) is written before the cases, since each case's row holds the end of its chain.
"""

from __future__ import annotations

from backend.derived import rollups, words
from backend.derived.commit import Commit


def follow(commit: Commit) -> None:
    """Write everything that is derived from what a transaction did to cases."""
    words.write(commit)
    rollups.write(commit)
