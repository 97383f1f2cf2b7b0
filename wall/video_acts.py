"""The command line's words about the video wall: layouts, tours, presets, salvos, on the panel that was used last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from weakref import WeakSet

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from contract.commands import CallPreset, RemovePreset, SavePreset
from contract.entities import Camera
from contract.errors import Code, Problem
from panelkit.context import Context
from panelkit.refusal import words_for
from videowall import layouts, presets
from videowall.panel import VideoPanel
from wall.scenes import Scenes

_TILES = re.compile(r"[0-9]{1,2}(?:[,-][0-9]{1,2})*")
_TOUR = {"": "", "hold": "tour", "run": "tour", "next": "next", "last": "last"}


class VideoActs(QObject):
    """For one room. `hear` is told which panels stand on the wall."""

    def __init__(self, scenes: Scenes, say: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._scenes, self._say = scenes, say
        self._heard: WeakSet[VideoPanel] = WeakSet()
        self._placed: list[VideoPanel] = []
        self._last: VideoPanel | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focused)

    def hear(self, panels: Iterable[QWidget], profile: str) -> None:
        """What is done on these panels is kept with the wall's state; public screens only follow."""
        self._placed = [panel for panel in panels if isinstance(panel, VideoPanel)]
        for panel in self._placed:
            if profile == "desk" and panel not in self._heard:
                self._heard.add(panel)
                panel.arranged.connect(self._scenes.remember)

    def words(self, context: Context) -> dict[str, Callable[[str], None]]:
        """What each word does."""
        return {
            "layout": self._lay,
            "tour": self._tour,
            "preset": lambda text: self._call(context, text),
            "keep": lambda text: self._keep(context, text),
            "put": lambda text: self._put(context, text),
            "salvo": lambda text: self._salvo(context, text),
        }

    def _focused(self, _old: QWidget | None, new: QWidget | None) -> None:
        while new is not None and not isinstance(new, VideoPanel):
            new = new.parentWidget()
        self._last = new or self._last

    def panel(self) -> VideoPanel | None:
        """The one that was used last, else the one with the most tiles."""
        shown = [panel for panel in self._placed if isValid(panel) and panel.isVisible()]
        if self._last is not None and isValid(self._last) and self._last in shown:
            return self._last
        if not shown:
            self._say(self.tr("No video is on the wall now"))
        return max(shown, key=lambda panel: len(panel.surface.slots()), default=None)

    def _lay(self, text: str) -> None:
        kind = layouts.of_text(text)
        panel = self.panel()
        if kind is None:
            self._say(self.tr("{text} is no layout; 16, 1+5 and 4x3 are").format(text=text))
        elif panel is not None:
            panel.lay(kind)

    def _tour(self, text: str) -> None:
        panel = self.panel()
        word = text.strip().lower()
        if panel is None:
            return
        if word.isascii() and word.isdigit() and len(word) <= 4:
            panel.surface.order("tour", int(word))
        elif word in _TOUR:
            panel.surface.order(_TOUR[word] or "tour", None)
        else:
            self._say(self.tr("tour: seconds, run, hold, next, last; 0 ends it"))

    def _call(self, context: Context, text: str) -> None:
        found = presets.find(context.store, text)
        if len(found) == 1:
            wanted = CallPreset(wall=self._scenes.wall, preset_id=found[0].id)
            self._send(context, wanted, self.tr("preset {name}").format(name=presets.title(found[0])))
        elif found:
            names = " · ".join(presets.title(one) for one in found[:6])
            self._say(self.tr("Which? {names}").format(names=names))
        else:
            self._say(self.tr("There is no preset {text}").format(text=text))

    def _keep(self, context: Context, text: str) -> None:
        """`5 早高峰`, `5! 早高峰` to replace, `5 1-3,7 早高峰` for these tiles only, `5 -` forgets it."""
        number, _, rest = text.partition(" ")
        replace, number = number.endswith("!"), number.removesuffix("!")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 999):
            self._say(self.tr("keep: a number of 1 to 999, then a title"))
            return
        known = [one for one in presets.all_of(context.store) if one.preset == int(number)]
        if rest.strip() == "-" and known:
            self._send(context, RemovePreset(preset_id=known[0].id), self.tr("preset {n} is gone").format(n=number))
            return
        panel = self.panel()
        first, _, title = rest.strip().partition(" ")
        tiles = presets.tiles_of_text(first) if _TILES.fullmatch(first) else None
        if panel is None:
            return
        command = panel.kept(int(number), title.strip() if tiles else rest.strip(), tiles, replace=replace)
        if command is None:
            self._say(self.tr("None of these tiles shows a camera"))
            return
        self._send(context, command, self.tr("kept as preset {n}").format(n=number))

    def _put(self, context: Context, text: str) -> None:
        """`37 5`: camera 37 to tile 5."""
        words = text.split()
        panel = self.panel()
        if len(words) != 2 or not all(word.isascii() and word.isdigit() for word in words):
            self._say(self.tr("put: the camera's number, then the tile's"))
        elif panel is not None and not 1 <= int(words[1]) <= len(panel.surface.slots()):
            self._say(self.tr("This panel has {n} tiles").format(n=len(panel.surface.slots())))
        elif all(camera.number != int(words[0]) for camera in context.store.each(Camera)):
            self._say(self.tr("no camera {name}").format(name=words[0]))
        elif panel is not None:
            panel.call(int(words[1]) - 1, int(words[0]))

    def _salvo(self, context: Context, text: str) -> None:
        numbers = [int(word) for word in re.split(r"[\s,]+", text) if word.isascii() and word.isdigit()]
        by_number = {camera.number: camera.id for camera in context.store.each(Camera)}
        unknown = [number for number in numbers if number not in by_number]
        panel = self.panel()
        if unknown or not numbers:
            words = ", ".join(map(str, unknown)) or text
            self._say(self.tr("no camera {name}").format(name=words))
        elif panel is not None:
            panel.salvo([by_number[number] for number in numbers])

    def _send(self, context: Context, command: CallPreset | SavePreset | RemovePreset, done: str) -> None:
        def refused(problem: object) -> None:
            if isinstance(problem, Problem) and problem.code is Code.DUPLICATE and isinstance(command, SavePreset):
                self._say(
                    self.tr("Preset {n} is {title}; keep {n}! replaces it").format(
                        n=command.number, title=problem.params.get("title", "") or command.number
                    )
                )
            elif isinstance(problem, Problem):
                self._say(words_for(problem))

        pending = context.send(command)
        pending.succeeded.connect(lambda _done: self._say(done))
        pending.failed.connect(refused)
