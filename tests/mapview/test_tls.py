"""The map page over TLS: it takes the certificate of the city's own authority, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend_client.session import SeatSession
from contract.trust import Trust
from mapview.panel import MapPanel
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Theme
from tests.backend.server import PASSWORD, start
from tests.panels.room import profile
from tests.tls import Authority

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Unverified HTTPS request"),
    pytest.mark.qt_log_ignore("QRhi", "RHI", "GPUInfo", "propagateSizeHints", "Sandboxing", "dbus", extend=True),
]


def test_the_page_lives_by_the_citys_own_authority_and_not_by_another(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    authority, stranger = Authority(tmp_path / "ca"), Authority(tmp_path / "other", "Somebody Else")
    server = start(tmp_path / "server", environ=authority.sign())
    token = (tmp_path / "server" / "setup-token").read_text().strip()
    body = {"setup_token": token, "username": "admin", "password": PASSWORD, "name": "Admin"}
    requests.post(f"{server.url}/api/setup", json=body, verify=False, timeout=20)
    seat = SeatSession(server.url, trust=Trust(authority.ca_file))
    seat.start("admin", PASSWORD)
    qtbot.waitUntil(lambda: seat.store.loaded, timeout=15_000)
    context = Context(seat.store, seat.link, seat.api, Selection(), profile(), Theme("dark", "desk"))

    panel = MapPanel(context)
    panel.resize(900, 600)
    panel.show()
    qtbot.waitUntil(lambda: panel.page_state.get("seq") is not None, timeout=30_000)
    qtbot.waitUntil(lambda: panel.page_state.get("link") == "current", timeout=30_000)
    with qtbot.waitSignal(panel.destroyed, timeout=10_000):
        panel.deleteLater()

    seat.api.trust = Trust(stranger.ca_file)
    refused = MapPanel(context)
    refused.resize(900, 600)
    refused.show()
    qtbot.waitUntil(lambda: bool(refused.page_state.get("refused")), timeout=30_000)
    assert refused.page_state.get("seq") is None
    with qtbot.waitSignal(refused.destroyed, timeout=10_000):
        refused.deleteLater()
    seat.stop()
    assert server.stop() == 0
