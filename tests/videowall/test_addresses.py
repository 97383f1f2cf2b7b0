"""A wall gets the passwords of cameras from a real server, once for each change, and none for cameras without."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from backend_client.api import Api
from contract.commands import SaveCamera
from contract.entities import Camera
from contract.people import SecurityPage
from tests.backend.server import Caller, running
from videowall.addresses import AddressBook
from videowall.planner import Addresses


def saved(admin: Caller, url: str) -> Camera:
    camera_id = admin.send(SaveCamera(number=7, name="c", main_url=url)).ids[0]
    camera = admin.live_state()["camera"][camera_id]
    assert isinstance(camera, Camera)
    return camera


def test_an_address_with_a_password_is_asked_for_once_for_each_change(tmp_path: Path, qtbot: QtBot) -> None:
    with running(tmp_path) as server:
        api = Api(server.url)
        try:
            api.adopt(server.account("duty").session)
            book, admin = AddressBook(api), server.admin()
            plain = saved(admin, "rtsp://10.0.0.7/main")
            assert book.of([plain]) == {plain.id: Addresses("rtsp://10.0.0.7/main", "", plain.number)}
            for word in ("first", "second"):
                camera = saved(admin, f"rtsp://admin:{word}@10.0.0.7/main")
                with qtbot.waitSignal(book.changed, timeout=10_000):
                    book.of([camera])
                    book.of([camera])
                assert book.of([camera]) == {
                    camera.id: Addresses(f"rtsp://admin:{word}@10.0.0.7/main", "", camera.number)
                }
            told = server.account("audit").get("/api/security/log", SecurityPage, what="address.read")
            assert len(told.lines) == 2
        finally:
            api.close()
