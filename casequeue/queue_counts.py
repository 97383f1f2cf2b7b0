"""How many open cases stand under each chip, kept by one card at a time: pure. Nothing here walks through all cases."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from contract.entities import ENDED, Case, CaseState, Urgency
from contract.lifecycle import Role, Standing, allowed, posts_on, standing_of
from panelkit.limit import due_at, near_at

S = CaseState
STATE_CHIPS: tuple[tuple[str, frozenset[CaseState]], ...] = (
    ("confirm", frozenset({S.UNCONFIRMED})),
    ("accept", frozenset({S.REPORTED})),
    ("verify", frozenset({S.VERIFYING})),
    ("file", frozenset({S.ACCEPTED})),
    ("dispatch", frozenset({S.FILED, S.ENTRUSTED})),
    ("sign", frozenset({S.DISPATCHED})),
    ("handle", frozenset({S.SIGNED, S.DEPARTED, S.HANDLING})),
    ("decide", frozenset({S.RETURNED})),
    ("suspended", frozenset({S.SUSPENDED})),
    ("check", frozenset({S.FEEDBACK, S.CHECKING})),
    ("close", frozenset({S.CHECKED})),
)
"""Chip -> states it shows. `decide` shows extensions and suspensions that were asked for, too."""
CHIPS = ("mine", "all", *(key for key, _ in STATE_CHIPS), "overdue", "urgent", "supervised", "nowhere")
TURNS = frozenset(
    {
        "confirm_case", "accept_case", "audit_self_handled", "answer_verification", "file_case", "dispatch_case",
        "sign_case", "depart", "arrive", "start_handling", "feed_back", "decide_return", "decide_extension",
        "decide_order_return", "decide_suspension", "request_check", "check_case", "close_case", "reply_supervision",
        "sign_instruction", "answer_instruction",
    }
)  # fmt: skip
"""Acts that somebody is waited for; all others may be done at any time."""
NOTED = frozenset({"sign_instruction", "answer_instruction"})
"""Of these one person or body is waited for, and a card does not say which. Seats of the centre are not told that it
waits for them: to them a leader's note is in sight (the tag, the trail) and the act stays among the others."""
_BY_NOTE = frozenset({Role.DEPARTMENT, Role.DISTRICT, Role.INSPECTOR})
_WORKING = frozenset({"inspector", "intake", "shift_leader", "dispatcher", "district", "department"})
_CHIP_OF = {state: key for key, states in STATE_CHIPS for state in states}


@dataclass(frozen=True)
class Counts:
    """What the chips and the subtitle say."""

    by_chip: dict[str, int]
    overdue: int
    near: int


def waits_for(case: Case, roles: frozenset[str], person_id: str | None = None) -> bool:
    """Whether one of these posts has the case's next step; of this person, where the step was given to a named one."""
    return _turn(standing_of(case), posts_on(case, roles, person_id))


@lru_cache(maxsize=8192)
def _turn(standing: Standing, roles: frozenset[str]) -> bool:
    posts = frozenset(Role(role) for role in roles if role in set(Role))
    return not turns_of(posts).isdisjoint(allowed(standing, posts))


def turns_of(posts: frozenset[Role]) -> frozenset[str]:
    """The acts that these posts are waited for."""
    return TURNS if posts & _BY_NOTE else TURNS - NOTED


def first_chip(roles: frozenset[str]) -> str:
    """What a seat begins with: its own work, or everything where it watches all of it or has no step of its own."""
    return "mine" if roles & _WORKING and "duty" not in roles else "all"


def chips_of(case: Case, roles: frozenset[str], person_id: str | None = None) -> tuple[str, ...]:
    """Every chip under which an open case stands, but `overdue`, which is a matter of time."""
    if case.state in ENDED:
        return ()
    found = ["all"]
    if (chip := _CHIP_OF.get(case.state)) is not None:
        found.append(chip)
    if case.asked and chip != "decide":
        found.append("decide")
    if waits_for(case, roles, person_id):
        found.append("mine")
    if case.urgency is not Urgency.NORMAL:
        found.append("urgent")
    if case.supervised:
        found.append("supervised")
    if case.point is None:
        found.append("nowhere")
    return tuple(found)


class QueueCounts:
    """Counts of the open cases of one seat; `roles` and `person_id` decide which wait for it."""

    def __init__(self, roles: frozenset[str], person_id: str | None = None) -> None:
        self.roles, self.person_id = roles, person_id
        self._cards: dict[str, tuple[Case, tuple[str, ...]]] = {}
        self._by_chip = dict.fromkeys(CHIPS, 0)
        self._due: list[tuple[float, str]] = []
        self._near: list[tuple[float, str]] = []

    def fill(self, cases: Iterable[Case]) -> None:
        """Start over."""
        self._cards.clear()
        self._by_chip = dict.fromkeys(CHIPS, 0)
        self._due.clear()
        self._near.clear()
        for case in cases:
            self._count(case)
            due, near = due_at(case), near_at(case)
            if due is not None and near is not None and case.state not in ENDED:
                self._due.append((due.timestamp(), case.id))
                self._near.append((near.timestamp(), case.id))
        self._due.sort()
        self._near.sort()

    def put(self, case_id: str, card: Case | None) -> None:
        """Follow one card (None: gone)."""
        old = self._cards.pop(case_id, None)
        if old is not None:
            for chip in old[1]:
                self._by_chip[chip] -= 1
            self._clock(old[0], running=False)
        if card is not None:
            self._count(card)
            self._clock(card, running=True)

    def at(self, now: datetime) -> Counts:
        """The counts now."""
        when = (now.timestamp(), "")
        overdue = bisect_left(self._due, when)
        near = bisect_left(self._near, when) - overdue
        return Counts({**self._by_chip, "overdue": overdue}, overdue, near)

    def due_between(self, earlier: float, later: float) -> list[Case]:
        """Open cases whose first limit ends at `earlier <= time < later` (epoch seconds)."""
        first, last = (bisect_left(self._due, (when, "")) for when in (earlier, later))
        return [self._cards[case_id][0] for _, case_id in self._due[first:last]]

    def _count(self, case: Case) -> None:
        chips = chips_of(case, self.roles, self.person_id)
        for name in chips:
            self._by_chip[name] += 1
        if chips:
            self._cards[case.id] = (case, chips)

    def _clock(self, case: Case, *, running: bool) -> None:
        due, near = due_at(case), near_at(case)
        if due is None or near is None or case.state in ENDED:
            return
        for times, when in ((self._due, due), (self._near, near)):
            entry = (when.timestamp(), case.id)
            if running:
                insort(times, entry)
            else:
                del times[bisect_left(times, entry)]
