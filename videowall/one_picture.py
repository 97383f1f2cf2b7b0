"""One fresh picture of one camera, whatever the tiles show: opened for a moment, large, and closed again."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.api import Api
from contract.entities import Camera
from videowall.hall import VideoHall
from videowall.planner import Tile
from videowall.stream import Doubt
from videowall.tile_shot import copied

POLL_MS = 100
PATIENCE_S = 15.0
SIZE = (1280, 720)


class OnePicture(QObject):
    """`taken(QImage, age_s)` with a picture that was decoded after it was asked for; `failed` where none comes."""

    taken = Signal(object, float)
    failed = Signal()

    def __init__(self, hall: VideoHall, api: Api, cameras: Sequence[Camera], camera: str, parent: QObject) -> None:
        super().__init__(parent)
        self._hall, self._camera = hall, camera
        self._book, self._all = hall.book(api), list(cameras)
        self._asked_s = time.monotonic()
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._look)
        hall.set_cameras(self._book.of(self._all))
        self._book.changed.connect(self._addresses)
        hall.join(self)
        hall.start()
        hall.replan()
        self._timer.start()

    def tiles(self, now_s: float) -> list[Tile]:
        """For the planner."""
        return [Tile(self._camera, *SIZE, enlarged=True)]

    def close(self) -> None:
        """Let the camera go."""
        if self._timer.isActive():
            self._timer.stop()
            self._book.changed.disconnect(self._addresses)
            self._hall.leave(self)
            self._hall.replan()

    def _addresses(self) -> None:
        self._hall.set_cameras(self._book.of(self._all))

    def _look(self) -> None:
        stream = self._hall.stream_for(self.tiles(0.0)[0])
        found = copied(stream) if stream is not None else None
        true = stream is not None and stream.status is not None and stream.status.doubt is Doubt.NONE
        if found is not None and found[1].decoded_s > self._asked_s and true:
            self.close()
            self.taken.emit(found[0], time.monotonic() - found[1].decoded_s + found[1].lag_s)
        elif time.monotonic() - self._asked_s > PATIENCE_S:
            self.close()
            self.failed.emit()
