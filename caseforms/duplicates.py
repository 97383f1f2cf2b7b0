"""Cases that a report may repeat: offered while it is typed, with words and a large photo (同类、同处、近期)."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from caseforms.large_photo import LargePhoto
from caseforms.place import alike
from contract.entities import Case, Point
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.words import state_name

WITHIN_M = 50.0
DAYS = 30
SETTLE_MS = 250


class Duplicates(QWidget):
    """`opened(case_id)`: Enter on one. `found`: ids, the nearest first. `changed()` with them."""

    opened = Signal(str)
    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._point: Point | None = None
        self._class_code = ""
        self.found: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.size(4))
        self.head, self.note = QLabel(self), QLabel(self)
        self.head.setProperty("role", "title")
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.currentItemChanged.connect(self._look)
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.photo = LargePhoto(context, self)
        column.addWidget(self.head)
        column.addWidget(self.note)
        column.addWidget(self.list, 2)
        column.addWidget(self.photo, 3)
        column.addStretch(0)
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self._search)

    def look_for(self, point: Point | None, class_code: str) -> None:
        """The report is about this, as far as it is known."""
        if (point, class_code) != (self._point, self._class_code):
            self._point, self._class_code = point, class_code
            self._later.start()

    def retranslate(self) -> None:
        """Words."""
        self.head.setText(self.tr("Perhaps reported already"))
        self._search()

    def _search(self) -> None:
        context, point = self._context, self._point
        if point is None or not self._class_code:
            rows: list[tuple[float, Case]] = []
            self.note.setText(self.tr("Needs a class and a place."))
        else:
            rows = alike(context.store.each(Case), point, self._class_code, context.now(), within_m=WITHIN_M, days=DAYS)
            none = self.tr("No case of this class within {m} m in {days} days.").format(m=round(WITHIN_M), days=DAYS)
            some = self.tr("{n} of this class within {m} m: is it the same?")
            self.note.setText(some.format(n=len(rows), m=round(WITHIN_M)) if rows else none)
        chosen = self.list.currentItem()
        before = chosen.data(Qt.ItemDataRole.UserRole) if chosen is not None else ""
        self.list.clear()
        for metres, case in rows:
            when = fmt.moment(case.reported_at, context.now(), context.profile.timezone)
            name = context.class_name(case.class_code)
            head = f"{fmt.short(case.short)} {name} · {round(metres)} m"
            item = QListWidgetItem(f"{head}\n{state_name(case.state)} · {when} · {case.place}")
            item.setData(Qt.ItemDataRole.UserRole, case.id)
            self.list.addItem(item)
            if case.id == before:
                self.list.setCurrentItem(item)
        if rows and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.photo.setVisible(bool(rows))
        self.list.setVisible(bool(rows))
        if not rows:
            self.photo.show_case("")
        self.found = [case.id for _, case in rows]
        self.changed.emit()

    def _look(self, item: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        if item is not None:
            self.photo.show_case(str(item.data(Qt.ItemDataRole.UserRole)))
