"""Cases that a report may repeat: offered while it is typed, with words and a large photo (疑似重复)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from caseforms.large_photo import LargePhoto
from caseforms.latest import Latest
from contract.alike import Alike, AlikePage
from contract.entities import Point
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.words import state_name

SETTLE_MS = 300
MOST_TEXT = 200


class Duplicates(QWidget):
    """`opened(case_id)`: Enter on one. `found`: ids, the likeliest first."""

    opened = Signal(str)
    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[Point | None, str, str] = (None, "", "")
        self.known = Latest(context.api, "/api/alike", AlikePage, SETTLE_MS, self)
        self.known.changed.connect(self._have)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.size(4))
        self.head, self.note = QLabel(self), QLabel(self)
        self.head.setProperty("role", "title")
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.currentRowChanged.connect(self._look)
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.photo = LargePhoto(context, self)
        column.addWidget(self.head)
        column.addWidget(self.note)
        column.addWidget(self.list, 2)
        column.addWidget(self.photo, 3)
        column.addStretch(0)

    @property
    def found(self) -> list[str]:
        """Their ids, the likeliest first."""
        return [one.case.id for one in self._alike]

    @property
    def _alike(self) -> tuple[Alike, ...]:
        page = self.known.answer
        return page.cases if page is not None else ()

    def look_for(self, point: Point | None, class_code: str, text: str) -> None:
        """The report is about this, as far as it is known."""
        if (point, class_code, text) == self._wanted:
            return
        same = (point, class_code) == self._wanted[:2]
        self._wanted = (point, class_code, text)
        self.known.ask(self._query(), keep=same)
        self.retranslate()

    def retranslate(self) -> None:
        """Words."""
        self.head.setText(self.tr("Perhaps reported already"))
        point, class_code, _ = self._wanted
        page = self.known.answer
        if point is None or not class_code:
            self.note.setText(self.tr("Needs a class and a place."))
        elif page is None:
            self.note.setText(self.known.fault or self.tr("looking …"))
        else:
            about = self.tr("{open} open and {closed} closed of this kind within {m} m, {days} days")
            words = about.format(open=page.open, closed=page.closed, m=round(page.within_m), days=page.days)
            self.note.setText(words)
        self._draw()

    def _query(self) -> dict[str, str] | None:
        point, class_code, text = self._wanted
        if point is None or not class_code:
            return None
        query = {"lon": repr(point.lon), "lat": repr(point.lat), "class_code": class_code}
        return query | {"text": text[:MOST_TEXT]} if text else query

    def _have(self) -> None:
        self.retranslate()
        self.changed.emit()

    def _draw(self) -> None:
        chosen = self.list.currentItem()
        before = chosen.data(Qt.ItemDataRole.UserRole) if chosen is not None else ""
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._alike:
            item = QListWidgetItem(self._words(one))
            item.setData(Qt.ItemDataRole.UserRole, one.case.id)
            self.list.addItem(item)
            if one.case.id == before:
                self.list.setCurrentItem(item)
        if self._alike and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.photo.setVisible(bool(self._alike))
        self.list.setVisible(bool(self._alike))
        self._look(self.list.currentRow())

    def _words(self, one: Alike) -> str:
        context, case = self._context, one.case
        zone = context.profile.timezone
        name = context.class_name(case.class_code)
        head = f"{fmt.short(case.short)} {name} · {round(one.distance_m)} m · {one.score} %"
        if one.closed_at is not None:
            said = self.tr("closed {when}: not fixed?").format(when=fmt.moment(one.closed_at, context.now(), zone))
        else:
            said = f"{state_name(case.state)} · {fmt.moment(case.reported_at, context.now(), zone)}"
        return f"{head}\n{said} · {case.place}"

    def _look(self, row: int) -> None:
        if 0 <= row < len(self._alike):
            one = self._alike[row]
            self.photo.show_photo(one.photo_ids[0] if one.photo_ids else "", one.description)
        else:
            self.photo.show_photo("", "")
