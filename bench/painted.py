"""Counts what a widget paints."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject


class Painted(QObject):
    """Counts the pictures of one widget."""

    def __init__(self, of: QObject) -> None:
        super().__init__(of)
        self.count = 0
        of.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Looks only."""
        self.count += event.type() is QEvent.Type.Paint
        return False
