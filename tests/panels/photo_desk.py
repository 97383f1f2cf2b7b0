"""A duty officer's seat on the real server, and files to attach."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable

from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from backend_client.session import SeatSession
from casequeue.detail_panel import DetailPanel
from casequeue.photo_strip import PhotoStrip
from contract.entities import Id
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Theme
from tests.backend.server import PASSWORD, Backend, Caller
from tests.panels.room import profile

Show = Callable[[QWidget, tuple[int, int]], QWidget]


def jpeg(colour: str = "red", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **options)
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(8000)
        stream.writeframes(b"\1\2" * 4000)
    return out.getvalue()


def put(seat: Caller, case_id: Id, body: bytes, kind: str = "scene", name: str = "a.jpg") -> None:
    path = f"/api/cases/{case_id}/attachments"
    answer = seat.request("POST", path, params={"kind": kind, "name": name}, data=body)
    assert answer.ok, answer.text


class Desk:
    """A duty officer's seat on the real server."""

    def __init__(self, backend: Backend, qtbot: QtBot, *roles: str) -> None:
        caller = backend.account(*(roles or ("duty", "shift_leader")))
        self.session = SeatSession(backend.url)
        self.session.start(caller.session.name, PASSWORD)
        qtbot.waitUntil(lambda: self.session.link.state is LinkState.CURRENT, timeout=15_000)
        session = self.session
        self.context = Context(
            session.store, session.link, session.api, Selection(), profile(), Theme("dark", "desk"), "desk", "en"
        )

    def panel(self, shown: Show) -> DetailPanel:
        panel = DetailPanel(self.context)
        shown(panel, (1900, 330))
        return panel


def kinds(strip: PhotoStrip) -> list[str]:
    return [cell.picture()[0] for cell in strip.cells]


def settled(strip: PhotoStrip, count: int) -> bool:
    return kinds(strip).count("photo") == count and "loading" not in kinds(strip)
