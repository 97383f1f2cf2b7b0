"""Sounds, clips and documents of a case, one row each: what, how large, when; a click or Enter plays or opens it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from casequeue.file_words import kind_name, size_words, type_name
from contract.attachments import Attachment, AttachmentKind
from panelkit import format as fmt
from panelkit.theme import Theme


class FileRow(QWidget):
    """One file. `chosen(attachment)`."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, attachment: Attachment, clock: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.attachment, self.clock = theme, attachment, clock
        self.note = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.size(40))
        self.setAccessibleName(self.text())
        self.setToolTip(fmt.tip(f"{attachment.name}\n{self.text()}"))

    def text(self) -> str:
        """What the row says of the file."""
        one = self.attachment
        return f"{kind_name(one.kind)} · {type_name(one.media_type)} · {size_words(one.size)} · {self.clock}"

    def say(self, note: str) -> None:
        """What happens to it now, in the second line; empty: nothing."""
        self.note = note
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(self._theme.size(220), self._theme.size(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Its words, then its name or what happens to it."""
        theme = self._theme
        painter = QPainter(self)
        half = self.height() // 2
        inset = theme.size(22)
        edge = theme.color("d2")
        painter.setPen(QPen(edge, 1.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.size(10)
        if self.attachment.kind is AttachmentKind.DOCUMENT:
            painter.drawRect(2, half - side // 2, side - 2, side)
        else:
            painter.setBrush(edge)
            top = half - side // 2
            points = [QPoint(2, top), QPoint(side, half), QPoint(2, top + side)]
            painter.drawConvexPolygon(QPolygon(points))
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("tx-1"))
        metrics = painter.fontMetrics()
        room = self.width() - inset
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(inset, half - 5, metrics.elidedText(self.text(), elide, room))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("tx-2" if self.note else "tx-3"))
        second = painter.fontMetrics().elidedText(self.note or self.attachment.name, elide, room)
        painter.drawText(inset, self.height() - 6, second)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("acc"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses it."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit(self.attachment)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.attachment)
            return
        event.ignore()


class FileRows(QWidget):
    """The rows, one below the other."""

    def __init__(self, theme: Theme, chosen: Callable[[Attachment], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._chosen = theme, chosen
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.rows: list[FileRow] = []

    def show_files(self, files: tuple[tuple[Attachment, str], ...]) -> None:
        """Become these files, each with its clock."""
        if [(row.attachment, row.clock) for row in self.rows] == list(files):
            return
        for row in self.rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = [FileRow(self._theme, one, clock, self) for one, clock in files]
        for at, row in enumerate(self.rows):
            self._column.insertWidget(at, row)
            row.chosen.connect(self._chosen)

    def say(self, attachment_id: str, note: str) -> None:
        """Words for one row; none for all others."""
        for row in self.rows:
            row.say(note if row.attachment.id == attachment_id else "")
