"""Passwords of cameras and poles: nowhere but in their sealed table, and told to who needs them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from backend.rules.addresses import holds_secret, shown
from contract import commands as c
from contract.entities import Camera, Pole
from contract.errors import Code
from contract.events import Event
from contract.people import DeviceAddress, SecurityPage
from contract.scope import Scope, View
from tests.backend.people import refused
from tests.backend.server import Backend, Caller, running

WORD = "hunter2-of-the-camera"
MAIN, SUB = f"rtsp://admin:{WORD}@10.0.0.7:554/main", f"rtsp://admin:{WORD}@10.0.0.7:554/sub"


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("rtsp://10.0.0.7:554/main", "rtsp://10.0.0.7:554/main"),
        ("sip:12@127.0.0.1:15012", "sip:12@127.0.0.1:15012"),
        ("", ""),
        ("rtsp://admin:x@10.0.0.7:554/main", "rtsp://10.0.0.7:554/main"),
        ("rtsp://admin@10.0.0.7/main", "rtsp://10.0.0.7/main"),
        ("rtsp://admin:a@b:c@10.0.0.7/main", "rtsp://10.0.0.7/main"),
        ("rtsp://admin:a/b#c?d@10.0.0.7/main", "rtsp://10.0.0.7/main"),
        ("RTSP://admin:x@host/main", "RTSP://host/main"),
        ("sip:12:x@10.0.0.9:5060", "sip:12@10.0.0.9:5060"),
        ("sip:12:a/b@10.0.0.9", "sip:12@10.0.0.9"),
        ("http://h/v?user=admin&password=x&channel=1", "http://h/v?user=admin&password=&channel=1"),
        (
            "rtsp://h/user=admin_password=x_channel=1_stream=0.sdp",
            "rtsp://h/user=admin_password=_channel=1_stream=0.sdp",
        ),
        ("http://h/v?TOKEN=abc", "http://h/v?TOKEN="),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, seen: str) -> None:
    assert shown(address) == seen
    assert shown(seen) == seen
    assert holds_secret(address) is (address != seen)


def save(seat: Caller, **given: object) -> Camera:
    details = {"number": 7, "name": "东门", "main_url": MAIN, "sub_url": SUB} | given
    camera_id = seat.send(c.SaveCamera(**details)).ids[0]  # type: ignore[arg-type]
    camera = seat.live_state()["camera"][camera_id]
    assert isinstance(camera, Camera)
    return camera


def address(seat: Caller, camera: Camera) -> DeviceAddress:
    return seat.get(f"/api/cameras/{camera.id}/address", DeviceAddress)


def test_the_password_of_a_camera_is_told_to_the_full_view_and_stands_nowhere_else(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        camera = save(admin)
        assert camera.secret
        assert (camera.main_url, camera.sub_url) == ("rtsp://10.0.0.7:554/main", "rtsp://10.0.0.7:554/sub")
        assert address(server.account("duty"), camera) == DeviceAddress(main_url=MAIN, sub_url=SUB)
        for view in (View.PUBLIC, View.DEPARTMENT):
            scope = Scope(view=view, department_id="1" if view is View.DEPARTMENT else None)
            if view is View.DEPARTMENT:
                department = admin.send(c.SaveDepartment(code="D", name="D")).ids[0]
                scope = Scope(view=view, department_id=department)
            with refused(Code.WRONG_ROLE):
                address(server.account("duty", scope=scope), camera)
        with refused(Code.NOT_FOUND):
            address(server.account("duty", scope=Scope(device_groups=("elsewhere",))), camera)
        told = server.account("audit").get("/api/security/log", SecurityPage, what="address.read")
        assert [(one.about, one.result) for one in told.lines] == [(f"camera:{camera.id}", "ok")]
        assert WORD not in msgspec.json.encode(admin.get("/api/events", list[Event])).decode()
        log = server.log
    assert WORD not in log
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]


def test_saving_a_camera_as_it_is_shown_keeps_its_password(server: Backend) -> None:
    admin = server.admin()
    first = save(admin, number=70)
    renamed = save(admin, number=70, name="西门", main_url=first.main_url, sub_url=first.sub_url)
    assert renamed.secret == first.secret
    assert address(admin, renamed) == DeviceAddress(main_url=MAIN, sub_url=SUB)
    half = save(admin, number=70, main_url=first.main_url, sub_url="rtsp://10.0.0.8/other")
    assert address(admin, half) == DeviceAddress(main_url=MAIN, sub_url="rtsp://10.0.0.8/other")
    forgotten = save(admin, number=70, main_url=first.main_url, sub_url="", forget_secret=True)
    assert (forgotten.secret, address(admin, forgotten).main_url) == (0, first.main_url)
    assert save(admin, number=70).secret


def test_the_gateway_gets_the_password_of_a_pole(server: Backend) -> None:
    admin = server.admin()
    pole_id = admin.send(c.SavePole(number=71, name="p", address=f"sip:71:{WORD}@10.0.0.9")).ids[0]
    pole = admin.live_state()["pole"][pole_id]
    assert isinstance(pole, Pole)
    assert pole.address == "sip:71@10.0.0.9"
    path = f"/api/poles/{pole_id}/address"
    assert server.account("device").get(path, DeviceAddress).address == f"sip:71:{WORD}@10.0.0.9"
    with refused(Code.WRONG_ROLE):
        server.account("duty").get(path, DeviceAddress)


def test_an_import_seals_too_and_notices_a_new_password_alone(server: Backend) -> None:
    admin = server.admin()
    for word, accepted in ((WORD, 1), (WORD, 0), (WORD + "2", 1)):
        body = f"number,name,main_url\n72,c,rtsp://admin:{word}@10.0.0.7/main\n".encode()
        started = admin.request("POST", "/api/imports/cameras", data=body).json()
        progress = started
        while progress["state"] in ("waiting", "running"):
            progress = admin.request("GET", f"/api/imports/{started['id']}").json()
        assert (progress["state"], progress.get("accepted", 0)) == ("done", accepted)
    camera = next(one for one in admin.live_state()["camera"].values() if isinstance(one, Camera) and one.number == 72)
    assert camera.main_url == "rtsp://10.0.0.7/main"
    assert address(admin, camera).main_url == f"rtsp://admin:{WORD}2@10.0.0.7/main"


def test_what_an_older_program_stored_is_sealed_at_the_start(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        camera = save(server.admin(), main_url="rtsp://10.0.0.7:554/main", sub_url="")
        session, seq = server.admin().session, server.admin().snapshot().seq
    old = msgspec.json.encode(msgspec.structs.replace(camera, main_url=MAIN)).decode()
    with sqlite3.connect(tmp_path / "citywall.db") as file:
        file.execute("UPDATE entities SET body = ? WHERE kind = 'camera'", (old,))
        event = file.execute("SELECT event FROM outbox WHERE event LIKE '%camera.changed%'").fetchone()[0]
        file.execute(
            "INSERT INTO outbox SELECT seq + 1, recorded_at, ?, before FROM outbox ORDER BY seq DESC LIMIT 1",
            (event.replace("rtsp://10.0.0.7:554/main", MAIN),),
        )
        file.execute("UPDATE counters SET value = value + 1 WHERE name = 'outbox'")
    file.close()
    with running(tmp_path) as server:
        seat = server._caller(session)
        kept = seat.live_state()["camera"][camera.id]
        assert isinstance(kept, Camera)
        assert (kept.main_url, bool(kept.secret)) == ("rtsp://10.0.0.7:554/main", True)
        assert address(seat, kept).main_url == MAIN
        with seat.listen(since=seq) as live:
            assert getattr(live.next(), "resync", False)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]
