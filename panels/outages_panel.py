"""Cameras: outages. Which give no true picture, since when, why, how often; the standing ones first."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QWidget

from contract.entities import Camera
from contract.outages import OUTAGES_PATH, Outage, Outages
from panelkit import format as fmt
from panelkit.columns import FittedTable
from panelkit.context import Context
from panelkit.controls import KeyButton, rule
from panelkit.panel import Panel, guarded
from panelkit.table_model import Column, TableModel
from panels.evaluation_cases import plain
from panels.outage_words import reason_words

DAYS = 30
ASK_EACH_S = 10
STALE_AFTER_S = 35.0


class OutagesPanel(Panel):
    """Enter shows the camera, C its case, S sorts by the next column, E writes the list as CSV."""

    def __init__(self, context: Context, parent: QWidget | None = None, into: Path | None = None) -> None:
        super().__init__(
            context, sources=("query", "cameras"), name="outages", stale_after_s=STALE_AFTER_S, parent=parent
        )
        theme = context.theme
        self._into = into
        self._found: tuple[Outage, ...] = ()
        self._asked = False
        self._waits = 0
        self._columns: dict[str, tuple[Column[Outage], Callable[[Outage], Any]]] = {
            "state": (Column("state", lambda: self.tr("Now"), self._state), lambda one: one.until is not None),
            "camera": (Column("camera", lambda: self.tr("Camera"), self._camera), self._number),
            "reason": (
                Column("reason", lambda: self.tr("Reason"), lambda one: reason_words(one.reason)),
                lambda one: one.reason,
            ),
            "since": (Column("since", lambda: self.tr("Since"), self._since), lambda one: -one.since.timestamp()),
            "long": (Column("long", lambda: self.tr("For"), self._long, right=True), lambda one: -self._seconds(one)),
            "times": (
                Column("times", lambda: self.tr("In 30 days"), lambda one: str(one.times), right=True),
                lambda one: -one.times,
            ),
            "lost": (
                Column("lost", lambda: self.tr("Lost"), lambda one: fmt.span(one.lost_s), right=True),
                lambda one: -one.lost_s,
            ),
            "case": (Column("case", lambda: self.tr("Case"), self._case), lambda one: one.case_id is None),
        }
        self.model: TableModel[Outage] = TableModel(
            [column for column, _ in self._columns.values()], lambda one: one.id, self
        )
        self.model.sorted_by = "state"
        self.table = FittedTable(theme, self)
        self.table.setModel(self.model)
        plain(self.table, theme.size(32))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.fit_columns((84, 220, 150, 120, 92, 88, 92, 132), (1, 2), {2: 420, 4: 380, 5: 560, 6: 700, 7: 820})
        self.table.horizontalHeader().sectionClicked.connect(self._clicked)
        self.table.doubleClicked.connect(self.open)
        self.go = KeyButton(theme, "", "↵", parent=self)
        self.case = KeyButton(theme, "", "C", parent=self)
        self.order = KeyButton(theme, "", "S", parent=self)
        self.write = KeyButton(theme, "", "E", parent=self)
        row = QHBoxLayout()
        row.setContentsMargins(theme.size(12), theme.size(8), theme.size(12), theme.size(8))
        row.setSpacing(theme.size(8))
        acts = ((self.go, self.open), (self.case, self.open_case), (self.order, self.sort), (self.write, self.export))
        for button, act in acts:
            button.clicked.connect(act)
            button.setVisible(context.display == "desk")
            row.addWidget(button)
        row.addStretch(2)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(rule(self))
        self.body.addLayout(row)
        self.setFocusProxy(self.table)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Cameras: outages"))
        self.go.set_words(self.tr("Show camera"))
        self.case.set_words(self.tr("Open case"))
        self.order.set_words(self.tr("Sort"))
        self.write.set_words(self.tr("Export"))
        self.model.retranslate()
        self.refresh()

    def second(self) -> None:
        """Ask now and then; lengths go on."""
        self._waits -= 1
        if self._waits <= 0 and not self._asked:
            self._waits, self._asked = ASK_EACH_S, True
            pending = self.context.api.get(OUTAGES_PATH, {"days": str(DAYS)}, Outages)
            pending.succeeded.connect(self._have)
            pending.failed.connect(self._missed)
        self.model.repaint(0, self.model.rowCount() - 1)

    @guarded
    def _have(self, answer: object) -> None:
        assert isinstance(answer, Outages)
        self._asked, self._found = False, answer.outages
        self.mark_fresh()
        self.refresh()

    def _missed(self, _problem: object) -> None:
        self._asked = False  # the age of the list says it

    def refresh(self) -> None:
        """By the chosen column; within it the newest first."""
        order = self._columns[self.model.sorted_by or "state"][1]
        self.model.set_rows(sorted(sorted(self._found, key=lambda one: -one.since.timestamp()), key=order))
        out = sum(one.until is None for one in self._found)
        words = self.tr("{out} without a true picture · {count} outages in 30 days")
        self.set_subtitle(words.format(out=out, count=len(self._found)))
        if self._found:
            self.show_body()
        else:
            self.show_empty(self.tr("No outage in 30 days"), self.tr("Every camera that was looked at gave pictures."))

    def chosen(self) -> Outage | None:
        """The chosen row."""
        return self.model.at(self.table.currentIndex().row())

    def sort(self, _checked: object = None) -> None:
        """By the next column that is shown."""
        keys = [key for at, key in enumerate(self._columns) if not self.table.isColumnHidden(at)]
        at = keys.index(self.model.sorted_by) if self.model.sorted_by in keys else -1
        self._sort_by(keys[(at + 1) % len(keys)])

    def _clicked(self, section: int) -> None:
        self._sort_by(tuple(self._columns)[section])

    def _sort_by(self, key: str) -> None:
        self.model.sorted_by = key
        self.model.retranslate()
        self.refresh()

    @guarded
    def open(self, _index: object = None) -> None:
        """Show the chosen camera."""
        if (one := self.chosen()) is not None:
            self.context.selection.want_cameras((one.camera_id,))

    @guarded
    def open_case(self, _checked: object = None) -> None:
        """Open the case about the chosen outage."""
        one = self.chosen()
        if one is not None and one.case_id is not None:
            self.context.selection.open_case(one.case_id)

    @guarded
    def export(self, _checked: object = None) -> None:
        """The list as it stands, as CSV into the folder of downloads; times in ISO 8601."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(("camera", "name", "reason", "since", "until", "times", "lost_s", "case_id"))
        for one in self.model.rows():
            camera = self.context.store.of(Camera, one.camera_id)
            name = camera.name if camera is not None else ""
            safe = "'" + name if name[:1] in "=+-@" else name  # else a spreadsheet would compute it
            writer.writerow(
                (self._number(one), safe, one.reason.value, one.since.isoformat(),
                 one.until.isoformat() if one.until else "", one.times, one.lost_s, one.case_id or "")
            )  # fmt: skip
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        path = (self._into or Path(place or Path.home())) / f"outages-{self.context.now():%Y%m%d-%H%M%S}.csv"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
        except OSError as fault:
            self.say(self.tr("The list could not be saved: {reason}").format(reason=fault.strerror))
            return
        self.say(self.tr("Saved: {path}").format(path=path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As the buttons say."""
        acts: dict[str, Callable[[], None]] = {
            "\r": self.open, "\n": self.open, "C": self.open_case, "S": self.sort, "E": self.export
        }  # fmt: skip
        act = acts.get(event.text().upper())
        act() if act is not None else super().keyPressEvent(event)

    def _state(self, one: Outage) -> str:
        return self.tr("out") if one.until is None else self.tr("over")

    def _number(self, one: Outage) -> int:
        camera = self.context.store.of(Camera, one.camera_id)
        return camera.number if camera is not None else 0

    def _camera(self, one: Outage) -> str:
        camera = self.context.store.of(Camera, one.camera_id)
        return f"{camera.number} {camera.name}" if camera is not None else self.tr("removed")

    def _since(self, one: Outage) -> str:
        return fmt.moment(one.since, self.context.now(), self.context.profile.timezone)

    def _seconds(self, one: Outage) -> float:
        return max(((one.until or self.context.now()) - one.since).total_seconds(), 0.0)

    def _long(self, one: Outage) -> str:
        return fmt.span(self._seconds(one))

    def _case(self, one: Outage) -> str:
        return "" if one.case_id is None else self.tr("device case")
