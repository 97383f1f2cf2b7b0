"""Scenes live on the server: this keeps the shipped ones there, knows which one the wall shows, and asks for others."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from backend_client.link import LinkState
from backend_client.session import SeatSession
from contract.commands import AnyWallCommand, SaveScene, ShowScene
from contract.entities import Cell, Scene, WallState
from contract.errors import Problem
from wall.layout import fold, used
from wall.posts import Post
from wall.shipped import SCENES, Shipped, variant

log = logging.getLogger(__name__)
DEFAULT = "duty"
_SHIPPED = {scene.name: scene for scene in SCENES}


@dataclass(frozen=True)
class Arrangement:
    """A scene made ready for so many monitors."""

    name: str
    title: str
    profile: str
    cells: tuple[Cell, ...]


def arrange(
    name: str, saved: dict[str, Scene], monitors: int, shipped: dict[str, Shipped] | None = None
) -> Arrangement:
    """The scene `name` on `monitors` monitors: its own variant, else folded. The shipped one where nobody saved it.

    KeyError for a scene that is neither saved nor shipped.
    """
    shipped = _SHIPPED if shipped is None else shipped
    base = saved.get(name) or shipped[name]
    title = base.title if isinstance(base, Scene) else ""
    cells = base.cells
    if used(cells) != monitors:
        special = saved.get(variant(name, monitors)) or shipped.get(variant(name, monitors))
        cells = special.cells if special is not None else tuple(fold(cells, monitors))
    return Arrangement(name, title, base.profile, cells)


class Scenes(QObject):
    """`shown(name)` when the wall is to show another scene; `said(text)`-worthy refusals come as `failed(Problem)`.

    A `post` has its own scenes, which live here and not on the server: no wall follows a seat.
    """

    shown = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        wall: str,
        seat: SeatSession,
        first: str,
        *,
        save: bool = True,
        post: Post | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.wall = self._wall = wall
        self._seat = seat
        self._post = post
        self._own = {scene.name: scene for scene in post.scenes} if post is not None else _SHIPPED
        self._first = first
        self._save = save
        self.default = post.first if post is not None else DEFAULT
        self.keys = post.keys if post is not None else {scene.name: scene.key for scene in SCENES if scene.key}
        self.current = first if first in self._own or (post is None and first) else self.default
        if post is not None:
            return
        seat.store.reset.connect(self._loaded)
        seat.store.changed.connect(self._changed)

    def saved(self) -> dict[str, Scene]:
        """Scenes on the server, by name."""
        if self._post is not None:
            return {}
        return {scene.name: scene for scene in self._seat.store.each(Scene) if not scene.preset}

    def arranged(self, name: str, monitors: int) -> Arrangement:
        """The scene made ready; the first one where there is none of that name."""
        saved = self.saved()
        try:
            return arrange(name, saved, monitors, self._own)
        except KeyError:
            log.warning("there is no scene %s", name)
            return arrange(self.default, saved, monitors, self._own)

    def names(self) -> list[str]:
        """Scenes a person can ask for: the shipped ones in their order, then those of one's own."""
        own = sorted(name for name in self.saved() if name not in self._own and "@" not in name)
        return [*self.keys, *own]

    def request(self, name: str) -> None:
        """Show a scene: through the server, or here alone while it is away (a key must always work)."""
        if self._post is not None and name == self.current:
            self.shown.emit(name)  # back to what this scene begins with
            return
        scene = self.saved().get(name)
        if scene is None and name not in self._own:
            self.failed.emit(None)
            return
        if scene is None or self._seat.link.state is not LinkState.CURRENT:
            self._show(name)
            return
        pending = self._seat.api.send(ShowScene(wall=self._wall, scene_id=scene.id))
        pending.failed.connect(lambda problem: self._refused(name, problem))

    def remember(self, change: AnyWallCommand) -> None:
        """Keep what was changed on the wall, so that a restart and every other node have it, too."""
        scene = self.saved().get(self.current)
        if scene is None or self._seat.link.state is not LinkState.CURRENT:
            return

        def send(_done: object = None) -> None:
            self._seat.api.send(change).failed.connect(self.failed.emit)

        if self._state() is not None:
            send()
            return
        begun = self._seat.api.send(ShowScene(wall=self._wall, scene_id=scene.id))
        begun.succeeded.connect(send)
        begun.failed.connect(self.failed.emit)

    def _state(self) -> WallState | None:
        return next((state for state in self._seat.store.each(WallState) if state.name == self._wall), None)

    def _refused(self, name: str, problem: object) -> None:
        assert isinstance(problem, Problem)
        log.warning("scene %s is shown here only: %s", name, problem.code)
        self.failed.emit(problem)
        self._show(name)

    def _loaded(self) -> None:
        missing = [scene for scene in SCENES if scene.name not in self.saved()]
        if missing and self._save:
            self._save = False
            for scene in missing:
                command = SaveScene(name=scene.name, profile=scene.profile, cells=scene.cells)
                self._seat.api.send(command).failed.connect(self._not_saved)
        if self._first:
            # What the caller asked for counts once; afterwards the server's word does.
            name, self._first = self._first, ""
            self._show(name)
            self.request(name)
            return
        self._follow()

    def _not_saved(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        log.warning("a shipped scene could not be saved: %s %s", problem.code, problem.reason)

    def _changed(self, kinds: object) -> None:
        assert isinstance(kinds, set)
        if kinds & {"wall_state", "scene"}:
            self._follow()

    def _follow(self) -> None:
        state = self._state()
        scene = self._seat.store.of(Scene, state.scene_id) if state is not None else None
        if scene is not None:
            self._show(scene.name)

    def _show(self, name: str) -> None:
        if name != self.current:
            self.current = name
            self.shown.emit(name)
