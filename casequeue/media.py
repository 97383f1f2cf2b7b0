"""Sounds and clips of a case: fetched into a folder that nobody else reads, then given to whoever plays them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from backend_client.api import Api
from backend_client.asking import Pending
from casequeue.photo_words import fault_words
from contract.attachments import Attachment, AttachmentKind
from contract.errors import Problem

MOST_BYTES = 512 << 20
_SUFFIXES = {"audio/wav": ".wav", "audio/mpeg": ".mp3", "audio/ogg": ".ogg", "video/mp4": ".mp4"}


class Door(Protocol):
    """Whoever plays files."""

    def play(self, path: Path, title: str) -> str:
        """Play a file under a title; empty, or a sentence why it cannot be."""

    def close(self) -> None:
        """The file goes away: stop."""


class Media(QObject):
    """`said(attachment_id, text)`: what happens to the file that was chosen last; empty once it plays."""

    said = Signal(str, str)

    def __init__(self, api: Api, door: Door | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api, self._door = api, door
        self._wanted: Attachment | None = None
        self._pending: Pending | None = None
        self._folder: Path | None = None

    def open(self, attachment: Attachment) -> None:
        """Play this one; what was being fetched before is broken off."""
        self.stop()
        if attachment.kind is AttachmentKind.DOCUMENT:
            self.said.emit(attachment.id, self.tr("The wall shows no documents; open it at an office desk."))
            return
        if self._door is None:
            self.said.emit(attachment.id, self.tr("This screen plays no sound and no clips."))
            return
        self._wanted = attachment
        self._folder = Path(tempfile.mkdtemp(prefix="citywall-case-"))
        # By its content, not by the name that a stranger gave it: libVLC would take a `.m3u` as a list of addresses.
        target = self._folder / f"file{_SUFFIXES.get(attachment.media_type, '')}"
        self.said.emit(attachment.id, self.tr("Being fetched"))
        path = f"/api/attachments/{attachment.id}"
        pending = self._pending = self._api.save(path, target, most=MOST_BYTES, sha256=attachment.sha256)
        pending.succeeded.connect(self._have)
        pending.failed.connect(self._failed)

    def stop(self) -> None:
        """Fetch nothing any more and throw away what was fetched."""
        if self._pending is not None and not self._pending.done:
            self._api.forget(self._pending)
        self._pending = self._wanted = None
        if self._folder is not None:
            if self._door is not None:
                self._door.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _have(self, target: object) -> None:
        if self._wanted is None or self._door is None or self._pending is None or self._pending.result is not target:
            return
        assert isinstance(target, Path)
        self.said.emit(self._wanted.id, self._door.play(target, self._wanted.name))

    def _failed(self, problem: object) -> None:
        if self._wanted is None or not isinstance(problem, Problem):
            return
        if self._pending is None or self._pending.problem is not problem:
            return
        words = fault_words(problem)
        if problem.field == "sha256":
            words = self.tr("Not played: it is not the file that was attached (its SHA-256 differs)")
        self.said.emit(self._wanted.id, words)
