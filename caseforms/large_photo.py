"""One photo of a case as large as there is room: for telling whether two reports are about the same thing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backend_client.asking import Pending
from panelkit.context import Context
from panelkit.photo_bytes import decoded

MOST_BYTES = 64 << 20
MOST_PX = 1280


class LargePhoto(QWidget):
    """A photo and words below it; says so where there is no photo."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._photo_id = ""
        self._asked: Pending | None = None
        self.image: QImage | None = None
        self.words = ""
        self._note = ""
        self.setMinimumHeight(context.theme.size(120))

    def show_photo(self, photo_id: str, words: str) -> None:
        """Show this attachment, none for an empty id, and these words."""
        self.words = words
        self.setToolTip(words)
        if photo_id != self._photo_id or not photo_id:
            self._photo_id, self.image = photo_id, None
            if self._asked is not None:
                self._context.api.forget(self._asked)
                self._asked = None
            self._note = self.tr("fetching …") if photo_id else self.tr("no photo")
            if photo_id:
                decode = partial(decoded, most_px=MOST_PX)
                self._asked = self._context.api.fetch(f"/api/attachments/{photo_id}", decode, most=MOST_BYTES)
                self._asked.succeeded.connect(self._take)
                self._asked.failed.connect(self._none)
        self.update()

    def _take(self, found: object) -> None:
        if self._asked is not None and self._asked.result is found and isinstance(found, QImage):
            self._asked, self.image = None, found
            self.update()

    def _none(self, _problem: object) -> None:
        self._asked = None
        self._note = self.tr("The photo cannot be fetched now.")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The whole picture, or a word in its place; below it what was written."""
        theme = self._context.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.color("bg-0"))
        words = self.words
        foot = theme.size(40) if words else 0
        room = self.rect().adjusted(0, 0, 0, -foot)
        if self.image is not None:
            size = self.image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            at = room.center()
            painter.drawImage(room.adjusted(
                at.x() - size.width() // 2, at.y() - size.height() // 2,
                at.x() - size.width() // 2 + size.width() - room.width(),
                at.y() - size.height() // 2 + size.height() - room.height(),
            ), self.image)  # fmt: skip
        else:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("tx-3"))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._note)
        if words:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("tx-2"))
            box = self.rect().adjusted(theme.size(6), self.height() - foot, -theme.size(6), 0)
            wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, int(wrap), words[:160])
        painter.end()
