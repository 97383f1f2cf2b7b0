"""What a panel is given: everything it may use, and nothing global."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from backend_client.api import Api
from backend_client.asking import Pending
from backend_client.link import Link
from backend_client.presence import Presence
from backend_client.store import Store
from backend_client.voice import VoiceGateway
from contract.commands import AnyCommand
from contract.profile import CityProfile, ClassName
from panelkit.selection import Selection
from panelkit.theme import Theme


@dataclass(frozen=True)
class Context:
    """One seat's things, passed down from the composition root. `lang` is "zh" or "en"."""

    store: Store
    link: Link
    api: Api
    selection: Selection
    profile: CityProfile
    theme: Theme
    display: Literal["desk", "wall"] = "desk"
    lang: str = "zh"
    voice: VoiceGateway | None = None
    presence: Presence | None = None

    def now(self) -> datetime:
        """The server's time, aware UTC."""
        return self.link.server_now()

    def send(self, command: AnyCommand) -> Pending:
        """Send an act; a new idempotency id each time."""
        return self.api.send(command)

    def class_name(self, code: str) -> str:
        """The name of a case's class in the seat's language; the code where the profile does not know it."""
        found = self._class(code)
        return code if found is None else found.name if self.lang.startswith("zh") else found.name_en

    def major_name(self, code: str) -> str:
        """The name of a class's major class; empty where unknown."""
        found = self._class(code)
        return "" if found is None else found.major if self.lang.startswith("zh") else found.major_en

    def glyph(self, code: str) -> str:
        """The one character in the map's disc of this class."""
        found = self._class(code)
        return found.glyph if found else "?"

    def roles(self) -> frozenset[str]:
        """Posts of whoever sits here; none before the log-in."""
        session = self.api.session
        return frozenset(session.roles) if session else frozenset()

    def person_id(self) -> str | None:
        """Whoever sits here; nobody before the log-in."""
        return self.api.session.person_id if self.api.session else None

    def _class(self, code: str) -> ClassName | None:
        index: dict[str, ClassName] | None = self.__dict__.get("_classes")
        if index is None:
            index = {entry.code: entry for entry in self.profile.classes}
            self.__dict__["_classes"] = index
        return index.get(code)
