"""Who is at which case: in memory of this server only, bounded, gone by itself. No event, no table, no list.

Two servers of one city know each their own seats. A lock bars nobody on the server: an act carries the version that it
was decided on, and a stale one is refused. It tells people before they type.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from contract.entities import Case
from contract.errors import Code, Refused
from contract.presence import ACTING_S, KEPT_S, MOST_TOLD, Around, Here, Present, rank_of
from contract.scope import Scope, View, project

MOST = 5_000
"""Seats that are remembered; more than a server has sessions."""


@dataclass
class _Seat:
    name: str
    rank: int
    case_id: str
    since_at: datetime
    heard: float
    acting_since: float | None = None
    lost_to: str = ""


class PresenceDesk:
    """`case_of` gives an open case, `traced` is told of a lock that was taken over: (case, holder before)."""

    def __init__(self, case_of: Callable[[str], Case | None], clock: Callable[[], float] = time.monotonic) -> None:
        self._case_of, self._clock = case_of, clock
        self._seats: dict[str, _Seat] = {}
        self._lock = threading.Lock()

    def tell(
        self,
        token: str,
        name: str,
        roles: frozenset[str],
        scope: Scope,
        here: Here,
        traced: Callable[[str, str], None] = lambda _case_id, _holder: None,
    ) -> Around:
        """One seat says where it is. Refused(not_found) for a case that it may not see."""
        if scope.view is View.PUBLIC:
            return Around()  # a screen for visitors is nobody and knows nobody
        case = self._case_of(here.case_id) if here.case_id is not None else None
        if case is not None and project(case, scope) is None:
            raise Refused(Code.NOT_FOUND, field="$.case_id")
        with self._lock:
            self._forget()
            own = self._place(token, name, rank_of(roles), case)
            lock = ""
            if own is not None and here.acting:
                lock = self._take(own, take=here.take, traced=traced)
            elif own is not None:
                own.acting_since = None
            lost = own.lost_to if own is not None else ""
            if own is not None:
                own.lost_to = ""
            others = [seat for known, seat in reversed(self._seats.items()) if known != token]  # the newest first
        people = [self._told(seat) for seat in others if self._seen(seat, scope)][:MOST_TOLD]
        return Around(people=tuple(people), lock=lock, lost_to=lost)

    def count(self) -> int:
        """Seats that are known."""
        return len(self._seats)

    def _place(self, token: str, name: str, rank: int, case: Case | None) -> _Seat | None:
        now, known = self._clock(), self._seats.pop(token, None)
        if case is None:
            return None
        if known is None or known.case_id != case.id:
            known = _Seat(name, rank, case.id, datetime.now(UTC).replace(microsecond=0), now)
        known.name, known.rank, known.heard = name, rank, now
        self._seats[token] = known  # the one heard of last stands last
        while len(self._seats) > MOST:
            del self._seats[next(iter(self._seats))]
        return known

    def _take(self, own: _Seat, *, take: bool, traced: Callable[[str, str], None]) -> str:
        now = self._clock()
        others = (seat for seat in self._seats.values() if seat is not own and seat.case_id == own.case_id)
        holder = next((seat for seat in others if self._holds(seat)), None)
        if holder is not None:
            if not take or own.rank <= holder.rank:
                own.acting_since = None
                return "theirs"
            holder.acting_since, holder.lost_to = None, own.name
            traced(own.case_id, holder.name)
        if own.acting_since is None:
            own.acting_since = now
        return "mine" if self._holds(own) else ""  # begun too long ago: it holds nothing until it begins anew

    def _holds(self, seat: _Seat) -> bool:
        return seat.acting_since is not None and self._clock() - seat.acting_since <= ACTING_S

    def _forget(self) -> None:
        old = self._clock() - KEPT_S
        for token in [token for token, seat in self._seats.items() if seat.heard < old]:
            del self._seats[token]

    def _seen(self, seat: _Seat, scope: Scope) -> bool:
        case = self._case_of(seat.case_id)
        return case is not None and project(case, scope) is not None

    def _told(self, seat: _Seat) -> Present:
        return Present(case_id=seat.case_id, name=seat.name, since_at=seat.since_at, acting=self._holds(seat))
