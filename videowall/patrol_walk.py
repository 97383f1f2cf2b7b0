"""One walk through the cameras of a patrol round: what is before the eyes, for how long it was live, when it goes on.

Pure: times are seconds of any steady clock. What counts is decided on the server; this makes the looks that it judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contract.patrol import attended_s

SHORTEST_S = 1.0
LONGEST_S = 1800.0
LIVE = frozenset({"live", "late", "keys_only"})
"""Looks of a tile whose picture is of now and not doubted."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One camera from when to when; `reason`: what the tile said where it was not live."""

    camera: str
    from_s: float
    until_s: float
    keyed_s: float
    live: bool
    reason: str = ""


class Walk:
    """The cameras of a round in their order. `glances` are taken away by `take`."""

    def __init__(self, cameras: Sequence[str], dwell_s: float, now_s: float, begin: int = 0) -> None:
        assert cameras
        self.cameras, self.dwell_s = tuple(cameras), dwell_s
        self.index = begin
        self.held = False
        self.over = False
        self._keyed_s = self._shown_s = self._since_s = now_s
        self._live_s = 0.0
        self._look = ""
        self._done: list[Glance] = []

    @property
    def camera(self) -> str:
        """The one before the eyes."""
        return self.cameras[self.index]

    def waits(self, now_s: float) -> bool:
        """Whether it stands still until somebody presses a key: nobody was seen at the wall for too long."""
        return now_s - self._keyed_s > attended_s(int(self.dwell_s))

    def left_s(self, now_s: float) -> float:
        """Until the next camera, while nothing holds it."""
        live = self._live_s + (now_s - self._since_s if self._look in LIVE else 0.0)
        return max(0.0, self.dwell_s - (live if self._look in LIVE else now_s - self._shown_s))

    def key(self, now_s: float) -> None:
        """Somebody is there."""
        self._keyed_s = now_s

    def next(self, now_s: float) -> None:
        """On to the next camera; after the last one the walk is over."""
        if self.index + 1 < len(self.cameras):
            self._turn(self.index + 1, now_s)
        else:
            self._close(now_s)
            self.over = True

    def back(self, now_s: float) -> None:
        """The camera before."""
        self._turn(max(0, self.index - 1), now_s)

    def hold(self, now_s: float) -> None:
        """Stay, or go on."""
        self.held = not self.held
        self._shown_s = now_s

    def see(self, look: str, now_s: float) -> None:
        """What the tile says now; goes on by itself once the dwell is over."""
        if self.over:
            return
        if look != self._look or now_s - self._since_s > LONGEST_S:
            self._close(now_s)
            self._look = look
        if not self.held and not self.waits(now_s) and self.left_s(now_s) <= 0.0:
            self.next(now_s)

    def leave(self, now_s: float) -> None:
        """Nobody looks any more."""
        self._close(now_s)
        self.over = True

    def take(self) -> list[Glance]:
        """The glances that ended since."""
        done, self._done = self._done, []
        return done

    def _turn(self, index: int, now_s: float) -> None:
        self._close(now_s)
        self.index, self._live_s, self._shown_s, self._look = index, 0.0, now_s, ""

    def _close(self, now_s: float) -> None:
        live = self._look in LIVE
        if self._look and not self.over and now_s - self._since_s >= SHORTEST_S:
            reason = "" if live else self._look
            self._done.append(Glance(self.camera, self._since_s, now_s, min(self._keyed_s, now_s), live, reason))
        self._live_s += now_s - self._since_s if live else 0.0
        self._since_s = now_s
