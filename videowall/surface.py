"""Many cameras on one painted widget: only what changed is painted, straight from shared memory.

Every 33 ms it asks each channel for the number of its newest picture; five times a second it looks at every tile's face
anew by its own clock, so a tile turns late and stopped even when nothing more is ever heard of its worker.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from panelkit.theme import Theme
from videowall import face as faces
from videowall import grid
from videowall.face import Face, Look, Seen
from videowall.grid import Arrangement, Box
from videowall.hall import VideoHall
from videowall.hands import Hands
from videowall.planner import Tile
from videowall.shm import Picture
from videowall.slot import Slot as Slot
from videowall.slot import TileFact as TileFact
from videowall.supervisor import Stream
from videowall.tile import Plate, TilePainter
from videowall.zoom import STEP, Zoom, Zooms

POLL_MS = 33
LOOK_EVERY = 6
GAP = 4


class TileSurface(QWidget):
    """Tiles of live cameras. The panel says which; the hall opens them."""

    called = Signal(int, int)  # tile, number: digits and Enter
    focus_moved = Signal(int)
    swapped = Signal(int, int)
    enlarged_changed = Signal(object)  # the tile, or None
    ordered = Signal(str, object)  # one of hands.ORDERS, and the number typed before it or None

    def __init__(
        self, hall: VideoHall, theme: Theme, clock: Callable[[float], str], parent: QWidget | None = None
    ) -> None:
        """`clock(age_s)`: the time of day so many seconds ago, in the city's zone."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 90)
        self._hall, self._theme, self._clock = hall, theme, clock
        self._painter = TilePainter(theme)
        self._arrangement = grid.raster(1, 1)
        self._slots: list[Slot] = [Slot()]
        self._boxes: list[Box] = []
        self._gaps = QRegion()
        self._faces: list[Face] = []
        self._serials: list[object] = []
        self._streams: list[Stream | None] = []
        self.focus = 0
        self.enlarged: int | None = None
        self.offline_s: float | None = None
        self._marks: dict[int, str] = {}
        self._coming: list[str] = []
        self._zooms = Zooms()
        self._hands = Hands(self)
        self._hidden_s: float | None = time.monotonic()
        self._ticks = 0
        self.shown = 0  # pictures brought to the screen, for the bench
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        hall.join(self)
        self.destroyed.connect(partial(hall.leave, self))

    # --- what is shown ------------------------------------------------------------------------------------------

    def set_slots(self, arrangement: Arrangement, slots: Sequence[Slot]) -> None:
        """Show these cameras; places without one stay empty."""
        room = len(arrangement.places)
        if arrangement == self._arrangement and [*slots[:room], *[Slot()] * (room - len(slots))] == self._slots:
            return
        self._arrangement = arrangement
        self._slots = [*slots[:room], *[Slot()] * (room - len(slots))]
        self.focus = min(self.focus, room - 1)
        self._zooms.keep(slot.camera for slot in self._slots)
        if self.enlarged is not None and self.enlarged >= room:
            self.enlarged = None
        self._lay()

    def slots(self) -> list[Slot]:
        """What each tile shows."""
        return list(self._slots)

    def restyle(self) -> None:
        """The theme's display changed."""
        self._painter = TilePainter(self._theme)
        self._lay()

    def tiles(self, now_s: float) -> list[Tile]:
        """For the planner: every tile with a camera; covered ones say for how long."""
        covered = 0.0 if self._hidden_s is None else now_s - self._hidden_s
        shown = [tile for index in range(len(self._slots)) if (tile := self._tile(index, covered)) is not None]
        size = min(((tile.width, tile.height) for tile in shown), default=(320, 180))
        return [*shown, *(Tile(camera, *size, covered_s=max(covered, 2.0)) for camera in self._coming)]

    def prepare(self, cameras: Sequence[str]) -> None:
        """Open these, key frames only: they will be shown in a moment."""
        if list(cameras) != self._coming:
            self._coming = list(cameras)
            self._hall.replan()

    def mark(self, marks: Mapping[int, str]) -> None:
        """Short words on the strips of tiles: a tour's countdown."""
        changed = [i for i in {*marks, *self._marks} if marks.get(i) != self._marks.get(i)]
        self._marks = dict(marks)
        for index in changed:
            if index < len(self._boxes):
                self.update(QRect(*self._painter.strip_box(self._boxes[index])))

    def _tile(self, index: int, covered_s: float = 0.0) -> Tile | None:
        slot = self._slots[index]
        if not slot.camera or index >= len(self._boxes):
            return None
        inside = self._painter.picture_box(self._boxes[index])
        ratio = self.devicePixelRatio()
        if self.enlarged is not None and self.enlarged != index:
            covered_s = max(covered_s, 2.0)  # behind the large one: key frames keep it ready, it is not closed
        width, height = self._zooms.size(slot.camera, round(inside.w * ratio), round(inside.h * ratio))
        return Tile(slot.camera, width, height, enlarged=self.enlarged == index, covered_s=covered_s)

    def facts(self) -> list[TileFact]:
        """Every tile with a camera, for the report."""
        facts = []
        for index, slot in enumerate(self._slots):
            if not slot.camera:
                continue
            stream, picture, now = *self._stream(index), time.monotonic()
            status = stream.status if stream is not None else None
            facts.append(
                TileFact(
                    name=slot.name,
                    number=slot.number,
                    state=self._face(index, stream, picture).look.value,
                    pictures=picture.serial if picture is not None else 0,
                    first_picture_s=status.first_picture_s if status is not None else None,
                    age_s=now - picture.decoded_s if picture is not None else None,
                )
            )
        return facts

    # --- painting -----------------------------------------------------------------------------------------------

    def _stream(self, index: int) -> tuple[Stream | None, Picture | None]:
        tile = self._tile(index)
        stream = self._hall.stream_for(tile) if tile is not None else None
        return stream, stream.picture() if stream is not None else None

    def _face(self, index: int, stream: Stream | None, picture: Picture | None) -> Face:
        slot = self._slots[index]
        if not slot.camera:
            return faces.empty()
        addresses = self._hall.addresses(slot.camera)
        if not slot.name or addresses is None:
            return faces.unknown()
        if addresses.screened:
            return faces.screened()
        if not (addresses.main or addresses.sub):
            return faces.without_address()
        now, twin = time.monotonic(), self._hall.twin(slot.camera)
        return faces.face(
            Seen(
                now_s=now,
                status=stream.status if stream is not None else None,
                age_s=now - picture.decoded_s if picture is not None else None,
                lag_s=picture.lag_s if picture is not None else 0.0,
                silent_s=self._hall.silent_s(stream) if stream is not None else None,
                offline_s=self.offline_s,
                clock=self._clock,
                replayed=addresses.replayed,
                twin="" if twin is None or twin.number is None else str(twin.number),
            )
        )

    def _plate(self, index: int) -> Plate:
        slot, here = self._slots[index], index == self.focus
        typed = self._hands.typed if here else ""
        return Plate(slot.number, slot.name, here, typed, index == self._hands.target, self._marks.get(index, ""))

    def _shown(self) -> list[int]:
        return list(range(len(self._slots))) if self.enlarged is None else [self.enlarged]

    def _lay(self) -> None:
        whole = Box(0, 0, max(self.width(), 1), max(self.height(), 1))
        gap = self._theme.size(GAP)
        self._boxes = grid.boxes(self._arrangement, whole.w, whole.h, gap)
        if self.enlarged is not None:
            self._boxes[self.enlarged] = whole
        self._gaps = QRegion(self.rect())
        for index in self._shown():
            self._gaps -= QRegion(QRect(*self._boxes[index]))
        self._faces = [Face(Look.EMPTY)] * len(self._slots)
        self._serials = [None] * len(self._slots)
        self._streams = [None] * len(self._slots)
        self._hall.replan()
        self._look()
        self.update()

    def _poll(self) -> None:
        self._ticks += 1
        if self._ticks % LOOK_EVERY == 0:
            self._look()
        for index in self._shown():
            stream = self._streams[index]
            serial = stream.serial() if stream is not None else None
            if serial != self._serials[index]:
                self._serials[index] = serial
                self.shown += 1
                if not self._faces[index].picture:
                    self._look()
                self.update(QRect(*self._painter.picture_box(self._boxes[index])))

    def _look(self) -> None:
        """Every face anew; repaints the strip where only the age changed, the tile where more did."""
        for index in self._shown():
            stream, picture = self._stream(index)
            self._streams[index] = stream
            new = self._face(index, stream, picture)
            old = self._faces[index]
            if new == old:
                continue
            self._faces[index] = new
            same = (new.look, new.title, new.lines, new.badge) == (old.look, old.title, old.lines, old.badge)
            box = self._painter.strip_box(self._boxes[index]) if same else self._boxes[index]
            self.update(QRect(*box))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tiles, or parts of tiles, that changed."""
        painter = QPainter(self)
        region = event.region()
        if region.intersects(self._gaps):
            painter.setClipRegion(region.intersected(self._gaps))
            painter.fillRect(self.rect(), self._theme.color("bg-0"))
            painter.setClipRegion(region)
        for index in self._shown():
            box = self._boxes[index]
            if not region.intersects(QRect(*box)):
                continue
            plate, face = self._plate(index), self._faces[index]
            inside = self._painter.picture_box(box)
            if region.intersects(QRect(*inside)):
                stream = self._streams[index]
                picture = stream.picture() if stream is not None else None
                self._painter.paint_picture(painter, inside, face, picture, self._zooms.of(self._slots[index].camera))
                if stream is not None and picture is not None and not stream.channel.intact(picture):
                    self._serials[index] = None  # torn: painted again at the next tick
            edge = region.intersects(QRect(*self._painter.strip_box(box)))
            if edge:
                self._painter.paint_strip(painter, box, plate, face)
            if edge or plate.selected or plate.target:
                self._painter.paint_outline(painter, box, plate)
        painter.end()

    # --- hands --------------------------------------------------------------------------------------------------

    def set_focus(self, index: int) -> None:
        """Move the keyboard to a tile."""
        if 0 <= index < len(self._slots) and index != self.focus:
            self.focus, self._hands.typed = index, ""
            self.update()
            self.focus_moved.emit(index)

    def enlarge(self, index: int | None) -> None:
        """One tile over the whole surface, or all of them again."""
        if index != self.enlarged:
            self.enlarged = index
            self._lay()
            self.enlarged_changed.emit(index)

    def step(self, dx: int, dy: int) -> None:
        """Move the keyboard one tile that way."""
        self.set_focus(grid.neighbour(self._boxes, self.focus, dx, dy))

    def call(self, number: int) -> None:
        """A camera was called by its number."""
        self.called.emit(self.focus, number)

    def order(self, word: str, number: int | None) -> None:
        """A letter was typed that means something to the panel."""
        self.ordered.emit(word, number)

    def swap(self, one: int, other: int) -> None:
        """One tile was dragged onto another."""
        self.swapped.emit(one, other)

    def zoom(self, index: int | None = None) -> Zoom:
        """How a tile, or the one of the keyboard, is zoomed."""
        return self._zooms.of(self._slots[self.focus if index is None else index].camera)

    def set_zoom(self, zoom: Zoom, index: int | None = None) -> None:
        """Another part of a tile's picture, or all of it; what the camera does is not touched."""
        index = self.focus if index is None else index
        if self._slots[index].camera and self._zooms.set(self._slots[index].camera, zoom):
            self.update(QRect(*self._boxes[index]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Closer and wider about the pointer."""
        index = self.tile_at(event.position().toPoint())
        if index is not None:
            box, at = self._painter.picture_box(self._boxes[index]), event.position()
            times = STEP ** (event.angleDelta().y() / 120)
            self.set_zoom(self.zoom(index).by(times, (at.x() - box.x) / box.w, (at.y() - box.y) / box.h), index)

    def retry(self) -> bool:
        """Try the focused camera now; False where there is none."""
        camera = self._slots[self.focus].camera
        if camera:
            self._hall.retry(camera)
        return bool(camera)

    def tile_at(self, point: QPoint) -> int | None:
        """The shown tile under a point."""
        return next((index for index in self._shown() if QRect(*self._boxes[index]).contains(point)), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the hands know; the rest goes on."""
        if not self._hands.key(event):
            super().keyPressEvent(event)
            return
        self.update(QRect(*self._boxes[self.focus]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Focus, and perhaps the beginning of a drag."""
        if self._hands.press(event):
            self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a tile over another."""
        if self._hands.move(event):
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop: the two tiles change places."""
        self._hands.release()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Full and back."""
        index = self.tile_at(event.position().toPoint())
        if index is not None:
            self.enlarge(None if self.enlarged is not None else index)

    # --- life ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the tiles anew."""
        super().resizeEvent(event)
        self._lay()

    def showEvent(self, event: QShowEvent) -> None:
        """Seen: everything at full again."""
        super().showEvent(event)
        self._hidden_s = None
        self._timer.start()
        self._hall.replan()

    def hideEvent(self, event: QHideEvent) -> None:
        """Covered: key frames after two seconds, closed after a minute."""
        super().hideEvent(event)
        self._hidden_s = time.monotonic()
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """The language changed: every sentence anew."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._look()

    def leave_hall(self) -> None:
        """Close what this surface shows; before it is deleted."""
        self._timer.stop()
        self._hall.leave(self)
        self._hall.replan()
