"""A table whose columns always fit: some share what is left, the least important ones give way on a narrow panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget

from panelkit.theme import Theme

LEAST = 60
"""No column that shares is narrower, in desk px."""


def fitted(
    room: int, widths: Sequence[int], share: Sequence[int], drop_below: Mapping[int, int], least: int = LEAST
) -> list[int]:
    """Width of each column in a room of so many px; 0: left out. `drop_below`: column -> room under which it is."""
    shown = [at for at in range(len(widths)) if room >= drop_below.get(at, 0)]
    found = [width if at in shown else 0 for at, width in enumerate(widths)]
    parts = [at for at in share if at in shown]
    over = room - sum(found)
    for at in parts:
        found[at] = max(least, found[at] + over // len(parts))
    if shown:
        found[shown[-1]] = max(found[shown[-1]], room - sum(found) + found[shown[-1]])
    return found


class FittedTable(QTableView):
    """`fit_columns` says how; from then on every change of the size fits them again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._widths: tuple[int, ...] = ()
        self._share: tuple[int, ...] = ()
        self._drop_below: dict[int, int] = {}
        self.horizontalHeader().setMinimumSectionSize(8)  # else a font decides, and a narrow column is widened
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit_columns(
        self, widths: tuple[int, ...], share: tuple[int, ...], drop_below: dict[int, int] | None = None
    ) -> None:
        """Widths in desk px, columns that share the rest, and column -> room in desk px under which it is left out."""
        self._widths, self._share, self._drop_below = widths, share, drop_below or {}
        self.fit()

    def fit(self) -> None:
        """Share the width."""
        size = self._theme.size
        below = {at: size(room) for at, room in self._drop_below.items()}
        room = self.viewport().width()
        for at, wide in enumerate(fitted(room, [size(wide) for wide in self._widths], self._share, below, size(LEAST))):
            self.setColumnHidden(at, wide == 0)
            if wide:
                self.setColumnWidth(at, wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self.fit()
