"""The live cameras of one screen: which camera is in which tile, calls by number, and how all of them are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from backend_client.link import LinkState
from contract.entities import Camera, WallState
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.panel import Panel, guarded
from videowall import grid
from videowall.face import Look
from videowall.hall import VideoHall
from videowall.surface import Slot, TileFact, TileSurface

_GOOD = (Look.LIVE.value, Look.KEYS_ONLY.value, Look.RECORDED.value)


class VideoPanel(Panel):
    """`columns` x `rows` tiles. `place` names them in the wall's state: tile i is `PLACE/i`.

    What stands where, strongest last: the cameras by number, the wall's state, what was called here since.
    """

    tiles_changed = Signal(object)  # {tile key: camera id}: for the room to put into the wall's state

    def __init__(
        self,
        context: Context,
        hall: VideoHall,
        *,
        columns: int = 3,
        rows: int = 3,
        place: str = "video",
        wall: str = "",
        first: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """`wall`: name of the WallState to follow. `first`: so many cameras are left to panels before this one."""
        super().__init__(context, sources=("video",), name="video", parent=parent)
        self._hall = hall
        self._arrangement = grid.raster(columns, rows)
        self._columns, self._rows = columns, rows
        self._place, self._wall, self._skip = place, wall, first
        self._called: dict[int, str] = {}
        self._state_version = 0
        self._counts = QLabel(self)
        self._counts.setProperty("role", "subtitle")
        self.add_header_widget(self._counts)
        self.surface = TileSurface(hall, context.theme, self._time_of_day, self)
        self.body.setContentsMargins(*[context.theme.size(4)] * 4)
        self.body.addWidget(self.surface)
        self.setFocusProxy(self.surface)
        self.surface.called.connect(self.call)
        self.surface.swapped.connect(self.swap)
        self.surface.focus_moved.connect(self._focused)
        self._book = hall.book(context.api)
        self._book.changed.connect(self._on_addresses)
        context.store.changed.connect(self._on_kinds)
        context.selection.cameras_wanted.connect(self.show_cameras)
        hall.start()
        self.second()

    # --- which camera where -------------------------------------------------------------------------------------

    @guarded
    def _on_kinds(self, kinds: set[str]) -> None:
        if not kinds.isdisjoint({"camera", "wall_state"}):
            self.refresh()

    @guarded
    def _on_addresses(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Cameras or the wall's state changed."""
        cameras = sorted(self.context.store.each(Camera), key=lambda camera: camera.number)
        self._hall.set_cameras(self._book.of(cameras))
        self._follow_wall()
        known = {camera.id: camera for camera in cameras}
        usual = [camera.id for camera in cameras if camera.main_url or camera.sub_url]
        free = iter([key for key in usual[self._skip :] + usual[: self._skip] if key not in self._called.values()])
        slots = []
        for index in range(len(self._arrangement.places)):
            key = self._called.get(index) or next(free, "")
            camera = known.get(key)
            slots.append(Slot(key, camera.number, camera.name) if camera is not None else Slot(key))
        self.surface.set_slots(self._arrangement, slots)
        self.second()

    def _follow_wall(self) -> None:
        state = next((state for state in self.context.store.each(WallState) if state.name == self._wall), None)
        if state is None or state.version == self._state_version:
            return
        self._state_version = state.version
        for key, camera in state.tiles.items():
            place, _, index = key.rpartition("/")
            if place == self._place and index.isdigit():
                self._called[int(index)] = camera

    @guarded
    def call(self, index: int, number: int) -> None:
        """Show camera `number` in a tile; a camera already on this panel changes places with it."""
        camera = next((camera for camera in self.context.store.each(Camera) if camera.number == number), None)
        if camera is None:
            self.say(self.tr("There is no camera {number}.").format(number=number))
            return
        self._put(index, camera.id)

    @guarded
    def swap(self, one: int, other: int) -> None:
        """Two tiles change places."""
        slots = self.surface.slots()
        self._called[one], self._called[other] = slots[other].camera, slots[one].camera
        self._tell()

    @guarded
    def show_cameras(self, camera_ids: Sequence[str]) -> None:
        """Somebody asks for these: the first goes where the keyboard is, the others after it."""
        room = len(self._arrangement.places)
        for offset, camera in enumerate(list(camera_ids)[:room]):
            self._put((self.surface.focus + offset) % room, camera)

    def _put(self, index: int, camera: str) -> None:
        slots = self.surface.slots()
        there = next((i for i, slot in enumerate(slots) if slot.camera == camera), None)
        if there is not None and there != index:
            self._called[there] = slots[index].camera
        self._called[index] = camera
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.tiles_changed.emit(
            {f"{self._place}/{i}": slot.camera for i, slot in enumerate(self.surface.slots()) if slot.camera}
        )

    def _focused(self, index: int) -> None:
        camera = self.surface.slots()[index].camera
        if camera:
            self.context.selection.select_cameras([camera])

    # --- how it is ----------------------------------------------------------------------------------------------

    def tile_count(self) -> int:
        """How many tiles show a camera."""
        return sum(bool(slot.camera) for slot in self.surface.slots())

    def camera_facts(self) -> list[TileFact]:
        """Every tile with a camera: name, number, state, pictures, first_picture_s, age_s."""
        return self.surface.facts()

    @property
    def age_s(self) -> float:
        """Age of the oldest picture that is shown; 0 while there is none."""
        return max((fact.age_s for fact in self.surface.facts() if fact.age_s is not None), default=0.0)

    def retranslate(self) -> None:
        """Title, arrangement, counts."""
        self.set_title(self.tr("Video"))
        self.second()

    def restyle(self) -> None:
        """Colours changed."""
        self.surface.restyle()
        self.update()

    def second(self) -> None:
        """Counts, and whether the case server is away."""
        link = self.context.link
        self.surface.offline_s = link.age_s() if link.state in (LinkState.STALE, LinkState.OFFLINE) else None
        words = [f"{self._columns}×{self._rows}"]
        if self._hall.demoted:
            words.append(self.tr("{n} key frames only: this machine is busy").format(n=self._hall.demoted))
        self.set_subtitle(" · ".join(words))
        self._counts.setText(self._count(Counter(fact.state for fact in self.surface.facts())))

    def _count(self, states: Counter[str]) -> str:
        live, late, recorded = states["live"] + states["keys_only"], states["late"], states["recorded"]
        suspect = states["suspect"]
        bad = sum(states.values()) - live - late - recorded - suspect
        words = [self.tr("{n} live").format(n=live)] if live or not recorded else []
        words += [self.tr("{n} recorded").format(n=recorded)] if recorded else []
        words += [self.tr("{n} late").format(n=late)] if late else []
        words += [self.tr("{n} suspect").format(n=suspect)] if suspect else []
        words += [self.tr("{n} without picture").format(n=bad)] if bad else []
        return " · ".join(words)

    def _time_of_day(self, age_s: float) -> str:
        at = self.context.now() - timedelta(seconds=age_s)
        return fmt.clock(at, self.context.profile.timezone)

    def close_video(self) -> None:
        """Let the cameras go; before the panel is deleted."""
        self.surface.leave_hall()
