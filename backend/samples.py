"""Positions: the newest of each numbered thing, sent to every seat that asked, at most ten times a second.

A frame holds what moved since the last one; a seat that was too slow to take the last one gets everything again, so
that nothing it missed stays missing. Everything is what was heard of within the last minute: a frame bears no age of
each position, and one from yesterday would look like now. Latest wins; nothing is stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from backend.hub import Hub
from backend.seats import Subscription
from contract.entities import Kind, Unit, Vehicle
from contract.events import Event
from contract.samples import UNITS, VEHICLES, Position, pack
from contract.scope import FULL, Scope, View, project

REPEAT_S = 10.0
LOST_S = 60.0
"""As on the map page (OLD_AFTER_S): not heard of for longer, and it is not known where it is."""
LANES: dict[str, int] = {"vehicles": VEHICLES, "units": UNITS}
_KINDS: dict[int, Kind] = {VEHICLES: "vehicle", UNITS: "unit"}


class SampleHub:
    """Newest positions per lane. Event loop only; gateways of this process call `put`."""

    def __init__(self, hub: Hub, clock: Callable[[], float] = time.monotonic) -> None:
        self._hub, self._clock = hub, clock
        self.latest: dict[int, dict[int, Position]] = {lane: {} for lane in LANES.values()}
        self._moved: dict[int, set[int]] = {lane: set() for lane in LANES.values()}
        self._told: dict[int, dict[int, float]] = {lane: {} for lane in LANES.values()}
        self._readers: dict[Subscription, frozenset[int]] = {}
        self._visible: dict[tuple[Scope, int], frozenset[int] | None] = {}
        hub.listeners.append(self._forget_visible)

    def put(self, lane: int, positions: Iterable[Position]) -> None:
        """Take new positions of a lane; a number outside 1..65535 is ignored."""
        latest, moved, told = self.latest[lane], self._moved[lane], self._told[lane]
        now = self._clock()
        for one in positions:
            # A parked vehicle that still reports is said again now and then, or seats would take it for lost.
            again = now - told.get(one.number, -REPEAT_S) >= REPEAT_S
            if 0 < one.number < 1 << 16 and (again or latest.get(one.number) != one):
                latest[one.number] = one
                told[one.number] = now
                moved.add(one.number)

    def subscribe(self, subscription: Subscription, lanes: Iterable[int]) -> None:
        """Send these lanes to a seat, everything first."""
        self._readers[subscription] = frozenset(lanes)
        at_ms = _now_ms()
        for lane in self._readers[subscription]:
            frame = self._frame(subscription.scope, lane, self._heard(lane), at_ms)
            subscription.push_samples(lane, frame)

    def leave(self, subscription: Subscription) -> None:
        """Stop sending to a seat."""
        self._readers.pop(subscription, None)

    def tick(self) -> None:
        """Send what moved."""
        at_ms = _now_ms()
        frames: dict[tuple[Scope, int, bool], bytes] = {}
        for subscription, lanes in self._readers.items():
            for lane in lanes:
                # A frame that still waits is replaced by a whole one: the seat was slow and may have missed some.
                whole = lane in subscription.samples
                if not whole and not self._moved[lane]:
                    continue
                key = (subscription.scope, lane, whole)
                if key not in frames:
                    numbers = self._heard(lane) if whole else self._moved[lane]
                    frames[key] = self._frame(subscription.scope, lane, numbers, at_ms)
                subscription.push_samples(lane, frames[key])
        for moved in self._moved.values():
            moved.clear()

    def _heard(self, lane: int) -> list[int]:
        since = self._clock() - LOST_S
        return [number for number, told in self._told[lane].items() if told >= since]

    def _frame(self, scope: Scope, lane: int, numbers: Iterable[int], at_ms: float) -> bytes:
        visible = self._visible_numbers(scope, lane)
        latest = self.latest[lane]
        return pack(lane, at_ms, [latest[one] for one in numbers if visible is None or one in visible])

    def _visible_numbers(self, scope: Scope, lane: int) -> frozenset[int] | None:
        if scope == FULL or (scope.view is View.PUBLIC and not scope.area_ids):
            return None
        key = (scope, lane)
        if key not in self._visible:
            things = self._hub.live[_KINDS[lane]].values()
            self._visible[key] = frozenset(
                one.number for one in things if isinstance(one, Vehicle | Unit) and project(one, scope) is not None
            )
        return self._visible[key]

    def forget_visible(self) -> None:
        """Find out anew who sees what: the live state was loaded whole."""
        self._visible.clear()

    def _forget_visible(self, event: Event) -> None:
        if any(isinstance(one, Vehicle | Unit) for one in event.upsert) or event.remove:
            self.forget_visible()


def _now_ms() -> float:
    return float(int(datetime.now(UTC).timestamp() * 1000))
