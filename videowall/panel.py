"""The live cameras of one screen: which camera is in which tile, calls by number, and how all of them are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from backend_client.link import LinkState
from contract.entities import Camera, Person, WallState
from contract.wall_commands import CallPreset, SavePreset
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import KeyButton
from panelkit.panel import Panel, guarded
from videowall import grid, layouts, presets
from videowall.evidence_words import fault_words
from videowall.face import Look
from videowall.grid import Arrangement
from videowall.hall import VideoHall
from videowall.layout_picker import LayoutPicker
from videowall.places import Places
from videowall.surface import Slot, TileFact, TileSurface
from videowall.tour_hand import ORDERS, TourHand

_GOOD = (Look.LIVE.value, Look.KEYS_ONLY.value, Look.RECORDED.value)


class VideoPanel(Panel):
    """`columns` x `rows` tiles, unless somebody lays them otherwise. `place` names them in the wall's state."""

    arranged = Signal(object)  # AnyWallCommand: for the room to send

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
        self._wall = wall
        self.places = Places(place, grid.raster(columns, rows), first)
        self.tour = TourHand(self.places, context, self.say, self)
        self.tour.stepped.connect(self._stepped)
        self.tour.told.connect(self._tell)
        self._usual: list[str] = []
        self._state_version = 0
        self._counts = QLabel(self)
        self._counts.setProperty("role", "subtitle")
        self.lay_button = KeyButton(context.theme, "", "L", parent=self)
        self.lay_button.setFixedHeight(context.theme.size(28))
        self.lay_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lay_button.clicked.connect(self.pick_layout)
        self.add_header_widget(self._counts)
        self.add_header_widget(self.lay_button)
        self.surface = TileSurface(hall, context.theme, self._time_of_day, self)
        self.body.setContentsMargins(*[context.theme.size(4)] * 4)
        self.body.addWidget(self.surface)
        self.setFocusProxy(self.surface)
        self.surface.called.connect(self.call)
        self.surface.swapped.connect(self.swap)
        self.surface.focus_moved.connect(self._focused)
        self.surface.ordered.connect(self._ordered)
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
        if "alarm" in kinds:
            self.tour.alarmed()

    @guarded
    def _on_addresses(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Cameras or the wall's state changed."""
        cameras = sorted(self.context.store.each(Camera), key=lambda camera: camera.number)
        self._hall.set_cameras(self._book.of(cameras))
        self._follow_wall()
        known = {camera.id: camera for camera in cameras}
        # A public screen is told no address of one that is steered; its tile stays where it is.
        shown = (camera for camera in cameras if camera.main_url or camera.sub_url or camera.steered_until_at)
        self._usual = [camera.id for camera in shown]
        slots = []
        for key in self._shown():
            camera = known.get(key)
            slots.append(Slot(key, camera.number, camera.name) if camera is not None else Slot(key))
        self.surface.set_slots(self.places.arrangement, slots)
        self.second()
        self.tour.alarmed()

    def _shown(self) -> list[str]:
        return self.places.shown(self._usual, self.tour.over())

    def _state(self) -> WallState | None:
        return next((state for state in self.context.store.each(WallState) if state.name == self._wall), None)

    def _follow_wall(self) -> None:
        state = self._state()
        if state is not None and state.version != self._state_version:
            self._state_version = state.version
            self.places.follow(state)

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
        for index in (one, other):
            self.tour.fix(index)
        self.places.swap(one, other, [slot.camera for slot in self.surface.slots()])
        self._tell()

    @guarded
    def show_cameras(self, camera_ids: Sequence[str]) -> None:
        """Somebody asks for these: the first goes where the keyboard is, the others after it."""
        if self.tour.guests(camera_ids):
            return
        self.salvo(camera_ids)

    def _put(self, index: int, camera: str) -> None:
        self.tour.fix(index)
        self.places.put(index, camera, [slot.camera for slot in self.surface.slots()])
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        change = self.places.change(self._wall, self._state())
        if change is not None:
            self.arranged.emit(change)

    # --- how they lie -------------------------------------------------------------------------------------------

    @guarded
    def _ordered(self, word: str, number: int | None) -> None:
        if word == "layout" and number is None:
            self.pick_layout()
        elif word == "layout":
            kind = layouts.of_count(number or 0)
            if kind is None:
                counts = ", ".join(str(count) for count in layouts.USUAL)
                self.say(self.tr("No layout has {n} tiles: {counts}").format(n=number, counts=counts))
            else:
                self.lay(kind)
        elif word == "undo":
            self.undo()
        elif word in ("preset", "preset!"):
            self._preset(number, keep=word.endswith("!"))
        elif word in ORDERS:
            shown = [slot.camera for slot in self.surface.slots()]
            self.tour.order(word, number, self.surface.focus, shown, self._usual)

    @guarded
    def _stepped(self) -> None:
        """Once a second while a tour runs: the countdown, and now and then other cameras."""
        if self._shown() != [slot.camera for slot in self.surface.slots()]:
            self.refresh()
        else:
            self.second()

    @guarded
    def lay(self, kind: Arrangement) -> None:
        """Lay the tiles so; `undo` goes back."""
        if self.places.lay(kind):
            self.surface.enlarge(None)
            self._tell()

    @guarded
    def undo(self) -> None:
        """The layout before, with its cameras."""
        if self.places.undo():
            self.surface.enlarge(None)
            self._tell()
        else:
            self.say(self.tr("No earlier layout is kept."))

    def _preset(self, number: int | None, *, keep: bool) -> None:
        known = presets.all_of(self.context.store)
        found = next((one for one in known if one.preset == number), None)
        if number is None or (found is None and not keep):
            names = " · ".join(presets.title(one) for one in known[:8]) or self.tr("none")
            self.say(self.tr("Presets: {names}").format(names=names))
        elif keep:
            title = found.title if found is not None else ""
            command = self.kept(number, title, replace=True)
            if command is not None:
                self.arranged.emit(command)
                self.say(self.tr("Kept as preset {n}.").format(n=number))
        elif found is not None:
            self.arranged.emit(CallPreset(wall=self._wall, preset_id=found.id))

    def kept(
        self, number: int, title: str, tiles: Sequence[int] | None = None, *, replace: bool = False
    ) -> SavePreset | None:
        """This panel as a preset; with `tiles` only what stands on these. None where no camera does."""
        place, tour, shown = self.places.place, self.places.tour, self.surface.slots()
        rotating = set(tour.tiles) if tour is not None and tiles is None else set()
        named = {
            f"{place}/{index}": slot.camera
            for index, slot in enumerate(shown)
            if slot.camera and index not in rotating and (tiles is None or index in tiles)
        }
        if tiles is not None:
            return SavePreset(number=number, title=title, tiles=named, replace=replace) if named else None
        laid = {place: layouts.to_wire(self.places.arrangement)}
        tours = {} if tour is None else {place: tour}
        return SavePreset(number=number, title=title, tiles=named, layouts=laid, tours=tours, replace=replace)

    @guarded
    def salvo(self, cameras: Sequence[str]) -> None:
        """These cameras at once, from the tile of the keyboard on."""
        room = len(self.places.arrangement.places)
        for offset, camera in enumerate(cameras[:room]):
            index = (self.surface.focus + offset) % room
            self.tour.fix(index)
            self.places.put(index, camera, self._shown())
        self._tell()

    def pick_layout(self) -> LayoutPicker:
        """Choose by picture or draw one; the tiles go on behind it."""
        picker = LayoutPicker(self.context.theme, self.places.arrangement, self.surface)
        picker.chosen.connect(self.lay)
        picker.left.connect(self.surface.setFocus)
        return picker

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
        self.lay_button.set_words(self.tr("Layout"))
        self.second()

    def restyle(self) -> None:
        """Colours changed."""
        self.surface.restyle()
        self.update()

    def second(self) -> None:
        """Counts, and whether the case server is away."""
        link = self.context.link
        self.surface.offline_s = link.age_s() if link.state in (LinkState.STALE, LinkState.OFFLINE) else None
        kind = self.places.arrangement
        words = [layouts.title(kind) or self.tr("free, {n} tiles").format(n=len(kind.places))]
        words += [self.tour.words()] if self.tour.tour is not None else []
        words += [by] if (by := self._changed_by()) else []
        self.surface.mark(self.tour.marks())
        self.surface.prepare(self.tour.coming())
        if self._hall.demoted:
            words.append(self.tr("{n} key frames only: this machine is busy").format(n=self._hall.demoted))
        if lack := fault_words(self._hall.supervisor.ring_fault()):
            words.append(lack)
        self.set_subtitle(" · ".join(words))
        self._counts.setText(self._count(Counter(fact.state for fact in self.surface.facts())))

    def _changed_by(self) -> str:
        """Who changed the wall last, where it was somebody else."""
        state = self._state()
        if state is None or state.changed_by in (None, self.context.person_id()):
            return ""
        person = self.context.store.of(Person, state.changed_by)
        if person is None or state.changed_at is None:
            return ""
        clock = fmt.clock(state.changed_at, self.context.profile.timezone)
        return self.tr("changed by {name} {clock}").format(name=person.name, clock=clock)

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
