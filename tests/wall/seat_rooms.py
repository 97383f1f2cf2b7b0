"""Seats of a post in a test: real windows on a real server, without what is heavy and not asked here (map, video)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.backend.server import PASSWORD
from videowall.hall import VideoHall
from wall.app import PANELS
from wall.languages import Languages
from wall.monitors import MONITORS
from wall.pool import Parts
from wall.posts import POSTS
from wall.room import Room
from wall.seats import Seats
from wall.settings import WallSettings

_HEAVY = ("map", "video", "recorded", "kpi")
Make = Callable[..., Room]


@contextlib.contextmanager
def rooms(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """`build(seats, settings, data, wanted)` opens a room with the panels whose kind is `wanted`, on one monitor; each
    is closed with the block."""
    monkeypatch.setenv(MONITORS, "0,0,1920,1080")
    languages = Languages(qapp)
    made: list[tuple[Room, Seats, VideoHall]] = []

    def build(seats: Seats, settings: WallSettings, data: Path, wanted: Callable[[str], bool]) -> Room:
        hall = VideoHall()
        registrations = tuple(entry for entry in PANELS if wanted(entry.kind))
        room = Room(qapp, settings, seats, languages, registrations, Parts(hall, "main", data / "recordings"))
        made.append((room, seats, hall))
        room.start()
        room.enter()
        return room

    try:
        yield build
    finally:
        for room, seats, hall in made:
            room.stop()
            room.keyboard.deleteLater()
            for screen in room.screens:
                screen.window.deleteLater()
            hall.stop()
            seats.stop()


@contextlib.contextmanager
def seat_rooms(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, data: Path) -> Iterator[Make]:
    """`build(url, post, username)` opens a seat; each is closed with the block."""
    with rooms(qapp, monkeypatch) as open_room:

        def build(url: str, post: str, username: str = "") -> Room:
            seats = Seats(url, "http://127.0.0.1:9", data, "dark", post=POSTS[post], username=username)
            return open_room(seats, WallSettings(post=post), data, lambda kind: kind not in _HEAVY)

        yield build


def log_in(room: Room, qtbot: QtBot, username: str, password: str = PASSWORD) -> None:
    """Type a name and a password into the form of a seat, and Enter."""
    qtbot.waitUntil(lambda: room.screens[0].form is not None and room.screens[0].form.isVisible(), timeout=10_000)
    form = room.screens[0].form
    assert form is not None
    assert form.step == "account"
    form.first.setText(username)
    form.second.setText(password)
    form.second.returnPressed.emit()
