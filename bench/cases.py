"""Cases by the book: an act to its picture, the acts and limits of 20,000 cases, the queue, a million past cases."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

PARTS = ("cases_key", "cases_acts", "cases_limits", "cases_queue", "cases_import")


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """The figures of every part, one after the other."""
    for name in PARTS:
        yield from importlib.import_module(f"bench.{name}").figures(quick)
