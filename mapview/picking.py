"""A place chosen on the map: by a click, or with arrows and Enter on the corners in its middle."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

from contract.entities import Point
from mapview.bridge import Bridge
from panelkit.selection import Selection

POINT_ZOOM: Final = 17.0
"""At least so near when a place is shown that a form speaks of."""


class Picking(QObject):
    """`began(bool)`: somebody wants a place, or not any more."""

    began = Signal(bool)

    def __init__(self, bridge: Bridge, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._selection = bridge, selection
        self.zoom = 0.0  # of the page, as it last said
        bridge.picked.connect(lambda lon, lat: selection.pick(Point(lon, lat)))
        selection.changed.connect(self._follow)

    def key(self, key: int) -> bool:
        """A key on the map; True where it chooses or leaves."""
        if not self._selection.picking:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._bridge.want_view(pick=True)
        elif key == Qt.Key.Key_Escape:
            self._selection.want_point(False)
        else:
            return False
        return True

    def _follow(self, name: str) -> None:
        point = self._selection.point
        if name == "point" and point is not None:
            self._bridge.want_view(lon=point.lon, lat=point.lat, zoom=max(self.zoom, POINT_ZOOM))
        elif name == "picking":
            self.began.emit(self._selection.picking)
