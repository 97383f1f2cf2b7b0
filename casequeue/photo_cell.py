"""One photo of a case, small: the picture, or in words why there is none; below it when and which."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from casequeue.photo_words import fault_words
from casequeue.pictures import Pictures
from contract.attachments import Attachment
from panelkit import format as fmt
from panelkit.theme import Theme

ASPECT = 4 / 3


class PhotoCell(QWidget):
    """`opened(attachment)` with a click, Enter or Space; `moved(+1 | -1)` with the arrows. Without an attachment it is
    a dashed place with words. Only what is painted is fetched."""

    opened = Signal(object)
    moved = Signal(int)

    def __init__(self, theme: Theme, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._pictures = theme, pictures
        self.attachment: Attachment | None = None
        self.caption = ""
        self.words: tuple[str, str] = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        pictures.changed.connect(self._look)

    def show_photo(self, attachment: Attachment, caption: str, tip: str) -> None:
        """Become this photo."""
        self.attachment, self.caption = attachment, caption
        self.setToolTip(fmt.tip(tip))
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    def show_place(self, headline: str, detail: str, caption: str) -> None:
        """Become an empty place: what is awaited, and from whom."""
        self.attachment, self.words, self.caption = None, (headline, detail), caption
        self.setToolTip("")
        self.setAccessibleName(headline)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.unsetCursor()
        self.update()

    def picture(self) -> tuple[str, str]:
        """What is in the frame: ("photo", id), ("loading", words), ("failed", words) or ("none", words)."""
        if self.attachment is None:
            return "none", self.words[0]
        if self._pictures.known(self.attachment) is not None:
            return "photo", self.attachment.id
        fault = self._pictures.fault(self.attachment)
        if fault is not None:
            return "failed", fault_words(fault)
        if not self.attachment.thumbnail:
            return "failed", self.tr("No small picture; Enter opens the photo")
        return "loading", self.tr("Being fetched")

    def sizeHint(self) -> QSize:
        """As wide as its frame at the height that there is."""
        return QSize(round(self._frame_height(self.height()) * ASPECT), self._theme.size(110))

    def minimumSizeHint(self) -> QSize:
        """A picture below this says nothing."""
        return QSize(self._theme.size(80), self._theme.size(80))

    def fit(self, height: int) -> None:
        """Take the width that belongs to this height."""
        self.setFixedWidth(max(self._theme.size(96), round(self._frame_height(height) * ASPECT)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, picture or words, caption, focus."""
        theme = self._theme
        painter = QPainter(self)
        frame = QRect(0, 0, self.width(), self._frame_height(self.height()))
        image = self._pictures.small(self.attachment) if self.attachment is not None else None
        kind, words = self.picture()
        if image is not None:
            painter.fillRect(frame, theme.color("bg-0"))
            size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(frame.x() + (frame.width() - size.width()) // 2, 0, size.width(), size.height())
            place.moveTop(frame.y() + (frame.height() - size.height()) // 2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image)
        else:
            self._paint_words(painter, frame, kind, words)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("tx-2" if kind == "photo" else "tx-3"))
        line = QRect(0, frame.bottom() + 1, self.width(), self.height() - frame.height())
        caption = painter.fontMetrics().elidedText(self.caption, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, caption)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("acc"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_words(self, painter: QPainter, frame: QRect, kind: str, words: str) -> None:
        theme = self._theme
        dashed = kind == "none"
        painter.fillRect(frame, theme.color("bg-1" if dashed else "bg-0"))
        painter.setPen(QPen(theme.color("line-2"), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(0, 0, -1, -1))
        text = words
        if dashed and self.words[1]:
            text = f"{words}\n{self.words[1]}"
        elif kind == "failed" and self.attachment is not None and self._pictures.fault(self.attachment) is not None:
            again = self.tr("Enter: again")
            text = f"{words}\n{again}"
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("tx-3" if kind == "loading" else "tx-2"))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        inset = theme.size(8)
        painter.drawText(frame.adjusted(inset, inset, -inset, -inset), flags, text)

    def _frame_height(self, height: int) -> int:
        return max(1, height - self._theme.size(22))

    def _look(self, attachment_id: str) -> None:
        if self.attachment is not None and self.attachment.id == attachment_id:
            self.update()

    def _open(self) -> None:
        if self.attachment is None:
            return
        if self._pictures.fault(self.attachment) is not None:
            self._pictures.again(self.attachment)
        else:
            self.opened.emit(self.attachment)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Opens it."""
        if event.button() == Qt.MouseButton.LeftButton and self.attachment is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._open()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open it, arrows go on; all else is the panel's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.attachment is not None:
            self._open()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The outline."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No outline."""
        super().focusOutEvent(event)
        self.update()
