"""One photo as large as the monitor: arrows go on, Esc leaves, and the words say whose and when it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from casequeue.photo_words import fault_words
from casequeue.pictures import Pictures
from contract.attachments import Attachment
from panelkit.theme import Theme

_MARGIN, _LINE = 10, 40
_ON = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_PageDown)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp)


class PhotoView(QWidget):
    """Lies over the window that `over` is in, below its bar and inside its mode frame."""

    def __init__(self, theme: Theme, pictures: Pictures, over: QWidget, top: int) -> None:
        super().__init__(over.window())
        self._theme, self._pictures, self._top = theme, pictures, top
        self._photos: tuple[Attachment, ...] = ()
        self._at = 0
        self._words: Callable[[Attachment], tuple[str, str]] = lambda _one: ("", "")
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        pictures.changed.connect(self._look)
        theme.changed.connect(self.update)
        over.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def shown(self) -> Attachment | None:
        """The photo that is large now."""
        return self._photos[self._at] if self.isVisible() and self._photos else None

    def open(
        self, photos: Sequence[Attachment], first: Attachment, words: Callable[[Attachment], tuple[str, str]]
    ) -> None:
        """Show `first` of these; `words` gives a photo's left and right words."""
        self._photos, self._words = tuple(photos), words
        self._at = next((at for at, one in enumerate(self._photos) if one.id == first.id), 0)
        window = self.parentWidget()
        assert window is not None
        self.setGeometry(window.rect().adjusted(_MARGIN, self._top, -_MARGIN, -_MARGIN))
        self._before = window.focusWidget()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.update()

    def follow(self, photos: Sequence[Attachment]) -> None:
        """The photos of the case are these now; where the one that is shown is not among them, leave."""
        if not self.isVisible():
            return
        now = self._photos[self._at].id if self._photos else ""
        at = next((at for at, one in enumerate(photos) if one.id == now), None)
        if at is None:
            self.leave()
            return
        self._photos, self._at = tuple(photos), at
        self.update()

    def leave(self) -> None:
        """Back to the room."""
        if not self.isVisible():
            return
        self.hide()
        self._photos = ()
        self._pictures.drop_large()
        before, self._before = self._before, None
        if before is not None and isValid(before):  # cells and rows go with what they show
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def state(self) -> tuple[str, str]:
        """("photo" | "loading" | "failed", words)."""
        one = self._photos[self._at]
        if self._pictures.large(one) is not None:
            return "photo", one.id
        fault = self._pictures.fault(one, large=True)
        if fault is None:
            return "loading", self.tr("The photo is being fetched")
        if fault.field == "sha256":
            return "failed", self.tr("Not shown: this file is not the one that was attached (its SHA-256 differs).")
        return "failed", fault_words(fault)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End; Enter after a failure; Esc. Keys with modifiers are the room's."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in _ON:
            self._go(self._at + 1)
        elif key in _BACK:
            self._go(self._at - 1)
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(len(self._photos) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state()[0] == "failed":
            self._pictures.again(self._photos[self._at])
        # Letters are acts of a case: not while its photo hides what they would do.

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab does not lead to what lies beneath."""
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left and right third go on, the middle leaves."""
        third = self.width() / 3
        if event.position().x() < third:
            self._go(self._at - 1)
        elif event.position().x() > 2 * third:
            self._go(self._at + 1)
        else:
            self.leave()

    def showEvent(self, event: QShowEvent) -> None:
        """The picture is asked for with the first painting."""
        super().showEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Picture on black-grey, words above, keys below."""
        if not self._photos:
            return
        theme, one = self._theme, self._photos[self._at]
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg-0"))
        painter.setPen(QPen(theme.color("line-2"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        room = self.rect().adjusted(16, _LINE, -16, -_LINE)
        kind, words = self.state()
        image = self._pictures.large(one)
        small = self._pictures.small(one)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(_within(image.size(), room), image)
        else:
            if small is not None and kind == "loading":
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(_within(small.size(), room), small)
                room = QRect(room.x(), room.bottom() - 2 * _LINE, room.width(), 2 * _LINE)
                painter.fillRect(room, theme.color("bg-0"))
            painter.setFont(theme.font("title"))
            painter.setPen(theme.color("tx-1"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), words)
        self._paint_lines(painter, one, kind)
        painter.end()

    def _paint_lines(self, painter: QPainter, one: Attachment, kind: str) -> None:
        theme = self._theme
        left, right = self._words(one)
        if kind == "photo":
            intact = self.tr("SHA-256 as recorded")
            right = f"{right} · {intact}"
        top = QRect(16, 0, self.width() - 32, _LINE)
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("title"))
        painter.setPen(theme.color("tx-1"))
        label = QFontMetrics(theme.font("label"))
        right = label.elidedText(right, Qt.TextElideMode.ElideLeft, top.width() // 2)
        room = top.width() - label.horizontalAdvance(right) - 24
        left = painter.fontMetrics().elidedText(left, Qt.TextElideMode.ElideRight, room)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | upright, left)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("tx-2"))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | upright, right)
        foot = QRect(16, self.height() - _LINE, self.width() - 32, _LINE)
        count = f"{self._at + 1} / {len(self._photos)}"
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | upright, count)
        keys = self.tr("← → other photos · Esc back")
        if kind == "failed":
            again = self.tr("Enter: again")
            keys = f"{again} · {keys}"
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | upright, keys)

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._photos) - 1))
        self.update()

    def _look(self, attachment_id: str) -> None:
        if self.shown is not None and attachment_id == self._photos[self._at].id:
            self.update()


def _within(size: QSize, room: QRect) -> QRect:
    """The largest place of this shape in the room, never larger than twice the picture."""
    wanted = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    if wanted.width() > 2 * size.width():
        wanted = size * 2
    place = QRect(0, 0, wanted.width(), wanted.height())
    place.moveCenter(room.center())
    return place
