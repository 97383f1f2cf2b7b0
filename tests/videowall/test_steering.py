"""Steering from a tile: keys to a real server and from there to a camera that turns, the strip, the card in public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from contract import commands as c
from contract.entities import AnyEntity
from contract.protocol import Session
from contract.scope import Scope, View
from contract.snapshot import Snapshot
from contract.steering import Steer, SteerAct, Steered
from panelkit.context import Context
from tests.backend.server import Backend, Caller, running
from tests.ptz.camera import Camera
from tests.videowall.seat import camera, chinese, seat
from videowall.face import Look
from videowall.hall import VideoHall
from videowall.panel import VideoPanel
from videowall.steering import Steering

WAIT = 30_000
AWAY = "rtsp://127.0.0.1:9/no-picture-needed"


class Town:
    """A server, a camera that turns, and one panel at it whose store is filled by hand."""

    def __init__(self, server: Backend, device: Camera, qtbot: QtBot) -> None:
        self.server, self.device = server, device
        admin = server.admin()
        admin.send(c.SaveCamera(number=7, name="长兴路市场东门", main_url=AWAY, control_url=device.with_login()))
        admin.send(c.SaveCamera(number=8, name="fixed", main_url=AWAY))
        self.caller = server.account("duty", username="li")
        self.hall = VideoHall()
        self.context = self._context()
        self.panel = VideoPanel(self.context, self.hall, columns=2, rows=1)
        self.steering = Steering(self.panel)
        self.panel.resize(960, 420)
        qtbot.addWidget(self.panel)
        self.panel.show()
        self.refresh()
        self.panel.surface.setFocus()

    def _context(self) -> Context:
        bare = seat()
        api = bare.api
        api.base_url = self.server.url
        api.adopt(self.caller.session)
        return bare

    def refresh(self) -> None:
        """What the link would bring."""
        self.context.store.load(self.caller.snapshot())

    def order(self, caller: Caller, steer: Steer) -> None:
        ids = {one.number: one.id for one in self.caller.live_state()["camera"].values()}  # type: ignore[union-attr]
        caller.post(f"/api/cameras/{ids[7]}/steering", steer, Steered)


@pytest.fixture
def town(qtbot: QtBot) -> Iterator[Town]:
    with Camera() as device, running() as server:
        one = Town(server, device, qtbot)
        yield one
        one.panel.close_video()
        one.hall.stop()
        one.context.api.close()


def take(qtbot: QtBot, town: Town) -> None:
    qtbot.keyClick(town.panel.surface, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: town.steering.held, timeout=WAIT)
    town.refresh()
    qtbot.waitUntil(lambda: "you steer" in town.steering.strip.text(), timeout=WAIT)


def test_keys_turn_the_camera_while_they_are_down_and_esc_lets_it_go(qtbot: QtBot, town: Town) -> None:
    surface = town.panel.surface
    take(qtbot, town)
    assert "7 长兴路市场东门" in town.steering.strip.text()
    assert town.steering.strip.height() < 40 < 200 < surface.height()
    qtbot.keyPress(surface, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: town.device.motion.speed["x"] == -0.4, timeout=WAIT)
    qtbot.keyRelease(surface, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: not town.device.moving(), timeout=WAIT)
    qtbot.keyPress(surface, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: town.device.motion.speed["z"] == 0.4, timeout=WAIT)
    qtbot.keyRelease(surface, Qt.Key.Key_Plus)
    qtbot.keyClicks(surface, "1")
    qtbot.keyClick(surface, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: town.device.count("GotoPreset") == 1, timeout=WAIT)
    qtbot.keyClick(surface, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: town.device.count("GotoHomePosition") == 1, timeout=WAIT)
    qtbot.keyClick(surface, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: all(not _held(one) for one in town.caller.snapshot().entities), timeout=WAIT)
    assert not town.steering.held
    assert surface.focus == 0


def test_a_held_key_keeps_it_moving_and_losing_the_keyboard_stops_it(qtbot: QtBot, town: Town) -> None:
    take(qtbot, town)
    qtbot.keyPress(town.panel.surface, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: town.device.count("ContinuousMove") >= 2, timeout=WAIT)  # said again by itself
    town.panel.surface.clearFocus()
    qtbot.waitUntil(lambda: not town.device.moving() and not town.steering.held, timeout=WAIT)


def test_who_steers_is_named_and_rank_takes_over_with_a_second_p(qtbot: QtBot, town: Town) -> None:
    chief = town.server.account("shift_leader", username="wang")
    town.order(chief, Steer(act=SteerAct.TAKE))
    town.refresh()
    qtbot.waitUntil(lambda: "wang" in town.steering.strip.text(), timeout=WAIT)
    qtbot.keyClick(town.panel.surface, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: "wang" in town.panel.banner.label.text(), timeout=WAIT)
    assert not town.steering.held
    town.order(chief, Steer(act=SteerAct.RELEASE))
    broadcaster = town.server.account("broadcaster", username="zhao")
    town.order(broadcaster, Steer(act=SteerAct.TAKE))
    town.refresh()
    qtbot.keyClick(town.panel.surface, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: "zhao" in town.panel.banner.label.text(), timeout=WAIT)
    take(qtbot, town)
    town.order(chief, Steer(act=SteerAct.TAKE, take_over=True))
    town.refresh()
    qtbot.waitUntil(lambda: not town.steering.held, timeout=WAIT)
    assert "wang" in town.panel.banner.label.text()


def test_a_camera_without_control_and_a_device_that_is_away_have_their_sentences(qtbot: QtBot, town: Town) -> None:
    town.panel.surface.set_focus(1)
    qtbot.keyClick(town.panel.surface, Qt.Key.Key_P)
    assert town.panel.banner.isVisible()
    assert not town.steering.held
    town.panel.surface.set_focus(0)
    take(qtbot, town)
    town.device.password = "changed"
    qtbot.keyPress(town.panel.surface, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "password" in town.panel.banner.label.text(), timeout=WAIT)
    qtbot.keyRelease(town.panel.surface, Qt.Key.Key_Right)


def _held(entity: AnyEntity) -> bool:
    return getattr(entity, "steered_by_id", None) is not None


def test_a_public_screen_shows_a_neutral_card(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    steered = replace(camera(7, ""), steered_until_at=datetime.now(UTC))
    context, hall = seat((steered,)), VideoHall()
    public = Session(
        token="t",
        expires_at=datetime.now(UTC),
        person_id="1",
        name="",
        roles=("kiosk",),
        scope=Scope(view=View.PUBLIC),
    )
    context.api.adopt(public)
    words = chinese(tmp_path)
    qapp.installTranslator(words)
    panel = VideoPanel(context, hall, columns=1, rows=1)
    try:
        qtbot.addWidget(panel)
        panel.show()
        panel.refresh()
        assert [fact.state for fact in panel.camera_facts()] == [Look.SCREENED.value]
        context.store.load(Snapshot(seq=2, at=datetime.now(UTC), entities=(camera(7, AWAY),)))
        qtbot.waitUntil(lambda: panel.camera_facts()[0].state != Look.SCREENED.value, timeout=WAIT)
    finally:
        panel.close_video()
        hall.stop()
        qapp.removeTranslator(words)
