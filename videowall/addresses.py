"""Where streams are: what the entity says, and for a camera with a password what the server tells this seat.

Entities carry no password (`Camera.secret`). The whole address is asked for once for each change of it, when the camera
is first needed, and kept in memory only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.api import Api
from contract.entities import Camera
from contract.people import DeviceAddress
from contract.scope import View
from videowall.planner import Addresses

RETRY_MS = 5000


class AddressBook(QObject):
    """`changed` when an address that was asked for is here; one for all panels of a program."""

    changed = Signal()

    def __init__(self, api: Api, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api
        self._known: dict[str, tuple[int, Addresses]] = {}  # camera id -> (its `secret`, the streams)
        self._asked: dict[str, int] = {}

    def of(self, cameras: Sequence[Camera]) -> dict[str, Addresses]:
        """Camera id -> its streams; of one whose password is not here yet, none."""
        return {camera.id: self._of(camera) for camera in cameras}

    def _of(self, camera: Camera) -> Addresses:
        session = self._api.session
        if camera.steered_until_at is not None and session is not None and session.scope.view is View.PUBLIC:
            return Addresses(number=camera.number, screened=True)
        if not camera.secret:
            return _addresses(camera, camera.main_url, camera.sub_url)
        secret, addresses = self._known.get(camera.id, (0, Addresses()))
        if secret != camera.secret and self._asked.get(camera.id) != camera.secret:
            self._ask(camera)
        return addresses

    def _ask(self, camera: Camera) -> None:
        self._asked[camera.id] = camera.secret
        pending = self._api.get(f"/api/cameras/{camera.id}/address", None, DeviceAddress)
        pending.succeeded.connect(lambda answer: self._have(camera, answer))
        pending.failed.connect(lambda _problem: QTimer.singleShot(RETRY_MS, self, lambda: self._again(camera.id)))

    def _have(self, camera: Camera, answer: object) -> None:
        assert isinstance(answer, DeviceAddress)
        self._known[camera.id] = (camera.secret, _addresses(camera, answer.main_url, answer.sub_url))
        self.changed.emit()

    def _again(self, camera_id: str) -> None:
        self._asked.pop(camera_id, None)
        self.changed.emit()


def _addresses(camera: Camera, main: str, sub: str) -> Addresses:
    return Addresses(main, sub, camera.number, camera.replayed)
