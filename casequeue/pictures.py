"""Pictures of attached photos: fetched with the seat's token, decoded beside the GUI, kept within bounds.

A picture is known by the id of its attachment, never by a place on the screen: whatever comes late is the picture of
its own id, and a case that is not looked at any more asks for none.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from backend_client.api import Api
from backend_client.asking import Pending
from contract.attachments import Attachment
from contract.errors import Code, Problem
from panelkit.photo_bytes import decoded

KEPT_BYTES = 32 << 20
"""Of decoded thumbnails; one of 320 x 240 has 300 kB."""
MOST_THUMBNAIL = 1 << 20
MOST_PHOTO = 64 << 20
MOST_PX = 2560
"""Longest side of a large picture as it is kept; what the camera took stays on the server."""


class Pictures(QObject):
    """`changed(str)`: the picture of this attachment came, or failed."""

    changed = Signal(str)

    def __init__(self, api: Api, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api
        self._small: OrderedDict[str, QImage] = OrderedDict()
        self._bytes = 0
        self._large: tuple[str, QImage] | None = None
        self._asked: dict[str, Pending] = {}
        self._faults: dict[str, Problem] = {}
        self._person = ""
        api.reachable_changed.connect(self._reachable)
        api.session_changed.connect(self._session)

    @property
    def kept_bytes(self) -> int:
        """Of the thumbnails in memory."""
        return self._bytes

    @property
    def waiting(self) -> int:
        """Requests on their way."""
        return len(self._asked)

    def known(self, attachment: Attachment) -> QImage | None:
        """The thumbnail, where it is here; nothing is asked for."""
        return self._small.get(attachment.id)

    def small(self, attachment: Attachment) -> QImage | None:
        """The thumbnail; asked for where it is not here. None while it comes, where it failed, where there is none."""
        image = self._small.get(attachment.id)
        if image is not None:
            self._small.move_to_end(attachment.id)
            return image
        key = attachment.id
        if attachment.thumbnail and key not in self._asked and key not in self._faults:
            path = f"/api/attachments/{attachment.id}/thumbnail"
            self._ask(key, path, partial(decoded, most_px=640), MOST_THUMBNAIL)
        return None

    def large(self, attachment: Attachment) -> QImage | None:
        """The whole picture, checked against its SHA-256; only the one asked for last is kept."""
        if self._large is not None and self._large[0] == attachment.id:
            return self._large[1]
        key = _large_key(attachment.id)
        for other in [other for other in self._asked if other.startswith(_LARGE) and other != key]:
            self._break_off(other)
        if key not in self._asked and key not in self._faults:
            decode = partial(decoded, most_px=MOST_PX, sha256=attachment.sha256)
            self._ask(key, f"/api/attachments/{attachment.id}", decode, MOST_PHOTO)
        return None

    def fault(self, attachment: Attachment, *, large: bool = False) -> Problem | None:
        """Why there is no picture."""
        return self._faults.get(_large_key(attachment.id) if large else attachment.id)

    def again(self, attachment: Attachment) -> None:
        """Another try after a failure."""
        self._faults.pop(attachment.id, None)
        self._faults.pop(_large_key(attachment.id), None)
        self.changed.emit(attachment.id)

    def drop_large(self) -> None:
        """Nobody looks at a large picture any more."""
        self._large = None
        for key in [key for key in self._asked if key.startswith(_LARGE)]:
            self._break_off(key)

    def keep_only(self, wanted: Iterable[Attachment]) -> None:
        """Another case, or none: break off what it does not want. Thumbnails stay within their bound."""
        ids = {one.id for one in wanted}
        for key in [key for key in self._asked if key.removeprefix(_LARGE) not in ids]:
            self._break_off(key)
        if self._large is not None and self._large[0] not in ids:
            self._large = None
        self._faults = {key: fault for key, fault in self._faults.items() if key.removeprefix(_LARGE) in ids}

    def close(self) -> None:
        """Ask for nothing any more and keep nothing."""
        self.keep_only(())
        self._small.clear()
        self._bytes = 0

    def _ask(self, key: str, path: str, decode: Callable[[bytes], object], most: int) -> None:
        # Bound methods, not lambdas: Qt cuts them when this goes, and an answer that comes later finds nobody.
        pending = self._asked[key] = self._api.fetch(path, decode, most=most)
        pending.succeeded.connect(self._take)
        pending.failed.connect(self._take)

    def _take(self, _outcome: object) -> None:
        for key in [key for key, pending in self._asked.items() if pending.done]:
            pending = self._asked.pop(key)
            attachment_id = key.removeprefix(_LARGE)
            if pending.problem is not None:
                self._faults[key] = pending.problem
            elif key.startswith(_LARGE):
                assert isinstance(pending.result, QImage)
                self._large = (attachment_id, pending.result)
            else:
                assert isinstance(pending.result, QImage)
                self._keep(key, pending.result)
            self.changed.emit(attachment_id)

    def _keep(self, key: str, image: QImage) -> None:
        self._small[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > KEPT_BYTES and len(self._small) > 1:
            _, gone = self._small.popitem(last=False)
            self._bytes -= gone.sizeInBytes()

    def _break_off(self, key: str) -> None:
        self._api.forget(self._asked.pop(key))

    def _reachable(self, there: bool) -> None:
        if there:
            lost = [key for key, fault in self._faults.items() if fault.code is Code.UNAVAILABLE]
            for key in lost:
                del self._faults[key]
                self.changed.emit(key.removeprefix(_LARGE))

    def _session(self, _session: object) -> None:
        person = self._api.session.person_id if self._api.session is not None else ""
        if self._person and person != self._person:
            self.close()  # what one person may see is not kept for the next
        self._person = person


_LARGE = "large "


def _large_key(attachment_id: str) -> str:
    return _LARGE + attachment_id
