"""A post's seat on the real server, with the names of the small city."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from backend_client.session import SeatSession
from contract.profile import CityProfile
from contract.scope import FULL, Scope
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Theme
from tests.backend.server import PASSWORD, Backend
from tests.panels.room import profile

Show = Callable[[QWidget, tuple[int, int]], QWidget]


class PostSeat:
    """Somebody at a seat. Leave it with `stop`."""

    def __init__(
        self, backend: Backend, qtbot: QtBot, *roles: str, city: CityProfile | None = None, scope: Scope = FULL
    ) -> None:
        self.caller = backend.account(*roles, scope=scope)
        self.session = SeatSession(backend.url)
        self.session.start(self.caller.session.name, PASSWORD)
        qtbot.waitUntil(lambda: self.session.link.state is LinkState.CURRENT, timeout=15_000)
        session = self.session
        self.context = Context(
            session.store,
            session.link,
            session.api,
            Selection(),
            city or profile(),
            Theme("dark", "desk"),
            "desk",
            "en",
        )

    def stop(self) -> None:
        self.session.stop()
