"""Where this seat is and who else is there: told and asked in one small request, at each change and every 5 s."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.api import Api
from backend_client.asking import Pending
from contract.presence import PRESENCE_PATH, TELL_S, Around, Here, Present


class Presence(QObject):
    """`changed(set)`: the cases at which somebody came, went or began; `lost(str, str)`: somebody took over the lock of
    a case; `decided(str, str)`: how the lock of a case stands that was asked for: `mine`, `theirs`, or empty.

    A server that does not answer, or knows nothing of this, is nobody around; it is asked again.
    """

    changed = Signal(object)
    lost = Signal(str, str)
    decided = Signal(str, str)

    def __init__(self, api: Api, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api
        self._here = Here()
        self._people: dict[str, tuple[Present, ...]] = {}
        self._pending: Pending | None = None
        self._again = False
        self._take = False
        self._asked = ""
        self._timer = QTimer(self)
        self._timer.setInterval(round(TELL_S * 1000))
        self._timer.timeout.connect(self._tell)

    def start(self) -> None:
        """From now on, as long as somebody is logged in."""
        self._timer.start()
        self._tell()

    def stop(self) -> None:
        """Nobody is there any more as far as this seat knows."""
        self._timer.stop()
        self._have(Around())

    def look(self, case_id: str | None) -> None:
        """This seat looks at a case, or at none."""
        if case_id != self._here.case_id:
            self._here = Here(case_id=case_id)
            self._tell()

    def begin(self, case_id: str, *, take: bool = False) -> None:
        """An act of a case is being filled in; `take`: over whoever does so already."""
        self._here, self._take, self._asked = Here(case_id=case_id, acting=True), take, case_id
        self._tell()

    def leave(self) -> None:
        """It was sent or left."""
        if self._here.acting:
            self._here = Here(case_id=self._here.case_id)
            self._asked = ""
            self._tell()

    def at(self, case_id: str | None) -> tuple[Present, ...]:
        """Who else is at a case; the holder of its lock first."""
        return self._people.get(case_id or "", ())

    def holder(self, case_id: str | None) -> Present | None:
        """Who fills in an act of it at another seat."""
        first = next(iter(self.at(case_id)), None)
        return first if first is not None and first.acting else None

    def _tell(self) -> None:
        if self._pending is not None:
            self._again = True
            return
        if self._api.session is None or not self._timer.isActive():
            return
        here = self._here
        if self._take and here.acting:
            here = Here(case_id=here.case_id, acting=True, take=True)
        self._take = False
        self._pending = self._api.post(PRESENCE_PATH, here, Around)
        asked = self._asked if here.acting else ""
        self._pending.succeeded.connect(lambda around: self._told(around, here, asked))
        self._pending.failed.connect(self._failed)

    def _told(self, around: object, here: Here, asked: str) -> None:
        assert isinstance(around, Around)
        self._end()
        self._have(around)
        if here.case_id is not None and around.lost_to:
            self.lost.emit(here.case_id, around.lost_to)
        if asked and asked == self._asked:
            self._asked = ""
            self.decided.emit(asked, around.lock)

    def _failed(self, _problem: object) -> None:
        self._end()
        self._have(Around())

    def _end(self) -> None:
        self._pending = None
        if self._again:
            self._again = False
            QTimer.singleShot(0, self, self._tell)

    def _have(self, around: Around) -> None:
        found: dict[str, list[Present]] = {}
        for one in sorted(around.people, key=lambda one: (not one.acting, one.since_at, one.name)):
            found.setdefault(one.case_id, []).append(one)
        before, self._people = self._people, {case_id: tuple(people) for case_id, people in found.items()}
        known = before.keys() | self._people.keys()
        differing = {case_id for case_id in known if before.get(case_id) != self._people.get(case_id)}
        if differing:
            self.changed.emit(differing)
