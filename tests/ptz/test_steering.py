"""Steering through the server: rights, the lock with its name, take-over by rank, silence, the log, secrets."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from contract import commands as c
from contract.entities import Camera as CameraEntity
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.people import SecurityPage
from contract.scope import Scope, View
from contract.steering import HELD_S, STEERERS, Preset, Steer, SteerAct, Steered
from tests.backend.people import refused
from tests.backend.postgres import cluster, fresh_database
from tests.backend.server import Backend, Caller, running
from tests.ptz.camera import Camera
from tests.waiting import until

LEFT = Steer(act=SteerAct.MOVE, pan=-0.5)


@dataclass
class Town:
    """A server and a camera in its street."""

    server: Backend
    device: Camera
    camera_id: str

    def order(self, seat: Caller, act: SteerAct | Steer, **more: object) -> Steered:
        steer = act if isinstance(act, Steer) else Steer(act=act, **more)  # type: ignore[arg-type]
        return seat.post(f"/api/cameras/{self.camera_id}/steering", steer, Steered)

    def entity(self, seat: Caller) -> CameraEntity:
        found = seat.live_state()["camera"][self.camera_id]
        assert isinstance(found, CameraEntity)
        return found

    def log(self) -> list[tuple[str, str, str]]:
        """What the log says of steering, the oldest first: what, who, and of movements how they ended."""
        page = self.server.account("audit").get("/api/security/log", SecurityPage, limit=500)
        found = [one for one in reversed(page.lines) if one.what.startswith("ptz.")]
        return [(one.what, one.name, one.detail.get("ended", one.detail.get("holder", ""))) for one in found]


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Iterator[Town]:
    """On SQLite; on PostgreSQL where a test asks for it."""
    flags: tuple[str, ...] = ()
    if getattr(request, "param", "") == "postgresql":
        flags = ("--database", fresh_database(request.getfixturevalue("postgres_url")))
    with Camera() as device, running(flags=flags) as server:
        done = server.admin().send(
            c.SaveCamera(number=7, name="东门", main_url="rtsp://10.0.0.7/main", control_url=device.with_login())
        )
        yield Town(server, device, done.ids[0])


@pytest.mark.parametrize("town", ["sqlite", "postgresql"], indirect=True)
def test_a_camera_is_taken_turned_and_let_go_and_every_use_is_logged(town: Town) -> None:
    duty = town.server.account("duty", username="li")
    with refused(Code.CONFLICT, "camera_id"):
        town.order(duty, LEFT)  # nobody has taken it
    town.order(duty, SteerAct.TAKE)
    seen = town.entity(duty)
    assert seen.steered_by_id == duty.session.person_id
    assert seen.steered_until_at is not None
    town.order(duty, LEFT)
    assert town.device.moving()
    town.order(duty, SteerAct.STOP)
    assert not town.device.moving()
    assert duty.get(f"/api/cameras/{town.camera_id}/presets", list[Preset]) == [Preset(token="1", name="东门")]
    town.order(duty, SteerAct.GO, preset="1")
    assert town.device.place()["x"] == 0.5
    assert town.order(duty, SteerAct.SAVE, name="市场").preset == "2"
    town.order(duty, SteerAct.HOME)
    assert town.device.place()["x"] == 0.0
    with refused(Code.NOT_FOUND):
        town.order(duty, SteerAct.GO, preset="99")
    town.order(duty, SteerAct.RELEASE)
    assert town.entity(duty).steered_by_id is None
    until(lambda: ("ptz.moved", "li", "key") in town.log())
    acts = [what for what, _, _ in town.log()]
    assert sorted(acts) == sorted(
        ["ptz.taken", "ptz.moved", "ptz.go", "ptz.save", "ptz.home", "ptz.go", "ptz.released"]
    )


def test_a_movement_ends_where_the_seat_falls_silent(town: Town) -> None:
    duty = town.server.account("duty", username="li")
    town.order(duty, SteerAct.TAKE)
    town.order(duty, LEFT)
    until(lambda: town.device.count("Stop") == 1, what="it moves on though nobody is there")
    assert not town.device.moving()
    until(lambda: ("ptz.moved", "li", "silence") in town.log())


@pytest.mark.parametrize("town", ["sqlite", "postgresql"], indirect=True)
def test_rank_takes_over_and_leaves_a_trace(town: Town) -> None:
    duty, second = town.server.account("duty", username="li"), town.server.account("duty", username="wang")
    chief = town.server.account("shift_leader", username="chief")
    town.order(duty, SteerAct.TAKE)
    with pytest.raises(Refused) as caught:
        town.order(second, SteerAct.TAKE, take_over=True)
    assert caught.value.problem.code is Code.CONFLICT
    assert caught.value.problem.params["holder"] == "li"
    assert not caught.value.problem.params.get("take")
    with pytest.raises(Refused) as caught:
        town.order(chief, SteerAct.TAKE)
    assert caught.value.problem.params["take"] == "may"
    town.order(duty, LEFT)
    assert town.device.moving()
    town.order(chief, SteerAct.TAKE, take_over=True)
    until(lambda: not town.device.moving(), what="what the former holder began goes on")
    with pytest.raises(Refused) as caught:
        town.order(duty, LEFT)
    assert caught.value.problem.params["holder"] == "chief"
    town.order(duty, SteerAct.RELEASE)  # it is not his any more: nothing
    assert town.entity(duty).steered_by_id == chief.session.person_id
    until(lambda: ("ptz.moved", "li", "handed_over") in town.log())
    assert ("ptz.taken_over", "chief", "li") in town.log()


@pytest.mark.parametrize("role", sorted(Role))
def test_who_may_steer(town: Town, role: Role) -> None:
    seat = town.server.account(str(role))
    if role in STEERERS:
        town.order(seat, SteerAct.TAKE)
        return
    with refused(Code.WRONG_ROLE):
        town.order(seat, SteerAct.TAKE)
    with refused(Code.WRONG_ROLE):
        seat.get(f"/api/cameras/{town.camera_id}/presets", list[Preset])


def test_scopes_and_views_hold_for_steering(town: Town) -> None:
    elsewhere = town.server.account("duty", scope=Scope(device_groups=("elsewhere",)))
    with refused(Code.NOT_FOUND):
        town.order(elsewhere, SteerAct.TAKE)
    public = town.server.account("duty", scope=Scope(view=View.PUBLIC))
    with refused(Code.WRONG_ROLE):
        town.order(public, SteerAct.TAKE)


def test_a_public_screen_learns_that_it_is_steered_but_neither_by_whom_nor_where(town: Town) -> None:
    public = town.server.account("kiosk", scope=Scope(view=View.PUBLIC))
    assert town.entity(public).main_url == "rtsp://10.0.0.7/main"
    duty = town.server.account("duty")
    town.order(duty, SteerAct.TAKE)
    seen = town.entity(public)
    assert seen.steered_until_at is not None
    assert (seen.steered_by_id, seen.main_url, seen.sub_url, seen.control_url) == (None, "", "", "")
    town.order(duty, SteerAct.RELEASE)
    assert town.entity(public).main_url == "rtsp://10.0.0.7/main"


def test_the_password_of_the_device_service_is_sealed(town: Town) -> None:
    seen = town.entity(town.server.admin())
    assert seen.control_url == town.device.address
    assert seen.secret
    told = town.server.account("duty").request("GET", f"/api/cameras/{town.camera_id}/address").text
    assert "operator" not in told  # whoever opens streams is not told how to steer
    assert "operator" not in town.server.log


def test_what_the_device_says_reaches_the_seat_as_a_reason(town: Town) -> None:
    duty = town.server.account("duty")
    town.order(duty, SteerAct.TAKE)
    town.device.password = "changed"
    with pytest.raises(Refused) as caught:
        town.order(duty, LEFT)
    assert caught.value.problem.code is Code.WRONG_STATE
    assert caught.value.problem.params["why"] == "login"
    plain = town.server.admin().send(c.SaveCamera(number=8, name="fixed")).ids[0]
    with refused(Code.WRONG_STATE):
        duty.post(f"/api/cameras/{plain}/steering", Steer(act=SteerAct.TAKE), Steered)
    for body in ('{"act":"fly"}', '{"act":"move","pan":7}', "[", '{"act":"go"}', '{"act":"save","name":"a\\u0007"}'):
        answer = duty.request("POST", f"/api/cameras/{town.camera_id}/steering", data=body)
        assert answer.status_code in (400, 422), body
    assert duty.request("POST", "/api/cameras/x/steering", data="{}").status_code in (400, 422)


def test_an_hour_later_it_is_nobodys_and_the_servers_end_stops_it(town: Town) -> None:
    duty = town.server.account("duty")
    town.order(duty, SteerAct.TAKE)
    seen = town.entity(duty)
    assert seen.steered_until_at is not None
    assert timedelta(0) < seen.steered_until_at - duty.snapshot().at <= timedelta(seconds=HELD_S)
    town.order(duty, LEFT)
    town.server.stop()
    assert not town.device.moving()
    assert town.device.count("Stop") >= 1


def test_whoever_gave_no_order_for_long_holds_it_no_more_and_a_crash_keeps_nobodys_hand_on_it(tmp_path: Path) -> None:
    with Camera() as device:
        with running(tmp_path) as server:
            details = {"number": 7, "name": "东门", "control_url": device.with_login()}
            camera_id = server.admin().send(c.SaveCamera(**details)).ids[0]  # type: ignore[arg-type]
            Town(server, device, camera_id).order(server.account("duty", username="li"), SteerAct.TAKE)
        with contextlib.closing(sqlite3.connect(tmp_path / "citywall.db")) as file, file:  # an hour passes
            body = msgspec.json.decode(file.execute("SELECT body FROM entities WHERE kind = 'camera'").fetchone()[0])
            body["steered_until_at"] = "2026-01-01T00:00:00Z"
            file.execute("UPDATE entities SET body = ? WHERE kind = 'camera'", (msgspec.json.encode(body).decode(),))
        with running(tmp_path) as server:
            town, again = Town(server, device, camera_id), server.log_in("li")
            with refused(Code.CONFLICT):
                town.order(again, LEFT)
            until(lambda: town.entity(again).steered_until_at is None, what="it is his for ever")
            server._admin = server.log_in("admin")
            assert ("ptz.lapsed", "", "li") in town.log()
