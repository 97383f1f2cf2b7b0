"""Choose how the tiles lie, over the panel: the usual layouts as small pictures, or a free one drawn by hand.

Keys: arrows, the number of tiles and Enter; D draws. While drawing: arrows go over the squares, with the shift key
they mark, Enter makes one tile of what is marked, Delete splits, + and - change the columns (with the shift key the
rows), Ctrl+Enter takes it. The mouse drags over squares and clicks a tile to split it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from panelkit.controls import KeyButton
from panelkit.theme import Theme
from videowall import grid, layouts
from videowall.grid import Arrangement, Box

_STEP = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ACROSS = 5
_CENTRE = Qt.AlignmentFlag.AlignCenter
MOST_COLUMNS = 12


class LayoutPicker(QWidget):
    """`chosen(Arrangement)` and then it goes; Esc goes without."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, now: Arrangement, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kinds = [grid.ARRANGEMENTS[count] for count in layouts.USUAL]
        self._now = now
        self.at = next((i for i, kind in enumerate(self._kinds) if kind == now), 0)
        self.drawn: Arrangement | None = None
        self._typed = ""
        self._cursor = (0, 0)
        self._anchor = (0, 0)
        self.take = KeyButton(theme, self.tr("Use it"), "Ctrl+⏎", primary=True, parent=self)
        self.take.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.take.clicked.connect(self._use)
        self.take.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setGeometry(parent.rect())
        parent.installEventFilter(self)
        self.show()
        self.raise_()
        self.setFocus()

    # --- what is chosen -----------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw a free layout, beginning with the one that is there."""
        begin = self._now
        if begin.columns * begin.rows == 1:
            begin = grid.raster(4, 4)
        self.drawn, self._cursor, self._anchor = begin, (0, 0), (0, 0)
        self._place_take()
        self.take.show()
        self.update()

    def _take(self, kind: Arrangement) -> None:
        self.chosen.emit(kind)
        self._leave()

    def _place_take(self) -> None:
        size = self.take.sizeHint()
        self.take.setGeometry(self.width() - size.width() - 8, 4, size.width(), size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It covers the tiles, whatever size they take."""
        if watched is self.parentWidget() and isinstance(event, QResizeEvent):
            self.resize(event.size())
            self._place_take()
        return False

    def _use(self) -> None:
        if self.drawn is not None:
            self._take(self.drawn)

    def _leave(self) -> None:
        self.left.emit()
        self.close()

    def _merge(self) -> None:
        if self.drawn is None:
            return
        (x0, y0), (x1, y1) = self._anchor, self._cursor
        column, row = min(x0, x1), min(y0, y1)
        try:
            self.drawn = layouts.merged(self.drawn, column, row, abs(x1 - x0) + 1, abs(y1 - y0) + 1)
        except ValueError:
            return  # more tiles than a wall may have: it stays as it is
        finally:
            self._anchor = self._cursor
            self.update()

    def _resize(self, columns: int, rows: int) -> None:
        if 1 <= columns <= MOST_COLUMNS and 1 <= rows <= MOST_COLUMNS and columns * rows <= 64:
            self.drawn = grid.raster(columns, rows)
            self._cursor = (min(self._cursor[0], columns - 1), min(self._cursor[1], rows - 1))
            self._anchor = self._cursor
            self.update()

    # --- keys ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, draw, or leave."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.drawn is None:
                self._leave()
            self.drawn, self._typed = None, ""
            self.take.hide()
        elif self.drawn is not None:
            self._draw_key(event, self.drawn)
        elif key in _STEP:
            dx, dy = _STEP[Qt.Key(key)]
            self.at = max(0, min(self.at + dx + dy * _ACROSS, len(self._kinds)))
        elif key == Qt.Key.Key_D or (key in _ENTER and not self._typed and self.at == len(self._kinds)):
            self.draw()
        elif event.text().isascii() and event.text().isdigit():
            self._typed = (self._typed + event.text())[-2:]
            found = layouts.of_count(int(self._typed))
            self.at = self._kinds.index(found) if found in self._kinds else self.at
        elif key in _ENTER:
            wanted = layouts.of_count(int(self._typed)) if self._typed else self._kinds[self.at]
            self._typed = ""
            if wanted is not None:
                self._take(wanted)
        self.update()

    def _draw_key(self, event: QKeyEvent, drawn: Arrangement) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEP:
            dx, dy = _STEP[Qt.Key(key)]
            x, y = self._cursor[0] + dx, self._cursor[1] + dy
            if 0 <= x < drawn.columns and 0 <= y < drawn.rows:
                self._cursor = (x, y)
            if not shift:
                self._anchor = self._cursor
        elif key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._take(drawn)
        elif key in (*_ENTER, Qt.Key.Key_Space):
            self._merge()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._anchor = self._cursor
            self._merge()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._resize(drawn.columns + 1, drawn.rows)
        elif key == Qt.Key.Key_Minus:
            self._resize(drawn.columns - 1, drawn.rows)
        elif key == Qt.Key.Key_PageUp:
            self._resize(drawn.columns, drawn.rows - 1)
        elif key == Qt.Key.Key_PageDown:
            self._resize(drawn.columns, drawn.rows + 1)

    # --- mouse --------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A small picture, or the first square of a tile."""
        point = event.position().toPoint()
        if self.drawn is not None:
            if (square := self._square(point)) is not None:
                self._anchor = self._cursor = square
                self.update()
            return
        for index, box in enumerate(self._cards()):
            if box.contains(point):
                self.at = index
                if index == len(self._kinds):
                    self.draw()
                else:
                    self._take(self._kinds[index])
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag over the squares."""
        if self.drawn is not None and (square := self._square(event.position().toPoint())) is not None:
            self._cursor = square
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """One tile over what was dragged over."""
        if self.drawn is not None and self._square(event.position().toPoint()) is not None:
            self._merge()

    # --- painting -----------------------------------------------------------------------------------------------

    def _head(self) -> int:
        return self._theme.line_px("strong") + self._theme.size(20)

    def _foot(self) -> int:
        return self._theme.line_px("label") + self._theme.size(16)

    def _cards(self) -> list[QRect]:
        pad, count = self._theme.size(8), len(self._kinds) + 1
        down = -(-count // _ACROSS)
        room = self.rect().adjusted(pad, self._head(), -pad, -self._foot())
        wide, high = (room.width() + pad) // _ACROSS, (room.height() + pad) // down
        return [
            QRect(room.left() + i % _ACROSS * wide, room.top() + i // _ACROSS * high, wide - pad, high - pad)
            for i in range(count)
        ]

    def _sheet(self) -> QRect:
        pad = self._theme.size(12)
        return self.rect().adjusted(pad, self._head(), -pad, -self._foot())

    def _square(self, point: QPoint) -> tuple[int, int] | None:
        sheet = self._sheet()
        if self.drawn is None or not sheet.contains(point):
            return None
        at = point - sheet.topLeft()
        return at.x() * self.drawn.columns // sheet.width(), at.y() * self.drawn.rows // sheet.height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The small pictures, or the sheet that is drawn on."""
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg-1"))
        pad = theme.size(12)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("tx-1"))
        head = QRect(pad, 0, self.width() - 2 * pad, self._head())
        words = self.tr("Draw a layout") if self.drawn is not None else self.tr("Layout")
        if self._typed:
            words += f"  {self._typed}_"
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("tx-2"))
        foot = QRect(pad, self.height() - self._foot(), self.width() - 2 * pad, self._foot())
        hint = (
            self.tr("Drag over squares · ⇧ arrows, Enter: one tile · Del splits · + − PgUp PgDn · Ctrl+Enter takes")
            if self.drawn is not None
            else self.tr("Number of tiles and Enter · arrows · D draws · Esc")
        )
        hint = painter.fontMetrics().elidedText(hint, Qt.TextElideMode.ElideRight, foot.width())
        painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter, hint)
        if self.drawn is not None:
            self._paint_sheet(painter, self.drawn)
        else:
            for index, box in enumerate(self._cards()):
                self._paint_card(painter, index, box)
        painter.end()

    def _paint_card(self, painter: QPainter, index: int, box: QRect) -> None:
        theme, here = self._theme, index == self.at
        word_h = theme.line_px("label") + 4
        if here:
            painter.setPen(QPen(theme.color("acc"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        inside = box.adjusted(6, 6, -6, -6 - word_h)
        kind = self._kinds[index] if index < len(self._kinds) else None
        shown = kind or layouts.merged(grid.raster(6, 4), 1, 1, 3, 2)
        for tile in grid.boxes(shown, max(inside.width(), 1), max(inside.height(), 1), 2):
            self._paint_tile(painter, inside.topLeft(), tile, "acc-fill" if kind == self._now else "bg-3")
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("tx-1" if here else "tx-2"))
        words = self.tr("free (D)") if kind is None else layouts.title(kind)
        count = "" if kind is None or layouts.title(kind).startswith("1×") else f"{len(kind.places)} · "
        painter.drawText(QRect(box.left(), inside.bottom() + 3, box.width(), word_h), _CENTRE, count + words)

    def _paint_tile(self, painter: QPainter, at: QPoint, tile: Box, token: str) -> None:
        painter.fillRect(QRect(*tile).translated(at), self._theme.color(token))

    def _paint_sheet(self, painter: QPainter, drawn: Arrangement) -> None:
        theme, sheet = self._theme, self._sheet()
        whole = grid.boxes(drawn, sheet.width(), sheet.height(), 3)
        painter.setFont(theme.font("label"))
        for number, tile in enumerate(whole, 1):
            self._paint_tile(painter, sheet.topLeft(), tile, "bg-3")
            painter.setPen(theme.color("tx-2"))
            painter.drawText(QRect(*tile).translated(sheet.topLeft()), _CENTRE, str(number))
        (x0, y0), (x1, y1) = self._anchor, self._cursor
        marked = Arrangement(
            drawn.columns, drawn.rows, ((min(x0, x1), min(y0, y1), abs(x1 - x0) + 1, abs(y1 - y0) + 1),)
        )
        (box,) = grid.boxes(marked, sheet.width(), sheet.height(), 3)
        painter.setPen(QPen(theme.color("acc"), 2))
        painter.drawRect(QRect(*box).translated(sheet.topLeft()).adjusted(1, 1, -1, -1))
