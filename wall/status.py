"""How the wall is, for the report and for the first complete picture."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtWidgets import QLabel, QTableView, QWidget

from casequeue.detail_panel import DetailPanel
from casequeue.queue_panel import QueuePanel
from contract.entities import Case, Cell, Pole
from contract.samples import VEHICLES
from videowall.panel import VideoPanel
from wall import completeness
from wall.completeness import CameraFact, Movement, PanelFact
from wall.diagnostics import Faults
from wall.room import Room


class Status:
    """Looks at the room when asked. `missing` is empty when the picture is complete."""

    def __init__(self, room: Room, faults: Faults) -> None:
        self._room = room
        self._faults = faults
        self._movement = Movement()
        self.complete = False

    def now(self) -> dict[str, Any]:
        """What the report says about the wall."""
        room = self._room
        seat = room.shown_seat
        panels = [_panel_fact(cell, panel) for cell, panel in room.placed]
        cameras, tiles = _cameras([panel for _, panel in room.placed])
        maps = all(drawn for drawn in (_drawn(panel) for _, panel in room.placed) if drawn is not None)
        link = seat.link.state.value
        missing = completeness.missing(panels, cameras, link=link, tiles=tiles, maps_drawn=maps)
        if room.seats.settling:
            missing.append("city (being imported)")
        self.complete = not missing
        self._movement.look(seat.link.positions[VEHICLES], time.monotonic())
        return {
            "complete": self.complete,
            "missing": missing,
            "scene": room.scenes.current,
            "link": link,
            "view": seat.api.session.scope.view.value if seat.api.session is not None else "",
            "monitors": len(room.screens),
            "cameras": [completeness.rounded(camera) for camera in cameras],
            "panels": [completeness.rounded(panel) for panel in panels],
            "events_applied": seat.link.events_applied,
            "gaps": seat.link.gaps,
            "seq": seat.store.seq,
            "cases_by_state": completeness.cases_by_state(seat.store.each(Case)),
            "poles_by_state": completeness.poles_by_state(seat.store.each(Pole)),
            "vehicles_seen": self._movement.seen,
            "vehicles_moving": self._movement.moving(time.monotonic()),
            "case": _case_shown(room),
            "errors": list(self._faults.errors),
        }


def _panel_fact(cell: Cell, panel: QWidget) -> PanelFact:
    name = ":".join((cell.panel, *(value for key, value in sorted(cell.settings.items()) if key == "chart")))
    age_s = getattr(panel, "age_s", None)
    return PanelFact(name, str(getattr(panel, "state", "unknown")), age_s)


def _case_shown(room: Room) -> dict[str, Any]:
    """What the detail panel says, word for word, and the first rows of the queue: for remote help and for tests."""
    shown: dict[str, Any] = {"detail": [], "queue": []}
    for _, panel in room.placed:
        if isinstance(panel, DetailPanel):
            labels = panel.findChildren(QLabel)
            shown["detail"] = [label.text() for label in labels if label.isVisible() and label.text()][:60]
        elif isinstance(panel, QueuePanel) and (table := panel.findChild(QTableView)) is not None:
            model = table.model()
            for row in range(min(model.rowCount(), 5)):
                cells = [model.index(row, column).data() for column in range(model.columnCount())]
                shown["queue"].append([str(cell) for cell in cells if cell is not None])
    return shown


def _drawn(panel: QWidget) -> bool | None:
    """Whether a map is drawn; None for what is no map."""
    return getattr(panel, "drawn", None)


def _cameras(panels: list[QWidget]) -> tuple[list[CameraFact], int]:
    """Every camera on the wall, and how many tiles show one."""
    facts: list[CameraFact] = []
    tiles = 0
    for panel in panels:
        if isinstance(panel, VideoPanel):
            tiles += panel.tile_count()
            facts += [
                CameraFact(fact.name, fact.state, fact.pictures, fact.first_picture_s, fact.age_s)
                for fact in panel.camera_facts()
            ]
    return facts, tiles
