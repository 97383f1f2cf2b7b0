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
from videowall import grid, presets
from videowall.hall import VideoHall
from videowall.panel import VideoPanel
from wall.command_words import parse
from wall.scenes import Scenes
from wall.video_acts import VideoActs

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
        qtbot.addWidget(self.panel)
        self.panel.resize(960, 600)
        self.panel.show()
        self.said: list[str] = []
        self._acts = VideoActs(self.scenes, self.said.append, self.panel)
        self._acts.hear([self.panel], "desk")

    def close(self) -> None:
        """Nothing stays."""
        self.panel.close_video()
        self.seat.session.stop()

    def type(self, line: str) -> None:
        """On the command line."""
        intent = parse(line)
        self._acts.words(self.seat.context)[intent.verb](intent.argument)

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
    try:
        qtbot.waitUntil(lambda: all(len(node.numbers) == 9 and node.numbers[0] for node in made), timeout=15_000)
        yield made
    finally:
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
    name = one.seat.caller.session.name
    qtbot.waitUntil(lambda: f"changed by {name}" in other.panel.header.subtitle.full_text(), timeout=10_000)
    assert "changed by" not in one.panel.header.subtitle.full_text()
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


def test_a_part_of_the_wall_is_kept_by_the_command_line_and_called_by_key(qtbot: QtBot, nodes: list[Node]) -> None:
    one, other = nodes
    one.type("salvo 11 12 13")
    qtbot.waitUntil(lambda: other.numbers[:3] == [11, 12, 13], timeout=10_000)
    one.type("put 13 3")
    one.type("keep 5 1-3 早高峰")
    qtbot.waitUntil(lambda: one.said[-1:] == ["kept as preset 5"], timeout=10_000)
    one.type("salvo 1 2 3 4")
    qtbot.waitUntil(lambda: other.numbers[:4] == one.numbers[:4] == [1, 2, 3, 4], timeout=10_000)
    one.panel.call(8, 20)
    qtbot.waitUntil(lambda: other.numbers[8] == 20, timeout=10_000)
    qtbot.keyClicks(other.panel.surface, "5")
    qtbot.keyClick(other.panel.surface, Qt.Key.Key_M)
    expected = [11, 12, 13, 4, 5, 6, 7, 8, 20]
    qtbot.waitUntil(lambda: one.numbers == other.numbers == expected, timeout=10_000)
    one.type("keep 5 学校")
    qtbot.waitUntil(lambda: one.said[-1:] == ["Preset 5 is 早高峰; keep 5! replaces it"], timeout=10_000)
    one.type("layout 1+5")
    one.type("keep 5! 学校")
    qtbot.waitUntil(lambda: one.said[-1:] == ["kept as preset 5"], timeout=10_000)
    one.type("layout 9")
    qtbot.waitUntil(lambda: len(other.numbers) == 9, timeout=10_000)
    other.type("pre 学校")
    qtbot.waitUntil(lambda: len(one.numbers) == len(other.numbers) == 6, timeout=10_000)
    other.type("keep 5 -")
    qtbot.waitUntil(lambda: other.said[-1:] == ["preset 5 is gone"], timeout=10_000)
    qtbot.waitUntil(lambda: presets.all_of(one.seat.context.store) == [], timeout=10_000)
    one.type("layout 9")
    qtbot.waitUntil(lambda: len(other.numbers) == 9, timeout=10_000)


def test_a_tour_is_the_same_on_both_nodes_and_either_may_hold_it(qtbot: QtBot, nodes: list[Node]) -> None:
    one, other = nodes
    one.type("tour 300")
    qtbot.waitUntil(lambda: other.panel.places.tour is not None, timeout=10_000)
    one.type("tour next")
    qtbot.waitUntil(lambda: one.numbers == other.numbers and one.numbers[0] not in (1, 11), timeout=10_000)
    other.type("tour hold")
    qtbot.waitUntil(lambda: "tour held" in one.panel.header.subtitle.full_text(), timeout=10_000)
    one.type("tour 0")
    qtbot.waitUntil(lambda: other.panel.places.tour is None, timeout=10_000)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("layout 7", "7 is no layout; 16, 1+5 and 4x3 are"),
        ("tour fast", "tour: seconds, run, hold, next, last; 0 ends it"),
        ("pre 77", "There is no preset 77"),
        ("keep 0 x", "keep: a number of 1 to 999, then a title"),
        ("keep 5 99 x", "None of these tiles shows a camera"),
        ("salvo 1 999", "no camera 999"),
        ("put 37", "put: the camera's number, then the tile's"),
        ("put 1 10", "This panel has 9 tiles"),
        ("put 999 1", "no camera 999"),
        ("salvo abc", "no camera abc"),
    ],
)
def test_what_cannot_be_done_is_said(nodes: list[Node], line: str, said: str) -> None:
    nodes[0].type(line)
    assert nodes[0].said == [said]
