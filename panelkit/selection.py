"""What the room is looking at. Panels coordinate through it, never by knowing each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from contract.entities import Point


class Selection(QObject):
    """`changed(str)` names the attribute that changed: `case_id`, `camera_ids`, `pole_ids`, `area_id`, `point`,
    `picking` or `shading`.

    `case_opened(id)`, `cameras_wanted(ids)`, `queue_wanted()` are wishes rather than states: Enter on a case, "show
    this camera", Esc on a case. While `picking`, the next place that somebody chooses on the map is the answer:
    `point_picked(Point)`.
    """

    changed = Signal(object)
    case_opened = Signal(object)
    queue_wanted = Signal()
    cameras_wanted = Signal(object)
    poles_wanted = Signal(object)
    point_picked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.case_id: str | None = None
        self.camera_ids: tuple[str, ...] = ()
        self.pole_ids: tuple[str, ...] = ()
        self.area_id: str | None = None
        self.point: Point | None = None
        self.picking = False
        self.shading: dict[str, str] = {}
        """Area -> colour (#rrggbb) with which the map fills it; empty: none."""

    def select_case(self, case_id: str | None) -> None:
        """Look at one case, or at none."""
        self._put("case_id", case_id)

    def select_cameras(self, camera_ids: Iterable[str]) -> None:
        """Mark cameras, the first one first."""
        self._put("camera_ids", tuple(dict.fromkeys(camera_ids)))

    def select_poles(self, pole_ids: Iterable[str]) -> None:
        """Mark poles, the first one first."""
        self._put("pole_ids", tuple(dict.fromkeys(pole_ids)))

    def select_area(self, area_id: str | None) -> None:
        """Look at one area, or at the whole city."""
        self._put("area_id", area_id)

    def select_point(self, point: Point | None) -> None:
        """Look at a place that is no case: the one a form speaks of."""
        self._put("point", point)

    def want_point(self, wanted: bool = True) -> None:
        """Ask for a place on the map, or ask no more."""
        self._put("picking", wanted)

    def pick(self, point: Point) -> None:
        """The answer to `want_point`."""
        if self.picking:
            self.want_point(False)
            self.select_point(point)
            self.point_picked.emit(point)

    def shade(self, shading: Mapping[str, str]) -> None:
        """Fill these areas on the map, or none."""
        self._put("shading", dict(shading))

    def open_case(self, case_id: str) -> None:
        """Select a case and ask whoever shows details to come forward."""
        self.select_case(case_id)
        self.case_opened.emit(case_id)

    def want_queue(self) -> None:
        """Done with the case: back to the rows it came from."""
        self.queue_wanted.emit()

    def want_cameras(self, camera_ids: Iterable[str]) -> None:
        """Mark cameras and ask the video wall to show them."""
        self.select_cameras(camera_ids)
        self.cameras_wanted.emit(self.camera_ids)

    def want_poles(self, pole_ids: Iterable[str]) -> None:
        """Mark poles and ask for the broadcast screen."""
        self.select_poles(pole_ids)
        self.poles_wanted.emit(self.pole_ids)

    def _put(self, name: str, value: object) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.changed.emit(name)
