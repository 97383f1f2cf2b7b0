"""Recorded clips: one for the recorded panel and, where there is no RTSP server, the demo cameras themselves.

`DATA/recordings/NUMBER NAME.mp4` are films of demo cameras. While `DATA/recordings/direct` exists, a demo camera whose
film is there is played from the file; its tile then says "recorded", never "live".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from videowall.hall import VideoHall
from videowall.planner import Addresses
from wall.control import DIRECT

_LOOK_MS = 2000
_DEMO = re.compile(r"rtsp://127\.0\.0\.1:\d+/(\d+)/")


def films(folder: Path) -> list[Path]:
    """The recorded clips that there are, by number."""
    return sorted(folder.glob("*.mp4"), key=lambda path: (_number(path), path.name))


def _number(film: Path) -> int:
    digits = film.stem.partition(" ")[0]
    return int(digits) if digits.isdecimal() else 0


def direct(cameras: Mapping[str, Addresses], folder: Path) -> dict[str, Addresses]:
    """The cameras with the films of `folder` in the place of the demo addresses; as they are while RTSP serves them."""
    if not (folder / DIRECT).exists():
        return dict(cameras)
    there = {_number(film): str(film) for film in films(folder)}
    found: dict[str, Addresses] = {}
    for camera, addresses in cameras.items():
        demo = _DEMO.match(addresses.sub or addresses.main)
        film = there.get(int(demo[1])) if demo is not None else None
        found[camera] = replace(addresses, main=film, sub=film) if film is not None else addresses
    return found


class ClipHall(VideoHall):
    """A hall that plays films directly while it must."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self._folder = folder
        self._asked: dict[str, Addresses] = {}
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(lambda: self.set_cameras(self._asked))
        self._look.start()

    def set_cameras(self, cameras: Mapping[str, Addresses]) -> None:
        """The directory, with films where RTSP is missing."""
        self._asked = dict(cameras)
        super().set_cameras(direct(cameras, self._folder))
