"""The row of choices under the chips: class, department, district, source, overdue, supervised."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QWidget

from casequeue.queue_filter import Filter
from panelkit.theme import Theme

Choice = tuple[str, str]
"""Value and words."""


class ChoiceRow(QWidget):
    """`chosen(Filter)`: what the choices ask; its chip and text are empty."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.major, self.department, self.district, self.source = (QComboBox(self) for _ in range(4))
        self.overdue, self.supervised = QCheckBox(self), QCheckBox(self)
        self.none = QPushButton(self)
        self.none.setProperty("role", "flat")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size(6))
        for box in self._boxes():
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.addItem("", "")
            box.currentIndexChanged.connect(self._changed)
            row.addWidget(box, 1)
        for check in (self.overdue, self.supervised):
            check.toggled.connect(self._changed)
            row.addWidget(check)
        row.addWidget(self.none)
        self.none.clicked.connect(lambda: self.chosen.emit(Filter(chip="")))

    def offer(
        self, majors: list[Choice], departments: list[Choice], districts: list[Choice], sources: list[Choice]
    ) -> None:
        """What there is to choose; a choice that is still there stays chosen."""
        for box, offered in zip(self._boxes(), (majors, departments, districts, sources), strict=True):
            known = [(box.itemData(at), box.itemText(at)) for at in range(1, box.count())]
            if known == offered:
                continue
            kept = box.currentData()
            box.blockSignals(True)
            while box.count() > 1:
                box.removeItem(1)
            for value, words in offered:
                box.addItem(words, value)
            box.setCurrentIndex(max(box.findData(kept), 0))
            box.blockSignals(False)

    def show_filter(self, asked: Filter) -> None:
        """Follow a filter that was asked elsewhere."""
        for box, value in zip(
            self._boxes(), (asked.major, asked.department_id, asked.district_id, asked.source), strict=True
        ):
            box.blockSignals(True)
            box.setCurrentIndex(max(box.findData(value), 0))
            box.blockSignals(False)
        for check, on in ((self.overdue, asked.overdue), (self.supervised, asked.supervised)):
            check.blockSignals(True)
            check.setChecked(on)
            check.blockSignals(False)

    def take_focus(self) -> None:
        """To the first choice."""
        self.major.setFocus()

    def retranslate(self) -> None:
        """What stands there while nothing is chosen."""
        for box, words in zip(
            self._boxes(),
            (self.tr("any class"), self.tr("any department"), self.tr("any district"), self.tr("any source")),
            strict=True,
        ):
            box.setItemText(0, words)
        self.overdue.setText(self.tr("overdue"))
        self.supervised.setText(self.tr("supervised"))
        self.none.setText(self.tr("Clear"))

    def _boxes(self) -> tuple[QComboBox, QComboBox, QComboBox, QComboBox]:
        return self.major, self.department, self.district, self.source

    def _changed(self, _what: object) -> None:
        self.chosen.emit(
            Filter(
                chip="",
                major=self.major.currentData() or "",
                department_id=self.department.currentData() or "",
                district_id=self.district.currentData() or "",
                source=self.source.currentData() or "",
                overdue=self.overdue.isChecked(),
                supervised=self.supervised.isChecked(),
            )
        )
