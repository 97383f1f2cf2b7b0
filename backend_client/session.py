"""One seat, composed: the door, the store and the live socket, and the way in."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.api import Api
from backend_client.entry import Entry
from backend_client.link import Link
from backend_client.retry import Backoff
from backend_client.store import Store
from contract.errors import Code, Problem
from contract.profile import CityProfile
from contract.trust import MACHINE, Trust

log = logging.getLogger(__name__)
PROFILE_PATH = "/api/profile"


class SeatSession(QObject):
    """`opened(CityProfile)` once the seat is in and the city's names are here; `refused(Problem)` where it may not;
    `waiting(Problem)` while the server cannot be reached: it is tried again, for ever. Where a person is needed,
    `entry` asks. `ended(Problem)`: the session that was adopted does not hold any more; one with credentials logs in
    again."""

    opened = Signal(object)
    refused = Signal(object)
    waiting = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        base_url: str,
        *,
        samples: tuple[str, ...] = ("vehicles", "units"),
        trust: Trust = MACHINE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.api = Api(base_url, self, trust=trust)
        self.api.session_ended.connect(self._ended)
        self.entry = Entry(self.api, self)
        self.entry.opened.connect(self._ask_profile)
        self.entry.failed.connect(self._not_yet)
        self.store = Store(self)
        self.link = Link(self.api, self.store, samples=samples, parent=self)
        self.profile: CityProfile | None = None
        self._credentials: tuple[str, str] | None = None
        self._backoff = Backoff()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._enter)

    def start(self, username: str = "", password: str = "") -> None:
        """Log in and go live; without credentials, with the session that `api.adopt` was given."""
        self._credentials = (username, password) if username else None
        self._enter()

    def ask(self, username: str = "") -> None:
        """Let a person log in."""
        self._credentials = None
        self.entry.ask_account(username)

    def change_person(self) -> None:
        """End this session; whoever comes next logs in. Also where the server does not hear of it."""
        self._again.stop()
        self.link.stop()
        pending = self.api.post("/api/logout", b"{}", lane="commands")
        pending.succeeded.connect(self._left)
        pending.failed.connect(self._left)

    def _left(self, _answer: object) -> None:
        self.api.leave()
        self.ask()

    def stop(self) -> None:
        """Leave: no socket, no timer, no thread of ours stays."""
        self._again.stop()
        self.link.stop()
        self.api.close()

    def _enter(self) -> None:
        if self._credentials is not None and self.api.session is None:
            self.entry.begin(*self._credentials)
        else:
            self._ask_profile()

    def _ask_profile(self) -> None:
        pending = self.api.get(PROFILE_PATH, None, CityProfile)
        pending.succeeded.connect(self._open)
        pending.failed.connect(self._not_yet)

    def _open(self, profile: object) -> None:
        assert isinstance(profile, CityProfile)
        self.profile = profile
        self._backoff.reset()
        self.link.start()
        self.opened.emit(profile)

    def _ended(self, problem: object) -> None:
        self.link.stop()
        self._again.stop()
        if self._credentials is not None:
            self._enter()
        elif self.entry.by_person:
            assert isinstance(problem, Problem)
            self.entry.ask_account(problem=problem)
        else:
            self.ended.emit(problem)

    def _not_yet(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        if problem.code in (Code.UNAVAILABLE, Code.OVERLOADED, Code.TOO_MANY_TRIES):
            self._again.start(round(self._backoff.next_s() * 1000))
            self.waiting.emit(problem)
            return
        log.error("the server refuses this seat: %s %s", problem.code, problem.reason)
        self.refused.emit(problem)
