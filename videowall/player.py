"""What plays one picture source, recorded or live, behind one interface: a view needs not know which.

All of it belongs to the GUI thread, and none of it waits.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from videowall.shm import Picture


class PlayerState(StrEnum):
    EMPTY = "empty"
    OPENING = "opening"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"  # the library it needs is not on this machine; `reason` says which


class Player(QObject):
    """`changed`: state, reason, position or duration; `pictured`: there is a newer picture."""

    changed = Signal()
    pictured = Signal()

    recorded = True

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PlayerState.EMPTY
        self.reason = ""
        self.position_s = 0.0
        self.duration_s = 0.0

    def open(self, url: str) -> None:
        """Play this from its beginning. What fails becomes a state, never an exception."""
        raise NotImplementedError

    def play(self) -> None:
        """Go on after a pause."""
        raise NotImplementedError

    def pause(self) -> None:
        """Hold the picture; a live source cannot, and goes on."""
        raise NotImplementedError

    def seek(self, position_s: float) -> None:
        """Go to a place of a recording; a live source stays."""
        raise NotImplementedError

    def picture(self) -> Picture | None:
        """The newest picture. Its pixels are borrowed: paint them now, do not keep them."""
        raise NotImplementedError

    def close(self) -> None:
        """Let the source and everything behind it go. The player is not used again."""
        raise NotImplementedError
