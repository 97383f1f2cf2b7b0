"""What may be done to the tiles of a wall: change a part of them, keep a part as a preset, bring it back."""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract.case_commands import Command, Line, Name
from contract.entities import Id
from contract.walls import CameraId, Place, TileLayout, Tour

MOST_PLACES = 32
MOST_NAMED = 1024
PresetNumber = Annotated[int, msgspec.Meta(ge=1, le=999)]
Layouts = Annotated[dict[Place, TileLayout], msgspec.Meta(max_length=MOST_PLACES)]
Tiles = Annotated[dict[Place, CameraId], msgspec.Meta(max_length=MOST_NAMED)]
Tours = Annotated[dict[Place, Tour], msgspec.Meta(max_length=MOST_PLACES)]


class ArrangeWall(Command, frozen=True, kw_only=True, tag="arrange_wall"):
    """Change only these parts of what a wall shows; all others stay, whoever set them.

    A layout or tour of nothing (`null`) goes back to the scene's own; a tile with an empty camera takes the next free
    one. With `version` the change is refused (`conflict`) where somebody else was faster.
    """

    wall: Name
    layouts: Annotated[dict[Place, TileLayout | None], msgspec.Meta(max_length=MOST_PLACES)] = {}
    tiles: Annotated[
        dict[Place, Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,19}$")]], msgspec.Meta(max_length=MOST_NAMED)
    ] = {}
    tours: Annotated[dict[Place, Tour | None], msgspec.Meta(max_length=MOST_PLACES)] = {}
    version: int | None = None


class SavePreset(Command, frozen=True, kw_only=True, tag="save_preset"):
    """Keep a part of a wall under a number: layouts, cameras on tiles, tours. Several tiles at once make a salvo.

    A number that has another title already is refused (`duplicate`) unless `replace`.
    """

    number: PresetNumber
    title: Line = ""
    layouts: Layouts = {}
    tiles: Tiles = {}
    tours: Tours = {}
    replace: bool = False


class CallPreset(Command, frozen=True, kw_only=True, tag="call_preset"):
    """Bring a preset back on a wall: only what it names changes. Its tours begin now."""

    wall: Name
    preset_id: Id


class RemovePreset(Command, frozen=True, kw_only=True, tag="remove_preset"):
    """Forget a preset; what it brought stays on the walls."""

    preset_id: Id


AnyWallCommand = ArrangeWall | SavePreset | CallPreset | RemovePreset
