"""The head of a panel: title, subtitle, what the panel adds, and at the right how old its data are."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from panelkit import format as fmt
from panelkit.theme import Theme


class AgeLabel(QWidget):
    """The age, drawn by itself so that a tick repaints these few pixels and not the panel."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = ""
        self.stale = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_age(self, text: str, *, stale: bool) -> None:
        """Words for the age; `stale` turns them tx-1 on bg-3."""
        if (text, stale) == (self.text, self.stale):
            return
        wider = self._width(text) != self._width(self.text)
        self.text, self.stale = text, stale
        if wider:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the words and the plate around them."""
        return QSize(self._width(self.text), self._theme.line_px("label") + 4)

    def minimumSizeHint(self) -> QSize:
        """The age is never cut."""
        return self.sizeHint()

    def _width(self, text: str) -> int:
        # Digits have one width each, so an age that only counts keeps the layout still.
        self.setFont(self._theme.font("label"))
        return self.fontMetrics().horizontalAdvance(text) + 16 if text else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Plate where stale, then the words at the right."""
        painter = QPainter(self)
        if self.stale:
            painter.fillRect(self.rect(), self._theme.color("bg-3"))
        painter.setFont(self._theme.font("label"))
        painter.setPen(self._theme.color("tx-1" if self.stale else "tx-3"))
        inside = self.rect().adjusted(8, 0, -8 if self.stale else 0, 0)
        painter.drawText(QRect(inside), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text)
        painter.end()


class ElidedLabel(QLabel):
    """A label that ends in an ellipsis, with the whole text as tooltip, and never wraps or widens its panel."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = text
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Keep the whole text; show what fits."""
        self._full = text
        self._fit()
        self.updateGeometry()

    def full_text(self) -> str:
        """The text before it was cut."""
        return self._full

    def sizeHint(self) -> QSize:
        """As wide as the whole text, where there is room."""
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """May shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Cut again."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent; object keeps subclasses simple
        self._fit()

    def _fit(self) -> None:
        cut = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, max(self.width(), 0))
        super().setText(cut if self.isVisible() or self.width() < 600 else self._full)
        self.setToolTip(fmt.tip(self._full) if cut != self._full else "")


class Header(QFrame):
    """36 px on the desk, 56 px on the wall."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel-header")
        self.setFixedHeight(theme.header_px)
        inset = theme.size(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(inset, 0, inset, 0)
        row.setSpacing(theme.size(12))
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.subtitle = ElidedLabel(role="subtitle", parent=self)
        self.badge = QLabel(self)
        self.badge.setProperty("role", "badge")
        self.badge.hide()
        self.extras = QHBoxLayout()
        self.extras.setSpacing(theme.size(8))
        self.age = AgeLabel(theme, self)
        row.addWidget(self.title)
        row.addWidget(self.subtitle, 1)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self.extras)
        row.addWidget(self.age)
