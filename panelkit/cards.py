"""What stands in a panel's place when there is nothing to show, and the banner above it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

BANNER_MS = 12_000


class Card(QFrame):
    """A headline and a sentence in the middle; with Retry where something failed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        self.headline = QLabel(self)
        self.headline.setProperty("role", "title")
        self.detail = QLabel(self)
        self.detail.setProperty("role", "second")
        for label in (self.headline, self.detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self.retry = QPushButton(self)
        self.retry.hide()
        column.addStretch(1)
        column.addWidget(self.headline)
        column.addWidget(self.detail)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._failure: str | None = None

    def show_text(self, headline: str, detail: str = "") -> None:
        """Words, no button."""
        self._failure = None
        self.headline.setText(headline)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.retry.hide()

    def show_failure(self, what: str) -> None:
        """This panel has a defect; the others go on."""
        self._failure = what
        self.headline.setText(self.tr("This panel failed"))
        self.detail.setText(self.tr("The rest of the wall goes on. Noted in the log: {what}").format(what=what))
        self.detail.show()
        self.retry.setText(self.tr("Retry"))
        self.retry.show()

    def changeEvent(self, event: QEvent) -> None:
        """The language changed."""
        if event.type() == QEvent.Type.LanguageChange and self._failure is not None:
            self.show_failure(self._failure)
        super().changeEvent(event)


class Banner(QFrame):
    """One sentence, above the body: a refusal, a note. Leaves by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        row.addWidget(self.label, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence for twelve seconds."""
        self.label.setText(text)
        self.show()
        self._timer.start(BANNER_MS)
