"""Keys of evidence and replay at a video panel: S a picture, K a clip, A attaches it to the case, V plays again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRect, Qt

from panelkit.context import Context
from videowall.evidence_desk import EvidenceDesk
from videowall.grid import boxes
from videowall.hall import VideoHall
from videowall.hands import ORDERS
from videowall.panel import VideoPanel
from videowall.replay_view import ReplayView
from videowall.surface import GAP

SNAPSHOT, CLIP, ATTACH, REPLAY = "snapshot", "clip", "attach", "replay"
ORDERS[Qt.Key.Key_S] = SNAPSHOT
ORDERS[Qt.Key.Key_K] = CLIP
ORDERS[Qt.Key.Key_A] = ATTACH
ORDERS[Qt.Key.Key_V] = REPLAY


class Kept(QObject):
    """Binds one panel to the seat's desk. Lives as long as the panel."""

    def __init__(self, panel: VideoPanel, context: Context, hall: VideoHall, desk: EvidenceDesk) -> None:
        super().__init__(panel)
        self._panel, self._context, self._hall, self.desk = panel, context, hall, desk
        self.view: ReplayView | None = None
        panel.surface.ordered.connect(self._ordered)
        desk.said.connect(panel.say)

    def _ordered(self, word: str, _number: object) -> None:
        surface = self._panel.surface
        slot = surface.slots()[surface.focus]
        if word == ATTACH:
            self.desk.attach()
        elif not slot.camera:
            return
        elif word == SNAPSHOT:
            self.desk.snapshot(slot.camera)
        elif word == CLIP:
            self.desk.clip(slot.camera)
        elif word == REPLAY:
            self.leave()
            view = ReplayView(surface, partial(self._area, slot.camera), slot, self._context, self._hall, self.desk)
            view.left.connect(partial(self._left, view))
            self.view = view

    def _area(self, camera: str) -> QRect | None:
        """Where the camera's tile is; None where it has none, or another tile is enlarged over it."""
        surface = self._panel.surface
        index = next((n for n, slot in enumerate(surface.slots()) if slot.camera == camera), None)
        if index is None or surface.enlarged not in (None, index):
            return None
        if surface.enlarged == index:
            return surface.rect()
        gap = self._context.theme.size(GAP)
        return QRect(*boxes(self._panel.places.arrangement, surface.width(), surface.height(), gap)[index])

    def _left(self, view: ReplayView) -> None:
        if self.view is view:
            self.view = None

    def leave(self) -> None:
        """Back to live: the tiles lie otherwise."""
        if self.view is not None:
            self.view.leave()
