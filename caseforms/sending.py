"""A report on its way: the act first, then its photos one after the other, each refusal a sentence."""

from __future__ import annotations

import uuid
from collections import deque
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from backend_client.api import Api
from backend_client.asking import Pending
from caseforms.draft import Photo
from contract.attachments import Attachment
from contract.commands import AnyCommand, Done
from contract.errors import Code, Problem
from panelkit.refusal import words_for

MIB = 1 << 20
translate = QCoreApplication.translate


def new_id() -> str:
    """An idempotency id: a report that is sent again with it is not made twice."""
    return uuid.uuid4().hex


class Sending(QObject):
    """`done(case_id)` once the case is there; `refused(Problem)` where it is not; `progressed(sent, of)` with each
    photo; `photo_refused(str)`; `finished(case_id)` after the last photo."""

    done = Signal(str)
    refused = Signal(object)
    progressed = Signal(int, int)
    photo_refused = Signal(str)
    finished = Signal(str)

    def __init__(self, api: Api, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api
        self._photos: deque[Photo] = deque()
        self._case_id = ""
        self._total = 0
        self._pending: Pending | None = None
        self._name = ""

    @property
    def busy(self) -> bool:
        """Whether something is on its way."""
        return self._pending is not None

    def send(self, command: AnyCommand, command_id: str, photos: tuple[Photo, ...], case_id: str = "") -> None:
        """Send the act; `case_id`: of the case that it is about, where it makes none."""
        assert not self.busy
        self._photos, self._total, self._case_id = deque(photos), len(photos), case_id
        self._pending = self._api.send(command, id=command_id)
        self._pending.succeeded.connect(self._done)
        self._pending.failed.connect(self._refused)

    def attach(self, case_id: str, photos: tuple[Photo, ...]) -> None:
        """Send photos of a case that is there."""
        assert not self.busy
        self._photos, self._total, self._case_id = deque(photos), len(photos), case_id
        self._next()

    def stop(self) -> None:
        """Break off; what the server has already stays."""
        self._photos.clear()
        if self._pending is not None:
            self._api.forget(self._pending)
        self._pending = None

    def _done(self, done: object) -> None:
        assert isinstance(done, Done)
        self._pending = None
        self._case_id = self._case_id or (done.ids[0] if done.ids else "")
        self.done.emit(self._case_id)
        self._next()

    def _refused(self, problem: object) -> None:
        self._pending = None
        self._photos.clear()
        self.refused.emit(problem)

    def _next(self) -> None:
        self.progressed.emit(self._total - len(self._photos), self._total)
        if not self._photos or not self._case_id:
            self.finished.emit(self._case_id)
            return
        photo = self._photos.popleft()
        path = Path(photo.path)
        self._name = path.name
        if not path.is_file():
            text = translate("Sending", "{name} is no longer there; it was not attached.")
            self.photo_refused.emit(text.format(name=path.name))
            self._next()
            return
        params = {"kind": photo.kind, "name": path.name[-200:]}
        self._pending = self._api.upload(f"/api/cases/{self._case_id}/attachments", path, params, Attachment)
        self._pending.succeeded.connect(self._attached)
        self._pending.failed.connect(self._not_attached)

    def _attached(self, _attachment: object) -> None:
        self._pending = None
        self._next()

    def _not_attached(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        self._pending = None
        if problem.code is Code.DUPLICATE:  # an answer was lost: the case has this very file
            self._next()
            return
        self.photo_refused.emit(photo_words(self._name, problem))
        self._next()


def photo_words(name: str, problem: Problem) -> str:
    """Why a photo was not taken."""
    most = problem.params.get("most", "")
    if problem.code is Code.TOO_LARGE and most.isdigit():
        text = translate("Sending", "{name} is too large: at most {most} MB.")
        return text.format(name=name, most=int(most) // MIB)
    if problem.code is Code.UNSUPPORTED:
        return translate("Sending", "{name} is of a type that is not taken: JPEG, PNG or WebP.").format(name=name)
    if problem.code is Code.BROKEN_FILE:
        return translate("Sending", "{name} is broken or cannot be read.").format(name=name)
    return f"{name}: {words_for(problem)}"
