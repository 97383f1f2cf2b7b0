"""Files on their way to a case: one after the other, each with how far it is, each refusal a sentence."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from backend_client.api import Api
from backend_client.asking import Pending
from casequeue.file_words import type_name
from contract.attachments import Attachment, AttachmentKind
from contract.errors import Code, Problem
from panelkit.refusal import words_for

MIB = 1 << 20
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Going:
    """The file that is being sent: to which case, how many of its bytes are out, how many files come after it."""

    case_id: str
    name: str
    sent: int
    total: int
    left: int


class Uploads(QObject):
    """`changed()` with each block; `refused(str)` a sentence; `attached(Attachment)` once the case has the file."""

    changed = Signal()
    refused = Signal(str)
    attached = Signal(object)

    def __init__(self, api: Api, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api
        self._queue: deque[tuple[str, Path, AttachmentKind]] = deque()
        self._now: tuple[str, Path] | None = None
        self._pending: Pending | None = None
        self.going: Going | None = None

    def add(self, case_id: str, file: Path, kind: AttachmentKind) -> None:
        """Send this file to this case, after those that wait."""
        self._queue.append((case_id, file, kind))
        self._next()

    def stop(self) -> None:
        """Break off what is being sent and forget what waits. What the server has already stays."""
        self._queue.clear()
        if self._pending is not None:
            self._api.forget(self._pending)
        self._pending = self._now = self.going = None
        self.changed.emit()

    def _next(self) -> None:
        if self._pending is not None:
            self._tell()
            return
        if not self._queue:
            self._now = self.going = None
            self.changed.emit()
            return
        case_id, file, kind = self._queue.popleft()
        self._now = (case_id, file)
        try:
            total = file.stat().st_size
            if not file.is_file():
                raise OSError(translate("Uploads", "it is no file"))
            with file.open("rb"):
                pass
        except OSError as fault:
            text = translate("Uploads", "{name} cannot be read: {reason}")
            self.refused.emit(text.format(name=file.name, reason=fault.strerror or fault))
            self._next()
            return
        params = {"kind": str(kind), "name": file.name[-200:]}
        pending = self._pending = self._api.upload(f"/api/cases/{case_id}/attachments", file, params, Attachment)
        self.going = Going(case_id, file.name, 0, total, len(self._queue))
        pending.progressed.connect(self._progressed)
        pending.succeeded.connect(self._done)
        pending.failed.connect(self._failed)
        self.changed.emit()

    def _tell(self) -> None:
        if self.going is not None:
            one = self.going
            self.going = Going(one.case_id, one.name, one.sent, one.total, len(self._queue))
            self.changed.emit()

    def _progressed(self, sent: int, total: int) -> None:
        if self.going is not None:
            one = self.going
            self.going = Going(one.case_id, one.name, sent, total, len(self._queue))
            self.changed.emit()

    def _done(self, attachment: object) -> None:
        self._pending = None
        self.attached.emit(attachment)
        self._next()

    def _failed(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        assert self._now is not None
        self._pending = None
        self.refused.emit(refusal_words(self._now[1].name, problem))
        self._next()


def refusal_words(name: str, problem: Problem) -> str:
    """Why this file was not taken, and what helps."""
    params = problem.params
    if problem.code is Code.TOO_LARGE and params.get("most", "").isdigit():
        text = translate("Uploads", "{name} is too large: a file of this kind has at most {most} MB.")
        return text.format(name=name, most=int(params["most"]) // MIB)
    if problem.code is Code.TOO_LARGE:
        return translate("Uploads", "{name} was not taken: the case has as many files as it may have.").format(
            name=name
        )
    if problem.code is Code.UNSUPPORTED and params.get("found") == "image/heic":
        text = translate(
            "Uploads",
            "{name} is HEIC, which cannot be shown here. Let the telephone take JPEG "
            "(iPhone: Settings, Camera, Formats, Most Compatible), or save the picture as JPEG.",
        )
        return text.format(name=name)
    if problem.code is Code.UNSUPPORTED:
        text = translate("Uploads", "{name} is of a type that is not taken. Taken are: {allowed}.")
        allowed = ", ".join(type_name(one) for one in params.get("allowed", "").split(",") if one)
        return text.format(name=name, allowed=allowed or "JPEG, PNG, WebP")
    if problem.code is Code.BROKEN_FILE:
        return translate("Uploads", "{name} is broken: cut short, not readable, or two files in one.").format(name=name)
    if problem.code is Code.MALFORMED:
        return translate("Uploads", "{name} is empty.").format(name=name)
    if problem.code is Code.WRONG_STATE:
        return translate("Uploads", "{name} was not taken: the case is over, its files stay as they are.").format(
            name=name
        )
    if problem.code is Code.UNAVAILABLE:
        text = translate("Uploads", "{name}: the server does not answer. Send it again later; it is not stored twice.")
        return text.format(name=name)
    return f"{name}: {words_for(problem)}"
