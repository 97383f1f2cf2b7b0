"""A tile's last minutes over the tile: RECORDED in its strip, its badge and its frame, and live in its corner."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace as changed

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from panelkit.context import Context
from panelkit.theme import Theme
from videowall import grid
from videowall.evidence_desk import EvidenceDesk, clock_of, streams_of
from videowall.face import Face, Look
from videowall.grid import Box
from videowall.hall import VideoHall
from videowall.orders import Replay
from videowall.shm import Channel
from videowall.stream import State
from videowall.surface import Slot, TileSurface
from videowall.tile import Plate, TilePainter

BACK_NS = 30_000_000_000
JUMP_NS = 5_000_000_000
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
POLL_MS = 33
FRAME = 4
LIVE_PART = 0.28

translate = QCoreApplication.translate


class ReplayView(QWidget):
    """Space holds, `,` `.` one picture, left and right 5 s, up and down the speed, Home the oldest, Enter large;
    S a picture, K a clip of what is seen, A attaches; V or Esc back to live. `left` once it is gone."""

    left = Signal()

    def __init__(
        self,
        surface: TileSurface,
        area: Callable[[], QRect | None],
        slot: Slot,
        context: Context,
        hall: VideoHall,
        desk: EvidenceDesk,
    ) -> None:
        """Over the tile of `slot`, from half a minute ago. `area`: where that tile is now; None where it is no more."""
        super().__init__(surface)
        self._surface, self._area, self._slot, self._context = surface, area, slot, context
        self._hall, self._desk, self._theme = hall, desk, context.theme
        self._painter = TilePainter(context.theme)
        self._dark = Theme("dark", context.theme.display, scale=context.theme.scale)
        self.large = False
        self._serial = 0
        self._said: Face | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tile = area() or surface.rect()
        self._from_ns = start = time.time_ns() - BACK_NS
        rules = hall.supervisor.ring
        self._channel = Channel.create(2, 2)
        self._channels = [self._channel]
        self._begun = False
        self.order = Replay(
            id=f"{slot.camera}/replay-{uuid.uuid4().hex[:8]}",
            ring=rules.folder if rules is not None else "",
            streams=streams_of(slot.camera),
            at_ns=start,
            seek=1,
            width=2,
            height=2,
        )
        self._seen = (start, start)
        desk.replayed(slot.camera, start, time.time_ns())
        self.live = TileSurface(hall, context.theme, self._time_of_day, self)
        self.live.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.live.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.live.set_slots(grid.raster(1, 1), [slot])
        self.live.focus = -1
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self.setGeometry(tile)
        self._begun = True
        self._size_channel()
        self._timer.start()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is seen -------------------------------------------------------------------------------------------

    @property
    def at_ns(self) -> int:
        """The moment of the picture shown; the one asked for while there is none."""
        status = self._hall.supervisor.replays.get(self.order.id)
        return int(status.position_s * 1e9) if status is not None and status.position_s else self.order.at_ns

    def face(self) -> Face:
        """RECORDED with its time, in words; never the look of a live tile."""
        status = self._hall.supervisor.replays.get(self.order.id)
        if self._hall.supervisor.ring is None:
            return Face(Look.NOT_FOUND, translate("Evidence", "This seat keeps no video"), (_back(),))
        if status is not None and status.state is State.NOT_FOUND:
            return Face(Look.NOT_FOUND, translate("Evidence", "Nothing is kept of that time"), (_back(),))
        if status is None or not status.position_s:
            return Face(Look.CONNECTING, translate("Evidence", "Looking for what is kept"), (_back(),))
        at = clock_of(self._context, self.at_ns)
        ago = max((time.time_ns() - self.at_ns) / 1e9, 0.0)
        words = translate("Evidence", "RECORDED {at} · {ago} s ago").format(at=at, ago=f"{ago:.0f}")
        if not self.order.playing:
            words += " · " + translate("Evidence", "held")
        elif self.order.speed != 1.0:
            words += f" · ×{self.order.speed:g}"
        return Face(Look.RECORDED, right=translate("Evidence", "recorded {at}").format(at=at), badge=words)

    def _time_of_day(self, age_s: float) -> str:
        return clock_of(self._context, time.time_ns() - age_s * 1e9)

    def _poll(self) -> None:
        tile = self._area()
        if tile is None:
            self.leave()  # another camera is in this place
            return
        room = self._surface.rect() if self.large else tile
        if room != self.geometry():
            self.setGeometry(room)
        face, serial = self.face(), self._channel.serial()
        status = self._hall.supervisor.replays.get(self.order.id)
        if status is not None and status.position_s:
            at = int(status.position_s * 1e9)
            self._seen = (min(self._seen[0], at), max(self._seen[1], at))
        if serial != self._serial or face != self._said:
            self._serial, self._said = serial, face
            if serial and len(self._channels) > 1:
                for former in self._channels[:-1]:
                    former.close()
                del self._channels[:-1]
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, strip and badge of a recording, inside a dashed frame of the warning colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self._dark.color("tile-empty"))
        picture = next((one for channel in reversed(self._channels) if (one := channel.latest()) is not None), None)
        plate = Plate(self._slot.number, self._slot.name)
        face = self.face()
        if face.picture and picture is None:
            face = changed(face, title=translate("Evidence", "Looking for what is kept"))
        self._painter.paint(painter, self._inside(), plate, face, picture)
        pen = QPen(self._dark.color("p2"), FRAME, Qt.PenStyle.DashLine)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = FRAME // 2
        painter.drawRect(self.rect().adjusted(half, half, -half, -half))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Live stays in the upper right corner."""
        super().resizeEvent(event)
        width, height = round(self.width() * LIVE_PART), round(self.height() * LIVE_PART) + self._painter.strip_h // 2
        width = max(width, min(160, self.width() // 2))
        height = max(height, min(90, self.height() // 2))
        self.live.setMinimumSize(1, 1)
        self.live.setGeometry(self.width() - width - 2 * FRAME, 2 * FRAME, width, height)
        if self._begun:
            self._size_channel()

    def _inside(self) -> Box:
        """The tile, inside the frame."""
        return Box(FRAME, FRAME, max(self.width() - 2 * FRAME, 2), max(self.height() - 2 * FRAME, 2))

    def _size_channel(self) -> None:
        inside = self._painter.picture_box(self._inside())
        ratio = self.devicePixelRatio()
        width, height = round(inside.w * ratio), round(inside.h * ratio)
        self._channel = Channel.create(width, height)
        self._channels.append(self._channel)
        self._serial = 0
        self.wish(width=width, height=height)

    # --- hands --------------------------------------------------------------------------------------------------

    def wish(self, **changes: object) -> None:
        """Change what is played."""
        self.order = replace(self.order, **changes)
        self._hall.supervisor.ask(self.order.id, self.order, self._channel.fd)

    def seek(self, at_ns: int) -> None:
        """Go to a moment."""
        self.wish(at_ns=at_ns, seek=self.order.seek + 1, steps=0)

    def step(self, pictures: int) -> None:
        """Hold, and go on or back so many pictures."""
        self.wish(playing=False, steps=self.order.steps + pictures)

    def faster(self, steps: int) -> None:
        """The next speed, or the one before."""
        at = SPEEDS.index(self.order.speed) + steps
        self.wish(speed=SPEEDS[min(max(at, 0), len(SPEEDS) - 1)], playing=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its keys; others are nobody's while it is open."""
        match event.key():
            case Qt.Key.Key_Escape | Qt.Key.Key_V:
                self.leave()
            case Qt.Key.Key_Space:
                self.wish(playing=not self.order.playing)
            case Qt.Key.Key_Left:
                self.seek(self.at_ns - JUMP_NS)
            case Qt.Key.Key_Right:
                self.seek(self.at_ns + JUMP_NS)
            case Qt.Key.Key_Home:
                self.seek(0)
            case Qt.Key.Key_Comma:
                self.step(-1)
            case Qt.Key.Key_Period:
                self.step(1)
            case Qt.Key.Key_Up:
                self.faster(1)
            case Qt.Key.Key_Down:
                self.faster(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.enlarge()
            case Qt.Key.Key_S:
                self._desk.snapshot(self._slot.camera, self.at_ns)
            case Qt.Key.Key_K:
                self._desk.clip(self._slot.camera, self.at_ns)
            case Qt.Key.Key_A:
                self._desk.attach()
            case _:
                event.ignore()

    def enlarge(self) -> None:
        """Over the whole surface, or over its tile again."""
        self.large = not self.large
        self._poll()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click holds or goes on."""
        self.wish(playing=not self.order.playing)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab does not lead to what lies beneath."""
        return True

    def leave(self) -> None:
        """Back to live."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        self._hall.supervisor.forget(self.order.id)
        since = self._seen[0]
        if since < self._from_ns - 1_000_000_000:  # further back than was told at the beginning
            self._desk.replayed(self._slot.camera, since, self._seen[1])
        self.live.leave_hall()
        for channel in self._channels:
            channel.close()
        self.hide()
        self.deleteLater()
        self._surface.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()


def _back() -> str:
    return translate("Evidence", "V or Esc: back to live")
