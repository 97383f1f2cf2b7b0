"""One live camera, or a file, by a decoding process: the worker behind the `Player` interface."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import count

from PySide6.QtCore import QObject, QTimer

from videowall.address import file_of
from videowall.hall import VideoHall
from videowall.planner import Addresses, Tile
from videowall.player import Player, PlayerState
from videowall.shm import Picture
from videowall.stream import State
from videowall.supervisor import Stream

POLL_MS = 33
_NUMBERS = count(1)
_STATES = {
    State.LIVE: PlayerState.PLAYING,
    State.AUTH_FAILED: PlayerState.FAILED,
    State.NOT_FOUND: PlayerState.FAILED,
    State.BACKOFF: PlayerState.FAILED,
}


class WorkerPlayer(Player):
    """Shares the hall's workers with the tiles. A live camera has no pause and no position."""

    def __init__(self, hall: VideoHall, width: int, height: int, parent: QObject | None = None) -> None:
        """Pictures are made for a box of `width` x `height` px."""
        super().__init__(parent)
        self._hall = hall
        self._tile = Tile(f"player{next(_NUMBERS)}", width, height)
        self._open = False
        self._serial: object = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)

    def open(self, url: str) -> None:
        self.recorded = file_of(url) is not None
        self._hall.add_camera(self._tile.camera, Addresses(sub=url))
        self._open = True
        self.state, self.reason = PlayerState.OPENING, ""
        self._hall.join(self)
        self._hall.replan()
        self._timer.start()
        self.changed.emit()

    def play(self) -> None:
        """Nothing: it plays."""

    def pause(self) -> None:
        """Nothing: what happens out there cannot be held."""

    def seek(self, position_s: float) -> None:
        """Nothing: there is no other place than now."""

    def picture(self) -> Picture | None:
        stream = self._stream()
        return stream.picture() if stream is not None else None

    def close(self) -> None:
        self._timer.stop()
        self._open = False
        self._hall.leave(self)
        self._hall.replan()

    def tiles(self, _now_s: float) -> Sequence[Tile]:
        """For the planner."""
        return [self._tile] if self._open else []

    def age_s(self) -> float | None:
        """Seconds since the shown picture was decoded; None before the first."""
        picture = self.picture()
        return None if picture is None else time.monotonic() - picture.decoded_s + picture.lag_s

    def _stream(self) -> Stream | None:
        return self._hall.stream_for(self._tile) if self._open else None

    def _look(self) -> None:
        stream = self._stream()
        status = stream.status if stream is not None else None
        state = _STATES.get(status.state, PlayerState.OPENING) if status is not None else PlayerState.OPENING
        reason = status.fault.value if status is not None else ""
        if (state, reason) != (self.state, self.reason):
            self.state, self.reason = state, reason
            self.changed.emit()
        if status is not None and status.recorded:
            self.position_s, self.duration_s = status.position_s, status.duration_s
        serial = stream.serial() if stream is not None else None
        if serial != self._serial:
            self._serial = serial
            self.pictured.emit()
