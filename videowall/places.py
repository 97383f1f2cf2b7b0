"""What stands on the tiles of one place: which layout, which cameras, and how to go back. Pure.

Strongest last: the cameras by number, the wall's state, what was done here since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contract.entities import WallState
from contract.wall_commands import ArrangeWall
from contract.walls import Tour
from videowall import layouts
from videowall.grid import Arrangement

MOST_FORMER = 20


class Places:
    """`place` names it in the wall's state: tile i is `PLACE/i`. `usual`: the layout that its scene gives it."""

    def __init__(self, place: str, usual: Arrangement, skip: int = 0) -> None:
        self.place, self.usual, self._skip = place, usual, skip
        self.arrangement = usual
        self.called: dict[int, str] = {}
        self.tour: Tour | None = None
        self._former: list[tuple[Arrangement, dict[int, str]]] = []
        self._followed: set[int] = set()

    def follow(self, state: WallState) -> None:
        """Somebody changed the wall: a layout that goes can be brought back."""
        tiles = self._tiles_of(state)
        for index in self._followed - set(tiles):
            self.called.pop(index, None)
        self._followed = set(tiles)
        layout = state.layouts.get(self.place)
        kind = self.usual if layout is None else layouts.of_wire(layout)
        if kind != self.arrangement:
            self._keep()
            self.arrangement = kind
        self.called.update(tiles)
        self.tour = state.tours.get(self.place)

    def shown(self, cameras: Sequence[str], over: Mapping[int, str] | None = None) -> list[str]:
        """A camera id for each tile; empty where there are no more.

        A tile that nobody called a camera to has its own by number, whatever happens on the others; where that one is
        called elsewhere it takes the next that no tile has. `over`: what a tour has on its tiles now.
        """
        room = range(len(self.arrangement.places))
        order = [*cameras[self._skip :], *cameras[: self._skip]]
        called = {**self.called, **(over or {})}
        named = {called[index] for index in room if index in called}
        own = [called.get(index) or _unless(named, order[index : index + 1]) for index in room]
        free = iter([key for key in order if key not in named and key not in own])
        return [camera or next(free, "") for camera in own]

    def put(self, index: int, camera: str, shown: Sequence[str]) -> None:
        """A camera into a tile; one that is on another tile already changes places with it, the others stay."""
        there = next((i for i, one in enumerate(shown) if one == camera), None)
        if there is not None and there != index:
            self.swap(there, index, shown)
        else:
            self.called[index] = camera

    def swap(self, one: int, other: int, shown: Sequence[str]) -> None:
        """Two tiles change places."""
        for index, camera in ((one, shown[other]), (other, shown[one])):
            if camera:
                self.called[index] = camera
            else:
                self.called.pop(index, None)

    def lay(self, kind: Arrangement) -> bool:
        """Another layout: every camera that still has a tile stays on its own; False where it is this one."""
        if kind == self.arrangement:
            return False
        self._keep()
        self.arrangement = kind
        return True

    def undo(self) -> bool:
        """The layout before this one, with its cameras; False where there is none."""
        if not self._former:
            return False
        self.arrangement, self.called = self._former.pop()
        return True

    def change(self, wall: str, state: WallState | None) -> ArrangeWall | None:
        """What must be said to the server so that the wall's state has what stands here; None: nothing."""
        tiles = {} if state is None else self._tiles_of(state)
        named = {i: camera for i, camera in self.called.items() if tiles.get(i) != camera}
        named |= dict.fromkeys(set(tiles) - set(self.called), "")
        layout = None if self.arrangement == self.usual else layouts.to_wire(self.arrangement)
        laid = {} if state is None else state.layouts
        tour = None if state is None else state.tours.get(self.place)
        if not named and layout == laid.get(self.place) and self.tour == tour:
            return None
        return ArrangeWall(
            wall=wall,
            tiles={f"{self.place}/{index}": camera for index, camera in sorted(named.items())},
            layouts={} if layout == laid.get(self.place) else {self.place: layout},
            tours={} if self.tour == tour else {self.place: self.tour},
        )

    def _tiles_of(self, state: WallState) -> dict[int, str]:
        return tiles_of(state.tiles, self.place)

    def _keep(self) -> None:
        self._former = [*self._former, (self.arrangement, dict(self.called))][-MOST_FORMER:]


def _unless(taken: set[str], camera: Sequence[str]) -> str:
    return "" if not camera or camera[0] in taken else camera[0]


def tiles_of(tiles: Mapping[str, str], place: str) -> dict[int, str]:
    """Tile number -> camera id of one place."""
    found: dict[int, str] = {}
    for key, camera in tiles.items():
        owner, _, index = key.rpartition("/")
        if owner == place and index.isdigit():
            found[int(index)] = camera
    return found
