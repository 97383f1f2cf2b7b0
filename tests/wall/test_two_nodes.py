"""Two nodes of one wall and their server: what one lays, the other shows, and the last who changed it has a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from contract import commands as c
from contract.entities import WallState
from tests.backend.server import Backend, Caller, running
from tests.caseforms.seat import PostSeat
from videowall import grid
from videowall.hall import VideoHall
from videowall.panel import VideoPanel
from wall.scenes import Scenes

PLACE = "video3x3"


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def admin(backend: Backend) -> Caller:
    """Of a city with twenty cameras that have no streams."""
    admin = backend.admin()
    for number in range(1, 21):
        admin.send(c.SaveCamera(number=number, name=f"路口 {number}", main_url=f"rtsp://127.0.0.1:1/{number}"))
    return admin


class Node:
    """One node: a seat, what it knows of the scenes, and a video panel."""

    def __init__(self, backend: Backend, qtbot: QtBot, hall: VideoHall, *roles: str) -> None:
        self.seat = PostSeat(backend, qtbot, *roles)
        self.scenes = Scenes("hall", self.seat.session, "", save=True)
        self.panel = VideoPanel(self.seat.context, hall, place=PLACE, wall="hall")
        self.panel.arranged.connect(self.scenes.remember)
        qtbot.addWidget(self.panel)
        self.panel.resize(960, 600)

    def close(self) -> None:
        """Nothing stays."""
        self.panel.close_video()
        self.seat.session.stop()

    @property
    def numbers(self) -> list[int | None]:
        """Cameras on its tiles."""
        return [slot.number for slot in self.panel.surface.slots()]


@pytest.fixture
def nodes(qapp: QApplication, qtbot: QtBot, backend: Backend, admin: Caller) -> Iterator[list[Node]]:
    scene = admin.send(c.SaveScene(name="duty")).ids[0]
    admin.send(c.ShowScene(wall="hall", scene_id=scene, tiles={}))
    hall = VideoHall()
    hall.start = lambda: None  # type: ignore[method-assign]  # nothing is opened: this is about what stands where
    made = [Node(backend, qtbot, hall, "duty"), Node(backend, qtbot, hall, "shift_leader")]
    qtbot.waitUntil(lambda: all(len(node.numbers) == 9 and node.numbers[0] for node in made), timeout=15_000)
    yield made
    for node in made:
        node.close()
    hall.stop()


def test_what_one_node_lays_and_calls_the_other_shows_and_may_undo(
    qtbot: QtBot, nodes: list[Node], admin: Caller
) -> None:
    one, other = nodes
    surface = one.panel.surface
    qtbot.keyClicks(surface, "16")
    qtbot.keyClick(surface, Qt.Key.Key_L)
    qtbot.keyClicks(surface, "20")
    qtbot.keyClick(surface, Qt.Key.Key_Return)
    expected = [20, *range(2, 17)]
    qtbot.waitUntil(lambda: one.numbers == expected, timeout=10_000)
    qtbot.waitUntil(lambda: other.numbers == expected, timeout=10_000)
    (state,) = [one for one in admin.live_state()["wall_state"].values() if isinstance(one, WallState)]
    assert state.changed_by == one.seat.caller.session.person_id
    qtbot.keyClick(other.panel.surface, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: one.panel.places.arrangement == grid.raster(3, 3), timeout=10_000)
    qtbot.waitUntil(lambda: one.numbers == other.numbers, timeout=10_000)
    assert one.numbers == list(range(1, 10))


def test_two_people_at_once_lose_nothing(qtbot: QtBot, nodes: list[Node]) -> None:
    one, other = nodes
    one.panel.call(0, 18)
    other.panel.call(8, 19)
    qtbot.waitUntil(lambda: one.numbers == other.numbers == [18, *range(2, 9), 19], timeout=10_000)
