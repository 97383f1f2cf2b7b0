"""The acts that 20,000 open cases allow one post, asked anew for each: what a queue or a list of buttons asks.

CPU of this process. The limit walks the same cards once and makes their standings, without deciding anything.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from contract.entities import ENDED, Case, CaseSource, CaseState
from contract.lifecycle import Role, allowed, standing_of
from contract.lifecycle.decide import allowed as kept

CASES = 20_000
_STATES = tuple(one for one in CaseState if one not in ENDED)


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields ms of CPU: asked the first time, and again."""
    cards = [_card(at) for at in range(CASES)]
    rounds = 5 if quick else 25
    roles = [frozenset({role}) for role in (Role.DISPATCHER, Role.SHIFT_LEADER, Role.DEPARTMENT)]
    limit = _median(rounds, lambda: [standing_of(card) for card in cards])
    first, again = [], []
    for mine in roles:
        kept.cache_clear()
        first.append(_spent(lambda mine=mine: [allowed(standing_of(card), mine) for card in cards]))  # type: ignore[misc]
        again.append(_median(rounds, lambda mine=mine: [allowed(standing_of(card), mine) for card in cards]))  # type: ignore[misc]
    for name, value in (("for the first time", max(first)), ("again", max(again))):
        yield {
            "figure": f"allowed acts of {CASES:,} cases, {name}",
            "value": round(value, 1),
            "unit": "ms CPU",
            "limit": round(limit, 1),
            "target": "value <= 100",
        }


def _median(rounds: int, work: Callable[[], object]) -> float:
    return statistics.median(_spent(work) for _ in range(rounds))


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _card(at: int) -> Case:
    dice = random.Random(at)
    return Case(
        id=str(at),
        number=f"20261121-{at:06d}",
        short=at,
        class_code="E0110",
        state=dice.choice(_STATES),
        source=dice.choice(tuple(CaseSource)),
        reported_at=datetime.now(UTC),
        asked=dice.choice(("", "", "", "extension", "suspension")),
        verified=dice.choice(("", "yes", "no")),
        supervised=dice.random() < 0.05,
        instructed=dice.random() < 0.05,
        unit_id="1" if dice.random() < 0.05 else None,
        self_handled=dice.random() < 0.02,
    )
