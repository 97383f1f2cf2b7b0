"""Counts what a widget paints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject


class Painted(QObject):
    """Counts the pictures of one widget; `told` is called just before each is painted."""

    def __init__(self, of: QObject, told: Callable[[], object] = lambda: None) -> None:
        super().__init__(of)
        self.count = 0
        self._told = told
        of.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Looks only."""
        if event.type() is QEvent.Type.Paint:
            self.count += 1
            self._told()
        return False
