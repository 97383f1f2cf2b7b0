"""From a live tile to a case in one key: takes the tile's picture and lays the report form over the window."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from caseforms.sighting_panel import Sighting, SightingPanel, sweep_pictures
from contract.entities import Camera
from contract.lifecycle.posts import REPORTERS
from mapview.panel import MapPanel
from panelkit import format as fmt
from panelkit.context import Context
from videowall import tile_shot
from videowall.face import Look
from videowall.hall import VideoHall
from videowall.hands import ORDERS
from videowall.panel import VideoPanel
from videowall.patrol_panel import PatrolPanel

CASE_KEY = Qt.Key.Key_C
CASE = "case"
ORDERS[CASE_KEY] = CASE
_SIZE = (1120, 900)
_EDGE = 20


class Sheet(QWidget):
    """A form over the window that it was asked from. Esc leaves it; `left` is told when it is gone."""

    left = Signal()

    def __init__(self, inside: SightingPanel, over: QWidget) -> None:
        super().__init__(over.window())
        self.panel = inside
        self._over, self._open = over, True
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(inside)
        self._place()
        over.window().installEventFilter(self)
        inside.context.selection.changed.connect(self._follow)
        self.show()
        self.raise_()
        inside.form.focus("class_code")

    def leave(self) -> None:
        """Back to the tile."""
        if not self._open:
            return
        self._open = False
        self.hide()
        self.panel.leave()
        self.deleteLater()
        if isValid(self._over) and self._over.isVisible():
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc; other keys are nobody's while the form is open."""
        if event.key() == Qt.Key.Key_Escape:
            if self.panel.sending.busy:
                self.panel.say(self.tr("On its way to the server; wait for its number."))
            else:
                self.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab does not lead to what lies beneath."""
        start = QApplication.focusWidget() or self
        widget: QWidget | None = start
        while widget is not None:
            widget = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
            if widget is start or widget is None:
                break
            reach = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
            if reach and self.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
                reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
                widget.setFocus(reason)
                break
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size."""
        if event.type() is QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False

    def _place(self) -> None:
        window = self.parentWidget() or self
        room = window.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        box = QRect(0, 0, min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        box.moveCenter(room.center())
        self.setGeometry(box)

    def _follow(self, name: str) -> None:
        """While a place is picked on a map that lies beneath, the form steps aside."""
        if name == "picking" and self._open:
            picking = self.panel.context.selection.picking
            self.setVisible(not picking or not _beneath(self))
            if not picking:
                self.raise_()


class Sightings(QObject):
    """The case key of one panel with tiles, for as long as that lives. `opened`, `closed`: its form."""

    opened = Signal()
    closed = Signal()
    filed = Signal(str)

    def __init__(self, video: VideoPanel | PatrolPanel, context: Context, hall: VideoHall, drafts: Path) -> None:
        super().__init__(video)
        self._video, self._context, self._hall, self._drafts = video, context, hall, drafts
        self.sheet: Sheet | None = None
        sweep_pictures(self._pictures, time.time())
        video.surface.ordered.connect(self._ordered)
        video.installEventFilter(self)
        video.destroyed.connect(self._gone)

    def _ordered(self, word: str, _number: object) -> None:
        if word == CASE:
            self.open(self._video.surface.focus)

    def open(self, index: int) -> None:
        """Take the picture of a tile and show the form; says why not where there is no true picture."""
        video, context = self._video, self._context
        if not context.roles() & REPORTERS:
            video.say(self.tr("The post of this seat reports no cases."))
            return
        shot = tile_shot.take(video.surface, self._hall, index)
        if isinstance(shot, tile_shot.NoShot):
            video.say(self._why_not(shot.look))
            return
        camera = context.store.of(Camera, shot.camera)
        if camera is None:
            video.say(self._why_not(Look.UNKNOWN.value))
            return
        at = context.now() - timedelta(seconds=shot.age_s)
        words = f"camera {camera.number} {at.isoformat(timespec='milliseconds')}"
        try:
            photo = tile_shot.keep(self._pictures, shot.image, f"camera-{camera.number}", at, words)
        except OSError as fault:
            text = self.tr("This machine's disk does not take the picture: {reason}")
            video.say(text.format(reason=fault.strerror or str(fault)))
            return
        if self.sheet is not None:
            self.sheet.leave()
        sighting = Sighting(camera, photo, at, self._doubt(shot))
        panel = SightingPanel(context, self._drafts, sighting, _map_there)
        self.sheet = Sheet(panel, video)
        self.sheet.left.connect(self._left)
        panel.filed.connect(self._filed)
        self.opened.emit()

    @property
    def _pictures(self) -> Path:
        return self._drafts / "pictures"

    def _filed(self, case_id: str, faults: str) -> None:
        self.filed.emit(case_id)
        said = self.sheet.panel.banner.label.text() if self.sheet is not None else ""
        if self.sheet is not None:
            self.sheet.leave()
        self._video.say(" ".join(part for part in (said or self.tr("Reported."), faults) if part))
        self._context.selection.select_case(case_id)

    def _left(self) -> None:
        self.sheet = None
        self.closed.emit()

    def _gone(self, _video: object = None) -> None:
        if self.sheet is not None and isValid(self.sheet):
            self.sheet.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another scene: the form goes with the tile it is about, and keeps what was typed."""
        hidden = event.type() is QEvent.Type.Hide and not self._video.window().isHidden()
        if hidden and self.sheet is not None and not self.sheet.panel.sending.busy:
            self.sheet.leave()
        return False

    def _doubt(self, shot: tile_shot.TileShot) -> str:
        if shot.look == Look.SUSPECT.value:
            return self.tr("The wall doubts this picture: look again before it is filed.")
        if shot.look == Look.LATE.value:
            return self.tr("The picture was {age} old.").format(age=fmt.span(shot.age_s))
        return ""

    def _why_not(self, look: str) -> str:
        if look == Look.EMPTY.value:
            return self.tr("This tile shows no camera.")
        if look == Look.RECORDED.value:
            return self.tr("This is a recording: no case is made of it.")
        return self.tr("There is no live picture in this tile: no photo of what was there before is taken.")


def _maps() -> list[MapPanel]:
    windows = QApplication.topLevelWidgets()
    return [panel for window in windows for panel in window.findChildren(MapPanel) if panel.isVisible()]


def _map_there() -> bool:
    return bool(_maps())


def _beneath(sheet: QWidget) -> bool:
    """Whether a map that is shown lies under the sheet."""
    box = QRect(sheet.mapToGlobal(sheet.rect().topLeft()), sheet.size())
    return any(
        box.intersects(QRect(panel.mapToGlobal(panel.rect().topLeft()), panel.size()))
        for panel in _maps()
        if panel.window() is sheet.window()
    )
