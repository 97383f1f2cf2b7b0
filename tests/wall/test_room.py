"""The room in one process: windows, scenes, bars, keys, faults. No server; the city of the mock-ups."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from contract.entities import Alarm, Case, Cell, Scene
from contract.snapshot import Snapshot
from panelkit.context import Context
from panelkit.theme import Theme
from tests.panels.room import NOW, StillLink, city, profile
from videowall.hall import VideoHall
from wall import accounts, chrome
from wall.app import PANELS, KpiSettings
from wall.command_words import parse
from wall.diagnostics import Faults
from wall.languages import Languages
from wall.monitors import MONITORS, Monitor, arranged
from wall.monitors import parse as parse_monitors
from wall.pool import ErrorCard, Parts, Registration
from wall.room import Room
from wall.scenes import arrange
from wall.screens import command_monitor
from wall.seats import Seats
from wall.settings import WallSettings
from wall.status import Status
from wall.topbar import BarState, Tab, TopBar

_LIGHT = ("queue", "case", "detail", "alarms", "attention", "broadcast")


class BrokenPanel(QWidget):
    """A panel with a defect that shows when it is poked."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.state, self.age_s = "broken", "current", 0.0

    def poke(self) -> None:
        """Raise in a slot."""
        raise RuntimeError("a defect")


class RoomFixture:
    """A room whose store holds the city of the mock-ups."""

    def __init__(self, folder: Path, app: QApplication, extra: tuple[Registration, ...], **settings: object) -> None:
        accounts.save(folder, "wall", "wall", "x")
        self.languages = Languages(app)
        self.languages.use("en")
        self.seats = Seats("http://127.0.0.1:9", "http://127.0.0.1:9", folder, "dark")
        main = self.seats.main
        main.link = StillLink(main.api, main.store)
        self.hall = VideoHall()
        parts = Parts(self.hall, "main", folder / "recordings")
        registrations = tuple(entry for entry in PANELS if entry.kind in _LIGHT) + extra
        self.room = Room(app, WallSettings(**settings), self.seats, self.languages, registrations, parts)  # type: ignore[arg-type]

    def open(self) -> None:
        """As if the server had answered."""
        main = self.seats.main
        main.profile = profile()
        main.store.load(Snapshot(seq=10, at=NOW, entities=city()))
        main.link.state = LinkState.CURRENT
        for screen in self.room.screens:
            screen.window.show()
        self.seats.opened.emit("desk")

    def close(self) -> None:
        """Nothing stays."""
        self.room.stop()
        self.room.keyboard.deleteLater()
        for screen in self.room.screens:
            screen.window.deleteLater()
        self.hall.stop()
        self.seats.stop()
        self.languages.use("en")


def _broken(_context: Context, _parts: Parts, _settings: object) -> QWidget:
    return BrokenPanel()


def _failing(_context: Context, _parts: Parts, _settings: object) -> QWidget:
    raise ValueError("no such chart")


EXTRA = (Registration("map", _broken), Registration("kpi", _failing, KpiSettings))


@pytest.fixture
def made(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RoomFixture]:
    monkeypatch.setenv(MONITORS, "0,0,1920,1080;1920,0,1920,1080")
    fixture = RoomFixture(tmp_path, qapp, EXTRA)
    yield fixture
    fixture.close()


def test_before_the_server_answers_every_monitor_says_what_is_awaited(made: RoomFixture) -> None:
    for screen in made.room.screens:
        screen.furnish("desk", made.seats.themes["desk"], alone=False)
        screen.wait("http://127.0.0.1:9")
    texts = [label.text() for label in made.room.screens[0].waiting.findChildren(QLabel)]
    assert "Connecting to the server" in texts
    assert "http://127.0.0.1:9" in texts


def test_a_scene_puts_its_panels_on_its_monitors_and_none_overlap(made: RoomFixture) -> None:
    made.open()
    kinds = {(cell.monitor, cell.panel) for cell, _ in made.room.placed}
    assert {(1, "map"), (1, "case"), (2, "queue"), (2, "detail"), (2, "video"), (2, "kpi")} <= kinds
    for screen in made.room.screens:
        here = [panel for cell, panel in made.room.placed if cell.monitor == screen.window.monitor.number]
        rects = [panel.geometry() for panel in here]
        assert all(panel.isVisible() and panel.window() is screen.window for panel in here)
        assert not any(one.intersects(other) for at, one in enumerate(rects) for other in rects[at + 1 :])
        assert all(screen.window.rect().contains(rect) for rect in rects)


def test_an_unknown_kind_and_a_factory_that_fails_become_cards(made: RoomFixture) -> None:
    made.open()
    cards = {cell.panel: panel for cell, panel in made.room.placed if isinstance(panel, ErrorCard)}
    assert "unknown kind" in cards["video"].reason
    assert "ValueError: no such chart" in cards["kpi"].reason


def test_a_defect_turns_one_panel_into_a_card_and_retry_brings_it_back(made: RoomFixture, qtbot: QtBot) -> None:
    made.open()
    faults = Faults(lambda panel, text: made.room.pool.replace(panel, text))
    broken = next(panel for cell, panel in made.room.placed if cell.panel == "map")
    assert isinstance(broken, BrokenPanel)
    try:
        broken.poke()
    except RuntimeError:
        kind, error, trace = sys.exc_info()
        assert kind is not None
        assert error is not None
        faults._hook(kind, error, trace)
    card = next(panel for cell, panel in made.room.placed if cell.panel == "map")
    assert isinstance(card, ErrorCard)
    assert "a defect" in card.reason
    assert faults.errors == ["RuntimeError: a defect"]
    queue = next(panel for cell, panel in made.room.placed if cell.panel == "queue")
    assert not isinstance(queue, ErrorCard)
    qtbot.mouseClick(card.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert isinstance(next(panel for cell, panel in made.room.placed if cell.panel == "map"), BrokenPanel)


def test_the_most_urgent_case_is_looked_at_when_nobody_chose_one(made: RoomFixture) -> None:
    made.open()
    context = made.seats.context("desk", "en")
    assert context is not None
    chosen = context.store.of(Case, context.selection.case_id)
    assert chosen is not None
    assert chosen.short == 97


def test_another_scene_keeps_the_panels_that_both_have(made: RoomFixture) -> None:
    made.open()
    before = {cell.panel: panel for cell, panel in made.room.placed}
    made.seats.main.link.state = LinkState.OFFLINE
    made.room.scenes.request("broadcast")
    after = {cell.panel: panel for cell, panel in made.room.placed}
    assert made.room.scenes.current == "broadcast"
    assert after["map"] is before["map"]
    assert not before["queue"].isVisible()
    assert after["broadcast"].isVisible()


def test_function_keys_change_the_scene_while_somebody_is_typing(made: RoomFixture, qtbot: QtBot) -> None:
    made.open()
    made.seats.main.link.state = LinkState.OFFLINE
    line = made.room.screens[1].command
    assert line is not None
    line.take_focus()
    qtbot.keyClick(line.field, Qt.Key.Key_F3)
    assert made.room.scenes.current == "broadcast"
    qtbot.keyClick(line.field, Qt.Key.Key_F1)
    assert made.room.scenes.current == "duty"


def test_digits_go_to_the_command_line_and_enter_asks_for_the_camera(made: RoomFixture, qtbot: QtBot) -> None:
    made.open()
    context = made.seats.context("desk", "en")
    assert context is not None
    wanted: list[object] = []
    context.selection.cameras_wanted.connect(wanted.append)
    window = made.room.screens[0].window
    qtbot.keyClick(window, Qt.Key.Key_3)
    line = made.room.screens[1].command
    assert line is not None
    assert line.field.text() == "3"
    line.field.setText("37")
    assert "长兴路市场东门" in line.findChildren(QLabel)[1].text()
    line.field.returnPressed.emit()
    assert wanted == [("202",)]
    line.field.setText("case 128")
    line.field.returnPressed.emit()
    assert context.selection.case_id == "1004"


def test_what_cannot_be_done_is_said_on_the_line(made: RoomFixture) -> None:
    made.open()
    line = made.room.screens[1].command
    assert line is not None
    for typed, answer in (("999", "no camera 999"), ("find zzz", "nothing found"), ("hop", "hop: not known")):
        made.room.act(parse(typed))
        assert answer in line.findChildren(QLabel)[1].text()


def test_language_and_theme_change_while_it_runs(made: RoomFixture) -> None:
    made.open()
    assert "Duty" in [tab.title for tab in made.room.screens[0].top._state.tabs]
    made.room.set_theme("light")
    assert made.seats.themes["desk"].color("bg-1").name().upper() == "#EEF1F4"
    made.room.set_language("zh")
    if (Path(__file__).parents[2] / "assets" / "i18n" / "zh_CN.qm").exists():
        assert "值守" in [tab.title for tab in made.room.screens[0].top._state.tabs]
    assert {cell.panel for cell, _ in made.room.placed} >= {"queue", "case"}


def test_a_lost_server_has_its_frame_and_its_time(made: RoomFixture) -> None:
    made.open()
    link = made.seats.main.link
    assert isinstance(link, StillLink)
    made.room.tick()
    assert made.room.screens[0].frame.mode == "air"
    link.say(LinkState.STALE, 12.0)
    made.room.tick()
    mode, words = chrome.mode(made.seats.main)
    assert mode == "lost"
    assert "14:02:25" in words
    assert all(screen.frame.mode == "lost" and screen.frame.isVisible() for screen in made.room.screens)


def test_a_monitor_that_goes_takes_no_panel_with_it(
    made: RoomFixture, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    made.open()
    queue = next(panel for cell, panel in made.room.placed if cell.panel == "queue")
    monkeypatch.setenv(MONITORS, "0,0,1920,1080")
    made.room.monitors._look()
    assert len(made.room.screens) == 1
    kinds = {cell.panel for cell, _ in made.room.placed}
    assert {"map", "queue", "video", "case", "kpi"} <= kinds
    assert next(panel for cell, panel in made.room.placed if cell.panel == "queue") is queue
    assert all(panel.window() is made.room.screens[0].window for _, panel in made.room.placed)
    assert made.room.screens[0].command is not None


def test_the_report_says_how_the_wall_is(made: RoomFixture) -> None:
    made.open()
    said = Status(made.room, Faults(lambda _panel, _text: None)).now()
    assert said["monitors"] == 2
    assert said["complete"] is False
    assert "video (error)" in said["missing"]
    assert said["cases_by_state"]["handling"] == 8
    assert said["poles_by_state"]["playing"] == 1
    assert {panel["name"] for panel in said["panels"]} >= {"queue", "kpi:flow"}


def test_panels_of_other_scenes_outlive_the_window_that_they_were_in(
    made: RoomFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.open()
    duty = [panel for _, panel in made.room.placed]
    made.room.scenes.current = "broadcast"
    made.room.show_scene()
    monkeypatch.setenv(MONITORS, "0,0,1366,768")
    made.room.monitors._look()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.room.scenes.current = "duty"
    made.room.show_scene()
    assert {panel for _, panel in made.room.placed} <= set(duty)
    assert all(panel.isVisible() for _, panel in made.room.placed)


def test_one_of_ones_own_scenes_is_folded_onto_the_monitors_that_there_are() -> None:
    cells = tuple(Cell(monitor=number, x=0, y=0, w=24, h=24, panel=f"p{number}") for number in (1, 2, 3))
    saved = {"mine": Scene(id="1", name="mine", title="Mine", cells=cells)}
    arrangement = arrange("mine", saved, 2)
    assert [cell.monitor for cell in arrangement.cells] == [1, 2, 1]
    assert arrange("duty", saved, 4).cells == arrange("duty", {}, 4).cells
    with pytest.raises(KeyError):
        arrange("nobody's", saved, 2)


def test_monitors_are_numbered_in_reading_order() -> None:
    right, left, below = QRect(1920, 10, 1920, 1080), QRect(0, 0, 1920, 1080), QRect(0, 1080, 1920, 1080)
    numbered = arranged([(below, 1.0), (right, 1.0), (left, 2.0)])
    assert [monitor.rect for monitor in numbered] == [left, right, below]
    assert parse_monitors("0,0,800,600;800,0,800,600")[1] == Monitor(2, QRect(800, 0, 800, 600))
    assert [command_monitor(count) for count in (1, 2, 4)] == [1, 2, 2]
    with pytest.raises(ValueError, match="monitor"):
        parse_monitors("0,0,0,600")


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_alarm_shapes_are_filled_only_where_there_are_alarms(qtbot: QtBot, mode: str) -> None:
    theme = Theme("dark" if mode == "dark" else "light", "desk")
    bar = TopBar(theme)
    qtbot.addWidget(bar)
    bar.resize(1920, 48)
    tabs = (Tab("duty", "值守", "F1"),)
    bar.show_state(BarState(hall="城市管理指挥中心", tabs=tabs, alarms=(0, 1, 2), clock="14:02:37", monitor="屏 1"))
    image = QImage(bar.size(), QImage.Format.Format_RGB32)
    bar.render(image)
    found = {image.pixelColor(x, y).name() for x in range(0, 1920, 2) for y in range(0, 48, 2)}
    assert QColor(theme.color("p2")).name() in found
    assert QColor(theme.color("p3")).name() in found
    assert QColor(theme.color("p1")).name() not in found
    asked: list[str] = []
    bar.scene_requested.connect(asked.append)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar._tabs[0][0].center())
    assert asked == ["duty"]


def test_the_alarm_rate_counts_ten_minutes(made: RoomFixture) -> None:
    made.open()
    state = chrome.bar_state(made.seats.main, WallSettings(shift="B"), (), "duty", "Screen 1")
    raised = [alarm.raised_at for alarm in made.seats.main.store.each(Alarm)]
    assert state.alarms == (1, 1, 2)
    assert state.alarms_per_10_min == sum((NOW - at).total_seconds() <= 600 for at in raised)
    assert state.clock == "14:02:37"
    assert state.duty_title.startswith("B 08:00")
