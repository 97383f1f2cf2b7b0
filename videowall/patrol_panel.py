"""视频巡查: runs the rounds of the plans, one large picture at a time, and tells what was seen and what was missed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from contract.entities import Camera, Person
from contract.errors import Code, Problem
from contract.patrol import PatrolRound
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import KeyButton
from panelkit.panel import Panel, guarded
from videowall import grid
from videowall.hall import VideoHall
from videowall.patrol_looks import PatrolLooks
from videowall.patrol_sheet import csv_of, mark_words, reason_words, state_words
from videowall.patrol_walk import Glance, Walk
from videowall.surface import Slot, TileSurface

ASK_EVERY_S = 20
LOOK_MS = 250
DAYS = "3"


class PatrolPanel(Panel):
    """Left the picture, right the rounds and the cameras of the one that is walked. `exports`: where CSV goes to."""

    def __init__(self, context: Context, hall: VideoHall, exports: Path, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("local",), name="patrol", parent=parent)
        self._hall, self._exports = hall, exports
        self.rounds: tuple[PatrolRound, ...] = ()
        self.walk: Walk | None = None
        self._walked: PatrolRound | None = None
        self._cases: list[str] = []
        self._paused = False
        self.looks = PatrolLooks(context.api, self)
        self._asked_s = 0.0
        self.surface = TileSurface(hall, context.theme, self._clock, self)
        self.list = QListWidget(self)
        self.cameras = QListWidget(self)
        self.cameras.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note = QLabel(self)
        self.note.setProperty("role", "second")
        self.note.setWordWrap(True)
        theme = context.theme
        self.hold_button = KeyButton(theme, "", "Space", primary=True)
        self.back_button = KeyButton(theme, "", "←")
        self.next_button = KeyButton(theme, "", "N")
        self.save_button = KeyButton(theme, "", "Ctrl+E")
        self._lay_out()
        self._connect()
        hall.start()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    # Panel.

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Video patrol"))
        self.back_button.set_words(self.tr("Back"))
        self.next_button.set_words(self.tr("Next"))
        self.save_button.set_words(self.tr("Save as CSV"))
        self._draw()

    def second(self) -> None:
        """Ask again now and then; words of the countdown."""
        if time.monotonic() - self._asked_s > ASK_EVERY_S:
            self.ask()
        self._words()

    def hideEvent(self, event: QHideEvent) -> None:
        """Who leaves the screen looks no more."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.stop()

    # Acts.

    def ask(self) -> None:
        """The rounds and their plans, anew."""
        self._asked_s = time.monotonic()
        api = self.context.api
        pending = api.get("/api/patrol/rounds", {"days": DAYS}, tuple[PatrolRound, ...])
        pending.succeeded.connect(self._have)
        pending.failed.connect(self._refused)

    @guarded
    def hold(self) -> None:
        """Begin the chosen round; in it: stay, or go on."""
        now = time.monotonic()
        if self.walk is not None:
            self.walk.key(now)
            self.walk.hold(now)
            self._draw()
            return
        at = self.list.currentRow()
        chosen = self.rounds[at] if 0 <= at < len(self.rounds) else None
        if chosen is None or chosen.state != "running":
            self.say(self.tr("Choose a round that runs now."))
            return
        self._begin(chosen)

    @guarded
    def next(self) -> None:
        """On to the next camera."""
        if self.walk is not None:
            self.walk.key(time.monotonic())
            self.walk.next(time.monotonic())
            self._after()

    @guarded
    def back(self) -> None:
        """The camera before."""
        if self.walk is not None:
            self.walk.key(time.monotonic())
            self.walk.back(time.monotonic())
            self._after()

    @guarded
    def stop(self) -> None:
        """Nobody looks any more; what was seen is kept."""
        if self.walk is not None:
            self.walk.leave(time.monotonic())
            self._after()

    @guarded
    def pause(self) -> None:
        """The form of a case lies over the picture."""
        if self.walk is not None and not self.walk.held:
            self.walk.hold(time.monotonic())
            self._paused = True
            self._draw()

    @guarded
    def resume(self) -> None:
        """It is gone: whoever typed was there."""
        if self.walk is not None:
            self.walk.key(time.monotonic())
            if self._paused and self.walk.held:
                self.walk.hold(time.monotonic())
            self._draw()
        self._paused = False

    def found(self, case_id: str) -> None:
        """A case was reported from the picture before the eyes."""
        if self.walk is not None:
            self._cases.append(case_id)

    @guarded
    def save(self) -> None:
        """The rounds that are shown as CSV."""
        name = f"patrol-{self.context.now():%Y%m%d-%H%M%S}.csv"
        try:
            self._exports.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._exports / name).write_bytes(csv_of(self.rounds, self._name, self._person, self._zone))
        except OSError as fault:
            self.say(self.tr("This machine's disk does not take the file: {reason}").format(reason=fault.strerror))
            return
        self.say(self.tr("Saved as {file}").format(file=str(self._exports / name)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, Backspace, Esc."""
        if event.key() == Qt.Key.Key_Space:
            self.hold()
        elif event.key() == Qt.Key.Key_Backspace:
            self.back()
        elif event.key() == Qt.Key.Key_E and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif event.key() == Qt.Key.Key_Escape and self.walk is not None:
            self.stop()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key says that somebody is there; arrows walk."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self.list and event.key() == Qt.Key.Key_Space:
            self.hold()
            return True
        if self.walk is not None:
            self.walk.key(time.monotonic())
            if watched is self.surface and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                (self.next if event.key() == Qt.Key.Key_Right else self.back)()
                return True
        return False

    def close_video(self) -> None:
        """Let the cameras go; before the panel is deleted."""
        self._timer.stop()
        self.surface.leave_hall()

    # What comes of it.

    @guarded
    def _have(self, rounds: object) -> None:
        assert isinstance(rounds, tuple)
        chosen = self._key(self.list.currentRow())
        self.rounds = tuple(one for one in rounds if isinstance(one, PatrolRound) and one.state != "coming")
        self.mark_fresh()
        rows = [self._row(one) for one in self.rounds]
        self.list.clear()
        self.list.addItems(rows)
        at = next((i for i in range(len(self.rounds)) if self._key(i) == chosen), -1)
        running = next((i for i, one in enumerate(self.rounds) if one.state == "running"), 0)
        self.list.setCurrentRow(at if at >= 0 else running)
        self._draw()

    def _refused(self, problem: object) -> None:
        if isinstance(problem, Problem) and problem.code is not Code.UNAVAILABLE:
            self.refuse(problem)

    def _begin(self, one: PatrolRound) -> None:
        cameras = [*(missed.camera_id for missed in one.missed)]
        if not cameras:
            self.say(self.tr("Every camera of this round was seen."))
            return
        now = time.monotonic()
        self._walked = one
        self.walk = Walk(cameras, one.dwell_s, now)
        self._cases = []
        self.surface.setFocus()
        self._after()

    def _look(self) -> None:
        """What the tile says; the walk goes on by itself."""
        walk = self.walk
        if walk is None or not self.isVisible():
            return
        facts = self.surface.facts()
        before = walk.index
        walk.see(facts[0].state if facts else "unknown", time.monotonic())
        if walk.index != before or walk.over:
            self._after()
        self._send(walk.take())

    def _after(self) -> None:
        """Another camera, or the end."""
        walk = self.walk
        if walk is None:
            return
        self._send(walk.take())
        if walk.over:
            self.walk = None
            self.ask()
        camera = self.context.store.of(Camera, walk.camera) if not walk.over else None
        if camera is not None:
            self.surface.set_slots(grid.raster(1, 1), [Slot(camera.id, camera.number, camera.name)])
            self.context.selection.select_cameras([camera.id])
        else:
            self.surface.set_slots(grid.raster(1, 1), [Slot()])
        coming = walk.cameras[walk.index + 1 : walk.index + 2] if not walk.over else ()
        self.surface.prepare(coming)
        self._draw()

    def _send(self, glances: Sequence[Glance]) -> None:
        for one in glances:
            assert self._walked is not None
            case_ids, self._cases = tuple(self._cases), []
            self.looks.add(self._walked, one, self._at, case_ids)

    # Words.

    def _draw(self) -> None:
        walk, at = self.walk, self.list.currentRow()
        one = self._walked if walk is not None else (self.rounds[at] if 0 <= at < len(self.rounds) else None)
        self.cameras.clear()
        if one is not None:
            now = walk.camera if walk is not None else ""
            fresh = next((known for known in self.rounds if self._same(known, one)), one)
            lines = [f"✓ {self._name(seen.camera_id)}" for seen in fresh.seen]
            for missed in fresh.missed:
                mark = mark_words(missed.camera_id == now, fresh.state)
                why = reason_words(missed.reason) if missed.reason != "not_looked" or fresh.state != "running" else ""
                lines.append(" · ".join(part for part in (f"{mark} {self._name(missed.camera_id)}", why) if part))
            self.cameras.addItems(lines)
        begun = self.tr("Hold") if walk is not None and not walk.held else self.tr("Go on")
        self.hold_button.set_words(begun if walk is not None else self.tr("Begin the round"))
        for button in (self.back_button, self.next_button):
            button.setEnabled(walk is not None)
        self._words()

    def _words(self) -> None:
        walk, now = self.walk, time.monotonic()
        if walk is None or self._walked is None:
            self.set_subtitle("")
            missed = sum(one.state in ("missed", "partly") for one in self.rounds)
            text = self.tr("{n} rounds with cameras that nobody saw").format(n=missed) if missed else ""
            self.note.setText(text or (self.tr("No round of a plan in these days.") if not self.rounds else ""))
            return
        self.set_subtitle(f"{self._walked.name} · {walk.index + 1}/{len(walk.cameras)}")
        if walk.waits(now):
            self.note.setText(self.tr("Is anybody there? Nothing counts until a key is pressed."))
        elif walk.held:
            self.note.setText(self.tr("Held: Space goes on, C reports a case."))
        else:
            left = self.tr("Next camera in {n} s · C reports a case")
            self.note.setText(left.format(n=round(walk.left_s(now))))

    def _row(self, one: PatrolRound) -> str:
        clock = fmt.moment(one.begins_at, self.context.now(), self._zone)
        seen, of = len(one.seen), len(one.seen) + len(one.missed)
        cases = self.tr(" · {n} cases").format(n=len(one.case_ids)) if one.case_ids else ""
        return f"{clock} {one.name} · {state_words(one.state)} {seen}/{of}{cases}"

    def _key(self, at: int) -> tuple[str, datetime] | None:
        return (self.rounds[at].plan_id, self.rounds[at].begins_at) if 0 <= at < len(self.rounds) else None

    def _same(self, one: PatrolRound, other: PatrolRound) -> bool:
        return (one.plan_id, one.begins_at) == (other.plan_id, other.begins_at)

    def _name(self, camera_id: str) -> str:
        camera = self.context.store.of(Camera, camera_id)
        return f"{camera.number} {camera.name}" if camera is not None else camera_id

    def _person(self, person_id: str) -> str:
        person = self.context.store.of(Person, person_id)
        return person.name if person is not None else person_id

    @property
    def _zone(self) -> str:
        return self.context.profile.timezone

    def _at(self, moment_s: float) -> datetime:
        return self.context.now() - timedelta(seconds=time.monotonic() - moment_s)

    def _clock(self, age_s: float) -> str:
        return fmt.clock(self.context.now() - timedelta(seconds=age_s), self._zone)

    # Building.

    def _connect(self) -> None:
        book = self._hall.book(self.context.api)

        def addresses() -> None:
            self._hall.set_cameras(book.of(list(self.context.store.each(Camera))))

        book.changed.connect(self._on_cameras)
        self._addresses = addresses
        self.context.store.changed.connect(lambda kinds: addresses() if "camera" in kinds else None)
        addresses()
        self.looks.kept.connect(self.ask)
        self.looks.refused.connect(self._refused)
        self.surface.ordered.connect(lambda word, _number: self.next() if word == "next" else None)
        self.surface.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.currentRowChanged.connect(lambda _row: self._draw() if self.walk is None else None)
        self.hold_button.clicked.connect(self.hold)
        self.back_button.clicked.connect(self.back)
        self.next_button.clicked.connect(self.next)
        self.save_button.clicked.connect(self.save)

    @guarded
    def _on_cameras(self) -> None:
        self._addresses()

    def _lay_out(self) -> None:
        theme = self.context.theme
        side = QVBoxLayout()
        side.setContentsMargins(theme.size(10), theme.size(8), theme.size(10), theme.size(8))
        side.setSpacing(theme.size(8))
        side.addWidget(self.list, 2)
        side.addWidget(self.note)
        side.addWidget(self.cameras, 3)
        keys = QHBoxLayout()
        keys.setSpacing(theme.size(6))
        for button in (self.back_button, self.next_button):
            keys.addWidget(button)
        side.addWidget(self.hold_button)
        side.addLayout(keys)
        side.addWidget(self.save_button)
        both = QHBoxLayout()
        both.setContentsMargins(theme.size(4), theme.size(4), 0, theme.size(4))
        both.addWidget(self.surface, 5)
        both.addLayout(side, 3)
        self.body.addLayout(both, 1)
        self.setFocusProxy(self.list)
