"""The search field of the map and the list of what it finds. Keys: Up and Down choose, Enter goes there, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mapview.search import Hit
from panelkit.theme import Theme

ROW_PX, WIDE_PX, NAMES_MS = 30, 440, 150


class SearchBox(QWidget):
    """`wanted(Hit)` when people chose one; `left()` after Esc; `names_wanted(str)` asks the page for names of streets.

    `look` finds in the live state. The list lies over `over`, a parent that is wide enough.
    """

    wanted = Signal(object)
    left = Signal()
    names_wanted = Signal(str)

    def __init__(self, theme: Theme, look: Callable[[str], list[Hit]], over: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._look, self._over = theme, look, over
        self._live: list[Hit] = []
        self._named: list[Hit] = []
        self.field = QLineEdit(self)
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.found = QListWidget(over)
        self.found.setFrameShape(QFrame.Shape.NoFrame)
        self.found.setProperty("role", "found")
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.found.setUniformItemSizes(True)
        self.found.setFont(theme.font("body"))
        self.field.setFont(theme.font("body"))
        self.found.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.field)
        self.setFocusProxy(self.field)
        self._names = QTimer(self, singleShot=True, interval=NAMES_MS)
        self._names.timeout.connect(lambda: self.names_wanted.emit(self.text()))
        self.field.textChanged.connect(self._typed)
        self.found.itemClicked.connect(self._clicked)

    def text(self) -> str:
        """What is looked for, without blanks around it."""
        return self.field.text().strip()

    def hits(self) -> list[Hit]:
        """What the list shows."""
        return [*self._live, *self._named]

    def retranslate(self) -> None:
        """Words of the field."""
        self.field.setPlaceholderText(QCoreApplication.translate("MapSearch", "Number, street, cell, coordinates"))
        self.field.setAccessibleName(QCoreApplication.translate("MapSearch", "Search the map"))
        self.field.setToolTip(
            QCoreApplication.translate(
                "MapSearch",
                "Ctrl+F · number of a case, camera or pole, words of a case, street, place, cell, 121.47 31.23",
            )
        )

    def take_names(self, text: str, hits: list[Hit]) -> None:
        """What the page found for `text`; an answer that came too late is dropped."""
        if text == self.text():
            self._named = hits
            self._show()

    def _typed(self) -> None:
        self._live, self._named = self._look(self.text()), []
        if self.text():
            self._names.start()
        else:
            self._names.stop()
        self._show()

    def _show(self) -> None:
        row = self.found.currentRow()
        self.found.clear()
        hits = self.hits()
        for hit in hits:
            item = QListWidgetItem(words_of(hit))
            item.setToolTip(words_of(hit))
            self.found.addItem(item)
        if not hits:
            nothing = QListWidgetItem(QCoreApplication.translate("MapSearch", "Nothing of that name or number"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.found.addItem(nothing)
        else:
            self.found.setCurrentRow(min(max(row, 0), len(hits) - 1))
        self._place()
        self.found.setVisible(bool(self.text()) and self.field.hasFocus())

    def _place(self) -> None:
        corner = self.field.mapTo(self._over, QPoint(0, self.field.height() + 2))
        wide = min(self._theme.size(WIDE_PX), self._over.width() - corner.x() - 8)
        rows = self.found.count() * max(self.found.sizeHintForRow(0), self._theme.size(ROW_PX)) + 4
        self.found.setGeometry(corner.x(), corner.y(), wide, min(rows, self._over.height() - corner.y() - 8))
        self.found.raise_()

    def _clicked(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self._go(self.found.row(item))

    def _go(self, row: int) -> None:
        hits = self.hits()
        if 0 <= row < len(hits):
            self.found.hide()
            self.wanted.emit(hits[row])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list, typed into the field."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.found.hide()
        if watched is self.field and event.type() == QEvent.Type.FocusIn and self.text():
            self._typed()
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.found.setCurrentRow(min(max(self.found.currentRow() + step, 0), self.found.count() - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(max(self.found.currentRow(), 0))
        elif key == Qt.Key.Key_Escape:
            self.field.clear()
            self.left.emit()
        else:
            return False
        return True


def words_of(hit: Hit) -> str:
    """One line of the list."""
    kind = {
        "case": QCoreApplication.translate("MapSearch", "Case"),
        "camera": QCoreApplication.translate("MapSearch", "Camera"),
        "pole": QCoreApplication.translate("MapSearch", "Pole"),
        "point": QCoreApplication.translate("MapSearch", "Coordinates"),
        "street": QCoreApplication.translate("MapSearch", "Street"),
        "place": QCoreApplication.translate("MapSearch", "Place"),
        "cell": QCoreApplication.translate("MapSearch", "Cell"),
    }[hit.kind]
    head = " ".join(part for part in (kind, hit.number, hit.name) if part)
    nowhere = QCoreApplication.translate("MapSearch", "no coordinates") if hit.point is None else ""
    return " · ".join(part for part in (head, hit.note, nowhere) if part)
