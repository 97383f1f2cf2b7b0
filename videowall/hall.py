"""All the video of one program: what its surfaces show, planned together, run by one supervisor.

The composition root makes one `VideoHall` and hands it to each panel; a camera on three monitors is opened once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.api import Api
from videowall import planner
from videowall.addresses import AddressBook
from videowall.health import HealthReporter, Seen, reason_of
from videowall.overload import Overload
from videowall.planner import Addresses, Tile
from videowall.stream import Decode, State, stream_id
from videowall.supervisor import Stream, Supervisor
from videowall.witness import twins

REPLAN_MS = 250
BEHIND_S = 1.0


class Viewer(Protocol):
    """Something with tiles."""

    def tiles(self, now_s: float) -> Sequence[Tile]:
        """What it shows now; covered tiles say for how long."""
        ...


class VideoHall(QObject):
    """Joins the wishes of all viewers. `stop` before the program ends."""

    replanned = Signal()

    def __init__(self, supervisor: Supervisor | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.supervisor = supervisor or Supervisor(parent=self)
        self._viewers: list[Viewer] = []
        self._cameras: dict[str, Addresses] = {}
        self._book: AddressBook | None = None
        self._overload = Overload()
        self._twins: dict[str, str] = {}
        self.demoted = 0
        self._timer = QTimer(self)
        self._timer.setInterval(REPLAN_MS)
        self._timer.timeout.connect(self.replan)
        self.running = False

    def start(self) -> None:
        """Start the workers; again does nothing."""
        if not self.running:
            self.running = True
            self.supervisor.start()
            self._timer.start()
            self.replan()

    def stop(self) -> None:
        """Close every camera and end the workers."""
        self.running = False
        self._timer.stop()
        self.supervisor.stop()

    def join(self, viewer: Viewer) -> None:
        """Show what this viewer shows."""
        if viewer not in self._viewers:
            self._viewers.append(viewer)

    def leave(self, viewer: Viewer) -> None:
        """Forget this viewer."""
        if viewer in self._viewers:
            self._viewers.remove(viewer)

    def set_cameras(self, cameras: Mapping[str, Addresses]) -> None:
        """The directory: camera id -> addresses. Cameras known before keep running where theirs did not change."""
        if cameras != self._cameras:
            self._cameras = dict(cameras)
            self.replan()

    def book(self, api: Api) -> AddressBook:
        """Where the streams of cameras are, one for all panels."""
        if self._book is None:
            self._book = AddressBook(api, self)
            self._reporter = HealthReporter(api, self.health, self)
        return self._book

    def add_camera(self, camera: str, addresses: Addresses) -> None:
        """One more, for a player outside the directory."""
        self._cameras[camera] = addresses

    def addresses(self, camera: str) -> Addresses | None:
        """Where a camera's streams are; None where the directory does not have it."""
        return self._cameras.get(camera)

    def replan(self) -> None:
        """Look at all viewers and open, change and close what differs."""
        if not self.running:
            return
        now = time.monotonic()
        tiles = [tile for viewer in self._viewers for tile in viewer.tiles(now)]
        self.demoted = self._overload.look(now, self._behind(now), len(self.supervisor.streams()), busy=_busy())
        self.supervisor.show(planner.plan(tiles, self._cameras, live=self._live(), demote=self.demoted))
        self._twins = twins(self._marks())
        self.replanned.emit()

    def stream_for(self, tile: Tile) -> Stream | None:
        """The stream a tile is painted from: the best one with a picture, else the one it waits for."""
        addresses = self._cameras.get(tile.camera)
        if addresses is None:
            return None
        first: Stream | None = None
        for name in planner.picture_from(tile, addresses, self.supervisor.streams()):
            stream = self.supervisor.stream(name)
            if stream is None:
                continue
            if stream.channel.serial() or stream.former is not None:
                return stream
            first = first or stream
        return first

    def twin(self, camera: str) -> Addresses | None:
        """Another camera that shows the same pictures as this one."""
        return self._cameras.get(self._twins.get(camera, ""))

    def health(self) -> list[Seen]:
        """Of each camera that somebody looks at, whether it gives a true picture."""
        found: dict[str, Seen] = {}
        for stream in self.supervisor.streams().values():
            camera, addresses = stream.want.camera, self._cameras.get(stream.want.camera)
            if stream.want.decode is Decode.OFF or addresses is None or not (addresses.main or addresses.sub):
                continue
            if stream.status is not None and stream.status.recorded:
                continue
            reason = reason_of(stream.status, replayed=addresses.replayed, twin=camera in self._twins)
            if camera not in found or reason is None:  # one of its two streams is enough
                found[camera] = Seen(camera, reason)
        return list(found.values())

    def silent_s(self, stream: Stream) -> float | None:
        """For how long the stream's worker has said nothing, where that is worth a word."""
        return self.supervisor.silent_s(stream_id(stream.want.camera, stream.want.profile))

    def retry(self, camera: str) -> None:
        """Try a waiting camera now."""
        for name in self.supervisor.streams():
            if name.rpartition("/")[0] == camera:
                self.supervisor.retry(name)

    def _live(self) -> set[str]:
        return {
            name
            for name, stream in self.supervisor.streams().items()
            if stream.channel.serial() and stream.status is not None and stream.status.state is State.LIVE
        }

    def _marks(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        for stream in self.supervisor.streams().values():
            camera = self._cameras.get(stream.want.camera)
            if stream.status is not None and stream.status.marks and camera is not None and not camera.replayed:
                yield stream.want.camera, stream.status.marks

    def _behind(self, now: float) -> int:
        count = 0
        for stream in self.supervisor.streams().values():
            picture = stream.channel.latest()
            count += picture is not None and picture.lag_s > BEHIND_S and now - picture.decoded_s < BEHIND_S
        return count


def _busy() -> bool:
    return os.getloadavg()[0] > (os.cpu_count() or 1)
