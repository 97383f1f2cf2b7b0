"""The cameras of a seat follow what it looks at: a case that is marked, or the place that a form speaks of."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from casequeue.nearby import nearest
from contract.entities import Camera, Case
from panelkit.context import Context

COUNT = 3
SETTLE_MS = 400
"""Whoever runs through a list with the arrows calls no camera for each row."""


class NearCameras(QObject):
    """For one context, until it goes."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._about = ""
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self._call)
        context.selection.changed.connect(self._follow)

    def _follow(self, name: str) -> None:
        if name in ("case_id", "point"):
            self._about = name
            self._later.start()

    def _call(self) -> None:
        chosen = self._context.selection
        case = self._context.store.of(Case, chosen.case_id)
        of_case = case.point if case is not None else None
        point = chosen.point if self._about == "point" and chosen.point is not None else of_case
        if point is not None:
            found = nearest(point, self._context.store.each(Camera), COUNT)
            chosen.want_cameras(near.thing.id for near in found)
