"""Which cases the queue shows and in which order: pure, so that ten thousand rows can be reasoned about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from contract.entities import ENDED, Case, CaseState, Urgency
from panelkit.limit import limit_of, sort_key

S = CaseState
STATE_CHIPS: tuple[tuple[str, frozenset[CaseState]], ...] = (
    ("accept", frozenset({S.REPORTED})),
    ("file", frozenset({S.ACCEPTED})),
    ("dispatch", frozenset({S.FILED})),
    ("sign", frozenset({S.DISPATCHED})),
    ("handle", frozenset({S.SIGNED, S.HANDLING})),
    ("check", frozenset({S.FEEDBACK})),
    ("close", frozenset({S.CHECKED})),
)
"""Chip -> states it shows."""
_CHIP_OF = {state: key for key, states in STATE_CHIPS for state in states}


@dataclass(frozen=True)
class Counts:
    """What the chips and the subtitle say."""

    by_chip: dict[str, int]
    overdue: int
    near: int


def counts_of(cases: Iterable[Case], now: datetime) -> Counts:
    """Count open cases by chip (`all`, states, `urgent`, `overdue`, `nowhere`)."""
    by_chip = dict.fromkeys(["all", *(key for key, _ in STATE_CHIPS), "urgent", "overdue", "nowhere"], 0)
    near = 0
    for case in cases:
        if case.state in ENDED:
            continue
        by_chip["all"] += 1
        by_chip[_CHIP_OF[case.state]] += 1
        by_chip["urgent"] += case.urgency is Urgency.URGENT
        by_chip["nowhere"] += case.point is None
        lamp = limit_of(case, now).lamp
        by_chip["overdue"] += lamp == "late"
        near += lamp == "near"
    return Counts(by_chip, by_chip["overdue"], near)


def wanted(chip: str, now: datetime) -> Callable[[Case], bool]:
    """The test of one chip."""
    states = dict(STATE_CHIPS).get(chip)
    if states is not None:
        return lambda case: case.state in states
    if chip == "urgent":
        return lambda case: case.urgency is Urgency.URGENT
    if chip == "nowhere":
        return lambda case: case.point is None
    if chip == "overdue":
        return lambda case: limit_of(case, now).lamp == "late"
    return lambda _case: True


def shown(
    cases: Iterable[Case],
    chip: str,
    words: str,
    text_of: Callable[[Case], str],
    now: datetime,
    area_id: str | None = None,
) -> list[Case]:
    """Open cases of a chip whose text holds every word, by time left."""
    needles = words.casefold().split()
    test = wanted(chip, now)
    rows = [
        case
        for case in cases
        if case.state not in ENDED
        and test(case)
        and (area_id is None or case.area_id == area_id)
        and (not needles or all(needle in text_of(case).casefold() for needle in needles))
    ]
    rows.sort(key=sort_key)
    return rows


def held_order(rows: list[Case], before: list[str]) -> list[Case]:
    """The same cases, but those shown before keep their places; new ones go to the end until the sort is due."""
    place = {case_id: at for at, case_id in enumerate(before)}
    return sorted(rows, key=lambda case: place.get(case.id, len(place)))
