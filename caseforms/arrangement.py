"""How the forms of a seat are laid out: two columns with a line between, buttons in a row, keys that hold within."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from panelkit.controls import rule
from panelkit.theme import Theme


def inset_column(theme: Theme, gap: int = 8) -> QVBoxLayout:
    """A column as far from its edges as panels ask; `gap`: design pixels between its parts."""
    column = QVBoxLayout()
    column.setContentsMargins(theme.size(14), theme.size(10), theme.size(14), theme.size(10))
    column.setSpacing(theme.size(gap))
    return column


def side_by_side(body: QBoxLayout, left: QBoxLayout | QWidget, right: QBoxLayout, shares: tuple[int, int]) -> None:
    """Put both into `body`, with a line between; `shares`: of the width."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    if isinstance(left, QWidget):
        row.addWidget(left, shares[0])
    else:
        row.addLayout(left, shares[0])
    row.addWidget(rule(body.parentWidget(), upright=True))
    row.addLayout(right, shares[1])
    body.addLayout(row, 1)


def button_row(theme: Theme, *buttons: QWidget) -> QHBoxLayout:
    """The first twice as wide as the others."""
    row = QHBoxLayout()
    row.setSpacing(theme.size(8))
    for at, button in enumerate(buttons):
        row.addWidget(button, 1 if at else 2)
    return row


def keys_within(owner: QWidget, acts: Mapping[str, Callable[[], object]]) -> None:
    """Keys that hold while `owner` or something in it has the focus."""
    for key, act in acts.items():
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
