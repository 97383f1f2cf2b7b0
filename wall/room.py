"""The room: seats, windows, scenes and panels held together. Only wall.app, which builds it, knows more."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from backend_client.link import LinkState
from backend_client.session import SeatSession
from casequeue.queue_counts import waits_for
from contract.entities import Case, Cell
from contract.errors import Code, Problem
from contract.trust import FAULT
from panelkit.context import Context
from panelkit.refusal import words_for
from wall import chrome
from wall.acts import Acts
from wall.command_words import Intent
from wall.keyboard import Keyboard, help_rows
from wall.languages import Languages
from wall.modeframe import FRAME_W, PLATE_H
from wall.monitors import Monitors
from wall.near_cameras import NearCameras
from wall.pool import Parts, Pool, Registration
from wall.scenes import Scenes
from wall.screens import Screen, command_monitor
from wall.seats import PROFILES, Profile, Seats
from wall.settings import WallSettings
from wall.video_acts import VideoActs
from wall.wallbar import wall_since, wall_title

log = logging.getLogger(__name__)
TICK_MS = 500


class Room(QObject):
    """One wall. `placed` are the cells and panels on its monitors now. `told(str)`: what the terminal must hear."""

    told = Signal(str)

    def __init__(
        self,
        app: QApplication,
        settings: WallSettings,
        seats: Seats,
        languages: Languages,
        registrations: Sequence[Registration],
        parts: Parts,
    ) -> None:
        super().__init__()
        self._app, self._settings, self.seats, self._languages = app, settings, seats, languages
        self.monitors = Monitors(settings.monitors, self)
        self.pool = Pool(registrations, parts, self.show_scene)
        self.scenes = Scenes(
            settings.name, seats.main, settings.scene, save=not seats.kiosk_only, post=seats.post, parent=self
        )
        self._acts: Acts | None = None
        self._near: NearCameras | None = None
        self._profile: Profile = "desk"
        self._entered = False
        self._video = VideoActs(self.scenes, self.say, self)
        self._awaited = (seats.main.api.base_url, "")  # what the screens say while nothing is placed
        self._due: tuple[str, object, object] | None = None
        self.screens: list[Screen] = []
        self.placed: list[tuple[Cell, QWidget]] = []
        self.keyboard = Keyboard(app, self)
        seats.themes["desk"].apply(app)
        self._build_screens()
        self.monitors.changed.connect(self._monitors_changed)
        self.scenes.shown.connect(self.show_scene)
        self.scenes.failed.connect(self._scene_failed)
        seats.opened.connect(self._opened)
        seats.refused.connect(self._refused)
        seats.waiting.connect(self._waiting)
        seats.renamed.connect(self._made_anew)
        seats.main.entry.asked.connect(self._asked)
        if seats.door is not None:
            seats.door.changed.connect(self._pairing)
        self.keyboard.scene_key.connect(self._scene_key)
        self.keyboard.stop_all.connect(self.stop_all)
        self.keyboard.line_wanted.connect(self._line_wanted)
        self.keyboard.help_wanted.connect(self.show_keys)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self.tick)

    def start(self) -> None:
        """Show the windows at once."""
        for screen in self.screens:
            screen.furnish("desk", self.seats.themes["desk"], alone=len(self.screens) == 1)
            screen.wait(*self._awaited)
            screen.window.open()
        self._ticker.start()
        self.tick()

    def enter(self) -> None:
        """Go for the server; once is enough."""
        if self._entered:
            return
        self._entered = True
        if not self.seats.start("kiosk" if self.seats.kiosk_only else "desk"):
            text = self.tr("The account of this seat is missing in {folder}").format(folder=self.seats.account_folder)
            self._wait_all(text)
            self.told.emit(text)
        self._pairing()

    def stop(self) -> None:
        """Let panels end what they started, and close the windows."""
        self._ticker.stop()
        for screen in self.screens:
            screen.window.blockSignals(True)
            screen.window.hide()
        self.pool.clear()

    @property
    def shown_seat(self) -> SeatSession:
        """The session whose data are on the screens now."""
        return self.seats.session("kiosk") if self._profile == "kiosk" else self.seats.main

    # Windows.

    def _build_screens(self) -> None:
        count = len(self.monitors.all)
        for monitor in self.monitors.all:
            has_line = monitor.number == command_monitor(count) and not self.seats.kiosk_only
            themes = self.seats.themes
            screen = Screen.make(monitor, themes["desk"], themes["wall"], self._preview, self._more, command=has_line)
            screen.window.close_requested.connect(self._app.quit)
            screen.window.key_pressed.connect(self._window_key)
            screen.top.scene_requested.connect(self.scenes.request)
            if screen.command is not None:
                screen.command.requested.connect(self.act)
                screen.command.set_hall(self.seats.post is None)
            self.screens.append(screen)
        self.keyboard.live_on(self._line_screen().window)

    def _monitors_changed(self) -> None:
        """A monitor came or went: new windows first, then the panels move over, then the old windows go."""
        log.info("monitors: %s", [monitor.rect for monitor in self.monitors.all])
        old, self.screens = self.screens, []
        self._build_screens()
        for screen in self.screens:
            screen.furnish(self._profile, self.seats.themes[self._profile], alone=len(self.screens) == 1)
            screen.window.open()
        self.show_scene()
        if not self.placed:
            self._wait_all(*self._awaited)
            if self._due is not None and self.seats.main.entry.step:
                self._line_screen().ask(self.seats.main.entry, *self._due, post=self.seats.post)
            self._pairing()
        windows = {screen.window for screen in old}
        for panel in self.pool.all():
            if panel.parent() in windows:  # of another scene: it must not go with the window
                panel.hide()
                panel.setParent(None)
        for screen in old:
            screen.window.blockSignals(True)
            screen.window.hide()
            screen.window.deleteLater()
        self.tick()

    # Scenes.

    def _opened(self, _seat: str) -> None:
        context = self.seats.context("kiosk" if self.seats.kiosk_only else "desk", self._languages.lang)
        if context is not None:
            room = {
                "scene": self.scenes.request,
                "lang": self.set_language,
                "theme": self.set_theme,
                "help": lambda _argument: self.show_keys(),
                "stop": lambda _argument: self.stop_all(),
                "leave": lambda _argument: self._change_person(),
                **self._video.words(context),
            }
            if self.seats.post is not None:
                if self._near is not None:
                    self._near.deleteLater()
                self._near = NearCameras(context, self)
            self._acts = Acts(context, self.say, room, self, self._note)
        self.show_scene()

    def show_scene(self, _name: str = "") -> None:
        """Put the panels of the current scene on the monitors."""
        if (self.seats.door is not None and self.seats.door.waiting) or self.seats.main.entry.step:
            return  # a code is shown, or asked for: nothing of an earlier session comes back before it is answered
        count = len(self.screens)
        arrangement = self.scenes.arranged("kiosk" if self.seats.kiosk_only else self.scenes.current, count)
        profile: Profile = next((known for known in PROFILES if known == arrangement.profile), "desk")
        context = self.seats.context(profile, self._languages.lang)
        if context is None:
            if profile == "kiosk":
                self.seats.start("kiosk")
            return
        self._profile = profile
        self._look_at_something(context)
        self.placed = self.pool.panels(context, profile, arrangement.cells)
        self._video.hear((panel for _, panel in self.placed), profile)
        shown = {panel for _, panel in self.placed}
        for panel in self.pool.all():
            if panel not in shown:
                panel.hide()
        for screen in self.screens:
            screen.paired()
            screen.furnish(profile, self.seats.themes[profile], alone=count == 1)
            here = [(cell, panel) for cell, panel in self.placed if cell.monitor == screen.window.monitor.number]
            screen.window.show_panels(here)
        if self.seats.post is not None and self.placed:
            self.placed[0][1].setFocus(Qt.FocusReason.OtherFocusReason)  # what this scene is for takes the keys
        self.tick()

    def _look_at_something(self, context: Context) -> None:
        """Nobody chose a case yet: the most urgent one, so that map, case and cameras have a subject."""
        if context.selection.case_id is not None:
            return
        known = context.store.each(Case)
        if self.seats.post is not None:
            known = tuple(case for case in known if waits_for(case, context.roles(), context.person_id())) or known
        cases = [case for case in known if case.deadline_at is not None] or known
        first = min(cases, key=lambda case: case.deadline_at or case.reported_at, default=None)
        if first is not None:
            context.selection.select_case(first.id)

    def _scene_key(self, key: int) -> None:
        name = next((name for name, number in self.scenes.keys.items() if number == key), None)
        if name is not None and not self.seats.kiosk_only:
            self.scenes.request(name)

    def _scene_failed(self, problem: object) -> None:
        self.say(words_for(problem) if isinstance(problem, Problem) else self.tr("There is no such scene"))

    def _refused(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        if self.seats.door is not None and self.seats.door.waiting:
            return  # its screen says so
        text = words_for(problem)
        if problem.code is Code.BAD_CREDENTIALS:
            file = self.seats.account_folder / f"{self.seats.file}.json"
            text = self.tr("{reason} They are read from {file}.").format(reason=text, file=file)
        if problem.code is Code.WRONG_ROLE and self.seats.post is not None:
            file = self.seats.account_folder / f"{self.seats.file}.json"
            text = self.tr("The account in {file} does not hold the post of this seat.").format(file=file)
        self._wait_all(text, self.tr("The server does not let this seat in"))
        self.told.emit(text)

    def _wait_all(self, text: str, headline: str = "") -> None:
        self.placed, self._awaited = [], (text, headline)
        for screen in self.screens:
            screen.wait(text, headline)

    def _change_person(self) -> None:
        """Somebody else takes this seat: nothing of what the last one saw stays."""
        if self.seats.post is None:
            self.say(self.tr("Only the seat of a post changes hands; this is the hall's wall"))
            return
        self._wait_all("")
        self.pool.clear()
        self._acts = None
        self.seats.forget_names()
        self.seats.main.change_person()

    def _asked(self, step: str, factor: object, problem: object) -> None:
        """The log-in needs a person: at the screen of the command line, where there is a keyboard."""
        self._wait_all(self.tr("The log-in is finished at the screen of the command line."), self.tr("Log-in"))
        self._due = (step, factor, problem)
        self._line_screen().ask(self.seats.main.entry, *self._due, post=self.seats.post)
        self.told.emit(self.tr("The log-in of this seat needs somebody at its keyboard."))

    def _pairing(self) -> None:
        """A kiosk without a token shows its code; nothing of an earlier session stays on the screens."""
        door = self.seats.door
        if door is None or not door.waiting:
            return
        if self.placed:
            self._wait_all("")
            self.pool.clear()
            self.seats.forget_names()
        for screen in self.screens:
            screen.pair(door, self.seats.themes["kiosk"], self.seats.main.api.base_url)

    def _waiting(self, problem: object) -> None:
        """Not in yet: what does not mend itself at once is said, a certificate or a name that must wait."""
        if not isinstance(problem, Problem) or self.placed or self.seats.main.entry.step:
            return
        if FAULT in problem.params or problem.code is Code.TOO_MANY_TRIES:
            self._wait_all(words_for(problem))
            self.told.emit(words_for(problem))

    # Acts.

    def act(self, intent: Intent) -> None:
        """Carry out what was typed."""
        if self._acts is not None:
            self._acts.do(intent)
        else:
            self.say(self.tr("Not connected yet"))

    def _preview(self, intent: Intent) -> str:
        return self._acts.preview(intent) if self._acts is not None else ""

    def _note(self, text: str) -> None:
        for screen in self.screens:
            if screen.command is not None:
                screen.command.note(text)

    def _more(self, text: str) -> list[str]:
        return self._acts.completions(text) if self._acts is not None else []

    def say(self, text: str) -> None:
        """A sentence on the command line."""
        for screen in self.screens:
            if screen.command is not None:
                screen.command.say(text)

    def stop_all(self) -> None:
        """F12: silence every pole."""
        if self._acts is not None:
            self._acts.stop_all()

    def set_language(self, lang: str) -> None:
        """Another language."""
        self._languages.use(lang)
        for screen in self.screens:
            if screen.command is not None:
                screen.command.retranslate()
        self._made_anew()

    def _made_anew(self) -> None:
        """Every panel again: the names that come with the context are others."""
        self.placed = []
        self.pool.clear()
        self._opened("")

    def set_theme(self, mode: str) -> None:
        """Dark or light."""
        self.seats.set_mode("light" if mode == "light" else "dark")
        self.seats.themes["desk"].apply(self._app)
        for screen in self.screens:
            screen.furnish(self._profile, self.seats.themes[self._profile], alone=len(self.screens) == 1)

    def show_keys(self) -> None:
        """The overlay with the keys, on the monitor of the command line."""
        screen = self._line_screen()
        screen.keys.open(self.tr("Keys"), help_rows(self.scenes.keys, hall=self.seats.post is None))

    def _window_key(self, event: object) -> None:
        if isinstance(event, QKeyEvent):
            self.keyboard.unclaimed(event, self.placed)

    def _line_screen(self) -> Screen:
        return next((screen for screen in self.screens if screen.command is not None), self.screens[0])

    def _line_wanted(self, begin: str) -> None:
        line = self._line_screen().command
        if line is not None and self._profile == "desk":
            line.window().activateWindow()
            line.take_focus()
            if begin:
                line.field.setText(begin)

    # Once in a while.

    def tick(self) -> None:
        """Clock, ages, counts, frames."""
        context = self.seats.context(self._profile, self._languages.lang) if self.placed else None
        if context is not None:
            self._look_at_something(context)
        seats = self.seats
        seat = seats.session("kiosk") if self._profile == "kiosk" else seats.main
        titles = {scene.name: scene.title for scene in self.scenes.saved().values()}
        tabs = chrome.tabs(self.scenes.names(), titles, self.scenes.keys)
        mode, words = chrome.mode(seat)
        lost = seat.link.state is not LinkState.CURRENT
        for screen in self.screens:
            number = screen.window.monitor.number
            state = chrome.bar_state(seat, self._settings, tabs, self.scenes.current, self._label(number))
            screen.top.show_state(state)
            screen.wide.show_state(state, wall_title(), wall_since(), chrome.data_text(seat))
            screen.status.show_pairs(*chrome.status_pairs(seat, "", ""))
            if screen.command is not None:
                screen.command.set_scenes(tuple(self.scenes.names()))
            framed = mode if (lost or self._profile != "kiosk") and screen.pairing is None else ""
            screen.frame.show_mode(framed, words)
            # Speaking moves nothing: the talk key must stay under the hand that holds it.
            away, desk = framed == "lost", self._profile == "desk"
            screen.window.reserve(FRAME_W if away else 0, PLATE_H if away and desk else 0)
            screen.frame.hang_below((screen.top.height() if desk else 0) + (FRAME_W if away else 0))

    def _label(self, number: int) -> str:
        kinds = [cell.panel for cell, _ in self.placed if cell.monitor == number]
        what = chrome.monitor_word(kinds)
        text = self.tr("Screen {n}").format(n=number)
        return f"{text} · {what}" if what else text
