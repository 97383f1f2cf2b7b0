"""Prints the case that is looked at: asks for its newest state, its seal and its photos, then writes one PDF."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from backend_client.asking import Pending
from casequeue.case_sheet import CaseFile, chosen_photos, pdf_of
from casequeue.pictures import MOST_PHOTO
from contract.attachments import Attachment
from contract.errors import Problem
from contract.figures import CaseDetail
from contract.seal import CaseSeal
from panelkit.context import Context
from panelkit.photo_bytes import decoded
from panelkit.refusal import words_for

PHOTO_PX = 900


class CasePrint(QObject):
    """`said(str)`: what became of it. One case at a time; another press meanwhile begins anew with that case."""

    said = Signal(str)
    written = Signal(object)

    def __init__(self, context: Context, folder: Path | None, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._folder = context, folder
        self._pending: list[Pending] = []
        self._detail: CaseDetail | None = None
        self._seal: CaseSeal | None = None
        self._photos: dict[str, QImage] = {}
        self._waiting: set[str] = set()

    def begin(self, case_id: str) -> None:
        """Print this case."""
        self.stop()
        if self._folder is None:
            self.said.emit(self.tr("This screen prints nothing"))
            return
        self.said.emit(self.tr("The case file is being made"))
        for path, shape, take in (
            (f"/api/cases/{case_id}", CaseDetail, self._have_detail),
            (f"/api/cases/{case_id}/seal", CaseSeal, self._have_seal),
        ):
            self._ask(self._context.api.get(path, None, shape), take)

    def stop(self) -> None:
        """What is on its way is not wanted any more."""
        for pending in self._pending:
            self._context.api.forget(pending)
        self._pending.clear()
        self._detail = self._seal = None
        self._photos, self._waiting = {}, set()

    def _ask(self, pending: Pending, take: object) -> None:
        assert callable(take)
        self._pending.append(pending)
        pending.succeeded.connect(take)
        pending.failed.connect(self._failed)

    def _have_detail(self, detail: object) -> None:
        assert isinstance(detail, CaseDetail)
        self._detail = detail
        chosen = chosen_photos(detail)
        self._waiting = {one.id for one in chosen}
        for one in chosen:
            self._fetch(one)
        self._write()

    def _have_seal(self, seal: object) -> None:
        assert isinstance(seal, CaseSeal)
        self._seal = seal
        self._write()

    def _fetch(self, one: Attachment) -> None:
        decode = partial(decoded, most_px=PHOTO_PX, sha256=one.sha256)
        pending = self._context.api.fetch(f"/api/attachments/{one.id}", decode, most=MOST_PHOTO)
        self._pending.append(pending)
        pending.succeeded.connect(lambda image: self._have_photo(one.id, image))
        # A photo that is not the one that was attached, or is gone, is said on the page; the page is made.
        pending.failed.connect(lambda _problem: self._have_photo(one.id, None))

    def _have_photo(self, attachment_id: str, image: object) -> None:
        if isinstance(image, QImage):
            self._photos[attachment_id] = image
        self._waiting.discard(attachment_id)
        self._write()

    def _write(self) -> None:
        if self._detail is None or self._seal is None or self._waiting or self._folder is None:
            return
        file = CaseFile(self._detail, self._seal, self._photos)
        number, seq = self._detail.case.number, max((entry.seq for entry in self._detail.trail), default=0)
        path = self._folder / f"{_plain(number)}-{seq}.pdf"
        self.stop()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(pdf_of(self._context, file))
            fresh.replace(path)
        except OSError as fault:
            self.said.emit(self.tr("The case file cannot be written: {reason}").format(reason=fault.strerror or fault))
            return
        self.said.emit(self.tr("Case file: {path}").format(path=path))
        self.written.emit(path)

    def _failed(self, problem: object) -> None:
        self.stop()
        if isinstance(problem, Problem):
            self.said.emit(self.tr("No case file: {reason}").format(reason=words_for(problem)))


def _plain(number: str) -> str:
    return "".join(character if character.isalnum() or character in "-_" else "_" for character in number) or "case"
