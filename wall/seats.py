"""The sessions of a wall: the desk's own, and the kiosk's redacted one, opened when a kiosk scene is first shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.presence import Presence
from backend_client.session import PROFILE_PATH, SeatSession
from backend_client.voice import VoiceGateway
from contract.events import PROFILE_CHANGED, RENAMING, Event
from contract.profile import CityProfile
from contract.trust import MACHINE, Trust
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Mode, Theme
from wall import accounts
from wall.kiosk import KioskDoor
from wall.posts import Post

log = logging.getLogger(__name__)
Profile = Literal["desk", "wall", "kiosk"]
_SETTLE_MS = 1500
_GROUND = frozenset({"basemap", "components", "geometry"})
"""Parts of an import that change no names."""
PROFILES: tuple[Profile, ...] = ("desk", "wall", "kiosk")


class Seats(QObject):
    """`opened(str)` with `desk` or `kiosk` once that session is in; `refused(Problem)` where it may not;
    `waiting(Problem)` while the server is not reached;
    `renamed` after a city was imported: every context is a new one then."""

    opened = Signal(str)
    refused = Signal(object)
    waiting = Signal(object)
    renamed = Signal()

    def __init__(
        self,
        api_url: str,
        gateway_url: str,
        data: Path,
        mode: Mode,
        parent: QObject | None = None,
        *,
        trust: Trust = MACHINE,
        kiosk: bool = False,
        post: Post | None = None,
        username: str = "",
    ) -> None:
        """A `post`'s own seat is entered with its account file, or by a person where there is none or a `username`
        is given."""
        super().__init__(parent)
        self._trust, self.post, self._username = trust, post, username
        self._url, self._data = api_url, data
        self._sessions: dict[str, SeatSession] = {}
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._contexts: dict[tuple[Profile, str], Context] = {}
        self._selections = {"desk": Selection(self), "kiosk": Selection(self)}
        self.themes: dict[Profile, Theme] = {
            "desk": Theme(mode, "desk", parent=self),
            "wall": Theme(mode, "wall", parent=self),
        }
        self.themes["kiosk"] = self.themes["wall"]
        alone = accounts.load(data, "wall") is None and accounts.load(data, "kiosk") is not None
        self.kiosk_only = kiosk or (post is None and alone)
        self.main = self.session("kiosk" if self.kiosk_only else "desk")
        self.door = KioskDoor(self.main, data, self) if kiosk else None
        self.main.entry.post = post.role if post is not None else ""
        self.main.entry.password_changed.connect(self._password_changed)
        self.voice = None if self.kiosk_only else VoiceGateway(self.main.api, gateway_url, self)
        self.presence = None if self.kiosk_only else Presence(self.main.api, self)
        if self.presence is not None:
            self.main.opened.connect(self.presence.start)
            self._selections["desk"].changed.connect(self._looked)

    @property
    def account_folder(self) -> Path:
        """Where the account files of this seat are looked for."""
        return accounts.folder(self._data)

    @property
    def file(self) -> str:
        """The account file of this seat, without its ending."""
        return "kiosk" if self.kiosk_only else self.post.file if self.post is not None else "wall"

    def _looked(self, name: object) -> None:
        if name == "case_id" and self.presence is not None:
            self.presence.look(self._selections["desk"].case_id)

    def session(self, name: str) -> SeatSession:
        """The session of the desk or the kiosk; made, not yet started."""
        if name not in self._sessions:
            seat = SeatSession(self._url, trust=self._trust, parent=self)
            seat.opened.connect(lambda _profile: self.opened.emit(name))
            seat.refused.connect(self.refused.emit)
            seat.waiting.connect(self.waiting.emit)
            seat.store.happened.connect(lambda event: self._happened(name, event))
            self._sessions[name] = seat
        return self._sessions[name]

    @property
    def settling(self) -> bool:
        """Whether a part of a city was imported just now, and more may follow."""
        return self._settled.isActive()

    def _happened(self, name: str, event: object) -> None:
        """A part of a city was imported: names, limits and bounds may be others now."""
        if not isinstance(event, Event) or event.name not in RENAMING:
            return
        part = event.params.get("part")
        if event.name != PROFILE_CHANGED and part != "profile":
            self._settled.start()
        if part in _GROUND:
            return
        seat = self.session(name)
        pending = seat.api.get(PROFILE_PATH, None, CityProfile)
        pending.succeeded.connect(lambda profile: self._renamed(name, profile))

    def _renamed(self, name: str, profile: object) -> None:
        seat = self.session(name)
        if isinstance(profile, CityProfile) and profile != seat.profile:
            seat.profile = profile
            self._contexts.clear()
            self.renamed.emit()

    def start(self, name: str) -> bool:
        """Log the session in; False where its account file is missing. A kiosk with a door needs none."""
        if self.door is not None:
            self.door.start()
            return True
        held = accounts.load(self._data, self.file if name == "desk" else "kiosk")
        if self.post is not None and (held is None or self._username):
            self.session(name).ask(self._username)
            return True
        if held is None:
            log.error("no account file for %s in %s", name, accounts.folder(self._data))
            return False
        self.session(name).start(*held)
        return True

    def forget_names(self) -> None:
        """Contexts of an earlier session are not used again."""
        self._contexts.clear()

    def _password_changed(self, password: str) -> None:
        if self.main.entry.by_person:
            return
        held = accounts.load(self._data, self.file)
        if held is not None:
            accounts.save(self._data, self.file, held[0], password)

    def context(self, profile: Profile, lang: str) -> Context | None:
        """What panels of a profile get; None while its session is not open."""
        name = "kiosk" if profile == "kiosk" or self.kiosk_only else "desk"
        seat = self.session(name)
        if not isinstance(seat.profile, CityProfile):
            return None
        known = self._contexts.get((profile, lang))
        if known is not None and known.profile is seat.profile:
            return known
        made = self._contexts[profile, lang] = Context(
            store=seat.store,
            link=seat.link,
            api=seat.api,
            selection=self._selections[name],
            profile=seat.profile,
            theme=self.themes[profile],
            display="desk" if profile == "desk" else "wall",
            lang=lang,
            voice=self.voice if name == "desk" else None,
            presence=self.presence if name == "desk" else None,
        )
        return made

    def set_mode(self, mode: Mode) -> None:
        """Dark or light, everywhere."""
        for theme in (self.themes["desk"], self.themes["wall"]):
            theme.set_mode(mode)

    def each(self, act: Callable[[SeatSession], None]) -> None:
        """Do something with every session."""
        for seat in self._sessions.values():
            act(seat)

    def stop(self) -> None:
        """Leave."""
        if self.door is not None:
            self.door.stop()
        if self.presence is not None:
            self.presence.stop()
        self.each(SeatSession.stop)
