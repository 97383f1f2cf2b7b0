"""The tour of one video panel: its keys, its clock, its words. What it is at a time is `videowall.tour`'s business."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from contract.entities import Alarm, Camera, Case
from contract.walls import Tour
from panelkit.context import Context
from videowall import tour as tours
from videowall.places import Places
from videowall.tour import Phase

ORDERS = frozenset({"tour", "next", "last", "rotate"})
LEAST_S, MOST_S = 2, 3600
USUAL_S = 10.0
READY_S = 4.0
"""The cameras of the next step are opened so long before it begins."""


class TourHand(QObject):
    """`stepped` when other cameras are due, `told` when a person changed the tour."""

    stepped = Signal()
    told = Signal()

    def __init__(self, places: Places, context: Context, say: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._places, self._context, self._say = places, context, say
        self._answered: set[str] = set()  # alarms that had the tiles
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.stepped)

    @property
    def tour(self) -> Tour | None:
        """What goes round here."""
        return self._places.tour

    def over(self) -> dict[int, str]:
        """The cameras of the tour's tiles; sets the clock for the next change of what is seen."""
        if self.tour is None:
            self._timer.stop()
            return {}
        here = tours.now(self.tour, self._now())
        if here.phase is not Phase.HELD:
            self._timer.start(max(20, round((here.left_s % 1.0 or 1.0) * 1000) + 5))
        return here.cameras

    def coming(self) -> list[str]:
        """Cameras that will be due in a moment."""
        if self.tour is None:
            return []
        here = tours.now(self.tour, self._now())
        return [] if here.phase is Phase.HELD or here.left_s > READY_S else tours.coming(self.tour, self._now())

    def marks(self) -> dict[int, str]:
        """What the strip of each rotating tile says: the countdown."""
        if self.tour is None:
            return {}
        here = tours.now(self.tour, self._now())
        left = str(round(here.left_s + 0.49))
        word = {Phase.RUNNING: f"↻ {left}", Phase.HELD: "↻ ‖", Phase.GUESTS: f"! {left}"}[here.phase]
        return dict.fromkeys(self.tour.tiles, word)

    def words(self) -> str:
        """For the panel's head."""
        if self.tour is None:
            return ""
        here = tours.now(self.tour, self._now())
        if here.phase is Phase.HELD:
            return self.tr("tour held")
        left = round(here.left_s + 0.49)
        if here.phase is Phase.GUESTS:
            return self.tr("event, the tour comes back in {n} s").format(n=left)
        return self.tr("tour, {n} s").format(n=left)

    # --- hands --------------------------------------------------------------------------------------------------

    def order(self, word: str, number: int | None, focus: int, shown: Sequence[str], cameras: Sequence[str]) -> None:
        """`tour` with seconds before it begins, changes or (0) ends one; alone it runs and holds."""
        tour, at = self.tour, self._now()
        if word == "rotate":
            self._rotate(focus, shown, cameras)
        elif word == "tour" and number == 0:
            self._set(None)
        elif word == "tour" and number is not None and not LEAST_S <= number <= MOST_S:
            self._say(self.tr("A tour stays {least} to {most} s at each step.").format(least=LEAST_S, most=MOST_S))
        elif tour is None and word == "tour":
            self._set(self._begun(range(len(shown)), shown, cameras, float(number or USUAL_S)))
        elif tour is None:
            self._say(self.tr("No tour runs here; T begins one."))
        elif word == "tour" and number is not None:
            self._set(self._paced(tour, float(number)))
        elif word == "tour":
            running = tours.now(tour, at).phase is Phase.RUNNING
            self._set(tours.hold(tour, at) if running else tours.run(tour, at))
        else:
            self._set(tours.skip(tour, at, 1 if word == "next" else -1))

    def guests(self, cameras: Sequence[str]) -> bool:
        """Somebody asks for cameras: they have the rotating tiles for a while. False where no tour runs."""
        tour = self.tour
        if tour is None or tours.now(tour, self._now()).phase is Phase.HELD:
            return False
        self._set(tours.interrupt(tour, cameras, self._now()))
        return True

    def fix(self, index: int) -> None:
        """A person called a camera to this tile: it does not go round any more."""
        tour = self.tour
        if tour is not None and index in tour.tiles:
            tiles = [tile for tile in tour.tiles if tile != index]
            self._places.tour = tours.with_tiles(tour, tiles, self._now())

    def alarmed(self) -> None:
        """Alarms of the first rank about a camera, or about a case near one, take the tiles."""
        tour = self.tour
        urgent = [one for one in self._context.store.each(Alarm) if one.priority == 1 and one.acked_at is None]
        new = [one for one in urgent if one.id not in self._answered]
        known = bool(self._answered)
        self._answered = {one.id for one in urgent} | {""}
        cameras = [camera for one in new if known and (camera := self._camera_of(one))]
        if tour is not None and cameras:
            self.guests(list(dict.fromkeys(cameras)))

    def _camera_of(self, alarm: Alarm) -> str:
        store = self._context.store
        if alarm.about_kind == "camera" and alarm.code != "camera_offline":
            return alarm.about_id if store.of(Camera, alarm.about_id) is not None else ""
        case = store.of(Case, alarm.about_id) if alarm.about_kind == "case" else None
        if case is None or case.point is None:
            return ""
        lon, lat = case.point.lon, case.point.lat
        near = [camera for camera in store.each(Camera) if camera.point is not None]
        best = min(
            near,
            key=lambda one: (one.point.lon - lon) ** 2 + (one.point.lat - lat) ** 2 if one.point else 0.0,
            default=None,
        )
        return best.id if best is not None else ""

    def _rotate(self, focus: int, shown: Sequence[str], cameras: Sequence[str]) -> None:
        tour = self.tour
        if tour is None:
            self._set(self._begun([focus], shown, cameras, USUAL_S))
            return
        tiles = set(tour.tiles) ^ {focus}
        if focus in tour.tiles and shown[focus]:
            self._places.called[focus] = shown[focus]  # it stays with what it shows
        self._set(tours.with_tiles(tour, sorted(tiles), self._now()))

    def _begun(self, tiles: Sequence[int], shown: Sequence[str], cameras: Sequence[str], dwell_s: float) -> Tour | None:
        fixed = {camera for index, camera in enumerate(shown) if index not in tiles}
        first = [shown[index] for index in tiles if shown[index]]
        others = [camera for camera in cameras if camera not in fixed and camera not in first]
        if len(first) + len(others) <= len(tiles):
            self._say(self.tr("There are no more cameras than tiles: nothing to go round."))
            return None
        for index, camera in enumerate(shown):
            if index not in tiles and camera:
                self._places.called[index] = camera  # fixed: it stays, whatever goes round beside it
        return Tour(cameras=(*first, *others)[:512], tiles=tuple(tiles), dwell_s=dwell_s, since=self._now())

    def _paced(self, tour: Tour, dwell_s: float) -> Tour:
        here = tours.now(tour, self._now())
        tour = tours.hold(tour, self._now())
        paced = Tour(cameras=tour.cameras, tiles=tour.tiles, dwell_s=dwell_s, step=tour.step)
        return paced if here.phase is Phase.HELD else tours.run(paced, self._now())

    def _set(self, tour: Tour | None) -> None:
        if tour != self.tour:
            self._places.tour = tour
            self.told.emit()

    def _now(self) -> datetime:
        return self._context.now()
