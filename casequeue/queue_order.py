"""Which rows the queue shows and in which order, kept by one card at a time: pure, no list is sorted twice.

A row stands under a *key*: when the case is due next, then its number. While the reader's hand is on the rows a changed
card keeps the key it stands under and a new one goes to the end, so that the list is always in the order of its keys
and any row is found by halving; `settle` says which rows then belong elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contract.entities import Case
from panelkit.limit import sort_key

Key = tuple[float, float, int, str]
"""Epoch seconds of what is due next (infinite: no clock runs), the number people say, which arrival, the id."""


def key_of(case: Case) -> Key:
    """Where a case belongs."""
    return (*sort_key(case), 0, case.id)


@dataclass(frozen=True)
class Change:
    """What one card did to the rows: `put` at `to`, `drop` from `at`, `move` from `at` to `to`, `same` row `at`.

    `to` of a move is counted before anything moved, as Qt counts it.
    """

    kind: str
    at: int = -1
    to: int = -1


class QueueOrder:
    """`wanted` says whether a case is shown at all."""

    def __init__(self, wanted: Callable[[Case], bool]) -> None:
        self.wanted = wanted
        self.keys: list[Key] = []
        self.cards: dict[str, Case] = {}
        self._under: dict[str, Key] = {}
        self._misplaced: set[str] = set()
        self._arrivals = 0

    def fill(self, cases: Iterable[Case]) -> None:
        """Start over."""
        self.cards = {case.id: case for case in cases if self.wanted(case)}
        self._under = {case.id: key_of(case) for case in self.cards.values()}
        self.keys = sorted(self._under.values())
        self._misplaced.clear()

    def row_of(self, case_id: str | None) -> int:
        """Where a case stands, -1 where it does not."""
        key = self._under.get(case_id) if case_id is not None else None
        return -1 if key is None else bisect_left(self.keys, key)

    def at(self, row: int) -> Case | None:
        """The case of a row, None outside."""
        return self.cards[self.keys[row][3]] if 0 <= row < len(self.keys) else None

    def plan(self, case_id: str, card: Case | None, *, held: bool) -> Change | None:
        """What a new card of this case (None: gone) asks for; None where nothing is seen of it. Changes nothing."""
        old = self._under.get(case_id)
        if card is None or not self.wanted(card):
            return None if old is None else Change("drop", bisect_left(self.keys, old))
        if old is None:
            return Change("put", to=bisect_left(self.keys, self._key(card, held=held)))
        at = bisect_left(self.keys, old)
        new = old if held else key_of(card)
        to = at if new == old else bisect_left(self.keys, new)
        return Change("same", at) if to in (at, at + 1) else Change("move", at, to)

    def carry_out(self, change: Change, case_id: str, card: Case | None, *, held: bool) -> None:
        """Do what `plan` said."""
        if change.kind == "drop" or card is None:
            del self.keys[change.at], self._under[case_id], self.cards[case_id]
            self._misplaced.discard(case_id)
            return
        old, right = self._under.get(case_id), key_of(card)
        new = self._key(card, held=held) if old is None else old if held else right
        if old is None:
            insort(self.keys, new)
        elif new != old:
            del self.keys[change.at]
            insort(self.keys, new)
        self._under[case_id], self.cards[case_id] = new, card
        if new == right:
            self._misplaced.discard(case_id)
        else:
            self._misplaced.add(case_id)

    def settle(self) -> list[Case]:
        """Cases that do not stand where they belong, in the order in which they belong."""
        return sorted((self.cards[one] for one in self._misplaced), key=key_of)

    def _key(self, card: Case, *, held: bool) -> Key:
        if not held:
            return key_of(card)
        self._arrivals += 1
        return (float("inf"), float("inf"), self._arrivals, card.id)
