"""How many streams step back to key frames while the machine cannot keep up: pure, with the clock handed in."""

from __future__ import annotations

HURT_S = 3.0
WELL_S = 15.0


class Overload:
    """`demote` says how many of the smallest streams decode key frames only."""

    def __init__(self) -> None:
        self.demote = 0
        self._hurt_since: float | None = None
        self._well_since: float | None = None

    def look(self, now: float, behind: int, streams: int, *, busy: bool) -> int:
        """`behind`: live streams whose pictures lag over a second; `busy`: the machine has no processor left.

        A quarter of the streams behind on a busy machine for 3 s: a quarter more step back. One returns after each
        15 s in which nothing was behind. On an idle machine the lag is the network's or a camera's, and stays theirs.
        """
        hurt = busy and behind >= max(2, streams // 4)
        self._hurt_since = (now if self._hurt_since is None else self._hurt_since) if hurt else None
        self._well_since = (now if self._well_since is None else self._well_since) if not behind else None
        if self._hurt_since is not None and now - self._hurt_since >= HURT_S:
            self.demote = min(streams, self.demote + max(1, streams // 4))
            self._hurt_since = now
        elif self.demote and self._well_since is not None and now - self._well_since >= WELL_S:
            self.demote -= 1
            self._well_since = now
        self.demote = min(self.demote, streams)
        return self.demote
