"""Small controls: a button that shows its key, a chip with a count, rows of chips that wrap, and label-value fields."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLayout, QLayoutItem, QPushButton, QSizePolicy, QWidget

from panelkit.header import ElidedLabel
from panelkit.theme import Theme


class KeyButton(QPushButton):
    """36 px high, the key cap at the right edge. Pressing is by click, by key through the panel, or Enter."""

    def __init__(
        self, theme: Theme, text: str, key: str, *, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self.key, self._words = theme, key, text
        if primary:
            self.setProperty("role", "primary")
        self.setFixedHeight(theme.size(36))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.setMinimumWidth(theme.size(88))

    def set_words(self, text: str) -> None:
        """The words at the left."""
        if text != self._words:
            self._words = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Words, a gap, the key cap."""
        metrics = QFontMetrics(self._theme.font("body", 500))
        wide = metrics.horizontalAdvance(self._words) + self._theme.size(28)
        wide += cap_wide(self._theme, self.key) + self._theme.size(12) if self.key else 0
        return QSize(max(wide, self._theme.size(88)), self._theme.size(36))

    def words(self) -> str:
        """The words at the left."""
        return self._words

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button of the stylesheet, then words and key cap."""
        super().paintEvent(event)
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        primary = self.property("role") == "primary"
        token = "tx-off" if not self.isEnabled() else "acc-tx" if primary else "tx-1"
        inset = theme.size(12)
        cap = cap_wide(theme, self.key)
        painter.setFont(theme.font("body", 500 if primary else 400))
        painter.setPen(theme.color(token))
        room = self.rect().adjusted(inset, 0, -inset - (cap if self.key else 0), 0)
        words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if self.key:
            draw_key_cap(painter, theme, self.rect(), self.key, token)
        painter.end()


def cap_wide(theme: Theme, key: str) -> int:
    """How wide a key cap is."""
    return max(theme.size(20), QFontMetrics(theme.font("caption")).horizontalAdvance(key) + 10)


def draw_key_cap(painter: QPainter, theme: Theme, rect: QRect, key: str, token: str) -> None:
    """A key cap at the right edge of `rect`, in the middle of its height."""
    painter.setFont(theme.font("caption"))
    high = theme.size(20)
    wide = cap_wide(theme, key)
    cap = QRect(rect.right() - theme.size(8) - wide, rect.center().y() - high // 2, wide, high)
    painter.setPen(theme.color("line-2" if token == "tx-off" else "tx-3"))
    painter.setBrush(theme.color("bg-2"))
    painter.drawRoundedRect(cap, 2, 2)
    painter.setPen(theme.color("tx-off" if token == "tx-off" else "tx-1"))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)


class Chip(QPushButton):
    """A filter with its count; checkable."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setProperty("role", "chip")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_count(self, words: str, count: int) -> None:
        """`待派遣 6`."""
        text = f"{words} {count}"
        if text != self.text():
            self.setText(text)


class FlowLayout(QLayout):
    """Left to right, then the next line."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Items held."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item, or None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """More lines where it is narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the lines at this width."""
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        """One line."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, really: bool) -> int:
        margins = self.contentsMargins()
        inside = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        x, y, line = inside.x(), inside.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x > inside.x() and x + hint.width() > inside.right() + 1:
                x, y, line = inside.x(), y + line + self.spacing(), 0
            if really:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self.spacing()
            line = max(line, hint.height())
        return y + line - rect.y() + margins.bottom()


class Fields(QWidget):
    """Label left in tx-3, value right; as many rows as are given."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size(12))
        self._grid.setVerticalSpacing(theme.size(2))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, ElidedLabel]] = []

    def show_fields(self, fields: list[tuple[str, str]]) -> None:
        """Become these rows."""
        while len(self._rows) < len(fields):
            label, value = QLabel(self), ElidedLabel(role="value", parent=self)
            label.setProperty("role", "label")
            self._grid.addWidget(label, len(self._rows), 0)
            self._grid.addWidget(value, len(self._rows), 1)
            self._rows.append((label, value))
        for at, (label, value) in enumerate(self._rows):
            label.setVisible(at < len(fields))
            value.setVisible(at < len(fields))
            if at < len(fields):
                label.setText(fields[at][0])
                value.setText(fields[at][1])

    def text_of(self, label: str) -> str:
        """The value beside a label; empty where there is none."""
        return next((value.full_text() for head, value in self._rows if head.text() == label), "")


def rule(parent: QWidget | None = None, *, upright: bool = False) -> QFrame:
    """A hairline."""
    line = QFrame(parent)
    line.setProperty("role", "rule")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
