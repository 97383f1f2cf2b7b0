"""What keys and the mouse mean on the tiles; the surface shows it.

A letter after digits is an order with a number (`16 L`, `5 P`). Rooms beside this one add letters to `ORDERS` and
listen to the surface's `ordered`; what nobody knows goes on to the panel and the room.
"""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from videowall.zoom import PAN, STEP, WHOLE, Zoom

MOST_DIGITS = 5
ORDERS: Final[dict[Qt.Key, str]] = {
    Qt.Key.Key_L: "layout",
    Qt.Key.Key_U: "undo",
    Qt.Key.Key_T: "tour",
    Qt.Key.Key_N: "next",
    Qt.Key.Key_B: "last",
    Qt.Key.Key_F: "rotate",
    Qt.Key.Key_M: "preset",
}
"""Letter -> order; `preset` with the shift key is `preset!`: keep it."""
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Tiles(Protocol):
    """What hands act on."""

    focus: int
    enlarged: int | None

    def enlarge(self, index: int | None) -> None:
        """One tile over the whole surface, or all again."""
        ...

    def set_focus(self, index: int) -> None:
        """Move the keyboard to a tile."""
        ...

    def step(self, dx: int, dy: int) -> None:
        """Move the keyboard one tile that way."""
        ...

    def tile_at(self, point: QPoint) -> int | None:
        """The shown tile under a point."""
        ...

    def call(self, number: int) -> None:
        """A camera was called by its number."""
        ...

    def retry(self) -> bool:
        """Try the focused camera now; False where there is none."""
        ...

    def order(self, word: str, number: int | None) -> None:
        """One of ORDERS was given."""
        ...

    def zoom(self) -> Zoom:
        """Which part of the focused tile's picture is seen."""
        ...

    def set_zoom(self, zoom: Zoom) -> None:
        """Another part."""
        ...

    def swap(self, one: int, other: int) -> None:
        """Two tiles are to change places."""
        ...


class Hands:
    """The digits typed so far and the tile that is dragged."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self.typed = ""
        self.target: int | None = None
        self._drag: tuple[int, QPoint] | None = None

    def key(self, event: QKeyEvent) -> bool:
        """Digits and Enter call a camera, Enter alone enlarges, arrows move, Esc goes back, R tries again."""
        tiles, key, text = self._tiles, event.key(), event.text()
        if self._zoom(event):
            return True
        if text.isascii() and text.isdigit() and len(self.typed) < MOST_DIGITS:
            self.typed += text
        elif key in _ENTER and self.typed:
            number, self.typed = int(self.typed), ""
            tiles.call(number)
        elif key in _ENTER:
            tiles.enlarge(None if tiles.enlarged is not None else tiles.focus)
        elif key == Qt.Key.Key_Backspace and self.typed:
            self.typed = self.typed[:-1]
        elif key == Qt.Key.Key_Escape and (self.typed or tiles.enlarged is not None):
            was, self.typed = self.typed, ""
            if not was:
                tiles.enlarge(None)
        elif key in _ARROWS and tiles.enlarged is None:
            tiles.step(*_ARROWS[Qt.Key(key)])
        elif key in ORDERS and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            typed, self.typed = self.typed, ""
            word = ORDERS[Qt.Key(key)]
            if word == "preset" and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                word = "preset!"
            tiles.order(word, int(typed) if typed else None)
        else:
            return key == Qt.Key.Key_R and tiles.retry()
        return True

    def _zoom(self, event: QKeyEvent) -> bool:
        """+ and - zoom, with Ctrl the arrows pan, Home (or Esc) shows the whole picture again."""
        tiles, key = self._tiles, event.key()
        now = tiles.zoom()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            tiles.set_zoom(now.by(1 / STEP if key == Qt.Key.Key_Minus else STEP))
        elif key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            dx, dy = _ARROWS[Qt.Key(key)]
            tiles.set_zoom(now.moved(dx * PAN, dy * PAN))
        elif now != WHOLE and (key == Qt.Key.Key_Home or (key == Qt.Key.Key_Escape and not self.typed)):
            tiles.set_zoom(WHOLE)
        else:
            return False
        return True

    def press(self, event: QMouseEvent) -> bool:
        """Focus, and perhaps the beginning of a drag."""
        point = event.position().toPoint()
        index = self._tiles.tile_at(point)
        if index is None or event.button() is not Qt.MouseButton.LeftButton:
            return False
        self._tiles.set_focus(index)
        self._drag = (index, point)
        return True

    def move(self, event: QMouseEvent) -> bool:
        """Drag a tile over another; True where what is seen changed."""
        if self._drag is None or self._tiles.enlarged is not None:
            return False
        point = event.position().toPoint()
        if (point - self._drag[1]).manhattanLength() < QApplication.startDragDistance() and self.target is None:
            return False
        target = self._tiles.tile_at(point)
        target = None if target == self._drag[0] else target
        was, self.target = self.target, target
        return was != target

    def release(self) -> None:
        """Drop: the two tiles change places."""
        drag, target = self._drag, self.target
        self._drag = self.target = None
        if drag is not None and target is not None:
            self._tiles.swap(drag[0], target)
