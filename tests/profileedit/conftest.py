"""An administrator's seat on a real server with the small profile, and the editor really shown (offscreen)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from backend_client.session import SeatSession
from contract.profile_files.wire import ProfileOrder, ProfileTables, ProfileVersion
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Theme
from profileedit.profile_panel import ProfilePanel
from tests.backend.server import PASSWORD, Backend, running
from tests.contract.profile_maker import tables
from tests.panels.conftest import make_seat
from tests.panels.room import profile

Editor = Callable[[], ProfilePanel]


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        yield server


@pytest.fixture
def sample(backend: Backend) -> ProfileTables:
    """The small profile in use."""
    admin = backend.admin()
    whole = tables(responsibility=(("C01", "", "HW"),))
    del whole["people"]
    base = admin.get("/api/profile/tables", ProfileTables).base
    admin.post("/api/profile/tables", ProfileOrder(tables=whole, base=base), ProfileVersion)
    return admin.get("/api/profile/tables", ProfileTables)


@pytest.fixture
def editor(backend: Backend, sample: ProfileTables, qtbot: QtBot, tmp_path: Path) -> Iterator[Editor]:
    """Opens the editor at the administrator's seat; what it leaves lies in a folder of the test."""
    backend.admin()
    session = SeatSession(backend.url)
    session.start("admin", PASSWORD)
    qtbot.waitUntil(lambda: session.link.state is LinkState.CURRENT, timeout=15_000)

    def open_it() -> ProfilePanel:
        context = Context(
            session.store, session.link, session.api, Selection(), profile(), Theme("dark", "desk"), "desk", "en"
        )
        panel = ProfilePanel(context, tmp_path / "drafts")
        qtbot.addWidget(panel)
        panel.resize(1400, 700)
        panel.show()
        qtbot.waitUntil(lambda: panel.sheet is not None and panel.page.grid.hasFocus(), timeout=10_000)
        return panel

    yield open_it
    session.stop()


__all__ = ["backend", "editor", "make_seat", "sample"]
